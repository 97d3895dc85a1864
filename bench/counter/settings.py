"""The product's settings with another table and another address."""

from config.settings import *  # noqa: F403  # the real ones are what is measured

INSTALLED_APPS = [*INSTALLED_APPS, "bench.counter"]  # noqa: F405  # comes with the star import
ROOT_URLCONF = "bench.counter.urls"
