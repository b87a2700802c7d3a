"""Which fields a reader may see: the tenant's field rules by role, followed into what is computed from a field."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from crm_store.catalog import Catalog, Field, Object
from crm_store.catalog.model import frozen
from crm_store.errors import UnknownField
from crm_store.identity import Identity, Role

# The aliases that computed fields use for the objects they read.
_ALIASES = {"d": "deal", "a": "activity"}


@dataclass(frozen=True, slots=True)
class Rights:
    """`role` is None for the system, which sees every field."""

    catalog: Catalog
    role: Role | None

    @classmethod
    def of(cls, catalog: Catalog, identity: Identity) -> Rights:
        return cls(catalog, None if identity.scope == "system" else identity.role)

    def hidden(self, item: Object, field: Field) -> bool:
        return self.role is not None and any(f.hidden(self.role) for f in self._sources(item, field))

    def masked(self, item: Object, field: Field) -> bool:
        return self.role is not None and any(f.masked(self.role) for f in self._sources(item, field))

    def closed(self, item: Object, field: Field) -> bool:
        return self.hidden(item, field) or self.masked(item, field)

    def writable(self, field: Field) -> bool:
        if self.role is None:
            return not (field.derived or field.expression)
        return field.writable(self.role)

    def field(self, item: Object, name: str) -> Field:
        """The field to filter, sort or group by; a closed one is as unknown as one that never was."""
        field = item.fields.get(name)
        if field is not None and not self.closed(item, field):
            return field
        seen = replace(item, fields=frozen(f for f in item.fields.values() if not self.closed(item, f)))
        seen.field(name)
        raise UnknownField(field=name)

    def _sources(self, item: Object, field: Field) -> list[Field]:
        """The field and, where it is computed, the fields it is computed from."""
        found = [field]
        for alias, column in _columns(field.expression) if field.expression else ():
            source = item if alias == "r" else self.catalog.objects.get(_ALIASES.get(alias, ""))
            found += [f for f in source.fields.values() if f.stored and f.column == column] if source else []
        return found


@lru_cache(maxsize=256)
def _columns(expression: str) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(re.findall(r"\b([a-z])\.([a-z_]+)", expression)))
