"""Capturing evidence: a large upload, many photos, search over many pieces, suggested KSBs.

    python -m bench.capture                     everything
    python -m bench.capture --quick             less of everything
    python -m bench.capture --only upload       one section: upload, photos, search, suggest

Each section is a module of its own, bench/capture_<section>.py, with `measure(*, quick) -> list[Figure]`.
Ends with 1 when a target is missed. The last line holds the figures as JSON.
"""

import argparse
import importlib
import time

from bench.shared import ROOT, Figure, finish

SECTIONS = ("upload", "photos", "search", "suggest")


def existing() -> list[str]:
    return [name for name in SECTIONS if (ROOT / "bench" / f"capture_{name}.py").exists()]


def measure(section: str, *, quick: bool) -> list[Figure]:
    print(f"\n{section}")
    began = time.monotonic()
    figures: list[Figure] = importlib.import_module(f"bench.capture_{section}").measure(quick=quick)
    for figure in figures:
        print(f"  {figure}")
    print(f"  took {time.monotonic() - began:.0f} s", flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section; may be repeated")
    arguments = parser.parse_args()
    sections = arguments.only or existing()
    figures = [figure for section in sections for figure in measure(section, quick=arguments.quick)]
    missed = [f"{figure.name}: {figure.value:.1f} {figure.unit}" for figure in figures if not figure.is_met]
    finish({figure.name: round(figure.value, 1) for figure in figures}, missed=missed)


if __name__ == "__main__":
    main()
