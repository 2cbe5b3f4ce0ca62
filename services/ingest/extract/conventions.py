"""How newspaper pages are made: what their parts are named, how their furniture speaks, how long things are.

Names are parts of `class` and `id`, phrases are in the folded reading; every bound has its unit and reason.
"""

from __future__ import annotations

import re

# The text
SHORTEST_PARAGRAPH = 40  # characters; a shorter passage is a label or a button, and votes for no element
SHORTEST_LEAD = 80  # characters of the first paragraph; above it the article's head may stand once more
SHORT_BODY = 250  # characters; below, trafilatura is asked too
SHORTEST_TEXT = 30  # characters; less is no text
SHORTEST_DATA_TEXT = 200  # characters of a text in the data of a script; shorter ones are teasers
SHORTEST_REPEAT = 50  # characters of a line that stands twice by mistake; shorter ones may be said twice
LONGEST_LABELS = 120  # characters that trafilatura may take for text: title, section, date
LONGEST_CUT = 800  # characters; a longer text that ends in «…» ends so by its author's will
LONGEST_HEADING = 120  # characters; what is longer is a sentence, whatever its tag
LONGEST_WRAPPED = 60  # characters; a row of this length may follow any shorter one in wrapped text
LONGEST_CELL = 60  # characters; a table of longer cells is laid out with it, not a table of figures
LONGEST_LOOSE_CAPTION = 90  # characters of a caption that is marked by its place only
LONGEST_CAPTION = 300  # characters of a marked caption; longer ones hold the article
LONGEST_FLAT_HEADING = 90  # characters of a heading in a text without markup
SHORTEST_HEADED = 40  # characters of the paragraph that such a heading may head

# What stands around the text
LONGEST_APPEAL = 260  # characters; a longer block that begins like furniture is a paragraph of the article
LONGEST_SECTION_TITLE = 80  # characters of «مواضيع ذات صلة» and its like
LONGEST_COMMENTS_TITLE = 40  # characters of «تعليقات الزوار (12)» and its like
SHORTEST_PROMOTION = 20  # characters of a linked line that opens a box; shorter ones are buttons
LINKED_AWAY = 0.85  # of a line; more of it linked is a link to another story
LARGEST_FURNITURE = 0.5  # of the text; an element that holds as much is no furniture, whatever its name
MOST_ABOVE = 0.4  # of the text; an element that holds more before its title has another one
NEAR_LEAD = 3  # lines behind the first paragraph, where a byline may stand still
LONGEST_TAIL_LINE = 120  # characters of a source, an end mark or an address below a text
LONGEST_LABEL = 20  # characters of «المصدر:» and other labels, and of a time of day alone

# Title, date, authors, section
LONGEST_TITLE = 300  # characters; no newspaper's title is longer, a paragraph in <h1> is
SHORTEST_DISPLAY = 3  # words of a title that only stands out
LONGEST_DISPLAY = 200  # characters of one
MOST_NEWSPAPER_WORDS = 5  # words of a newspaper's name
MOST_AUTHORS = 8  # of one article; a longer list is of the whole newsroom
LONGEST_AUTHOR = 60  # characters of a name with what its bearer is
LONGEST_PERSON = 40  # characters of a name that is known by its form only
LONGEST_BYLINE = 80  # characters of a line that names authors
LONGEST_DATELINE = 60  # characters of «الرباط - محمد العلوي»
LONGEST_SIGNATURE = 60  # characters of «حاورها: سعيد بنمنصور» below a text
LONGEST_POSITION = 60  # characters of «كاتب وباحث من تونس» below a text
LONGEST_DATE_LINE = 60  # characters of a line with a date in it
LONGEST_PUBLISHING_LINE = 120  # characters of one that says «نشر» too
LONGEST_SECTION = 40  # characters of a section's name
MOST_SECTION_WORDS = 5  # words of one
LONGEST_TRAIL = 5  # links of a trail to the article; a longer one is a menu
MOST_TAGS = 20  # of one article; more are a cloud of the whole newspaper's
LONGEST_TAG = 60  # characters; longer ones are sentences

# Near the title
AFTER = 45  # elements after the title that are looked at: date, byline and lead picture come sooner
BEFORE = 14  # elements before it
RIGHT_BELOW = 12  # elements below it, where a name beside a place is the author's
LONGEST_LINE = 120  # characters of an element that is one line
MOST_PARTS = 20  # elements in a line; what has more is a list or the article

# Pictures
SMALLEST_PX = 60  # pixels a side; smaller ones are icons
FRAMES = 6  # ancestors of a picture up to what holds its caption: cell, row, table body, table

LONGEST_CREDIT = 60  # characters of whose picture it is
LONGEST_URL = 2000  # characters of a picture's address
MOST_SOURCES = 20  # of one `<picture>`; no real one has more
LARGEST_EMOJI_PX = 72  # pixels a side of an emoji that is a picture

# Elements that are never part of a text
_TAGS = """
script style noscript template nav aside footer button input select textarea iframe object embed svg
canvas video audio map dialog link meta title head del menu
"""
DROPPED_TAGS = frozenset(_TAGS.split())

# Elements that end a line of text
_BLOCK_TAGS = """
p div section article main header center table tbody thead tr td th dl dt dd pre address details summary hr
fieldset li ul ol body figure
"""
BREAKING_TAGS = frozenset(_BLOCK_TAGS.split())

# Parts of class names and ids, as regular expressions, by what they name.
POST_NAMES = r"""
    twitter-?(?:tweet|video)\w* instagram-?media tiktok-?embed fb-?(?:post|video|page|xfbml)\w*
    telegram-?(?:post|widget) reddit-?\w+ threads-?post text-?post-?media embedly-?card bluesky-?embed
    mastodon-?embed
"""
FURNITURE_NAMES = {
    "sharing": r"""
        shar(?:e|es|ing|er|ebar|edaddy|ethis) social\w* a2a\w* addtoany\w* addthis\w* essb\w* mashsb\w*
        whatsapp\w* telegram\w* follow-?us follow google-?news""",
    "other stories": r"""
        related\w* jp-relatedposts yarpp\w* rp4wp\w* crp_related recommend\w* read-?also\w* also-?read
        see-?also read-?more seemore lire-?aussi a-?lire
        more-?(?:news|stories|posts|articles) most-?\w* trending latest-?\w* popular\w*
        suggest\w* hot-?\w* ticker breaking\w* links--inline""",
    "embeds": POST_NAMES,
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
        toolbar tools copy-?(?:link|url|btn|button) share-?counts? player-?\w* video-?player\w*
        audio-?\w*player print\w* font-?size\w* rating\w* votes? wpulike\w* likes? reactions? hit-?counter
        views?-?count\w* reading-?time listen audio-?player""",
    "advertising": r"""
        ads? adv advert\w* advs adsbygoogle adsense google-auto-placed banner\w* sponsor\w* promos? promotion
        code-block taboola\w* outbrain\w* mgid\w* jubna\w* copyright\w*""",
    "captions": r"caption wp-caption-text credit image-?caption img-?caption",
}
CONTENT_NAMES = r"""
    entry-?content post-?(?:content|body|text|entry) article-?(?:content|body|text|txt|details?)
    td-post-content story-?(?:body|content|text|details?) single-?(?:content|post-content|body)
    content-?(?:inner|body|text|article) news-?(?:body|content|text|details?|story) node-?content
    field-?name-?body field--name-body
    body-?(?:text|content) text-?(?:body|content) the-?content main-?(?:text|content)
    detail-?(?:content|body|text)s? paragraph-?(?:list|content) wysiwyg rich-?text itemfulltext
    item-page description-content
"""

# How a block begins, in the folded reading, by what it is.
PHRASES = {
    "read also": r"""
        (?:ا|ي)?قر(?:ا|ئ|ؤ)(?:وا|ي)?\s*(?:ايضا|المزيد|كذلك|المقال|الخبر)|(?:طالع|شاهد)\w*\s+(?:ايضا|المزيد|كذلك)
        |اقرا\s*[:：]|اخترنا\s+لك|لا\s+(?:يفوتك|تفوت)|(?:قد|ربما)\s+(?:يهمك|يهمكم|تهمك|يعجبك|يعجبكم)
        |المزيد\s+(?:من|حول|عن|في)\b|للمزيد\b|(?:المقاله?|الخبر)\s+(?:التالي|السابق)|العوده\s+الي\s""",
    "related": r"""
        (?:مواضيع|مقالات|اخبار|موضوعات|مواد|قصص)\s+(?:ذات\s+صله|مشابهه|متعلقه|مرتبطه|اخري|مقترحه|ساخنه|قد\s+ته?مك)
        |ذات\s+صله|(?:خبر|مقال)\s+ذو\s+صله|(?:نهايه\s+)?توصيات\s+بالاطلاع
        |(?:من\s+نفس\s+(?:القسم|الكاتب|الملف)|(?:الاكثر|الاحدث)\s+(?:قراءه|مشاهده|تداولا|شيوعا|تفاعلا)|احدث\s+(?:الاخبار|المقالات)
        |اخر\s+(?:الاخبار|المقالات|المستجدات)|تصفح\s+ايضا|(?:مواضيع|مقالات|اخبار|موضوعات)\s+(?:ذات\s+علاقه|قد\s+تعجبك\w*|مختاره))\W*$
        |lire\s+(?:aussi|la\s+suite|egalement)\b|lisez\s+aussi\b|a\s+lire\b|voir\s+aussi\b|sur\s+le\s+meme\s+(?:sujet|theme)\W*$
        |(?:you\s+(?:may|might)\s+(?:also\s+)?like|more\s+from|see\s+also|recommended)\b.{0,40}$""",
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
    "mailing lists": r"""
        (?:ادخل|اكتب|سجل|ضع)\w*\s+(?:عنوان\s+)?بريدك|(?:النشره\s+(?:البريديه|الاخباريه)|القائمه\s+البريديه)\W*$
        |اشترك\w*\s+(?:في\s+)?(?:ال)?(?:نشره|قائمه)|(?:subscribe|sign\s+up|inscrivez|abonnez|s.abonner)\b.{0,80}$""",
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
        (?:تم\s+)?(?:ال|ا)?نسخ(?:\s+(?:ال)?رابط(?:\s+المقال)?)?\W*$|(?:copied|copier\s+le\s+lien|lien\s+copie)\W*$
        |(?:احفظ|حفظ|استمع\s+(?:الي|ل)|تكبير|تصغير|تغيير)\s+(?:ال|لل)?(?:مقاله?|خبر|خط|نص|صفحه|موضوع|حجم\s+الخط)\W*$
        |متابعه\s+(?:ال)?(?:كاتبه?|مولفه?|صحفيه?|محرره?)\W*$|(?:الوضع\s+(?:الليلي|المظلم)|حجم\s+الخط|عرض\s+(?:كل|جميع)\s+(?:ال)?مقالات\b.{0,40}|كل\s+مقالات\s+الكاتب.{0,40})\W*$
        |(?:view|see)\s+all\s+(?:posts|articles)\b.{0,40}$|posts\s+by\b.{0,40}$|voir\s+tous\s+(?:les|ses)\s+articles\b.{0,40}$
        |(?:جدول\s+|فهرس\s+)?(?:ال)?محتويات(?:\s+(?:المقال\w*|التقرير))?\W*$|نسخه\s+ل?لطباعه|اطبع|طباعه|ارسل\s+ل?صديق|ارسال\s+ل?صديق|نسخ\s+الرابط
        |(?:ال)?رابط\s+(?:ال)?(?:مختصر|قصير|دائم|ثابت|مقال|خبر)
        |عدد\s+(?:المشاهدات|القراءات|الزيارات)|مده\s+القراءه|وقت\s+القراءه
        |(?:اعلان|اعلانات|اعلانات\s+ممول\w*\b.*|advertisement|sponsored|publicite)[\s\W]*$""",
    "players": r"""
        (?:متصفحك|المتصفح)\s+.{0,30}لا\s+يدعم|(?:عذرا\W+)?(?:تعذر|يتعذر)\s+(?:تشغيل|تحميل)\s+(?:ال)?(?:فيديو|مقطع|مشغل)
        |(?:جار|جاري)\w*\s+(?:ال)?تحميل\W*$|(?:مشغل|تشغيل|تحميل|ايقاف)\s+(?:ال)?(?:فيديو|صوت|مقطع|مشغل)\W*$
        |your\s+browser\s+does\s+not|votre\s+navigateur\s+ne|(?:video|audio)\s+player\W*$|loading(?:\s+the\s+player)?\W*$
        |(?:please\s+)?enable\s+javascript|(?:يرجي|الرجاء)\s+تفعيل\s+(?:ال)?(?:جافا|javascript)""",
    "makers": r"""
        (?:(?:website|site)\s+)?(?:developed|designed|powered|created|built|made|hosted)\s+(?:and\s+\w+\s+)?(?:by|with|in)\b.{0,60}$
        |(?:site\s+)?(?:realise|concu|developpe|propulse|cree|heberge)\s+(?:et\s+\w+\s+)?par\b.{0,60}$
        |(?:(?:تم\s+|هذا\s+الموقع\s+من\s+)?(?:ال)?(?:تصميم|تطوير|برمجه|استضافه)\s+و\s?(?:ال)?(?:تصميم|تطوير|برمجه|استضافه|تنفيذ)
        |(?:تم\s+)(?:ال)?(?:تصميم|تطوير|برمجه)\s+(?:بواسطه|من\s+(?:قبل|طرف))|هذا\s+الموقع\s+من\s+تصميم).{0,60}$""",
    "notices": r"(?:انقر|اضغط)\s+هنا|شكرا\s+علي\s+الابلاغ|سيتم\s+حجب\s+هذه\s+الصوره",
}

# The same of what stands beside a text and speaks of it; names are spelt with hyphens: item-tags-block.
LANDMARK_NAMES = {
    "trail": r"crumb|breadcumb|arbo|(?<!\S)path(?:way)?(?!\S)",
    "menu": r"menu|nav",
    "author": r"author|byline|writer|columnist|auteur",
    "no author": (
        r"comment|(?:^|[\s-])(?:title|job|desc\w*|bio|role|position|archive|latest|others?|more)(?:$|[\s-])"
    ),
    "tags": r"""
        tags tagcloud taglist (?:post|entry|article|item|td)-?tags? tag-(?:list|links|cloud|box|items?)
        keywords? hashtags?""",
    "section": r"cat cats categor(?:y|ie|ies) section sec rubrique? kicker-?cat",
    "unseen": r"sr-only visually-?hidden screen-reader-text element-invisible",
    "aside": r"side-?bar (?<!elementor-)widgets? header related menu nav navbar mega archive",
}

# What stands with a picture, and by whom it is.
CAPTION_NAMES = re.compile(
    r"aption|(?:^|[\s_-])(?:img|image|photo|picture|pic|media|figure)(?:[_-]{1,2}|(?=[DTL]))"
    r"(?:cap|des?c|description|title|text|legend|alt)|(?:^|[\s_-])legende?(?:$|[\s_-])|mage-?desc|mg-?desc|hoto-?desc"
)
CREDIT_NAMES = re.compile(
    r"(?:^|[\s_-])(?:(?:photo|image|img|media|picture|caption)?[_-]*(?:credits?|copyrights?|photographer|photograph)"
    r"|(?:photo|image|img|media|picture|caption)[_-]*(?:source|author|by|owner))(?:$|[\s_-])",
    re.IGNORECASE,
)

# A paragraph of these alone is a counter or a player's clock.
COUNTER = re.compile(
    r"\W*(?!(?:19|20)\d\d\W*$)[\d٠-٩]{1,3}(?:[.,٫٬]?[\d٠-٩]{1,3}){0,3}\s*(?:k|m|الف|مليون)?\s*\+?\s*"
    r"(?:(?:ال)?(?:مشاهدات?|مشاهده|قراءات?|قراءه|زيارات?|زياره|تعليقات?|تعليق|مشاركات?|مشاركه|اعجابات?|اعجاب)"
    r"|shares?|likes?|views?|comments?|vues?|partages?|commentaires?)?\W*"
    r"|\W*\d{1,2}:\d\d(?::\d\d)?(?:\s*/\s*\d{1,2}:\d\d(?::\d\d)?)?\W*",
    re.IGNORECASE,
)
LONGEST_COUNTER = 30  # characters

# What networks add to a post that is quoted.
POST_FURNITURE = re.compile(
    r"\W*(?:عرض\s+هذ[اه]\s+(?:المنشور|الصوره|التغريده)|تمت?\s+مشاركه\s+(?:منشور|صوره)|view\s+this\s+post|a\s+(?:post|photo|video)\s+shared"
    r"|(?:une\s+publication|un\s+post)\s+partage|voir\s+cette\s+publication|posted\s+by\b|publiee?\s+par\b|نشر\s+بواسطه"
    r"|♬|pic\.twitter\.com|https?://\S+\W*$|view\s+on\s+(?:threads|bluesky|instagram))",
    re.IGNORECASE,
)

# Elements that hold the pictures of a gallery.
GALLERY_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w*galler(?:y|ies)\w*|albums?|slide(?:r|s|show)\w*|swiper\w*|carousel\w*|diaporama|photos)(?:$|[\s_-])",
    re.IGNORECASE,
)
FEWEST_PICTURES = 3  # of a gallery
