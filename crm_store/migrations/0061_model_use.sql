-- What each user's questions cost at a large model, by real day in their own time zone; the tenant's policy sets the limits.
CREATE TABLE crm.model_use (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  day date NOT NULL,
  calls int NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, user_id, day),
  FOREIGN KEY (tenant_id, user_id) REFERENCES crm.app_user ON DELETE CASCADE
);
ALTER TABLE crm.model_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.model_use FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON crm.model_use TO crm_app;
CREATE POLICY own ON crm.model_use TO crm_app USING (tenant_id = (SELECT crm.tenant_id()) AND user_id = (SELECT crm.user_id()));
