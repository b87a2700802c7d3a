"""The product as a newcomer has it: `crm demo` in a process of its own, and a real Chromium."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.install import find

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
REP, MANAGER = "maya.ortiz@kestrelworks.example", "marcus.bell@kestrelworks.example"
# Chromium asks its maker's hosts for updates unless told not to; nothing here may leave the machine.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps"]  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """A running demo: its address and the password that everybody of it has."""

    url: str
    password: str

    def token(self, email: str) -> str:
        body = f"username={email}&password={self.password}".encode()
        with urllib.request.urlopen(f"{self.url}/api/v1/auth/token", data=body, timeout=20) as answer:
            return str(json.load(answer)["access_token"])

    def get(self, path: str, email: str) -> dict[str, object]:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", headers={"Authorization": f"Bearer {self.token(email)}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            found: dict[str, object] = json.load(answer)
            return found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    from assistant.cli import demo as command
    from crm_store.embedded import EmbeddedServer

    data = tmp_path_factory.mktemp("demo")
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CRM_")} | {"CRM_DATA_DIR": str(data)}
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "demo", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, data / "serve.log")
        yield Demo(url, command.PASSWORD)
    finally:
        process.terminate()
        process.wait(30)
        EmbeddedServer(data).remove()


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = find()
    if path is None:
        pytest.fail("No Chromium: run `make test`, which installs or finds one.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light")
    page = await context.new_page()
    yield page
    await context.close()


async def sign_in(page: Page, demo: Demo, email: str) -> None:
    await page.goto(demo.url)
    await page.get_by_test_id("email").fill(email)
    await page.get_by_test_id("password").fill(demo.password)
    await page.get_by_test_id("sign-in").click()
    await page.get_by_test_id("composer").wait_for()


async def ask(page: Page, text: str) -> None:
    """Type a message and wait until its answer is whole."""
    answers = page.get_by_test_id("message-assistant")
    before = await answers.count()
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()
    await answers.nth(before).wait_for(timeout=30_000)
    await page.get_by_test_id("message-live").wait_for(state="detached")


async def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png")


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"crm demo ended: {log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"crm demo did not serve within {seconds} s: {log.read_text(errors='replace')[-3000:]}")
