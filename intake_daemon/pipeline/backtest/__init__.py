"""Trying edited rules on what was decided before: every stored case once more, by two sets, touching nothing."""
