"""What all shared types have in common: frozen, strict about unknown keys, cheap to store as JSON."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: never edited after it is made; use `model_copy(update=...)` for a changed one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
