"""What a message wants, in which language, and whether it answers one of ours."""
