"""`python -m intake_daemon` is the command `intake-daemon`."""

from intake_daemon.cli import main

main()
