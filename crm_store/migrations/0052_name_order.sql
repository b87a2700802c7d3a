-- Lists by name: an index for LIKE (text_pattern_ops) does not serve ORDER BY.
DO $$
DECLARE o text;
BEGIN
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'product', 'ticket', 'activity'] LOOP
    EXECUTE format('CREATE INDEX %s_name_order ON crm.%I (tenant_id, name_key, id)', o, o);
  END LOOP;
END $$;
