-- Seals are read batch by batch; what waits for one has no batch yet.
CREATE INDEX audit_batch ON crm.audit_event (tenant_id, batch, id);
