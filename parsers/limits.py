"""How much of the machine one document may use: hostile files are cut short, honest ones never notice."""

from pydantic import PositiveFloat, PositiveInt

from intake_daemon.model import Frozen


class Limits(Frozen):
    """Bounds for reading one arrival.

    Args:
        seconds: wall clock and CPU seconds, reading and understanding together.
        memory_mb: address space a document may add to its process, in MB.
        pages: pages in the whole arrival.
        pixels: pixels of one page picture, after decoding or rendering.
        parts: mail parts and attachments, containers included.
        depth: mails inside mails.
        inflated_mb: decoded size of one compressed PDF stream and of all mail parts together, in MB.
    """

    seconds: PositiveFloat = 60.0
    memory_mb: PositiveInt = 1400
    pages: PositiveInt = 200
    pixels: PositiveInt = 120_000_000
    parts: PositiveInt = 200
    depth: PositiveInt = 5
    inflated_mb: PositiveInt = 400
