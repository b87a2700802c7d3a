-- Who says it: of a mail its sender, of a call or meeting the contact. What somebody said is looked for among their own words first.
ALTER TABLE crm.chunk ADD COLUMN author text;
DROP INDEX crm.chunk_words;
ALTER TABLE crm.chunk DROP COLUMN words;
ALTER TABLE crm.chunk ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('pg_catalog.english', title), 'B') || to_tsvector('pg_catalog.english', body) ||
  setweight(to_tsvector('pg_catalog.simple', title), 'B') || to_tsvector('pg_catalog.simple', body) ||
  setweight(to_tsvector('pg_catalog.simple', names), 'C') || setweight(to_tsvector('pg_catalog.simple', coalesce(author, '')), 'A')) STORED;
CREATE INDEX chunk_words ON crm.chunk USING gin (words);
