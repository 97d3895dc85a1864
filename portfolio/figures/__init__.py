"""Answers that are rows: their columns, what is wrong in them, what follows from them. No database here."""
