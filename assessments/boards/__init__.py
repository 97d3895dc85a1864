"""Many apprentices at a glance, at a cost that grows with the rows shown and not with their evidence."""
