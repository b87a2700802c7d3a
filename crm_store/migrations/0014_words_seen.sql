-- A word that hardly anybody wrote may come from a mail that the reader may not see. Only common words, and all of them only to
-- whoever sees everything, are known outside the indexer; a rare one is searched for all the same, it just weighs as unknown.
DROP POLICY read ON crm.word;
CREATE POLICY read ON crm.word FOR SELECT TO crm_app, crm_agent USING (tenant_id = (SELECT crm.tenant_id())
  AND (chunks >= 5 OR (SELECT crm.sees_all())));
