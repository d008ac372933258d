from intake_daemon.rehearsal.smtp_sink import KeptMail, SmtpSink, Tls

__all__ = ["KeptMail", "SmtpSink", "Tls"]
