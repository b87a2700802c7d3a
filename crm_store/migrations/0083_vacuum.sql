-- Indexes that cover a question answer it alone only for pages without recent changes: records are vacuumed after a twentieth
-- of them has changed, not after a fifth.
DO $$
DECLARE o text;
BEGIN
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'activity', 'ticket'] LOOP
    EXECUTE format('ALTER TABLE crm.%I SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,'
      ' autovacuum_analyze_scale_factor = 0.05)', o);
  END LOOP;
END $$;
