"""E-mails of the demo company as RFC 5322 messages, and the mailbox files that hold them."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from io import BytesIO
from zoneinfo import ZoneInfo

from assistant.demo.people import DOMAIN, TIMEZONE

_POLICY = EmailPolicy(linesep="\n", max_line_length=200)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes or gets mail; `sign_off` closes what they write, `block` is their signature."""

    name: str
    email: str
    sign_off: str = ""
    block: str = ""

    def address(self) -> Address:
        return Address(self.name, addr_spec=self.email)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. `box` is the user in whose mailbox it lies, `parents` the Message-IDs before it, oldest first."""

    box: str
    message_id: str
    parents: tuple[str, ...]
    sent_at: datetime
    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    body: str
    html: bool = False
    attachment: str = ""
    attached_text: str = ""


def quoted(mail: Mail) -> str:
    """The text of `mail` as a mail program quotes it below an answer."""
    sent = _local(mail.sent_at)
    when = f"{sent:%a, %b} {sent.day}, {sent:%Y} at {sent:%H:%M}"
    lines = "\n".join(f"> {line}".rstrip() for line in mail.body.splitlines())
    return f"\n\nOn {when} {mail.sender.name} <{mail.sender.email}> wrote:\n{lines}"


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(TIMEZONE))


def message(mail: Mail) -> EmailMessage:
    """The mail with its headers, threaded by In-Reply-To and References."""
    made = EmailMessage(policy=_POLICY)
    made["Message-ID"] = f"<{mail.message_id}>"
    made["Date"] = format_datetime(_local(mail.sent_at))
    made["From"] = mail.sender.address()
    made["To"] = tuple(person.address() for person in mail.to)
    if mail.cc:
        made["Cc"] = tuple(person.address() for person in mail.cc)
    made["Subject"] = mail.subject
    if mail.parents:
        made["In-Reply-To"] = f"<{mail.parents[-1]}>"
        made["References"] = " ".join(f"<{parent}>" for parent in mail.parents)
    _fill(made, mail)
    return made


def _fill(made: EmailMessage, mail: Mail) -> None:
    made.set_content(_as_html(mail.body) if mail.html else mail.body, subtype="html" if mail.html else "plain")
    if mail.attachment:
        made.add_attachment(mail.attached_text, subtype="plain", filename=mail.attachment)
        # The boundary that the library makes up differs at every run.
        made.set_boundary(f"part-{mail.message_id.split('@', maxsplit=1)[0]}")


def _as_html(text: str) -> str:
    paragraphs = "".join(
        f"<p>{escape(part)}</p>\n".replace("\n", "<br>\n", part.count("\n")) for part in text.split("\n\n")
    )
    style = "<style>p { font-family: Calibri, sans-serif }</style>"
    return f"<html><head>{style}</head><body>\n{paragraphs}</body></html>\n"


def mailbox(mails: list[Mail]) -> bytes:
    """An mbox file, oldest mail first."""
    out = BytesIO()
    for mail in sorted(mails, key=lambda each: (each.sent_at, each.message_id)):
        text = message(mail).as_bytes(policy=_POLICY.clone(mangle_from_=True))
        out.write(f"From {mail.sender.email} {mail.sent_at:%a %b %d %H:%M:%S %Y}\n".encode())
        out.write(text.rstrip(b"\n") + b"\n\n")
    return out.getvalue()


def make_id(thread: str, place: int, sender: str) -> str:
    """A Message-ID that stays the same from run to run."""
    host = sender.split("@")[1] if "@" in sender else DOMAIN
    return f"{thread}.{place}@mail.{host}"
