"""Files that are not what they should be: a clear error and nothing landed, or the good rows alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_store.errors import Invalid
from tests.integration.imports.conftest import Ask, Load, counts, write

HEADER = "external_id,name,email"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"Jane,Roe,1\nJoe,Doe,2\n", "no column for name"),
        (b"PK\x03\x04rest of a workbook", "spreadsheet"),
        (b"name,name\na,b\n", "twice"),
        (b"na\x00me,b\x01\nx,y\n", "header"),
        (b"\xef\xbb\xbfname\n\xff\xfe\n", "UTF-8"),
    ],
)
async def test_no_table_is_one_clear_error(load: Load, ask: Ask, tmp_path: Path, content: bytes, said: str) -> None:
    write(tmp_path, products="name\nCart")
    (tmp_path / "contacts.csv").write_bytes(content)
    with pytest.raises(Invalid, match=said):
        await load(tmp_path)
    assert await ask("SELECT count(*) FROM crm.product") == [0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
async def test_encodings_are_told_apart(load: Load, ask: Ask, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "contacts.csv").write_bytes(f"{HEADER}\r\nC1,José Müller,jose@x.example\r\n".encode(encoding))
    await load(tmp_path)
    assert await ask("SELECT name FROM crm.contact") == ["José Müller"]


async def test_ragged_rows_null_bytes_and_huge_cells_are_rejected_alone(load: Load, ask: Ask, tmp_path: Path) -> None:
    rows = [
        HEADER,
        "C1,Good,good@x.example",
        "C2,Short",
        "C3,Long,long@x.example,too,much",
        "C4,Nu\x00ll,null@x.example",
        f"C5,{'x' * 9_000_000},huge@x.example",
        f"C6,{'y' * 5_000},wide@x.example",
        "",
        'C7,"Two\nlines",two@x.example',
        "C8,,nameless@x.example",
        "C9,שלום 🎉,rtl@x.example",
    ]
    (tmp_path / "contacts.csv").write_text("\n".join(rows), encoding="utf-8")
    [summary] = (await load(tmp_path)).files
    assert summary.created == 3 and summary.rejected >= 6
    assert await ask("SELECT name FROM crm.contact ORDER BY external_id") == ["Good", "Two lines", "שלום 🎉"]


async def test_dates_at_the_ends_of_time(load: Load, ask: Ask, tmp_path: Path) -> None:
    text = f"{HEADER},created_at\nC1,A,,0001-01-01\nC2,B,,9999-12-31T23:59:59Z\nC3,C,,0001-01-01T00:00:00+05:00\nC4,D,,2024-13-01\nC5,E,,31.12.2024\nC6,F,,12/31/2024 4:30 PM"
    [summary] = (await load(write(tmp_path, contacts=text))).files
    assert counts(summary) == (4, 0, 0, 2)
    days = await ask("SELECT created_at::text FROM crm.contact ORDER BY external_id")
    assert days == [
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59+00",
        "2024-12-31 00:00:00+00",
        "2024-12-31 16:30:00+00",
    ]


async def test_a_folder_without_anything_says_so(load: Load, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nothing to import"):
        await load(tmp_path)
    (tmp_path / "other.csv").write_text("a\n1\n")
    with pytest.raises(Invalid, match="--object"):
        await load(tmp_path / "other.csv")
