"""A large model's turns, on LangChain's agent. Imported only where `CRM_MODEL` names one: LangChain takes 1.5 s to import."""
