"""Names in a text: those of the lexicon, the longest first; others by what stands beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.contracts.entity import EntityType
from services.enrich.entities.names import (
    AMBIGUOUS,
    APART,
    COMPLETE,
    COMPOUND,
    FOREIGN,
    GIVEN,
    JOINING,
    MORE,
    NAME,
    NISBA,
    NUMBER,
    ORG_HEAD,
    PLACE_HEAD,
    SAYING,
    STOP,
    TITLE,
    TITLE_OF,
    UNKNOWN,
)  # fmt: skip
from services.enrich.entities.spellings import Sense, Spellings
from services.enrich.entities.tokens import Tokens, Word

MOST_NAMES: Final = 7  # words of a person's name
FARTHEST: Final = 6  # words between a title and the name
_NOT_ALONE: Final = ("ال", "وال", "بال", "كال", "فال", "لل", "ولل", "يال")
_OWN_LETTERS: Final = frozenset("عحضظصذئؤءةثقط")  # of Arabic words: transcribed names have them seldom
_TRANSCRIBED: Final = 3  # letters
_BEGINS_A_VERB: Final = frozenset("يتنسأ")
NEXT, FAR = 2, 1
PARENT: Final = 2  # «مشبب بن محمد»: so far before the name stands that of the child
_CHILD_OF: Final = frozenset({"بن", "بنت", "ولد"})
_BEGINS: Final = GIVEN | FOREIGN | UNKNOWN | COMPOUND


@dataclass(frozen=True, slots=True)
class Found:
    """Words `first` to `last`, the latter not among them; `cut` letters of the first are clitics.

    `senses`: what the lexicon knows of the spelling; none for a discovered name, which is of `type`.
    `or_else`: with a clitic more, «وجدة» is «و» and «جدة».
    """

    first: int
    last: int
    cut: int
    type: EntityType
    senses: tuple[Sense, ...] = ()
    or_else: Found | None = None


def from_lexicon(text: Tokens, spellings: Spellings) -> list[Found]:
    """The spellings of the lexicon, from left to right, each time the longest that is there."""
    found: list[Found] = []
    words, senses, longest = text.words, spellings.senses, spellings.longest
    end = 0
    for place, word in enumerate(words):
        if place < end or not word.starts:
            continue
        for cut, first in word.starts:
            last = _longest(text, place, first, longest[first], senses)
            if last:
                if word.every_kind & (APART | TITLE) and (
                    inner := _further(text, place + 1, last, spellings)
                ):
                    found.append(inner)
                    end = inner.last
                    break
                known = senses[_key(words, place, last, first)]
                or_else = _with_clitic(place, word, spellings) if last == place + 1 and cut == 0 else None
                found.append(Found(place, last, cut, known[0].type, known, or_else))
                end = last
                break
    return found


def _with_clitic(place: int, word: Word, spellings: Spellings) -> Found | None:
    for cut, stem in word.starts[1:]:
        if senses := spellings.senses.get(stem):
            return Found(place, place + 1, cut, senses[0].type, senses)
    return None


def _further(text: Tokens, place: int, last: int, spellings: Spellings) -> Found | None:
    """A spelling that begins here and ends after `last`: in «نادي الوداد الرياضي» the longer one."""
    if place >= len(text.words) or not text.beside(place):
        return None
    for cut, first in text.words[place].starts[:1]:
        end = _longest(text, place, first, spellings.longest[first], spellings.senses)
        if cut == 0 and end > last:
            senses = spellings.senses[_key(text.words, place, end, first)]
            return Found(place, end, 0, senses[0].type, senses)
    return None


def _longest(text: Tokens, place: int, first: str, most: int, senses: dict[str, tuple[Sense, ...]]) -> int:
    """The end of the longest spelling that begins with this word; 0 when none does."""
    words = text.words
    if most == 1:
        return place + 1 if first in senses else 0
    key, best = first, place + 1 if first in senses else 0
    for last in range(place + 1, min(place + most, len(words))):
        if not text.beside(last):
            break
        key = f"{key} {words[last].folded}"
        if key in senses:
            best = last + 1
    return best


def _key(words: list[Word], place: int, last: int, first: str) -> str:
    return " ".join((first, *(word.folded for word in words[place + 1 : last])))


def discoveries(text: Tokens, in_name: list[bool]) -> Iterator[Found]:
    """Names that the lexicon lacks, in words that are not `in_name`: behind a title, a head, a given name."""
    end = 0
    for place, word in enumerate(text.words):
        if place < end or in_name[place] or not word.every_kind & _BEGINS:
            continue
        found = _person(text, place, in_name) or _headed(text, place, in_name)
        if found is not None:
            yield found
            end = found.last


def _person(text: Tokens, place: int, in_name: list[bool]) -> Found | None:
    words = text.words
    word = words[place]
    kinds = word.kinds or word.kinds_bare
    if not kinds & (GIVEN | FOREIGN | UNKNOWN | COMPOUND) or word.kinds & STOP:
        return None
    is_bare = word.kinds & (NAME | COMPOUND) and not (word.kinds == UNKNOWN and word.kinds_bare)
    cut = 0 if is_bare else word.cut
    titled = _titled(text, place)
    last = _run(text, place, in_name, foreign=bool(titled and kinds & FOREIGN))
    length = last - place
    bare = not text.written[place].startswith(_NOT_ALONE)
    if length == 1:
        told = titled == NEXT and bare and kinds & (UNKNOWN | FOREIGN) and not kinds & COMPOUND
    else:
        told = (
            any(_is_sure(one) for one in text.words[place:last] if kinds & (GIVEN | FOREIGN | COMPOUND))
            or (titled and bare)
            or all(_is_transcribed(text, one) for one in range(place, last))  # «فيليبو إينزاغي»
        )
    if not told:
        return None
    if place and words[place - 1].kinds & PLACE_HEAD and text.beside(place):  # «معتمدية سيدي مخلوف»
        return Found(place, last, cut, "place")
    if (
        place >= PARENT
        and words[place - 1].folded in _CHILD_OF
        and text.beside(place)
        and text.beside(place - 1)
    ):
        child = words[place - PARENT]
        if not (child.every_kind & (STOP | TITLE | TITLE_OF | SAYING | NUMBER) or in_name[place - PARENT]):
            return Found(place - PARENT, last, 0, "person")
    return Found(place, last, cut, "person")


def _is_sure(word: Word) -> bool:
    """Whether it is hardly a word of the language: «محمد», not «سعيد»."""
    return bool(word.kinds & (GIVEN | FOREIGN | COMPOUND | UNKNOWN | NISBA)) and not word.kinds & AMBIGUOUS


def _is_transcribed(text: Tokens, place: int) -> bool:
    """Whether a word looks like a foreign name in Arabic letters."""
    word, written = text.words[place], text.written[place]
    return (
        bool(word.kinds & (UNKNOWN | FOREIGN))
        and len(written) >= _TRANSCRIBED
        and not written.startswith(_NOT_ALONE)
        and _OWN_LETTERS.isdisjoint(written)
    )


def _run(text: Tokens, place: int, in_name: list[bool], *, foreign: bool) -> int:
    """The end of the name that begins here. `foreign`: what follows a foreign first name is a name too."""
    words = text.words
    last = place + 1
    while last < len(words) and last - place < MOST_NAMES and text.beside(last) and not in_name[last]:
        word, before = words[last], words[last - 1]
        if word.kinds & (STOP | SAYING | NUMBER) or _is_another(text.written[last], word):
            break
        joined = bool(before.kinds & MORE)
        after_given = bool(before.kinds & (GIVEN | COMPOUND) and word.kinds & NISBA) or (
            last - place >= 1 and words[last - 2].folded == "عبد" and bool(word.kinds & NISBA)
        )
        nisba = last - place > 1 and _may_be_family(text.written[last], word)
        second = foreign and last == place + 1 and _may_follow(text.written[last], word)
        family = words[last - PARENT].folded in _CHILD_OF and _is_definite(text.written[last], word)
        if (
            joined
            or second
            or after_given
            or nisba
            or family
            or (word.kinds & NAME and not word.kinds & TITLE_OF)
        ):
            last += 1
        else:
            break
    while last - place > 1 and words[last - 1].kinds & JOINING and not words[last - 1].kinds & COMPLETE:
        last -= 1
    return last


def _is_another(written: str, word: Word) -> bool:
    """«وعبدالإله» after a name: and another one."""
    return (
        written.startswith("و")
        and word.kinds == UNKNOWN
        and (bool(word.kinds_bare) or written.startswith("وال"))
    )


def _is_definite(written: str, word: Word) -> bool:
    """«الموسى» after «عبد الله بن عبد العزيز»."""
    return not word.kinds and written.startswith("ال") and not written.endswith(("ات", "ين", "ون", "ة"))


def _may_be_family(written: str, word: Word) -> bool:
    """«الحفظي» after two names."""
    return (
        not word.kinds and len(written) > len("الحي") and written.startswith("ال") and written.endswith("ي")
    )


def _may_follow(written: str, word: Word) -> bool:
    return (
        not word.kinds
        and len(written) >= _TRANSCRIBED
        and written[0] not in _BEGINS_A_VERB
        and not written.startswith(_NOT_ALONE)
    )


def _titled(text: Tokens, place: int) -> int:
    """NEXT: right before this word stands a title or a verb of saying; FAR: further off; else 0."""
    words = text.words
    here = place
    for back in range(1, FARTHEST):
        if here <= 0 or not text.beside(here):
            return 0
        here -= 1
        word = words[here]
        kinds = word.kinds | word.kinds_bare
        if back == 1 and kinds & (TITLE | SAYING):
            return NEXT
        if kinds & TITLE_OF:
            return NEXT if back == 1 else FAR
        if word.kinds & (STOP | SAYING | NUMBER) or kinds & TITLE:
            return 0
    return 0


def _headed(text: Tokens, place: int, in_name: list[bool]) -> Found | None:
    """«بلدة تشن داي»: what the dictionary lacks behind the head of a place or an organisation."""
    words = text.words
    word = words[place]
    if place == 0 or not word.kinds & UNKNOWN or not text.beside(place):
        return None
    before = words[place - 1]
    kinds = before.kinds | before.kinds_bare
    type_: EntityType | None = "place" if kinds & PLACE_HEAD else "org" if kinds & ORG_HEAD else None
    if type_ is None:
        return None
    last = place + 1
    while (
        last < len(words)
        and last - place < 3
        and text.beside(last)
        and not in_name[last]
        and words[last].kinds & UNKNOWN
    ):
        last += 1
    return Found(place, last, 0, type_)


def heads(text: Tokens, found: Found) -> int:
    """What the word before a mention can be."""
    if found.first == 0 or not text.beside(found.first):
        return 0
    return text.words[found.first - 1].every_kind
