"""Exact keys by which the same thing is found under different spellings: telephone, domain, company name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Legal forms, as they stand at the end of a company's name once dots are gone and letters are small.
LEGAL_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "companies",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "ug",
        "se",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "snc",
        "bv",
        "nv",
        "vof",
        "oy",
        "oyj",
        "ab",
        "as",
        "asa",
        "aps",
        "kft",
        "zrt",
        "sro",
        "doo",
        "pty",
        "pte",
        "bhd",
        "sdn",
        "kk",
        "pvt",
        "private",
        "holding",
        "holdings",
        "group",
        "eg",
        "ev",
        "gbr",
        "mbh",
        "sl",
        "slu",
        "lda",
        "ltda",
        "sicav",
        "the",
    ]
)
_WWW = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^@/\s]*@)?(?:www\d?\.)?", re.I)


def fold(text: str) -> str:
    """Small letters without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


def company_key(name: str | None) -> str | None:
    """The name without legal forms, accents and punctuation: `Globex, Inc.` and `GLOBEX Corp` are `globex`."""
    if not name:
        return None
    bare = re.sub(r"(?<=\w)[.'’](?=\w|\s|$)", "", fold(name)).replace("&", " and ")
    words = re.findall(r"\w+", bare)
    kept = [w for w in words if w not in LEGAL_FORMS]
    return " ".join(kept or words) or None


def domain_key(domain: str | None) -> str | None:
    """The host of a domain, address or URL, without scheme, `www.`, port and path."""
    if not domain:
        return None
    host = _WWW.sub("", domain.strip().casefold(), count=1)
    host = re.split(r"[/:?#\s]", host, maxsplit=1)[0].strip(".")
    return host or None


def email_key(email: str | None) -> str | None:
    return email.strip().lower() or None if email else None


@lru_cache(maxsize=20_000)
def phone_key(phone: str | None, region: str = "US") -> str | None:
    """E.164, read as in `region` unless it says its country; None where it is no possible number."""
    if not phone:
        return None
    import phonenumbers  # a start does without; the first telephone pays

    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
