"""Every error the gateway answers with: problems (RFC 9457), with words for machines and for readers.

Each slug has a page at /v1/problems/{slug}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from services.gateway.negotiation import Language


@dataclass(frozen=True, slots=True)
class Kind:
    """`meaning`: for the developer of a client. `messages`: what a reader is told, by language."""

    slug: str
    status: int
    title: str
    meaning: str
    messages: Mapping[Language, str]


def _kind(slug: str, status: int, title: str, meaning: str, *messages: str) -> Kind:
    arabic, french, english = messages
    return Kind(slug, status, title, meaning, {"ar": arabic, "fr": french, "en": english})


_KINDS = (
    _kind(
        "invalid-request",
        400,
        "Invalid request",
        "A parameter, a header (400) or the JSON body (422) is not what is taken; `errors` says which.",
        "الطلب غير صالح.",
        "La requête n'est pas valide.",
        "The request is not valid.",
    ),
    _kind(
        "unknown-parameter",
        400,
        "Unknown query parameter",
        "The endpoint has no such parameter. It is refused, because an ignored filter gives a wrong answer.",
        "تعذر تنفيذ الطلب: وسيط غير معروف.",
        "Paramètre inconnu.",
        "Unknown parameter.",
    ),
    _kind(
        "query-syntax",
        400,
        "The query cannot be read",
        "A quote or bracket is open, or an operator lacks its operand. `position` counts characters from 0; "
        "`literal` is the same search without operators.",
        "تعذر فهم عبارة البحث.",
        "La recherche n'a pas pu être comprise.",
        "The search could not be understood.",
    ),
    _kind(
        "cursor-mismatch",
        400,
        "The cursor belongs to another request",
        "A cursor continues the request that gave it: only `limit` may change. `first` starts again.",
        "رابط الصفحة التالية لا يوافق هذا الطلب.",
        "Ce curseur appartient à une autre requête.",
        "This cursor belongs to another request.",
    ),
    _kind(
        "cursor-expired",
        400,
        "The cursor has expired",
        "Cursors live for a day. `first` starts again.",
        "انتهت صلاحية رابط الصفحة التالية.",
        "Ce curseur a expiré.",
        "This cursor has expired.",
    ),
    _kind(
        "forbidden",
        403,
        "Not allowed",
        "The request is understood and refused; another try changes nothing.",
        "هذا الطلب غير مسموح به.",
        "Cette requête n'est pas autorisée.",
        "This request is not allowed.",
    ),
    _kind(
        "not-found",
        404,
        "Not found",
        "Nothing is at this address, or nothing is indexed under this id.",
        "لم نعثر على ما تطلبه.",
        "Introuvable.",
        "Not found.",
    ),
    _kind(
        "method-not-allowed",
        405,
        "Method not allowed",
        "The resource has no such method; `Allow` lists those it has.",
        "هذه العملية غير متاحة هنا.",
        "Cette méthode n'est pas disponible ici.",
        "This method is not available here.",
    ),
    _kind(
        "not-acceptable",
        406,
        "No such representation",
        "`Accept` names none of the media types that the resource has.",
        "الصيغة المطلوبة غير متوفرة.",
        "Ce format n'est pas disponible.",
        "This format is not available.",
    ),
    _kind(
        "request-timeout",
        408,
        "Request too slow",
        "The headers or the body did not arrive in 10 s; send the request again, in one go.",
        "تأخر وصول الطلب. حاول مرة أخرى.",
        "La requête est arrivée trop lentement. Réessayez.",
        "The request came too slowly. Try again.",
    ),
    _kind(
        "conflict",
        409,
        "Conflict",
        "The request contradicts an earlier one, for example the same Idempotency-Key with another body.",
        "يتعارض هذا الطلب مع طلب سابق.",
        "Cette requête contredit une requête antérieure.",
        "This request contradicts an earlier one.",
    ),
    _kind(
        "gone",
        410,
        "No longer available",
        "The resource existed and was withdrawn, such as an image that readers had hidden.",
        "لم يعد هذا المحتوى متاحا.",
        "Ce contenu n'est plus disponible.",
        "This content is no longer available.",
    ),
    _kind(
        "too-large",
        413,
        "Request too large",
        "The body is larger than the endpoint takes.",
        "الطلب أكبر من المسموح به.",
        "La requête est trop volumineuse.",
        "The request is too large.",
    ),
    _kind(
        "uri-too-long",
        414,
        "Address too long",
        "The address is longer than 8,000 bytes; a long search goes as QUERY or POST /v1/search.",
        "الرابط أطول من المسموح به.",
        "L'adresse est trop longue.",
        "The address is too long.",
    ),
    _kind(
        "unsupported-media-type",
        415,
        "Unsupported media type",
        "The body is not in a format that the endpoint reads; send application/json.",
        "صيغة الطلب غير مدعومة.",
        "Le format de la requête n'est pas pris en charge.",
        "The format of the request is not supported.",
    ),
    _kind(
        "quota-exceeded",
        429,
        "Quota exceeded",
        "More requests than the policies in `violated-policies` allow; wait for `Retry-After` seconds.",
        "طلبات كثيرة. حاول بعد قليل.",
        "Trop de requêtes. Réessayez dans un instant.",
        "Too many requests. Try again in a moment.",
    ),
    _kind(
        "head-too-large",
        431,
        "Headers too large",
        "The request line and the headers together may have 32 KiB.",
        "ترويسات الطلب أكبر من المسموح به.",
        "Les en-têtes de la requête sont trop volumineux.",
        "The headers of the request are too large.",
    ),
    _kind(
        "unavailable-for-legal-reasons",
        451,
        "Unavailable for legal reasons",
        "The publisher or a court had it taken down.",
        "هذا المحتوى محجوب لأسباب قانونية.",
        "Ce contenu est indisponible pour des raisons légales.",
        "This content is unavailable for legal reasons.",
    ),
    _kind(
        "internal",
        500,
        "Internal error",
        "A fault of ours; it is logged under `trace_id`.",
        "حدث خطأ لدينا. حاول مرة أخرى.",
        "Une erreur s'est produite chez nous. Réessayez.",
        "Something went wrong on our side. Try again.",
    ),
    _kind(
        "newspaper-unavailable",
        502,
        "The newspaper does not give the picture",
        "The newspaper does not answer, or answers with something that is no raster picture of at most 5 MB. "
        "It is asked again after half a minute.",
        "تعذر جلب الصورة من الصحيفة.",
        "Le journal ne fournit pas l'image.",
        "The newspaper does not provide the picture.",
    ),
    _kind(
        "index-unavailable",
        503,
        "The index is unavailable",
        "Elasticsearch does not answer or has no index yet. The live headlines still work.",
        "البحث غير متاح الآن. حاول بعد قليل.",
        "La recherche est indisponible. Réessayez bientôt.",
        "Search is unavailable right now. Try again soon.",
    ),
    _kind(
        "temporary-reduced-capacity",
        503,
        "Reduced capacity",
        "This replica is stopping, is full, or cannot reach Kafka; try again, perhaps reaching another one.",
        "الخدمة مشغولة الآن. حاول بعد قليل.",
        "Le service est saturé. Réessayez bientôt.",
        "The service is busy. Try again soon.",
    ),
    _kind(
        "newspaper-timeout",
        504,
        "The newspaper took too long",
        "The newspaper did not give the picture in time; it is asked again after half a minute.",
        "تأخرت الصحيفة في إرسال الصورة.",
        "Le journal a mis trop de temps à fournir l'image.",
        "The newspaper took too long to provide the picture.",
    ),
    _kind(
        "upstream-timeout",
        504,
        "The search took too long",
        "The index did not answer in time; narrow the search with filters or a period.",
        "استغرق البحث وقتا طويلا.",
        "La recherche a pris trop de temps.",
        "The search took too long.",
    ),
)
KINDS: Mapping[str, Kind] = {kind.slug: kind for kind in _KINDS}
# The framework's own refusals, by status.
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in reversed(_KINDS)}


MOST_ERRORS = 10  # that an answer lists
LONGEST_TEXT = 500  # characters of what a client sent, and of what is said about it


def _brief(text: str) -> str:
    """Short, and in UTF-8: a client may have sent any length, and surrogates that have none."""
    short = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
    return short.encode("utf-8", "replace").decode()


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
        return {name: _brief(value) for name in names if (value := getattr(self, name)) is not None}


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
            "detail": _brief(self.detail),
            "instance": _brief(instance),
            "code": self.kind.slug,
            "user_message": self.kind.messages[language],
            "trace_id": self.trace_id,
            **self.extra,
        }
        if self.errors:
            body["errors"] = [fault.as_json() for fault in self.errors[:MOST_ERRORS]]
        return body


def problem(slug: str, detail: str, **members: Any) -> Problem:
    """`raise problem("gone", "image i_… is hidden")`."""
    return Problem(KINDS[slug], detail, **members)


class Moved(Exception):
    """What was asked for has another address for ever: answered with 308, never an error."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def not_found(detail: str) -> NoReturn:
    raise problem("not-found", detail)
