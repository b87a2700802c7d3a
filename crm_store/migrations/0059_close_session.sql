-- Every request closes its session: by the key alone. Looking for expired tickets read the whole table each time,
-- with the remains of all tickets since the last vacuum; one request in a hundred does it for all.
SET LOCAL ROLE crm_keeper;
CREATE OR REPLACE FUNCTION crm.close_session(p_ticket text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM crm_private.session_ticket WHERE token_hash = sha256(convert_to(p_ticket, 'UTF8'));
  IF random() < 0.01 THEN
    DELETE FROM crm_private.session_ticket WHERE expires_at < clock_timestamp();
  END IF;
END $$;
SET LOCAL ROLE crm_owner;
