"""What several tests of assessments begin with."""

from pathlib import Path

import pytest

from tests.assessments.versions import Cohort, cohort


@pytest.fixture
def there(tmp_path: Path) -> Cohort:
    """Two people whose standard has another version that they can move to."""
    return cohort(tmp_path)
