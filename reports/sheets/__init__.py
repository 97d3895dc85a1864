"""Every sheet that leaves: what is in it, whom it is for, and how it becomes paper."""
