"""What a question asks for, in the other words that say so: «أين» asks for a موقع, «كيف» for a طريقة. Pure.

Question words carry no subject, so that no text has to hold them; but of two texts on the subject, the one
that speaks of places answers «أين».
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from services.arabic.lemmas import lemma

_GROUPS: Final = (
    "كيف كيفية طريقة طرق خطوات وصفة أسلوب",
    "أعمل أصنع أحضر تحضير إعداد عمل صنع صناعة أعد",
    "تعريف المقصود مقصود معنى مفهوم نعني نقصد يقصد يعني ماهية ماهو ماهي",
    "أين موقع تقع يقع مكان توجد يوجد الموجودة",
    "متى تاريخ عام سنة زمن",
    "كم عدد مقدار",
    "تبلغ مقدار قدر",
    "لماذا سبب أسباب عوامل دوافع",
    "مميزات خصائص سمات صفات يتميز تتميز يمتاز تمتاز مزايا ميزة",
    "فوائد فائدة منافع أهمية مزايا إيجابيات",
    "أضرار ضرر مضار سلبيات مخاطر عيوب",
    "أنواع نوع أقسام أشكال أصناف تصنيف",
    "أعراض علامات دلائل مؤشرات",
    "مكونات مقادير عناصر أجزاء يتكون تتكون يتألف تتألف",
    "علاج معالجة دواء التخلص",
    "مصادر مصدر منبع",
    "مخترع اخترع اختراع مكتشف اكتشف",
    "مؤسس أسس تأسس تأسيس إنشاء أنشئ",
    "نصائح إرشادات توصيات",
    "اسم يسمى تسمى يدعى تدعى يطلق",
    "يحد تحد حدود يحدها",
    "وظيفة وظائف دور مهام",
    "شروط متطلبات",
    "أهداف غاية هدف أغراض",
    "آثار أثر تأثير نتائج عواقب",
    "نشأ ظهر بدأ",
    "فترة مدة",
    "ولد ولادة مولد ميلاد",
    "توفي وفاة مات",
)


def asked_for(words: Iterable[str]) -> list[str]:
    """The lemmas that say the same as the question words among these, but for those that are there."""
    said = dict.fromkeys(map(lemma, words))
    others = dict.fromkeys(other for word in said for other in _groups().get(word, ()))
    return [other for other in others if other not in said]


@cache
def _groups() -> dict[str, dict[str, None]]:
    """By lemma; a word of two groups asks for both."""
    groups: dict[str, dict[str, None]] = {}
    for group in _GROUPS:
        members = dict.fromkeys(map(lemma, group.split()))
        for member in members:
            groups.setdefault(member, {}).update(members)
    return groups
