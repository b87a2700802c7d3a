-- Whose rows are seen and how many there are, from indexes alone: the policies ask for owner and deletion, a list by status for the newest.
DROP INDEX crm.lead_owner;
CREATE INDEX lead_owner ON crm.lead (tenant_id, owner_id, status, source) INCLUDE (deleted_at, created_at, id);
DROP INDEX crm.deal_owner;
CREATE INDEX deal_owner ON crm.deal (tenant_id, owner_id, id) INCLUDE (deleted_at);
-- Lists by owner walk the people by name, and each one's rows after them.
CREATE INDEX app_user_name ON crm.app_user (tenant_id, lower(name), id);
