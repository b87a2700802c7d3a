"""Values by kind, exact keys, picklists and cursors: what needs no database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_store.catalog import Field, Kind, Option, TenantSettings
from crm_store.errors import Invalid
from crm_store.records.cursor import decode_cursor, encode_cursor
from crm_store.records.keys import company_key, domain_key, phone_key
from crm_store.records.picklists import pick
from crm_store.records.shown import shown
from crm_store.records.values import check, day_span, parse

BERLIN = TenantSettings(timezone="Europe/Berlin")


def field(kind: Kind, name: str = "x", **more) -> Field:
    return Field(name, name.title(), kind, **more)


@pytest.mark.parametrize(
    ("kind", "said", "parsed"),
    [
        (Kind.MONEY, 52_000.5, 5_200_050),
        (Kind.MONEY, "52,000.50", 5_200_050),
        (Kind.MONEY, "$1,234", 123_400),
        (Kind.MONEY, Decimal("0.005"), 1),
        (Kind.MONEY, 0.1 + 0.2, 30),
        (Kind.INTEGER, "40", 40),
        (Kind.INTEGER, 40.0, 40),
        (Kind.PERCENT, "42%", Decimal(42)),
        (Kind.NUMBER, "-1.5e3", Decimal(-1500)),
        (Kind.DATE, "2026-11-18", date(2026, 11, 18)),
        (Kind.DATE, "0001-01-01", date(1, 1, 1)),
        (Kind.DATE, "2026-11-18T23:30:00Z", date(2026, 11, 19)),
        (Kind.INSTANT, "2026-11-18", datetime(2026, 11, 17, 23, tzinfo=UTC)),
        (Kind.INSTANT, "2026-11-18T15:00:00", datetime(2026, 11, 18, 14, tzinfo=UTC)),
        (Kind.INSTANT, "2026-11-18T15:00:00Z", datetime(2026, 11, 18, 15, tzinfo=UTC)),
        (Kind.BOOLEAN, "Yes", True),
        (Kind.BOOLEAN, 0, False),
        (Kind.TEXT, "  two\nlines ", "two lines"),
        (Kind.TEXT, 12, "12"),
        (Kind.LONG_TEXT, "two\nlines", "two\nlines"),
        (Kind.EMAIL, " Jane@Example.COM ", "Jane@example.com"),
        (Kind.URL, "https://www.Globex.com/about?x=1", "globex.com"),
        (Kind.TEXT, "", None),
        (Kind.MONEY, "  ", None),
        (Kind.DATE, None, None),
    ],
)
def test_a_value_is_read_by_its_kind(kind: Kind, said, parsed) -> None:
    assert parse(field(kind), said, BERLIN) == parsed


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.MONEY, "52k"), (Kind.MONEY, "1,23"), (Kind.MONEY, True), (Kind.MONEY, [1]), (Kind.MONEY, float("nan")), (Kind.MONEY, float("inf")),
        (Kind.MONEY, 1e18), (Kind.MONEY, "."), (Kind.INTEGER, 1.5), (Kind.INTEGER, 2**31), (Kind.NUMBER, "1e999"), (Kind.NUMBER, "١٢x"),
        (Kind.DATE, "18.11.2026"), (Kind.DATE, "2026-02-30"), (Kind.DATE, "20261118"), (Kind.DATE, 5), (Kind.DATE, "0000-01-01"),
        (Kind.INSTANT, "0001-01-01"), (Kind.INSTANT, "noon"), (Kind.INSTANT, 1.0), (Kind.INSTANT, "9999-12-31T23:59:59-05:00"),
        (Kind.BOOLEAN, "perhaps"), (Kind.BOOLEAN, 2), (Kind.EMAIL, "jane"), (Kind.EMAIL, "a b@c"), (Kind.PHONE, "no"),
        (Kind.URL, "not a domain!"), (Kind.TEXT, "a\x00b"), (Kind.TEXT, "\ud800"), (Kind.TEXT, "x" * 501), (Kind.TEXT, {"a": 1}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_field(kind: Kind, said) -> None:
    with pytest.raises(Invalid) as caught:
        parse(field(kind, "amount"), said, BERLIN)
    assert caught.value.details["field"] == "amount"


def test_amounts_are_not_negative_unless_custom() -> None:
    with pytest.raises(Invalid):
        check(field(Kind.MONEY), -1)
    check(field(Kind.MONEY, custom=True), Decimal(-1))


@given(st.integers(0, 10**15))
def test_money_comes_back_as_it_went(cents: int) -> None:
    money = field(Kind.MONEY)
    said = shown(money, cents)
    assert parse(money, json.loads(json.dumps(said)), BERLIN) == cents


def test_a_day_spans_the_tenant_s_day_also_when_clocks_change() -> None:
    start, end = day_span(field(Kind.INSTANT), "2026-10-25", BERLIN)
    assert (end - start).total_seconds() == 25 * 3600


@pytest.mark.parametrize(
    ("name", "key"),
    [("Globex, Inc.", "globex"), ("GLOBEX Corp", "globex"), ("Müller & Söhne GmbH", "muller and sohne"), ("A.B.C. Ltd", "abc"),
     ("The Holding Company", "the holding company"), ("株式会社トヨタ", "株式会社トヨタ"), ("", None), ("--", None)],
)  # fmt: skip
def test_company_keys(name: str, key: str | None) -> None:
    assert company_key(name) == key


def test_domain_and_phone_keys() -> None:
    for said in (
        "globex.com",
        "WWW.Globex.com",
        "https://globex.com:8080/x",
        "http://user@www.globex.com",
        "//globex.com/",
    ):
        assert domain_key(said) == "globex.com", said
    assert phone_key("(415) 555-0100") == phone_key("+1 415.555.0100") == "+14155550100"
    assert phone_key("030 123456", "DE") == "+4930123456"
    assert phone_key("12") is phone_key("call me") is None


def test_a_picklist_value_is_picked_or_the_near_one_named() -> None:
    options = (Option("Trade Show", ("fair", "exhibition")), Option("Referral"))
    source = field(Kind.PICKLIST, "source", options=options)
    for said in ("Trade Show", "trade  show", "FAIR"):
        assert pick(source, said) == "Trade Show"
    with pytest.raises(Invalid) as caught:
        pick(source, "referal")
    assert caught.value.details["did_you_mean"] == "Referral"
    assert caught.value.details["allowed"] == ["Trade Show", "Referral"]


KEYS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    st.floats(allow_nan=False), st.decimals(allow_nan=False, allow_infinity=False), st.dates(), st.uuids(),
    st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


@given(st.lists(KEYS, max_size=4), st.uuids())
def test_a_cursor_comes_back_as_it_went(values, last: UUID) -> None:
    assert decode_cursor("list", encode_cursor("list", values, last), len(values)) == (values, last)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda b: b.hex())))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor("list", text, 1)


def test_a_cursor_of_another_list_is_refused() -> None:
    cursor = encode_cursor("a", [1], uuid4())
    for mark, width in (("b", 1), ("a", 2)):
        with pytest.raises(Invalid):
            decode_cursor(mark, cursor, width)
