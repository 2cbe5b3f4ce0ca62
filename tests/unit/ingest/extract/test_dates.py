"""The forms of today's press, each with what a reader understands; what nobody can know stays unknown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st
from services.arabic.normalise import fold
from services.contracts.source import Edition
from services.ingest.extract import written_dates
from services.ingest.extract.dates import read_date

MOROCCO = Edition()
NOW = dt.datetime(2025, 10, 23, 9, 30, tzinfo=dt.UTC)  # 10:30 in Casablanca

DAYS = {
    "05 - 04 - 2025": "2025-04-05",
    "نشر في العلم يوم 05 - 04 - 2025": "2025-04-05",
    "05\u00a0-\u00a004\u00a0-\u00a02025": "2025-04-05",
    "٠٥ - ٠٤ - ٢٠٢٥": "2025-04-05",
    "۰۵/۰۴/۲۰۲۵": "2025-04-05",
    "22/10/2025": "2025-10-22",
    "22.10.2025": "2025-10-22",
    "2025/10/22": "2025-10-22",
    "2025-10-22": "2025-10-22",
    "20251022": "2025-10-22",
    "22/10/25": "2025-10-22",
    "10/22/2025": "2025-10-22",
    "الثلاثاء 04/03/2025": "2025-03-04",
    "الخميس 04/03/2025": "2025-04-03",
    "الأربعاء 22 أكتوبر 2025": "2025-10-22",
    "الأربعاء، 22 أكتوبر، 2025": "2025-10-22",
    "السبت 5 أبريل 2025": "2025-04-05",
    "السبت ٥ أبريل ٢٠٢٥": "2025-04-05",
    "5 إبريل 2025": "2025-04-05",
    "05 ابريل 2025": "2025-04-05",
    "1 ماي 2025": "2025-05-01",
    "3 يوليوز 2025": "2025-07-03",
    "15 غشت 2025": "2025-08-15",
    "9 شتنبر 2025": "2025-09-09",
    "18 نونبر 2024": "2024-11-18",
    "31 دجنبر 2024": "2024-12-31",
    "12 مارث 2025": "2025-03-12",
    "30 يونيه 2025": "2025-06-30",
    "25 دسمبر 2024": "2024-12-25",
    "14 جانفي 2025": "2025-01-14",
    "الجمعة 28 فيفري 2025": "2025-02-28",
    "20 أفريل 2025": "2025-04-20",
    "7 جوان 2025": "2025-06-07",
    "25 جويلية 2025": "2025-07-25",
    "13 أوت 2025": "2025-08-13",
    "15 كانون الثاني 2025": "2025-01-15",
    "15 كانون ثاني/يناير 2025": "2025-01-15",
    "8 شباط 2025": "2025-02-08",
    "21 آذار 2025": "2025-03-21",
    "الجمعة 24 نيسان / أبريل 2020": "2020-04-24",
    "6 أيار 2025": "2025-05-06",
    "10 حزيران 2025": "2025-06-10",
    "23 تموز 2025": "2025-07-23",
    "4 آب 2025": "2025-08-04",
    "11 أيلول 2025": "2025-09-11",
    "6 تشرين الأول 2025": "2025-10-06",
    "22 تشرين الثاني/نوفمبر 2024": "2024-11-22",
    "25 كانون الأول 2024": "2024-12-25",
    "30 ديسمبر/كانون الأول 2024": "2024-12-30",
    "22 من أكتوبر 2025": "2025-10-22",
    "22-أكتوبر-2025": "2025-10-22",
    "أكتوبر 22, 2025": "2025-10-22",
    "22 أُكْتُوبَر 2025": "2025-10-22",
    "اليوم": "2025-10-23",
    "أمس": "2025-10-22",
    "أول أمس": "2025-10-21",
    "22 أكتوبر": "2025-10-22",
    "قبل 3 ساعات": "2025-10-23",
    "منذ 14 ساعة": "2025-10-22",
    "منذ يومين": "2025-10-21",
    "منذ 5 أيام": "2025-10-18",
    "قبل أسبوع": "2025-10-16",
    "منذ ثلاثة أيام": "2025-10-20",
    "منذ 3 ساعات - 21/10/2025": "2025-10-21",
    "22 ـ 10 ـ 2025": "2025-10-22",
    "قبل يوم واحد": "2025-10-22",
    "الأربعاء 30 ربيع الآخر 1447 هـ - 22 أكتوبر 2025 م": "2025-10-22",
    "22 أكتوبر 2025 م الموافق 30 ربيع الثاني 1447 هـ": "2025-10-22",
    "30 ربيع الآخر 1447هـ": "2025-10-22",
    "1 رمضان 1446": "2025-03-01",
    "10 ذو الحجة 1446": "2025-06-06",
    "1447/04/30": "2025-10-22",
    "1447-04-30 هـ": "2025-10-22",
    "آخر تحديث: 23 أكتوبر 2025 | نشر في 20 أكتوبر 2025": "2025-10-20",
    "14/10/2025 ( آخر تحديث: 15/10/2025 الساعة: 10:31 )": "2025-10-14",
    "05-Oct-2025": "2025-10-05",
    "12 تشرين1 2025": "2025-10-12",
    "October 22, 2025": "2025-10-22",
    "22 octobre 2025": "2025-10-22",
    "الدار البيضاء في 22 أكتوبر 2025": "2025-10-22",
}

MOMENTS = {
    "الأربعاء 22 أكتوبر 2025 - 12:34": "2025-10-22T12:34:00+01:00",
    "الأربعاء ٢٢ أكتوبر ٢٠٢٥ - ١٢:٣٤": "2025-10-22T12:34:00+01:00",
    "22/10/2025 09:05": "2025-10-22T09:05:00+01:00",
    "09:05 - 22/10/2025": "2025-10-22T09:05:00+01:00",
    "22 أكتوبر 2025 على الساعة 14:30": "2025-10-22T14:30:00+01:00",
    "22 أكتوبر 2025 على الساعة 14h30": "2025-10-22T14:30:00+01:00",
    "22 أكتوبر 2025 الساعة 10 صباحا": "2025-10-22T10:00:00+01:00",
    "22 أكتوبر 2025، 9:22 مساءً": "2025-10-22T21:22:00+01:00",
    "الجمعة 24 نيسان / أبريل 2020 09:22 مساءً": "2020-04-24T21:22:00+00:00",
    "22 أكتوبر 2025 03:15 م": "2025-10-22T15:15:00+01:00",
    "22 أكتوبر 2025 م - 10:15 ص": "2025-10-22T10:15:00+01:00",
    "22 أكتوبر 2025 12:10 ص": "2025-10-22T00:10:00+01:00",
    "22 أكتوبر 2025 12:10 ظهرا": "2025-10-22T12:10:00+01:00",
    "22 أكتوبر 2025 3:00 زوالا": "2025-10-22T15:00:00+01:00",
    "22 أكتوبر 2025 12 زوالا": "2025-10-22T12:00:00+01:00",
    "22 أكتوبر 2025 2:40 بعد الزوال": "2025-10-22T14:40:00+01:00",
    "22 أكتوبر 2025 11:30 ليلا": "2025-10-22T23:30:00+01:00",
    "2025-10-22T11:34:56Z": "2025-10-22T12:34:00+01:00",
    "2025-10-22T23:30:00Z": "2025-10-23T00:30:00+01:00",
    "2025-10-22T12:34:56+01:00": "2025-10-22T12:34:00+01:00",
    "2025-10-22T03:01+0400": "2025-10-22T03:01:00+04:00",
    "2025-10-22 12:34:56": "2025-10-22T12:34:00+01:00",
    "2025-10-22T12:34:56.000000": "2025-10-22T12:34:00+01:00",
    "Wed, 22 Oct 2025 12:34:56 +0100": "2025-10-22T12:34:00+01:00",
    "Wed, 22 Oct 2025 11:34:56 GMT": "2025-10-22T12:34:00+01:00",
    "22 أكتوبر 2025 11:34 بتوقيت غرينتش": "2025-10-22T12:34:00+01:00",
    "22 أكتوبر 2025 13:34 (GMT+3)": "2025-10-22T13:34:00+03:00",
    "22 أكتوبر 2025 | 14:30 بتوقيت مكة المكرمة": "2025-10-22T14:30:00+03:00",
    "22 أكتوبر 2025 - 14:30 (بتوقيت أبوظبي)": "2025-10-22T14:30:00+04:00",
    "22 أكتوبر 2025 على الساعة 14 و 30 دقيقة": "2025-10-22T14:30:00+01:00",
    "22 أكتوبر 2025 - 14:30 بتوقيت القاهرة": "2025-10-22T14:30:00+03:00",
    "22 أكتوبر 2025 | 02:30 مساءً بتوقيت بغداد": "2025-10-22T14:30:00+03:00",
    "اليوم 08:15": "2025-10-23T08:15:00+01:00",
    "أمس - 22:15": "2025-10-22T22:15:00+01:00",
    "قبل 20 دقيقة": "2025-10-23T10:10:00+01:00",
    "منذ دقيقتين": "2025-10-23T10:28:00+01:00",
    "22 أكتوبر 2025 على الساعة 14.30": "2025-10-22T14:30:00+01:00",
    "20251022T113400Z": "2025-10-22T12:34:00+01:00",
    "/Date(1761132840000)/": "2025-10-22T12:34:00+01:00",
    "Wed Oct 22 12:34:56 WEST 2025": "2025-10-22T12:34:00+01:00",
    "1761132840": "2025-10-22T12:34:00+01:00",
    "mercredi 22 octobre 2025 à 12h34": "2025-10-22T12:34:00+01:00",
}

UNKNOWN = [
    "",
    "العلم",
    "أكتوبر 2025",
    "25 دجنبر",
    "الجمعة 22 أكتوبر",
    "منذ أيام",
    "قبل شهرين",
    "31/02/2025",
    "45 أكتوبر 2025",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:00Z",
    "1970-01-01T00:00:00Z",
    "22/10/2031",
    "2025-13-45",
    "رقم الهاتف 05 22 30 40 50",
    "الطقس 22 درجة",
    "المغرب اليوم",
    "اليوم السابع",
    "أخبار أمس وغدا",
    "حرارة لأكثر من 3 أيام",
    "حكم على المتهم منذ يومين بالسجن النافذ ثلاث سنوات",
]


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_read_with_day_precision(text: str, day: str) -> None:
    found = read_date(text, MOROCCO, NOW)
    assert (str(found.date), found.precision, found.at) == (day, "day", None)


@pytest.mark.parametrize(("text", "at"), MOMENTS.items())
def test_a_moment_is_read_in_the_zone_of_the_newspaper(text: str, at: str) -> None:
    found = read_date(text, MOROCCO, NOW)
    assert found.precision == "minute"
    assert found.at == dt.datetime.fromisoformat(at)
    assert found.date == dt.datetime.fromisoformat(at).date()


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_nobody_can_know_stays_unknown(text: str) -> None:
    found = read_date(text, MOROCCO, NOW)
    assert (found.date, found.at, found.precision) == (None, None, "unknown")


def test_the_zone_knows_the_ramadan_of_its_year() -> None:
    """Morocco is at UTC+0 during Ramadan and at UTC+1 otherwise."""
    april = read_date("5 أبريل 2025 - 12:00", MOROCCO, NOW)
    october = read_date("22 أكتوبر 2025 - 12:00", MOROCCO, NOW)
    assert april.at is not None
    assert october.at is not None
    assert april.at.utcoffset() == dt.timedelta(0)
    assert october.at.utcoffset() == dt.timedelta(hours=1)


def test_tomorrow_is_believed_and_next_week_is_not() -> None:
    assert read_date("24 أكتوبر 2025", MOROCCO, NOW).date == dt.date(2025, 10, 24)
    assert read_date("30 أكتوبر 2025", MOROCCO, NOW).date is None


def test_today_is_the_day_of_the_newspaper() -> None:
    late = dt.datetime(2025, 10, 22, 22, 30, tzinfo=dt.UTC)
    assert read_date("اليوم", Edition(tz="Asia/Dubai"), late).date == dt.date(2025, 10, 23)
    assert read_date("اليوم", Edition(tz="Africa/Nouakchott"), late).date == dt.date(2025, 10, 22)


def test_every_arabic_month_of_cldr_is_known() -> None:
    missing = {
        name
        for identifier in locale_identifiers()
        if identifier == "ar" or identifier.startswith("ar_")
        for month, name in Locale.parse(identifier).months["format"]["wide"].items()
        if written_dates.GREGORIAN.get(fold(name)) != month
    }
    assert missing == set()


ZONES = {
    "MA": "Africa/Casablanca",
    "DZ": "Africa/Algiers",
    "TN": "Africa/Tunis",
    "LY": "Africa/Tripoli",
    "EG": "Africa/Cairo",
    "SD": "Africa/Khartoum",
    "MR": "Africa/Nouakchott",
    "SA": "Asia/Riyadh",
    "IQ": "Asia/Baghdad",
    "SY": "Asia/Damascus",
    "LB": "Asia/Beirut",
    "JO": "Asia/Amman",
    "PS": "Asia/Hebron",
    "YE": "Asia/Aden",
    "OM": "Asia/Muscat",
    "AE": "Asia/Dubai",
    "QA": "Asia/Qatar",
    "KW": "Asia/Kuwait",
    "BH": "Asia/Bahrain",
    "GB": "Europe/London",
    "FR": "Europe/Paris",
    "US": "America/New_York",
    "SO": "Africa/Mogadishu",
    "DJ": "Africa/Djibouti",
    "KM": "Indian/Comoro",
    "SS": "Africa/Juba",
    "TD": "Africa/Ndjamena",
    "TR": "Europe/Istanbul",
    "IR": "Asia/Tehran",
}
LINES = [
    line.split("\t")
    for line in Path("tests/fixtures/date_lines.tsv").read_text(encoding="utf-8").splitlines()
]


def test_the_lines_come_from_twenty_countries() -> None:
    assert len(LINES) >= 200
    assert len({country for country, _, _ in LINES}) >= 20


@pytest.mark.parametrize(("country", "line", "expected"), LINES)
def test_a_line_of_the_press_is_read_right_or_not_at_all(country: str, line: str, expected: str) -> None:
    """`expected`: a day, a moment (of the newspaper's zone where it has no offset), or - for unknown."""
    zone = ZONES[country]
    found = read_date(line, Edition(tz=zone), NOW)
    if expected == "-":
        assert found.date is None
        return
    moment = dt.datetime.fromisoformat(expected)
    assert found.date == moment.date()
    if len(expected) == len("2025-10-22"):
        assert (found.at, found.precision) == (None, "day")
    else:
        assert found.at == (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
        assert found.precision == "minute"


DAY_WORDS = {
    1: "الأول",
    2: "الثاني",
    3: "الثالث",
    4: "الرابع",
    5: "الخامس",
    6: "السادس",
    7: "السابع",
    8: "الثامن",
    9: "التاسع",
    10: "العاشر",
    11: "الحادي عشر",
    12: "الثاني عشر",
    13: "الثالث عشر",
    14: "الرابع عشر",
    15: "الخامس عشر",
    16: "السادس عشر",
    17: "السابع عشر",
    18: "الثامن عشر",
    19: "التاسع عشر",
    20: "العشرين",
    21: "الحادي والعشرين",
    22: "الثاني والعشرين",
    23: "الثالث والعشرين",
    24: "الرابع و العشرون",
    25: "الخامس والعشرين",
    26: "السادس والعشرين",
    27: "السابع والعشرين",
    28: "الثامن والعشرين",
    29: "التاسع والعشرين",
    30: "الثلاثين",
    31: "الحادي والثلاثين",
}


@pytest.mark.parametrize(("day", "word"), DAY_WORDS.items())
@pytest.mark.parametrize("form", ["{} من مارس 2025", "{} من شهر آذار/مارس 2025", "{} مارس 2025"])
def test_a_day_of_the_month_is_read_in_words(day: int, word: str, form: str) -> None:
    for written in (word, word.removeprefix("ال")):
        assert read_date(form.format(written), MOROCCO, NOW).date == dt.date(2025, 3, day)


HOURS = {
    1: "الواحدة",
    2: "الثانية",
    3: "الثالثة",
    4: "الرابعة",
    5: "الخامسة",
    6: "السادسة",
    7: "السابعة",
    8: "الثامنة",
    9: "التاسعة",
    10: "العاشرة",
    11: "الحادية عشرة",
}


@pytest.mark.parametrize(("hour", "word"), HOURS.items())
def test_an_hour_is_read_in_words(hour: int, word: str) -> None:
    forms = {"{} صباحا": 0, "{} والنصف صباحا": 30, "{} وخمس دقائق صباحا": 5, "{} إلا ربعا صباحا": -15}
    for form, minutes in forms.items():
        for said in ("الساعة ", ""):
            found = read_date(f"20 أكتوبر 2025 {said}{form.format(word)}", MOROCCO, NOW)
            hours = 13 if hour == 1 and minutes < 0 else hour  # a quarter to one is past twelve
            assert found.at is not None
            assert found.at.time() == dt.time((hours * 60 + minutes) // 60 % 12, minutes % 60)


def test_every_relative_count_is_read_in_words() -> None:
    counts = {"ثلاثة": 3, "سبعة": 7, "عشرة": 10, "أحد عشر": 11, "اثني عشر": 12, "خمسة عشر": 15, "عشرين": 20}
    for word, days in {**counts, "واحد وعشرين": 21}.items():
        found = read_date(f"منذ {word} يوما", MOROCCO, NOW)
        assert found.date == NOW.date() - dt.timedelta(days=days)


@given(st.dates(dt.date(1980, 1, 1), dt.date(2025, 10, 22)), st.sampled_from(sorted(written_dates.GREGORIAN)))
def test_every_month_name_gives_its_own_month_or_nothing(day: dt.date, name: str) -> None:
    found = read_date(f"{day.day} {name} {day.year}", MOROCCO, NOW)
    number = written_dates.GREGORIAN[name]
    assert found.date is None or (found.date.day, found.date.month) == (day.day, number)


@given(st.text(alphabet="0123456789 /-:.،اولثمنعشرةسيمبردجو ", max_size=60))
def test_no_line_breaks_the_reading(text: str) -> None:
    read_date(text, MOROCCO, NOW)
