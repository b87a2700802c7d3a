-- Guarded writes, tightened: what a proposal may name is decided here too, whatever the caller checked before.

-- The fields that a proposal may set (a test holds this against the catalog). `target` is the object of a reference.
CREATE TABLE crm_private.proposable (
  object text NOT NULL,
  field text NOT NULL,
  column_name text NOT NULL,
  target text,
  PRIMARY KEY (object, field)
);
INSERT INTO crm_private.proposable
SELECT o.object, f, CASE WHEN f = ANY ('{annual_revenue,amount,list_price}') THEN f || '_minor' WHEN g.target IS NULL THEN f ELSE f || '_id' END, g.target
  FROM (VALUES
    ('account', '{name,domain,industry,employees,annual_revenue,city,country,phone,owner,parent_account}'::text[]),
    ('contact', '{name,email,phone,title,account,owner}'),
    ('lead', '{name,company,email,phone,title,source,status,product_interest,owner,follow_up_date,notes}'),
    ('deal', '{name,account,contact,pipeline,stage,amount,currency,close_date,owner,product,source,next_step,loss_reason}'),
    ('activity', '{type,subject,body,occurred_at,due_date,status,priority,owner,account,contact,lead,deal}'),
    ('product', '{name,family,list_price}'),
    ('ticket', '{subject,status,priority,account,contact,owner}')) AS o(object, fields),
    LATERAL unnest(o.fields) AS f
    LEFT JOIN (VALUES ('owner', 'user'), ('account', 'account'), ('parent_account', 'account'), ('contact', 'contact'),
                      ('lead', 'lead'), ('deal', 'deal'), ('product', 'product')) AS g(field, target) ON g.field = f;
GRANT SELECT ON crm_private.proposable TO crm_keeper;

-- A proposal belongs to a conversation of its author alone.
CREATE POLICY file ON crm.conversation FOR SELECT TO crm_owner
  USING (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));

-- Refuses fields that do not exist for this role (unknown, hidden, masked), are read-only for it, or follow from the write.
CREATE FUNCTION crm_private.check_fields(t crm_private.session_ticket, p_changes jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  f record;
BEGIN
  FOR f IN SELECT DISTINCT c ->> 'object' AS object, k AS field FROM jsonb_array_elements(p_changes) c,
             LATERAL jsonb_object_keys(coalesce(nullif(c -> 'set', 'null'), '{}')) k LOOP
    IF NOT EXISTS (SELECT 1 FROM crm_private.proposable b WHERE b.object = f.object AND b.field = f.field)
       AND NOT EXISTS (SELECT 1 FROM crm.field_setting s WHERE s.tenant_id = t.tenant_id AND s.object = f.object AND s.field = f.field AND s.custom_kind IS NOT NULL)
       OR EXISTS (SELECT 1 FROM crm.field_setting s WHERE s.tenant_id = t.tenant_id AND s.object = f.object AND s.field = f.field
                  AND (t.role = ANY (s.hidden_for) OR t.role = ANY (s.masked_for))) THEN
      RAISE EXCEPTION 'no field `%` can be set', f.field USING ERRCODE = 'CR422';
    END IF;
    IF EXISTS (SELECT 1 FROM crm.field_setting s WHERE s.tenant_id = t.tenant_id AND s.object = f.object AND s.field = f.field
               AND t.role = ANY (s.read_only_for)) THEN
      RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
    END IF;
  END LOOP;
END $$;

-- Refuses references to what the user does not see, and {change_id} of anything but an earlier create of that object.
-- A record is made for somebody whose rows its author may change.
CREATE FUNCTION crm_private.check_references(t crm_private.session_ticket, p_changes jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  r record;
  v_missing boolean;
  v_made jsonb;
BEGIN
  v_made := coalesce((SELECT jsonb_object_agg(c ->> 'id', jsonb_build_object('object', c ->> 'object', 'at', n))
    FROM jsonb_array_elements(p_changes) WITH ORDINALITY x(c, n) WHERE c ->> 'op' = 'create' AND c ->> 'id' IS NOT NULL), '{}');
  IF EXISTS (
    SELECT 1 FROM jsonb_array_elements(p_changes) WITH ORDINALITY x(c, n)
      CROSS JOIN LATERAL jsonb_each(coalesce(nullif(c -> 'set', 'null'), '{}')) f
      LEFT JOIN crm_private.proposable b ON b.object = c ->> 'object' AND b.field = f.key
     WHERE CASE jsonb_typeof(f.value)
       WHEN 'array' THEN true
       WHEN 'object' THEN (v_made #>> ARRAY[f.value ->> 'change_id', 'object'] = b.target
                           AND (v_made #>> ARRAY[f.value ->> 'change_id', 'at'])::int < n) IS NOT TRUE
       WHEN 'null' THEN false
       WHEN 'string' THEN b.target IS NOT NULL AND NOT pg_input_is_valid(f.value #>> '{}', 'uuid')
       ELSE b.target IS NOT NULL END) THEN
    RAISE EXCEPTION 'that reference does not fit' USING ERRCODE = 'CR422';
  END IF;
  FOR r IN SELECT b.target, array_agg(DISTINCT (f.value #>> '{}')::uuid) AS ids
             FROM jsonb_array_elements(p_changes) c CROSS JOIN LATERAL jsonb_each(coalesce(nullif(c -> 'set', 'null'), '{}')) f
             JOIN crm_private.proposable b ON b.object = c ->> 'object' AND b.field = f.key
            WHERE b.target IS NOT NULL AND jsonb_typeof(f.value) = 'string' GROUP BY b.target LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM unnest($2) i WHERE NOT EXISTS (SELECT 1 FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = i))',
      CASE r.target WHEN 'user' THEN 'app_user' ELSE r.target END) INTO v_missing USING t.tenant_id, r.ids;
    IF v_missing THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
  END LOOP;
  IF NOT t.edits_all AND EXISTS (SELECT 1 FROM jsonb_array_elements(p_changes) c
      WHERE c ->> 'op' = 'create' AND jsonb_typeof(c #> '{set,owner}') = 'string'
        AND NOT (c #>> '{set,owner}')::uuid = ANY (t.editable || t.user_id)) THEN
    RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
  END IF;
END $$;

-- Refuses what is no list of changes at all.
CREATE FUNCTION crm_private.check_shape(p_changes jsonb, p_most int) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF jsonb_typeof(p_changes) IS DISTINCT FROM 'array' OR jsonb_array_length(p_changes) = 0 THEN
    RAISE EXCEPTION 'a proposal needs changes' USING ERRCODE = 'CR422';
  END IF;
  IF jsonb_array_length(p_changes) > p_most THEN
    RAISE EXCEPTION 'more than % changes in one proposal', p_most USING ERRCODE = 'CR422';
  END IF;
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(p_changes) c WHERE
       (c ->> 'object' IN ('account', 'contact', 'lead', 'deal', 'activity', 'product', 'ticket')) IS NOT TRUE
       OR (c ->> 'op' IN ('create', 'update', 'delete', 'merge')) IS NOT TRUE
       OR jsonb_typeof(coalesce(nullif(c -> 'set', 'null'), '{}')) <> 'object'
       OR jsonb_typeof(coalesce(nullif(c -> 'merge', 'null'), '[]')) <> 'array'
       OR pg_input_is_valid(c ->> 'record_id', 'uuid') IS FALSE
       OR pg_input_is_valid(c ->> 'id', 'uuid') IS FALSE
       OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce(nullif(c -> 'merge', 'null'), '[]')) m WHERE pg_input_is_valid(m, 'uuid') IS NOT TRUE)
       OR (c ->> 'op' = 'create') = (c ->> 'record_id' IS NOT NULL)) THEN
    RAISE EXCEPTION 'no such change' USING ERRCODE = 'CR422';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.file_proposal(p jsonb) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t crm_private.session_ticket := crm_private.ticket();
  v_policy jsonb;
  v_changes jsonb := p -> 'changes';
  v_proposal uuid := crm.new_id();
  v_change jsonb;
  v_row jsonb;
  v_other jsonb;
  v_merged uuid;
  v_merge uuid[];
  v_merge_versions int[];
  v_position int := 0;
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

  FOR v_change IN SELECT * FROM jsonb_array_elements(v_changes) LOOP
    v_row := NULL;
    v_merge := '{}';
    v_merge_versions := '{}';
    IF v_change ->> 'op' <> 'create' THEN
      EXECUTE format('SELECT to_jsonb(r) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = $2', v_change ->> 'object')
        INTO v_row USING t.tenant_id, (v_change ->> 'record_id')::uuid;
      IF v_row IS NULL THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
      IF NOT (t.edits_all OR coalesce((v_row ->> 'owner_id')::uuid = ANY (t.editable), false)) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
      END IF;
    END IF;
    IF v_change ->> 'op' = 'merge' THEN
      FOR v_merged IN SELECT DISTINCT m::uuid FROM jsonb_array_elements_text(v_change -> 'merge') m LOOP
        EXECUTE format('SELECT to_jsonb(r) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = $2 AND r.id <> $3', v_change ->> 'object')
          INTO v_other USING t.tenant_id, v_merged, (v_change ->> 'record_id')::uuid;
        IF v_other IS NULL THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
        IF NOT (t.edits_all OR coalesce((v_other ->> 'owner_id')::uuid = ANY (t.editable), false)) THEN
          RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
        END IF;
        v_merge := v_merge || v_merged;
        v_merge_versions := v_merge_versions || (v_other ->> 'version')::int;
      END LOOP;
      IF cardinality(v_merge) = 0 THEN RAISE EXCEPTION 'nothing to merge' USING ERRCODE = 'CR422'; END IF;
    END IF;
    INSERT INTO crm.change (tenant_id, proposal_id, id, position, op, object, record_id, base_version, merge, merge_versions, set, warnings, evidence)
    VALUES (t.tenant_id, v_proposal, coalesce((v_change ->> 'id')::uuid, crm.new_id()), v_position, v_change ->> 'op', v_change ->> 'object',
      (v_change ->> 'record_id')::uuid, (v_row ->> 'version')::int, v_merge, v_merge_versions,
      crm_private.before_after(v_change ->> 'object', v_row, coalesce(nullif(v_change -> 'set', 'null'), '{}')),
      coalesce(nullif(v_change -> 'warnings', 'null'), '[]'), coalesce(nullif(v_change -> 'evidence', 'null'), '[]'));
    v_position := v_position + 1;
  END LOOP;

  IF p ->> 'supersedes' IS NOT NULL THEN
    UPDATE crm.proposal SET status = 'superseded' WHERE tenant_id = t.tenant_id AND id = (p ->> 'supersedes')::uuid
      AND author_id = t.user_id AND status = 'pending';
    IF NOT FOUND THEN RAISE EXCEPTION 'decided already' USING ERRCODE = 'CR409'; END IF;
  END IF;
  RETURN v_proposal;
END $$;

-- {field: {before, after}} of a row (null: one that is made) and the values to set.
CREATE FUNCTION crm_private.before_after(p_object text, p_row jsonb, p_set jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_object_agg(f.key, jsonb_build_object('before', coalesce(CASE
      WHEN p_row IS NULL THEN NULL
      WHEN b.column_name IS NULL THEN p_row -> 'custom' -> f.key
      WHEN b.column_name LIKE '%\_minor' THEN to_jsonb(trim_scale((p_row ->> b.column_name)::numeric / 100))
      ELSE p_row -> b.column_name END, 'null'), 'after', f.value)), '{}')
    FROM jsonb_each(p_set) f LEFT JOIN crm_private.proposable b ON b.object = p_object AND b.field = f.key
$$;

-- What somebody may change, for checking an author again when their proposal is decided. No row: no such active user.
CREATE FUNCTION crm.rights_of(p_user uuid) RETURNS TABLE (role text, edits_all boolean, editable uuid[], managers uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.role, u.role = 'admin',
         CASE u.role WHEN 'viewer' THEN '{}'::uuid[] WHEN 'rep' THEN ARRAY[u.id] ELSE crm_private.below(u.tenant_id, u.id) END,
         ARRAY(SELECT m.id FROM crm.app_user m WHERE m.tenant_id = u.tenant_id AND m.id = ANY (crm_private.above(u.tenant_id, u.id))
                AND m.active AND m.role IN ('manager', 'executive', 'admin'))
    FROM crm.app_user u WHERE u.tenant_id = (SELECT crm.tenant_id()) AND u.id = p_user AND u.active
$$;

-- Whether the contract (section 2) asks for a manager above p_author. p_changes: [{op, object, record_id, merge, set: {field: after}}]
CREATE FUNCTION crm_private.needs_manager(p_author uuid, p_changes jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant uuid := crm.tenant_id();
  v_policy jsonb := (SELECT policy FROM crm.tenant WHERE id = v_tenant);
  v_records bigint;
  v_object text;
  v_found boolean;
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
    IF v_object NOT IN ('account', 'contact', 'lead', 'deal', 'activity', 'ticket') THEN CONTINUE; END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM crm.app_user u WHERE u.tenant_id = $1 AND u.id <> $3 AND u.manager_id <> $3 AND u.id IN (
        SELECT r.owner_id FROM crm.%I r WHERE r.tenant_id = $1 AND r.id IN (
          SELECT (c ->> ''record_id'')::uuid FROM jsonb_array_elements($2) c WHERE c ->> ''object'' = %L AND c ->> ''op'' <> ''create''
          UNION ALL SELECT m::uuid FROM jsonb_array_elements($2) c, jsonb_array_elements_text(coalesce(nullif(c -> ''merge'', ''null''), ''[]'')) m WHERE c ->> ''object'' = %L)
        UNION ALL SELECT (c #>> ''{set,owner}'')::uuid FROM jsonb_array_elements($2) c
          WHERE c ->> ''op'' = ''create'' AND jsonb_typeof(c #> ''{set,owner}'') = ''string''))', v_object, v_object, v_object)
      INTO v_found USING v_tenant, p_changes, p_author;
    IF v_found THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

-- With nobody above, the author approves, and the card asks twice.
CREATE FUNCTION crm.approval_rule_of(p_author uuid, p_changes jsonb) RETURNS TABLE (approver text, confirm_twice boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN needed AND above THEN 'manager' ELSE 'self' END, needed AND NOT above
    FROM (SELECT crm_private.needs_manager(p_author, p_changes) AS needed,
                 coalesce((SELECT cardinality(r.managers) > 0 FROM crm.rights_of(p_author) r), false) AS above) x
$$;
CREATE OR REPLACE FUNCTION crm.approval_rule(p_changes jsonb) RETURNS TABLE (approver text, confirm_twice boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM crm.approval_rule_of(crm.user_id(), p_changes)
$$;
DROP FUNCTION crm_private.needs_manager(jsonb);

-- Ref and label of records that this user sees, or would see if they had not been deleted: a card keeps their names.
CREATE FUNCTION crm.references_of(p_object text, p_ids uuid[]) RETURNS TABLE (id uuid, ref text, label text, email text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_object = 'user' THEN
    RETURN QUERY SELECT u.id, u.email, u.name, u.email FROM crm.app_user u WHERE u.tenant_id = (SELECT crm.tenant_id()) AND u.id = ANY (p_ids);
    RETURN;
  END IF;
  IF p_object NOT IN ('account', 'contact', 'lead', 'deal', 'activity', 'product', 'ticket') THEN RETURN; END IF;
  RETURN QUERY EXECUTE format('SELECT r.id, r.ref, r.%I, NULL::text FROM crm.%I r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = ANY ($1) AND %s',
    CASE WHEN p_object IN ('activity', 'ticket') THEN 'subject' ELSE 'name' END, p_object,
    CASE p_object
      WHEN 'activity' THEN '(r.audience = ANY ((SELECT crm.open_audiences())::text[]) OR r.seen_by && (SELECT crm.owners()))'
      WHEN 'product' THEN '(SELECT crm.shares(''product''))'
      ELSE format('((SELECT crm.shares(%L)) OR r.owner_id = ANY ((SELECT crm.owners())::uuid[]))', p_object) END) USING p_ids;
END $$;

DO $$
DECLARE f text;
BEGIN
  GRANT EXECUTE ON FUNCTION crm.approval_rule_of(uuid, jsonb) TO crm_app;
  GRANT EXECUTE ON FUNCTION crm.references_of(text, uuid[]), crm.rights_of(uuid) TO crm_app, crm_agent;
  FOREACH f IN ARRAY ARRAY['crm.rights_of(uuid)', 'crm_private.needs_manager(uuid, jsonb)', 'crm.references_of(text, uuid[])'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO crm_keeper', f);
  END LOOP;
END $$;
-- Rights to what is the keeper's are the keeper's to give.
SET LOCAL ROLE crm_keeper;
GRANT EXECUTE ON FUNCTION crm.rights_of(uuid), crm_private.needs_manager(uuid, jsonb) TO crm_owner;
SET LOCAL ROLE crm_owner;
