"""A field's value as people read it."""

from intake_daemon.model import FieldValue


def value_text(field: FieldValue) -> str:
    """The value in words; the readings side by side when there is none that counts."""
    if field.value is None:
        return " or ".join(str(other.value) for other in field.alternatives)
    if isinstance(field.value, bool):
        return "yes" if field.value else "no"
    if isinstance(field.value, tuple):
        return ", ".join(
            item if isinstance(item, str) else f"{item.start}..{item.end or ''}" for item in field.value
        )
    return field.value
