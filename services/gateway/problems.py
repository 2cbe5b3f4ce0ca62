"""Every error the gateway answers with: problems (RFC 9457), with words for machines and for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from services.gateway.negotiation import Language
from services.gateway.problem_kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (`parameter`, `header`, or `pointer` into the body), how, a hint."""

    code: str
    parameter: str | None = None
    header: str | None = None
    pointer: str | None = None
    message: str | None = None
    hint: str | None = None

    def as_json(self) -> dict[str, str]:
        names = ("parameter", "header", "pointer", "code", "message", "hint")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass
class Problem(Exception):
    """Raise it anywhere in a route. `extra`: members of this kind; `status` where a kind has two."""

    kind: Kind
    detail: str
    errors: Sequence[Fault] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    trace_id: str = ""

    def __post_init__(self) -> None:
        self.status = self.status or self.kind.status

    @property
    def code(self) -> str:
        return self.kind.slug

    @property
    def title(self) -> str:
        return self.kind.title

    @property
    def user_message(self) -> str:
        """What an Arabic page says."""
        return self.kind.messages["ar"]

    def as_json(self, *, base: str, instance: str, language: Language) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"{base}/v1/problems/{self.kind.slug}",
            "title": self.kind.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.kind.slug,
            "user_message": self.kind.messages[language],
            "trace_id": self.trace_id,
            **self.extra,
        }
        if self.errors:
            body["errors"] = [fault.as_json() for fault in self.errors]
        return body


def problem(slug: str, detail: str, **members: Any) -> Problem:
    """`raise problem("gone", "image i_… is hidden")`."""
    return Problem(KINDS[slug], detail, **members)


def not_found(detail: str) -> NoReturn:
    raise problem("not-found", detail)
