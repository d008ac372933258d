"""The commands, one file for each group; `intake_daemon.cli` imports them when they are asked for."""
