-- What the scores of many leads count, and what the policy asks of it, from the index alone.
DROP INDEX crm.activity_lead;
CREATE INDEX activity_lead ON crm.activity (tenant_id, lead_id, occurred_at DESC)
  INCLUDE (type, direction, status, deleted_at, audience, seen_by) WHERE lead_id IS NOT NULL;
