"""Forms say what is wrong in words that people know: no names of fields, no ids, no advice for developers."""

from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from accounts.forms.plain import LOST, NOT_OFFERED, OnceField, PlainForm


class Sample(PlainForm):
    about_hash = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    own = forms.ChoiceField(choices=[("a", "A")], error_messages={"invalid_choice": "Not this one."})
    once = OnceField()


def test_what_the_page_could_not_send_is_said_plainly():
    form = Sample({"kind": "7b1d2f38-2f0e-4c7b-9e93-0d2f7f7e9a11", "several": ["x"], "own": "x"})
    assert form.errors == {
        "about_hash": [LOST],
        "kind": [NOT_OFFERED],
        "several": [NOT_OFFERED],
        "own": ["Not this one."],
    }
    shown = render_to_string("components/error_summary.html", {"form": form})
    assert f">{LOST}<" in shown
    assert f">Kind: {NOT_OFFERED}<" in shown
    assert "hash:" not in shown


@pytest.mark.parametrize("sent", ["", "x", None])
def test_a_page_that_lost_its_id_acts_as_a_new_one(sent):
    field = OnceField()
    assert isinstance(field.clean(sent), UUID)
    assert field.clean(sent) != field.clean(sent)


def test_the_same_page_is_the_same_act():
    known = uuid4()
    assert OnceField().clean(str(known)) == known


# Sent by scripts alone, whose one line is written elsewhere.
BY_SCRIPT = {"BeginForm", "ChunkForm"}


def form_classes():
    for app in ("standards", "portfolio", "assessments"):
        root = Path(settings.BASE_DIR)
        for path in sorted((root / app).rglob("*form*.py")) + sorted((root / app / "forms").rglob("*.py")):
            module = import_module(".".join(path.relative_to(root).with_suffix("").parts))
            yield from (
                each
                for each in vars(module).values()
                if isinstance(each, type) and issubclass(each, forms.Form) and each is not forms.Form
            )


def test_every_form_speaks_plainly():
    found = {each.__name__ for each in form_classes() if not issubclass(each, PlainForm)}
    assert found - BY_SCRIPT == set()
