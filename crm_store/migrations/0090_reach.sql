-- Whoever sees little of many texts: theirs are found by who may see them, and ordered exactly. And how many they are, about,
-- by which search decides (an index of vectors walks past all the others to gather them).

CREATE INDEX chunk_seen ON crm.chunk USING gin (seen_by);
CREATE INDEX chunk_audience ON crm.chunk (tenant_id, audience);

-- How many chunks each user sees as one of `seen_by` (`whose` is their id), and how many each audience holds (its name).
CREATE TABLE crm.text_reach (
  tenant_id uuid NOT NULL,
  whose text NOT NULL,
  chunks int NOT NULL,
  PRIMARY KEY (tenant_id, whose)
);
ALTER TABLE crm.text_reach ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.text_reach FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON crm.text_reach TO crm_keeper USING (true) WITH CHECK (true);
-- To each what counts their own texts, nobody else's.
CREATE POLICY read ON crm.text_reach FOR SELECT TO crm_app, crm_agent USING (tenant_id = (SELECT crm.tenant_id())
  AND (whose = ANY ((SELECT crm.owners())::text[]) OR whose = ANY ((SELECT crm.open_audiences())::text[])));
CREATE POLICY index ON crm.text_reach TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.text_reach TO crm_app;
GRANT SELECT ON crm.text_reach TO crm_agent;
GRANT INSERT ON crm.text_reach TO crm_keeper;

-- Later counts are the indexer's (`retrieval.words.count_words`).
SET LOCAL ROLE crm_keeper;
INSERT INTO crm.text_reach (tenant_id, whose, chunks)
SELECT c.tenant_id, w.whose, count(*) FROM crm.chunk c, unnest(c.seen_by::text[] || c.audience) AS w(whose) GROUP BY 1, 2;
SET LOCAL ROLE crm_owner;
