from intake_daemon.rehearsal.certificates import LOOPBACK, Certificate, Certificates, make_certificates

__all__ = ["LOOPBACK", "Certificate", "Certificates", "make_certificates"]
