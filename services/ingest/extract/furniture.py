"""What stands on a page beside its article: sharing, other stories, comments, tags, advertising, appeals.

Names are looked for in `class` and `id`, phrases in the folded reading of a block's text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from services.arabic.normalise import fold

LONGEST_APPEAL = 260  # a furniture phrase that opens a longer block opens a sentence of the article
LONGEST_SECTION_TITLE = 80
LONGEST_COMMENTS_TITLE = 40

_TAGS = """
script style noscript template nav aside footer button input select textarea iframe object embed svg
canvas video audio map dialog link meta title head ins menu
"""
DROPPED_TAGS = frozenset(_TAGS.split())

# Parts of class names and ids, as regular expressions, by what they name.
_NAMES = {
    "sharing": r"""
        shar(?:e|es|ing|er|ebar|edaddy|ethis) social\w* a2a\w* addtoany\w* addthis\w* essb\w* mashsb\w*
        whatsapp\w* telegram\w* follow-?us follow google-?news""",
    "other stories": r"""
        related\w* jp-relatedposts yarpp\w* rp4wp\w* crp_related recommend\w* read-?also\w* also-?read
        see-?also read-?more seemore lire-?aussi a-?lire
        more-?(?:news|stories|posts|articles) most-?\w* trending latest-?\w* popular\w*
        suggest\w* hot-?\w* ticker breaking\w* links--inline""",
    "embeds": r"""
        twitter-?(?:tweet|video)\w* instagram-?media tiktok-?embed fb-?(?:post|video|page|xfbml)\w*
        telegram-?(?:post|widget) reddit-?\w+ threads-?post embedly-?card""",
    "walls": r"paywall\w* pay-?wall premium-?(?:box|wall|message) abo-?(?:box|wall) regwall metered",
    "facts": r"info-?box fact-?box factbox standings? score-?board league-?table",
    "comments": r"comments? comment-?(?:list|form|area|respond) respond disqus\w* fb-comments discussion",
    "subscribing": r"""
        newsletter\w* sign-?up\w* subscri(?:be|ption)\w* app-?(?:download|links) popup modal\w* cookie\w*""",
    "navigation": r"""
        sidebar side-?bar widget\w* breadcrumbs? crumbs? post-?(?:nav|navigation|pagination) navigation
        nav-?links page-?(?:links|numbers) pager pagination navbar menu\w* footer entry-?footer \w{0,10}toc
        ez-toc\w* prev-?next next-?prev""",
    "tags": r"tags? tag-?(?:list|links|cloud) tagcloud post-?tags? entry-?tags? keywords hashtags",
    "byline": r"""
        author-?(?:box|bio|info|card|desc\w*) about-?author byline metadata meta meta-?info sources? date time
        timestamp datetime publish-?(?:date|time|info)
        (?:article|post|entry|news)-?(?:meta|date|time|info|source|author)""",
    "notices": r"alert disclaimer notice",
    "tools": r"""
        toolbar tools print\w* font-?size\w* rating\w* votes? wpulike\w* likes? reactions? hit-?counter
        views?-?count\w* reading-?time listen audio-?player""",
    "advertising": r"""
        ads? adv advert\w* advs adsbygoogle adsense google-auto-placed banner\w* sponsor\w* promos? promotion
        code-block taboola\w* outbrain\w* mgid\w* jubna\w* copyright\w*""",
    "captions": r"caption wp-caption-text credit image-?caption img-?caption",
}
_CONTENT_NAMES = r"""
    entry-?content post-?(?:content|body|text|entry) article-?(?:content|body|text|txt|details?)
    td-post-content story-?(?:body|content|text|details?) single-?(?:content|post-content|body)
    content-?(?:inner|body|text|article) news-?(?:body|content|text|details?|story) node-?content
    field-?name-?body field--name-body
    body-?(?:text|content) text-?(?:body|content) the-?content main-?(?:text|content)
    detail-?(?:content|body|text)s? paragraph-?(?:list|content) wysiwyg rich-?text itemfulltext
    item-page description-content
"""

# How a block begins, in the folded reading, by what it is.
_PHRASES = {
    "read also": r"""
        (?:ا|ي)?قر(?:ا|ئ|ؤ)(?:وا|ي)?\s*(?:ايضا|المزيد|كذلك|المقال|الخبر)|(?:طالع|شاهد)\w*\s+(?:ايضا|المزيد|كذلك)
        |اقرا\s*[:：]|اخترنا\s+لك|لا\s+(?:يفوتك|تفوت)|(?:قد|ربما)\s+(?:يهمك|يهمكم|تهمك|يعجبك|يعجبكم)
        |المزيد\s+(?:من|حول|عن|في)\b|للمزيد\b|(?:المقاله?|الخبر)\s+(?:التالي|السابق)|العوده\s+الي\s""",
    "related": r"""
        (?:مواضيع|مقالات|اخبار|موضوعات|مواد|قصص)\s+(?:ذات\s+صله|مشابهه|متعلقه|مرتبطه|اخري|مقترحه|ساخنه|قد\s+ته?مك)
        |ذات\s+صله|(?:خبر|مقال)\s+ذو\s+صله|(?:نهايه\s+)?توصيات\s+بالاطلاع
        |lire\s+(?:aussi|la\s+suite|egalement)\b|a\s+lire\b|voir\s+aussi\b""",
    "sharing": r"""
        شارك\w*\s*(?:ها|ه)?\s*(?:$|[:：]|المقال|الخبر|هذا|هذه|الموضوع|علي|عبر|مع)|انشر\s+(?:المقال|الخبر|علي)
        |مشاركه\s*(?:$|[:：]|المقال|الخبر|علي|عبر)
        |(?:(?:فيسبوك|تويتر|واتساب|تيليغرام|تلغرام|لينكد\s?ان|بينتريست|ماسنجر|طباعه|البريد\s+الالكتروني)\s*)+$
        |(?:share|tweet|follow\s+us|read\s+more|read\s+also|comments?|related|tags?|print|e-?mail|whats\s?app
            |telegram|facebook|twitter|pinterest|linkedin|copy\s+link|partager|commentaires?|imprimer)\b.{0,40}$""",
    "following": r"""
        تابع\w*\s+.{0,60}(?:غوغل|جوجل|google|فيس\s?بوك|تويتر|تيلي?غرام|تلغرام|تليجرام|واتس\s?اب|يوتيوب|انستغرام|تطبيق)
        |ل?متابعه\s+.{0,60}(?:غوغل|جوجل|google|فيس\s?بوك|تويتر|تيلي?غرام|تلغرام|تليجرام|واتس\s?اب)
        |(?:انضم\w*|اشترك\w*)\s+.{0,60}(?:قناه|قناتنا|مجموعه|واتس\s?اب|تيليغرام|تلغرام|تليجرام|نشره|نشرتنا|يوتيوب|خدمه)
        |(?:لمتابعه|للتوصل\s+ب|لتصلك\w*|لتصلكم|ل?يصلك\w*|توصلوا\s+ب|كن\s+اول\s+من\s+يعرف)\s*(?:اخر|جديد|احدث|كل|ابرز|اهم|بجديد)
        |حمل\w*\s+(?:تطبيق|التطبيق|ال?ابليكيشن)|هل\s+اعجبك|قيم\s+(?:المقال|هذا)
        |(?:تابعونا|تابعنا|تابعوا|انضموا|اشتركوا)\s+(?:علي|عبر|في|الي|ب)\s""",
    "newsletters": r"(?:وصلتك|لا\s+تظهر)\s+هذه\s+(?:الرساله|النشره)|لا\s+تظهر\s+(?:الرساله|النشره)",
    "feed tail": r"""
        ظهرت\s+المقاله|ظهر\s+المقال\b|هذا\s+المقال\s+.{0,80}ظهر\s+(?:اولا|لاول)
        |the\s+post\s+.+\s+(?:appeared\s+)?first""",
    "comments": r"""
        (?:ال)?تعليقات?\s*(?:$|[(:\d])|لا\s+(?:توجد|يوجد)\s+تعليق|(?:اضف|اترك|اكتب|ضع)\w*\s+(?:تعليق|رد)
        |اضافه\s+تعليق|كن\s+اول\s+من|الاراء\s+الوارده|(?:المقالات|الاراء)\s+المنشوره\s+لا\s+تعبر""",
    "walls": r"""
        هذا\s+(?:المقال|المحتوي|المحتوى|الخبر)\s+(?:خاص|متاح|حصري|مخصص)\w*\s+(?:بال|لل|فقط\s+لل)مشتركين
        |(?:للمشتركين|خاص\s+بالمشتركين)\s*(?:فقط)?\W*$|اشترك\w*\s+(?:الان|لقراءه|للاطلاع|في\s+النسخه)
        |(?:لقراءه|لمواصله|لمتابعه)\s+(?:بقيه|قراءه|المقال|كامل)\b.{0,40}(?:اشترك|سجل|مشترك)""",
    "rights": r"(?:جميع|كل|كافه)\s+الحقوق\s+محفوظه|حقوق\s+النشر|©",
    "tags": r"""
        (?:ال)?وسوم\s*(?:$|[:：])|(?:ال)?كلمات\s+(?:ال)?(?:دلاليه|مفتاحيه)|تاغات|علامات\s*[:：]|موسوم\s+ب""",
    "tools": r"""
        (?:جدول\s+|فهرس\s+)?(?:ال)?محتويات(?:\s+(?:المقال\w*|التقرير))?\W*$|نسخه\s+ل?لطباعه|اطبع|طباعه|ارسل\s+ل?صديق|ارسال\s+ل?صديق|نسخ\s+الرابط
        |(?:ال)?رابط\s+(?:ال)?(?:مختصر|قصير|دائم|ثابت|مقال|خبر)
        |عدد\s+(?:المشاهدات|القراءات|الزيارات)|مده\s+القراءه|وقت\s+القراءه
        |(?:اعلان|اعلانات|اعلانات\s+ممول\w*\b.*|advertisement|sponsored|publicite)[\s\W]*$""",
    "notices": r"(?:انقر|اضغط)\s+هنا|شكرا\s+علي\s+الابلاغ|سيتم\s+حجب\s+هذه\s+الصوره",
}
_OPEN_SECTIONS = ("read also", "related", "comments")


def _name(parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(parts.split())})(?:$|[\s_-])", re.IGNORECASE)


def _opening(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"[\s\W]*(?:{'|'.join(phrases)})", re.IGNORECASE | re.VERBOSE)


_NAME = _name(" ".join(_NAMES.values()))
_CONTENT_NAME = _name(_CONTENT_NAMES + " articlebody articletext newsbody cnnstorycontent")
_NEGATED = re.compile(
    r"\b(?:has|no|not|with|without|is)-[\w-]+"
)  # `has-sidebar` is the page, not the sidebar
_UNSEEN = frozenset(
    {"hidden", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "element-invisible"}
)
_APPEAL = _opening(list(_PHRASES.values()))
_SECTION = _opening([_PHRASES[kind] for kind in _OPEN_SECTIONS])
_WALL = _opening([_PHRASES["walls"]])
_COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:ال)?تعليقات(?:\s+(?:الزوار|القراء|حول|علي)\b.{0,20})?[\s\d():]*$|\W*(?:comments|commentaires)[\s\d():]*$"
)
_POLICY = re.compile(
    r"(?=.*(?:تعليق|مشاركات))"
    r"(?=.*(?:سياسه\s+الخصوصيه|شروط\s+(?:ال)?استخدام|ارشادات\s+(?:ال)?(?:استخدام|نشر)|لا\s+تعبر))",
    re.DOTALL,
)


def named_furniture(element: HtmlElement) -> bool:
    """By its `class`, `id` or visibility, this element is no part of an article.

    A form is none either, unless it holds the whole page, as ASP.NET has it: callers compare sizes.
    """
    if element.tag == "form" or _names_furniture(element.get("class") or "", element.get("id") or ""):
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    label = element.get("aria-label")
    if label is not None and appeal(label):
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


@lru_cache(maxsize=8192)
def _names_furniture(classes: str, identifier: str) -> bool:
    """Cached: a newspaper's pages share their template, and with it these names."""
    name = _NEGATED.sub("", f"{classes} {identifier}".replace("_", "-"))
    return _NAME.search(name) is not None or not _UNSEEN.isdisjoint(name.split())


@lru_cache(maxsize=8192)
def _names_content(classes: str, identifier: str) -> bool:
    return _CONTENT_NAME.search(f"{classes} {identifier}".replace("_", "-")) is not None


def named_content(element: HtmlElement) -> bool:
    """By its `class`, `id` or microdata, this element holds the text of an article."""
    if "articleBody" in (element.get("itemprop") or "") or "articleBody" in (element.get("property") or ""):
        return True
    return _names_content(element.get("class") or "", element.get("id") or "")


def appeal(text: str) -> bool:
    """A line that asks the reader for something, or leads elsewhere."""
    if len(text) > 2 * LONGEST_APPEAL:
        return False
    folded = fold(text)
    if _POLICY.match(folded):
        return True
    return len(text) <= LONGEST_APPEAL and _APPEAL.match(folded) is not None


def opens_comments(text: str) -> bool:
    """A line below which readers speak: «التعليقات», «تعليقات الزوار (12)»."""
    if len(text) > LONGEST_COMMENTS_TITLE:
        return False
    bare = text.replace("ـ", "")
    return ("عليقات" in bare or "omment" in bare) and _COMMENTS.match(fold(bare)) is not None


def walls_off(text: str) -> bool:
    """A line that says the rest is for subscribers."""
    return len(text) <= LONGEST_APPEAL and _WALL.match(fold(text)) is not None


def opens_section(text: str) -> bool:
    """A line under which links to other stories, or comments, follow."""
    return len(text) <= LONGEST_SECTION_TITLE and _SECTION.match(fold(text)) is not None
