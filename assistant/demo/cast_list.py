"""Write `CAST.md`, the list of who and what is in the demo company, for people who write questions about it.

python -m assistant.demo.cast_list > assistant/demo/CAST.md
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from assistant.demo.cast import Account, accounts
from assistant.demo.days import Days
from assistant.demo.deals import Deal, build_deals
from assistant.demo.people import PRODUCTS, USERS
from assistant.demo.stories import Story, stories

# Which day makes no difference to what is listed: names, stages, amounts and stories are the same on all days.
_ANY_DAY = date(2026, 6, 15)
_HEAD = """# The cast of the demo company

Made by `python -m assistant.demo.cast_list`; change the text files beside it instead.

Kestrel Works makes warehouse carts, tuggers, lifts and conveyors, with software and service plans. All dates follow
the day of loading; nothing that happened is younger than the last working day. All addresses end in `.example`.

- Competitors: Brightline Robotics, Vantik, Orbis Handling, MoveMate; once each Rackmate and CartCo. They, budgets,
  people who decide, promises and rumours appear in stories alone (and in the loss reasons of deals), never in routine talk.
- Ambiguous on purpose: Sarah Chen and Sarah Lindqvist at Northwind Traders, more Sarahs at Globex (Whitfield), Globex
  Logistics (Mbeki) and Larkspur Health (Oyelaran); David Kim at Globex and at Meridian Motors; Globex and Globex
  Logistics; Castellan Foods and Castellan Cold Storage; Larkspur Health and Larkspur Labs; Nicole Tran and Becky Tran,
  Carl and Molly Jensen, Tina and Tanya Brooks.
- Nicknames in signatures only: Robert Ames is Bob, Elizabeth Warner Liz, Katherine Doyle Kate, Michael Soto Mike,
  Thomas Albrecht Tom, Catherine Hollis Cathy, Patricia Nolan Pat, Terrence Boyd Terry, Leonard Pratt Len, Rebecca Finch Becca.
- Leads: 36 `Converted` (contacts with the same address exist), 26 `Unqualified`, 20 `New`, 24 `Working`, 14 `Qualified`.
- Quiet on purpose (no activity or mail for 30 days and more): the deals marked *stale*.
- Custom fields, on accounts alone: `Segment`, `Sites`.
"""


def cast_list() -> str:
    """The whole page as Markdown."""
    deals = build_deals(Days(_ANY_DAY))
    parts = [_HEAD, _users(), _products(), *(_account(account, deals) for account in accounts()), _stories()]
    return "\n".join(parts)


def _users() -> str:
    lines = [f"| {user.name} | {user.email} | {user.role} | {user.team} |" for user in USERS.values()]
    return "\n".join(["## Users", "", "| name | e-mail | role | team |", "|---|---|---|---|", *lines, ""])


def _products() -> str:
    names = ", ".join(f"{each.name} (${each.list_price:,})" for each in PRODUCTS.values())
    return f"## Products\n\n{names}\n\n## Accounts\n"


def _account(account: Account, deals: list[Deal]) -> str:
    parent = f", belongs to {account.parent}" if account.parent else ""
    head = f"### {account.name}\n\n{account.industry}, {account.city}, {USERS[account.owner].name}{parent}. "
    people = "; ".join(f"{each.name} ({each.title})" for each in account.contacts)
    return "\n".join([head + people + ".", "", *_deals(account, deals), ""])


def _deals(account: Account, deals: list[Deal]) -> Iterator[str]:
    for deal in sorted((each for each in deals if each.account.name == account.name), key=lambda each: each.name):
        spec = next((each for each in account.deals if each.key == deal.key), None)
        closing = f", closes {spec.closing}" if spec and deal.is_open else ""
        why = f" ({deal.loss_reason})" if deal.loss_reason else ""
        stale = ", *stale*" if deal.stale else ""
        item = f"{deal.units} x {deal.product}, ${deal.amount:,}, {deal.source}"
        yield f"- **{deal.name}**: {deal.stage}{why}, {item}{closing}{stale}"


def _stories() -> str:
    lines = [
        "## Stories",
        "",
        "What is said in mails and talks and in no field. `m0` above means this month, `m1` the next.",
        "",
    ]
    for about, told in groupby(stories(), key=lambda story: story.about):
        lines += [f"- **{_name(about)}**", *(f"  - {_line(story)}" for story in told)]
    return "\n".join(lines) + "\n"


def _name(about: str) -> str:
    specs = (spec for account in accounts() for spec in account.deals)
    return next((f"{spec.name} ({spec.account})" for spec in specs if spec.key == about), about)


def _line(story: Story) -> str:
    talks = [f"{step.kind} “{step.title}”" for step in story.steps if step.kind != "email"]
    mails = sum(step.kind == "email" for step in story.steps)
    where = [f"{mails} mails “{story.subject}” (`{story.key}.N@…`)"] if mails else []
    return f"{story.fact} [{', '.join(story.tags)}] — {'; '.join(where + talks)}"


if __name__ == "__main__":
    print(cast_list(), end="")
