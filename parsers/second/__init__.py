"""A second reader for the places that hold values: reads crops, not pages, with a neural line recogniser.

Two readers that agree are seldom both wrong. This one is dearer than Tesseract for a page, cheaper than a look by a
person, and much better at handwriting. Importing the package loads no recogniser; `open_second` does.
"""

from parsers.second.glimpse import Glimpse, Grammar
from parsers.second.reader import SecondReader, open_second

__all__ = ["Glimpse", "Grammar", "SecondReader", "open_second"]
