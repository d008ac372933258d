"""Conditions in CEL: read, type-checked, told in words, and answered for a case."""
