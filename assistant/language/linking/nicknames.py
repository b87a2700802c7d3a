"""Short forms of first names, both ways."""

from __future__ import annotations

_GROUPS = """
robert bob rob bobby robbie|william bill will billy liam|richard rick dick rich ricky|elizabeth liz beth lizzie eliza betty
katherine catherine kate kathy cathy katie kat kathryn|michael mike mick mikey|thomas tom tommy|james jim jimmy jamie
joseph joe joey|john johnny jack jon|jonathan jon jonny|charles charlie chuck|daniel dan danny|david dave|edward ed eddie ted
patricia pat patty trish tricia|margaret maggie meg peggy|jennifer jen jenny|christopher chris|christine chris tina christina
matthew matt|anthony tony|steven steve stephen|susan sue susie|deborah deb debbie|rebecca becca becky|samantha sam|samuel sam
alexander alex|alexandra alex sandra|nicholas nick|benjamin ben|gregory greg|kenneth ken kenny|lawrence larry|leonard len lenny leo
terrence terry terence|theodore ted theo|timothy tim|victoria vicky tori|vincent vince|walter walt|andrew andy drew|peter pete
donald don donny|ronald ron|raymond ray|francis frank|frederick fred|gerald gerry jerry|harold harry hal|henry hank harry
isabella bella izzy|jacqueline jackie|jessica jess|josephine jo|judith judy|kimberly kim|laurence larry|madeline maddie
nathan nate|nathaniel nate|pamela pam|philip phil phillip|stephanie steph|abigail abby|allison ali|amanda mandy|barbara barb
cynthia cindy|dorothy dot|eugene gene|florence flo|jeffrey jeff|joshua josh|maximilian max|melissa mel|natalie nat|oliver ollie
zachary zach|albert al bert|alan al|douglas doug|gabriel gabe|russell russ|sebastian seb|yolanda yoli
"""
NICKNAMES: dict[str, frozenset[str]] = {}
for _group in _GROUPS.replace("\n", "|").split("|"):
    _names = _group.split()
    for _name in _names:
        # The first of a group is the full name: a short form means it, it may be shortened to any of them.
        _others = set(_names[1:]) if _name == _names[0] else {_names[0]}
        NICKNAMES[_name] = NICKNAMES.get(_name, frozenset()) | _others


def other_forms(name: str) -> frozenset[str]:
    """What else the bearer of a folded first name may be called."""
    return NICKNAMES.get(name, frozenset())
