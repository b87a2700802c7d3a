"""Sentences said in another way that mean the same: how much of what is understood hangs on how it was put.

Each variation takes a right case and changes the manner of its last sentence (fillers, an opener, small letters, another way to
write a date or an amount, a slip of the tongue that is taken back) or puts two orders into one message. What must come of it stays.
"""

from evals.language.variations.composed import COMPOSED
from evals.language.variations.manner import MANNERS, Manner, varied

__all__ = ["COMPOSED", "MANNERS", "Manner", "varied"]
