"""Error pages in a reader's words: what happened, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.gateway.pages import plurals
from services.gateway.pages.cards import Link


@dataclass(frozen=True, slots=True)
class Mishap:
    heading: str
    advice: str
    way: Link


FRONT = Link("/", "آخر الأخبار")
KNOWN: Mapping[int, Mishap] = {
    404: Mishap(
        "هذه الصفحة غير موجودة", "قد يكون الرابط مبتورًا، أو أن المقال لم يصل إلى الأرشيف بعد.", FRONT
    ),
    410: Mishap("سُحب هذا المحتوى", "كان هنا ثم سُحب، ولم يعد متاحًا لدى نشرة.", FRONT),
    413: Mishap("الطلب أكبر من المسموح به", "اختصر ما أرسلته ثم حاول مرة أخرى.", FRONT),
    414: Mishap(
        "الرابط أطول من المسموح به", "اختصر عبارة البحث ثم حاول مرة أخرى.", Link("/search", "بحث جديد")
    ),
    429: Mishap("طلبات كثيرة في وقت قصير", "انتظر قليلًا ثم أعد تحميل الصفحة.", FRONT),
    451: Mishap("محتوى محجوب لأسباب قانونية", "طلب الناشر أو جهة قضائية سحب هذا المحتوى.", FRONT),
    500: Mishap("حدث خطأ لدينا", "سُجل الخطأ وسننظر فيه. أعد المحاولة بعد لحظات.", FRONT),
    503: Mishap("الأرشيف غير متاح الآن", "نعمل على عودته. شريط العناوين يبقى محيّنًا في الصفحة الأولى.", FRONT),
    504: Mishap(
        "استغرق البحث وقتًا طويلًا",
        "ضيّق البحث بجريدة أو قسم أو فترة ثم حاول مرة أخرى.",
        Link("/search", "بحث جديد"),
    ),
}


def mishap(status: int, user_message: str, retry_after: str | None) -> Mishap:
    """The page for a status; one that has no words of its own says what the problem says to users."""
    known = KNOWN.get(status, Mishap("تعذر تنفيذ الطلب", user_message, FRONT))
    if status == 429 and retry_after and retry_after.isdigit():
        wait = plurals.counted(int(retry_after), plurals.SECONDS)
        return Mishap(known.heading, f"أعد تحميل الصفحة بعد {wait}.", known.way)
    return known
