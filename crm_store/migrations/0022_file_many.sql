-- Filing 10,000 changes: rows are read and changes written by object, not one by one.

-- The records of one object that changes touch, those to be merged included.
CREATE FUNCTION crm_private.touched(p_object text, p_changes jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY(
    SELECT (c ->> 'record_id')::uuid FROM jsonb_array_elements(p_changes) c WHERE c ->> 'object' = p_object AND c ->> 'op' <> 'create'
    UNION SELECT m::uuid FROM jsonb_array_elements(p_changes) c, jsonb_array_elements_text(coalesce(nullif(c -> 'merge', 'null'), '[]')) m
     WHERE c ->> 'object' = p_object AND c ->> 'op' = 'merge')
$$;
GRANT EXECUTE ON FUNCTION crm_private.touched(text, jsonb) TO crm_keeper;

-- Refuses records that the user does not see (404) or may not change (403).
CREATE FUNCTION crm_private.check_records(t crm_private.session_ticket, p_object text, p_changes jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_ids uuid[] := crm_private.touched(p_object, p_changes);
  v_found bigint;
  v_foreign boolean;
BEGIN
  EXECUTE format('SELECT count(*), bool_or(NOT coalesce(%s = ANY ($3), false)) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = ANY ($2)',
    CASE WHEN p_object = 'product' THEN 'NULL::uuid' ELSE 'r.owner_id' END, p_object)
    INTO v_found, v_foreign USING t.tenant_id, v_ids, t.editable;
  IF v_found < cardinality(v_ids) THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
  IF v_foreign AND NOT t.edits_all THEN RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403'; END IF;
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(p_changes) c WHERE c ->> 'object' = p_object AND c ->> 'op' = 'merge'
             AND (jsonb_array_length(coalesce(nullif(c -> 'merge', 'null'), '[]')) = 0
                  OR (c ->> 'record_id')::uuid IN (SELECT m::uuid FROM jsonb_array_elements_text(coalesce(nullif(c -> 'merge', 'null'), '[]')) m))) THEN
    RAISE EXCEPTION 'nothing to merge' USING ERRCODE = 'CR422';
  END IF;
END $$;

-- Nothing is known of how many elements JSON holds: left to itself, the planner would compare each with each.
CREATE FUNCTION crm_private.add_changes(t crm_private.session_ticket, p_proposal uuid, p_object text, p_changes jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET enable_nestloop = off SET enable_mergejoin = off AS $$
BEGIN
  EXECUTE format('WITH touched AS MATERIALIZED (SELECT r.id, r.version, to_jsonb(r) AS body FROM crm.%I r WHERE r.tenant_id = $2 AND r.id = ANY ($5))
    INSERT INTO crm.change (tenant_id, proposal_id, id, position, op, object, record_id, base_version, merge, merge_versions, set, warnings, evidence)
    SELECT $2, $3, coalesce((c ->> ''id'')::uuid, crm.new_id()), n - 1, c ->> ''op'', $4, (c ->> ''record_id'')::uuid, r.version,
      CASE WHEN c ->> ''op'' = ''merge'' THEN ARRAY(SELECT o.id FROM touched o WHERE o.id = ANY (ARRAY(SELECT m::uuid FROM jsonb_array_elements_text(c -> ''merge'') m)) ORDER BY o.id) ELSE ''{}'' END,
      CASE WHEN c ->> ''op'' = ''merge'' THEN ARRAY(SELECT o.version FROM touched o WHERE o.id = ANY (ARRAY(SELECT m::uuid FROM jsonb_array_elements_text(c -> ''merge'') m)) ORDER BY o.id) ELSE ''{}'' END,
      crm_private.before_after($4, r.body, coalesce(nullif(c -> ''set'', ''null''), ''{}'')),
      coalesce(nullif(c -> ''warnings'', ''null''), ''[]''), coalesce(nullif(c -> ''evidence'', ''null''), ''[]'')
    FROM jsonb_array_elements($1) WITH ORDINALITY x(c, n) LEFT JOIN touched r ON r.id = (c ->> ''record_id'')::uuid
    WHERE c ->> ''object'' = $4', p_object) USING p_changes, t.tenant_id, p_proposal, p_object, crm_private.touched(p_object, p_changes);
END $$;

-- As before, with the touched rows found by their keys.
CREATE OR REPLACE FUNCTION crm_private.others_own(p_tenant uuid, p_author uuid, p_object text, p_changes jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_owners uuid[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT r.owner_id) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = ANY ($2)', p_object)
    INTO v_owners USING p_tenant, crm_private.touched(p_object, p_changes);
  v_owners := coalesce(v_owners, '{}') || ARRAY(SELECT DISTINCT (c #>> '{set,owner}')::uuid FROM jsonb_array_elements(p_changes) c
    WHERE c ->> 'object' = p_object AND c ->> 'op' = 'create' AND jsonb_typeof(c #> '{set,owner}') = 'string');
  RETURN EXISTS (SELECT 1 FROM crm.app_user u WHERE u.tenant_id = p_tenant AND u.id = ANY (v_owners) AND u.id <> p_author AND u.manager_id <> p_author);
END $$;
GRANT EXECUTE ON FUNCTION crm_private.others_own(uuid, uuid, text, jsonb) TO crm_keeper;

SET LOCAL ROLE crm_keeper;
CREATE OR REPLACE FUNCTION crm_private.needs_manager(p_author uuid, p_changes jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant uuid := crm.tenant_id();
  v_policy jsonb := (SELECT policy FROM crm.tenant WHERE id = v_tenant);
  v_records bigint;
  v_object text;
BEGIN
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(p_changes) c WHERE v_policy -> 'manager_ops' ? (c ->> 'op')
             OR v_policy -> 'manager_objects' ? (c ->> 'object')) THEN
    RETURN true;
  END IF;
  -- Each create is a record of its own, whatever id it claims; others count once, however often they are changed.
  SELECT count(*) FILTER (WHERE c ->> 'op' = 'create') + count(DISTINCT c ->> 'record_id') FILTER (WHERE c ->> 'op' <> 'create')
         + coalesce(sum(jsonb_array_length(coalesce(nullif(c -> 'merge', 'null'), '[]'))), 0)
    INTO v_records FROM jsonb_array_elements(p_changes) c;
  IF v_records > coalesce((v_policy ->> 'manager_over')::int, 20) THEN RETURN true; END IF;
  -- Somebody below another manager owns one of the records, or is to own a new one.
  FOR v_object IN SELECT DISTINCT c ->> 'object' FROM jsonb_array_elements(p_changes) c LOOP
    IF v_object IN ('account', 'contact', 'lead', 'deal', 'activity', 'ticket')
       AND crm_private.others_own(v_tenant, p_author, v_object, p_changes) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
SET LOCAL ROLE crm_owner;

CREATE OR REPLACE FUNCTION crm.file_proposal(p jsonb) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t crm_private.session_ticket := crm_private.ticket();
  v_policy jsonb;
  v_changes jsonb := p -> 'changes';
  v_proposal uuid := crm.new_id();
  v_object text;
  v_rule record;
BEGIN
  IF t.tenant_id IS NULL THEN RAISE EXCEPTION 'no session' USING ERRCODE = 'CR401'; END IF;
  IF t.role = 'viewer' THEN RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403'; END IF;
  v_policy := (SELECT policy FROM crm.tenant WHERE id = t.tenant_id);
  PERFORM crm_private.check_shape(v_changes, coalesce((v_policy ->> 'max_records')::int, 10000));
  PERFORM crm_private.check_fields(t, v_changes);
  PERFORM crm_private.check_references(t, v_changes);
  IF p ->> 'conversation_id' IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM crm.conversation c WHERE c.tenant_id = t.tenant_id AND c.id = (p ->> 'conversation_id')::uuid) THEN
    RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CR404';
  END IF;

  SELECT * INTO v_rule FROM crm.approval_rule(v_changes);
  INSERT INTO crm.proposal (tenant_id, id, ref, said, summary, author_id, author_kind, approver, confirm_twice, conversation_id, supersedes, change_count, created_at, expires_at)
  VALUES (t.tenant_id, v_proposal, crm.next_ref('proposal'), coalesce(p ->> 'said', ''), coalesce(p ->> 'summary', ''), t.user_id,
    CASE WHEN t.scope = 'agent' THEN 'agent' WHEN p ->> 'author_kind' IN ('agent', 'automation') THEN p ->> 'author_kind' ELSE 'person' END,
    v_rule.approver, v_rule.confirm_twice, (p ->> 'conversation_id')::uuid, (p ->> 'supersedes')::uuid, jsonb_array_length(v_changes),
    crm.now(), crm.now() + make_interval(secs => coalesce((v_policy ->> 'expires_hours')::float8, 168) * 3600));

  FOR v_object IN SELECT DISTINCT c ->> 'object' FROM jsonb_array_elements(v_changes) c LOOP
    PERFORM crm_private.check_records(t, v_object, v_changes);
    PERFORM crm_private.add_changes(t, v_proposal, v_object, v_changes);
  END LOOP;

  IF p ->> 'supersedes' IS NOT NULL THEN
    UPDATE crm.proposal SET status = 'superseded' WHERE tenant_id = t.tenant_id AND id = (p ->> 'supersedes')::uuid
      AND author_id = t.user_id AND status = 'pending';
    IF NOT FOUND THEN RAISE EXCEPTION 'decided already' USING ERRCODE = 'CR409'; END IF;
  END IF;
  RETURN v_proposal;
END $$;
