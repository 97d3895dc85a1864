"""How large a file may be and how much room there is for it. Pure: numbers in, sentences out."""

from dataclasses import dataclass

from portfolio import rules

# What stays free on a disk whatever is sent, so that everybody can go on writing.
SPARE_BYTES = 100_000_000


@dataclass(frozen=True)
class Limits:
    """What applies to one piece, in bytes.

    largest: of one file. largest_in_form: of one file sent with a form, which cannot go on after a break.
    room: what the provider has left; None where nobody set a quota. quota: of which.
    """

    largest: int
    largest_in_form: int
    room: int | None = None
    quota: int | None = None

    @property
    def is_tight(self) -> bool:
        """Whether people should hear of the room before they choose a file."""
        if self.room is None or self.quota is None:
            return False
        return self.room < self.largest or self.room * 10 < self.quota

    def why_too_large(self, size: int, *, in_form: bool = False) -> str:
        """Why a file of this size is refused, in words for its owner; empty when it is not."""
        if size > self.largest:
            limit = rules.size_in_words(self.largest)
            return f"It is larger than {limit}. Make it shorter or save a smaller copy."
        if in_form and size > self.largest_in_form:
            limit = rules.size_in_words(self.largest_in_form)
            return f"It is larger than {limit}, the most that a form can send. Save a smaller copy."
        return ""

    def why_no_room(self, size: int) -> str:
        if self.room is None or size <= self.room:
            return ""
        if self.room == 0:
            return "Your training provider has no room left for files. Ask them for more."
        left = rules.size_in_words(self.room)
        return f"Your training provider has room for {left} more. Save a smaller copy, or ask them for more."


def limits_from(
    *, installation: int, in_form: int, provider: int | None, quota: int | None, used: int = 0
) -> Limits:
    """A provider can lower what the installation allows, never raise it."""
    largest = installation if provider is None else min(installation, provider)
    room = None if quota is None else max(0, quota - used)
    return Limits(largest=largest, largest_in_form=min(largest, in_form), room=room, quota=quota)
