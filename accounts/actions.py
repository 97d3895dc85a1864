"""What changes about people and providers: founding a provider, giving a role, ending one."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Employer, Membership, Provider, Role, User


@transaction.atomic
def found_provider(*, name: str, admin_email: str, admin_name: str) -> tuple[Provider, User]:
    """A new training provider and its first administrator, who has no password until they set one."""
    provider = Provider.objects.create(name=name)
    admin = find_or_add_person(email=admin_email, name=admin_name)
    give_role(user=admin, provider=provider, role=Role.PROVIDER_ADMIN, by=None)
    return provider, admin


def find_or_add_person(*, email: str, name: str) -> User:
    address = email.strip().lower()
    return User.objects.filter(email=address).first() or User.objects.create_user(address, name=name)


@transaction.atomic
def give_role(
    *, user: User, provider: Provider, role: str, by: User | None, employer: Employer | None = None
) -> Membership:
    """Give somebody a role at a provider; a role they hold already is left as it is."""
    membership, created = Membership.objects.get_or_create(
        user=user, provider=provider, role=role, ended_at=None, defaults={"employer": employer}
    )
    if created:
        record(user, "given a role", provider_id=provider.pk, by=by, role=role)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User | None) -> None:
    """Take a role away. What the person could see by it is out of their sight from the next request on."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    record(membership.user, "lost a role", provider_id=membership.provider_id, by=by, role=membership.role)
