"""Stand-ins: what a newspaper serves in place of an article. Told by linear scans, before any parser.

A consent wall, a log-in form, a block page or a soft 404 answers with 200 and looks like a page of text. What
gives it away is that it does not say what the feed promised, is short, and has the sentences of its kind. A
page that says what the feed promised is an article, whatever else it says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from services.arabic.normalise import fold, words

LONGEST_SCAN = 600_000  # characters of a page
LONGEST = 2_500  # characters of running text of a stand-in; most have three hundred
NO_TEXT = 120  # characters: a heading says it all
LONGEST_COMPARED = 20_000  # characters in which a promise is looked for
LONGEST_STUB = 400  # of a page that only leads to another
LONGEST_STUB_PAGE = 20_000  # characters of it with its markup
AGREEMENT = 0.5  # of the words of a title or summary
MANY_WORDS = 8  # of a promise that an article cannot break in each of them
DENSITY = 0.5  # of the text in sentences of one cause
MOSTLY = 0.35  # of a page's name
SPARSE = 100  # characters of a sentence for each phrase in it
LONGEST_DELAY_S = 10  # of a refresh that leads on; longer ones reload pages that live


class Cause(StrEnum):
    """What stands in for the article; bounded, so that it can label a metric."""

    CONSENT = "consent"
    LOGIN = "login"
    PAYWALL = "paywall"
    BLOCKED = "blocked"
    CHALLENGE = "challenge"
    NOT_FOUND = "not-found"
    MAINTENANCE = "maintenance"
    ERROR = "error"
    REDIRECT = "redirect"
    HOME = "home"
    EMPTY = "empty"
    OTHER = "other"  # short, and nothing of what the feed promised


# By cause: how its page is called, and what its sentences say; in the folded reading, lower case.
_GONE = r"(?:غير (?:موجود|متوفر|متاح)|لم (?:يعد|تعد)|لا (?:ت|ي)وجد|(?:تم )?(?:حذف|ازال))"
_PHRASES: dict[Cause, tuple[str, str]] = {
    Cause.CONSENT: (
        r"""
        قبل (?:المتابعه|ان تتابع)|ملفات تعريف الارتباط|اعدادات الخصوصيه|خصوصيتك|before you continue
        your privacy|cookies?\b|avant de continuer|votre vie privee|respectons votre
        """,
        r"""
        ملفات (?:تعريف )?الارتباط|كوكيز|بيانات(?:ك|كم)? (?:ال)?شخصيه|الخصوصيه|خصوصيتك
        (?:قبول|رفض) الكل|شركا[ويء]نا|cookies?\b|\bconsent|vie privee|donnees personnelles
        partenaires|personal data|our partners|your privacy|(?:accept|reject) all
        tout (?:accepter|refuser)|توافق|^موافق$|^رفض$
        """,
    ),
    Cause.LOGIN: (
        r"""
        (?:تسجيل|سجل(?:وا)?|يرجي) (?:ال)?دخول(?! (?:ال)?(?:مدرسي|جامعي))
        دخول الاعضاء|انشاء حساب|حسابك|log ?in\b|sign ?(?:in|up)\b
        connexion|connecte[rz]|identifie[rz]|authenti
        """,
        r"""
        (?:تسجيل|سجل(?:وا)?) (?:ال)?دخول|كلمه (?:المرور|السر)|البريد الالكتروني|اسم المستخدم
        ا?نش[يا]ء? حساب|لديك حساب|حسابك|password|username|e-?mail|log ?in\b|sign ?(?:in|up)\b
        logged in|mot de passe|connecte[rz]|identifi|create an account|your account
        """,
    ),
    Cause.PAYWALL: (
        r"""
        (?:للمشتركين|المشتركين فقط)|اشترك(?:وا)? (?:الان|ل|كي|معنا)|subscribe (?:to|now)
        subscribers only|abonnez|aux abonnes
        """,
        r"""
        للمشتركين|المشتركين|اشترك|reserve|offres?|اشتراك|مشترك|subscri|abonne|trial|free articles
        عرض خاص|الباقه|الباقات|النسخه (?:الرقميه|الورقيه)|(?:مقال|خبر|محتوي) كاملا|للاطلاع علي
        il vous reste|de cet article|la suite|unlimited access|your limit
        """,
    ),
    Cause.BLOCKED: (
        r"""
        access (?:to this \w+ (?:has been|is) )?denied|forbidden|{403}
        request (?:blocked|rejected)|(?:been|are) blocked|attention required
        (?:تم )?(?:رفض|حظر|منع) (?:ال)?(?:وصول|طلب|دخول)
        (?:ال)?(?:وصول|دخول|طلب) (?:مرفوض|محظور|ممنوع)|غير مسموح|غير مصرح|acces (?:refuse|interdit)
        pardon our interruption|not available in your (?:country|region)
        غير متاح\w* في (?:بلدك|منطقتك|دولتك)|{10\d\d}|too many requests|{429}
        عدد الطلبات كبير|تجاوزت الحد|legal reasons|acces bloque|has been limited
        """,
        r"""
        denied|permission|block(?:ed|ing)|security|ray id|reference|تم (?:حظر|رفض|منع)|صلاحيه
        عنوان(?:ك)? (?:ال)?ip|\bip\b|refuse|interdit|not authori[sz]ed|forbidden|firewall|malicious
        unusual|webmaster|مدير الموقع|غير مسموح|غير مصرح|your (?:country|region)
        (?:بلدك|منطقتك|دولتك)|نشاط (?:غير|مشبوه)|نظام الحمايه|الحمايه
        rejected|administrator|support id|رقم الدعم|been limited|site owner|owner of this site
        too many|amount of time|الحد المسموح|(?:ال)?طلبات|bloquee?|pare-feu|suspecte?|legal reasons
        economic area|cannot grant|attempting to access|\ba bot\b|were browsing|super-human
        """,
    ),
    Cause.CHALLENGE: (
        r"""
        just a moment|checking your browser|ddos protection|verif\w+ (?:that )?you(?:'re| are)
        are you (?:a )?(?:human|robot)|captcha|robot check|human verification
        security (?:check|verification)|one more step|لحظه (?:من فضلك|واحده)
        (?:ال)?تحقق من (?:ال)?متصفح|(?:ال)?تحقق (?:من )?(?:انك|ان|الامني|الامان|البشري)
        تاك(?:د|يد) (?:من )?انك|لست (?:روبوت|برنامج)|un instant|verification (?:de|du|en)
        verifiez que vous|etes-vous (?:un )?(?:humain|robot)|ddos|^one moment|^(?:يرجي|الرجاء) الانتظار\W*$
        (?:enable|requires) javascript|javascript (?:is )?(?:required|disabled)|تفعيل (?:ال)?جافا
        متصفحك (?:قديم|غير)|^تحديث المتصفح|browser (?:is )?(?:not supported|unsupported|out of date)
        (?:رصد|تعطيل|اوقف|عطل) مانع (?:ال)?اعلانات|ad ?block(?:er)? detected|disable your ad
        """,
        r"""
        your browser|(?:enable|activer) (?:javascript|cookies)|javascript
        you(?:'re| are) (?:a )?human|captcha|robot|cloudflare|security|(?:ال|ل)متصفح|جافا ?سكريبت
        تفعيل|روبوت|انك (?:انسان|بشر|لست)|navigateur|ddos|الرموز|(?:ادخل|اكتب) (?:الرمز|الحروف)
        automatic|تلقاييا|humain|secondes|ثوان|ثواني|التحقق|نتحقق|being verified|please wait
        please allow|متصفحك|مانع (?:ال)?اعلانات|تعطيل|ad ?block|جافا ?سكربت
        """,
    ),
    Cause.NOT_FOUND: (
        r"""
        {404}|not found|no longer (?:available|exists?)|introuvable
        (?:page|article) (?:non trouve|n.existe|inexistant)|does(?:n.t| not) exist
        (?:صفحه|مقال|مقاله|خبر|محتوي|رابط|موضوع|ماده)(?: (?:المطلوب|التي|الذي)\w*(?: \w+){0,3})? {GONE}
        غير موجوده?\b|لم (?:يتم )?(?:العثور|نعثر|نجد)|لا (?:ت|ي)وجد (?:صفحه|نتا)
        (?:خبر|مقال|محتوي) محذوف\W*$|(?:^(?:عذرا|عفوا|اوبس|oops|ups|sorry))\b|{410}|^gone\W*$|^nothing found
        domain (?:\w+ ){0,3}for sale|نطاق (?:[\w.]+ )?معروض للبيع|buy this domain
        """,
        r"""
        غير (?:موجود|متوفر|متاح)|تم (?:نقل|حذف|ازال)|نقل(?:ها|ه)
        لم (?:نعثر|يتم العثور|نتمكن|نجد|يعد|تعد)|تبحث عن|(?:ال)?صفحه الرييسيه|\b404\b
        not (?:be )?found|looking for|n.t exist|not exist|been (?:moved|removed|deleted)|introuvable
        n.existe|supprime|recherch|page d.accueil|home ?page|محرك البحث
        (?:استعمال|استخدام|مربع) البحث|no longer|عذرا|oops|الرابط|requested resource|can.t find
        couldn.t find|searching|this domain|for sale|معروض للبيع|(?:ال)?نطاق|related searches
        """,
    ),
    Cause.MAINTENANCE: (
        r"""
        (?:تحت|قيد|طور|وضع|اعمال|لاعمال) (?:ال)?(?:صيانه|تطوير|تحديث|انشاء)
        الموقع \w{0,9} ?(?:في |تحت )?(?:ال)?صيانه|صيانه (?:الموقع|دوريه|مجدوله)|^(?:ال)?صيانه$
        (?:س)?نعود (?:قريبا|اليكم|لكم|بعد)|maintenance|be (?:right )?back|coming soon
        under construction|en travaux|de retour|^briefly unavailable|^nous revenons(?: \w+){0,2}\W*$
        تحسين الموقع|الموقع مغلق(?: موقتا)?\W*$|account (?:has been )?suspended|suspended account
        (?:موقع|حساب) (?:موقوف|معطل|متوقف)
        """,
        r"""
        صيانه|(?:س)?نعود|العوده|maintenance|be (?:right |online )?back|try again
        المحاوله (?:لاحقا|مجددا|مره)|لاحقا|نعتذر|apologi|revenir|indisponible|temporair
        (?:ل|ب)تحديث الموقع|تحديثات|shortly|quelques (?:minutes|instants)|excus|مغلق|الازعاج|scheduled
        check back|revenons|mise a jour|patience|bientot|suspended|hosting|(?:ال)?استضافه|ايقاف|الدعم الفني
        """,
    ),
    Cause.ERROR: (
        r"""
        database (?:connection )?error|error establishing|internal (?:server )?error|bad gateway
        service (?:temporarily )?unavailable|gateway time-?out|{50[0-4]}|fatal error
        خطا (?:في (?:ال)?(?:خادم|اتصال|قاعده|نظام|موقع)|ما\b|داخلي|بالخادم|غير متوقع)
        حدث (?:خطا|خلل)|erreur|warning: ?mysql|service indisponible|sqlstate|application error
        something went wrong|critical error|web server is down|connection timed out|^whoops\W*$
        ^runtime error|^server error|{5\d\d}|bandwidth limit
        """,
        r"""
        database|mysql|sqlstate|fatal|stack trace|exception|خطا|خلل|الخادم|السيرفر
        قاعده (?:ال)?بيانات|server|error|erreur|serveur|base de donnees|try again|حاول|لاحقا
        went wrong|\bphp\b|on line \d|timed out|تعذر|bandwidth|unable to service
        current custom|could not be|occurred
        """,
    ),
    Cause.REDIRECT: (
        r"""
        جاري? (?:ال|ا)?(?:تحويل|توجيه|انتقال)|(?:يتم|سيتم) (?:الان )?(?:تحويل|توجيه|نقل)ك?|تحويلك
        redirect|you are (?:being|leaving)|moved (?:permanently|temporarily)|object moved
        document moved|{30[1278]}|vous quittez|^please wait\W*$|^انتظر(?: قليلا)?\W*$
        """,
        r"""
        تحويلك|توجيهك|نقلك|(?:ال)?تحويل|(?:ال)?توجيه|(?:اضغط|انقر) هنا|redirect|click here
        cliquez ici|تلقاييا|moved|ثوان|ثواني
        """,
    ),
}
# the number of an answer where it is one, and not five hundred dirhams
_NUMBER = (
    r"(?:(?:error|erreur|خطا)\W{0,3}#\b|^\W*#\W*$"
    r"|^\W*#\W{1,3}(?:bad|error|forbidden|found|gateway|gone|internal|moved|not|page|permanent|proxy|redirect|see"
    r"|server|service|temporary|too|unavailable|خطا|الصفحه|لم|غير)\b)"
)
_WORD = r"(?<![^\W\d_])(?:[وفبلك]?(?:ال)?|لل)"  # with what Arabic writes before it


ANSWER = re.compile(r"\{([1-5][^{}]*)\}")


def _phrases(lines: str) -> re.Pattern[str]:
    """Any of the phrases of all lines."""
    alternatives = "|".join(line.strip() for line in lines.strip().splitlines())
    alternatives = ANSWER.sub(lambda found: _NUMBER.replace("#", found[1]), alternatives)
    return re.compile(rf"(?m){_WORD}({alternatives.replace('{GONE}', _GONE)})")


_NAMES_OF_CAUSES = {cause: _phrases(name) for cause, (name, _) in _PHRASES.items()}
_SAYS = {cause: _phrases(sentence) for cause, (_, sentence) in _PHRASES.items()}
_OVER_ARTICLES = (
    Cause.CONSENT,
    Cause.LOGIN,
    Cause.PAYWALL,
    Cause.CHALLENGE,
)  # under the article's own title too
_STEM_LINES = """
consent ارتباط كوكيز خصوصي شخصي قبول رفض شركا cookie consent privacy priv perso parten accept refus
challenge bot wait verif allow اعلان إعلان تعطيل adblock ad-block
paywall الرقمي الورقي كامل اطلاع reste suite unlimited limit article
consent توافق موافق
login دخول مرور حساب السر مستخدم البريد password log sign mot connect ident account user mail
paywall شترك شتراك باق عرض subscri abonn trial free
challenge browser javascript human captcha robot cloudflare security navigateur ddos automatic humain second
challenge activer enable متصفح سكريبت تفعيل روبوت رموز رمز حروف تلقا ثوا تحقق نسان
"""
_STEMS = {  # one is in every sentence of the cause: most articles are passed by what Python finds fastest
    cause: [
        stem for line in _STEM_LINES.split("\n") if line.startswith(cause.value) for stem in line.split()[1:]
    ]
    for cause in _OVER_ARTICLES
}
_NAME_STEM_LINES = """
متابع تتابع ارتباط خصوصي دخول حساب شترك رفض حظر منع مسموح مصرح متاح لحظ تحقق تاكد تاكيد لست موجود
عفوا محذوف متوفر
حذف يعد تعد وجد عثور نعثر نجد عذرا اوبس صيان تطوير تحديث انشاء نعود خطا خلل تحويل توجيه انتقال
نقل ازال يرجي continu privacy cookie privee respect log sign connex connect ident authen subscri
abonn denied forbidden block attention refus interdit pardon available moment browser ddos verif
human robot captcha check one instant etes found longer introuvable non exist oops ups sorry
maintenance back soon construction travaux retour database establish internal gateway fatal err
mysql sql wrong critical down timed redirect you moved quittez 40 50 30 indisponible
too 429 طلبات الحد legal bloqu limited ddos wait انتظ javascript جافا متصفح اعلانات adblock ad
gone 41 nothing sale نطاق domain briefly revenons mise تحسين مغلق suspend موقوف معطل متوقف whoops
runtime server exceeded
"""
_NAME_STEMS = _NAME_STEM_LINES.split()
_ARTICLE_DATA = re.compile(
    r"""["'](?:og:type["'][^<>]{0,40}["']article["']|article:published_time["'])"""
    r"""|"@type"\s*:\s*\[?\s*"\w*Article"|"articleBody"\s*:"""
)

_UNREAD = (
    *("script", "style", "noscript", "template", "svg", "textarea", "nav", "header", "footer", "a", "button"),
    *("title", "h1"),
)
_OPENED = re.compile(rf"<!--|<({'|'.join(_UNREAD)})(?=[\s/>])", re.IGNORECASE)
_CLOSED = {name: re.compile(rf"</{name}(?=[\s/>])[^<>]*>?", re.IGNORECASE) for name in _UNREAD}
_INLINE = re.compile(
    r"</?(?:b|i|em|strong|span|font|u|small|mark|bdi|abbr)(?=[\s/>])[^<>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,5000}>?")
_NAME = re.compile(r"<(title|h1|h2)(?=[\s>])[^<>]{0,2000}>((?:(?!</\1)[\s\S]){0,2000})", re.IGNORECASE)
_META = re.compile(r"<(?:meta|link)\s([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_REFRESH = re.compile(r"""\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]{0,500})>([^<]{0,600})</script", re.IGNORECASE)
_LOCATION = re.compile(
    r"""^\s*(?:(?:window|document|top|self)\.)?location(?:\.href)?\s*=\s*["']([^"'\s]+)["']\s*;?\s*$"""
    r"""|^\s*(?:(?:window|document|top|self)\.)?location\.(?:replace|assign)\(\s*["']([^"'\s]+)["']\s*\)\s*;?\s*$"""
)
_SENTENCE = re.compile(r"[\n.!?؟]+")
_UNFILLED = re.compile(r"\{\{[^{}]{1,80}\}\}|\[\[[^\[\]]{1,80}\]\]|<%=?[^%]{1,80}%>|\$\{\w{1,40}\}")


@dataclass(frozen=True)
class Served:
    """A page as it came, scanned when something of it is asked for. `url`: where it came from."""

    html: str
    url: str

    @cached_property
    def _attributes(self) -> tuple[dict[str, str], ...]:
        """Of every `<meta>` and `<link>` of the head."""
        return tuple(
            {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
            for tag in _META.finditer(self.html[:LONGEST_SCAN])
        )

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """What the page states as its own address: the canonical one, then Open Graph's."""
        found = [one.get("href", "") for one in self._attributes if one.get("rel", "").lower() == "canonical"]
        found += [one.get("content", "") for one in self._attributes if one.get("property") == "og:url"]
        return tuple(address for address in found if address)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the page calls itself, folded: title, headings, Open Graph."""
        found = [match[2] for match in _NAME.finditer(self.html[:LONGEST_SCAN])][:8]
        found += [one.get("content", "") for one in self._attributes if one.get("property") == "og:title"]
        return tuple(name for raw in found if (name := _reading(_TAG.sub(" ", raw))))

    @cached_property
    def text(self) -> str:
        """The running text outside of menus and links, folded, a block a line."""
        return "\n".join(filter(None, map(_reading, _TAG.sub("\n", _INLINE.sub("", self._body)).split("\n"))))

    @cached_property
    def _body(self) -> str:
        return "\n".join(_stretches(self.html[:LONGEST_SCAN]))

    @property
    def states_article(self) -> bool:
        """Data of the page call it an article."""
        return _ARTICLE_DATA.search(self.html[:LONGEST_SCAN]) is not None

    @property
    def leads_home(self) -> bool:
        stated = [one.get("href") for one in self._attributes if one.get("rel", "").lower() == "canonical"]
        stated += [one.get("content") for one in self._attributes if one.get("property") == "og:url"]
        return leads_home(self.url, stated)

    @cached_property
    def next_address(self) -> str | None:
        """Where a page that only leads on leads: meta refresh, a script of one line, a stub's canonical."""
        for address in (self._refresh(), self._location(), self._canonical()):
            if address is None:
                continue
            target = _joined(self.url, html.unescape(address).strip())
            if target.startswith(("http://", "https://")) and _bare(target) != _bare(self.url):
                return target if len(self.text) <= LONGEST_STUB else None
        return None

    def _refresh(self) -> str | None:
        for one in self._attributes:
            if one.get("http-equiv", "").lower() == "refresh":
                found = _REFRESH.match(one.get("content", ""))
                if found and int(found[1]) <= LONGEST_DELAY_S:
                    return found[2]
        return None

    def _location(self) -> str | None:
        """Only of a page whose single script does nothing else."""
        if len(self.html) > LONGEST_STUB_PAGE or self.html.lower().count("<script") != 1:
            return None
        scripts = _SCRIPT.findall(self.html)
        if not scripts:
            return None
        found = _LOCATION.match(scripts[0][1])
        return found and (found[1] or found[2])

    def _canonical(self) -> str | None:
        """Only of a page that says that it leads on, and holds nothing else."""
        if len(self.html) > LONGEST_STUB_PAGE or not any(
            _NAMES_OF_CAUSES[Cause.REDIRECT].search(line) for line in (*self.names, *self.text.split("\n"))
        ):
            return None
        stated = (one.get("href") for one in self._attributes if one.get("rel", "").lower() == "canonical")
        address = next(filter(None, stated), None)
        return address if address and urlsplit(_joined(self.url, address)).path.strip("/") else None


class Signs(Protocol):
    """What tells a stand-in. `names`: title, headings; `text`: running text, a block a line; both folded."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def text(self) -> str: ...
    @property
    def states_article(self) -> bool: ...
    @property
    def leads_home(self) -> bool: ...


def cause_of(page: Signs, title: str | None = None, summary: str | None = None) -> Cause | None:
    """What the page is instead of the article that a feed promised; None for an article or in doubt."""
    if page.states_article and _agrees(title, " ".join(page.names)):
        return None  # whatever else it shows; the usual page, and nothing more of it is read
    if _keeps_promise(page, title, summary):
        return cause_of_text(page.text, _OVER_ARTICLES)
    if _UNFILLED.search(" ".join(page.names)):
        return Cause.EMPTY
    if title and page.leads_home:
        return Cause.HOME
    if cause := _cause_by_name(page) or (cause_of_text(page.text, tuple(_SAYS)) if title else None):
        return cause
    return Cause.OTHER if _breaks_promise(page, title, summary) else None


def _keeps_promise(page: Signs, title: str | None, summary: str | None) -> bool:
    """It is called as the feed says, or tells what the feed says."""
    if _agrees(title, " ".join(page.names)):
        return True
    said = page.text[:LONGEST_COMPARED] if title or summary else ""
    return _agrees(title, said, 0.8) or _agrees(summary, said, 0.7)


def _breaks_promise(page: Signs, title: str | None, summary: str | None) -> bool:
    """A few sentences without a word of what the feed said in title and summary."""
    promise = _content(f"{title} {summary}") if title and summary else set()
    said = f"{' '.join(page.names)} {page.text}"
    short = len(page.text) <= LONGEST_STUB and said.strip() and not page.states_article
    return bool(short and len(promise) >= MANY_WORDS and not promise & _content(said))


def _cause_by_name(page: Signs) -> Cause | None:
    """The cause by which a short page is called, where its sentences do not say otherwise."""
    names = "\n".join(dict.fromkeys(page.names))
    if not any(map(names.__contains__, _NAME_STEMS)):
        return None
    causes = [cause for cause, name in _NAMES_OF_CAUSES.items() if name.search(names)]
    if not causes or len(page.text) > LONGEST:
        return None
    least = 2 * DENSITY if page.states_article else DENSITY / 2
    for cause in causes:
        bare = not page.text or (len(page.text) <= NO_TEXT and _is_name(names, cause))
        if (bare and not page.states_article) or _density(page.text, cause) >= least:
            return cause
    return None


def _is_name(names: str, cause: Cause) -> bool:
    """The page is called by little else than its cause: «سنعود قريبا», not «سنعود قريبا: حلم المهجرين»."""
    found = ((line, _NAMES_OF_CAUSES[cause].search(line)) for line in names.split("\n"))
    return any(name is not None and len(name[0]) >= MOSTLY * len(line) for line, name in found)


def cause_of_text(text: str, causes: Sequence[Cause] = _OVER_ARTICLES) -> Cause | None:
    """The cause whose sentences fill a short text: the pitch of a paywall under the article's own title.

    `text`: a block a line.
    """
    if not text or len(text) > LONGEST / 2:
        return None
    lower = text.lower()
    likely = [cause for cause in causes if cause not in _STEMS or any(map(lower.__contains__, _STEMS[cause]))]
    if not likely:
        return None
    text = reading(text)
    found = {cause: _density(text, cause) for cause in likely if len(set(_SAYS[cause].findall(text))) >= 2}
    best = max(found, key=lambda cause: found[cause], default=None)
    return best if best is not None and found[best] >= DENSITY + 0.15 else None


def leads_home(url: str, stated: Iterable[str | None]) -> bool:
    """A page calls itself the home page in all addresses that it states, and was fetched from another."""
    homes = [urlsplit(home) for address in stated if address and (home := _joined(url, address))]
    asked = urlsplit(url)
    own = asked.path.strip("/") or asked.query
    return bool(own and homes) and all(not home.path.strip("/") and not home.query for home in homes)


def reading(text: str) -> str:
    """The reading in which causes are told: folded, lower case, one blank between words, a block a line."""
    return "\n".join(filter(None, map(_reading, text.split("\n"))))


def _reading(text: str) -> str:
    return " ".join(fold(html.unescape(text)).casefold().split())


def _density(text: str, cause: Cause) -> float:
    """The share of the text in sentences that speak of a cause."""
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    said = sum(len(sentence) for sentence in sentences if _speaks(sentence, cause))
    return said / max(1, sum(map(len, sentences)))


def _speaks(sentence: str, cause: Cause) -> bool:
    """A phrase in each hundred characters: one word in a long sentence says nothing."""
    return len(set(_SAYS[cause].findall(sentence))) > len(sentence) / SPARSE


def _agrees(promise: str | None, said: str, least: float = AGREEMENT) -> bool:
    """At least so many of the words of a promise are said."""
    wanted = _content(promise) if promise else set()
    return bool(wanted) and len(wanted & _content(said)) >= least * len(wanted)


def _content(text: str) -> set[str]:
    """The words that tell texts apart, without the article and the particles written with it."""
    return {
        word.lstrip("و").removeprefix("ب").removeprefix("ال")[:6] for word in words(text) if len(word) > 2
    }


def _stretches(text: str) -> Iterator[str]:
    """The page outside comments, scripts, menus and links. An end that is nowhere is looked for once."""
    place = 0
    endless: set[str] = set()
    while opened := _OPENED.search(text, place):
        yield text[place : opened.start()]
        name = (opened[1] or "").lower()
        place = opened.end()
        if name in endless:
            continue
        if not name:
            end = text.find("-->", place)
            place = end + 3 if end >= 0 else len(text)
        elif closed := _CLOSED[name].search(text, place):
            place = closed.end()
        else:
            endless.add(name)
    yield text[place:]


def _joined(base: str, reference: str) -> str:
    """The address made absolute; empty where it is none."""
    try:
        address = urljoin(base, reference)
        urlsplit(address)
    except ValueError:
        return ""
    return address


def _bare(url: str) -> str:
    return url.partition("#")[0].rstrip("/")
