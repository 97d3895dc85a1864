"""The product's settings with the two yardsticks beside its own addresses."""

import copy

from config.settings import *  # noqa: F403  # the real ones are what is measured

ROOT_URLCONF = "bench.yardsticks.urls"
TEMPLATES = copy.deepcopy(TEMPLATES)  # noqa: F405  # comes with the star import
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "yardsticks" / "templates")  # noqa: F405
