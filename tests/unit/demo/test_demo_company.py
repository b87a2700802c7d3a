"""The demo company holds together, on whatever day it is written."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

import pytest

from assistant.demo import write_demo
from assistant.demo.cast_list import cast_list
from tests.unit.demo.conftest import Written

OPEN_STAGES = {"Prospecting", "Qualified", "Proposal", "Negotiation"}
COLUMNS = {
    "users": "email,name,role,team,manager_email,timezone",
    "accounts": "external_id,name,domain,industry,employees,annual_revenue,city,country,phone,owner_email,parent_account,created_at,Segment,Sites",
    "contacts": "external_id,name,email,phone,title,account,owner_email,created_at",
    "leads": "external_id,name,company,email,phone,title,source,status,product_interest,owner_email,created_at,last_contacted_at,follow_up_date,notes",
    "products": "name,family,list_price",
    "deals": "external_id,name,account,contact_email,stage,amount,currency,close_date,owner_email,product,source,next_step,loss_reason,created_at,closed_at",
    "stage_history": "deal_external_id,stage,entered_at",
    "activities": "external_id,type,subject,body,occurred_at,due_date,status,priority,owner_email,account,contact_email,lead_email,deal_external_id",
    "tickets": "external_id,subject,status,priority,account,contact_email,owner_email,created_at,resolved_at",
}
SIZES = {"users": 13, "accounts": 60, "contacts": 150, "leads": 120, "deals": 140, "activities": 800, "tickets": 41}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def keys(written: Written, table: str, column: str) -> set[str]:
    rows = written.rows(table)
    found = {row[column] for row in rows}
    assert len(found) == len(rows), f"{table}.{column} is not unique"
    return found


def test_the_columns_are_those_of_the_import_format(written: Written) -> None:
    for table, columns in COLUMNS.items():
        assert list(written.rows(table)[0]) == columns.split(",")


def test_the_sizes_are_those_that_were_asked_for(written: Written) -> None:
    assert {table: len(written.rows(table)) for table in SIZES} == SIZES
    assert all(written.summary.counts[f"{table}.csv"] == size for table, size in SIZES.items())
    notes = sum(row["type"] == "note" for row in written.rows("activities"))
    assert len(written.mails) + notes >= 300


def test_the_summary_lists_every_file_and_everybody(written: Written) -> None:
    assert set(written.summary.counts) == {path.name for path in written.folder.iterdir()}
    roles = Counter(each.role for each in written.summary.sign_ins)
    assert roles == {"rep": 8, "manager": 2, "executive": 1, "admin": 1, "viewer": 1}


def test_every_reference_has_its_row(written: Written) -> None:
    users = keys(written, "users", "email")
    targets = {
        "owner_email": users,
        "manager_email": users,
        "account": keys(written, "accounts", "name"),
        "parent_account": keys(written, "accounts", "name"),
        "contact_email": keys(written, "contacts", "email"),
        "lead_email": keys(written, "leads", "email"),
        "product": keys(written, "products", "name"),
        "deal_external_id": keys(written, "deals", "external_id"),
    }
    for table in COLUMNS:
        for row in written.rows(table):
            for column, values in targets.items():
                assert not row.get(column) or row[column] in values, (table, column, row)
    keys(written, "deals", "name")


def test_a_contact_of_a_row_works_at_its_account(written: Written) -> None:
    employer = {row["email"]: row["account"] for row in written.rows("contacts")}
    for table in ("deals", "tickets", "activities"):
        for row in written.rows(table):
            assert not row["contact_email"] or employer[row["contact_email"]] == row["account"], row


def test_nothing_that_happened_lies_after_the_start_of_today(written: Written) -> None:
    start = datetime.combine(written.today, time(), UTC)
    columns = ("created_at", "closed_at", "entered_at", "occurred_at", "resolved_at", "last_contacted_at")
    for table in COLUMNS:
        for row in written.rows(table):
            assert all(not row.get(column) or instant(row[column]) < start for column in columns), (table, row)
    assert all(parsedate_to_datetime(mail["Date"]) < start for mail in written.mails)


def test_records_are_older_than_what_refers_to_them(written: Written) -> None:
    accounts = {row["name"]: row["created_at"] for row in written.rows("accounts")}
    contacts = {row["email"]: row for row in written.rows("contacts")}
    deals = {row["external_id"]: row["created_at"] for row in written.rows("deals")}
    leads = {row["email"]: row["created_at"] for row in written.rows("leads")}
    for contact in contacts.values():
        assert accounts[contact["account"]] <= contact["created_at"]
    for deal in written.rows("deals"):
        assert contacts[deal["contact_email"]]["created_at"] <= deal["created_at"]
    for row in written.rows("activities"):
        when = row["occurred_at"] or "9"
        assert not row["contact_email"] or contacts[row["contact_email"]]["created_at"] <= when
        assert not row["lead_email"] or leads[row["lead_email"]] <= when
        routine = row["type"] in {"call", "meeting", "note", "email"} and row["deal_external_id"]
        assert not routine or deals[row["deal_external_id"]] <= when, row


def test_each_deal_has_a_history_that_ends_where_it_is(written: Written) -> None:
    history: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in written.rows("stage_history"):
        history[row["deal_external_id"]].append((row["stage"], row["entered_at"]))
    for deal in written.rows("deals"):
        steps = history[deal["external_id"]]
        assert [when for _, when in steps] == sorted(when for _, when in steps)
        assert steps[0][1] == deal["created_at"]
        assert steps[-1][0] == deal["stage"]
        assert (deal["closed_at"] == "") == (deal["stage"] in OPEN_STAGES)
        assert not deal["closed_at"] or deal["closed_at"] == steps[-1][1]
        assert (deal["loss_reason"] != "") == (deal["stage"] == "Lost")
        assert deal["source"] and float(deal["amount"]) > 0


def test_every_rep_has_deals_that_close_this_month(written: Written) -> None:
    month = written.today.isoformat()[:7]
    closing = Counter(
        row["owner_email"]
        for row in written.rows("deals")
        if row["stage"] in OPEN_STAGES and row["close_date"].startswith(month)
    )
    reps = [row["email"] for row in written.rows("users") if row["role"] == "rep"]
    assert all(closing[rep] >= 3 for rep in reps), closing


def test_the_last_four_quarters_have_wins_and_losses(written: Written) -> None:
    quarters: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in written.rows("deals"):
        if row["closed_at"]:
            closed = instant(row["closed_at"])
            quarters[closed.year, (closed.month - 1) // 3].add(row["stage"])
    index = written.today.year * 4 + (written.today.month - 1) // 3
    for back in range(1, 5):
        assert quarters[divmod(index - back, 4)] == {"Won", "Lost"}


def test_some_open_deals_have_been_quiet_for_more_than_thirty_days(written: Written) -> None:
    border = datetime.combine(written.today - timedelta(days=31), time(), UTC)
    last = {
        row["deal_external_id"]: instant(row["occurred_at"])
        for row in written.rows("activities")
        if row["deal_external_id"] and row["occurred_at"]
    }
    mailed = {
        address.split("@")[1]
        for mail in written.mails
        if parsedate_to_datetime(mail["Date"]) >= border
        for _, address in getaddresses(mail.get_all("From") + mail.get_all("To"))
    }
    domains = {row["name"]: row["domain"] for row in written.rows("accounts")}
    quiet = [
        row["name"]
        for row in written.rows("deals")
        if row["stage"] in OPEN_STAGES
        and domains[row["account"]] not in mailed
        and last.get(row["external_id"], instant(row["created_at"])) < border
    ]
    assert {"Ashford conveyor line", "Ironbridge heavy tuggers", "Kinetic analytics"} <= set(quiet)
    assert 8 <= len(quiet) <= 16


def test_every_rep_has_tasks_overdue_due_today_and_ahead(written: Written) -> None:
    today = written.today.isoformat()
    seen: dict[str, set[int]] = defaultdict(set)
    for row in written.rows("activities"):
        if row["type"] == "task" and row["status"] == "open":
            assert row["occurred_at"] == ""
            seen[row["owner_email"]].add((row["due_date"] > today) - (row["due_date"] < today))
    assert len(seen) == 8
    assert all(signs == {-1, 0, 1} for signs in seen.values())


def test_leads_come_in_every_state(written: Written) -> None:
    leads = written.rows("leads")
    statuses = Counter(row["status"] for row in leads)
    assert statuses == {"Converted": 36, "Unqualified": 26, "New": 20, "Working": 24, "Qualified": 14}
    contacts = keys(written, "contacts", "email")
    assert all((row["status"] == "Converted") == (row["email"] in contacts) for row in leads)
    working = [row for row in leads if row["status"] in {"Working", "Qualified"}]
    assert all(row["follow_up_date"] for row in working)
    assert not any(row["follow_up_date"] for row in leads if row["status"] in {"Converted", "Unqualified"})


def test_names_are_ambiguous_where_they_should_be(written: Written) -> None:
    contacts = written.rows("contacts")
    sarahs = [row for row in contacts if row["name"].startswith("Sarah ")]
    assert sum(row["account"] == "Northwind Traders" for row in sarahs) == 2
    assert len(sarahs) > 3
    names = Counter(row["name"] for row in contacts)
    assert names["David Kim"] == 2
    parents = {row["name"]: row["parent_account"] for row in written.rows("accounts")}
    assert parents["Globex Logistics"] == "Globex"


def test_the_same_day_gives_the_same_bytes_at_any_hour(written: Written, tmp_path: Path) -> None:
    write_demo(tmp_path, written.today, datetime.combine(written.today, time(21, 30), UTC))
    for path in written.folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("now", [datetime(2026, 6, 15, 12), datetime(2026, 6, 14, 23, tzinfo=UTC)])
def test_a_clock_that_would_put_events_into_the_future_is_refused(now: datetime, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aware instant"):
        write_demo(tmp_path / "demo", date(2026, 6, 15), now)
    assert not (tmp_path / "demo").exists()


def test_the_cast_list_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "assistant" / "demo" / "CAST.md"
    assert page.read_text(encoding="utf-8") == cast_list()
