"""Drawings for slides: the KSB map and the gap analysis, as SVG and as PNG of the same drawing."""
