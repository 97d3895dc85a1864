"""What a practice is called, in the words of the plan that it prepares for."""

from assessments.models import MockAssessment
from standards.models import Method
from standards.words import Words

# The names that most plans give their methods: practice for these has its usual name.
USUAL_NAMES = {str(kind.label).lower() for kind in Method.Kind} | {"apprentice showcase"}


def called(mock: MockAssessment) -> str:
    """Needs the apprenticeship with its plan at hand."""
    return practice_called(mock.kind, mock.method, mock.apprenticeship.plan.words)


def practice_called(kind: str, method: Method | None, words: Words) -> str:
    """After the method that it practises, where the plan gives that a name of its own."""
    if method is None or method.name.lower() in USUAL_NAMES:
        return words.say(MockAssessment.Kind(kind).label)
    name = method.name
    return f"Mock {name if name[1:2].isupper() else name[:1].lower() + name[1:]}"
