"""Loading packs, the YAML files in `fixtures/` that say what is asked, into the database."""

from standards.pack_reading import PackError

from .packs import load_packs
from .syncing import Changes

__all__ = ["Changes", "PackError", "load_packs"]
