"""Which files of other packages are served: the few that our pages name, so that collecting them is quick."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OurStaticFiles(StaticFilesConfig):
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap.*",
        "bootstrap-utilities*",
        "*.rtl.*",
        "bootstrap-grid.css*",
        "bootstrap-reboot.css*",
        "ext",  # extensions of htmx
        "htmax-*",
        "htmx-4*",
        "htmx-2.js",
    ]
