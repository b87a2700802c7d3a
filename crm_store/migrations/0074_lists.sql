-- Open deals by close date: next best actions walked past all that are closed.
CREATE INDEX deal_open_close ON crm.deal (tenant_id, close_date, id) WHERE closed_at IS NULL;
-- A rep's leads by status: of 100,000 leads theirs are thousands, of a status hundreds. Serves what the index of owners did.
DROP INDEX crm.lead_owner;
CREATE INDEX lead_owner ON crm.lead (tenant_id, owner_id, status, source);
