"""Where the platform of this machine listens: `nashra up` writes it down, other commands find it there."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from services.cli.errors import CommandError, NoPlatform
from services.cli.output import notices
from services.embedded.locks import in_use
from services.runtime.settings import Settings
from services.web.settings import WebSettings

FILE = "platform.json"
EngineName = Literal["kafka", "elasticsearch"]
ENGINES: tuple[EngineName, ...] = ("kafka", "elasticsearch")
TITLES: dict[EngineName, str] = {"kafka": "Kafka", "elasticsearch": "Elasticsearch"}

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform. `pid` is its supervisor, `gateway` the address of the reader pages.

    `embedded`: the logs of the engines that it started itself, by their name.
    """

    pid: int
    kafka: str
    elasticsearch: str
    gateway: str
    ops: dict[str, str]
    embedded: dict[str, str] = field(default_factory=dict)

    def write(self, state_dir: Path) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        draft = state_dir / f"{FILE}.new"
        draft.write_text(json.dumps(asdict(self), indent=2))
        draft.replace(state_dir / FILE)

    @classmethod
    def running(cls, state_dir: Path) -> Platform | None:
        """The platform of this state directory, when its supervisor is alive."""
        try:
            found = cls(**json.loads((state_dir / FILE).read_text()))
            os.kill(found.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return found

    def settings(self) -> dict[str, object]:
        """What its processes were started with, by the name of the setting."""
        gateway = urlsplit(self.gateway)
        return {
            "kafka": self.kafka,
            "elasticsearch": self.elasticsearch,
            "host": gateway.hostname,
            "port": gateway.port,
        }

    def revival(self, engine: EngineName) -> str | None:
        """What to do when an engine of it is away; None when it uses engines that it did not start."""
        if engine not in self.embedded:
            return None
        return (
            f"wait: `nashra up` (pid {self.pid}) starts it again by itself; "
            f"if it does not stay, read {self.embedded[engine]}"
        )

    @staticmethod
    def forget(state_dir: Path) -> None:
        (state_dir / FILE).unlink(missing_ok=True)


def make_state_directory(path: Path) -> None:
    """Raises `CommandError`."""
    with suppress(OSError):
        path.mkdir(parents=True, exist_ok=True)
    if problem := unwritable(path):
        raise CommandError(
            f"{path} cannot be written to: {problem}; set NASHRA_STATE_DIR to a directory of your own"
        )


def unwritable(path: Path) -> str | None:
    """Why nothing can be written to a directory, or it cannot be made; None when it can."""
    nearest = next(place for place in (path, *path.parents) if place.exists())
    if not nearest.is_dir():
        return f"{nearest} is a file"
    if not os.access(nearest, os.W_OK | os.X_OK):
        own = nearest.stat().st_uid == os.geteuid()
        return f"{nearest} is read-only" if own else f"{nearest} belongs to {owner_of(nearest)}"
    foreign = next((entry for entry in nearest.iterdir() if not os.access(entry, os.W_OK)), None)
    return f"{foreign} belongs to {owner_of(foreign)}" if foreign and nearest == path else None


def owner_of(path: Path) -> str:
    """The name of its owner, or its number where it has no name."""
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def settings_here(kind: type[S]) -> S:
    """Settings from the environment; what it does not name is as the platform of the state directory has it.

    For commands that also work without a platform; the others take `settings_of`.
    """
    settings = kind()
    platform = Platform.running(settings.state_dir)
    if platform is None:
        return settings
    update = {name: value for name, value in platform.settings().items() if name in kind.model_fields}
    unnamed = {name: value for name, value in update.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=unnamed)


def settings_of(kind: type[S], *engines: EngineName) -> S:
    """Settings of a platform that somebody named: by its state directory, or by the addresses of `engines`.

    `engines`: what the command speaks to, by default both. Raises `NoPlatform`: a default address would lead
    to whatever listens there.
    """
    settings = settings_here(kind)
    if Platform.running(settings.state_dir) is None:
        require_named(settings, *engines)
    return settings


def require_named(settings: Settings, *engines: EngineName) -> None:
    """The environment says where `engines` are, by default both. Raises `NoPlatform`."""
    unnamed = [name for name in engines or ENGINES if name not in settings.model_fields_set]
    if unnamed:
        variables = [f"NASHRA_{name.upper()}" for name in unnamed]
        raise NoPlatform(settings.state_dir, variables, is_starting=in_use(settings.state_dir))


def settings_to_change(kind: type[S], *engines: EngineName) -> S:
    """`settings_of`, for a command that changes the platform: says first which one that is."""
    settings = settings_of(kind, *engines)
    addresses = [f"{TITLES[name]} {getattr(settings, name)}" for name in engines or ENGINES]
    named = f"namespace {settings.namespace}" if settings.namespace else "no namespace"
    notices.print(f"platform: {named}, {', '.join(addresses)}", markup=False)
    return settings


def secret_of(settings: WebSettings) -> str:
    """The configured secret, else one of this state directory's own, made once."""
    if "secret" in settings.model_fields_set:
        return settings.secret.get_secret_value()
    kept = settings.state_dir / "secret"
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(token_hex(32))
    return kept.read_text()
