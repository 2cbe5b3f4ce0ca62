"""What secured engines and their clients share: a certificate and a password, made once a directory."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from services.embedded.errors import engine_failed
from services.embedded.java import Java
from services.embedded.ports import LOOPBACK

DAYS = 30
SERVER = "server"
AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Secured:
    """`ca`: PEM of the authority that clients have to trust. `keystore`: PKCS12, the server's certificate.

    `password` opens the keystore, and is that of Kafka's users and of Elasticsearch's `elastic`.
    """

    ca: Path
    keystore: Path
    password: str

    @property
    def elastic(self) -> str:
        """The `Authorization` header of Elasticsearch's superuser."""
        return f"Basic {b64encode(f'elastic:{self.password}'.encode()).decode()}"

    @property
    def kafka_admin(self) -> str:
        """May do everything on the broker."""
        return "admin"

    @property
    def kafka_user(self) -> str:
        """May do what `admin` grants, at first nothing."""
        return "nashra"


def secured(java: Java, directory: Path) -> Secured:
    """An authority, and a certificate signed by it for loopback. Raises `EngineError`."""
    directory.mkdir(parents=True, exist_ok=True)
    kept = directory / "password"
    if kept.exists():
        return Secured(directory / "ca.pem", directory / "server.p12", kept.read_text())
    made = Secured(directory / "ca.pem", directory / "server.p12", token_hex(16))
    names = f"san=ip:{LOOPBACK},dns:localhost"
    pair = ("-genkeypair", "-keyalg", "EC", "-validity", str(DAYS))
    _keytool(java, made, *pair, "-alias", AUTHORITY, "-dname", "CN=Nashra test authority", "-ext", "bc:c")
    _keytool(
        java, made, *pair, "-alias", SERVER, "-dname", f"CN={LOOPBACK}", "-ext", names,
        "-signer", AUTHORITY, "-signerkeypass", made.password,
    )  # fmt: skip
    _keytool(java, made, "-exportcert", "-rfc", "-alias", AUTHORITY, "-file", str(made.ca))
    _keytool(java, made, "-delete", "-alias", AUTHORITY)  # an engine would show the wrong one of two keys
    kept.touch(mode=0o600)
    kept.write_text(made.password)
    return made


def _keytool(java: Java, made: Secured, *arguments: str) -> None:
    command = [str(java.keytool), *arguments, "-keystore", str(made.keystore), "-storepass", made.password]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise engine_failed("keytool", "made no certificate", made.keystore, done.stdout.strip()[-500:])
