"""Exports of other systems: suggested columns, custom fields, people by name; and the real files that lie beside the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crm_store.catalog import OBJECTS
from crm_store.errors import Invalid, UnknownField
from crm_store.imports import suggest
from tests.integration.imports.conftest import Ask, Load, counts, write

DATA = Path(__file__).parents[4] / "shared" / "data"
BY_NAME = {o.name: o for o in OBJECTS}


def test_usual_headers_are_known() -> None:
    salesforce = [
        "Lead ID",
        "First Name",
        "Last Name",
        "Company / Account",
        "Email",
        "Lead Source",
        "Lead Status",
        "Lead Owner",
        "Created Date",
        "Rating",
    ]
    assert suggest(BY_NAME["lead"], salesforce) == {
        "Lead ID": "external_id", "First Name": "first_name", "Last Name": "last_name", "Company / Account": "company",
        "Email": "email", "Lead Source": "source", "Lead Status": "status", "Lead Owner": "owner", "Created Date": "created_at",
    }  # fmt: skip
    hubspot = [
        "Record ID",
        "Deal Name",
        "Deal Stage",
        "Close Date",
        "Deal owner",
        "Amount",
        "Create Date",
        "Associated Company",
    ]
    assert suggest(BY_NAME["deal"], hubspot) == {
        "Record ID": "external_id", "Deal Name": "name", "Deal Stage": "stage", "Close Date": "close_date",
        "Deal owner": "owner", "Amount": "amount", "Create Date": "created_at", "Associated Company": "account",
    }  # fmt: skip


async def test_a_foreign_file_with_semicolons_and_names_in_two_columns(load: Load, ask: Ask, tmp_path: Path) -> None:
    text = "First Name;Last Name;Their Mail;Rating;Score;Opted in\n" + "\n".join(
        f"Jane;Roe {n};jane{n}@x.example;{'Hot' if n % 2 else 'Cold'};{n}.5;yes" for n in range(12)
    )
    [summary] = (
        await load(write(tmp_path, theirs=text) / "theirs.csv", object="leads", mapping=["Their Mail=email"])
    ).files
    assert counts(summary) == (12, 0, 0, 0)
    [lead] = await ask("SELECT name, custom FROM crm.lead WHERE email = 'jane3@x.example'")
    assert lead == ("Jane Roe 3", {"rating": "Hot", "score": 3.5, "opted_in": True})
    assert dict(await ask("SELECT field, custom_kind FROM crm.field_setting")) == {
        "rating": "picklist", "score": "number", "opted_in": "boolean",
    }  # fmt: skip


async def test_a_mapping_that_fits_nothing_is_refused(load: Load, tmp_path: Path) -> None:
    path = write(tmp_path, theirs="Who\nJane") / "theirs.csv"
    with pytest.raises(Invalid, match="no column `Whom`"):
        await load(path, object="lead", mapping=["Whom=name"])
    with pytest.raises(UnknownField, match="Did you mean `name`"):
        await load(path, object="lead", mapping=["Who=nam"])
    with pytest.raises(Invalid, match="--map 'Their Header=name'"):
        await load(path, object="lead")


@pytest.mark.data
async def test_the_computer_seller(load: Load, ask: Ask, tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip("the real data is not there")
    shutil.copytree(DATA / "maven_crm_sales", tmp_path, dirs_exist_ok=True)
    for name, object_, mapping in (
        ("sales_teams", "user", ["sales_agent=name", "manager=manager", "regional_office=team"]),
        ("accounts", "account", ["account=name", "sector=industry", "revenue=annual_revenue", "office_location=country", "subsidiary_of=parent_account"]),
        ("products", "product", ["product=name", "series=family", "sales_price=list_price"]),
        ("sales_pipeline", "deal", ["opportunity_id=external_id", "sales_agent=owner", "engage_date=created_at", "close_value=amount"]),
    ):  # fmt: skip
        [summary] = (await load(tmp_path / f"{name}.csv", object=object_, mapping=mapping)).files
        assert summary.rejected == 0, summary.reasons
    assert await ask("SELECT count(*), count(owner_id), count(product_id), sum(amount_minor) / 100 FROM crm.deal") == [
        (8800, 8800, 8800, 10005534)
    ]
    assert await ask(
        "SELECT count(*) FROM crm.deal d JOIN crm.product p ON p.id = d.product_id WHERE p.name = 'GTX Pro'"
    ) == [1480]
    assert await ask("SELECT count(*), count(*) FILTER (WHERE role = 'manager') FROM crm.app_user") == [(41, 6)]
