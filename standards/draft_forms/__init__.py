"""What an administrator types about a draft version of a standard."""

from .facts import BeginForm, FactsForm, PlanChoiceForm, WordsForm
from .fields import Otherwise
from .parts import FORMS, PartForm, texts_in

__all__ = [
    "FORMS",
    "BeginForm",
    "FactsForm",
    "Otherwise",
    "PartForm",
    "PlanChoiceForm",
    "WordsForm",
    "texts_in",
]
