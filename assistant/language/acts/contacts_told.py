"""Contacts told in the words of every day: "gave Rosa a ring", "popped in on her", "fired off an email to her"."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items

_WHO = r"(?:X(?:'s)?|him|her|them)"  # whom it was with: X stands for a person or a company that is known
_DAY = r"(?: D| today| yesterday| earlier| just now| this morning| this afternoon)?"
_LINE = r"(?:phone|telephone|line|blower|horn|mobile|cell)"
_BY_PHONE = rf"(?:by|over|via|on|off|in|during) (?:the |my |his |her |a |our |this |that )?(?:short |brief |quick |long )?(?:{_LINE}|phone call|telephone call|call)\b"
_TALK = (
    r"(?:discussion|talk|chat|conversation|word|words|exchange|catch[- ]?up|call|phone call|phone chat|touchpoint|ring)"
)
_MEET = (
    r"(?:sit[- ]?down|lunch|dinner|breakfast|brunch|coffee|coffees|drinks|beer|beers|meeting|meet[- ]?up|get[- ]together|walk[- ]?through|tour"
    r"|demo|demonstration|workshop|session|review|review meeting|appointment|visit|site visit|on[- ]?site|kick[- ]?off|training|presentation|catch[- ]up meeting"
    r"|video call|video meeting|video conference|videoconference|zoom|teams|teams call|teams meeting|webex|google meet)"
)
_MAIL = r"(?:e[- ]?mail|mail)"
_HAD = r"(?:had|have had|'ve had|having|did|held|took|finished|finishing|wrapped up|wrapping up|came out of|got out of|just out of|back from|out of|done with|completed|through with)"

_CALLS = [
    rf"\bg[ai]ve[n]? {_WHO} a (?:\w+ )?(?:ring|bell|buzz|call|shout|tinkle|phone call)\b",
    rf"\b(?:rang|phoned|called|dialled|dialed|telephoned|buzzed|ringed) {_WHO}(?: (?:up|back|again))?\b",
    rf"\b{_WHO} (?:has |have |just )?(?:rang|phoned|called|telephoned|dialled in|rung|picked up(?! (?:the|a|his|her) (?!phone|telephone|receiver))|answered the phone)\b",
    rf"\bgot through to {_WHO}\b",
    rf"\b(?:got|get|caught|reached|had|have|got hold of|get hold of|spoke to|spoke with|talked to) {_WHO}(?: \w+)? (?:on|over|by) the {_LINE}\b",
    rf"\b(?:got|get) (?:a )?hold of {_WHO}\b(?!.*\b{_MAIL}\b)",
    rf"\b{_BY_PHONE}(?: with| to| from| by)? {_WHO}\b",
    rf"\b{_WHO} (?:and i |and me |and we )?(?:was |were |is |has been |got back |came back )?(?:\w+ ){{0,5}}{_BY_PHONE}",
    rf"\b(?:touched base|checked in|checking in|spoke|talked|discussed|chatted|caught up|conferred|connected|liaised|dealt|heard|learned|learnt|got it|word)\b.* (?:with|to|from) {_WHO}{_DAY} {_BY_PHONE}",
    rf"\b(?:had|have had|having had) (?:a |an |my |our |this |that |the )?(?:\w+[- ]){{0,2}}(?:phone|telephone|telephonic|tel)\.? {_TALK} (?:with|to) {_WHO}\b",
    rf"\b(?:phone call|phone chat|telephone call|telephone conversation|phone conversation|tel call|telcon|telco|phoner) (?:with|to|from|between) {_WHO}\b",
    rf"\b(?:took|had|got|received|fielded|returned|made|finished|ended|concluded|completed|wrapped up|closed) (?:a |an |another |the |my |our )?(?:\w+ )?(?:phone )?call (?:from|with|to) {_WHO}\b",
    rf"^(?:tel|phone|ph|telephone|tc|telco)\.? (?:with |w |from |to )?{_WHO}(?: (?:of |at |from )?X)? :",
    rf"^(?:tel|telephone|phone|ph|tc|telco)\.? (?:with|w) {_WHO}\b",
    rf"\b(?:that|it) was {_WHO}(?: (?:from|of|at|over at) X)? (?:calling|ringing|phoning|on the {_LINE})\b",
    rf"^(?:\w+ )?(?:call|phone call|telephone call|phone|ring) (?:is |was )?(?:done|over|finished|completed|made)(?: with)? {_WHO}\b",
    rf"^(?!video|zoom|teams|webex)(?:\w+ )?call (?:with|to|from) {_WHO}\b",
    rf"\b(?:voicemail|answerphone|answering machine|voice mail) (?:from|for|to|with|of) {_WHO}\b",
    rf"\b{_WHO} (?:has |just )?(?:left|gave) (?:me |us )?(?:a |an )?(?:voicemail|voice mail|message on (?:the|my) (?:answer|voice)\w*|ring|bell|buzz)\b",
    rf"\bmissed call from {_WHO}\b|\bincoming call from {_WHO}\b|\boutgoing call to {_WHO}\b|\bringing {_WHO} (?:up )?(?:was|paid|worked)",
    rf"\bon the (?:phone|line|blower|horn|telephone) (?:with|to) {_WHO}\b|\b{_WHO} was on the (?:phone|line|blower|horn)\b",
]
_MEETINGS = [
    rf"\b(?:over|during|at) (?:a |an |our |the |some )?(?:\w+ )?(?:breakfast|lunch|dinner|brunch|coffee|drinks|a beer|beers|tea|supper|meal|pint)\b.* {_WHO}\b|{_WHO}\b.* over (?:a |some )?(?:\w+ )?(?:breakfast|lunch|dinner|brunch|coffee|drinks|beer|beers|tea|supper|pint)\b",
    rf"\b(?:took|invited|treated|brought) {_WHO} (?:out )?(?:to|for) (?:a |an )?(?:\w+ )?(?:breakfast|lunch|dinner|brunch|coffee|drinks|beer|tea|supper|meal|meeting|tour)\b",
    rf"\b(?:popped|dropped|stopped|swung|nipped|stepped|came|drove|flew|called|looked) (?:in|by|over|round|around|past|down|across|up to|out to see)(?: (?:at|on|to|and|for|by|in))*(?: see| meet| visit| the)?(?: \w+)? {_WHO}\b(?! (?:\w+ )?number)",
    rf"\b(?:went|drove|flew|been|was|were) (?:\w+ )?(?:to|and) (?:see|visit|meet) {_WHO}\b",
    rf"\b{_WHO} (?:has |have |just )*(?:popped|dropped|stopped|swung|came|looked|nipped|stepped|called(?! in\b)) (?:us )?(?:in|by|over|round|around|here|to (?:see|visit|meet))\b(?! (?:at )?(?:the )?(?:price|price tag|budget))",
    rf"\b{_WHO} (?:has |have |just )*visited (?:us|me|our|the)\b",
    rf"\b{_WHO} (?:has |have |just )*(?:received|welcomed|hosted) (?:me|us)\b|\b{_WHO} showed (?:me|us) (?:the|his|her|their|around)\b",
    rf"\b(?:from|out of) (?:my|our|the|this|that|today's) (?:\w+ ){{0,2}}(?:meeting|visit) (?:with|to|at) {_WHO}\b",
    rf"\b{_WHO} whom (?:i|we) (?:\w+ ){{0,2}}(?:met|visited|saw)\b",
    rf"\b{_WHO} (?:was|were) (?:over|here|in the office|in our office|at our (?:office|place|site|plant)|round|visiting|on site|in town|with us)\b",
    rf"\b(?:had|hosted|received|welcomed) {_WHO} (?:over|here|in|round|around|visiting|in (?:the|our) (?:office|showroom|plant|building|place)|at (?:the|our) (?:office|showroom|plant|place))\b",
    rf"\b(?:got together|sat down|met up|met|caught up|had a sit[- ]down|linked up|hooked up|teamed up|get together|mingled|huddled) with {_WHO}\b(?!.*\b{_BY_PHONE})",
    rf"\b(?:met|visited|saw|hosted|ran into|bumped into|toured) {_WHO}\b",
    rf"\b{_WHO} and (?:i|me|we|myself) (?:\w+ )?(?:met|sat down|got together|had (?:lunch|dinner|coffee|breakfast|a meeting)|went through)\b|\b(?:i|we) and {_WHO} met\b",
    rf"\b{_WHO}.* (?:face[- ]to[- ]face|in person|in the flesh)\b|\b(?:face[- ]to[- ]face|in person) with {_WHO}\b",
    rf"\b(?:{_HAD}|attended|joined|ran|gave|led) (?:a |an |my |our |this |that |the |today's |yesterday's )?(?:\w+[- ]){{0,2}}{_MEET} (?:with|for|at) {_WHO}\b",
    rf"^(?:my |our |the |today's |yesterday's |a |an )?(?:\w+[- ]){{0,2}}{_MEET}{_DAY} (?:with|for|at|to) {_WHO}\b",
    rf"^(?:{_MEET}) w/? ?{_WHO}\b|\bon[- ]?site (?:with|at) {_WHO}\b|\bwalked (?:{_WHO} through|the \w+ with {_WHO}|around with {_WHO})",
    rf"\b(?:showed|gave|walked) {_WHO} (?:around|round|a tour|a demo|through|the (?:demo|plant|line|product))\b",
]
_CALLS += [
    rf"\b{_WHO}\b.* (?:and|then) (?:gave|called|rang|phoned) (?:me|us)\b",
    rf"\b{_WHO} who(?:m)? (?:i|we) (?:\w+ ){{0,2}}(?:called|rang|phoned|telephoned|dialled)\b",
    rf"\b{_WHO} who(?:m)? (?:i|we) (?:\w+ ){{0,2}}(?:reached|spoke|talked|caught|had|got|heard)\b.* {_BY_PHONE}",
    rf"\b(?:from|out of) (?:my|our|the|this|that|today's) (?:\w+ ){{0,2}}call (?:with|to) {_WHO}\b",
    rf"\b(?:talking|speaking|chatting|spoke|talked|chatted) (?:to|with) {_WHO}\b.* {_BY_PHONE}",
    rf"\bwith {_WHO} (?:i|we) (?:\w+ ){{0,2}}(?:spoke|talked|chatted)\b.*\b(?:by|over the|on the|via) (?:phone|telephone)\b",
]
_MEETINGS += [
    r"\b(?:leaving|left|out of|at) X's (?:place|office|plant|site|building|factory|warehouse|premises)\b",
    rf"\b{_WHO}\b.* (?:while|when) i was (?:there|with them|in their|at their|visiting)\b",
    rf"\b(?:in|at|during) (?:a |an |the |our |my |this |that )?(?:D )?(?:\w+ )?{_MEET} (?:with )?{_WHO} (?:said|told|mentioned|asked|confirmed|explained|wants|wanted|raised|made|let)\b",
    rf"^(?:just |i'm |i am |we're |we are |now |i )*(?:got |came |am |was )?(?:back|home) from (?:a visit to |a visit at |visiting |seeing |a tour of |a \w+ at )?{_WHO}\b",
]
_CALLS += [
    rf"\b(?:hung up|hungup|hanging up) (?:with|on) {_WHO}\b|\bphoned {_WHO}\b",
    rf"\b(?:in|on|during) (?:a |an |the |our |my |this |that )?(?:D )?(?:\w+ )?(?:call|phone call) (?:with )?{_WHO} (?:said|told|mentioned|asked|confirmed|explained|wants|wanted|raised|made|let)\b",
    rf"\b{_WHO} (?:said|told|mentioned|asked|confirmed|explained|raised|let)\b.* (?:on|in|during) (?:a|the|our|my|D|that) (?:\w+ )?(?:phone )?call\b",
]
_MAILS = [
    rf"\b(?:fired off|fired|shot|dropped|sent|wrote|written|pinged|shooting|sending|forwarded|answered|returned|typed|posted|delivered|issued|send off|sent off)(?: (?:off|out|over))? ?(?:{_WHO} )?(?:a |an |the |my |another |his |her |their |one |that )?(?:\w+ ){{0,2}}{_MAIL}s?\b",
    rf"\b(?:got|received|had|have had|have got|have received|found|read|opened|there was|there is|in comes|came) (?:a |an |the |my |another |this |one |back )?(?:\w+ ){{0,2}}(?:{_MAIL}|reply|answer|line|note)s? (?:in my inbox |by {_MAIL} |back |in )?(?:from|of|by) {_WHO}\b",
    rf"\b{_WHO} (?:has |have |just |finally |also )*(?:replied|wrote|written|answered|responded|mailed|e[- ]?mailed|came back|got back|got in touch|been in touch|was in touch|confirmed|reached out|sent|dropped|shot|let me know|let us know|informed|told|asked)\b.*\b{_MAIL}\b",
    rf"\b{_WHO} (?:has |have |just |finally )*(?:e[- ]?mailed|e[- ]?mailled|mailed)\b",
    rf"\b(?:e[- ]?mailed|e[- ]?mailled|mailed) {_WHO}\b|\b(?:got|finished|just done|done|been) (?:(?:round|around) to )?(?:e[- ]?mailing|mailing|writing to) {_WHO}\b",
    rf"\b(?:sent|passed|forwarded|shared|submitted|supplied|updated|contacted|informed|told|answered|asked|reminded|thanked|briefed|notified|messaged|reached|approached|wrote|written|replied to|responded to|got back to|followed up with|explained to|confirmed to|spoke to)\b.*{_WHO}.*\b(?:by|via|per|in an|in a|over|through|with an|with a) {_MAIL}\b",
    rf"\b(?:i|we|i've|we've|have|just) .*\b{_WHO}\b.* in (?:an|my|a|the) (?:\w+ )?{_MAIL}\b|\bhit send on (?:the |my |an |a )?(?:\w+ )?{_MAIL} to {_WHO}\b",
    rf"\b{_WHO} (?:now |D |already )?(?:has|have|got) (?:now |already )?(?:an|my|the|a) (?:\w+ )?{_MAIL} (?:from|by|of) (?:me|us)\b",
    rf"\b(?:i|we|i've|we've) (?:have |just |also |already )*let {_WHO} know (?:by|via|in an|per) {_MAIL}\b",
    rf"\b(?:my|our|the|an|a|his|her|that|this) (?:\w+ )?{_MAIL} (?:to|from|for) {_WHO} (?:went|is|was|has|came|covered|concerned|is about|left|got|dealt)\b",
    rf"^(?:\w+ )?{_MAIL} from {_WHO}(?: D)? (?:came|just|landed|arrived|in|is|was|:|says|said)|^{_MAIL} (?:received|sent) (?:from|to) {_WHO}\b|^{_MAIL} (?:correspondence|exchange|thread|traffic) with {_WHO}\b",
    rf"\b(?:in|with) (?:her|his|their|my|an|the|a) (?:\w+ )?{_MAIL}\b.* {_WHO} (?:brought|said|wrote|asked|mentioned|raised|told|confirmed|wants|wanted|explained|pointed)\b",
    rf"\b{_WHO}'s (?:\w+ )?{_MAIL}\b.*\b(?:answered|replied|read|came|arrived)\b|\b(?:answered|replied to|read|got|received|responded to) {_WHO}'s (?:\w+ )?{_MAIL}\b",
    rf"^{_MAIL} (?:is |went |has gone )?(?:out|off|sent|gone) to {_WHO}\b",
    rf"\bwrote (?:back )?to {_WHO}\b|\bwrote {_WHO}\b|\b{_WHO} wrote (?:me|us|back|to me|to us|in)\b",
]
_KINDS = [
    (kind, re.compile("|".join(forms))) for kind, forms in (("email", _MAILS), ("call", _CALLS), ("meeting", _MEETINGS))
]
# A contact that is wanted, planned or denied has not been.
_AHEAD = re.compile(
    r"(?:\b(?:will|'ll|should|must|want to|wants to|need to|needs to|going to|gonna|plan to|planning to|would like to|have to|has to|could|might|remind me|didn't|haven't|never|not|no|if|please|once|until|before|unless|shall|let's|hope to|try to|ought to|supposed to|to) )(?:\w+ ){0,2}$"
)
_DONE_IN_FACT = re.compile(r"\b(?:managed|able|got|glad|happy|pleased|lucky enough|round|around) to (?=\w)")
_FROM_WHOM = re.compile(r"^(?:according to|as per|per) ")
_LATER = re.compile(
    r"\bin (?:a|an|half an|\w+) (?:minutes?|mins?|hours?|moment|bit|sec)\b|\btomorrow\b|\bnext (?:week|month)\b"
)
_TELLING_WHEN = re.compile(
    r"^(?:was|were|had|have had|been|have been) (?!X|he|she|they|it|i|we|you|there|any|anyone)|^(?:when|as|after|while|since|once) (?:i|we|X) (?:\w+ )?(?:rang|phoned|called|met|visited|emailed|wrote|spoke|saw|had|was|were|got|came|popped|dropped|reached|picked|answered)\b"
)


_OPENING = 50  # items among which it is said what took place: speech without end costs no seconds


def contact_told(items: Items) -> str | None:
    """What took place: "call", "meeting" or "email"; None where nothing is told of having taken place."""
    if not any(x.of("contact", "lead", "account") for x in items) or items[-1].word == "?":
        return None
    items = items[:_OPENING]
    text = _FROM_WHOM.sub("", _DONE_IN_FACT.sub("", _masked(items)))
    if asks(items) and not _TELLING_WHEN.match(text):
        return None
    if any(x.has("remind", "create", "log") and not x.candidates for x in items[:1]):
        return None
    if items[0].word.startswith(("any", "who", "did", "has any")):
        return None  # "anybody heard back from Ann?"
    if _headed(items):
        return "email"
    if _LATER.search(text) or any(x.has("show") for x in items[:2]):
        return None
    found = [(m.start(), -m.end(), kind) for kind, form in _KINDS if (m := form.search(text))]
    if not found:
        return None
    start, _, kind = min(found)
    return None if _AHEAD.search(text[:start]) else kind


def _headed(items: Items) -> bool:
    """ "E-mail to Kim: the parts list": what it was about behind the colon, and no sentence that is to be written."""
    said = items[0].word.split()
    colon = next((i for i, x in enumerate(items) if x.word == ":"), 0)
    mail = (
        said[0] in ("email", "mail", "e") and said[-1] in ("to", "email", "mail") and colon in (_MAIL_TO, _MAIL_TO + 1)
    )
    behind = items[colon + 1 :]
    return mail and 0 < len(behind) <= _TOPIC and behind[0].word in ("the", "our", "a", "an", "her", "his", "their")


_MAIL_TO, _TOPIC = 2, 5  # items of "e-mail to Kim", and of what a mail was about


def _masked(items: Items) -> str:
    """The words, with X for whoever is known and D for a day."""
    named = {b for a, b in pairwise(items) if b.word == "called" and a.sense("object") and not a.candidates}
    return " ".join("named" if x in named else w for x in items if (w := _shown(x)))


_GIVEN = frozenset("ring bell buzz shout call line".split())  # what somebody gives on the phone, whoever is called so


def _shown(item: Item) -> str:
    if item.of("contact", "lead", "account") and (item.capital or item.word not in _GIVEN):
        return "X's" if item.possessive else "X"
    if item.kind in ("date", "period"):
        return item.word if item.word.startswith(("in ", "tomorrow", "next ")) else "D"
    return item.word if item.word == ":" or not item.is_mark else ""
