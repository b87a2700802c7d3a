"""Routine talk: what fills a salesperson's log between the things that matter.

Nothing here names a competitor, a budget, a person who decides or a promise; those are in `stories/` alone, so that a
question about them has answers that are known. Slots: {first} and {name} of the contact, {account}, {city}, {product}.
"""

from functools import cache

from assistant.demo.cast import read_lines

NEXT_STEPS = {
    "Prospecting": (
        "Get a first meeting with operations",
        "Send the two-page overview",
        "Find out who runs the warehouse",
        "Call back after their stock count",
    ),
    "Qualified": (
        "Site survey with our application engineer",
        "Collect aisle widths and shift times",
        "Demo at our show floor",
        "Agree the numbers for the payback sheet",
        "Meet the night shift lead",
    ),
    "Proposal": (
        "Walk through the proposal with operations",
        "Answer the open questions on the quote",
        "Reference call with a similar site",
        "Send the revised quantity split",
        "Confirm the delivery window with the plant",
    ),
    "Negotiation": (
        "Send the contract for signature",
        "Close the last points on payment terms",
        "Get the purchase order number",
        "Book the commissioning team",
        "Final call with purchasing",
    ),
}

REACTIONS = (
    "Good talk.",
    "{first} was friendly but short of time.",
    "Quick one between two of their meetings.",
    "{first} had the numbers ready.",
    "We went through the drawing together.",
    "Mostly details today.",
    "Useful half hour.",
    "Line was bad, but we got through it.",
    "{first} asked sensible questions.",
    "Nothing dramatic.",
    "They are moving along.",
    "Caught {first} on the way to the floor.",
    "Went over what is still open on {product}.",
    "Talked about {product} for the {city} site.",
    "First part small talk, then to the point.",
    "{first} put me on speaker with two colleagues.",
)

FOLLOW_UPS = (
    "I send the spec sheet.",
    "{first} comes back with the exact count.",
    "We speak again next week.",
    "Nothing for us to do until they have measured.",
    "Will put it in the drawing.",
    "Our engineer gives them a ring.",
    "I owe them nothing for now.",
    "Added to the site survey list.",
    "Photos to follow.",
    "They will test it for a few days.",
    "Asked for the floor plan as a PDF.",
    "",
    "",
    "Checked with our application team, fits.",
    "Noted for the commissioning plan.",
    "Will ask again when the new crew has settled.",
)

SHORT_CALLS = (
    ("No answer", "No answer, left a voicemail."),
    ("Gatekeeper", "Reception put me through to the wrong hall. Trying again later."),
    ("Call back", "{first} was on the forklift, asked me to call back after lunch."),
    ("Quick check-in", ""),
    ("Scheduling", "Moved our visit by a day, otherwise all as planned."),
    ("Voicemail", "Voicemail full. Sent a text."),
    ("Check-in", "Two minutes only: all fine, nothing new."),
    ("Confirmed visit", "Confirmed the visit and the gate code with {first}."),
)

LEAD_TOUCHES = (
    ("First call", "Introduced us. {first} looks after the warehouse at {company} and is curious about {product}."),
    ("Left a voicemail", "No answer, voicemail left with my number."),
    ("Sent the overview", "Mailed the overview and the short video of {product}."),
    ("Spoke at the booth", "{first} watched the demo twice and took a brochure for a colleague."),
    (
        "Discovery call",
        "{company} has one building and about forty people on the floor. {first} measures lines per hour.",
    ),
    ("Follow-up", "{first} read the overview and wants to see {product} running."),
    ("Qualification", "Volume fits, floor fits, timing this year is possible. {first} sends shift times."),
    ("Tried mobile", "Mobile rang out. Will try in the morning."),
    ("Chat about sizes", "{first} asked whether {product} fits through a 1.8 m gate. It does."),
    ("Site photos", "{first} sent six photos of the pack area, plenty of walking there."),
    ("Web form answer", "Answered the question from the web form about power sockets and charging time."),
    ("Short visit", "Dropped in on the way. Tidy hall, long aisles, {first} showed me round."),
)

TASKS = (
    "Send spec sheet for {product} to {first}",
    "Call {first} about the site survey",
    "Prepare payback sheet for {account}",
    "Update the quote for {account}",
    "Book application engineer for {city}",
    "Send photos from the {city} visit",
    "Check lead time of {product} with the plant",
    "Ask {first} for the floor plan",
    "Confirm delivery window with {first}",
    "Draft the agenda for {account}",
    "Follow up on the quote with {first}",
    "Get a reference ready for {account}",
    "Enter meeting notes for {account}",
    "Send training dates to {first}",
    "Order demo unit for {account}",
    "Thank {first} for the tour",
    "Review open tickets of {account}",
    "Plan quarterly review with {first}",
)


@cache
def facts() -> tuple[tuple[str, str], ...]:
    """(what it is about, what was learned) of everyday calls, visits and notes."""
    return tuple((topic, text) for _, (topic, text) in read_lines("facts.txt"))


@cache
def exchanges() -> tuple[tuple[str, str, str], ...]:
    """(subject, our mail, their answer or nothing) of everyday mail."""
    return tuple((subject, ours, theirs) for _, (subject, ours, theirs) in read_lines("exchanges.txt"))
