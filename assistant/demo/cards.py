"""People as senders of mail: what they call themselves and how they close."""

from assistant.demo.cast import Account, Contact
from assistant.demo.days import rng
from assistant.demo.mail import Person
from assistant.demo.people import USERS, User

NICKNAMES = {
    "robert.ames": "Bob",
    "elizabeth.warner": "Liz",
    "katherine.doyle": "Kate",
    "michael.soto": "Mike",
    "thomas.albrecht": "Tom",
    "catherine.hollis": "Cathy",
    "patricia.nolan": "Pat",
    "terrence.boyd": "Terry",
    "leonard.pratt": "Len",
    "rebecca.finch": "Becca",
}
_CLOSINGS = ("Best,", "Thanks,", "Best regards,", "Regards,", "Cheers,", "Many thanks,", "Kind regards,", "")
_AREAS = {"UK": "+44 20 7946 0{:03d}", "DE": "+49 30 23125 {:03d}"}


def phone(area: str, *key: str) -> str:
    """A number of the ranges that are set aside for fiction."""
    number = rng("phone", *key).randint(0, 99)
    if area in _AREAS:
        return _AREAS[area].format(number if area == "DE" else 100 + number)
    return f"+1 {area} 555 01{number:02d}"


def user_card(user: User) -> Person:
    block = f"-- \n{user.name}\n{user.title}, Kestrel Works\n{phone('646', user.email)}"
    return Person(user.name, user.email, f"{_closing(user.email)}\n{user.name.split()[0]}".strip(), block)


def contact_card(contact: Contact, account: Account) -> Person:
    name = NICKNAMES.get(contact.key, contact.first)
    block = f"-- \n{contact.name}\n{contact.title}\n{account.name}\n{phone(account.area, contact.email)}"
    return Person(contact.name, contact.email, f"{_closing(contact.email)}\n{name}".strip(), block)


def resolve(key: str, account: Account) -> Person:
    """The person a story means: a user, a contact of the account, or a whole address of a stranger."""
    if key == "owner":
        return user_card(USERS[account.owner])
    if key in USERS:
        return user_card(USERS[key])
    for contact in account.contacts:
        if contact.key == key:
            return contact_card(contact, account)
    if "@" in key:
        name = key.split("@", maxsplit=1)[0].replace(".", " ").title()
        return Person(name, key, f"Regards,\n{name}")
    raise KeyError(f"nobody called {key} at {account.name}")


def _closing(email: str) -> str:
    return rng("closing", email).choice(_CLOSINGS)
