-- Custom fields compared and sorted by: numbers (and dates, as 20261118) that an index can hold.
--
-- Row-level security lets an index answer only what is leakproof, which comparing numeric is not; comparing double precision
-- is, and so is this function: it reads its arguments alone and fails on none. Not SQL, which would be inlined and judged by
-- its parts. The indexes themselves are made beside the migrations and by the worker (crm_store/custom_indexes.py).
CREATE FUNCTION crm.custom_number(p_custom jsonb, p_name text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  v jsonb := p_custom OPERATOR(pg_catalog.->) p_name;
  v_text text;
BEGIN
  CASE pg_catalog.jsonb_typeof(v)
    WHEN 'number' THEN
      IF pg_catalog.abs(v::numeric) < 1e300 THEN RETURN v::double precision; END IF;
    WHEN 'string' THEN
      v_text := v OPERATOR(pg_catalog.#>>) '{}';
      IF v_text OPERATOR(pg_catalog.~) '^\d{4}-\d\d-\d\d$' THEN RETURN pg_catalog.replace(v_text, '-', '')::double precision; END IF;
    ELSE NULL;
  END CASE;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION crm.custom_number(jsonb, text) TO crm_app, crm_agent, crm_keeper;

-- The fields of all tenants that want an index; for the owner, who makes them. A name is indexed once for all tenants.
CREATE FUNCTION crm_private.ordered_fields() RETURNS TABLE (object text, field text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.object, s.field FROM crm.field_setting s WHERE s.custom_kind IN ('number', 'money', 'percent', 'date')
   GROUP BY s.object, s.field ORDER BY s.object, count(*) DESC, s.field
$$;
ALTER FUNCTION crm_private.ordered_fields() OWNER TO crm_keeper;
SET LOCAL ROLE crm_keeper;
REVOKE ALL ON FUNCTION crm_private.ordered_fields() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm_private.ordered_fields() TO crm_owner;
SET LOCAL ROLE crm_owner;
