"""Throw-away certificates for rehearsals: one good, and three that a client must refuse."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "DNS:localhost,IP:127.0.0.1"


@dataclass(frozen=True)
class Certificate:
    """A server certificate and its key, both PEM files."""

    cert: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """What a server shows its clients."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


@dataclass(frozen=True)
class Certificates:
    """What one authority signed, and what an authority that nobody trusts signed."""

    ca: Path
    good: Certificate
    expired: Certificate
    wrong_name: Certificate
    unknown_ca: Certificate


def make_certificates(folder: Path) -> Certificates:
    """Make two authorities and four server certificates in `folder`."""
    authority = _authority(folder, "authority")
    stranger = _authority(folder, "stranger")
    return Certificates(
        ca=authority.cert,
        good=_sign(folder, "good", authority, LOOPBACK),
        expired=_sign(folder, "expired", authority, LOOPBACK, start="20200101000000Z", end="20200201000000Z"),
        wrong_name=_sign(folder, "wrong-name", authority, "DNS:mail.invalid"),
        unknown_ca=_sign(folder, "unknown-ca", stranger, LOOPBACK),
    )


def _authority(folder: Path, name: str) -> Certificate:
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-days", "30", "-subj", f"/CN={name}", "-keyout", made.key, "-out", made.cert),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    return made


def _sign(
    folder: Path, name: str, by: Certificate, names: str, *, start: str = "", end: str = ""
) -> Certificate:
    """Sign a server certificate for `names`, valid for a month unless `start` and `end` say otherwise."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    request = folder / f"{name}.csr"
    _openssl(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", f"/CN={name}", "-keyout", made.key, "-out", request),
    )
    dates = ("-startdate", start, "-enddate", end) if start else ("-days", "30")
    _openssl(
        *("ca", "-batch", "-notext", "-config", _ca_settings(folder, name, names)),
        *("-cert", by.cert, "-keyfile", by.key, "-in", request, "-out", made.cert, *dates),
    )
    return made


def _ca_settings(folder: Path, name: str, names: str) -> Path:
    """Only the `ca` command of OpenSSL 3.0 can date a certificate into the past; this is what it wants."""
    database = folder / f"{name}.index"
    database.touch()
    path = folder / f"{name}.cnf"
    path.write_text(
        "[ca]\ndefault_ca = here\n"
        f"[here]\ndatabase = {database}\nnew_certs_dir = {folder}\ndefault_md = sha256\nrand_serial = yes\n"
        "policy = policy\nx509_extensions = leaf\n"
        "[policy]\ncommonName = supplied\n"
        f"[leaf]\nsubjectAltName = {names}\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\n"
    )
    return path


def _openssl(*arguments: str | Path) -> None:
    if shutil.which("openssl") is None:
        raise RuntimeError("this needs openssl: apt-get install openssl")
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr}")
