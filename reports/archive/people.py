"""Who the people of an archive are here: the apprentice, and stand-ins for everybody else.

A stand-in is a row that carries a name and can never log in, so that nothing that was decided elsewhere is
ever credited to somebody who works here, even where it was the same person.
"""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.audit import record
from accounts.models import Membership, Provider, Role, User
from accounts.models.people import behind_name
from reports.archive.reading import Written, text_of

LONGEST_ORGANISATION, LONGEST_NAME = 90, 105
NOBODY = "Somebody"


def apprentices_at(provider: Provider) -> list[User]:
    """Whom an administrator may give an archive to: their own apprentices."""
    held = Membership.objects.active().filter(provider=provider, role=Role.APPRENTICE)
    return [row.user for row in held.select_related("user").order_by("user__name", "user")]


def known_at(provider: Provider, email: str) -> User | None:
    """Somebody with this address, only where the provider's administrators may see them anyway."""
    held = Membership.objects.active().filter(provider=provider, user__email=email.strip().lower())
    found = held.filter(role=Role.APPRENTICE).select_related("user").first()
    return found.user if found else None


def named_in(written: Written) -> dict[str, Written]:
    return {text_of(row, "key"): row for row in written["people"]}


def email_in(written: Written) -> str:
    """The apprentice's own address, if the archive says a possible one."""
    people = named_in(written)
    row = people.get(str(written["apprenticeship"].get("apprentice")), {})
    email = text_of(row, "email", 254).lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def apprentice_key(written: Written) -> str:
    return str(written["apprenticeship"].get("apprentice"))


def name_in(written: Written) -> str:
    row = named_in(written).get(apprentice_key(written), {})
    return text_of(row, "name") or NOBODY


def new_person(name: str, email: str, provider: Provider, *, by: User | None) -> User:
    """With an account that nobody can log in to before they set a password by the link for a forgotten one.

    An address that somebody elsewhere on this site has already is not given twice, and not told either.
    """
    person = User(name=name[:200], email=email if is_free(email) else address_of(uuid4(), "new"))
    person.set_unusable_password()
    person.save(force_insert=True)
    record(person, "added a person", provider_id=provider.pk, by=by)
    return person


def is_free(email: str) -> bool:
    return bool(email) and not User.objects.filter(email=email).exists()


def stand_ins(written: Written, provider: Provider, apprentice: User, *, by: User | None) -> dict[str, User]:
    """By key: the apprentice, and for everybody else a row made now or with an earlier archive."""
    own = apprentice_key(written)
    wanted = {key: stand_in(row, provider) for key, row in named_in(written).items() if key != own}
    met = User.objects.filter(email__in=[user.email for user in wanted.values()])
    known = {user.email: user for user in met}
    people = {key: settled(user, known.get(user.email)) for key, user in wanted.items()}
    people[own] = apprentice
    new = [user for user in unique(people.values()) if user._state.adding]
    for user in User.objects.bulk_create(new):
        record(user, "added a stand-in", provider_id=provider.pk, by=by)
    return people


def unique(users: Iterable[User]) -> list[User]:
    return list({user.pk: user for user in users}.values())


def settled(user: User, known: User | None) -> User:
    """The row of an earlier archive, unless that one tells of somebody else."""
    if known is None:
        return user
    if (known.name, known.elsewhere) == (user.name, user.elsewhere):
        return known
    user.email = address_of(uuid4(), "other")
    return user


def stand_in(row: Written, provider: Provider) -> User:
    organisation = text_of(row, "organisation")[:LONGEST_ORGANISATION] or "elsewhere"
    name = (text_of(row, "name") or NOBODY)[:LONGEST_NAME]
    try:
        source = UUID(text_of(row, "id"))
    except ValueError:
        source = uuid4()
    user = User(
        name=f"{name}{behind_name(organisation)}",
        email=address_of(source, str(provider.pk)),
        elsewhere=organisation,
        is_active=False,
    )
    user.set_unusable_password()
    return user


def address_of(source: UUID, where: str) -> str:
    """Of the kind that no mail server can ever have."""
    return f"{source}@{where}.elsewhere.invalid"
