"""The pages of the assessments app."""
