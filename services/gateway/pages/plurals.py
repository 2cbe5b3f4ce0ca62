"""Counts in Arabic: the six plural forms of CLDR, so that a page says «جريدتان», «3 جرائد» and «11 جريدة»."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale
from babel.numbers import format_decimal

LOCALE = Locale.parse("ar_MA")
Forms = Mapping[str, str]

ARTICLES: Forms = {
    "zero": "لا مقالات",
    "one": "مقال واحد",
    "two": "مقالان",
    "few": "{n} مقالات",
    "many": "{n} مقالًا",
    "other": "{n} مقال",
}
IN_ARTICLES: Forms = {**ARTICLES, "two": "مقالين"}
NEWSPAPERS: Forms = {
    "zero": "لا جرائد",
    "one": "جريدة واحدة",
    "two": "جريدتان",
    "few": "{n} جرائد",
    "many": "{n} جريدة",
    "other": "{n} جريدة",
}
IN_NEWSPAPERS: Forms = {**NEWSPAPERS, "two": "جريدتين"}
TELL_IT: Forms = {
    "zero": "لا ترويها أي جريدة",
    "one": "ترويها جريدة واحدة",
    "two": "ترويها جريدتان",
    "few": "ترويها {n} جرائد",
    "many": "ترويها {n} جريدة",
    "other": "ترويها {n} جريدة",
}
COPIED_IT: Forms = {
    "zero": "لم تنقله أي جريدة",
    "one": "نقلته جريدة واحدة",
    "two": "نقلته جريدتان",
    "few": "نقلته {n} جرائد",
    "many": "نقلته {n} جريدة",
    "other": "نقلته {n} جريدة",
}
RESULTS: Forms = {
    "zero": "لا نتائج",
    "one": "نتيجة واحدة",
    "two": "نتيجتان",
    "few": "{n} نتائج",
    "many": "{n} نتيجة",
    "other": "{n} نتيجة",
}
READING: Forms = {
    "zero": "قراءة أقل من دقيقة",
    "one": "قراءة دقيقة واحدة",
    "two": "قراءة دقيقتين",
    "few": "قراءة {n} دقائق",
    "many": "قراءة {n} دقيقة",
    "other": "قراءة {n} دقيقة",
}
NEW_HEADLINES: Forms = {
    "zero": "لا أخبار جديدة",
    "one": "عرض خبر جديد واحد",
    "two": "عرض خبرين جديدين",
    "few": "عرض {n} أخبار جديدة",
    "many": "عرض {n} خبرًا جديدًا",
    "other": "عرض {n} خبر جديد",
}
ADDED_HEADLINES: Forms = {
    "zero": "لا أخبار جديدة",
    "one": "أضيف خبر واحد إلى أعلى الشريط",
    "two": "أضيف خبران إلى أعلى الشريط",
    "few": "أضيفت {n} أخبار إلى أعلى الشريط",
    "many": "أضيف {n} خبرًا إلى أعلى الشريط",
    "other": "أضيف {n} خبر إلى أعلى الشريط",
}
SECONDS: Forms = {
    "zero": "الآن",
    "one": "ثانية واحدة",
    "two": "ثانيتين",
    "few": "{n} ثوان",
    "many": "{n} ثانية",
    "other": "{n} ثانية",
}


def number(value: int) -> str:
    """«1.234.567»: Western digits with dots, as `ar-MA` writes them."""
    return str(format_decimal(value, locale=LOCALE))


def counted(value: int, forms: Forms) -> str:
    """The count with its noun in the form that Arabic grammar asks for."""
    return forms[str(LOCALE.plural_form(value))].format(n=number(value))
