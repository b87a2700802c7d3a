-- Conversations, traces, and the searchable text of mail and notes.

CREATE TABLE crm.conversation (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  user_id uuid NOT NULL,
  title text NOT NULL DEFAULT '',
  state jsonb NOT NULL DEFAULT '{}',   -- what the dialogue is about: last records, last report, offered choices
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES crm.app_user ON DELETE CASCADE
);
CREATE INDEX conversation_user ON crm.conversation (tenant_id, user_id, updated_at DESC);

CREATE TABLE crm.message (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  position int NOT NULL,
  role text NOT NULL CHECK (role IN ('user', 'assistant')),
  text text NOT NULL,
  blocks jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL DEFAULT 'complete' CHECK (status IN ('complete', 'needs_approval', 'needs_choice', 'declined', 'failed')),
  proposal_id uuid,
  trace_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, id),
  UNIQUE (tenant_id, conversation_id, position),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES crm.conversation ON DELETE CASCADE
);

-- One turn: model, tools, arguments, times, tokens. For the person and the admin.
CREATE TABLE crm.trace (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  user_id uuid NOT NULL,
  conversation_id uuid,
  model text NOT NULL,
  steps jsonb NOT NULL DEFAULT '[]',
  input_tokens int NOT NULL DEFAULT 0,
  output_tokens int NOT NULL DEFAULT 0,
  milliseconds double precision NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX trace_user ON crm.trace (tenant_id, user_id, created_at DESC);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['conversation', 'message', 'trace'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON crm.%I TO crm_app', t);
  END LOOP;
END $$;
-- A conversation is its person's alone, whoever is above them. The agent role may read it and write none of it.
CREATE POLICY own ON crm.conversation TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));
CREATE POLICY own ON crm.message TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND EXISTS (SELECT 1 FROM crm.conversation c
  WHERE c.tenant_id = message.tenant_id AND c.id = message.conversation_id));
CREATE POLICY read ON crm.conversation FOR SELECT TO crm_agent USING (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));
CREATE POLICY read ON crm.message FOR SELECT TO crm_agent USING (tenant_id = (SELECT crm.tenant_id()) AND EXISTS (SELECT 1 FROM crm.conversation c
  WHERE c.tenant_id = message.tenant_id AND c.id = message.conversation_id));
CREATE POLICY own ON crm.trace TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (user_id = (SELECT crm.user_id()) OR (SELECT crm.is_admin())))
  WITH CHECK (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));
GRANT SELECT ON crm.conversation, crm.message TO crm_agent;

-- A chunk is a piece of an activity's text with its vector; it is seen by whoever sees the activity.
CREATE TABLE crm.chunk (
  tenant_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  position int NOT NULL,
  kind text NOT NULL,                 -- the activity's type
  title text NOT NULL DEFAULT '',     -- the subject: searched with the text, never quoted as it
  body text NOT NULL,
  body_hash bytea NOT NULL,           -- SHA-256 of title and body: unchanged text keeps its vector
  occurred_at timestamptz,
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  deal_id uuid,
  lead_id uuid,
  direction text,
  thread_key text,
  audience text NOT NULL,
  seen_by uuid[] NOT NULL,
  embedding public.halfvec(384),
  model text,                         -- the encoder that made the vector
  words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('pg_catalog.english', title), 'B') || to_tsvector('pg_catalog.english', body) ||
    setweight(to_tsvector('pg_catalog.simple', title), 'D') || setweight(to_tsvector('pg_catalog.simple', body), 'D')) STORED,
  PRIMARY KEY (tenant_id, activity_id, position),
  FOREIGN KEY (tenant_id, activity_id) REFERENCES crm.activity ON DELETE CASCADE
);
CREATE INDEX chunk_words ON crm.chunk USING gin (words);
CREATE INDEX chunk_embedding ON crm.chunk USING hnsw (embedding public.halfvec_cosine_ops);
CREATE INDEX chunk_account ON crm.chunk (tenant_id, account_id, occurred_at DESC);
CREATE INDEX chunk_deal ON crm.chunk (tenant_id, deal_id, occurred_at DESC);
CREATE INDEX chunk_contact ON crm.chunk (tenant_id, contact_id, occurred_at DESC);
CREATE INDEX chunk_lead ON crm.chunk (tenant_id, lead_id, occurred_at DESC);
CREATE INDEX chunk_missing ON crm.chunk (tenant_id) WHERE embedding IS NULL;

ALTER TABLE crm.chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.chunk FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON crm.chunk TO crm_keeper USING (true) WITH CHECK (true);
CREATE POLICY read ON crm.chunk FOR SELECT TO crm_app, crm_agent, crm_owner USING (tenant_id = (SELECT crm.tenant_id())
  AND (audience = ANY ((SELECT crm.open_audiences())::text[]) OR seen_by && (SELECT crm.owners())));
-- Chunks are made by the background indexer, which speaks for the system.
CREATE POLICY index ON crm.chunk TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.chunk TO crm_app;
GRANT SELECT ON crm.chunk TO crm_agent;
GRANT SELECT, UPDATE, DELETE ON crm.chunk TO crm_keeper;

-- An activity moved, was re-owned, re-shared or deleted: its chunks follow at once. Changed text waits for the indexer.
CREATE TABLE crm.index_queue (
  tenant_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, activity_id)
);
ALTER TABLE crm.index_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.index_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON crm.index_queue TO crm_keeper USING (true) WITH CHECK (true);
CREATE POLICY index ON crm.index_queue TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, DELETE ON crm.index_queue TO crm_app;
GRANT SELECT, INSERT, DELETE ON crm.index_queue TO crm_keeper;

CREATE FUNCTION crm_private.queue_text() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.deleted_at IS NOT NULL THEN
    DELETE FROM crm.chunk WHERE tenant_id = NEW.tenant_id AND activity_id = NEW.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    UPDATE crm.chunk SET kind = NEW.type, occurred_at = coalesce(NEW.occurred_at, NEW.created_at), owner_id = NEW.owner_id,
        account_id = NEW.account_id, contact_id = NEW.contact_id, deal_id = NEW.deal_id, lead_id = NEW.lead_id,
        direction = NEW.direction, thread_key = NEW.thread_key, audience = NEW.audience, seen_by = NEW.seen_by
      WHERE tenant_id = NEW.tenant_id AND activity_id = NEW.id;
    IF OLD.deleted_at IS NULL AND NEW.subject IS NOT DISTINCT FROM OLD.subject AND NEW.body IS NOT DISTINCT FROM OLD.body THEN
      RETURN NULL;
    END IF;
  END IF;
  IF coalesce(NEW.body, '') <> '' OR NEW.type <> 'task' THEN
    INSERT INTO crm.index_queue (tenant_id, activity_id) VALUES (NEW.tenant_id, NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER e_queue AFTER INSERT OR UPDATE ON crm.activity FOR EACH ROW EXECUTE FUNCTION crm_private.queue_text();

-- Handed over last: a trigger is made by whoever may run its function.
ALTER FUNCTION crm_private.queue_text() OWNER TO crm_keeper;
