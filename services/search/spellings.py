"""Spellings of one name that no analyzer brings together: Latin and Arabic, غ and ك for the Moroccan g."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from services.arabic.normalise import fold

# One name a line. Places of Morocco as newspapers write them (غ and ك stand for the same g), then newspapers.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("أكادير", "أغادير", "agadir"),
    ("كلميم", "غلميم", "guelmim", "goulimine"),
    ("الرباط", "rabat"),
    ("الدار البيضاء", "كازابلانكا", "كازا", "casablanca"),
    ("مراكش", "marrakech", "marrakesh"),
    ("فاس", "fes", "fez"),
    ("طنجة", "tanger", "tangier"),
    ("مكناس", "meknes"),
    ("وجدة", "oujda"),
    ("تطوان", "tetouan"),
    ("آسفي", "safi"),
    ("الجديدة", "el jadida"),
    ("القنيطرة", "kenitra"),
    ("سلا", "sale"),
    ("تمارة", "temara"),
    ("المحمدية", "mohammedia"),
    ("الصويرة", "موكادور", "موغادور", "essaouira", "mogador"),
    ("الحسيمة", "al hoceima"),
    ("الناظور", "الناضور", "nador"),
    ("بني ملال", "beni mellal"),
    ("خريبكة", "khouribga"),
    ("سطات", "settat"),
    ("تازة", "taza"),
    ("ورزازات", "ouarzazate"),
    ("الراشيدية", "الرشيدية", "errachidia"),
    ("تارودانت", "taroudant"),
    ("تزنيت", "tiznit"),
    ("إنزكان", "inezgane"),
    ("زاكورة", "زاغورة", "zagora"),
    ("أزيلال", "azilal"),
    ("إفران", "ifrane"),
    ("بركان", "berkane"),
    ("جرادة", "jerada"),
    ("فكيك", "فجيج", "figuig"),
    ("كرسيف", "جرسيف", "guercif"),
    ("العيون", "laayoune"),
    ("الداخلة", "dakhla"),
    ("السمارة", "smara"),
    ("طانطان", "tan tan"),
    ("شفشاون", "chefchaouen"),
    ("العرائش", "larache"),
    ("وزان", "ouezzane"),
    ("بنجرير", "ابن جرير", "benguerir"),
    ("إمنتانوت", "imintanoute"),
    ("سيدي إفني", "sidi ifni"),
    ("غارسيا", "كارسيا", "garcia"),
    ("غوغل", "جوجل", "كوكل", "google"),
    ("فيسبوك", "فايسبوك", "facebook"),
    ("يوتيوب", "youtube"),
    ("واتساب", "واتسآب", "whatsapp"),
    ("إنستغرام", "انستكرام", "إنستجرام", "instagram"),
    ("تويتر", "twitter"),
    ("هسبريس", "hespress"),
    ("هبة بريس", "hibapress"),
    ("العلم", "al alam"),
    ("الصباح", "assabah"),
    ("المساء", "al massae"),
    ("الأحداث المغربية", "al ahdath"),
    ("لوماتان", "le matin"),
    ("بيان اليوم", "bayane al yaoum"),
    ("الاتحاد الاشتراكي", "al ittihad al ichtiraki"),
    ("شوف تيفي", "chouf tv"),
    ("العمق", "al3omk"),
    ("كود", "goud"),
    ("لكم", "lakome"),
    ("فبراير", "febrayer"),
    ("ماغريس", "مغرس", "maghress"),
)


class Spellings:
    """Looks up the other spellings of a name.

    Names are compared in their folded reading, with and without ال.
    """

    def __init__(self, groups: Iterable[Iterable[str]] = GROUPS) -> None:
        self._others: dict[str, tuple[str, ...]] = {}
        for group in groups:
            names = tuple(dict.fromkeys(group))
            for name in names:
                self._others[_key(name)] = tuple(other for other in names if _key(other) != _key(name))
        self.longest = max((len(name.split()) for name in self._others), default=1)

    def others(self, name: str) -> tuple[str, ...]:
        """The other spellings of this name of one or more words; empty for a name that has none."""
        return self._others.get(_key(name), ())


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return " ".join(word.removeprefix("ال") for word in fold(name).split())


SPELLINGS = Spellings()
