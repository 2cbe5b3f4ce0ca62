"""Month names of the Arabic press, in their folded reading, to month numbers.

The four families of CLDR (Maghreb, Tunisia and Algeria, Egypt and the Gulf, Levant and Iraq), what newspapers
make of them, French and English, and the Hijri months. A test compares the table with the CLDR of Babel.
"""

from __future__ import annotations

from services.arabic.normalise import fold

_GREGORIAN: tuple[str, ...] = (
    "يناير جانفي كانون_الثاني كانون_ثاني كانون_2 جانفيي ينايير january janvier jan janv",
    "فبراير فيفري شباط فبرايير فيفيري فيبراير february fevrier feb fevr fev",
    "مارس آذار مارث اذآر march mars mar",
    "أبريل إبريل أفريل نيسان ابرييل افرييل april avril apr avr",
    "ماي مايو أيار مايوو مايس may mai",
    "يونيو جوان حزيران يونيه يونيوز june juin jun",
    "يوليوز يوليو جويلية تموز يوليه جوليه جويليا يوليوس july juillet jul juil",
    "غشت أغسطس أوت آب أغشت أغسطوس اغسطيس august aout aug",
    "شتنبر سبتمبر أيلول شتمبر ستمبر سبتنبر سيبتمبر ايلول september septembre sep sept",
    "أكتوبر تشرين_الأول تشرين_أول تشرين_1 أوكتوبر اكتوبير اكتوير october octobre oct",
    "نونبر نوفمبر تشرين_الثاني تشرين_ثاني تشرين_2 نوفنبر نونمبر november novembre nov",
    "دجنبر ديسمبر كانون_الأول كانون_أول كانون_1 دجمبر دسمبر ديسنبر دجمبير december decembre dec",
)
_HIJRI: tuple[str, ...] = (
    "محرم المحرم محرم_الحرام",
    "صفر",
    "ربيع_الأول ربيع_أول ربيع_1",
    "ربيع_الآخر ربيع_الثاني ربيع_آخر ربيع_ثاني ربيع_2",
    "جمادى_الأولى جمادى_الأول جمادى_أولى جمادى_1",
    "جمادى_الآخرة جمادى_الثانية جمادى_الآخر جمادى_الثاني جمادى_ثانية جمادى_2",
    "رجب رجب_الفرد رجب_المرجب",
    "شعبان شعبان_المعظم",
    "رمضان رمضان_المبارك",
    "شوال",
    "ذو_القعدة ذي_القعدة ذوالقعدة ذيالقعدة",
    "ذو_الحجة ذي_الحجة ذوالحجة ذيالحجة",
)
_WEEKDAYS: tuple[str, ...] = (
    "الاثنين الإثنين اثنين monday lundi mon",
    "الثلاثاء الثلثاء ثلاثاء tuesday mardi tue",
    "الأربعاء اربعاء الاربعا wednesday mercredi wed",
    "الخميس خميس thursday jeudi thu",
    "الجمعة جمعة friday vendredi fri",
    "السبت سبت saturday samedi sat",
    "الأحد احد sunday dimanche sun",
)


def _table(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {
        fold(name.replace("_", " ")): number for number, row in enumerate(rows, first) for name in row.split()
    }


GREGORIAN = _table(_GREGORIAN, 1)
HIJRI = _table(_HIJRI, 1)
WEEKDAYS = _table(_WEEKDAYS, 0)


def alternatives(names: dict[str, int]) -> str:
    """A regular expression of the names, the longest first; a blank in a name matches any blanks."""
    return "|".join(name.replace(" ", r"\s*") for name in sorted(names, key=len, reverse=True))


def number(names: dict[str, int], written: str) -> int:
    """The number of a name that `alternatives` matched, however its blanks were written."""
    known = " ".join(written.split())
    if known in names:
        return names[known]
    return next(value for name, value in names.items() if name.replace(" ", "") == known.replace(" ", ""))
