"""Read the hand-written stories: threads of mails, calls, meetings and notes that say what no field says.

A file of `stories/` is read line by line:

    ## ABOUT | TAGS | FACT        a new thread about a deal (its key) or an account (its name)
    Subject: ...                  of its mails
    @ 12 sarah.chen > owner; cc miguel.santos; quote; attach offer.pdf; html
    text                          a mail of 12 days ago; flags after the addresses
    @ 9 note: Title               a note (or `call CONTACT: Title`, `meeting CONTACT: Title`)
    text

People are the local parts of addresses, keys of users, `owner` (of the account), or whole addresses.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from assistant.demo.cast import FOLDER

_STEP = re.compile(r"@ (\d+) (.+)")
_RECORD = re.compile(r"(note|call|meeting) ?(\S*): (.+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One mail or logged talk of a story, `ago` days before today; templates are not filled in yet."""

    ago: int
    kind: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    title: str
    flags: frozenset[str]
    attachment: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A thread and the fact that it tells. `key` names it: `nw-carts-2` is the second story about that deal."""

    key: str
    about: str
    tags: tuple[str, ...]
    fact: str
    subject: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Draft:
    about: str
    tags: tuple[str, ...]
    fact: str
    subject: str = ""
    heads: list[str] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def done(self, key: str) -> Story:
        pairs = zip(self.heads, self.texts, strict=True)
        steps = tuple(_step(head, "\n".join(lines).strip()) for head, lines in pairs)
        return Story(key, self.about, self.tags, self.fact, self.subject, steps)


@cache
def stories() -> tuple[Story, ...]:
    """Every story, by file and place."""
    files = sorted((FOLDER / "stories").glob("*.txt"))
    drafts = [draft for file in files for draft in _drafts(file.read_text(encoding="utf-8"))]
    told: Counter[str] = Counter()
    found = []
    for draft in drafts:
        told[draft.about] += 1
        found.append(draft.done(f"{draft.about.lower().replace(' ', '-')}-{told[draft.about]}"))
    return tuple(found)


def _drafts(text: str) -> list[_Draft]:
    found: list[_Draft] = []
    for line in text.splitlines():
        if line.startswith("## "):
            about, tags, fact = (part.strip() for part in line[3:].split("|"))
            found.append(_Draft(about, tuple(tags.split()), fact))
        elif found:
            _take(found[-1], line)
    return found


def _take(draft: _Draft, line: str) -> None:
    if line.startswith("Subject: ") and not draft.heads:
        draft.subject = line.removeprefix("Subject: ")
    elif _STEP.match(line):
        draft.heads.append(line)
        draft.texts.append([])
    elif draft.texts:
        draft.texts[-1].append(line)


def _step(head: str, text: str) -> Step:
    found = _STEP.match(head)
    assert found, head
    ago, rest = int(found[1]), found[2]
    record = _RECORD.fullmatch(rest)
    if record:
        return Step(ago, record[1], record[2], (), (), record[3], frozenset(), "", text)
    addresses, *options = (part.strip() for part in rest.split(";"))
    sender, to = (part.strip() for part in addresses.split(">"))
    values = dict(option.split(maxsplit=1) for option in options if " " in option)
    return Step(
        ago=ago,
        kind="email",
        sender=sender,
        to=tuple(to.replace(",", " ").split()),
        cc=tuple(values.get("cc", "").replace(",", " ").split()),
        title="",
        flags=frozenset(option for option in options if " " not in option),
        attachment=values.get("attach", ""),
        text=text,
    )
