"""The arrows between packages, kept by reading every import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("crm_store", "retrieval", "scoring", "assistant", "prompts", "evals")
# Who may import whom, besides itself.
MAY = {
    "crm_store": set(),
    "retrieval": {"crm_store"},
    "scoring": {"crm_store"},
    "prompts": set(),
    "assistant": {"crm_store", "retrieval", "scoring", "prompts"},
    "evals": {"crm_store", "retrieval", "scoring", "prompts", "assistant"},
}
LANGCHAIN = ("langchain", "langchain_core", "langchain_openai", "langgraph")
HTTP = ("fastapi", "starlette", "uvicorn")


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The full names of every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_go_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(package)
        for name in imports(path)
        if (top := name.split(".")[0]) in PACKAGES and top != package and top not in MAY[package]
    ]
    assert not wrong


@pytest.mark.parametrize("package", [p for p in PACKAGES if p not in ("assistant", "evals")])
def test_langchain_and_http_stay_in_assistant(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(package)
        for name in imports(path)
        if name.split(".")[0] in LANGCHAIN + HTTP
    ]
    assert not wrong


@pytest.mark.parametrize("package", ["crm_store", "retrieval", "scoring", "prompts"])
def test_lower_packages_do_not_read_the_environment(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]
    # The supervisor hands its child a clean environment, and the export turns the model hub off.
    assert [w for w in wrong if "embedded/" not in w and "retrieval/export.py" not in w] == []


def test_nobody_asks_the_machine_for_business_time() -> None:
    """`datetime.now()` and `date.today()` are the clock's alone; tokens, seals and traces keep the real clock on purpose."""
    real_clock = {"crm_store/clock.py", "crm_store/users.py"}
    wrong = []
    for package in ("crm_store", "retrieval", "scoring"):
        for path in sources(package):
            name = path.relative_to(ROOT).as_posix()
            if name in real_clock:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in ("now", "today", "utcnow")
                    and isinstance(node.value, ast.Name)
                    and node.value.id in ("datetime", "date")
                ):
                    wrong.append(f"{name}:{node.lineno}")
    assert not wrong


def test_only_the_store_opens_connections() -> None:
    """Elsewhere psycopg is only for composing SQL inside a session, and for the operator's command line."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("retrieval", "scoring", "prompts")
        for path in sources(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("connect", "AsyncConnectionPool")
    ]
    assert not wrong
