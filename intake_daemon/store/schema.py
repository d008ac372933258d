"""All tables in one place, for migrations and for tests that compare them."""

from intake_daemon.store import (
    arrivals,
    audit,
    directory,
    duties,
    match_index,
    messages,
    patients,
    referrals,
    requests,
    rule_changes,
)
from intake_daemon.store.base import Base

metadata = Base.metadata

MODULES = (
    arrivals,
    requests,
    match_index,
    messages,
    directory,
    patients,
    duties,
    referrals,
    rule_changes,
    audit,
)
