-- The CRM records. Money is bigint in hundredths: integer operators are leakproof, so that indexes on amounts keep
-- working under row-level security. Columns x_id and x_minor are the fields x of the catalog.

-- Short refs must not count invisible rows: numbers come from one sequence per object, scattered within their decade.
CREATE TABLE crm_private.ref_key (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), key bigint NOT NULL);
INSERT INTO crm_private.ref_key (key) VALUES ((random() * 1e9)::bigint);
CREATE FUNCTION crm_private.scatter(n bigint, key bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  low bigint := CASE WHEN n < 1000 THEN 1 ELSE power(10, floor(log(n::numeric)))::bigint END;
  size bigint := CASE WHEN n < 1000 THEN 999 ELSE low * 9 END;
  factor bigint := (size * 618 / 1000 + key % (size / 7)) | 1;
BEGIN
  WHILE gcd(factor, size) <> 1 LOOP factor := factor + 2; END LOOP;
  RETURN low + ((n - low) * factor + key) % size;
END $$;
CREATE FUNCTION crm_private.next_ref(prefix text, sequence regclass) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT prefix || '-' || crm_private.scatter(nextval(sequence), key) FROM crm_private.ref_key $$;
CREATE FUNCTION crm.next_ref(object text) RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT crm_private.next_ref(CASE object WHEN 'account' THEN 'A' WHEN 'contact' THEN 'C' WHEN 'lead' THEN 'L' WHEN 'deal' THEN 'D'
    WHEN 'activity' THEN 'T' WHEN 'product' THEN 'PR' WHEN 'ticket' THEN 'S' WHEN 'proposal' THEN 'P' END, ('crm_private.ref_' || object)::regclass)
$$;
GRANT EXECUTE ON FUNCTION crm.next_ref(text) TO crm_app;

DO $$
DECLARE o text;
BEGIN
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'activity', 'product', 'ticket', 'proposal'] LOOP
    EXECUTE format('CREATE SEQUENCE crm_private.ref_%s CACHE 20', o);
  END LOOP;
END $$;

CREATE TABLE crm.account (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('account'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text NOT NULL CHECK (name <> ''),
  domain text,
  industry text,
  employees int,
  annual_revenue_minor bigint,
  city text,
  country text,
  phone text,
  owner_id uuid,
  parent_account_id uuid,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(name)) STORED,
  company_key text,     -- the name without its legal form, for duplicates; written by crm_store
  domain_key text,      -- the registrable host
  phone_key text,       -- E.164
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user,
  FOREIGN KEY (tenant_id, parent_account_id) REFERENCES crm.account
);

CREATE TABLE crm.contact (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('contact'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text NOT NULL CHECK (name <> ''),
  email text,
  phone text,
  title text,
  account_id uuid,
  owner_id uuid,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(name)) STORED,
  email_key text GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  phone_key text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user,
  FOREIGN KEY (tenant_id, account_id) REFERENCES crm.account
);

CREATE TABLE crm.lead (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('lead'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text NOT NULL CHECK (name <> ''),
  company text,
  email text,
  phone text,
  title text,
  source text,
  status text NOT NULL DEFAULT 'New',
  product_interest text,
  owner_id uuid,
  last_contacted_at timestamptz,
  follow_up_date date,
  notes text,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(name || coalesce(' ' || company, ''))) STORED,
  email_key text GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  company_key text,
  phone_key text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user
);

CREATE TABLE crm.product (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('product'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text NOT NULL CHECK (name <> ''),
  family text,
  list_price_minor bigint,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(name)) STORED,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE crm.deal (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('deal'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text NOT NULL CHECK (name <> ''),
  account_id uuid,
  contact_id uuid,
  pipeline text NOT NULL DEFAULT 'Sales',
  stage text NOT NULL,
  amount_minor bigint,
  currency text,
  close_date date,
  owner_id uuid,
  product_id uuid,
  source text,
  next_step text,
  loss_reason text,
  closed_at timestamptz,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(name)) STORED,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user,
  FOREIGN KEY (tenant_id, account_id) REFERENCES crm.account,
  FOREIGN KEY (tenant_id, contact_id) REFERENCES crm.contact,
  FOREIGN KEY (tenant_id, product_id) REFERENCES crm.product,
  FOREIGN KEY (tenant_id, pipeline, stage) REFERENCES crm.stage (tenant_id, pipeline, name) ON UPDATE CASCADE
);

CREATE TABLE crm.stage_history (
  tenant_id uuid NOT NULL,
  deal_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  stage text NOT NULL,
  entered_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, deal_id, id),
  FOREIGN KEY (tenant_id, deal_id) REFERENCES crm.deal ON DELETE CASCADE
);

CREATE TABLE crm.activity (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('activity'),
  version int NOT NULL DEFAULT 1,
  external_id text,               -- of an e-mail: its Message-ID without angle brackets
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  type text NOT NULL,
  subject text NOT NULL DEFAULT '',
  body text,
  occurred_at timestamptz,
  due_date date,
  status text,
  priority text,
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  completed_at timestamptz,       -- follows from status
  participants jsonb NOT NULL DEFAULT '[]',   -- [{"role": "from|to|cc", "name", "email", "user_id"?, "contact_id"?, "lead_id"?}]
  thread_key text,
  direction text CHECK (direction IN ('in', 'out', 'internal')),
  attachments jsonb NOT NULL DEFAULT '[]',    -- [{"name", "type", "bytes"}]
  suspicious boolean NOT NULL DEFAULT false,  -- its text tries to give orders to an assistant
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(subject)) STORED,
  -- Who sees it, worked out by a trigger: an audience that may be open to all, and users through whom it is seen.
  audience text NOT NULL DEFAULT 'none' CHECK (audience IN ('deal', 'lead', 'account', 'mail', 'none')),
  seen_by uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user,
  FOREIGN KEY (tenant_id, account_id) REFERENCES crm.account,
  FOREIGN KEY (tenant_id, contact_id) REFERENCES crm.contact,
  FOREIGN KEY (tenant_id, lead_id) REFERENCES crm.lead,
  FOREIGN KEY (tenant_id, deal_id) REFERENCES crm.deal
);

CREATE TABLE crm.ticket (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL DEFAULT crm.next_ref('ticket'),
  version int NOT NULL DEFAULT 1,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT crm.now(),
  updated_at timestamptz NOT NULL DEFAULT crm.now(),
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  subject text NOT NULL CHECK (subject <> ''),
  status text NOT NULL DEFAULT 'Open',
  priority text,
  account_id uuid,
  contact_id uuid,
  owner_id uuid,
  resolved_at timestamptz,
  name_key text NOT NULL GENERATED ALWAYS AS (crm.fold(subject)) STORED,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES crm.app_user,
  FOREIGN KEY (tenant_id, account_id) REFERENCES crm.account,
  FOREIGN KEY (tenant_id, contact_id) REFERENCES crm.contact
);

-- Policies, the same for every object. The owner decides; sharing defaults open an object to all.
DO $$
DECLARE
  o text;
  seen text;
  mine text;
BEGIN
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'product', 'ticket', 'activity'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', o);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', o);
    seen := CASE o
      WHEN 'activity' THEN '(audience = ANY ((SELECT crm.open_audiences())::text[]) OR seen_by && (SELECT crm.owners()))'
      WHEN 'product' THEN '(SELECT crm.shares(''product''))'
      ELSE format('((SELECT crm.shares(%L)) OR owner_id = ANY ((SELECT crm.owners())::uuid[]))', o) END;
    mine := CASE o WHEN 'product' THEN '(SELECT crm.edits_all())'
      ELSE '((SELECT crm.edits_all()) OR owner_id = ANY ((SELECT crm.editable())::uuid[]))' END;
    EXECUTE format('CREATE POLICY keeper ON crm.%I TO crm_keeper USING (true) WITH CHECK (true)', o);
    EXECUTE format('CREATE POLICY read ON crm.%I FOR SELECT TO crm_app, crm_agent, crm_owner USING (tenant_id = (SELECT crm.tenant_id()) AND deleted_at IS NULL AND %s)', o, seen);
    EXECUTE format('CREATE POLICY writing ON crm.%I FOR SELECT TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.writing()))', o);
    EXECUTE format('CREATE POLICY make ON crm.%I FOR INSERT TO crm_app WITH CHECK (tenant_id = (SELECT crm.tenant_id()) AND %s)', o,
      CASE o WHEN 'product' THEN '(SELECT crm.may_create())' ELSE mine END);
    EXECUTE format('CREATE POLICY change ON crm.%I FOR UPDATE TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND %s) WITH CHECK (tenant_id = (SELECT crm.tenant_id()))', o, mine);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON crm.%I TO crm_app', o);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_agent', o);
    EXECUTE format('GRANT SELECT, UPDATE ON crm.%I TO crm_keeper', o);

    EXECUTE format('CREATE UNIQUE INDEX %s_ref ON crm.%I (tenant_id, ref)', o, o);
    EXECUTE format('CREATE UNIQUE INDEX %s_external ON crm.%I (tenant_id, external_id)', o, o);
    EXECUTE format('CREATE INDEX %s_created ON crm.%I (tenant_id, created_at DESC, id)', o, o);
    EXECUTE format('CREATE INDEX %s_updated ON crm.%I (tenant_id, updated_at DESC, id)', o, o);
    EXECUTE format('CREATE INDEX %s_name ON crm.%I (tenant_id, name_key text_pattern_ops, id)', o, o);
    EXECUTE format('CREATE INDEX %s_trigram ON crm.%I USING gin (name_key public.gin_trgm_ops)', o, o);
    EXECUTE format('CREATE INDEX %s_custom ON crm.%I USING gin (custom jsonb_path_ops)', o, o);
    IF o <> 'product' THEN
      EXECUTE format('CREATE INDEX %s_owner ON crm.%I (tenant_id, owner_id)', o, o);
    END IF;
  END LOOP;
  EXECUTE 'ALTER TABLE crm.stage_history ENABLE ROW LEVEL SECURITY';
  EXECUTE 'ALTER TABLE crm.stage_history FORCE ROW LEVEL SECURITY';
END $$;
CREATE POLICY keeper ON crm.stage_history TO crm_keeper USING (true) WITH CHECK (true);
CREATE POLICY read ON crm.stage_history FOR SELECT USING (tenant_id = (SELECT crm.tenant_id())
  AND EXISTS (SELECT 1 FROM crm.deal d WHERE d.tenant_id = stage_history.tenant_id AND d.id = stage_history.deal_id));
-- Only an import brings history of its own; everything else follows from the deal.
CREATE POLICY import ON crm.stage_history TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.edits_all()));
GRANT SELECT, INSERT, DELETE ON crm.stage_history TO crm_app;
GRANT SELECT ON crm.stage_history TO crm_agent;
GRANT SELECT, INSERT ON crm.stage_history TO crm_keeper;

CREATE INDEX account_parent ON crm.account (tenant_id, parent_account_id) WHERE parent_account_id IS NOT NULL;
CREATE INDEX account_domain ON crm.account (tenant_id, domain_key);
CREATE INDEX account_company ON crm.account (tenant_id, company_key);
CREATE INDEX account_industry ON crm.account (tenant_id, industry);
CREATE INDEX contact_account ON crm.contact (tenant_id, account_id);
CREATE INDEX contact_email ON crm.contact (tenant_id, email_key);
CREATE INDEX contact_phone ON crm.contact (tenant_id, phone_key);
CREATE INDEX lead_email ON crm.lead (tenant_id, email_key);
CREATE INDEX lead_status ON crm.lead (tenant_id, status);
CREATE INDEX lead_source ON crm.lead (tenant_id, source);
CREATE INDEX lead_follow_up ON crm.lead (tenant_id, follow_up_date);
CREATE INDEX deal_account ON crm.deal (tenant_id, account_id);
CREATE INDEX deal_contact ON crm.deal (tenant_id, contact_id);
CREATE INDEX deal_product ON crm.deal (tenant_id, product_id);
CREATE INDEX deal_stage ON crm.deal (tenant_id, pipeline, stage);
CREATE INDEX deal_amount ON crm.deal (tenant_id, amount_minor, id);
CREATE INDEX deal_close ON crm.deal (tenant_id, close_date, id);
CREATE INDEX deal_closed ON crm.deal (tenant_id, closed_at, id);
CREATE INDEX activity_deal ON crm.activity (tenant_id, deal_id, occurred_at DESC) WHERE deal_id IS NOT NULL;
CREATE INDEX activity_lead ON crm.activity (tenant_id, lead_id, occurred_at DESC) WHERE lead_id IS NOT NULL;
CREATE INDEX activity_account ON crm.activity (tenant_id, account_id, occurred_at DESC) WHERE account_id IS NOT NULL;
CREATE INDEX activity_contact ON crm.activity (tenant_id, contact_id, occurred_at DESC) WHERE contact_id IS NOT NULL;
CREATE INDEX activity_occurred ON crm.activity (tenant_id, occurred_at DESC, id);
CREATE INDEX activity_due ON crm.activity (tenant_id, due_date, id) WHERE type = 'task';
CREATE INDEX activity_thread ON crm.activity (tenant_id, thread_key) WHERE thread_key IS NOT NULL;
CREATE INDEX activity_seen_by ON crm.activity USING gin (seen_by);
CREATE INDEX ticket_account ON crm.ticket (tenant_id, account_id);
CREATE INDEX ticket_contact ON crm.ticket (tenant_id, contact_id);
