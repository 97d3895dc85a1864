"""Standards as other systems write them, read into values; nothing here touches the database."""
