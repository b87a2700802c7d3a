-- Links to a report as CSV. Only a hash of the token is kept; taking one uses it up.
CREATE TABLE crm_private.report_export (
  token_hash bytea PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('person', 'agent')),
  spec jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  FOREIGN KEY (tenant_id, user_id) REFERENCES crm.app_user ON DELETE CASCADE
);
CREATE INDEX report_export_expires ON crm_private.report_export (expires_at);
GRANT SELECT, INSERT, DELETE ON crm_private.report_export TO crm_keeper;

CREATE FUNCTION crm.offer_export(p_hash bytea, p_scope text, p_spec jsonb, p_life interval) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM crm_private.report_export WHERE expires_at < now();
  INSERT INTO crm_private.report_export (token_hash, tenant_id, user_id, scope, spec, expires_at)
  VALUES (p_hash, crm.tenant_id(), crm.user_id(), p_scope, p_spec, now() + least(p_life, interval '1 hour'))
$$;

-- p_user is who opens the link, where that is known: another's link is left as it is.
CREATE FUNCTION crm.take_export(p_hash bytea, p_user uuid)
RETURNS TABLE (tenant_id uuid, user_id uuid, email text, name text, role text, timezone text, scope text, spec jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM crm_private.report_export e USING crm.app_user u
   WHERE e.token_hash = p_hash AND e.expires_at > now() AND (p_user IS NULL OR p_user = e.user_id)
     AND u.tenant_id = e.tenant_id AND u.id = e.user_id AND u.active
  RETURNING e.tenant_id, e.user_id, u.email, u.name, u.role, u.timezone, e.scope, e.spec
$$;

GRANT EXECUTE ON FUNCTION crm.offer_export(bytea, text, jsonb, interval), crm.take_export(bytea, uuid) TO crm_app;
ALTER FUNCTION crm.offer_export(bytea, text, jsonb, interval) OWNER TO crm_keeper;
ALTER FUNCTION crm.take_export(bytea, uuid) OWNER TO crm_keeper;
