"""How rows of one model are written: a shape names the fields that leave, and the rows that hang on it."""

from dataclasses import dataclass, field

from django.db.models import Model, Q, UUIDField


@dataclass(frozen=True)
class Shape:
    """name: what a row is called in a sentence. path: from a row to its apprenticeship. order: of rows.

    limits: which rows leave at all; None for every one.
    """

    name: str
    model: type[Model]
    path: str
    fields: tuple[str, ...]
    order: tuple[str, ...]
    parts: tuple["Part", ...] = field(default=())
    limits: Q | None = None

    @property
    def has_id(self) -> bool:
        """Whether its rows are called by an id of their own, which others may point at."""
        return isinstance(self.model._meta.pk, UUIDField)


@dataclass(frozen=True)
class Part:
    """Rows under `key` of their parent. link: their foreign key to it. is_one: one row at most, or null.

    since: the minor version of the format that added it; archives before it do not have it.
    """

    key: str
    shape: Shape
    link: str
    is_one: bool = False
    since: int = 0


REVISION_PATH = "evidence__apprenticeship"
PIECE_PATH = f"revision__{REVISION_PATH}"
SUBMITTED = Q(revision__isnull=True) | Q(revision__submitted_at__isnull=False)
