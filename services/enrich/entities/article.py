"""Which entity each mention of an article is, told from the whole article. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.arabic.entities.lexicon import Lexicon, key_of
from services.contracts.article import Article, Entity, ListBlock, Mention, block_lines
from services.contracts.entity import EntityType
from services.contracts.identity import entity_id
from services.enrich.entities.mentions import Found, discoveries, from_lexicon
from services.enrich.entities.names import (
    AMBIGUOUS,
    APART,
    COMPLETE,
    DIRECTION,
    END,
    FAMILY,
    FOREIGN,
    GIVEN,
    JOINING,
    MORE,
    NAMING,
    ORG_HEAD,
    PLACE_HEAD,
    SPORT,
    STOP,
    SURNAME,
    TITLE,
    TITLE_OF,
    UNKNOWN,
)  # fmt: skip
from services.enrich.entities.spellings import Sense, Spellings
from services.enrich.entities.tokens import Tokens, Vocabulary

_COUNTRIES: Final = frozenset({"e_south-africa", "e_south-sudan"})
_IN: Final = frozenset({"في", "الي", "من", "بين"})
_OF_THE_SUNSET: Final = frozenset({"صلاة", "أذان", "اذان", "آذان", "قبل", "بعد", "قبيل", "وقت"})
_CLUB: Final = "نادٍ"
CLUBS_APART: Final = 3  # words
MATCHES: Final = 3  # words of sport that make an article one of sport
MOST_FORMS: Final = 5
MOST_ENTITIES: Final = 100  # of an article
TITLE_BLOCK: Final = -1
_SHORTEST_SURNAME: Final = 3


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A mention whose entity is told. `start`, `end`: characters of the text; `form`: clitics off."""

    id: str
    name: str
    type: EntityType
    form: str
    start: int
    end: int
    listed: bool


@dataclass(slots=True)
class _Findings:
    """The mentions of one entity in an article. `first`: in a block that has one text."""

    named: EntityMention
    count: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    first: Mention | None = None

    def add(self, named: EntityMention, block: int | None) -> None:
        self.count += 1
        self.forms[named.form] += 1
        if self.first is None and block is not None and block != TITLE_BLOCK:
            self.first = Mention(block=block, start=named.start, end=named.end)


def _texts(article: Article) -> tuple[list[int | None], list[str]]:
    """The texts of an article, and of each the number of its block; None for the items of a list."""
    texts: list[tuple[int | None, str]] = [(TITLE_BLOCK, article.title)]
    for number, block in enumerate(article.blocks):
        place = None if isinstance(block, ListBlock) else number
        texts.extend((place, line) for line in block_lines(block))
    return [place for place, _ in texts], [text for _, text in texts]


@dataclass(slots=True)
class _Text:
    tokens: Tokens
    found: list[Found]
    in_name: list[bool]


@dataclass(slots=True)
class _Context:
    """What the article says for sure. `surnames`: of the people named in full, by the last name."""

    country: str | None
    ids: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    sport: int = 0
    surnames: dict[str, tuple[str, str, bool]] = field(default_factory=dict)


class Recogniser:
    """Finds the entities of a lexicon, and names that it lacks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._spellings = Spellings(lexicon)
        self._vocabulary = Vocabulary(self._spellings)

    def entities(self, article: Article) -> tuple[Entity, ...]:
        """What the article is about, what it names most first; nothing that operators block."""
        places, texts = _texts(article)
        found: dict[str, _Findings] = {}
        for place, named in zip(places, self.mentions(texts, article.source.country), strict=True):
            for one in named:
                id_ = self._lexicon.resolve(one.id)
                if not self._lexicon.is_blocked(id_):
                    found.setdefault(id_, _Findings(one)).add(one, place)
        ranked = sorted(found.items(), key=lambda item: -item[1].count)
        return tuple(self._entity(id_, findings) for id_, findings in ranked[:MOST_ENTITIES])

    def _entity(self, id_: str, findings: _Findings) -> Entity:
        entry, named = self._lexicon.entity(id_), findings.named
        return Entity(
            id=id_,
            name=entry.name if entry else named.name,
            type=entry.type if entry else named.type,
            count=findings.count,
            forms=tuple(form for form, _ in findings.forms.most_common(MOST_FORMS)),
            first=findings.first,
        )

    def mentions(self, texts: Sequence[str], country: str | None = None) -> list[list[EntityMention]]:
        """The mentions of each text of an article, in order. `country`: of the newspaper."""
        read = [self._read(text) for text in texts]
        context = _Context(country)
        for text in read:
            self._learn(text, context)
        return [self._mentions_of(text, context) for text in read]

    def _read(self, text: str) -> _Text:
        split = Tokens(text, self._vocabulary)
        found = [one for one in from_lexicon(split, self._spellings) if not _is_part(split, one)]
        in_name = [False] * len(split.words)
        for one in found:
            in_name[one.first : one.last] = [True] * (one.last - one.first)
        new = list(discoveries(split, in_name))
        for one in new:
            in_name[one.first : one.last] = [True] * (one.last - one.first)
        every = sorted((*found, *new), key=lambda one: one.first)
        return _Text(split, every, in_name)

    def _learn(self, text: _Text, context: _Context) -> None:
        words = text.tokens.words
        context.sport += sum(1 for word in words if word.every_kind & SPORT)
        for found in text.found:
            sure = [sense for sense in found.senses if not sense.ambiguous]
            if sure:
                context.ids[sure[0].id] += 1
                if sure[0].country:
                    context.countries[sure[0].country] += 1
            sense = sure[0] if sure else None
            if found.type == "person" and found.last - found.first > 1:
                self._learn_surname(text.tokens, found, sense, context)

    def _learn_surname(self, text: Tokens, found: Found, sense: Sense | None, context: _Context) -> None:
        if found.senses and sense is None:
            return
        words = text.words
        last = words[found.last - 1]
        key = last.folded
        if last.kinds & (END | STOP) or len(key) < _SHORTEST_SURNAME:
            return
        if last.kinds & COMPLETE or words[found.last - 2].kinds & MORE:
            if found.last - found.first < 3:
                return
            key = f"{words[found.last - 2].folded} {key}"
        elif not last.kinds & (UNKNOWN | SURNAME | FAMILY | GIVEN | FOREIGN) or (
            sense is not None
            and last.kinds & SURNAME
            and not last.kinds & (UNKNOWN | FAMILY | GIVEN | FOREIGN)
            and len(key) < 4
        ):
            return
        if sense is not None:
            context.surnames[key] = (sense.id, sense.name, True)
        else:
            name = _name(text, found)
            context.surnames.setdefault(key, (entity_id(_reading(text, found)), name, False))

    def _mentions_of(self, text: _Text, context: _Context) -> list[EntityMention]:
        named = []
        for found in text.found:
            one = self._resolve(text.tokens, found, context)
            if one is not None:
                named.append(one)
            else:
                text.in_name[found.first : found.last] = [False] * (found.last - found.first)
        if context.surnames:
            named.extend(self._surnames(text, context))
            named.sort(key=lambda one: one.start)
        return named

    def _surnames(self, text: _Text, context: _Context) -> Iterable[EntityMention]:
        split, surnames = text.tokens, context.surnames
        for place, word in enumerate(split.words):
            if text.in_name[place] or not word.every_kind:
                continue
            for cut, reading in ((0, word.folded), *(((word.cut, word.bare),) if word.cut else ())):
                span = 1
                hit = surnames.get(reading)
                if (
                    hit is None
                    and place + 1 < len(split.words)
                    and word.every_kind & MORE
                    and split.beside(place + 1)
                ):
                    hit, span = surnames.get(f"{reading} {split.words[place + 1].folded}"), 2
                if hit is not None and not self._in_another(text, place, span):
                    yield _mention(split, Found(place, place + span, cut, "person"), *hit)
                    break

    def _in_another(self, text: _Text, place: int, span: int) -> bool:
        """Whether it is part of a longer name: «عمر صلاح» is not «محمد صلاح»."""
        words, after = text.tokens.words, place + span
        if (
            place > 0
            and text.tokens.beside(place)
            and words[place - 1].kinds & (GIVEN | FOREIGN)
            and not words[place - 1].kinds & STOP
        ):
            return True
        return (
            after < len(words)
            and text.tokens.beside(after)
            and bool(words[after].kinds & JOINING)
            and text.tokens.gaps[after] == " "
        )

    def _resolve(self, text: Tokens, found: Found, context: _Context) -> EntityMention | None:
        if not found.senses:
            return self._new(text, found, context)
        other = found.or_else
        if other and _is_local(other, context) and not _is_local(found, context):
            found = other
        sense = self._sense(text, found, context)
        if sense is None:
            return None
        return _mention(text, self._trimmed(text, found, sense), sense.id, sense.name, True, sense.type)

    def _new(self, text: Tokens, found: Found, context: _Context) -> EntityMention | None:
        reading = _reading(text, found)
        if (
            found.type == "person"
            and found.last - found.first == 1
            and (hit := context.surnames.get(reading))
        ):
            return _mention(text, found, *hit)
        return _mention(text, found, entity_id(reading), _name(text, found), False, found.type)

    def _sense(self, text: Tokens, found: Found, context: _Context) -> Sense | None:
        def weight(sense: Sense) -> tuple[int, bool, int]:
            return (
                context.ids[sense.id],
                sense.country is not None and sense.country == context.country,
                context.countries[sense.country] if sense.country else 0,
            )

        if (played := self._playing_clubs(text, found, context)) is not None:
            return max(played, key=weight)
        fitting = [
            sense
            for sense in found.senses
            if not sense.ambiguous or self._evidence(text, found, sense, context)
        ]
        if not fitting or self._is_word_here(text, found):
            return None
        return max(fitting, key=weight) if len(fitting) > 1 else fitting[0]

    def _playing_clubs(self, text: Tokens, found: Found, context: _Context) -> list[Sense] | None:
        """The clubs of a spelling that is a city's as well, where it plays: «برشلونة»."""
        clubs = [sense for sense in found.senses if sense.description.startswith(_CLUB)]
        is_city = any(sense.type == "place" and not sense.ambiguous for sense in found.senses)
        if not clubs or not is_city or context.sport < MATCHES or _is_located(text, found):
            return None
        return clubs

    def _is_word_here(self, text: Tokens, found: Found) -> bool:
        """«مصر على», «صلاة المغرب», «الشركة السعودية»: what the words beside a name make of it."""
        if found.last - found.first > 1:
            return False
        word = text.words[found.first].folded
        after = text.written[found.last] if found.last < len(text.words) and text.beside(found.last) else ""
        if word == "مصر" and after in {"على", "علي"}:
            return True
        before = text.written[found.first - 1] if found.first and text.beside(found.first) else ""
        if word == "المغرب" and before in _OF_THE_SUNSET:
            return True
        return word == "السعوديه" and before.startswith(("ال", "بال", "وال", "لل"))

    def _evidence(self, text: Tokens, found: Found, sense: Sense, context: _Context) -> bool:
        """Whether an ambiguous spelling is this entity here."""
        if context.ids[sense.id]:
            return True
        before = text.words[found.first - 1] if found.first and text.beside(found.first) else None
        kinds = before.every_kind if before else 0
        local = sense.country is not None and (
            sense.country == context.country or context.countries[sense.country] > 0
        )
        if sense.type == "place":
            return bool(kinds & PLACE_HEAD) or (local and _is_located(text, found))
        if sense.type == "org":
            if kinds & ORG_HEAD:
                return True
            if sense.description.startswith(_CLUB):
                return (
                    local
                    and context.sport >= MATCHES
                    and (bool(kinds & SPORT) or self._beside_club(text, found))
                )
            return found.last - found.first > 1 and sense.country == context.country
        return False

    def _beside_club(self, text: Tokens, found: Found) -> bool:
        """Whether another club stands near: «الأهلي والزمالك», «الهلال أمام النصر»."""
        near = range(max(0, found.first - CLUBS_APART), min(len(text.words), found.last + CLUBS_APART))
        return any(
            sense.description.startswith(_CLUB)
            for place in near
            if not found.first <= place < found.last
            for _, start in text.words[place].starts
            for sense in self._spellings.senses.get(start, ())
        )

    def _trimmed(self, text: Tokens, found: Found, sense: Sense) -> Found:
        """Without the word that only says what it is: «نادي الهلال» is the mention «الهلال».

        «حزب» and its like belong to the name.
        """
        if sense.type == "org" and found.first and text.beside(found.first) and not found.cut:
            before = text.words[found.first - 1]
            if before.every_kind & NAMING:
                cut = 0 if before.kinds & NAMING else before.cut
                return Found(found.first - 1, found.last, cut, found.type, found.senses)
        if found.last - found.first < 2:
            return found
        head = text.words[found.first]
        if not head.every_kind & (TITLE | TITLE_OF | PLACE_HEAD | ORG_HEAD | APART | DIRECTION):
            return found
        rest = " ".join(word.folded for word in text.words[found.first + 1 : found.last])
        same = any(one.id == sense.id for one in self._spellings.senses.get(rest, ()))
        if head.every_kind & NAMING:
            return found
        if same or head.every_kind & APART or (head.every_kind & DIRECTION and sense.id not in _COUNTRIES):
            return Found(found.first + 1, found.last, 0, found.type, found.senses)
        return found


def _is_local(found: Found, context: _Context) -> bool:
    """Whether it may be something of the newspaper's country."""
    return any(sense.country == context.country for sense in found.senses if sense.country)


def _is_located(text: Tokens, found: Found) -> bool:
    """Whether something is at it, as a place: «في الخبر», «بالكاف», «مدينة ليون»."""
    if found.cut and text.written[found.first][found.cut - 1] == "ب":
        return True
    if found.first == 0 or not text.beside(found.first):
        return False
    before = text.words[found.first - 1]
    return before.folded in _IN or bool(before.every_kind & PLACE_HEAD)


def _is_part(text: Tokens, found: Found) -> bool:
    """Whether a person of the lexicon is only part of a longer name here: «محمد صلاح الدين»."""
    if found.type == "place" and found.last - found.first == 1 and not found.cut and found.first:
        given = text.words[found.first - 1].kinds  # «سمر الرمادي»
        return bool(given & GIVEN) and not given & AMBIGUOUS and text.gaps[found.first] == " "
    if found.type != "person":
        return False
    words, length = text.words, found.last - found.first
    if found.first and text.beside(found.first) and not words[found.first].kinds & (GIVEN | FOREIGN):
        before = words[found.first - 1]
        kinds = before.kinds | before.kinds_bare
        if kinds & (GIVEN | FOREIGN) and not before.kinds & (STOP | TITLE) and not found.cut:
            return True
    if length <= 2 and found.last < len(words) and text.gaps[found.last] == " ":
        after = words[found.last]
        if length == 1:
            return bool(after.kinds & JOINING)
        return bool(after.kinds & (GIVEN | JOINING | SURNAME)) and not after.kinds & (STOP | TITLE)
    return False


def _reading(text: Tokens, found: Found) -> str:
    """The key of what is written: a name by which all articles that write it meet."""
    return key_of(_name(text, found))


def _name(text: Tokens, found: Found) -> str:
    """As the text has it, without clitics: of «للمغرب» «المغرب»."""
    written = text.written[found.first : found.last]
    first = written[0][found.cut :]
    return " ".join(("ا" + first if _lost_alef(text, found) else first, *written[1:]))


def _lost_alef(text: Tokens, found: Found) -> bool:
    """«للمغرب» is «ل» and «المغرب»."""
    return found.cut > 0 and text.written[found.first].startswith("لل", found.cut - 1)


def _mention(
    text: Tokens, found: Found, id_: str, name: str, is_listed: bool, type_: EntityType = "person"
) -> EntityMention:
    start = text.start(found.first) + found.cut - _lost_alef(text, found)
    end = text.start(found.last - 1) + len(text.written[found.last - 1])
    return EntityMention(id_, name, type_, _name(text, found), start, end, is_listed)
