"""What an administrator sets for the tenant: words, picklists, custom fields, pipelines, sharing, policy.

Every write bumps the tenant's catalog version in the database, which each session reads as it opens: a change counts
at once in every process. Row-level security lets only an administrator write; each write is audited.
"""

from crm_store.tenant_settings.model import FieldSetting, OptionSetting, PipelineSetting, StageSetting
from crm_store.tenant_settings.pipelines import set_pipelines
from crm_store.tenant_settings.tenant import MAIL_RULES, SHARED, set_policy, set_sharing, set_tenant
from crm_store.tenant_settings.words import CUSTOM_KINDS, ROLES, add_field, set_field, set_object

__all__ = [
    "CUSTOM_KINDS",
    "MAIL_RULES",
    "ROLES",
    "SHARED",
    "FieldSetting",
    "OptionSetting",
    "PipelineSetting",
    "StageSetting",
    "add_field",
    "set_field",
    "set_object",
    "set_pipelines",
    "set_policy",
    "set_sharing",
    "set_tenant",
]
