"""The matching reading: keys under which forms of one word meet, and names meet nothing but themselves. Pure.

A text is found by a word when they share a key. The key of a word is its lemma, folded; plurals, verbs and
spellings that the dictionary keeps apart are brought together (`lexicon/words.toml`). That of a name is the
name without clitics, after `NAME`; that of a number its digits without marks of thousands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from services.arabic.lemmas import is_form, known_lemma
from services.arabic.normalise import fold, strip_marks, words

NAME: Final = "="
"""Begins the key of a name: no word has it."""
FOREIGN: Final = "~"
"""Begins the consonants of a word that only transliteration can explain."""
CAPITALS: Final = "^"
"""Begins an acronym as written: «WHO» is not «who»."""

_LEXICON: Final = Path(__file__).with_name("lexicon")
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ل", "ك", "س")
_ARTICLE: Final = "ال"
_CLITIC_LETTERS: Final = "وفبلك"
_ONTO_NAMES: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_SHORTEST: Final = 2  # letters of a stem that the dictionary has
_SHORTEST_NAME: Final = 3
_SHORTEST_VERB: Final = 4  # with the letters that augment it
_PRONOUNS: Final = ("هما", "كما", "ها", "هم", "هن", "كم", "كن", "نا", "ني", "ه", "ك", "ي")
# an ending and what the dictionary form has instead of it; what ends alike stands in this order
_ENDINGS: Final = (
    ("تين", "ة"), ("تان", "ة"), ("تي", "ة"), ("تا", "ة"), ("اتي", "ة"), ("يين", "ي"), ("يون", "ي"),
    ("يتين", "ي"), ("ين", ""), ("ان", ""), ("ون", ""), ("ات", "ة"), ("ات", ""), ("ية", "ي"), ("وا", ""),
    ("ة", ""), ("ت", ""), ("ا", ""),
)  # fmt: skip
_OF_LONG_WORDS: Final = frozenset({"ين", "ان", "ون"})  # «سردين» is not of «سرد»
# what may stand before or after a word, by its first or last letter: most words have little of it or none
_BEFORE: Final = {
    first: tuple(
        (conjunction + preposition, preposition)
        for conjunction in _CONJUNCTIONS
        for preposition in _PREPOSITIONS
        if (conjunction + preposition)[:1] in ("", first)
    )
    for first in "وفبلكس"
}
_NOTHING_BEFORE: Final = (("", ""),)
_PRONOUNS_BY_LAST: Final = {
    last: tuple(pronoun for pronoun in _PRONOUNS if pronoun[-1] == last)
    for last in {pronoun[-1] for pronoun in _PRONOUNS}
}
# with the fewest letters that a word of this ending has
_ENDINGS_BY_LAST: Final = {
    last: tuple(
        (ending, instead, len(ending) + _SHORTEST_NAME + (ending in _OF_LONG_WORDS))
        for ending, instead in _ENDINGS
        if ending[-1] == last
    )
    for last in {ending[-1] for ending, _ in _ENDINGS}
}
_OF_ADJECTIVES: Final = {
    "ه": (("ه", ""),),
    "ت": (("ات", ""),),
    "ن": (("يين", "ي"), ("يون", "ي"), ("ين", ""), ("ون", "")),
}
_WRITTEN_OTHERWISE: Final = {"ه": "ة", "ي": "ى", "ى": "ي"}
_SEATS: Final = (("ئ", "ؤ"), ("ؤ", "ئ"), ("أ", "ئ"), ("أ", "ا"))
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](.+)", re.IGNORECASE)
_ONTO_A_NUMBER = re.compile(r"[وفبلك]?(?:ال|[وبلك])?(\d+)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,٬\s]\d{3})+")
_HAMZA: Final = "أإؤئءآ"
_NOT_ARABIC: Final = str.maketrans("ڭگݣکڤڥپچی", "ككككففبجي")
_ARTICLES: Final = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_IS_PRESENT = re.compile("ي.ا[^اةىي]{2}")
_IS_SHARED = re.compile(".ا[^اةىي]{2}")
_IS_VERB = re.compile("[يتن].ا[^اةىي]{2}(?:وا|ون|ان|ن)?|.ا[^اةىي]{2}(?:وا|ت)")
_LEAST_CONSONANTS: Final = 4
_WEAK: Final = str.maketrans("", "", "اويىءأإآؤئ")
_FOREIGN_LETTERS: Final = str.maketrans("غجقثذظضطص", "كككتدددتس")

# a plural's pattern and those of its singular, the likelier first; ف ع ل د are the letters of the root
_PLURALS: Final = {
    "مفاعيل": "مفعول مفعال مفعيل",
    "مفاعل": "مفعل مفعلة",
    "فواعل": "فاعلة فاعل",
    "فواعيل": "فاعول",
    "فعائل": "فعيلة فعالة",
    "تفاعيل": "تفعيل",
    "أفاعيل": "أفعول أفعولة إفعيل",
    "فعاليد": "فعلود فعليد فعلاد",
    "فعالد": "فعلد فعلدة",
    "أفعياء": "فعي",
    "أفعلاء": "فعيل",
    "فعلاء": "فعيل فاعل",
    "أفعلة": "فعال فعيل",
    "أفعال": "فعل فعلة فعيل",
}
_ROOT: Final = "فعلد"
_NO_ROOT: Final = "اةىآ"
_PLURALS_BY_LENGTH: Final = {
    length: [plural for plural in _PLURALS if len(plural) == length] for length in {*map(len, _PLURALS)}
}
_LITERALS: Final = {
    plural: [(place, letter) for place, letter in enumerate(plural) if letter not in _ROOT]
    for plural in _PLURALS
}
_NO_QUADRILITERAL: Final = "متيأ"  # «مقابل» and «تعارض» are of three letters


def lexemes(word: str) -> tuple[str, ...]:
    """The keys of a word as a text holds it: of a name that is a word as well, both."""
    return _keys(strip_marks(word))


def lexemes_of(written: str) -> tuple[str, ...]:
    """The same, not cached, of a word in its exact reading: for a caller that has a cache of its own."""
    if written.isalpha():
        return _of_letters(written)
    parts = words(written)
    if len(parts) != 1:
        return tuple(dict.fromkeys(key for part in parts for key in lexemes_of(part)))
    word = parts[0]
    if word[0].isdigit():
        return _numbers(word)
    if onto := _ONTO_A_NUMBER.fullmatch(word):
        return _numbers(onto[1])
    return _of_letters(word)


_keys = lru_cache(maxsize=32_768)(lexemes_of)


def is_name(word: str) -> bool:
    """Whether it is a name, or can be one."""
    return any(key.startswith(NAME) for key in lexemes(word))


def is_listed(name: str) -> bool:
    """Whether the gazetteer has it, clitics off; far cheaper than `is_name`."""
    return fold(name) in _names().spelled


@lru_cache(maxsize=32_768)
def place(word: str) -> str | None:
    """The country or city that it names, folded and without clitics; of an adjective its country."""
    names = (key.removeprefix(NAME) for key in lexemes(word) if key.startswith(NAME))
    return next((name for name in names if name in _names().places), None)


def is_ambiguous(word: str) -> bool:
    """Whether it is a name or a word of the language, which only its neighbours tell."""
    return is_name(word) and len(lexemes(word)) > 1


def tells_a_name(word: str) -> bool:
    """Whether what stands beside this word is the name rather than the word, as after «مدينة»."""
    return any(fold(form) in _names().beside for form in _bare(strip_marks(word)))


def is_known(word: str) -> bool:
    """Whether the dictionary or the gazetteer has it, in whatever form."""
    written = strip_marks(word)
    return is_name(word) or _dictionary_form(written) is not None


def _of_letters(word: str) -> tuple[str, ...]:
    if "ء" <= fold(word)[:1] <= "ي":
        return _arabic(word.translate(_NOT_ARABIC))
    return _latin(word)


def _arabic(written: str) -> tuple[str, ...]:
    folded = fold(written)
    name = _name_of(written, folded)
    if name is None:
        return _common(written, folded)
    if fold(name) in _names().ambiguous:
        return (_name_key(name), *_common(written, folded))
    return (_name_key(name), *(_foreign(_without_article(fold(name))) if name in _names().foreign else ()))


def _numbers(written: str) -> tuple[str, ...]:
    """«1,250» and «١٬٢٥٠» are 1250; «1.250» may be 1.25 as well."""
    folded = fold(written)
    if not _THOUSANDS.fullmatch(folded):
        return (folded.replace(",", "."),)
    whole = re.sub(r"\D", "", folded)
    return (whole, folded) if folded.count(".") == 1 else (whole,)


def _latin(written: str) -> tuple[str, ...]:
    bare = elided[1] if (elided := _ELIDED.fullmatch(written)) else re.sub("['’]s$", "", written)
    folded = fold(bare)
    return (folded, CAPITALS + bare) if bare.isupper() and len(bare) > 1 else (folded,)


def _common(written: str, folded: str) -> tuple[str, ...]:
    form = _dictionary_form(written)
    if form is not None:
        return _subjects(form)
    bare = _without_article(folded)
    # a letter that looks like a clitic is one as often as not
    stems = (
        [bare, bare[1:]]
        if bare == folded and bare[0] in "وفبلك" and len(bare) > _LEAST_CONSONANTS
        else [bare]
    )
    if country := _country_of(bare):
        return (NAME + country,)
    for singular in _singular(_without_article(written)):
        if known_lemma(singular) == singular:
            return (_canonical().get(singular) or _key(singular),)
    found = [_folded().get(stem) or _stem(stem) for stem in stems]
    return tuple(dict.fromkeys((*found, *_foreign(bare))))


def _without_article(folded: str) -> str:
    if not folded.startswith(_ARTICLES):
        return folded
    for article in _ARTICLES:
        if folded.startswith(article) and len(folded) - len(article) >= _SHORTEST_NAME:
            return folded.removeprefix(article)
    return folded


def _foreign(folded: str) -> tuple[str, ...]:
    """Consonants as Latin hears them: «نتنياهو» and «نتانياهو», «أنغولا» and «أنجولا» are one."""
    folded = folded.removesuffix("ه")
    consonants = folded[:1].translate(_FOREIGN_LETTERS) + folded[1:].translate(_WEAK).translate(
        _FOREIGN_LETTERS
    )
    return (FOREIGN + consonants,) if len(consonants) >= _LEAST_CONSONANTS else ()


def _subjects(form: str) -> tuple[str, ...]:
    """The keys of a form that the dictionary has."""
    lemma = known_lemma(form) or form
    form = form.removeprefix(_ARTICLE) if len(form) > _SHORTEST_VERB else form
    if form == lemma and _IS_PRESENT.fullmatch(form):
        lemma = form[1:]  # «يهاجم», of which the dictionary does not know that it is of «هاجم»
    if _is_masdar(form, lemma):
        return (_canonical().get(form) or _key(form),)
    if _is_shared(form, lemma):
        return (_canonical_of_verbs().get(lemma) or _key(f"م{lemma}ة"),)
    if form != lemma:
        if listed := _listed(form):
            return (listed,)
        if _is_abstract(form, lemma) and not _listed(lemma):
            return (_key(form),)
    return _of_lemma(lemma)


@lru_cache(maxsize=8_192)
def _of_lemma(lemma: str) -> tuple[str]:
    """Cached apart: most words that are new are a form of a lemma that is not."""
    if listed := _listed(lemma):
        return (listed,)
    for other in (*_doing(lemma), *_singular(lemma)):
        if known_lemma(other) == other and fold(other) not in _names().spelled:
            return (_canonical().get(other) or _key(other),)
    return (_key(lemma),)


def _is_abstract(form: str, lemma: str) -> bool:
    """Whether it is a noun of an adjective that is a name as well: «هاشمية» is not of «هاشمي», a man."""
    return form == lemma + "ة" and lemma[-1] == "ي" and fold(lemma) in _names().ambiguous


def _listed(form: str) -> str | None:
    """The key of a form that the lexicon has."""
    canonical = _canonical().get(form)
    country = _country_of(canonical or fold(form))
    return NAME + country if country else canonical


def _key(lemma: str) -> str:
    """Folded, but for what tells «آلية» from «إليه» and «ولى» from «ولي»."""
    folded = fold(lemma)
    folded = "آ" + folded[1:] if lemma[0] == "آ" else folded
    return folded[:-1] + "ى" if lemma[-1] == "ى" else folded


def _country_of(folded: str) -> str | None:
    """Of an adjective, in whatever gender and number, the name of the country as its key has it."""
    adjectives = _names().adjectives
    if country := adjectives.get(folded):
        return country
    for ending, instead in _OF_ADJECTIVES.get(folded[-1:], ()):
        if folded.endswith(ending) and (country := adjectives.get(folded.removesuffix(ending) + instead)):
            return country
    return None


def _is_masdar(form: str, lemma: str) -> bool:
    """«مداخلة» is a speech, which the dictionary leads back to «داخل», inside as well."""
    return form == f"م{lemma}ة"


def _doing(lemma: str) -> Iterator[str]:
    """Of a verb that begins with an alef, what is done: «أعلن» is of «إعلان», «استقبل» of «استقبال»."""
    if lemma[0] not in "أا" or len(lemma) < _SHORTEST_VERB:
        return
    first = "إ" if lemma[0] == "أ" else "ا"
    if lemma[-1] == "ى":
        yield first + lemma[1:-1] + "اء"  # «ألغى», «انتهى»
    elif lemma[-2] == "ا":
        if len(lemma) == _SHORTEST_VERB + 1:
            yield lemma[:-2] + "يا" + lemma[-1]  # «اغتال» is of «اغتيال»
        else:
            yield first + lemma[1:] + "ة"  # «أقال», «استقال»
    else:
        if first == "ا":
            yield lemma + "ا" + lemma[-1]  # «احتج» is of «احتجاج»
        if first == "إ" or len(lemma) > _SHORTEST_VERB:
            yield first + lemma[1:-1] + "ا" + lemma[-1]


def _is_shared(form: str, lemma: str) -> bool:
    """Whether it is a verb such as «يطالب» and «طالبوا», which only looks like the noun «طالب»."""
    return _IS_SHARED.fullmatch(lemma) is not None and _IS_VERB.fullmatch(form) is not None


def _singular(lemma: str) -> Iterator[str]:
    """Of a plural that the dictionary takes for a word of its own, by its pattern."""
    for plural in _PLURALS_BY_LENGTH.get(len(lemma), ()):
        if letters := _root(plural, lemma):
            table = str.maketrans(letters)
            yield from (singular.translate(table) for singular in _PLURALS[plural].split())
            return


def _root(plural: str, lemma: str) -> dict[str, str]:
    """Which letters stand for those of the pattern; empty where it does not fit."""
    if not all(lemma[place] == letter for place, letter in _LITERALS[plural]):
        return {}
    if "د" in plural and lemma[0] in _NO_QUADRILITERAL:
        return {}
    if plural == "مفاعل" and is_form(lemma[1:]):
        return {}  # «مقاتل» is who fights, not of «مقتل»
    pairs = list(zip(plural, lemma, strict=True))
    if lemma[-1] == "ي" and plural[-1] in _ROOT:
        return {}  # «عمالي» and «نهائي» are adjectives
    if not all(theirs not in _NO_ROOT if ours in _ROOT else ours == theirs for ours, theirs in pairs):
        return {}
    return {ours: theirs for ours, theirs in pairs if ours in _ROOT}


def _dictionary_form(written: str) -> str | None:
    """The word without what is written onto it, as the dictionary has it; the whole word first."""
    if len(written) >= _SHORTEST and is_form(written):
        return written
    stems = list(_bare(written))
    for stem in stems:
        for form in _spellings(stem):
            if len(form) >= _SHORTEST and is_form(form):
                return form
    for stem in stems:
        for form in _without_ending(stem):
            if len(form) > _SHORTEST and is_form(form):
                return form
    return None


def _bare(written: str) -> Iterator[str]:
    """With fewer and fewer of the clitics before it."""
    for clitics, preposition in _BEFORE.get(written[:1], _NOTHING_BEFORE):
        if not written.startswith(clitics):
            continue
        rest = written[len(clitics) :]
        if len(rest) < _SHORTEST or (preposition == "س" and rest[0] not in "يتنأ"):
            continue
        if preposition == "ل" and rest[0] == "ل" and len(rest) > _SHORTEST_NAME:
            yield _ARTICLE + rest[1:]
            yield rest[1:]
        yield rest
        if rest.startswith(_ARTICLE) and len(rest) > len(_ARTICLE) + 1:
            yield rest.removeprefix(_ARTICLE)


def _spellings(stem: str) -> Iterator[str]:
    """A stem, and how it is written where hamza and the last letter are not left out."""
    yield stem
    if len(stem) > _SHORTEST and (other := _WRITTEN_OTHERWISE.get(stem[-1])):
        yield stem[:-1] + other
    if stem.startswith("ا"):
        for alef in "أإآ":
            yield alef + stem[1:]
            if stem.endswith("ه"):
                yield alef + stem[1:-1] + "ة"
    for seat, other in _SEATS:
        if seat in stem:
            yield stem.replace(seat, other)


def _without_ending(stem: str) -> Iterator[str]:
    for pronoun in _PRONOUNS_BY_LAST.get(stem[-1:], ()):
        if stem.endswith(pronoun) and len(stem) - len(pronoun) >= _SHORTEST_NAME:
            noun = stem.removesuffix(pronoun)
            if noun.endswith("ت"):
                yield noun[:-1] + "ة"
            yield from _spellings(noun)
            yield from _of_ending(noun)
    yield from _of_ending(stem)


def _of_ending(stem: str) -> Iterator[str]:
    for ending, instead, shortest in _ENDINGS_BY_LAST.get(stem[-1:], ()):
        if len(stem) >= shortest and stem.endswith(ending):
            yield from _spellings(stem[: -len(ending)] + instead)


def _stem(bare: str) -> str:
    """Of a word that no dictionary has: without the commonest endings."""
    for ending in ("يه", "ات", "ون", "ين", "ان", "ها", "ه", "ي"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 4:
            return bare.removesuffix(ending)
    return bare


def _name_key(name: str) -> str:
    folded = fold(name)
    return NAME + _names().adjectives.get(folded, folded)


def _name_of(written: str, folded: str) -> str | None:
    """The name that a word is, with clitics off; a hamza that the name does not have makes another word."""
    for stem, name in _names_in(written, folded):
        if stem[-1] == "ى" != name[-1] and is_form(stem):
            continue  # «على» is not «علي»
        if all(theirs in _HAMZA for ours, theirs in zip(stem, name, strict=False) if ours in _HAMZA):
            return name
    return None


def _names_in(written: str, folded: str) -> Iterator[tuple[str, str]]:
    """The word and what is left of it without clitics, each with the name that is spelled like it.

    What the dictionary has with a letter that looks like a clitic keeps it: «بلدية» is not of «لدية».
    """
    spelled = _names().spelled
    if name := spelled.get(folded):
        yield written, name
    if written[0] not in _CLITIC_LETTERS or len(written) <= _SHORTEST_NAME:
        return
    for clitic in _ONTO_NAMES:
        rest = written[len(clitic) :]
        if not written.startswith(clitic) or len(rest) < _SHORTEST_NAME:
            continue
        folded_rest = folded[len(clitic) :]  # a clitic is folded to itself
        if clitic[-1] == "ل" and rest[0] == "ل" and (name := spelled.get(_ARTICLE + folded_rest[1:])):
            yield _ARTICLE + rest[1:], name
        if (name := spelled.get(folded_rest)) and (rest.startswith(_ARTICLE) or not is_form(written)):
            yield rest, name


class _Names:
    """The gazetteer.

    `spelled`: by folded name, the name. `places`: folded. `adjectives`: folded, of which country's key they
    are. `foreign`: those that are transcribed, each newspaper in its own way.
    """

    def __init__(self, names: Mapping[str, Mapping[str, str]], places: Iterable[str]) -> None:
        countries, cities = _sections(places)
        listed = [name.replace("\u200c", "") for kind in _KINDS for name in names[kind]["all"].split()]
        ambiguous = names["ambiguous"]["all"].split()
        own = names["countries"]
        self.places = frozenset(map(fold, (*countries, *cities)))
        self.beside = frozenset(map(fold, names["beside"]["all"].split()))
        self.ambiguous = frozenset(map(fold, ambiguous))
        self.foreign = frozenset({*countries, *cities, *names["foreign"]["all"].split()})
        every = [*listed, *ambiguous, *countries, *cities, *own]
        self.spelled = {fold(name): strip_marks(name) for name in reversed(every)}
        self.adjectives: dict[str, str] = {}
        for country in (*countries, *own):
            for adjective in (_adjective(country), *own.get(country, "").split()):
                if (key := fold(adjective)) not in self.ambiguous and key not in self.spelled:
                    self.adjectives.setdefault(key, fold(country))
        for country, others in own.items():
            self.adjectives |= {
                fold(other): fold(country) for other in others.split() if fold(other) not in self.ambiguous
            }


_KINDS: Final = ("places", "people", "foreign", "clubs", "organisations")


def _sections(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    sections: list[list[str]] = []
    for line in lines:
        if line.startswith("#"):
            sections.append([])
        else:
            sections[-1].append(line)
    countries, cities = sections
    return countries, cities


def _adjective(country: str) -> str:
    """«إيطاليا» is of «إيطالي», «العراق» of «عراقي»."""
    base = country.removeprefix(_ARTICLE)
    for ending in ("يا", "ية", "ا", "ة"):
        if base.endswith(ending) and len(base) - len(ending) >= _SHORTEST:
            return base.removesuffix(ending) + "ي"
    return base + "ي"


@cache
def _names() -> _Names:
    names = tomllib.loads((_LEXICON / "names.toml").read_text("utf-8"))
    return _Names(names, (_LEXICON / "places.txt").read_text("utf-8").splitlines())


@cache
def _canonical() -> dict[str, str]:
    """Of a form, the key that stands for all forms of its word."""
    tables = tomllib.loads((_LEXICON / "words.toml").read_text("utf-8"))
    heads: dict[str, str] = {}
    for table in tables.values():
        for head, others in table.items():
            for other in (head, *others.split()):
                heads.setdefault(other, head)
    return {form: _key(_head(form, heads)) for form in heads}


@cache
def _canonical_of_verbs() -> dict[str, str]:
    table = tomllib.loads((_LEXICON / "words.toml").read_text("utf-8"))["verbs"]
    return {verb: _key(done) for done, verbs in table.items() for verb in verbs.split()}


@cache
def _folded() -> dict[str, str]:
    return {fold(form): key for form, key in reversed(_canonical().items())}


def _head(form: str, heads: Mapping[str, str]) -> str:
    seen = [form]
    while (above := heads.get(seen[-1], seen[-1])) not in seen:
        seen.append(above)
    return seen[-1]


def related_forms(word: str) -> tuple[str, ...]:
    """The forms that the lexicon lists under the keys of this word."""
    return tuple(dict.fromkeys(form for key in lexemes(word) for form in _members().get(key, ())))


@cache
def _members() -> dict[str, tuple[str, ...]]:
    members: dict[str, tuple[str, ...]] = {}
    for form, head in _canonical().items():
        members[head] = (*members.get(head, ()), form)
    for form, country in _names().adjectives.items():
        members[NAME + country] = (*members.get(NAME + country, (country,)), form)
    return members
