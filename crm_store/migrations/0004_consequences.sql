-- What follows from a write, whoever made it: versions, stage history, closing, completion, last contact, who sees an activity.

CREATE FUNCTION crm_private.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What a trigger of the keeper derives is no write of its own: it must not make a waiting proposal stale.
  IF current_user <> 'crm_keeper' THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := crm.now();
  END IF;
  NEW.tenant_id := OLD.tenant_id;
  NEW.id := OLD.id;
  NEW.ref := OLD.ref;
  RETURN NEW;
END $$;

CREATE FUNCTION crm_private.close_deal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_kind text := (SELECT kind FROM crm.stage s WHERE s.tenant_id = NEW.tenant_id AND s.pipeline = NEW.pipeline AND s.name = NEW.stage);
BEGIN
  IF v_kind = 'open' THEN
    NEW.closed_at := NULL;
  ELSIF TG_OP = 'INSERT' THEN
    NEW.closed_at := coalesce(NEW.closed_at, crm.now());
  ELSIF NEW.stage IS DISTINCT FROM OLD.stage AND NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at THEN
    NEW.closed_at := crm.now();
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION crm_private.note_stage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO crm.stage_history (tenant_id, deal_id, stage, entered_at)
    VALUES (NEW.tenant_id, NEW.id, NEW.stage, coalesce(NEW.closed_at, NEW.created_at));
  ELSIF NEW.stage IS DISTINCT FROM OLD.stage THEN
    INSERT INTO crm.stage_history (tenant_id, deal_id, stage, entered_at)
    VALUES (NEW.tenant_id, NEW.id, NEW.stage, coalesce(NEW.closed_at, crm.now()));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION crm_private.complete_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.type = 'task' THEN
    NEW.status := coalesce(NEW.status, 'open');
    IF NEW.status = 'done' AND NEW.completed_at IS NULL THEN
      NEW.completed_at := coalesce(CASE WHEN TG_OP = 'INSERT' THEN NEW.occurred_at END, crm.now());
    ELSIF NEW.status <> 'done' THEN
      NEW.completed_at := NULL;
    END IF;
  ELSE
    NEW.occurred_at := coalesce(NEW.occurred_at, crm.now());
  END IF;
  RETURN NEW;
END $$;

-- An activity on a contact or deal carries the account too; who sees it follows the records it is about.
CREATE FUNCTION crm_private.place_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_deal record;
  v_rule text := 'everyone';
  v_users uuid[];
BEGIN
  IF NEW.deal_id IS NOT NULL THEN
    SELECT d.owner_id, d.account_id INTO v_deal FROM crm.deal d WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.deal_id;
    NEW.account_id := coalesce(NEW.account_id, v_deal.account_id);
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
      WHEN 'deal' THEN ARRAY[NEW.owner_id, v_deal.owner_id]
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

CREATE FUNCTION crm_private.contact_lead() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE crm.lead l SET last_contacted_at = NEW.occurred_at
   WHERE l.tenant_id = NEW.tenant_id AND l.id = NEW.lead_id
     AND (l.last_contacted_at IS NULL OR l.last_contacted_at < NEW.occurred_at);
  RETURN NULL;
END $$;

-- A deal, lead, account or contact changes hands: what is about it is seen by the new owner.
CREATE FUNCTION crm_private.replace_activities() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('UPDATE crm.activity SET seen_by = seen_by WHERE tenant_id = $1 AND %I = $2', TG_TABLE_NAME || '_id')
    USING NEW.tenant_id, NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION crm_private.resolve_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF lower(NEW.status) IN ('resolved', 'closed') THEN
    NEW.resolved_at := coalesce(NEW.resolved_at, crm.now());
  ELSE
    NEW.resolved_at := NULL;
  END IF;
  RETURN NEW;
END $$;

-- The mail rule or a sharing default changed: work out again who sees the mail of the tenant.
CREATE FUNCTION crm_private.reshare() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE crm.activity SET seen_by = seen_by WHERE tenant_id = NEW.id AND type = 'email';
  RETURN NULL;
END $$;
CREATE TRIGGER reshare AFTER UPDATE OF sharing ON crm.tenant FOR EACH ROW
  WHEN (OLD.sharing ->> 'mail' IS DISTINCT FROM NEW.sharing ->> 'mail') EXECUTE FUNCTION crm_private.reshare();

DO $$
DECLARE o text;
BEGIN
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal', 'product', 'ticket', 'activity'] LOOP
    EXECUTE format('CREATE TRIGGER a_touch BEFORE UPDATE ON crm.%I FOR EACH ROW EXECUTE FUNCTION crm_private.touch()', o);
  END LOOP;
  FOREACH o IN ARRAY ARRAY['account', 'contact', 'lead', 'deal'] LOOP
    EXECUTE format('CREATE TRIGGER owner_changed AFTER UPDATE OF owner_id ON crm.%I FOR EACH ROW WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION crm_private.replace_activities()', o);
  END LOOP;
END $$;
CREATE TRIGGER b_close BEFORE INSERT OR UPDATE ON crm.deal FOR EACH ROW EXECUTE FUNCTION crm_private.close_deal();
CREATE TRIGGER stage_insert AFTER INSERT ON crm.deal FOR EACH ROW EXECUTE FUNCTION crm_private.note_stage();
CREATE TRIGGER stage_update AFTER UPDATE OF stage ON crm.deal FOR EACH ROW EXECUTE FUNCTION crm_private.note_stage();
CREATE TRIGGER b_complete BEFORE INSERT OR UPDATE ON crm.activity FOR EACH ROW EXECUTE FUNCTION crm_private.complete_activity();
CREATE TRIGGER c_place BEFORE INSERT OR UPDATE OF type, owner_id, account_id, contact_id, lead_id, deal_id, participants, seen_by
  ON crm.activity FOR EACH ROW EXECUTE FUNCTION crm_private.place_activity();
CREATE TRIGGER d_contact AFTER INSERT OR UPDATE OF lead_id, occurred_at ON crm.activity FOR EACH ROW
  WHEN (NEW.lead_id IS NOT NULL AND NEW.type IN ('call', 'meeting', 'email')) EXECUTE FUNCTION crm_private.contact_lead();
CREATE TRIGGER b_resolve BEFORE INSERT OR UPDATE ON crm.ticket FOR EACH ROW EXECUTE FUNCTION crm_private.resolve_ticket();

-- Handed over last: a trigger is made by whoever may run its function.
ALTER FUNCTION crm_private.note_stage() OWNER TO crm_keeper;
ALTER FUNCTION crm_private.place_activity() OWNER TO crm_keeper;
ALTER FUNCTION crm_private.contact_lead() OWNER TO crm_keeper;
ALTER FUNCTION crm_private.replace_activities() OWNER TO crm_keeper;
ALTER FUNCTION crm_private.reshare() OWNER TO crm_keeper;
