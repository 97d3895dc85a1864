"""A site with the real settings and one page that reads, then writes: for bench/writers.py."""
