"""The comment bank: whose comments are whose, and that inserting never ties a marking to one."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Role
from assessments.comment_bank import Insert, comments_at_hand
from assessments.models import Comment
from tests.factories import ApprenticeshipFactory, MembershipFactory, ProviderFactory, member

pytestmark = pytest.mark.django_db

LIST, NEW = "/comments/", "/comments/new/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


@pytest.fixture
def assessor(apprenticeship):
    return apprenticeship.assessor


def comment(provider, owner=None, **fields):
    said = {"name": "Say how it ended", "text": "{name}, say how it ended.", **fields}
    return Comment.objects.create(provider=provider, owner=owner, **said)


def typed(provider, shelf="own", **fields):
    said = {"comment_id": uuid4(), "name": "Say how it ended", "text": "Say how it ended.", "ksb": ""}
    return {**said, "shelf": f"{provider.pk}:{shelf}", **fields}


def test_an_assessor_sees_own_and_shared_comments_alone(as_user, assessor, apprenticeship):
    provider = apprenticeship.provider
    comment(provider, assessor, name="My own")
    comment(provider, name="Of us all")
    comment(provider, member(provider, Role.ASSESSOR), name="A colleague’s")
    comment(ProviderFactory(), name="Another provider’s")
    comment(provider, assessor, name="Removed", removed_at=apprenticeship.created_at)
    response = as_user(assessor).get(LIST)
    names = {kind: [row.comment.name for row in response.context[kind]] for kind in ("own", "shared")}
    assert names == {"own": ["My own"], "shared": ["Of us all"]}
    assert [row.may_change for row in response.context["shared"]] == [False]


@pytest.mark.parametrize("role", [Role.APPRENTICE, Role.LINE_MANAGER, Role.IQA, Role.VISITOR])
def test_nobody_else_has_a_comment_bank(as_user, role):
    client = as_user(member(ProviderFactory(), role))
    assert [client.get(url).status_code for url in (LIST, NEW)] == [403, 403]


@pytest.mark.parametrize(("number", "queries"), [(1, 4), (3, 4)])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    as_user, assessor, apprenticeship, number, queries, django_assert_num_queries
):
    for _ in range(number):
        comment(apprenticeship.provider, ksb=apprenticeship.version.ksbs.first())
    client = as_user(assessor)
    client.get(LIST)
    with django_assert_num_queries(queries):
        client.get(LIST)


def test_the_list_is_narrowed_by_ksb_and_words(as_user, assessor, apprenticeship):
    first, second = apprenticeship.version.ksbs.all()
    comment(apprenticeship.provider, name="One", ksb=first)
    comment(apprenticeship.provider, name="Two", ksb=second, text="Ask who was there.")
    comment(apprenticeship.provider, name="Three")
    client = as_user(assessor)

    def names(**asked):
        return [row.comment.name for row in client.get(LIST, asked).context["shared"]]

    assert names() == ["One", "Three", "Two"]
    assert names(ksb=first.code) == ["One"]
    assert names(q="WHO there") == ["Two"]
    assert names(ksb="x" * 99) == ["One", "Three", "Two"]


def test_a_comment_is_kept_once_however_often_it_is_sent(as_user, assessor, apprenticeship):
    form = typed(apprenticeship.provider, ksb=apprenticeship.version.ksbs.first().pk)
    client = as_user(assessor)
    assert [client.post(NEW, form).status_code for _ in range(2)] == [302, 302]
    kept = Comment.objects.get()
    assert (kept.owner, kept.provider, kept.ksb_id) == (assessor, apprenticeship.provider, form["ksb"])
    assert AuditEvent.objects.filter(act="kept a comment").count() == 1


def test_the_desk_keeps_a_comment_without_leaving(as_user, assessor, apprenticeship):
    client = as_user(assessor)
    kept = client.post(NEW, typed(apprenticeship.provider), headers=JSON)
    assert (kept.status_code, kept.json()) == (
        201,
        {"name": "Say how it ended", "text": "Say how it ended.", "code": ""},
    )
    refused = client.post(NEW, typed(apprenticeship.provider, name=" "), headers=JSON)
    assert (refused.status_code, refused.json()) == (
        422,
        {"message": "Give the comment a short name."},
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"name": " "}, "Give the comment a short name.", id="blank name"),
        pytest.param({"text": "\n "}, "Write the words that the comment inserts.", id="blank text"),
        pytest.param({"name": "x" * 81}, "at most 80 characters", id="long name"),
        pytest.param({"text": "x" * 20_001}, "at most 20000 characters", id="long text"),
        pytest.param({"ksb": "x"}, "That is not offered here", id="unknown KSB"),
        pytest.param({"comment_id": "x"}, "This page lost something", id="no id"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(as_user, assessor, apprenticeship, fields, sentence):
    answer = as_user(assessor).post(NEW, typed(apprenticeship.provider, **fields))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Comment.objects.exists()


def test_a_reason_is_shorter_than_feedback(as_user, assessor, apprenticeship):
    form = typed(apprenticeship.provider, text="x" * 4001)
    answer = as_user(assessor).post(NEW, {**form, "ksb": apprenticeship.version.ksbs.first().pk})
    assert "A reason holds 4000 characters. Shorten this by 1 character." in answer.content.decode()
    assert as_user(assessor).post(NEW, form).status_code == 302


def test_only_an_administrator_keeps_shared_comments(as_user, assessor, apprenticeship):
    provider = apprenticeship.provider
    form = typed(provider, "shared")
    assert as_user(assessor).post(NEW, form).status_code == 422
    assert as_user(member(provider, Role.PROVIDER_ADMIN)).post(NEW, form).status_code == 302
    assert Comment.objects.get().owner is None


def test_somebody_elses_id_gives_nothing_away(as_user, assessor, apprenticeship):
    colleagues = comment(apprenticeship.provider, member(apprenticeship.provider, Role.ASSESSOR))
    answer = as_user(assessor).post(NEW, typed(apprenticeship.provider, comment_id=colleagues.pk))
    assert answer.status_code == 302
    assert Comment.objects.get(owner=colleagues.owner).text == "{name}, say how it ended."
    assert Comment.objects.get(owner=assessor).text == "Say how it ended."


def test_other_words_in_a_form_sent_before_are_kept_as_well(as_user, assessor, apprenticeship):
    form = typed(apprenticeship.provider)
    client = as_user(assessor)
    for text in ("Say how it ended.", "Say how it began.", "Say how it ended."):
        assert client.post(NEW, {**form, "text": text}).status_code == 302
    kept = Comment.objects.order_by("text").values_list("text", flat=True)
    assert list(kept) == ["Say how it began.", "Say how it ended."]


def test_a_comment_is_changed_by_its_owner(as_user, assessor, apprenticeship):
    own = comment(apprenticeship.provider, assessor)
    url = reverse("assessments:comment-edit", args=[own.pk])
    client = as_user(assessor)
    assert "{name}, say how it ended." in client.get(url).content.decode()
    assert client.post(url, typed(apprenticeship.provider, text="New words.")).status_code == 302
    own.refresh_from_db()
    assert own.text == "New words."


@pytest.mark.parametrize("name", ["comment-edit", "comment-remove"])
def test_a_shared_comment_is_the_administrators(as_user, assessor, apprenticeship, name):
    provider = apprenticeship.provider
    shared = comment(provider)
    url = reverse(f"assessments:{name}", args=[shared.pk])
    assert as_user(assessor).post(url, typed(provider, "shared")).status_code == 403
    administrator = as_user(member(provider, Role.PROVIDER_ADMIN))
    assert administrator.post(url, typed(provider, "shared", name="New")).status_code == 302


def test_a_removed_comment_is_kept_and_offered_no_more(as_user, assessor, apprenticeship):
    own = comment(apprenticeship.provider, assessor)
    client = as_user(assessor)
    remove = reverse("assessments:comment-remove", args=[own.pk])
    assert [client.post(remove).status_code for _ in range(2)] == [302, 302]
    own.refresh_from_db()
    assert own.removed_at is not None
    assert comments_at_hand(assessor, apprenticeship.provider_id, "Ann") == []
    assert client.get(reverse("assessments:comment-edit", args=[own.pk])).status_code == 409
    assert AuditEvent.objects.filter(act="removed a comment").count() == 1


def test_the_desk_is_given_the_comments_of_its_provider_with_the_name_in_place(assessor, apprenticeship):
    other = MembershipFactory(user=assessor, role=Role.ASSESSOR).provider
    comment(other, assessor, name="Elsewhere")
    comment(apprenticeship.provider, assessor, name="B", ksb=(ksb := apprenticeship.version.ksbs.first()))
    comment(apprenticeship.provider, name="A", text="Well done, {name}.")
    assert comments_at_hand(assessor, apprenticeship.provider_id, "Ann") == [
        Insert("A", "Well done, Ann.", ""),
        Insert("B", "Ann, say how it ended.", ksb.code),
    ]
