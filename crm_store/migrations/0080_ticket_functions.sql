-- What policies ask, each by one look at the ticket: a function that called another took three times as long, and a page of
-- records asks some sixty times.
DO $$
DECLARE
  ticket text := 'FROM crm_private.session_ticket t'
    ' WHERE t.token_hash = sha256(convert_to(current_setting(''crm.ticket'', true), ''UTF8''))'
    ' AND t.pid = pg_backend_pid() AND t.expires_at > clock_timestamp()';
  f record;
BEGIN
  FOR f IN SELECT * FROM (VALUES
    ('tenant_id()', 'uuid', 'SELECT t.tenant_id %s'),
    ('user_id()', 'uuid', 'SELECT t.user_id %s'),
    ('sees_all()', 'boolean', 'SELECT coalesce((SELECT t.sees_all %s), false)'),
    ('owners()', 'uuid[]', 'SELECT coalesce((SELECT t.owners %s), ''{}'')'),
    ('managers()', 'uuid[]', 'SELECT coalesce((SELECT t.managers %s), ''{}'')'),
    ('shares(object text)', 'boolean', 'SELECT coalesce((SELECT t.sees_all OR object = ANY (t.open_objects) %s), false)'),
    ('open_audiences()', 'text[]', 'SELECT coalesce((SELECT CASE WHEN t.sees_all THEN ARRAY[''deal'', ''lead'', ''account'', ''none'', ''mail'']'
      ' ELSE t.open_objects END %s), ''{}'')'),
    ('editable()', 'uuid[]', 'SELECT coalesce((SELECT CASE WHEN t.scope <> ''agent'' THEN t.editable END %s), ''{}'')'),
    ('edits_all()', 'boolean', 'SELECT coalesce((SELECT t.scope <> ''agent'' AND t.edits_all %s), false)'),
    ('may_create()', 'boolean', 'SELECT coalesce((SELECT t.scope <> ''agent'' AND t.role <> ''viewer'' %s), false)'),
    ('is_admin()', 'boolean', 'SELECT coalesce((SELECT t.scope <> ''agent'' AND t.role = ''admin'' %s), false)')
  ) AS x(signature, returns, body)
  LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION crm.%s RETURNS %s LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED'
      ' SET search_path = pg_catalog, pg_temp AS %L', f.signature, f.returns, format(f.body, ticket));
  END LOOP;
END $$;
