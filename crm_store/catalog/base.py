"""The objects every tenant starts with (contract, section 2), and the words people use for them."""

from __future__ import annotations

from crm_store.catalog.customers import ACCOUNT, CONTACT, LEAD
from crm_store.catalog.sales import DEAL, PRODUCT
from crm_store.catalog.work import ACTIVITY, TICKET

OBJECTS = (ACCOUNT, CONTACT, LEAD, DEAL, ACTIVITY, PRODUCT, TICKET)
