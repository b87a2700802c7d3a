"""The whole path of a newcomer: sign in, ask, dictate, approve, see the change, undo; a manager's report; a phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import MANAGER, REP, Demo, ask, shoot, sign_in

pytestmark = pytest.mark.browser


def open_deal(demo: Demo) -> dict[str, object]:
    deals = demo.get("/deals?owner=me&is_open=true&stage=Qualified&limit=1", REP)
    items = deals["items"]
    assert isinstance(items, list) and items, "the demo gives every rep open deals"
    found: dict[str, object] = items[0]
    return found


async def test_a_rep_asks_dictates_approves_and_sees_the_change(page: Page, demo: Demo) -> None:
    deal = open_deal(demo)
    await sign_in(page, demo, REP)
    await shoot(page, "welcome")
    await ask(page, "show my open deals closing this month")
    await expect(page.get_by_test_id("block-records").last).to_be_visible()
    await shoot(page, "records")
    await ask(page, f"move {deal['name']} to negotiation, amount 52k, and remind me Friday to send the contract")
    card = page.get_by_test_id("block-proposal").last
    await expect(card).to_contain_text("Negotiation")
    await expect(card).to_contain_text("52,000")
    await shoot(page, "proposal")
    await card.get_by_test_id("approve").click()
    await expect(card.get_by_test_id("proposal-status")).to_contain_text(re.compile("applied", re.I))
    await shoot(page, "applied")
    changed = demo.get(f"/deals/{deal['id']}", REP)
    assert (changed["stage"], changed["amount"]) == ("Negotiation", 52000)
    tasks = demo.get(f"/activities?type=task&deal={deal['id']}&status=open&sort=-created_at", REP)["items"]
    assert isinstance(tasks, list) and "contract" in tasks[0]["subject"].lower()
    await card.get_by_test_id("undo").click()
    await expect(card.get_by_test_id("proposal-status")).to_contain_text(re.compile("undone", re.I))
    assert demo.get(f"/deals/{deal['id']}", REP)["stage"] == "Qualified"


async def test_a_rep_corrects_a_field_on_the_page_of_a_deal(page: Page, demo: Demo) -> None:
    deal = open_deal(demo)
    await sign_in(page, demo, REP)
    await page.goto(f"{demo.url}/deals/{deal['id']}")
    await page.get_by_test_id("edit-amount").click()
    await page.get_by_test_id("input-amount").fill("61500")
    await page.get_by_test_id("input-amount").press("Enter")
    await expect(page.get_by_test_id("edit-amount")).to_contain_text("61,500")
    assert demo.get(f"/deals/{deal['id']}", REP)["amount"] == 61500


async def test_a_typed_refusal_closes_every_card_of_the_proposal(page: Page, demo: Demo) -> None:
    deal = open_deal(demo)
    await sign_in(page, demo, REP)
    await ask(page, f"move {deal['name']} to negotiation")
    await expect(page.get_by_test_id("block-proposal").last).to_contain_text("Negotiation")
    await ask(page, "no no forget it, leave it where it is")
    statuses = page.get_by_test_id("proposal-status")
    await expect(statuses).to_have_text([re.compile("rejected", re.I), re.compile("rejected", re.I)])
    assert demo.get(f"/deals/{deal['id']}", REP)["stage"] == "Qualified"


async def test_a_further_field_takes_the_place_of_the_proposal_that_waited(page: Page, demo: Demo) -> None:
    deal = open_deal(demo)
    await sign_in(page, demo, REP)
    await ask(page, f"{deal['name']} to 73k")
    await expect(page.get_by_test_id("block-proposal").last).to_contain_text("73,000")
    await ask(page, "and push it to the 4th of December")
    statuses = page.get_by_test_id("proposal-status")
    await expect(statuses).to_have_text([re.compile("replaced", re.I), re.compile("waiting", re.I)])
    await expect(page.get_by_test_id("block-proposal").last).to_contain_text("73,000")
    await page.get_by_test_id("block-proposal").last.get_by_role("button", name="Reject").click()


async def test_a_rep_searches_what_customers_wrote(page: Page, demo: Demo) -> None:
    await sign_in(page, demo, REP)
    await ask(page, "did anyone mention a competitor?")
    await expect(page.get_by_test_id("block-citations").last).to_be_visible()
    await page.get_by_test_id("citation-1").last.click()
    await shoot(page, "citations")


async def test_a_manager_gets_a_report_with_a_chart(page: Page, demo: Demo) -> None:
    await sign_in(page, demo, MANAGER)
    await ask(page, "pipeline by rep and stage")
    await expect(page.get_by_test_id("block-table").last).to_be_visible()
    await expect(page.get_by_test_id("block-chart").last.locator("svg, canvas")).to_be_visible(timeout=20_000)
    await shoot(page, "report")


async def test_what_it_cannot_do_is_said(page: Page, demo: Demo) -> None:
    await sign_in(page, demo, REP)
    await ask(page, "write me a poem about the weather")
    await expect(page.get_by_test_id("message-assistant").last).to_be_visible()
    await expect(page.get_by_test_id("block-proposal")).to_have_count(0)


async def test_a_wrong_password_is_one_clear_line(page: Page, demo: Demo) -> None:
    await page.goto(demo.url)
    await page.get_by_test_id("email").fill(REP)
    await page.get_by_test_id("password").fill("not it")
    await page.get_by_test_id("sign-in").click()
    await expect(page.get_by_test_id("error")).to_contain_text("wrong")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_a_phone(browser: Browser, demo: Demo, scheme: str) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    await sign_in(page, demo, REP)
    await ask(page, "show my open deals closing this month")
    for path in ("chat", "today", "approvals", "deals", "accounts", "contacts", "leads", "activities"):
        if path != "chat":
            await page.goto(f"{demo.url}/{path}")
            await page.wait_for_load_state("networkidle")
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{path} is {width} px wide"
        await shoot(page, f"phone-{scheme}-{path}")
    await context.close()
