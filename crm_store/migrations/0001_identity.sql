-- Tenants, people, and who is speaking.
--
-- Roles (made by the runner before this file): crm_owner owns everything and obeys row-level security like anybody;
-- crm_keeper (no login) owns the few functions that must see past it; crm_app serves people; crm_agent serves whatever
-- reads language. Identity is a row in crm_private.session_ticket that only crm_app can have written; no setting makes it.

-- PostgreSQL lets everybody run a new function; here nobody may who is not named.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE SCHEMA crm;
CREATE SCHEMA crm_private;
REVOKE ALL ON SCHEMA crm, crm_private FROM PUBLIC;
GRANT USAGE ON SCHEMA crm TO crm_app, crm_agent, crm_keeper;
GRANT USAGE, CREATE ON SCHEMA crm, crm_private TO crm_keeper;

-- uuidv7() is built in from PostgreSQL 18 on; older servers get the same layout: 48 bits of milliseconds, then random.
CREATE FUNCTION crm.new_id() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    RETURN uuidv7();
  END IF;
  RETURN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
      PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid;
END $$;

-- The business clock: CRM_NOW reaches the database with the session; audit, tokens and tickets keep the real clock.
CREATE FUNCTION crm.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('crm.now', true), '')::timestamptz, transaction_timestamp()) $$;

CREATE FUNCTION crm.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;

CREATE TABLE crm.tenant (
  id uuid PRIMARY KEY DEFAULT crm.new_id(),
  name text NOT NULL UNIQUE,
  currency text NOT NULL DEFAULT 'USD',
  rates jsonb NOT NULL DEFAULT '{}',              -- {"EUR": 1.08}: one unit of EUR in the tenant's currency
  timezone text NOT NULL DEFAULT 'UTC',
  locale text NOT NULL DEFAULT 'en-US',
  date_order text NOT NULL DEFAULT 'mdy' CHECK (date_order IN ('mdy', 'dmy', 'ymd')),
  phone_region text NOT NULL DEFAULT 'US',
  fiscal_year_start int NOT NULL DEFAULT 1 CHECK (fiscal_year_start BETWEEN 1 AND 12),
  sharing jsonb NOT NULL DEFAULT '{"account": "everyone", "contact": "everyone", "product": "everyone", "ticket": "everyone", "lead": "owner", "deal": "owner", "mail": "everyone"}',
  policy jsonb NOT NULL DEFAULT '{"manager_over": 20, "manager_ops": ["delete", "merge"], "manager_objects": [], "expires_hours": 168, "max_records": 10000}',
  catalog_version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE crm.team (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  name text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE crm.app_user (
  tenant_id uuid NOT NULL REFERENCES crm.tenant,
  id uuid NOT NULL DEFAULT crm.new_id(),
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('rep', 'manager', 'executive', 'admin', 'viewer')),
  team_id uuid,
  manager_id uuid,
  timezone text NOT NULL DEFAULT 'UTC',
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES crm.team,
  FOREIGN KEY (tenant_id, manager_id) REFERENCES crm.app_user
);
CREATE UNIQUE INDEX app_user_email ON crm.app_user (tenant_id, lower(email));
CREATE INDEX app_user_manager ON crm.app_user (tenant_id, manager_id);

CREATE TABLE crm_private.credential (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  password_hash text NOT NULL,
  failed int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES crm.app_user ON DELETE CASCADE
);

-- Session, personal and agent tokens: the SHA-256 of a 256-bit random value, never the value.
CREATE TABLE crm_private.api_token (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('session', 'personal', 'agent')),
  name text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES crm.app_user ON DELETE CASCADE
);

-- Who is speaking on a connection. Unlogged: a crash signs everybody out, which is right.
CREATE UNLOGGED TABLE crm_private.session_ticket (
  token_hash bytea PRIMARY KEY,
  pid int NOT NULL,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('person', 'agent', 'system')),
  sees_all boolean NOT NULL,
  edits_all boolean NOT NULL,
  owners uuid[] NOT NULL,        -- whose rows this user sees
  editable uuid[] NOT NULL,      -- whose rows this user may change
  managers uuid[] NOT NULL,      -- everybody above this user
  open_objects text[] NOT NULL,  -- objects whose rows everybody sees
  expires_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE FUNCTION crm_private.ticket() RETURNS crm_private.session_ticket
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
  SELECT t FROM crm_private.session_ticket t
   WHERE t.token_hash = sha256(convert_to(current_setting('crm.ticket', true), 'UTF8'))
     AND t.pid = pg_backend_pid() AND t.expires_at > clock_timestamp()
$$;

-- What policies ask; each is written in them as (select crm.f()) so that it runs once per statement.
CREATE FUNCTION crm.tenant_id() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$ SELECT (crm_private.ticket()).tenant_id $$;
CREATE FUNCTION crm.user_id() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$ SELECT (crm_private.ticket()).user_id $$;
CREATE FUNCTION crm.sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$ SELECT coalesce((crm_private.ticket()).sees_all, false) $$;
CREATE FUNCTION crm.owners() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$ SELECT coalesce((crm_private.ticket()).owners, '{}') $$;
CREATE FUNCTION crm.managers() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$ SELECT coalesce((crm_private.ticket()).managers, '{}') $$;
-- Whether every row of an object is open to this user (by role or by the tenant's sharing default).
CREATE FUNCTION crm.shares(object text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((t).sees_all OR object = ANY ((t).open_objects), false) FROM (SELECT crm_private.ticket() AS t) x $$;
-- Which audiences of activities are open to this user (see activity.audience).
CREATE FUNCTION crm.open_audiences() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN (t).sees_all THEN ARRAY['deal', 'lead', 'account', 'none', 'mail']
              ELSE coalesce((t).open_objects, '{}') END
    FROM (SELECT crm_private.ticket() AS t) x
$$;
-- Whose rows this ticket may write: nobody's for an agent's ticket, whatever the role of its user.
CREATE FUNCTION crm.editable() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS
$$ SELECT CASE WHEN (t).scope <> 'agent' THEN (t).editable ELSE '{}' END FROM (SELECT crm_private.ticket() AS t) x $$;
CREATE FUNCTION crm.edits_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((t).scope <> 'agent' AND (t).edits_all, false) FROM (SELECT crm_private.ticket() AS t) x $$;
CREATE FUNCTION crm.may_create() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((t).scope <> 'agent' AND (t).role <> 'viewer', false) FROM (SELECT crm_private.ticket() AS t) x $$;
CREATE FUNCTION crm.is_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
  SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((t).scope <> 'agent' AND (t).role = 'admin', false) FROM (SELECT crm_private.ticket() AS t) x $$;

-- Set by crm_app around one UPDATE of a row that it has already found and locked: lets the new version of the row be
-- one that its writer no longer sees (deleted, or handed to somebody else). Read in policies for crm_app alone.
CREATE FUNCTION crm.writing() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('crm.writing', true), '') = 'on' $$;

-- Everybody below (and including) a user, at any depth; a cycle in the data ends it.
CREATE FUNCTION crm_private.below(p_tenant uuid, p_user uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE tree AS (
    SELECT p_user AS id
    UNION
    SELECT u.id FROM crm.app_user u JOIN tree ON u.tenant_id = p_tenant AND u.manager_id = tree.id
  ) SELECT array_agg(id) FROM tree
$$;
CREATE FUNCTION crm_private.above(p_tenant uuid, p_user uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE chain AS (
    SELECT u.manager_id AS id FROM crm.app_user u WHERE u.tenant_id = p_tenant AND u.id = p_user
    UNION
    SELECT u.manager_id FROM crm.app_user u JOIN chain ON u.tenant_id = p_tenant AND u.id = chain.id
  ) SELECT coalesce(array_agg(id) FILTER (WHERE id IS NOT NULL AND id <> p_user), '{}') FROM chain
$$;

-- Opens a session for one transaction of one connection: p_pid is the connection that will show the ticket.
-- Only crm_app may call it. Scope 'system' (import, workers) sees and edits the whole tenant.
CREATE FUNCTION crm.open_session(p_tenant uuid, p_user uuid, p_scope text, p_pid int, p_now timestamptz, p_ttl interval)
RETURNS TABLE (ticket text, catalog_version bigint, role text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_token text := encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
  v_user record;
  v_tenant record;
  v_below uuid[];
BEGIN
  SELECT * INTO v_tenant FROM crm.tenant t WHERE t.id = p_tenant;
  IF p_scope = 'system' THEN
    SELECT p_user AS id, 'admin'::text AS role INTO v_user;
    v_below := '{}';
  ELSE
    SELECT u.id, u.role INTO v_user FROM crm.app_user u WHERE u.tenant_id = p_tenant AND u.id = p_user AND u.active;
    v_below := crm_private.below(p_tenant, p_user);
  END IF;
  IF v_user.id IS NULL OR v_tenant.id IS NULL THEN
    RAISE EXCEPTION 'no such user' USING ERRCODE = 'CR401';
  END IF;
  INSERT INTO crm_private.session_ticket VALUES (
    sha256(convert_to(v_token, 'UTF8')), p_pid, p_tenant, p_user, v_user.role, p_scope,
    v_user.role IN ('executive', 'admin', 'viewer'),
    v_user.role = 'admin',
    v_below,
    CASE v_user.role WHEN 'viewer' THEN '{}'::uuid[] WHEN 'rep' THEN ARRAY[p_user] ELSE v_below END,
    crm_private.above(p_tenant, p_user),
    ARRAY(SELECT key FROM jsonb_each_text(v_tenant.sharing) WHERE value = 'everyone'),
    clock_timestamp() + p_ttl);
  IF p_pid = pg_backend_pid() THEN
    PERFORM set_config('crm.ticket', v_token, true);
    PERFORM set_config('crm.now', coalesce(p_now::text, ''), true);
  END IF;
  RETURN QUERY SELECT v_token, v_tenant.catalog_version, v_user.role;
END $$;

CREATE FUNCTION crm.close_session(p_ticket text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM crm_private.session_ticket
   WHERE token_hash = sha256(convert_to(p_ticket, 'UTF8')) OR expires_at < clock_timestamp()
$$;

-- Before anybody is known: find who signs in. For crm_app alone.
CREATE FUNCTION crm.find_login(p_email text)
RETURNS TABLE (tenant_id uuid, user_id uuid, name text, email text, role text, timezone text, password_hash text, locked_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.tenant_id, u.id, u.name, u.email, u.role, u.timezone, c.password_hash, c.locked_until
    FROM crm.app_user u JOIN crm_private.credential c ON c.tenant_id = u.tenant_id AND c.user_id = u.id
   WHERE lower(u.email) = lower(p_email) AND u.active
$$;
CREATE FUNCTION crm.find_token(p_hash bytea)
RETURNS TABLE (tenant_id uuid, user_id uuid, name text, email text, role text, timezone text, kind text, token_id uuid, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.tenant_id, u.id, u.name, u.email, u.role, u.timezone, k.kind, k.id, k.expires_at
    FROM crm_private.api_token k JOIN crm.app_user u ON u.tenant_id = k.tenant_id AND u.id = k.user_id
   WHERE k.token_hash = p_hash AND k.revoked_at IS NULL AND u.active
$$;
CREATE FUNCTION crm.add_token(p_tenant uuid, p_user uuid, p_hash bytea, p_kind text, p_name text, p_ttl interval)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO crm_private.api_token (tenant_id, user_id, token_hash, kind, name, expires_at)
  VALUES (p_tenant, p_user, p_hash, p_kind, p_name, now() + p_ttl) RETURNING id
$$;
CREATE FUNCTION crm.revoke_token(p_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ UPDATE crm_private.api_token SET revoked_at = now() WHERE token_hash = p_hash AND revoked_at IS NULL $$;
CREATE FUNCTION crm.set_password(p_tenant uuid, p_user uuid, p_hash text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO crm_private.credential (tenant_id, user_id, password_hash) VALUES (p_tenant, p_user, p_hash)
  ON CONFLICT (tenant_id, user_id) DO UPDATE SET password_hash = excluded.password_hash, failed = 0, locked_until = NULL, changed_at = now()
$$;
-- Ten wrong passwords in a row lock a login for five minutes.
CREATE FUNCTION crm.note_login(p_tenant uuid, p_user uuid, p_ok boolean) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE crm_private.credential
     SET failed = CASE WHEN p_ok THEN 0 ELSE failed + 1 END,
         locked_until = CASE WHEN NOT p_ok AND failed + 1 >= 10 THEN now() + interval '5 minutes' END
   WHERE tenant_id = p_tenant AND user_id = p_user
$$;
-- The tenants of this database, for the operator's command line (crm --tenant NAME).
CREATE FUNCTION crm.tenants() RETURNS SETOF crm.tenant
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT * FROM crm.tenant ORDER BY created_at $$;

-- crm_keeper owns what must see past row-level security; everybody else is told apart by the ticket.
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY[
    'crm_private.below(uuid, uuid)', 'crm_private.above(uuid, uuid)',
    'crm.open_session(uuid, uuid, text, int, timestamptz, interval)', 'crm.close_session(text)',
    'crm.find_login(text)', 'crm.find_token(bytea)', 'crm.add_token(uuid, uuid, bytea, text, text, interval)',
    'crm.revoke_token(bytea)', 'crm.set_password(uuid, uuid, text)', 'crm.note_login(uuid, uuid, boolean)', 'crm.tenants()']
  LOOP
    IF f LIKE 'crm.%' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO crm_app', f); END IF;
    EXECUTE format('ALTER FUNCTION %s OWNER TO crm_keeper', f);   -- last: afterwards its rights are not ours to give
  END LOOP;
  FOREACH f IN ARRAY ARRAY['tenant_id()', 'user_id()', 'sees_all()', 'owners()', 'managers()', 'shares(text)', 'open_audiences()',
    'editable()', 'edits_all()', 'may_create()', 'is_admin()', 'writing()', 'now()', 'fold(text)', 'new_id()']
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION crm.%s TO crm_app, crm_agent, crm_keeper', f);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA crm_private TO crm_keeper;
GRANT SELECT ON crm.tenant, crm.team, crm.app_user TO crm_keeper;

ALTER TABLE crm.tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON crm.tenant TO crm_keeper USING (true) WITH CHECK (true);
CREATE POLICY read ON crm.tenant FOR SELECT USING (id = (SELECT crm.tenant_id()));
CREATE POLICY settings ON crm.tenant FOR UPDATE TO crm_app USING (id = (SELECT crm.tenant_id()) AND (SELECT crm.is_admin()));
-- The first tenant is made by `crm migrate`, before anybody exists.
CREATE POLICY make ON crm.tenant FOR INSERT TO crm_owner WITH CHECK (true);
GRANT SELECT, UPDATE ON crm.tenant TO crm_app;
GRANT SELECT ON crm.tenant TO crm_agent;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['team', 'app_user'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON crm.%I TO crm_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY read ON crm.%I FOR SELECT USING (tenant_id = (SELECT crm.tenant_id()))', t);
    EXECUTE format('CREATE POLICY settings ON crm.%I TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.is_admin()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON crm.%I TO crm_app', t);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_agent', t);
  END LOOP;
END $$;
