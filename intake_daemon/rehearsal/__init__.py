"""Real servers on loopback, for the demonstration and for tests: Dovecot, an SMTP server, certificates.

Nothing here is used by a daemon at work. Everything lives in a folder of its own and ends with its user.
"""
