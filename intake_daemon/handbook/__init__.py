"""The whole policy as one printable document for the compliance officer: composed once, set as HTML and as PDF."""
