"""Which static files are served, and under which names: few of other packages; all by content."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # an untyped package
    """What a script imports is named by its contents too, so that no browser mixes old parts with new."""

    support_js_module_import_aggregation = True


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
