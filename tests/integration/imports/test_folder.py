"""The product's own format: what lands, what is refused, what happens the second time."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.demo import write_demo
from tests.conftest import NOW
from tests.integration.imports.conftest import Ask, Load, counts, write

USERS = """
    email,name,role,team,manager_email,timezone
    ann@x.example,Ann Rep,rep,East,meg@x.example,Europe/Berlin
    meg@x.example,Meg Manager,manager,East,,UTC
"""
ACCOUNTS = """
    external_id,name,domain,industry,employees,annual_revenue,city,country,phone,owner_email,parent_account,created_at,Segment
    A1,Globex,https://www.globex.example/,Retail,120,1200000.50,Berlin,Germany,+49 30 123456,ann@x.example,Umbrella,2024-01-02T03:04:05Z,Big
    A2,Umbrella,umbrella.example,Space Travel,5000,,,,,meg@x.example,,2023-05-01,Big
"""
CONTACTS = """
    external_id,name,email,phone,title,account,owner_email,created_at
    C1,Zoë Ünal 🎉,Zoe@Globex.example,030 123457,CTO,globex,ann@x.example,2024-02-01
"""
DEALS = """
    external_id,name,account,contact_email,stage,amount,currency,close_date,owner_email,product,source,next_step,loss_reason,created_at,closed_at
    D1,Forty units,GLOBEX,zoe@globex.example,closed won,"1,234.50",USD,2024-06-30,ann@x.example,GTXPro,Referral,,,2024-03-01,2024-06-20T10:00:00Z
    D2,Ten units,Globex,,Pilot,-5,USD,,ann@x.example,,,,,,
    D3,Six units,Globex,,Pilot,600,USD,2027-01-31,ann@x.example,GTX Pro,,call them,,2026-01-01,
"""
FILES = {
    "users": USERS,
    "accounts": ACCOUNTS,
    "contacts": CONTACTS,
    "products": "name,family,list_price\nGTX Pro,GTX,4821",
    "deals": DEALS,
    "stage_history": "deal_external_id,stage,entered_at\nD1,Prospecting,2024-03-01\nD1,Won,2024-06-20T10:00:00Z\nD9,Won,2024-01-01",
}


async def test_a_folder_lands_with_its_references_and_comes_again_unchanged(
    load: Load, ask: Ask, tmp_path: Path
) -> None:
    summary = await load(write(tmp_path, **FILES))
    by_name = {f.path.name: counts(f) for f in summary.files}
    assert by_name == {
        "users.csv": (2, 0, 0, 0), "accounts.csv": (2, 0, 0, 0), "contacts.csv": (1, 0, 0, 0),
        "products.csv": (1, 0, 0, 0), "deals.csv": (2, 0, 0, 1), "stage_history.csv": (2, 0, 0, 1),
    }  # fmt: skip
    [deal] = await ask(
        "SELECT d.stage, d.amount_minor, d.closed_at, d.created_at, a.name, p.name, u.name, c.email_key FROM crm.deal d"
        " JOIN crm.account a ON a.id = d.account_id JOIN crm.product p ON p.id = d.product_id"
        " JOIN crm.app_user u ON u.id = d.owner_id JOIN crm.contact c ON c.id = d.contact_id WHERE d.external_id = 'D1'"
    )
    assert deal == (
        "Won", 123450, datetime(2024, 6, 20, 10, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC),
        "Globex", "GTX Pro", "Ann Rep", "zoe@globex.example",
    )  # fmt: skip
    assert await ask("SELECT h.stage FROM crm.stage_history h JOIN crm.deal d ON d.id = h.deal_id"
                     " WHERE d.external_id = 'D1' ORDER BY entered_at") == ["Prospecting", "Won"]  # fmt: skip
    [account] = await ask(
        "SELECT a.domain_key, a.phone_key, a.custom, p.name FROM crm.account a JOIN crm.account p ON p.id = a.parent_account_id"
    )
    assert account == ("globex.example", "+4930123456", {"segment": "Big"}, "Umbrella")
    assert await ask("SELECT name FROM crm.stage WHERE kind = 'open' ORDER BY position DESC LIMIT 1") == ["Pilot"]
    assert "Space Travel" in await ask("SELECT value FROM crm.picklist_value WHERE field = 'industry'")

    before = await ask("SELECT external_id, version FROM crm.account ORDER BY 1")
    again = await load(tmp_path)
    assert [(f.created, f.updated) for f in again.files] == [(0, 0)] * len(again.files)
    assert await ask("SELECT external_id, version FROM crm.account ORDER BY 1") == before


async def test_bad_rows_stand_whole_with_their_reason_beside_the_file(load: Load, tmp_path: Path) -> None:
    summary = await load(write(tmp_path, **FILES))
    deals = next(f for f in summary.files if f.path.name == "deals.csv")
    assert deals.rejects == tmp_path / "deals.csv.rejected.csv"
    with deals.rejects.open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["external_id"], row["amount"], row["reason"]) == ("D2", "-5", "Amount cannot be negative.")
    assert "D9" in (tmp_path / "stage_history.csv.rejected.csv").read_text()
    # Mended, it goes the way of the file that it came from, and its reason is no field.
    deals.rejects.write_text(deals.rejects.read_text().replace(",-5,", ",5,"))
    [mended] = (await load(deals.rejects)).files
    assert counts(mended) == (1, 0, 0, 0)


async def test_a_changed_row_is_updated_and_an_empty_cell_takes_nothing_away(
    load: Load, ask: Ask, tmp_path: Path
) -> None:
    await load(write(tmp_path, **FILES))
    [summary] = (
        await load(write(tmp_path, accounts="name,city,employees\n globex ,Hamburg,\nInitech,,7") / "accounts.csv")
    ).files
    assert counts(summary) == (1, 1, 0, 0)
    assert await ask("SELECT city, employees, version FROM crm.account WHERE external_id = 'A1'") == [
        ("Hamburg", 120, 3)
    ]
    audit = await ask(
        "SELECT before, after, reason FROM crm.audit_event WHERE action = 'update' AND object = 'account'"
    )
    assert audit == [({"city": "Berlin", "name": "Globex"}, {"city": "Hamburg", "name": "globex"}, "accounts.csv")]


async def test_unknown_references_are_rejected_with_what_was_likely_meant(load: Load, tmp_path: Path) -> None:
    write(tmp_path, **FILES)
    bad = """
        external_id,name,email,account,owner_email
        C7,One,one@x.example,Glubex,ann@x.example
        C8,Two,two@x.example,,anne@x.example
        C9,Three,not an address,,
    """
    write(tmp_path, contacts=bad)
    summary = await load(tmp_path)
    contacts = next(f for f in summary.files if f.path.name == "contacts.csv")
    assert contacts.rejected == 3
    assert "did you mean `Globex`?" in contacts.reasons[0]
    assert "did you mean `ann@x.example`?" in contacts.reasons[1]
    assert "E-mail" in contacts.reasons[2]


async def test_the_later_of_two_rows_of_one_record_counts(load: Load, ask: Ask, tmp_path: Path) -> None:
    text = "external_id,name,email,title\nC1,Old,a@x.example,CTO\nC1,New,a@x.example,\n,Newest,A@X.example,\nC2,Other,a@x.example,"
    [summary] = (await load(write(tmp_path, contacts=text))).files
    assert counts(summary) == (2, 0, 2, 0)
    assert await ask("SELECT external_id, name, title FROM crm.contact ORDER BY 1") == [
        ("C1", "Newest", "CTO"),
        ("C2", "Other", None),
    ]


async def test_circles_of_managers_and_of_parents_are_refused(load: Load, ask: Ask, tmp_path: Path) -> None:
    users = "email,name,role,team,manager_email,timezone\na@x.example,A,rep,,b@x.example,\nb@x.example,B,rep,,a@x.example,\nc@x.example,C,rep,,nobody@x.example,\nd@x.example,D,boss,,,\ne@x.example,E,rep,,,Mars/Base"
    accounts = "name,parent_account\nOne,Two\nTwo,One\nThree,Four\nFour,"
    summary = await load(write(tmp_path, users=users, accounts=accounts))
    assert [counts(f) for f in summary.files] == [(0, 0, 0, 5), (2, 0, 0, 2)]
    assert await ask("SELECT name FROM crm.account ORDER BY 1") == ["Four", "Three"]


async def test_a_dry_run_says_the_same_and_changes_nothing(load: Load, ask: Ask, tmp_path: Path) -> None:
    summary = await load(write(tmp_path, **FILES), dry_run=True)
    assert summary.dry_run and sum(f.created for f in summary.files) == 10 and summary.rejected == 2
    assert await ask("SELECT count(*) FROM crm.account") == [0]
    assert not list(tmp_path.glob("*.rejected.csv"))


async def test_a_deleted_record_stays_deleted(load: Load, ask: Ask, tmp_path: Path) -> None:
    await load(write(tmp_path, products="external_id,name\nP1,Cart"))
    await ask("SELECT set_config('crm.writing', 'on', true)")
    await ask(
        "WITH w AS MATERIALIZED (SELECT set_config('crm.writing', 'on', true)) UPDATE crm.product SET deleted_at = now() FROM w RETURNING 1"
    )
    [summary] = (await load(tmp_path)).files
    assert counts(summary) == (0, 0, 0, 1)
    assert "deleted" in summary.reasons[0]


async def test_the_demo_company_lands_whole(load: Load, ask: Ask, tmp_path: Path) -> None:
    written = write_demo(tmp_path, date(2026, 11, 18), NOW)
    summary = await load(tmp_path)
    assert summary.rejected == 0
    assert {f.path.name: f.created + f.unchanged for f in summary.files} == dict(written.counts)
    mails = sum(n for name, n in written.counts.items() if name.endswith(".mbox"))
    linked = await ask(
        "SELECT count(*) FROM crm.activity WHERE thread_key IS NOT NULL AND owner_id IS NOT NULL AND account_id IS NOT NULL"
    )
    assert linked[0] > 0.95 * mails
    again = await load(tmp_path)
    assert sum(f.created + f.updated for f in again.files) == 0


async def test_new_rows_that_are_likely_there_already_are_warned_of(load: Load, tmp_path: Path) -> None:
    first = "external_id,name,email,phone\nw1,Wanda Fisk,wanda@wx.example,+1 312 555 0177\n"
    [summary] = (await load(write(tmp_path, contacts=first))).files
    assert not any("twice" in note for note in summary.notes)
    again = (
        "external_id,name,email,phone\nw2,Wanda Fiske,w.fisk@wx.example,(312) 555-0177\n"
        "w3,Somebody Else,else@wx.example,+1 312 555 0190\n"
    )
    [summary] = (await load(write(tmp_path, contacts=again))).files
    [note] = [n for n in summary.notes if "twice" in n]
    assert note.startswith("1 new contacts may be there twice (line 2, Wanda Fiske: same phone as C-")
    assert "Wanda Fisk)" in note
