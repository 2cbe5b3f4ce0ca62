"""Error pages in a reader's words: what happened, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from services.gateway.pages import plurals, site
from services.gateway.pages.cards import Link
from services.gateway.problems import Problem


@dataclass(frozen=True, slots=True)
class ErrorText:
    heading: str
    advice: str
    way: Link


FRONT = Link("/", "آخر الأخبار")
TEXTS: Mapping[int, ErrorText] = {
    404: ErrorText(
        "هذه الصفحة غير موجودة", "قد يكون الرابط مبتورًا، أو أن المقال لم يصل إلى الأرشيف بعد.", FRONT
    ),
    410: ErrorText("سُحب هذا المحتوى", "كان هنا ثم سُحب، ولم يعد متاحًا لدى نشرة.", FRONT),
    413: ErrorText("الطلب أكبر من المسموح به", "اختصر ما أرسلته ثم حاول مرة أخرى.", FRONT),
    414: ErrorText(
        "الرابط أطول من المسموح به", "اختصر عبارة البحث ثم حاول مرة أخرى.", Link("/search", "بحث جديد")
    ),
    429: ErrorText("طلبات كثيرة في وقت قصير", "انتظر قليلًا ثم أعد تحميل الصفحة.", FRONT),
    451: ErrorText("محتوى محجوب لأسباب قانونية", "طلب الناشر أو جهة قضائية سحب هذا المحتوى.", FRONT),
    500: ErrorText("حدث خطأ لدينا", "سُجل الخطأ وسننظر فيه. أعد المحاولة بعد لحظات.", FRONT),
    503: ErrorText(
        "الأرشيف غير متاح الآن", "نعمل على عودته. شريط العناوين يبقى محيّنًا في الصفحة الأولى.", FRONT
    ),
    504: ErrorText(
        "استغرق البحث وقتًا طويلًا",
        "ضيّق البحث بجريدة أو قسم أو فترة ثم حاول مرة أخرى.",
        Link("/search", "بحث جديد"),
    ),
}


def error_page(path: str, refusal: Problem) -> Response:
    """Every refusal that a person meets. `path`: where."""
    return site.page(
        "problem.html",
        cache_control=site.NEVER,
        status=refusal.status,
        here=path,
        code=refusal.status,
        error=error_text(refusal.status, refusal.user_message, refusal.headers.get("Retry-After")),
        trace_id=refusal.trace_id,
    )


def error_text(status: int, user_message: str, retry_after: str | None) -> ErrorText:
    """A status that has no words of its own says what the problem says to users."""
    known = TEXTS.get(status, ErrorText("تعذر تنفيذ الطلب", user_message, FRONT))
    if status == 429 and retry_after and retry_after.isdigit():
        wait = plurals.counted(int(retry_after), plurals.SECONDS)
        return ErrorText(known.heading, f"أعد تحميل الصفحة بعد {wait}.", known.way)
    return known
