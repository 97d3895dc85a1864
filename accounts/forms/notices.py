"""How somebody wants to be told about each kind of thing."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Channel, NoticeChoice, NoticeKind, User
from accounts.rules.notices import usual_channel


class NoticeChoicesForm(forms.Form):
    """One question for each kind that can concern this person."""

    def __init__(self, *args: Any, user: User, kinds: Sequence[NoticeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "channel"))
        for kind in kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=str(kind.label),
                choices=Channel.choices,
                initial=chosen.get(kind, usual_channel(kind)),
                widget=forms.RadioSelect,
                error_messages={"required": "Choose one of the three."},
            )

    def save(self) -> None:
        """Only what differs from before is written: a later change of what is usual reaches the rest."""
        changed = {kind: self.cleaned_data[kind] for kind in self.changed_data}
        NoticeChoice.objects.bulk_create(
            [NoticeChoice(user=self.user, kind=kind, channel=channel) for kind, channel in changed.items()],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["channel"],
        )
