-- place_activity() failed for whatever is about no deal: a record variable that nothing was assigned to has no fields.
-- The function is the keeper's, so the keeper replaces it.
SET LOCAL ROLE crm_keeper;
CREATE OR REPLACE FUNCTION crm_private.place_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_deal_owner uuid;
  v_deal_account uuid;
  v_rule text := 'everyone';
  v_users uuid[];
BEGIN
  IF NEW.deal_id IS NOT NULL THEN
    SELECT d.owner_id, d.account_id INTO v_deal_owner, v_deal_account FROM crm.deal d WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.deal_id;
    NEW.account_id := coalesce(NEW.account_id, v_deal_account);
  END IF;
  IF NEW.account_id IS NULL AND NEW.contact_id IS NOT NULL THEN
    NEW.account_id := (SELECT c.account_id FROM crm.contact c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.contact_id);
  END IF;
  v_users := ARRAY(SELECT (p ->> 'user_id')::uuid FROM jsonb_array_elements(NEW.participants) p WHERE p ->> 'user_id' IS NOT NULL);
  IF NEW.owner_id IS NOT NULL THEN v_users := v_users || NEW.owner_id; END IF;
  IF NEW.type = 'email' THEN
    v_rule := (SELECT coalesce(t.sharing ->> 'mail', 'everyone') FROM crm.tenant t WHERE t.id = NEW.tenant_id);
  END IF;
  IF v_rule IN ('owner', 'participants') THEN
    NEW.audience := 'mail';
    IF v_rule = 'owner' THEN v_users := ARRAY[NEW.owner_id]; END IF;
  ELSE
    NEW.audience := CASE WHEN NEW.deal_id IS NOT NULL THEN 'deal' WHEN NEW.lead_id IS NOT NULL THEN 'lead'
      WHEN NEW.account_id IS NOT NULL OR NEW.contact_id IS NOT NULL THEN 'account' ELSE 'none' END;
    v_users := CASE NEW.audience
      WHEN 'deal' THEN ARRAY[NEW.owner_id, v_deal_owner]
      WHEN 'account' THEN ARRAY[NEW.owner_id,
        (SELECT a.owner_id FROM crm.account a WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.account_id),
        (SELECT c.owner_id FROM crm.contact c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.contact_id)]
      WHEN 'lead' THEN ARRAY[NEW.owner_id]
      ELSE v_users END;
    IF NEW.lead_id IS NOT NULL THEN
      v_users := v_users || (SELECT l.owner_id FROM crm.lead l WHERE l.tenant_id = NEW.tenant_id AND l.id = NEW.lead_id);
    END IF;
    IF v_rule = 'team' AND NEW.audience = 'account' THEN
      -- The team of a user is everybody below the same manager.
      NEW.audience := 'mail';
      v_users := v_users || ARRAY(SELECT u.id FROM crm.app_user u WHERE u.tenant_id = NEW.tenant_id AND u.manager_id IN
        (SELECT m.manager_id FROM crm.app_user m WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.owner_id));
    END IF;
  END IF;
  NEW.seen_by := ARRAY(SELECT DISTINCT x FROM unnest(v_users) x WHERE x IS NOT NULL);
  RETURN NEW;
END $$;
SET LOCAL ROLE crm_owner;
