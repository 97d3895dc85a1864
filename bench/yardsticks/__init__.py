"""Two pages that the product's own are measured against, for bench/pages.py."""
