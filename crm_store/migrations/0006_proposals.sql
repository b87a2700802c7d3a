-- Guarded writes: whatever reads language files a proposal; a person decides; crm_app applies it.

CREATE TABLE crm.proposal (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  ref text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN
    ('pending', 'applied', 'partly_applied', 'rejected', 'expired', 'stale', 'superseded', 'undone')),
  said text NOT NULL DEFAULT '',
  summary text NOT NULL DEFAULT '',
  author_id uuid NOT NULL,
  author_kind text NOT NULL DEFAULT 'person' CHECK (author_kind IN ('person', 'agent', 'automation')),
  approver text NOT NULL CHECK (approver IN ('self', 'manager')),
  confirm_twice boolean NOT NULL DEFAULT false,   -- what a manager would approve, by somebody with nobody above
  conversation_id uuid,
  supersedes uuid,
  change_count int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by uuid,
  reason text,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, ref),
  FOREIGN KEY (tenant_id, author_id) REFERENCES crm.app_user
);
CREATE INDEX proposal_author ON crm.proposal (tenant_id, author_id, created_at DESC);
CREATE INDEX proposal_status ON crm.proposal (tenant_id, status, created_at DESC);

CREATE TABLE crm.change (
  tenant_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT crm.new_id(),
  position int NOT NULL,
  op text NOT NULL CHECK (op IN ('create', 'update', 'delete', 'merge')),
  object text NOT NULL,
  record_id uuid,                              -- of a create: the record that it became
  base_version int,                            -- the version that `before` was read from
  merge uuid[] NOT NULL DEFAULT '{}',
  merge_versions int[] NOT NULL DEFAULT '{}',
  set jsonb NOT NULL DEFAULT '{}',             -- {field: {"before": value, "after": value}}
  warnings jsonb NOT NULL DEFAULT '[]',
  evidence jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'applied', 'rejected', 'stale', 'undone')),
  undo jsonb,                                  -- what the inverse needs: versions after, moved children
  PRIMARY KEY (tenant_id, proposal_id, id),
  FOREIGN KEY (tenant_id, proposal_id) REFERENCES crm.proposal ON DELETE CASCADE
);
CREATE UNIQUE INDEX change_position ON crm.change (tenant_id, proposal_id, position);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['proposal', 'change'] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE crm.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, UPDATE ON crm.%I TO crm_app', t);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_agent', t);
  END LOOP;
END $$;
-- Seen by its author, everybody above the author, and those who see everything.
CREATE POLICY read ON crm.proposal FOR SELECT USING (tenant_id = (SELECT crm.tenant_id())
  AND (author_id = ANY ((SELECT crm.owners())::uuid[]) OR (SELECT crm.sees_all())));
CREATE POLICY read ON crm.change FOR SELECT USING (tenant_id = (SELECT crm.tenant_id()) AND EXISTS (SELECT 1 FROM crm.proposal p
  WHERE p.tenant_id = change.tenant_id AND p.id = change.proposal_id));
CREATE POLICY decide ON crm.proposal FOR UPDATE TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.may_create()));
CREATE POLICY decide ON crm.change FOR UPDATE TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND (SELECT crm.may_create()));
CREATE POLICY file ON crm.proposal FOR INSERT TO crm_owner WITH CHECK (tenant_id = (SELECT crm.tenant_id()) AND author_id = (SELECT crm.user_id()));
CREATE POLICY file ON crm.change FOR INSERT TO crm_owner WITH CHECK (tenant_id = (SELECT crm.tenant_id()));
CREATE POLICY supersede ON crm.proposal FOR UPDATE TO crm_owner USING (tenant_id = (SELECT crm.tenant_id()) AND author_id = (SELECT crm.user_id()) AND status = 'pending')
  WITH CHECK (status = 'superseded');

-- The canonical value of a field in a row: x_id and x_minor stand for x; what no column has is custom.
CREATE FUNCTION crm.field_value(r jsonb, field text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(CASE
    WHEN r ? (field || '_id') THEN r -> (field || '_id')
    WHEN r ? (field || '_minor') THEN to_jsonb(trim_scale((r ->> (field || '_minor'))::numeric / 100))
    WHEN r ? field THEN r -> field
    ELSE r -> 'custom' -> field END, 'null'::jsonb)
$$;

-- Files a proposal for the user whose ticket this connection shows. Author, tenant, approver, versions and `before` are
-- worked out here, never taken from the caller; it sees only what that user sees, and refuses what they may not change.
-- p: {said, summary, author_kind, conversation_id?, supersedes?, changes: [{id?, op, object, record_id?, merge?, set: {field: after}, warnings?, evidence?}]}
CREATE FUNCTION crm.file_proposal(p jsonb) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t crm_private.session_ticket := crm_private.ticket();
  v_policy jsonb;
  v_proposal uuid := crm.new_id();
  v_change jsonb;
  v_object text;
  v_op text;
  v_row jsonb;
  v_owner uuid;
  v_set jsonb;
  v_merged uuid;
  v_merge uuid[];
  v_merge_versions int[];
  v_position int := 0;
  v_target uuid;
  v_rule record;
BEGIN
  IF t.tenant_id IS NULL THEN RAISE EXCEPTION 'no session' USING ERRCODE = 'CR401'; END IF;
  IF t.role = 'viewer' THEN RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403'; END IF;
  v_policy := (SELECT policy FROM crm.tenant WHERE id = t.tenant_id);
  IF jsonb_typeof(p -> 'changes') IS DISTINCT FROM 'array' OR jsonb_array_length(p -> 'changes') = 0 THEN
    RAISE EXCEPTION 'a proposal needs changes' USING ERRCODE = 'CR422';
  END IF;
  IF jsonb_array_length(p -> 'changes') > (v_policy ->> 'max_records')::int THEN
    RAISE EXCEPTION 'more than % changes in one proposal', v_policy ->> 'max_records' USING ERRCODE = 'CR422';
  END IF;

  SELECT * INTO v_rule FROM crm.approval_rule(p -> 'changes');
  INSERT INTO crm.proposal (tenant_id, id, ref, said, summary, author_id, author_kind, approver, confirm_twice, conversation_id, supersedes, change_count, expires_at)
  VALUES (t.tenant_id, v_proposal, crm.next_ref('proposal'), coalesce(p ->> 'said', ''), coalesce(p ->> 'summary', ''), t.user_id,
    CASE WHEN p ->> 'author_kind' IN ('agent', 'automation') THEN p ->> 'author_kind' ELSE 'person' END,
    v_rule.approver, v_rule.confirm_twice, (p ->> 'conversation_id')::uuid,
    (p ->> 'supersedes')::uuid, jsonb_array_length(p -> 'changes'), now() + make_interval(hours => (v_policy ->> 'expires_hours')::int));

  FOR v_change IN SELECT * FROM jsonb_array_elements(p -> 'changes') LOOP
    v_object := v_change ->> 'object';
    v_op := v_change ->> 'op';
    v_target := (v_change ->> 'record_id')::uuid;
    v_row := NULL;
    v_merge := '{}';
    v_merge_versions := '{}';
    IF v_object NOT IN ('account', 'contact', 'lead', 'deal', 'activity', 'product', 'ticket') OR v_object IS NULL
       OR v_op NOT IN ('create', 'update', 'delete', 'merge') OR v_op IS NULL THEN
      RAISE EXCEPTION 'no such change' USING ERRCODE = 'CR422';
    END IF;
    IF v_op <> 'create' THEN
      EXECUTE format('SELECT to_jsonb(r) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = $2', v_object) INTO v_row USING t.tenant_id, v_target;
      IF v_row IS NULL THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
      v_owner := (v_row ->> 'owner_id')::uuid;
      IF NOT (t.edits_all OR coalesce(v_owner = ANY (t.editable), false)) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
      END IF;
    END IF;
    IF v_op = 'merge' THEN
      FOR v_merged IN SELECT (m #>> '{}')::uuid FROM jsonb_array_elements(v_change -> 'merge') m LOOP
        DECLARE v_other jsonb;
        BEGIN
          EXECUTE format('SELECT to_jsonb(r) FROM crm.%I r WHERE r.tenant_id = $1 AND r.id = $2 AND r.id <> $3', v_object)
            INTO v_other USING t.tenant_id, v_merged, v_target;
          IF v_other IS NULL THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'CR404'; END IF;
          IF NOT (t.edits_all OR coalesce((v_other ->> 'owner_id')::uuid = ANY (t.editable), false)) THEN
            RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
          END IF;
          v_merge := v_merge || v_merged;
          v_merge_versions := v_merge_versions || (v_other ->> 'version')::int;
        END;
      END LOOP;
      IF cardinality(v_merge) = 0 THEN RAISE EXCEPTION 'nothing to merge' USING ERRCODE = 'CR422'; END IF;
    END IF;
    v_set := coalesce((SELECT jsonb_object_agg(f.key, jsonb_build_object(
        'before', CASE WHEN v_row IS NULL THEN 'null'::jsonb ELSE crm.field_value(v_row, f.key) END, 'after', f.value))
      FROM jsonb_each(coalesce(v_change -> 'set', '{}')) f), '{}');
    -- A record is made for somebody whose rows its author may change.
    IF v_op = 'create' AND jsonb_typeof(v_set #> '{owner,after}') = 'string' AND NOT t.edits_all
       AND NOT coalesce((v_set #>> '{owner,after}')::uuid = ANY (t.editable), false) THEN
      RAISE EXCEPTION 'not permitted' USING ERRCODE = 'CR403';
    END IF;
    INSERT INTO crm.change (tenant_id, proposal_id, id, position, op, object, record_id, base_version, merge, merge_versions, set, warnings, evidence)
    VALUES (t.tenant_id, v_proposal, coalesce((v_change ->> 'id')::uuid, crm.new_id()), v_position, v_op, v_object, v_target,
      (v_row ->> 'version')::int, v_merge, v_merge_versions, v_set, coalesce(v_change -> 'warnings', '[]'), coalesce(v_change -> 'evidence', '[]'));
    v_position := v_position + 1;
  END LOOP;

  IF p ->> 'supersedes' IS NOT NULL THEN
    UPDATE crm.proposal SET status = 'superseded' WHERE tenant_id = t.tenant_id AND id = (p ->> 'supersedes')::uuid
      AND author_id = t.user_id AND status = 'pending';
  END IF;
  RETURN v_proposal;
END $$;

-- Who approves these changes: the author, or a manager above (contract, section 2). changes: [{op, object, record_id, merge, set}]
CREATE FUNCTION crm_private.needs_manager(p_changes jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t crm_private.session_ticket := crm_private.ticket();
  v_policy jsonb := (SELECT policy FROM crm.tenant WHERE id = t.tenant_id);
  v_object text;
BEGIN
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(p_changes) c WHERE v_policy -> 'manager_ops' ? (c ->> 'op')
             OR v_policy -> 'manager_objects' ? (c ->> 'object')) THEN
    RETURN true;
  END IF;
  IF jsonb_array_length(p_changes) > (v_policy ->> 'manager_over')::int
     AND (SELECT count(DISTINCT coalesce(c ->> 'record_id', c ->> 'id', n::text)) FROM jsonb_array_elements(p_changes) WITH ORDINALITY x(c, n))
         > (v_policy ->> 'manager_over')::int THEN
    RETURN true;
  END IF;
  -- Somebody below another manager owns one of the records.
  FOR v_object IN SELECT DISTINCT c ->> 'object' FROM jsonb_array_elements(p_changes) c WHERE c ->> 'record_id' IS NOT NULL AND c ->> 'object' <> 'product' LOOP
    IF v_object NOT IN ('account', 'contact', 'lead', 'deal', 'activity', 'ticket') THEN CONTINUE; END IF;
    DECLARE v_found boolean;
    BEGIN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM crm.%I r JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id
        WHERE r.tenant_id = $1 AND r.id IN (SELECT (c ->> ''record_id'')::uuid FROM jsonb_array_elements($2) c WHERE c ->> ''object'' = %L)
          AND u.id <> $3 AND u.manager_id IS DISTINCT FROM $3)', v_object, v_object)
        INTO v_found USING t.tenant_id, p_changes, t.user_id;
      IF v_found THEN RETURN true; END IF;
    END;
  END LOOP;
  RETURN false;
END $$;

-- With nobody above, the author approves, and the card asks twice.
CREATE FUNCTION crm.approval_rule(p_changes jsonb) RETURNS TABLE (approver text, confirm_twice boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN needed AND above THEN 'manager' ELSE 'self' END, needed AND NOT above
    FROM (SELECT crm_private.needs_manager(p_changes) AS needed, cardinality((crm_private.ticket()).managers) > 0 AS above) x
$$;

GRANT EXECUTE ON FUNCTION crm.file_proposal(jsonb) TO crm_agent, crm_app;
GRANT EXECUTE ON FUNCTION crm.field_value(jsonb, text), crm.approval_rule(jsonb) TO crm_app, crm_agent;
