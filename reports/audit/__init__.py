"""The audit pack: all that proves one apprenticeship, in one ZIP that explains itself."""
