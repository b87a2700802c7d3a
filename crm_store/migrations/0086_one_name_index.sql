-- Where text is ordered by its bytes, as the embedded server has it, the index that lists follow serves LIKE as well: the one that
-- was made for LIKE alone only cost each write and each import of 250,000 contacts. Under any other order it stays.
DO $$
DECLARE
  o text;
  by_bytes boolean := (SELECT d.datlocprovider = 'b' OR (d.datlocprovider = 'c' AND d.datcollate IN ('C', 'POSIX'))
    FROM pg_database d WHERE d.datname = current_database());
BEGIN
  IF by_bytes THEN
    FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'product', 'ticket', 'activity'] LOOP
      EXECUTE format('DROP INDEX crm.%I', o || '_name');
    END LOOP;
  END IF;
END $$;
