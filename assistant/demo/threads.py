"""Turn stories into mails and activities, and fill the mailboxes with routine exchanges."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from assistant.demo import cards, mail
from assistant.demo.activities import Activity
from assistant.demo.cast import Account, accounts, find_contact
from assistant.demo.days import Days, rng
from assistant.demo.deals import Deal
from assistant.demo.people import USERS
from assistant.demo.phrases import exchanges
from assistant.demo.stories import Step, Story, stories

ROUTINE_THREADS = 44


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a story is about, and when its steps happened."""

    story: Story
    account: Account
    deal: Deal | None
    times: tuple[datetime, ...]


def build_stories(days: Days, deals: list[Deal]) -> tuple[list[mail.Mail], list[Activity]]:
    """The mails and the logged talks of all stories."""
    mails: list[mail.Mail] = []
    talks: list[Activity] = []
    for story in stories():
        scene = _scene(story, days, deals)
        mails += _mails(scene, days)
        talks += _talks(scene, days)
    return mails, talks


def _scene(story: Story, days: Days, deals: list[Deal]) -> _Scene:
    deal = next((each for each in deals if each.key == story.about), None)
    account = deal.account if deal else next(each for each in accounts() if each.name == story.about)
    return _Scene(story, account, deal, _times(story, days))


def _times(story: Story, days: Days) -> tuple[datetime, ...]:
    """An instant for each step, in the order of the story: the last stands, earlier ones make room."""
    times: list[datetime] = []
    for place, step in reversed(list(enumerate(story.steps))):
        when = days.at(step.ago, rng("story", story.key, place))
        times.insert(0, min(when, times[0] - timedelta(minutes=23)) if times else when)
    return tuple(times)


def _mails(scene: _Scene, days: Days) -> list[mail.Mail]:
    made: list[mail.Mail] = []
    for place, step in enumerate(scene.story.steps):
        if step.kind == "email":
            made.append(_mail(scene, place, made, days))
    return made


def _mail(scene: _Scene, place: int, before: list[mail.Mail], days: Days) -> mail.Mail:
    step, when = scene.story.steps[place], scene.times[place]
    sender = cards.resolve(step.sender, scene.account)
    subject = days.text(scene.story.subject)
    body = f"{days.text(step.text, step.ago)}\n\n{sender.sign_off}"
    if rng("block", scene.story.key, place).random() < 0.45 and sender.block:
        body += f"\n\n{sender.block}"
    if "quote" in step.flags and before:
        body += mail.quoted(before[-1])
    return mail.Mail(
        box=scene.account.owner,
        message_id=mail.make_id(scene.story.key, place, sender.email),
        parents=tuple(each.message_id for each in before),
        sent_at=when,
        sender=sender,
        to=tuple(cards.resolve(key, scene.account) for key in step.to),
        cc=tuple(cards.resolve(key, scene.account) for key in step.cc),
        subject=f"Re: {subject}" if before else subject,
        body=body,
        html="html" in step.flags,
        attachment=step.attachment,
        attached_text=f"{step.attachment}\n\n{subject}\n{scene.account.name}\n",
    )


def _talks(scene: _Scene, days: Days) -> list[Activity]:
    return [
        _talk(scene, step, when, days)
        for step, when in zip(scene.story.steps, scene.times, strict=True)
        if step.kind != "email"
    ]


def _talk(scene: _Scene, step: Step, when: datetime, days: Days) -> Activity:
    contact = step.sender or (scene.deal.contact.key if scene.deal else scene.account.contacts[0].key)
    return Activity(
        type=step.kind,
        subject=days.text(step.title, step.ago),
        body=days.text(step.text, step.ago),
        owner=scene.account.owner,
        occurred_at=when,
        account=scene.account.name,
        contact=find_contact(contact, scene.account.name).email,
        deal=scene.deal.key if scene.deal else "",
    )


def build_routine(days: Days, deals: list[Deal]) -> list[mail.Mail]:
    """Everyday exchanges about deals that are not quiet: each text is used two or three times at most."""
    random = rng("routine")
    quiet = {deal.account.name for deal in deals if deal.stale}
    lively = [deal for deal in deals if deal.account.name not in quiet]
    chosen = random.sample(lively, ROUTINE_THREADS)
    return [each for number, deal in enumerate(chosen) for each in _exchange(number, deal, days)]


def _exchange(number: int, deal: Deal, days: Days) -> list[mail.Mail]:
    """Our mail and, where the text has one, the answer of the customer."""
    random = rng("routine", number)
    subject, ours, theirs = exchanges()[number % len(exchanges())]
    end = deal.closed_at or days.at(2, random)
    when = days.between(deal.created_at, max(deal.created_at, end), random)
    visit = when + timedelta(days=9 - when.weekday())
    slots = {"product": deal.product, "city": deal.account.city, "date": f"{visit:%B} {visit.day}"}
    hello = random.choice(("Hi {},", "Hello {},", "{},")).format(deal.contact.first)
    rep = cards.user_card(USERS[deal.owner])
    first = mail.Mail(
        box=deal.owner,
        message_id=mail.make_id(f"routine-{number + 1}", 0, rep.email),
        parents=(),
        sent_at=when,
        sender=rep,
        to=(cards.contact_card(deal.contact, deal.account),),
        cc=(),
        subject=subject.format(**slots),
        body=f"{hello}\n\n{ours.format(**slots)}\n\n{rep.sign_off}",
    )
    return [first] if not theirs else [first, _answer(first, theirs.format(**slots), random)]


def _answer(first: mail.Mail, text: str, random: Random) -> mail.Mail:
    customer = first.to[0]
    body = f"{text}\n\n{customer.sign_off}"
    return mail.Mail(
        box=first.box,
        message_id=mail.make_id(first.message_id.split(".", maxsplit=1)[0], 1, customer.email),
        parents=(first.message_id,),
        sent_at=first.sent_at + timedelta(minutes=random.randint(20, 200)),
        sender=customer,
        to=(first.sender,),
        cc=(),
        subject=f"Re: {first.subject}",
        body=body + mail.quoted(first) if random.random() < 0.5 else body,
    )
