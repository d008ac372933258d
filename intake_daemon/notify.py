"""Telling systemd how we are: READY=1, WATCHDOG=1, STOPPING=1 (sd_notify(3)). Silent outside systemd."""

import contextlib
import os
import socket


class Notifier:
    """Speaks to the notification socket named by $NOTIFY_SOCKET; does nothing when there is none."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        settings = os.environ if environment is None else environment
        self._address = settings.get("NOTIFY_SOCKET", "")
        self._watchdog = int(settings.get("WATCHDOG_USEC", "0") or 0)

    @property
    def watchdog_seconds(self) -> float | None:
        """How often systemd wants to hear from us at the latest; None when it does not watch."""
        return self._watchdog / 1_000_000 if self._watchdog else None

    def ready(self, status: str) -> None:
        """Start-up is over: configuration, rules, templates and database are fine."""
        self._send(f"READY=1\nSTATUS={status}")

    def status(self, status: str) -> None:
        """Say in words what is going on; shown by `systemctl status`."""
        self._send(f"STATUS={status}")

    def starting(self) -> None:
        """Ask for a minute more to start: what an upgrade has to do first is moving (sd_notify(3))."""
        self._send("EXTEND_TIMEOUT_USEC=60000000")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def reloading(self) -> None:
        """A reload of rules and templates begins (Type=notify-reload needs the monotonic time)."""
        import time

        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """We are draining."""
        self._send("STOPPING=1\nSTATUS=finishing the work in hand")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # Who listens may be gone for a moment (systemd starts itself anew); that must not end the daemon.
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel,
        ):
            channel.setblocking(False)  # a listener that has fallen asleep must not hold up the daemon
            channel.sendto(message.encode(), address)
