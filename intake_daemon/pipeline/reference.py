"""References by which requests are named in mails: short, readable on the phone, saying nothing."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.store.requests import RequestRow

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  #: Crockford's base 32: no I, L, O, U to be misread


def new_reference(session: Session) -> str:
    """Draw a reference R-XXXX-XXXX that no request has yet."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        reference = f"R-{letters[:4]}-{letters[4:]}"
        if session.scalar(select(RequestRow.id).where(RequestRow.reference == reference)) is None:
            return reference
