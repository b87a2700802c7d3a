-- What a request reads takes milliseconds: a second process for it takes as long to start, and the processor from other requests.
SET LOCAL ROLE crm_keeper;
CREATE OR REPLACE FUNCTION crm.enter(p_hash bytea, p_now timestamptz, p_ttl interval)
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
  PERFORM set_config('max_parallel_workers_per_gather', '0', true);
  RETURN QUERY SELECT t.tenant_id, t.user_id, t.email, t.name, s.role, t.kind, t.timezone, false, s.catalog_version, s.sees_all, s.owners, s.open_objects;
END $$;
SET LOCAL ROLE crm_owner;
