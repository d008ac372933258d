from intake_daemon.rehearsal.dovecot import PASSWORD, Dovecot, running_dovecot

__all__ = ["PASSWORD", "Dovecot", "running_dovecot"]
