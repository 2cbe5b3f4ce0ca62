"""Who wrote it: names of people, without «بقلم», places, agencies and the newspaper itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.ingest.extract.conventions import (
    FRAMES,
    LONGEST_AUTHOR,
    LONGEST_BYLINE,
    LONGEST_DATELINE,
    LONGEST_PERSON,
    MOST_AUTHORS,
    RIGHT_BELOW,
)
from services.ingest.extract.document import Document, Found
from services.ingest.extract.furniture import is_button
from services.ingest.extract.landmarks import Landmarks
from services.ingest.extract.lines import Line
from services.ingest.extract.metadata import texts
from services.ingest.extract.surroundings import Nearby, spaced_text

_LABEL = re.compile(
    r"""^\s*(?:بقلم|كتبه?ا?|كتبت|الكاتبة?|المؤلف|إعداد|أعده?ا?|تحرير|حرره?|حاوره?ا?|حوار|أجرى\ الحوار|ترجمة
        |(?:تحقيق|تقرير|ربورتاج|استطلاع|تغطية)\s*:
        |مراسلة?|ريشة|role|مراسلنا|(?:مرسلة|أرسلت|نشرت?|أضيف)\ بواسطة|نص|بواسطة|soumis\ par
        |(?:written\ )?by|par|author|(?:نص|تصوير|صور)\ و\s?(?:نص|تصوير|صور))
        \s*(?:[:：/\-–|,،]|(?=\s|$))\s*[:：]?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_PHOTOGRAPHER = re.compile(
    r"""\s*(?:ب?عدسة|ب?تصوير|(?:ال)?مصورة?|(?:ال)?صورة?|كاميرا|(?:تصوير\ و\s?)?مونتاج|غرافيك|إخراج
        |مصدر\ الصورة|photos?|crédits?(?:\ photos?)?|credits?|photograph(?:er|e|s|y)?|pictures?|images?
        |video|camera)
        (?:\s+(?:المصورة?|by|par|of))?\s*(?:[:：/|\-–]|\s(?=[^\W\d_]+\s+[^\W\d_]+)|$)|\s*©""",
    re.IGNORECASE | re.VERBOSE,
)
_PROFESSIONS = r"(?:كاتب|صحفي|صحافي|باحث|استاذ|أستاذ|محلل|روائي|شاعر|أكاديمي|خبير|محرر|مراسل|إعلامي)(?:ة|ه)?"
_BETWEEN = re.compile(rf"\s*(?:[،,;؛|/&•\n()]|\s[-–—]\s|\s(?:and|et|و)\s|\s(?={_PROFESSIONS}(?:\s|$)))\s*")
_PROFESSION = re.compile(rf"{_PROFESSIONS}(?:\s|$)")
_POSITION = re.compile(rf"[\s*•\-–(]*(?:ال)?{_PROFESSIONS}(?:\s|$)[^.؟!:]*$")
_PLACE = re.compile(r"^[^\W\d_]+(?:\s[^\W\d_]+)?\s*[:：]\s*")
_NOBODY = """
وكالات|الوكالات|متابعة|متابعات|و م ع|ومع|و.م.ع|أ ف ب|أ.ف.ب|ا ف ب|فرانس برس|فرانس24|رويترز|د ب أ|د.ب.أ|الأناضول
وكالة الأناضول|واس|بترا|وام|وات|واج|كونا|قنا|سبوتنيك|شينخوا|هيئة التحرير|هيأة التحرير|التحرير|فريق التحرير
المحرر|تحرير|إدارة التحرير|الإدارة|الادمن|أدمن|خاص|مراسل|رئيس التحرير|المدير|موقع|جريدة|صحف|إعلام
la rédaction|rédaction|admin|administrator|editor|editors|editorial|redaction|webmaster|staff|newsroom
desk|web|user|super user|author|root|test|afp|soumis par
reuters|map|efe|ap|xinhua
"""
_AGENCIES = frozenset(fold(name).casefold() for line in _NOBODY.split("\n") for name in line.split("|"))
_NO_NAME = re.compile(
    r"[@\d]|^le\s|https?:|www\.|\.(?:com|ma|net|org)\b|وكالة|جريدة|صحيفة|مجلة|قناة|إذاعة|شبكة|نيوز|برس\b|أونلاين|online|news\b|press\b",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"(?:ال)?[أا]خبار(?!\w)|أنباء(?!\w)|مباشر(?!\w)")
_OFFICE = re.compile(r"(?:وكالات|وكاله|مراسلو?|هيئه|فريق|مكتب|اداره|جريده|صحيفه)(?!\w)")
BYLINE = re.compile(
    r"^\s*(?:(?:بقلم|كتبه?ا?|كتبت|إعداد|حاوره?ا?|بواسطة)\s*[:：\-–|]?\s+\S|(?:Par|By)\s+[A-Z]"
    r"|(?:تحقيق|حوار|تقرير|ربورتاج|استطلاع|ترجمة|تغطية|متابعة|تحرير|مراسلة|(?:نص|تصوير)\s+و\s?\w+)"
    r"\s*[:：]\s*\S)"
)
_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '’-]{1,2}[^\W\d_]+\.?){1,4}")
_NEVER_IN_NAMES = """
في من على عن إلى مع بين هذا هذه كل آخر أول نشر تحديث تاريخ يوم الساعة مشاهدة مشاهدات زيارة زيارات قراءة
قراءات تعليق تعليقات شارك مشاركة حجم الخط وقت عدد دقيقة دقائق طباعة أضف اترك اقرأ أيضا جميع حقوق الصفحة
الرئيسية أخبار مقالات عاجل مباشر صور فيديو تصوير الموافق هجري ميلادي قبل منذ بعد لا تم قد و
le la les un une du des à share tweet partager imprimer article articles commentaires publié
"""
_WITH_ARTICLE = """
الحسن الحسين الطيب الطاهر المهدي العربي المختار الهادي الشاذلي الصادق البشير الحبيب السعيد العياشي الميلودي
المصطفى الحاج السيد الشيخ الأمين الأزهر الفاهم اليزيد العباس الوليد المنصف الناصر المنذر الحسان الصديق
"""
_GIVEN_WITH_ARTICLE = frozenset(fold(name) for name in _WITH_ARTICLE.split())
_STARTING_WITH_WAW = """
وليد وائل وفاء وسام وسيم وديع وجيه وحيد وردة وداد وهيب وهيبة وئام وصال وعد وضاح ولد واصف
"""
_WITH_WAW = frozenset(fold(name) for name in _STARTING_WITH_WAW.split())
_FUNCTION_WORDS = frozenset(fold(word) for word in _NEVER_IN_NAMES.split())
_PLACE_AND_NAME = re.compile(r"[^\W\d_]+\s*[-–—:/]\s+[^\W\d_]+(?:\s[^\W\d_]+){1,3}$")
_DATED = re.compile(  # what stands behind the names in a byline
    r"\s+\|\s+|\s*[:،,–-]?\s*(?:\d|(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)(?!\w))"
)
_PLACE_BEHIND = re.compile(r"\s*[-–—/]\s*[^\W\d_]+$")
_DATELINE_PARTS = re.compile(r"\s*(?:[-–—:/|]|ـ+)\s*")
_DATELINE = re.compile(
    r"^[^\W\d_][^.؟!،\d]*?\s*(?:[-–—:/|]|\sـ+\s)\s*[^.؟!،:\d]+$|^[^.؟!،:]{1,30}\s[-–—/|]\s[^.؟!،:]{1,30}$"
)


def first_named(
    witnesses: Iterable[tuple[str, Iterable[str]]], newspaper: Sequence[str]
) -> tuple[tuple[str, ...], str | None]:
    """The people of the first witness who names any, and who that is. `newspaper`: its own names."""
    known = {_key(name) for name in newspaper}
    said = ((_people(lines, known), witness) for witness, lines in witnesses)
    return next(((people, witness) for people, witness in said if people), ((), None))


def names(written: Iterable[str], newspaper: Iterable[str]) -> tuple[str, ...]:
    """The people in author lines as written, each once, in order. `newspaper`: names that are no person.

    A single word is a place or a login more often than a pen name, and is left out.
    """
    return _people(written, {_key(name) for name in newspaper})


def looks_like_name(text: str) -> bool:
    """By its form the name of a person: two to five words of letters, none of them a word of furniture."""
    if len(text) > LONGEST_PERSON or not _NAME.fullmatch(text) or is_nobody(text) or _NO_NAME.search(text):
        return False
    first, *_ = words = fold(text).split()
    if first.startswith("ال") and first not in _GIVEN_WITH_ARTICLE:
        return False
    return _FUNCTION_WORDS.isdisjoint(words)


def is_nobody(text: str) -> bool:
    """An agency or an office («وكالات», «هيئة التحرير»), not a person."""
    return _key(text) in _AGENCIES or (len(text.split()) <= 4 and _OFFICE.match(fold(text)) is not None)


def is_outlet(text: str) -> bool:
    """By its words a newspaper or an agency: «أخبار 24», «صحيفة الجزيرة»."""
    return _OUTLET.match(text) is not None or _NO_NAME.search(text) is not None


def is_position(text: str) -> bool:
    """What an author is, and no more: «كاتب وباحث من تونس»."""
    return _POSITION.match(text) is not None


def is_credit(text: str) -> bool:
    """«عدسة: كمال بدري», «Photo: AFP»: whose picture it is, which is no author. «نص وتصوير» is both."""
    return _PHOTOGRAPHER.match(text) is not None and _LABEL.match(text) is None


def without_label(text: str) -> str:
    """«بقلم: سعيد» without «بقلم:»."""
    return _LABEL.sub("", text)


def _people(written: Iterable[str], known: set[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for line in written:
        if is_button(line):
            continue
        for part in _BETWEEN.split(_LABEL.sub("", clean(line))):
            if is_credit(part) or is_button(part):
                continue
            name = _LABEL.sub("", _PLACE.sub("", part)).strip(" .:-–—«»\"'*")
            key = _key(name)
            if not key or key in found or key in known or key in _AGENCIES or _NO_NAME.search(name):
                continue
            if _PROFESSION.match(name):
                continue
            if len(name) <= LONGEST_AUTHOR and 2 <= len(name.split()) <= 6:
                found |= {_key(one): one for one in _each(name)}
    return tuple(found.values())[:MOST_AUTHORS]


def _each(name: str) -> list[str]:
    """«مصطفى حمدي وسعاد منصور» are two people: a joined «و» between two names of two words."""
    words = name.split()
    for place in range(2, len(words) - 1):
        joined = words[place]
        if joined.startswith("و") and fold(joined) not in _WITH_WAW:
            return [" ".join(words[:place]), " ".join([joined[1:], *words[place + 1 :]])]
    return [name]


def _key(name: str) -> str:
    return " ".join(fold(name).casefold().strip(" .«»\"'()").split())


def authors_of(document: Document, lines: Sequence[Line], section: str | None) -> Found[tuple[str, ...]]:
    """The people whom the most reliable witness names. `lines`: of the text, which may be signed."""
    not_people = [*document.newspaper, *([section] if section else [])]
    return Found(*first_named(_author_lines(document, lines), not_people))


def _author_lines(document: Document, lines: Sequence[Line]) -> Iterator[tuple[str, list[str]]]:
    """What each witness says of the authors, the most reliable first."""
    metadata, landmarks, near = document.metadata, document.landmarks, document.nearby
    yield "recipe", [document.recipe.author or ""]
    tagged = ("author", "article:author", "dc.creator")
    named = [text for name in tagged for text in metadata.meta.get(name, ())]
    yield "json-ld", [text for text in texts(metadata.article.get("author")) if not text.startswith("http")]
    yield "meta author", [text for text in named if "/" not in text]
    yield "microdata", [one for one in metadata.microdata.get("author", ())[:3] if len(one) <= LONGEST_BYLINE]
    yield "byline", _labelled(near)
    yield "feed", [document.page.hints.author or ""]
    named_for_one = (_name_in(element) for element in _innermost(landmarks))
    yield "author element", [text for text in named_for_one if len(text) <= LONGEST_BYLINE]
    for piece in document.beside_date:
        if looks_like_name(without_label(piece)):
            yield "beside the date", [piece]
    for one in near[:RIGHT_BELOW]:
        if _PLACE_AND_NAME.match(one.line) and not _is_of_picture(one.element):
            yield "below the title", [one.line]
    yield from _signed(lines)


def _is_of_picture(element: HtmlElement) -> bool:
    """It stands in a figure or a caption: who is named there made the picture."""
    return any(
        one.tag in {"figure", "figcaption"} or "caption" in (one.get("class") or "")
        for one in islice(chain([element], element.iterancestors()), FRAMES)
    )


def _labelled(near: Sequence[Nearby]) -> list[str]:
    """The first line near the title that says «بقلم», without what stands behind it in the same block."""
    starting = (_DATED.split(one.line, maxsplit=1)[0] for one in near if BYLINE.match(one.line))
    lines = [line for line in starting if len(line) <= LONGEST_BYLINE]
    return [min((line for line in lines if lines[0].startswith(line)), key=len)] if lines else []


def _innermost(landmarks: Landmarks) -> list[HtmlElement]:
    """The first element named for an author that holds no other such, and those beside it: of co-"""
    named = [*landmarks.related("author"), *landmarks.authors]
    named = [element for element in named if not _is_of_picture(element)]
    around = {ancestor for element in named for ancestor in element.iterancestors()}
    innermost = [element for element in named if element not in around]
    box = next(islice(innermost[0].iterancestors(), 1, None), None) if innermost else None
    return [element for element in innermost if box is None or box in islice(element.iterancestors(), 2)]


def _name_in(element: HtmlElement) -> str:
    """The linked name in an element named for an author, else its whole text."""
    linked = [clean(link.text_content()).replace("\n", " ") for link in element.iter("a")]
    named = [text for text in linked if looks_like_name(text)]
    return named[0] if len(named) == 1 else clean(spaced_text(element)).replace("\n", " ")


def is_dateline(line: Line) -> bool:
    """«الرباط - محمد العلوي», «لندن: رنيم حنوش»: short, in two parts, and no sentence."""
    text = line.text
    return (
        line.kind == "paragraph"
        and len(text) <= LONGEST_DATELINE
        and len(text.split()) <= 8
        and _DATELINE.match(text) is not None
    )


def _signed(lines: Sequence[Line]) -> Iterator[tuple[str, list[str]]]:
    """A name that opens the text as a dateline, or closes it as a signature."""
    texts_only = [line for line in lines if line.text]
    opening = takewhile(lambda line: len(line.text) <= LONGEST_DATELINE, texts_only)
    for line in opening:
        if is_dateline(line) and any(map(looks_like_name, _DATELINE_PARTS.split(line.text))):
            yield "dateline", [line.text]
    if is_signature(texts_only):
        yield "signature", [texts_only[-1].text]


def is_signature(lines: Sequence[Line]) -> bool:
    """The last line is a name and nothing else, below running text."""
    return (
        len(lines) > 2
        and lines[-1].kind == "paragraph"
        and lines[-2].kind == "paragraph"
        and looks_like_name(without_place(lines[-1].text))
    )


def without_place(text: str) -> str:
    """«المختار ولد السالك - نواكشوط» without the town."""
    return _PLACE_BEHIND.sub("", text)
