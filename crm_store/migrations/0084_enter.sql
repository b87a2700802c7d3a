-- From a token to a session that only reads, in one message: a request looked its token up and opened its session one after the other,
-- and at the end deleted its ticket and committed. What is written by a transaction that is rolled back nobody ever sees, so
-- that a session which only reads needs no deletion: its ticket never was.
SET LOCAL ROLE crm_keeper;
CREATE FUNCTION crm.enter(p_hash bytea, p_now timestamptz, p_ttl interval)
RETURNS TABLE (tenant_id uuid, user_id uuid, email text, name text, role text, kind text, timezone text, expired boolean,
  catalog_version bigint, sees_all boolean, owners uuid[], open_objects text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t record;
  s record;
BEGIN
  SELECT * INTO t FROM crm.find_token(p_hash);
  IF t.tenant_id IS NULL THEN
    RETURN;
  END IF;
  IF t.expires_at <= clock_timestamp() THEN
    RETURN QUERY SELECT t.tenant_id, t.user_id, t.email, t.name, t.role, t.kind, t.timezone, true, NULL::bigint, NULL::boolean, NULL::uuid[], NULL::text[];
    RETURN;
  END IF;
  SELECT * INTO s FROM crm.open_session(
    t.tenant_id, t.user_id, CASE WHEN t.kind = 'agent' THEN 'agent' ELSE 'person' END, pg_backend_pid(), p_now, p_ttl);
  PERFORM set_config('transaction_read_only', 'on', true);  -- which nothing in this transaction can take back
  RETURN QUERY SELECT t.tenant_id, t.user_id, t.email, t.name, s.role, t.kind, t.timezone, false, s.catalog_version, s.sees_all, s.owners, s.open_objects;
END $$;
REVOKE ALL ON FUNCTION crm.enter(bytea, timestamptz, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.enter(bytea, timestamptz, interval) TO crm_app;
SET LOCAL ROLE crm_owner;
