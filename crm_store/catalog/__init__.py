"""Objects, fields, picklists, pipelines, labels and synonyms, described once."""

from crm_store.catalog.base import OBJECTS
from crm_store.catalog.load import load_catalog
from crm_store.catalog.model import Catalog, Field, Kind, Object, Option, Pipeline, Stage, TenantSettings

__all__ = [
    "OBJECTS",
    "Catalog",
    "Field",
    "Kind",
    "Object",
    "Option",
    "Pipeline",
    "Stage",
    "TenantSettings",
    "load_catalog",
]
