"""Cuts the recogniser's file down to the letters we read, before it is loaded.

The network's last layer scores 18,710 signs, nearly all of them Chinese; keeping the Latin ones saves a quarter of
the time and half of the memory. An ONNX file is a protobuf message (onnx.proto, IR version 10; the wire format is
described in protobuf's "Encoding" page), of which only the two tensors of the last layer need to change, so a few
lines of varints do in place of the `onnx` package.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]

_VARINT, _BYTES = 0, 2
_MODEL_GRAPH, _MODEL_METADATA = 7, 14
_GRAPH_INITIALIZER, _GRAPH_OUTPUT, _GRAPH_VALUE_INFO = 5, 12, 13
_TENSOR_DIMS, _TENSOR_DATA_TYPE, _TENSOR_NAME, _TENSOR_RAW_DATA = 1, 2, 8, 9
_FLOAT = 1


def note(model: bytes, key: str) -> str:
    """Return what the file's own notes (metadata_props) say under a key; "" when it is not there."""
    for field, value in _fields(memoryview(model)):
        if field == _MODEL_METADATA:
            entry = {number: str(_bytes(text), "utf-8") for number, text in _fields(_bytes(value))}
            if entry.get(1) == key:
                return entry.get(2, "")
    return ""


def tensors(model: bytes, names: frozenset[str]) -> dict[str, Weights]:
    """Return the named float tensors of a model file, each in its own shape."""
    graph = next(value for field, value in _fields(memoryview(model)) if field == _MODEL_GRAPH)
    found = {}
    for field, value in _fields(_bytes(graph)):
        if field == _GRAPH_INITIALIZER and (name := _name(_bytes(value))) in names:
            found[name] = _tensor(_bytes(value))
    return found


def with_tensors(model: bytes, replaced: Mapping[str, Weights]) -> bytes:
    """Return the model file with other tensors under the names given.

    What the file says about the shapes between its layers is left out, since it no longer holds.
    """
    return b"".join(
        _field(field, _graph(_bytes(value), replaced) if field == _MODEL_GRAPH else value)
        for field, value in _fields(memoryview(model))
    )


def _graph(graph: memoryview, replaced: Mapping[str, Weights]) -> bytes:
    return b"".join(
        _field(field, _graph_field(field, value, replaced))
        for field, value in _fields(graph)
        if field != _GRAPH_VALUE_INFO
    )


def _graph_field(
    field: int, value: int | memoryview, replaced: Mapping[str, Weights]
) -> int | bytes | memoryview:
    if field == _GRAPH_INITIALIZER and (name := _name(_bytes(value))) in replaced:
        return _tensor_message(name, replaced[name])
    if field == _GRAPH_OUTPUT:
        return _shapeless(_name_of_output(_bytes(value)))
    return value


def _tensor(message: memoryview) -> Weights:
    shape = [value for field, value in _fields(message) if field == _TENSOR_DIMS]
    raw = next(value for field, value in _fields(message) if field == _TENSOR_RAW_DATA)
    flat = np.frombuffer(_bytes(raw), dtype="<f4")
    return flat.reshape([value for value in shape if isinstance(value, int)])


def _tensor_message(name: str, weights: Weights) -> bytes:
    dims = b"".join(_field(_TENSOR_DIMS, size) for size in weights.shape)
    raw = np.ascontiguousarray(weights, dtype="<f4").tobytes()
    return dims + b"".join(
        (
            _field(_TENSOR_DATA_TYPE, _FLOAT),
            _field(_TENSOR_NAME, name.encode()),
            _field(_TENSOR_RAW_DATA, raw),
        )
    )


def _shapeless(name: str) -> bytes:
    """A ValueInfoProto: a float tensor of any shape."""
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, _FLOAT)))


def _name(tensor: memoryview) -> str:
    return next((str(_bytes(v), "utf-8") for field, v in _fields(tensor) if field == _TENSOR_NAME), "")


def _name_of_output(message: memoryview) -> str:
    return next(str(_bytes(value), "utf-8") for field, value in _fields(message) if field == 1)


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of a message in order: number, and its varint or its bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == _VARINT:
            number, at = _varint(message, at)
            yield tag >> 3, number
        elif kind == _BYTES:
            size, at = _varint(message, at)
            yield tag >> 3, message[at : at + size]
            at += size
        else:
            raise ValueError(f"wire type {kind} at {at}: an ONNX model has none")


def _field(number: int, value: int | bytes | memoryview) -> bytes:
    if isinstance(value, int):
        return _as_varint(number << 3 | _VARINT) + _as_varint(value)
    return b"".join((_as_varint(number << 3 | _BYTES), _as_varint(len(value)), value))


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _bytes(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise TypeError("a message was expected where a number stands")
    return value
