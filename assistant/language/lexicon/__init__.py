"""What words mean: the tenant's catalog and the vocabulary of CRM talk."""

from assistant.language.lexicon.build import build_lexicon, families, lexicon_of, table_of
from assistant.language.lexicon.senses import Lexicon, Sense

__all__ = ["Lexicon", "Sense", "build_lexicon", "families", "lexicon_of", "table_of"]
