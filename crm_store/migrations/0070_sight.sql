-- A rep sees what they own, also one whom somebody reports to (contract, section 2): only managers see the rows of those below.
-- And a session tells whose rows it sees, so that statements can say it again with values that the planner has statistics of.
SET LOCAL ROLE crm_keeper;
DROP FUNCTION crm.open_session(uuid, uuid, text, int, timestamptz, interval);
CREATE FUNCTION crm.open_session(p_tenant uuid, p_user uuid, p_scope text, p_pid int, p_now timestamptz, p_ttl interval)
RETURNS TABLE (ticket text, catalog_version bigint, role text, sees_all boolean, owners uuid[], open_objects text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_token text := encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
  v_user record;
  v_tenant record;
  v_all boolean;
  v_below uuid[];
  v_open text[];
BEGIN
  SELECT * INTO v_tenant FROM crm.tenant t WHERE t.id = p_tenant;
  IF p_scope = 'system' THEN
    SELECT p_user AS id, 'admin'::text AS role INTO v_user;
    v_below := '{}';
  ELSE
    SELECT u.id, u.role INTO v_user FROM crm.app_user u WHERE u.tenant_id = p_tenant AND u.id = p_user AND u.active;
    v_below := CASE WHEN v_user.role = 'rep' THEN ARRAY[p_user] ELSE crm_private.below(p_tenant, p_user) END;
  END IF;
  IF v_user.id IS NULL OR v_tenant.id IS NULL THEN
    RAISE EXCEPTION 'no such user' USING ERRCODE = 'CR401';
  END IF;
  v_all := v_user.role IN ('executive', 'admin', 'viewer');
  v_open := ARRAY(SELECT key FROM jsonb_each_text(v_tenant.sharing) WHERE value = 'everyone');
  INSERT INTO crm_private.session_ticket VALUES (
    sha256(convert_to(v_token, 'UTF8')), p_pid, p_tenant, p_user, v_user.role, p_scope, v_all, v_user.role = 'admin', v_below,
    CASE v_user.role WHEN 'viewer' THEN '{}'::uuid[] ELSE v_below END,
    crm_private.above(p_tenant, p_user), v_open, clock_timestamp() + p_ttl);
  IF p_pid = pg_backend_pid() THEN
    PERFORM set_config('crm.ticket', v_token, true);
    PERFORM set_config('crm.now', coalesce(p_now::text, ''), true);
  END IF;
  RETURN QUERY SELECT v_token, v_tenant.catalog_version, v_user.role, v_all, v_below, v_open;
END $$;
REVOKE ALL ON FUNCTION crm.open_session(uuid, uuid, text, int, timestamptz, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.open_session(uuid, uuid, text, int, timestamptz, interval) TO crm_app;
SET LOCAL ROLE crm_owner;
