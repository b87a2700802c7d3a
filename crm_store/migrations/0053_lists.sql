-- What lists, searches and next best actions ask for at 250,000 contacts.
CREATE INDEX contact_title ON crm.contact (tenant_id, lower(title), id);
CREATE INDEX contact_title_part ON crm.contact USING gin (title public.gin_trgm_ops);
CREATE INDEX lead_touched ON crm.lead (tenant_id, last_contacted_at);
CREATE INDEX activity_open_task ON crm.activity (tenant_id, owner_id, due_date, id) WHERE type = 'task' AND status = 'open';
