-- Merging records, and the indexes that lists and timelines want.

-- Which columns point at an object, whatever table they are in.
CREATE FUNCTION crm_private.children_of(p_object text) RETURNS TABLE (child text, link text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT x.child, x.link FROM (VALUES
    ('account', 'contact', 'account_id'), ('account', 'deal', 'account_id'), ('account', 'activity', 'account_id'),
    ('account', 'ticket', 'account_id'), ('account', 'account', 'parent_account_id'),
    ('contact', 'deal', 'contact_id'), ('contact', 'activity', 'contact_id'), ('contact', 'ticket', 'contact_id'),
    ('lead', 'activity', 'lead_id')) AS x(object, child, link) WHERE x.object = p_object
$$;

-- Points every child of the merged records at the kept one, whoever owns the child, and tells which moved from where:
-- {"deal.contact_id": {"<merged id>": ["<deal id>", …]}, …}. The rights to the records themselves are the caller's to check.
CREATE FUNCTION crm.merge_children(p_object text, p_keep uuid, p_merged uuid[]) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant uuid := crm.tenant_id();
  v_moved jsonb := '{}';
  v_part jsonb;
  c record;
  v_id uuid;
BEGIN
  IF v_tenant IS NULL THEN RAISE EXCEPTION 'no session' USING ERRCODE = 'CR401'; END IF;
  IF p_object = 'account' THEN
    -- The kept account may stand below one of the merged ones: it would end above itself.
    WITH RECURSIVE above AS (
      SELECT a.parent_account_id AS id FROM crm.account a WHERE a.tenant_id = v_tenant AND a.id = p_keep
      UNION
      SELECT a.parent_account_id FROM crm.account a JOIN above ON a.tenant_id = v_tenant AND a.id = above.id
    ), cut AS (
      UPDATE crm.account a SET parent_account_id = NULL FROM crm.account old
       WHERE a.tenant_id = v_tenant AND a.id = p_keep AND old.tenant_id = v_tenant AND old.id = p_keep
         AND EXISTS (SELECT 1 FROM above WHERE above.id = ANY (p_merged))
      RETURNING old.parent_account_id AS was
    ) SELECT jsonb_build_object('account.parent', was) INTO v_part FROM cut;
    v_moved := v_moved || coalesce(v_part, '{}');
  END IF;
  FOR c IN SELECT * FROM crm_private.children_of(p_object) LOOP
    EXECUTE format(
      'WITH old AS (SELECT id, %2$I AS was FROM crm.%1$I WHERE tenant_id = $1 AND %2$I = ANY ($3)),
            moved AS (UPDATE crm.%1$I n SET %2$I = $2 FROM old WHERE n.tenant_id = $1 AND n.id = old.id RETURNING n.id, old.was)
       SELECT jsonb_object_agg(was, ids) FROM (SELECT was, jsonb_agg(id) AS ids FROM moved GROUP BY was) x', c.child, c.link)
      INTO v_part USING v_tenant, p_keep, p_merged;
    IF v_part IS NOT NULL THEN
      v_moved := v_moved || jsonb_build_object(c.child || '.' || c.link, v_part);
    END IF;
  END LOOP;
  IF p_object IN ('contact', 'lead') THEN
    FOREACH v_id IN ARRAY p_merged LOOP
      WITH moved AS (
        UPDATE crm.activity a SET participants = crm_private.swap_participant(a.participants, p_object || '_id', v_id, p_keep)
         WHERE a.tenant_id = v_tenant AND a.participants @> jsonb_build_array(jsonb_build_object(p_object || '_id', v_id))
        RETURNING a.id
      ) SELECT jsonb_agg(id) INTO v_part FROM moved;
      IF v_part IS NOT NULL THEN
        v_moved := jsonb_set(v_moved, '{participants}', coalesce(v_moved -> 'participants', '{}') || jsonb_build_object(v_id::text, v_part));
      END IF;
    END LOOP;
  END IF;
  RETURN v_moved;
END $$;

CREATE FUNCTION crm_private.swap_participant(p jsonb, p_key text, p_from uuid, p_to uuid) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_agg(CASE WHEN x ->> p_key = p_from::text THEN x || jsonb_build_object(p_key, p_to) ELSE x END ORDER BY n), '[]')
    FROM jsonb_array_elements(p) WITH ORDINALITY AS e(x, n)
$$;

-- The inverse: what moved and still points at the kept record goes back to where it was.
CREATE FUNCTION crm.unmerge_children(p_object text, p_keep uuid, p_moved jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant uuid := crm.tenant_id();
  c record;
  m record;
BEGIN
  IF v_tenant IS NULL THEN RAISE EXCEPTION 'no session' USING ERRCODE = 'CR401'; END IF;
  FOR c IN SELECT * FROM crm_private.children_of(p_object) LOOP
    FOR m IN SELECT key::uuid AS was, value AS ids FROM jsonb_each(coalesce(p_moved -> (c.child || '.' || c.link), '{}')) LOOP
      EXECUTE format('UPDATE crm.%1$I SET %2$I = $3 WHERE tenant_id = $1 AND %2$I = $2
                      AND id IN (SELECT i::uuid FROM jsonb_array_elements_text($4) i)', c.child, c.link)
        USING v_tenant, p_keep, m.was, m.ids;
    END LOOP;
  END LOOP;
  FOR m IN SELECT key::uuid AS was, value AS ids FROM jsonb_each(coalesce(p_moved -> 'participants', '{}')) LOOP
    UPDATE crm.activity a SET participants = crm_private.swap_participant(a.participants, p_object || '_id', p_keep, m.was)
     WHERE a.tenant_id = v_tenant AND a.id IN (SELECT i::uuid FROM jsonb_array_elements_text(m.ids) i);
  END LOOP;
  IF p_object = 'account' AND p_moved ? 'account.parent' THEN
    UPDATE crm.account SET parent_account_id = (p_moved ->> 'account.parent')::uuid
     WHERE tenant_id = v_tenant AND id = p_keep AND parent_account_id IS NULL;
  END IF;
END $$;

-- Whether an account would stand above itself below this parent; the accounts between may be invisible to the caller.
CREATE FUNCTION crm.parents_cycle(p_account uuid, p_parent uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE above AS (
    SELECT p_parent AS id
    UNION
    SELECT a.parent_account_id FROM crm.account a JOIN above ON a.tenant_id = crm.tenant_id() AND a.id = above.id
  ) SELECT EXISTS (SELECT 1 FROM above WHERE id = p_account)
$$;

GRANT EXECUTE ON FUNCTION crm_private.children_of(text), crm_private.swap_participant(jsonb, text, uuid, uuid) TO crm_keeper;
GRANT EXECUTE ON FUNCTION crm.merge_children(text, uuid, uuid[]), crm.unmerge_children(text, uuid, jsonb), crm.parents_cycle(uuid, uuid) TO crm_app;
ALTER FUNCTION crm.merge_children(text, uuid, uuid[]) OWNER TO crm_keeper;
ALTER FUNCTION crm.unmerge_children(text, uuid, jsonb) OWNER TO crm_keeper;
ALTER FUNCTION crm.parents_cycle(uuid, uuid) OWNER TO crm_keeper;

-- Lists sorted downwards with empty values last.
CREATE INDEX deal_amount_down ON crm.deal (tenant_id, amount_minor DESC NULLS LAST, id);
CREATE INDEX deal_close_down ON crm.deal (tenant_id, close_date DESC NULLS LAST, id);
CREATE INDEX activity_occurred_down ON crm.activity (tenant_id, occurred_at DESC NULLS LAST, id);
-- Mail by those who took part in it.
CREATE INDEX activity_participants ON crm.activity USING gin (participants jsonb_path_ops);
-- `q=` by a part of an address or a number.
CREATE INDEX contact_email_part ON crm.contact USING gin (email_key public.gin_trgm_ops);
CREATE INDEX contact_phone_part ON crm.contact USING gin (phone_key public.gin_trgm_ops);
CREATE INDEX lead_email_part ON crm.lead USING gin (email_key public.gin_trgm_ops);
CREATE INDEX lead_phone_part ON crm.lead USING gin (phone_key public.gin_trgm_ops);
CREATE INDEX account_phone_part ON crm.account USING gin (phone_key public.gin_trgm_ops);
