-- What happened, what others are told of it, and what scorers learned.

-- Append-only. `record_owner_id` is the owner at the time: it decides, with the object's sharing, who may read the event.
CREATE TABLE crm.audit_event (
  tenant_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid,
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'agent', 'automation', 'import', 'system')),
  action text NOT NULL,           -- create, update, delete, merge, restore, approve, reject, undo, export, sign_in, settings, …
  object text,
  record_id uuid,
  record_owner_id uuid,
  before jsonb,
  after jsonb,
  reason text,
  conversation_id uuid,
  proposal_id uuid,
  batch bigint,                   -- the seal that holds it
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_record ON crm.audit_event (tenant_id, object, record_id, id DESC);
CREATE INDEX audit_actor ON crm.audit_event (tenant_id, actor_id, id DESC);

CREATE TABLE crm.audit_seal (
  tenant_id uuid NOT NULL,
  batch bigint NOT NULL,
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  events int NOT NULL,
  hash bytea NOT NULL,            -- SHA-256 over the previous hash and every event of the batch
  signature bytea NOT NULL,       -- of the hash, by a key kept outside the database
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, batch)
);

CREATE FUNCTION crm_private.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The only change an event ever sees is its seal, once.
  IF TG_OP = 'UPDATE' AND OLD.batch IS NULL AND NEW.batch IS NOT NULL
     AND to_jsonb(OLD) - 'batch' = to_jsonb(NEW) - 'batch' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'CR403';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON crm.audit_event FOR EACH ROW EXECUTE FUNCTION crm_private.append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON crm.audit_event FOR EACH STATEMENT EXECUTE FUNCTION crm_private.append_only();

-- Events for webhooks and automations: written with the row, delivered afterwards.
CREATE TABLE crm.outbox (
  tenant_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  event text NOT NULL,            -- deal.updated, proposal.applied, …
  object text,
  record_id uuid,
  payload jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_waiting ON crm.outbox (id) WHERE delivered_at IS NULL;

CREATE TABLE crm.score_model (
  tenant_id uuid NOT NULL,
  kind text NOT NULL,             -- lead_conversion, deal_win
  version int NOT NULL,
  trained_at timestamptz NOT NULL,
  rows int NOT NULL,
  positives int NOT NULL,
  auc double precision,
  brier double precision,
  signal boolean NOT NULL,        -- whether it tells winners from losers better than chance
  warnings jsonb NOT NULL DEFAULT '[]',
  body bytea,                     -- skops; never a pickle
  PRIMARY KEY (tenant_id, kind, version)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_event', 'audit_seal', 'outbox', 'score_model'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
CREATE POLICY append ON crm.audit_event FOR INSERT TO crm_app WITH CHECK (tenant_id = (SELECT crm.tenant_id()));
CREATE POLICY read ON crm.audit_event FOR SELECT TO crm_app USING (tenant_id = (SELECT crm.tenant_id())
  AND ((SELECT crm.sees_all()) OR actor_id = ANY ((SELECT crm.owners())::uuid[]) OR record_owner_id = ANY ((SELECT crm.owners())::uuid[])));
CREATE POLICY seal ON crm.audit_event FOR UPDATE TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT ON crm.audit_event TO crm_app;
GRANT UPDATE (batch) ON crm.audit_event TO crm_app;
CREATE POLICY seal ON crm.audit_seal TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT ON crm.audit_seal TO crm_app;
CREATE POLICY append ON crm.outbox FOR INSERT TO crm_app WITH CHECK (tenant_id = (SELECT crm.tenant_id()));
CREATE POLICY deliver ON crm.outbox TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.outbox TO crm_app;
CREATE POLICY read ON crm.score_model FOR SELECT USING (tenant_id = (SELECT crm.tenant_id()));
CREATE POLICY train ON crm.score_model TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, DELETE ON crm.score_model TO crm_app;
GRANT SELECT ON crm.score_model TO crm_agent;

-- Answers to writes that were sent twice under one Idempotency-Key.
CREATE TABLE crm.idempotency (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status int NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, key)
);
ALTER TABLE crm.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON crm.idempotency TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));
GRANT SELECT, INSERT, DELETE ON crm.idempotency TO crm_app;
