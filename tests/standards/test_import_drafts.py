"""Confirming a record makes a draft of the provider's own, in which nothing that was mapped is lost."""

import datetime as dt
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from standards.belonging_actions import bring_belongings
from standards.choices import KsbKind
from standards.import_actions import drop_import
from standards.import_drafts import Asked, draft_of_record
from standards.models import Area, Criterion, Ksb, Method, Standard, StandardVersion
from standards.records.keeping import CREDIT
from standards.records.storing import as_values, record_from
from standards.records.values import Record, RecordKsb
from tests.factories import ProviderFactory, member
from tests.standards.records.files import WORDS, as_json, case, official
from tests.standards.sent import confirm, imported

pytestmark = pytest.mark.django_db

LISTS = {"K": ("knowledges", "knowledgeId"), "S": ("skills", "skillId"), "B": ("behaviours", "behaviourId")}


@pytest.fixture
def admin():
    return member(ProviderFactory(), Role.PROVIDER_ADMIN)


def official_of(version, *, without=(), reworded=(), more=(), **said):
    """The official record of a version, whose words are others for all of `reworded`."""
    lists = {name: [] for name, _ in LISTS.values()}
    for ksb in version.ksbs.all():
        if ksb.code not in without:
            name, identifier = LISTS[ksb.kind]
            words = f"Official words for {ksb.code}." if ksb.code in reworded else ksb.statement
            lists[name].append({identifier: str(ksb.guid), "detail": words})
    for kind, words in more:
        name, identifier = LISTS[kind]
        lists[name].append({identifier: str(uuid4()), "detail": words})
    return official(referenceNumber=version.standard.reference, version=version.version, **lists, **said)


def mapped(version):
    """Which method and which criterion goes with which KSB, by what stays the same in a copy."""
    methods = Method.ksbs.through.objects.filter(method__plan__version=version)
    criteria = Criterion.ksbs.through.objects.filter(criterion__method__plan__version=version)
    return (
        set(methods.values_list("method__key", "ksb__guid")),
        set(
            criteria.values_list("criterion__method__key", "criterion__code", "criterion__text", "ksb__guid")
        ),
    )


def test_official_words_come_in_and_every_mapping_stays(version, admin, as_user):
    """The library is as before, and so is everything that hangs on the KSBs in the copy."""
    before = list(Ksb.objects.order_by("pk").values_list("pk", "statement", "code"))
    every = [ksb.code for ksb in version.ksbs.all()]
    row = imported(admin, as_json(official_of(version, reworded=every)))
    answer = confirm(as_user(admin), row, base=str(version.pk), why="The official words.")
    draft = StandardVersion.objects.get(replaces=version)
    assert answer.url == reverse("standards:version-edit", args=[draft.provider_id, draft.pk])
    assert draft.is_draft
    assert (draft.version, draft.why, draft.wording) == ("1.1-1", "The official words.", "official")
    assert draft.starts_from == dt.date(2026, 12, 1)
    assert [ksb.statement for ksb in draft.ksbs.all()] == [f"Official words for {code}." for code in every]
    assert mapped(draft) == mapped(version)
    assert [area.title for area in draft.areas.all()] == [area.title for area in version.areas.all()]
    assert CREDIT in as_user(admin).get(draft.get_absolute_url()).content.decode()
    assert (
        list(Ksb.objects.exclude(version=draft).order_by("pk").values_list("pk", "statement", "code"))
        == before
    )
    acts = list(AuditEvent.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["received standards", "drafted version", "brought in version"]
    assert "A draft was made of it" in as_user(admin).get(row.get_absolute_url()).content.decode()
    StandardVersion.objects.filter(pk=draft.pk).update(published_at=timezone.now(), published_by=admin)
    again = as_user(admin).get(row.get_absolute_url())
    assert again.context["preview"].base == version
    assert "it becomes another version beside this one" in again.content.decode()


def test_what_is_new_comes_in_and_what_is_gone_goes(version, admin, as_user):
    gone = version.ksbs.get(code="K2")
    record = official_of(version, without=["K2"], reworded=["S4"], more=[("B", "Something wholly new.")])
    row = imported(admin, as_json(record))
    confirm(as_user(admin), row, base=str(version.pk))
    draft = StandardVersion.objects.get(replaces=version)
    codes = {ksb.guid: ksb.code for ksb in draft.ksbs.all()}
    assert gone.guid not in codes
    assert codes[version.ksbs.get(code="K3").guid] == "K2"
    assert draft.ksbs.get(guid=version.ksbs.get(code="S4").guid).statement == "Official words for S4."
    added = draft.ksbs.get(statement="Something wholly new.")
    assert (added.kind, added.area.title) == ("B", "Behaviours")
    methods, criteria = mapped(version)
    left = (
        {each for each in methods if each[-1] != gone.guid},
        {each for each in criteria if each[-1] != gone.guid},
    )
    assert mapped(draft) == left


def test_areas_that_are_called_otherwise_are_renamed_and_keep_what_judges_them(version, admin, as_user):
    package = case(
        CFDocument={"title": "ST0072 1.1 Customer service practitioner", "version": "1.1"},
        CFItems=[],
        CFAssociations=[],
    )
    for area in version.areas.all():
        package["CFItems"].append(
            {"identifier": str(area.pk), "fullStatement": f"{area.title} now", "CFItemType": "Area"}
        )
        for ksb in area.ksbs.all():
            package["CFItems"].append(
                {
                    "identifier": str(ksb.guid),
                    "humanCodingScheme": ksb.code,
                    "fullStatement": ksb.statement,
                    "CFItemType": "KSB",
                }
            )
            package["CFAssociations"].append(
                {
                    "associationType": "isChildOf",
                    "originNodeURI": {"identifier": str(ksb.guid)},
                    "destinationNodeURI": {"identifier": str(area.pk)},
                }
            )
    row = imported(admin, as_json(package))
    confirm(as_user(admin), row, base=str(version.pk))
    draft = StandardVersion.objects.get(replaces=version)
    assert [area.title for area in draft.areas.all()] == [f"{area.title} now" for area in version.areas.all()]
    assert mapped(draft) == mapped(version)
    judged = Criterion.objects.filter(method__plan__version=draft).values_list("area__title", flat=True)
    assert {title.removesuffix(" now") for title in judged} == set(
        Criterion.objects.filter(method__plan__version=version).values_list("area__title", flat=True)
    )
    assert draft.wording == version.wording


def test_a_standard_that_is_new_becomes_the_providers_own_without_a_plan(admin, as_user):
    row = imported(admin, as_json(official(level="")))
    client = as_user(admin)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "the draft has no assessment plan" in page
    refused = confirm(client, row, base="anew", version="1.1", why="Ours alone.")
    assert refused.status_code == 422
    assert "Say the level" in refused.content.decode()
    assert "Ours alone." in refused.content.decode()
    named = confirm(client, row, base="anew", version="1/2", level="3")
    assert (named.status_code, "Use letters, figures, full stops" in named.content.decode()) == (422, True)
    answer = confirm(client, row, base="anew", version="1.1", level="3")
    standard = Standard.objects.get()
    draft = standard.versions.get()
    assert answer.url == reverse("standards:version-edit", args=[draft.provider_id, draft.pk])
    assert (standard.provider, standard.reference, standard.level) == (row.source.provider, "ST0999", 3)
    assert (draft.version, draft.replaces, draft.is_draft) == ("1.1", None, True)
    assert {ksb.code: ksb.statement for ksb in draft.ksbs.all()} == WORDS
    assert list(Area.objects.values_list("title", flat=True)) == ["Knowledge", "Skills", "Behaviours"]
    assert "1 area, 2 KSBs" in client.get(draft.get_absolute_url()).content.decode()
    stranger = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    assert as_user(stranger).get(draft.get_absolute_url()).status_code == 404


def test_confirming_twice_makes_one_and_a_second_draft_is_refused(version, admin, as_user):
    row = imported(admin, as_json(official_of(version, reworded=["K1"])))
    client, again = as_user(admin), str(uuid4())
    first = confirm(client, row, base=str(version.pk), form_id=again)
    second = confirm(client, row, base=str(version.pk), form_id=again)
    assert first.url == second.url
    other = confirm(client, row, base=str(version.pk), version="1.1-9", why="Once more.")
    assert other.status_code == 409
    assert "begun a draft already" in other.content.decode()
    assert "Once more." in other.content.decode()
    assert StandardVersion.objects.filter(provider__isnull=False).count() == 1
    unread = imported(admin, as_json(official_of(version, reworded=["K2"])))
    shown = client.get(unread.get_absolute_url()).content.decode()
    assert "begun a draft already" in shown
    assert "Publish or discard ST0072 version 1.1-1 first." in shown


def test_a_file_that_was_dropped_meanwhile_makes_nothing(admin):
    """The page was open in two windows: one drops the file, the other confirms it."""
    row = imported(admin, as_json(official()))
    drop_import(found=row.source, by=admin)
    asked = Asked(uuid4(), "1.1", dt.date(2026, 12, 1), level=3)
    with pytest.raises(Refused) as refused:
        draft_of_record(row=row, base=None, asked=asked, by=admin)
    assert refused.value.status == HTTPStatus.CONFLICT
    with pytest.raises(Refused):
        bring_belongings(row=row, kinds=["templates"], seen="", by=admin)
    assert not Standard.objects.exists()


def test_a_name_that_is_taken_is_refused_and_nothing_is_made(version, admin, as_user):
    row = imported(admin, as_json(official_of(version, earliestStartDate="03/02/2001")))
    form = as_user(admin).get(row.get_absolute_url()).context["form"]
    assert form["starts_from"].initial >= version.starts_from
    assert "The file says 3 Feb 2001, but ST0072 version 1.1" in form.fields["starts_from"].help_text
    answer = confirm(as_user(admin), row, base=str(version.pk), version="1.1")
    assert answer.status_code == 409
    assert "There is a version 1.1 already" in answer.content.decode()
    assert not StandardVersion.objects.filter(provider__isnull=False).exists()


def test_what_has_a_problem_is_not_made_into_a_draft(admin, as_user):
    row = imported(admin, as_json(official(knowledges=[], skills=[], behaviours=[])))
    client = as_user(admin)
    assert "It lists no KSBs" in client.get(row.get_absolute_url()).content.decode()
    answer = confirm(client, row, base="anew", version="1.1")
    assert answer.status_code == 409
    assert not Standard.objects.exists()


def test_only_administrators_make_drafts(version, admin, as_user):
    row = imported(admin, as_json(official_of(version)))
    assessor = member(row.source.provider, Role.ASSESSOR)
    assert confirm(as_user(assessor), row, base=str(version.pk)).status_code == 403
    stranger = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    assert confirm(as_user(stranger), row, base=str(version.pk)).status_code == 404


def test_records_are_kept_as_they_were():
    ksb = RecordKsb("K1", KsbKind.KNOWLEDGE, "Words.", UUID(int=1), "Title", "Area", "line 2")
    record = Record(
        "ST0001", "Title", "1.0", starts_from=dt.date(2026, 1, 2), ksbs=[ksb], pack={"b": 1, "a": 2}
    )
    assert record_from(as_values(record)) == record
