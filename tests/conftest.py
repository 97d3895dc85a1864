"""What every test may ask for."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from tests import database

APPEND_ONLY = (
    "accounts_auditevent",
    "assessments_assessorrisk",
    "assessments_behaviourseen",
    "assessments_claimmove",
    "assessments_claimmoveelsewhere",
    "assessments_criterionresult",
    "assessments_decision",
    "assessments_declaration",
    "assessments_eparesult",
    "assessments_findinganswer",
    "assessments_moveelsewhere",
    "assessments_onprogrammeresult",
    "assessments_opiniondecision",
    "assessments_pagemark",
    "assessments_planmove",
    "assessments_readinessanswer",
    "assessments_remark",
    "assessments_requestmove",
    "assessments_signature",
    "assessments_strategy",
    "assessments_testimony",
    "assessments_testimony_ksbs",
    "assessments_undonemove",
    "assessments_versionmove",
    "portfolio_viewing",
    "reports_roomreading",
    "standards_plancheck",
)

# A machine that does other things too draws examples slowly; that says nothing about the product.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those without a database first: the others may have to wait until one process has built it."""
    items.sort(key=needs_a_database)


def needs_a_database(item: pytest.Item) -> bool:
    asked_for = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked_for) or item.get_closest_marker("django_db") is not None


def pytest_collection_finish() -> None:
    """What was imported and collected stays: looking through it again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """Instead of pytest-django's own, which runs all migrations for every worker of every session."""
    real_name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        database.create(pytestconfig.rootpath / ".pytest_cache" / "database")
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(real_name, verbosity=0)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path: Path) -> Path:
    """Each test keeps its files in a folder of its own."""
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = storages
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return tmp_path / "files"


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client signed in as this person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True, scope="session")
def empty_past_append_only_tables() -> Iterator[None]:
    """Emptying the tables after a test with real transactions must get past the triggers."""
    teardown = TransactionTestCase._fixture_teardown

    def only_what_was_filled(self: TransactionTestCase) -> None:
        for alias in self._databases_names(include_mirrors=False):
            database.empty(connections[alias], APPEND_ONLY)

    TransactionTestCase._fixture_teardown = only_what_was_filled
    yield
    TransactionTestCase._fixture_teardown = teardown
