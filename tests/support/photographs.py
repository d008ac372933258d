"""Photographs of pages, in the formats of telephones."""

from io import BytesIO

import pillow_heif
from PIL import Image

_ORIENTATION = 0x0112  #: Exif 2.3, 4.6.4


def heic(*pictures: Image.Image, orientation: int = 1) -> bytes:
    """A HEIC file of one or more pictures, with Exif's orientation mark."""
    pillow_heif.register_heif_opener(thumbnails=False)
    out = BytesIO()
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    first, *others = [picture.convert("RGB") for picture in pictures]
    first.save(out, "HEIF", quality=60, exif=exif.tobytes(), save_all=True, append_images=others)
    return out.getvalue()
