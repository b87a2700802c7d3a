-- Since when a deal is in its stage: the last entry is read first, and the policy asks for the deal once instead of for every entry.
CREATE INDEX stage_history_entered ON crm.stage_history (tenant_id, deal_id, entered_at);
