-- What ranking needs beside vectors and words, text in its own language, and names that follow a renaming.

-- `phrases`: of each passage in `sentences` a hash without its names and numbers, to count how often people write the same.
-- `language`: the stemming of the body; the words stand unstemmed as well.
ALTER TABLE crm.chunk ADD COLUMN phrases bigint[], ADD COLUMN language regconfig NOT NULL DEFAULT 'pg_catalog.english';
DROP INDEX crm.chunk_words;
ALTER TABLE crm.chunk DROP COLUMN words;
ALTER TABLE crm.chunk ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector(language, title), 'B') || to_tsvector(language, body) ||
  setweight(to_tsvector('pg_catalog.simple', title), 'B') || to_tsvector('pg_catalog.simple', body) ||
  setweight(to_tsvector('pg_catalog.simple', names), 'C') || setweight(to_tsvector('pg_catalog.simple', coalesce(author, '')), 'A')) STORED;
CREATE INDEX chunk_words ON crm.chunk USING gin (words);

-- In how many chunks a passage stands, its names and numbers aside. Only what is written often is kept: nothing rare is told.
CREATE TABLE crm.phrase (
  tenant_id uuid NOT NULL,
  phrase bigint NOT NULL,
  chunks int NOT NULL CHECK (chunks >= 5),
  PRIMARY KEY (tenant_id, phrase)
);
ALTER TABLE crm.phrase ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.phrase FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON crm.phrase FOR SELECT TO crm_app, crm_agent USING (tenant_id = (SELECT crm.tenant_id()));
CREATE POLICY index ON crm.phrase TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.phrase TO crm_app;
GRANT SELECT ON crm.phrase TO crm_agent;

-- The languages of the tenant's texts: a question's words are looked for in each.
ALTER TABLE crm.word_state ADD COLUMN languages regconfig[] NOT NULL DEFAULT '{pg_catalog.english}';
-- Counted again at the indexer's next look.
TRUNCATE crm.word, crm.word_state;

-- Somebody or something is called otherwise: the texts about them wait for the indexer, which keeps their vectors.
CREATE FUNCTION crm_private.queue_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO crm.index_queue (tenant_id, activity_id) SELECT DISTINCT c.tenant_id, c.activity_id FROM crm.chunk c'
    ' WHERE c.tenant_id = $1 AND c.%I = $2 ON CONFLICT DO NOTHING', TG_ARGV[0]) USING NEW.tenant_id, NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER f_named AFTER UPDATE ON crm.account FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION crm_private.queue_named('account_id');
CREATE TRIGGER f_named AFTER UPDATE ON crm.contact FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION crm_private.queue_named('contact_id');
CREATE TRIGGER f_named AFTER UPDATE ON crm.deal FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION crm_private.queue_named('deal_id');
CREATE TRIGGER f_named AFTER UPDATE ON crm.lead FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.company IS DISTINCT FROM NEW.company)
  EXECUTE FUNCTION crm_private.queue_named('lead_id');
CREATE TRIGGER f_named AFTER UPDATE ON crm.app_user FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION crm_private.queue_named('owner_id');
ALTER FUNCTION crm_private.queue_named() OWNER TO crm_keeper;
