-- What search needs beside the vector of a whole chunk: one vector a sentence, the names of who and what a text is about,
-- and how common each word is.

-- `names` (author, people, account, deal) are searched, never quoted. `sentences` are the vectors of `body`'s sentences in order.
ALTER TABLE crm.chunk ADD COLUMN names text NOT NULL DEFAULT '', ADD COLUMN sentences public.halfvec(384)[];
DROP INDEX crm.chunk_words;
ALTER TABLE crm.chunk DROP COLUMN words;
ALTER TABLE crm.chunk ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('pg_catalog.english', title), 'B') || to_tsvector('pg_catalog.english', body) ||
  setweight(to_tsvector('pg_catalog.simple', title), 'D') || setweight(to_tsvector('pg_catalog.simple', body), 'D') ||
  setweight(to_tsvector('pg_catalog.simple', names), 'C')) STORED;
CREATE INDEX chunk_words ON crm.chunk USING gin (words);

-- In how many chunks of the tenant a word stands: rare words say more, and a word that nobody wrote may be a typing error.
CREATE TABLE crm.word (
  tenant_id uuid NOT NULL,
  word text NOT NULL,
  chunks int NOT NULL,
  PRIMARY KEY (tenant_id, word)
);
CREATE INDEX word_like ON crm.word USING gin (tenant_id, word public.gin_trgm_ops);
-- When the words were counted: over how many chunks, and how many were written since.
CREATE TABLE crm.word_state (
  tenant_id uuid PRIMARY KEY,
  chunks int NOT NULL DEFAULT 0,
  since int NOT NULL DEFAULT 0
);
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['word', 'word_state'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY read ON crm.%I FOR SELECT TO crm_app, crm_agent USING (tenant_id = (SELECT crm.tenant_id()))', t);
    EXECUTE format('CREATE POLICY index ON crm.%I TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON crm.%I TO crm_app', t);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_agent', t);
  END LOOP;
END $$;
