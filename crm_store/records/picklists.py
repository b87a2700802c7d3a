"""Picklist values as people say them: exact, by case, by synonym; else an error that helps."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from crm_store.catalog import Field, Option
from crm_store.errors import Invalid

_SHOWN = 20  # allowed values named in an error
_NEAR = 70


def match_option(options: Iterable[Option], text: str) -> str | None:
    """The option meant by `text`: its value, else (case apart) its value or a synonym."""
    options = tuple(options)
    if any(o.value == text for o in options):
        return text
    said = " ".join(text.split()).casefold()
    for option in options:
        if option.value.casefold() == said:
            return option.value
    return next((o.value for o in options if any(s.casefold() == said for s in o.synonyms)), None)


def did_you_mean(options: Iterable[Option], text: str) -> str | None:
    """The nearest value (or the value of the nearest synonym), where one is near."""
    words = {word.casefold(): o.value for o in options for word in (o.value, *o.synonyms)}
    found = process.extractOne(text.casefold(), list(words), scorer=fuzz.WRatio, score_cutoff=_NEAR)
    return words[found[0]] if found else None


def pick(field: Field, text: str, options: tuple[Option, ...] | None = None) -> str:
    """The option of `field` (or of `options`, a pipeline's stages) that `text` means, or Invalid.

    A picklist that the tenant has not filled takes any text.
    """
    options = field.options if options is None else options
    if not options:
        return text
    found = match_option(options, text)
    if found is not None:
        return found
    near = did_you_mean(options, text)
    allowed = [o.value for o in options]
    hint = f" Did you mean `{near}`?" if near else ""
    listed = ", ".join(allowed[:_SHOWN]) + (", …" if len(allowed) > _SHOWN else "")
    raise Invalid(
        f"{field.label} has no value `{text[:80]}`.{hint} Allowed: {listed}.",
        field=field.name,
        allowed=allowed,
        did_you_mean=near,
    )
