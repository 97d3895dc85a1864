"""How an issued file proves what it is: serials, keys, the signed manifest it carries, and checking it."""
