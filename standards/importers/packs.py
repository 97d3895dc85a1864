"""Loading a whole folder of packs, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from standards.pack_reading import Node, PackError, read_pack

from .cues import load_cues
from .guidance import load_guidance
from .scenarios import load_scenarios
from .standards import load_standard
from .syncing import Changes
from .templates import load_fits, load_templates
from .worked import load_worked

# In the order of loading: later kinds refer to earlier ones.
LOADERS: dict[str, Callable[[Node, Changes], None]] = {
    "standard": load_standard,
    "evidence-templates": load_templates,
    "template-fits": load_fits,
    "guidance": load_guidance,
    "ksb-cues": load_cues,
    "scenarios": load_scenarios,
    "worked-examples": load_worked,
}


def load_packs(folder: Path) -> Changes:
    """Load every YAML file below the folder. Raises PackError and changes nothing if one is wrong."""
    roots = [read_pack(path, path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*.yaml"))]
    if not roots:
        raise PackError(f"{folder}: there are no packs in this folder.")
    for root in roots:
        if root.text("pack") not in LOADERS:
            raise root.error(f'"{root.text("pack")}" is not a kind of pack; known are {", ".join(LOADERS)}.')
    changes = Changes()
    with transaction.atomic():
        for root in sorted(roots, key=lambda root: list(LOADERS).index(root.text("pack"))):
            LOADERS[root.text("pack")](root, changes)
    return changes
