"""The pages of what goes out, one module a noun."""
