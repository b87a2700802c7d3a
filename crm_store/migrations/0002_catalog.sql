-- What a tenant may set: pipelines, picklists, custom fields, labels and synonyms. Every write bumps
-- tenant.catalog_version, which every session reads when it opens, so that a change counts at once in every process.

CREATE TABLE crm.pipeline (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  name text NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  position int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE crm.stage (
  tenant_id uuid NOT NULL,
  pipeline text NOT NULL,
  name text NOT NULL,
  position int NOT NULL,
  probability numeric(5,2) NOT NULL CHECK (probability BETWEEN 0 AND 100),   -- percent
  kind text NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
  synonyms text[] NOT NULL DEFAULT '{}',
  required_fields text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, pipeline, name),
  FOREIGN KEY (tenant_id, pipeline) REFERENCES crm.pipeline ON UPDATE CASCADE
);

CREATE TABLE crm.object_setting (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  object text NOT NULL,
  label text,
  plural text,
  synonyms text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, object)
);

CREATE TABLE crm.field_setting (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  object text NOT NULL,
  field text NOT NULL,
  label text,
  synonyms text[] NOT NULL DEFAULT '{}',
  hidden_for text[] NOT NULL DEFAULT '{}',
  masked_for text[] NOT NULL DEFAULT '{}',
  read_only_for text[] NOT NULL DEFAULT '{}',
  custom_kind text CHECK (custom_kind IN ('text', 'number', 'money', 'percent', 'date', 'boolean', 'picklist', 'email', 'phone', 'url')),
  PRIMARY KEY (tenant_id, object, field)       -- a custom field where custom_kind is set
);

CREATE TABLE crm.picklist_value (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  object text NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  position int NOT NULL,
  synonyms text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, object, field, value)
);

CREATE FUNCTION crm_private.bump_catalog() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE crm.tenant SET catalog_version = catalog_version + 1
   WHERE id = coalesce(NEW.tenant_id, OLD.tenant_id);
  RETURN NULL;
END $$;
GRANT UPDATE ON crm.tenant TO crm_keeper;

CREATE FUNCTION crm_private.bump_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.catalog_version := OLD.catalog_version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER bump BEFORE UPDATE OF currency, rates, timezone, locale, date_order, fiscal_year_start, sharing, policy
  ON crm.tenant FOR EACH ROW EXECUTE FUNCTION crm_private.bump_tenant();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pipeline', 'stage', 'object_setting', 'field_setting', 'picklist_value'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON crm.%I TO crm_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY read ON crm.%I FOR SELECT USING (tenant_id = (SELECT crm.tenant_id()))', t);
    EXECUTE format('CREATE POLICY settings ON crm.%I TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.is_admin()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON crm.%I TO crm_app', t);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_agent', t);
    EXECUTE format('GRANT SELECT, INSERT ON crm.%I TO crm_keeper', t);
    EXECUTE format('CREATE TRIGGER bump AFTER INSERT OR UPDATE OR DELETE ON crm.%I FOR EACH ROW EXECUTE FUNCTION crm_private.bump_catalog()', t);
  END LOOP;
END $$;

-- What a new tenant starts with (contract, section 2). Runs for every tenant that is made.
CREATE FUNCTION crm_private.seed_tenant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO crm.pipeline VALUES (NEW.id, 'Sales', true, 0);
  INSERT INTO crm.stage (tenant_id, pipeline, name, position, probability, kind, synonyms) VALUES
    (NEW.id, 'Sales', 'Prospecting', 0, 10, 'open', '{prospect stage,discovery}'),
    (NEW.id, 'Sales', 'Qualified', 1, 25, 'open', '{qualification,qualify}'),
    (NEW.id, 'Sales', 'Proposal', 2, 50, 'open', '{proposal sent,quote,quoted}'),
    (NEW.id, 'Sales', 'Negotiation', 3, 75, 'open', '{negotiating,negotiations,contract stage}'),
    (NEW.id, 'Sales', 'Won', 4, 100, 'won', '{closed won,win}'),
    (NEW.id, 'Sales', 'Lost', 5, 0, 'lost', '{closed lost,lose}');
  INSERT INTO crm.picklist_value (tenant_id, object, field, value, position)
  SELECT NEW.id, v.object, v.field, x.value, x.n - 1
    FROM (VALUES
      ('lead', 'status', '{New,Working,Qualified,Unqualified,Converted}'::text[]),
      ('lead', 'source', '{Website,Referral,Trade Show,Cold Call,Partner,Advertisement,Webinar,Social Media}'),
      ('lead', 'product_interest', '{}'),
      ('deal', 'source', '{Website,Referral,Trade Show,Cold Call,Partner,Advertisement,Webinar,Social Media}'),
      ('deal', 'loss_reason', '{Price,Competitor,No Budget,No Decision,Timing,Missing Feature}'),
      ('account', 'industry', '{Manufacturing,Retail,Technology,Healthcare,Finance,Logistics,Energy,Education,Construction,Food & Beverage}'),
      ('activity', 'type', '{call,meeting,email,note,task}'),
      ('activity', 'status', '{open,done}'),
      ('activity', 'priority', '{low,normal,high}'),
      ('ticket', 'status', '{Open,In Progress,Waiting,Resolved,Closed}'),
      ('ticket', 'priority', '{low,normal,high,urgent}')) AS v(object, field, options),
      LATERAL unnest(v.options) WITH ORDINALITY AS x(value, n);
  RETURN NULL;
END $$;
CREATE TRIGGER seed AFTER INSERT ON crm.tenant FOR EACH ROW EXECUTE FUNCTION crm_private.seed_tenant();

-- Handed over last: a trigger is made by whoever may run its function.
ALTER FUNCTION crm_private.bump_catalog() OWNER TO crm_keeper;
ALTER FUNCTION crm_private.seed_tenant() OWNER TO crm_keeper;
