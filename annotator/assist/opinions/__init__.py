"""Opinions about the people and bodies that an article names.

Owns who feels what about whom, as proposals: `rules` read a sentence with the `lexicon`,
`proposing` makes opinions of it, `classifier` learns a project's own view of them, with or without
the sentence `encoder`.
"""

from annotator.assist.opinions.classifier import (
    OpinionModel,
    TrainedOpinions,
    TrainingError,
    load_opinions,
    train_opinions,
)
from annotator.assist.opinions.encoder import encoder_available
from annotator.assist.opinions.proposing import (
    FLOOR,
    RULES,
    ArticleReading,
    Verdict,
    judged_phrases,
    polarity_of,
    suggest_opinions,
)

__all__ = [
    "FLOOR",
    "RULES",
    "ArticleReading",
    "OpinionModel",
    "TrainedOpinions",
    "TrainingError",
    "Verdict",
    "encoder_available",
    "judged_phrases",
    "load_opinions",
    "polarity_of",
    "suggest_opinions",
    "train_opinions",
]
