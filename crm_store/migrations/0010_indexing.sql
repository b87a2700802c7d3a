-- Workers take their share of the queue with FOR UPDATE SKIP LOCKED, which asks for the right to update.
GRANT UPDATE ON crm.index_queue TO crm_app;
