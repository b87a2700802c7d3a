-- Whoever sees few of many texts has each of them compared. By the signs of their vectors first: 48 bytes of each, lying together
-- by reader in one index, instead of a page of the table for each. The nearest of those are compared in full.

-- One row for each reader of a chunk. The index holds all that is read.
CREATE TABLE crm.chunk_sketch (
  tenant_id uuid NOT NULL,
  reader uuid NOT NULL,               -- one of the chunk's `seen_by`
  activity_id uuid NOT NULL,
  position int NOT NULL,
  signs bit(384) NOT NULL,
  PRIMARY KEY (tenant_id, reader, activity_id, position) INCLUDE (signs)
);
ALTER TABLE crm.chunk_sketch ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.chunk_sketch FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON crm.chunk_sketch TO crm_keeper USING (true) WITH CHECK (true);
-- Narrower than that of the chunks, whose own policy is asked again of each that is taken.
CREATE POLICY read ON crm.chunk_sketch FOR SELECT TO crm_app, crm_agent
  USING (tenant_id = (SELECT crm.tenant_id()) AND reader = ANY ((SELECT crm.owners())::uuid[]));
GRANT SELECT ON crm.chunk_sketch TO crm_app, crm_agent;
GRANT SELECT, INSERT, DELETE ON crm.chunk_sketch TO crm_keeper;

CREATE FUNCTION crm_private.keep_sketch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.seen_by = OLD.seen_by AND NEW.embedding OPERATOR(public.=) OLD.embedding THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM crm.chunk_sketch s WHERE s.tenant_id = OLD.tenant_id AND s.reader = ANY (OLD.seen_by)
      AND s.activity_id = OLD.activity_id AND s.position = OLD.position;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.embedding IS NOT NULL THEN
    INSERT INTO crm.chunk_sketch (tenant_id, reader, activity_id, position, signs)
      SELECT NEW.tenant_id, r, NEW.activity_id, NEW.position, public.binary_quantize(NEW.embedding)
        FROM (SELECT DISTINCT unnest(NEW.seen_by) AS r) x WHERE r IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER a_sketch AFTER INSERT OR DELETE OR UPDATE OF seen_by, embedding ON crm.chunk
  FOR EACH ROW EXECUTE FUNCTION crm_private.keep_sketch();

SET LOCAL ROLE crm_keeper;
INSERT INTO crm.chunk_sketch (tenant_id, reader, activity_id, position, signs)
SELECT DISTINCT ON (c.tenant_id, r, c.activity_id, c.position) c.tenant_id, r, c.activity_id, c.position, public.binary_quantize(c.embedding)
  FROM crm.chunk c, unnest(c.seen_by) AS r WHERE c.embedding IS NOT NULL AND r IS NOT NULL
 ORDER BY c.tenant_id, r, c.activity_id, c.position;
SET LOCAL ROLE crm_owner;
-- Handed over last: a trigger is made by whoever may run its function.
ALTER FUNCTION crm_private.keep_sketch() OWNER TO crm_keeper;
