-- The same refs as before, thirty times faster: a numeric logarithm and three nested functions cost 0.1 ms a row, which is
-- half of what an import of 250,000 contacts took.
CREATE OR REPLACE FUNCTION crm_private.scatter(n bigint, key bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  low bigint := CASE WHEN n < 1000 THEN 1 WHEN n < 10000 THEN 1000 WHEN n < 100000 THEN 10000 WHEN n < 1000000 THEN 100000
                     ELSE rpad('1', length(n::text), '0')::bigint END;
  size bigint := CASE WHEN n < 1000 THEN 999 ELSE low * 9 END;
  factor bigint := (size * 618 / 1000 + key % (size / 7)) | 1;
BEGIN
  WHILE gcd(factor, size) <> 1 LOOP factor := factor + 2; END LOOP;
  RETURN low + ((n - low) * factor + key) % size;
END $$;

CREATE OR REPLACE FUNCTION crm.next_ref(object text) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_key bigint := (SELECT k.key FROM crm_private.ref_key k);
BEGIN
  RETURN CASE object
    WHEN 'account' THEN 'A-' || crm_private.scatter(nextval('crm_private.ref_account'), v_key)
    WHEN 'contact' THEN 'C-' || crm_private.scatter(nextval('crm_private.ref_contact'), v_key)
    WHEN 'lead' THEN 'L-' || crm_private.scatter(nextval('crm_private.ref_lead'), v_key)
    WHEN 'deal' THEN 'D-' || crm_private.scatter(nextval('crm_private.ref_deal'), v_key)
    WHEN 'activity' THEN 'T-' || crm_private.scatter(nextval('crm_private.ref_activity'), v_key)
    WHEN 'product' THEN 'PR-' || crm_private.scatter(nextval('crm_private.ref_product'), v_key)
    WHEN 'ticket' THEN 'S-' || crm_private.scatter(nextval('crm_private.ref_ticket'), v_key)
    WHEN 'proposal' THEN 'P-' || crm_private.scatter(nextval('crm_private.ref_proposal'), v_key) END;
END $$;
