"""Draws what was read over the pages it was read from, for people: `inspect --picture`.

In goes a `Subject`: a file, the reading of it and what was decided. Out comes a PDF, a sheet a page, with a
margin strip that explains the numbered boxes; or the same as PNG.
"""
