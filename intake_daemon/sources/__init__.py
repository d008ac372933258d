"""Where arrivals come from: mailboxes, drop folders, Maildirs. Each is a `Source`."""
