"""All tables in one place, for migrations and for tests that compare them."""

from intake_daemon.store import arrivals, audit, directory, messages, requests
from intake_daemon.store.base import Base

metadata = Base.metadata

MODULES = (arrivals, requests, messages, directory, audit)
