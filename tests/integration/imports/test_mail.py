"""Mailboxes: who is linked to what."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_store.errors import Invalid
from tests.integration.imports.conftest import Ask, Load, counts, write

FILES = {
    "users": "email,name,role,team,manager_email,timezone\nann@x.example,Ann,rep,,,",
    "accounts": "name,domain\nGlobex,globex.example",
    "contacts": "name,email,account\nJane Roe,jane@globex.example,Globex",
    "leads": "name,email\nLeo Lead,leo@new.example",
    "products": "name\nGTX Pro",
    "deals": "external_id,name,account,contact_email,stage,product,created_at,closed_at\n"
    "D1,Old order,Globex,jane@globex.example,Won,,2024-01-01,2024-02-01\n"
    "D2,Forklift batteries,Globex,jane@globex.example,Proposal,,2024-03-01,\n"
    "D3,Dock ramps,Globex,,Proposal,GTX Pro,2024-03-01,",
}


def mail(name: str, sender: str, to: str, subject: str, date: str, body: str = "Hello there.") -> str:
    return (
        f"From {sender} Fri Mar  1 10:00:00 2024\nMessage-ID: <{name}@mail>\nDate: {date}\nFrom: {sender}\nTo: {to}\n"
        f"Subject: {subject}\n\n{body}\n\n"
    )


BOX = "".join([
    mail("one", "Jane Roe <jane@globex.example>", "ann@x.example", "Price", "Mon, 15 Jan 2024 10:00:00 +0000"),
    mail("two", "ann@x.example", "jane@globex.example", "Our forklift batteries", "Fri, 15 Mar 2024 10:00:00 +0000"),
    mail("three", "ann@x.example", "jane@globex.example", "Quote", "Fri, 15 Mar 2024 10:00:00 +0000", "The GTX Pro costs 5."),
    mail("four", "boss@globex.example", "ann@x.example", "Hi", "Mon, 15 Jan 2024 10:00:00 +0000"),
    mail("five", "leo@new.example", "ann@x.example", "Hi", "Fri, 15 Mar 2024 10:00:00 +0000"),
    mail("six", "one@else.example", "two@else.example", "Private", "Fri, 15 Mar 2024 10:00:00 +0000"),
    mail("two", "ann@x.example", "jane@globex.example", "Our forklift batteries", "Fri, 15 Mar 2024 10:00:00 +0000"),
])  # fmt: skip


async def test_mails_are_linked_by_their_addresses(load: Load, ask: Ask, tmp_path: Path) -> None:
    write(tmp_path, **FILES)
    (tmp_path / "ann.mbox").write_text(BOX)
    box = (await load(tmp_path)).files[-1]
    assert counts(box) == (6, 0, 1, 0)
    rows = await ask(
        "SELECT a.external_id, u.name, c.name, l.name, acc.name, d.external_id, a.direction FROM crm.activity a"
        " LEFT JOIN crm.app_user u ON u.id = a.owner_id LEFT JOIN crm.contact c ON c.id = a.contact_id"
        " LEFT JOIN crm.lead l ON l.id = a.lead_id LEFT JOIN crm.account acc ON acc.id = a.account_id"
        " LEFT JOIN crm.deal d ON d.id = a.deal_id ORDER BY a.external_id"
    )
    assert {row[0]: row[1:] for row in rows} == {
        "one@mail": ("Ann", "Jane Roe", None, "Globex", "D1", "in"),
        "two@mail": ("Ann", "Jane Roe", None, "Globex", "D2", "out"),
        "three@mail": ("Ann", "Jane Roe", None, "Globex", "D3", "out"),
        "four@mail": ("Ann", None, None, "Globex", "D1", "in"),
        "five@mail": ("Ann", None, "Leo Lead", None, None, "in"),
        "six@mail": (None, None, None, None, None, "in"),
    }
    again = (await load(tmp_path / "ann.mbox")).files[0]
    assert counts(again) == (0, 0, 7, 0)
    assert await ask("SELECT last_contacted_at::date::text FROM crm.lead") == ["2024-03-15"]


async def test_broken_mail_does_not_stop_the_rest(load: Load, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"Message-ID: <n@x>\nFrom: a@b.example\nSubject: nu\x00ll =?utf-8?b?////?=\nDate: never\n\nbo\x00dy \xff"
    )
    (tmp_path / "b.eml").write_bytes(b"Subject: nobody\n\nNo address at all.")
    summary = await load(tmp_path)
    assert [counts(f) for f in summary.files] == [(1, 0, 0, 0), (0, 0, 0, 1)]
    (tmp_path / "c.mbox").write_bytes(b"\x00\x01\x02 no mailbox")
    with pytest.raises(Invalid, match="holds no mail"):
        await load(tmp_path / "c.mbox")
