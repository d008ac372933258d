"""The demonstration: the daemon at work on invented papers, with real servers, in a folder of its own."""
