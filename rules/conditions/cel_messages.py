"""The messages of CEL's checked form, as protobuf types.

`cel.Expression.serialize` gives a `cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and
syntax.proto). No package ships its Python classes, so the parts we read are declared here, by the numbers of
the specification; protobuf skips what is not declared.
"""

from collections.abc import Mapping

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

_SCALARS = {
    "int64": descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
    "int32": descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
    "uint64": descriptor_pb2.FieldDescriptorProto.TYPE_UINT64,
    "double": descriptor_pb2.FieldDescriptorProto.TYPE_DOUBLE,
    "bool": descriptor_pb2.FieldDescriptorProto.TYPE_BOOL,
    "string": descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    "bytes": descriptor_pb2.FieldDescriptorProto.TYPE_BYTES,
}

#: message → field → (number, type); "*" before a type: repeated.
_MESSAGES: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "Constant": {
        "null_value": (1, "int32"),
        "bool_value": (2, "bool"),
        "int64_value": (3, "int64"),
        "uint64_value": (4, "uint64"),
        "double_value": (5, "double"),
        "string_value": (6, "string"),
        "bytes_value": (7, "bytes"),
    },
    "Ident": {"name": (1, "string")},
    "Select": {"operand": (1, "Expr"), "field": (2, "string"), "test_only": (3, "bool")},
    "Call": {"target": (1, "Expr"), "function": (2, "string"), "args": (3, "*Expr")},
    "CreateList": {"elements": (1, "*Expr"), "optional_indices": (2, "*int32")},
    "Entry": {"map_key": (3, "Expr"), "value": (4, "Expr")},
    "CreateStruct": {"message_name": (1, "string"), "entries": (2, "*Entry")},
    "Comprehension": {
        "iter_var": (1, "string"),
        "iter_range": (2, "Expr"),
        "accu_var": (3, "string"),
        "accu_init": (4, "Expr"),
        "loop_condition": (5, "Expr"),
        "loop_step": (6, "Expr"),
        "result": (7, "Expr"),
        "iter_var2": (8, "string"),
    },
    "Expr": {
        "id": (2, "int64"),
        "const_expr": (3, "Constant"),
        "ident_expr": (4, "Ident"),
        "select_expr": (5, "Select"),
        "call_expr": (6, "Call"),
        "list_expr": (7, "CreateList"),
        "struct_expr": (8, "CreateStruct"),
        "comprehension_expr": (9, "Comprehension"),
    },
    "Type": {
        "dyn": (1, "bytes"),
        "primitive": (3, "int32"),
        "well_known": (5, "int32"),
        "list_type": (6, "ListType"),
    },
    "ListType": {"elem_type": (1, "Type")},
    "TypeEntry": {"key": (1, "int64"), "value": (2, "Type")},
    "PositionEntry": {"key": (1, "int64"), "value": (2, "int32")},
    "SourceInfo": {"positions": (4, "*PositionEntry")},
    "CheckedExpr": {"type_map": (3, "*TypeEntry"), "expr": (4, "Expr"), "source_info": (5, "SourceInfo")},
}


def _file() -> descriptor_pb2.FileDescriptorProto:
    declared = descriptor_pb2.FileDescriptorProto(name="checked.proto", package="cel.expr", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = declared.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            repeated, plain = kind.startswith("*"), kind.removeprefix("*")
            made = message.field.add(name=field, number=number)
            made.label = made.LABEL_REPEATED if repeated else made.LABEL_OPTIONAL
            made.type = _SCALARS.get(plain, made.TYPE_MESSAGE)
            if plain not in _SCALARS:
                made.type_name = f".cel.expr.{plain}"
    return declared


def _class() -> type[Message]:
    pool = descriptor_pool.DescriptorPool()
    pool.Add(_file())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("cel.expr.CheckedExpr"))


_CHECKED = _class()


def read_checked(serialized: bytes) -> Message:
    """A `CheckedExpr` out of what `cel.Expression.serialize` gives."""
    wrapped = any_pb2.Any.FromString(serialized)
    return _CHECKED.FromString(wrapped.value)
