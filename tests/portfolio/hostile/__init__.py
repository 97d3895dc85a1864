"""Damaged and hostile files, every one made by code, and what must become of them."""
