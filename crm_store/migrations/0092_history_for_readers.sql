-- Whoever asks in chat what a record was before is answered in the role that reads language: the same rows as `read` shows the
-- person themself, and of those only what was made of records (no sign-ins, settings or decisions).
CREATE POLICY history ON crm.audit_event FOR SELECT TO crm_agent USING (tenant_id = (SELECT crm.tenant_id())
  AND record_id IS NOT NULL AND action IN ('create', 'update', 'merge', 'restore', 'undo')
  AND ((SELECT crm.sees_all()) OR actor_id = ANY ((SELECT crm.owners())::uuid[]) OR record_owner_id = ANY ((SELECT crm.owners())::uuid[])));
GRANT SELECT ON crm.audit_event TO crm_agent;
