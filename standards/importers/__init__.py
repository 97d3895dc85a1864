"""Loading packs, the YAML files in `fixtures/` that say what is asked, into the database."""

from .packs import load_packs
from .reading import PackError
from .syncing import Changes

__all__ = ["Changes", "PackError", "load_packs"]
