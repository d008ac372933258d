"""Public sets of people with errors, linked by our bulk matcher and by splink and recordlinkage in the same run."""
