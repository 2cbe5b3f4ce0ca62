"""Stories as a state machine: one input after the other, each with what it changes. Pure and in memory.

One pass: an article gets its story from what is known when it comes. Stories that an article shows to be one
are merged. What operators join and split stays so. The state is a function of the inputs' order alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from services.contracts.identity import story_id
from services.contracts.story import Assignment, JoinedBy, Outline, StoryChange, StoryInput, StoryState
from services.stories import decision
from services.stories.columns import Columns
from services.stories.decision import Where
from services.stories.sketches import Hashes
from services.stories.window import Floats, Terms, Window

DAY_S = 86_400.0
MEMBERS = 24  # of a story, the latest, that an article is compared with
CROSS = 24  # of each of two stories that may be one
CANDIDATES = 8  # stories an article is compared with
NEAR_COPIES = 8  # articles of nearly the same words, for copies that share no landmark
HEADLINES = 12
HEAT_S = 6 * 3600.0  # in which a newspaper's word cools to a third
SPAN_S = 7 * DAY_S  # what goes on for longer is a topic
SAME_ISSUE_S = 12 * 3600.0  # a column of another day says nearly the same
NOWHERE = Where()
REVISED = 0.3  # resemblance above which a revision is the same text


@dataclass(slots=True)
class Member:
    """An article in a story. `slot` None: it has left the window, and is counted only."""

    id: str
    revision: int
    source: str
    country: str | None
    section: str | None
    lang: str
    at: float
    story: Story
    slot: int | None
    where: Where = NOWHERE
    duplicate_of: str | None = None
    pinned: bool = False
    column: bool = False


@dataclass(slots=True, eq=False)
class Story:
    """`apart`: stories that an operator split from it, or it from them."""

    id: str
    members: dict[str, Member] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    present: int = 0  # members that are in the window

    @property
    def first(self) -> float:
        return min(member.at for member in self.members.values())

    @property
    def last(self) -> float:
        return max(member.at for member in self.members.values())


@dataclass(slots=True)
class Candidate:
    """A story that an article may belong to."""

    story: Story
    score: float
    nearest: int


@dataclass(slots=True)
class Tally:
    """What the last input cost and did, for the metrics."""

    candidates: int = 0
    merges: int = 0


class Clustering:
    """`window`: how long an article is compared with others. `limit`: of articles in the window."""

    def __init__(self, window: timedelta = timedelta(days=5), limit: int = 200_000) -> None:
        self._window_s = window.total_seconds()
        self._limit = limit
        self._live = _Era(self._window_s, limit)
        self._archive = _Era(self._window_s, limit)
        self._withdrawn: dict[str, Outline | None] = {}  # with what came while it was
        self.tally = Tally()

    @property
    def open_stories(self) -> int:
        return len(self._live.stories) + len(self._archive.stories)

    @property
    def stories(self) -> dict[str, frozenset[str]]:
        """The articles of each open story, by its id."""
        both = {**self._live.stories, **self._archive.stories}
        return {name: frozenset(story.members) for name, story in both.items()}

    @property
    def articles(self) -> int:
        """In the window."""
        return self._live.window.count + self._archive.window.count

    def story_of(self, article_id: str) -> str | None:
        for era in (self._live, self._archive):
            if member := era.members.get(article_id):
                return member.story.id
        return None

    def duplicate_of(self, article_id: str) -> str | None:
        for era in (self._live, self._archive):
            if member := era.members.get(article_id):
                return member.duplicate_of
        return None

    def decide(self, event: StoryInput, sequence: int) -> list[StoryChange]:
        """What follows from one input. The same input again, once it is known, changes nothing."""
        self.tally = Tally()
        return self._apply(event, sequence, None)

    def recall(self, event: StoryInput, sequence: int, changes: Sequence[StoryChange]) -> None:
        """Take over what was decided of an input before, without deciding anew."""
        self._apply(event, sequence, changes)

    def _apply(
        self, event: StoryInput, sequence: int, changes: Sequence[StoryChange] | None
    ) -> list[StoryChange]:
        match event.kind:
            case "article" if event.article_id in self._withdrawn:
                self._withdrawn[event.article_id] = event.outline
            case "article" if event.outline:
                return self._article(event.article_id, event.outline, sequence, changes)
            case "withdraw":
                self._withdrawn[event.article_id] = None
                return self._leave(event.article_id, sequence)
            case "restore":
                outline = self._withdrawn.pop(event.article_id, None)
                return self._article(event.article_id, outline, sequence, changes) if outline else []
            case "join":
                return self._era_of_story(event.story_id).join(event, sequence)
            case "split":
                return self._era_of_story(event.story_id).split(event, sequence)
        return []

    def _article(
        self, article_id: str, outline: Outline, sequence: int, changes: Sequence[StoryChange] | None
    ) -> list[StoryChange]:
        if changes is not None and not any(_assigns(one, article_id) for one in changes):
            return []  # it was known then
        era = self._era(article_id, outline.at.timestamp())
        known = era.members.get(article_id)
        if known is not None:
            if outline.revision <= known.revision:
                return []
            if era.revise(known, outline):
                return []
            left = era.leave(known, sequence)
        else:
            left = []
        era.move_on(outline.at.timestamp())
        placed = era.place(article_id, outline, sequence, self.tally, changes)
        return [*left, *placed]

    def _leave(self, article_id: str, sequence: int) -> list[StoryChange]:
        for era in (self._live, self._archive):
            if member := era.members.get(article_id):
                return era.leave(member, sequence)
        return []

    def _era(self, article_id: str, at: float) -> _Era:
        """Old news is compared with old news: it joins no story of today, and pushes none out."""
        if article_id in self._archive.members:
            return self._archive
        if article_id in self._live.members or at >= self._live.newest - self._window_s:
            return self._live
        self._archive.newest = at  # the archive's window is around what came last
        return self._archive

    def _era_of_story(self, story: str) -> _Era:
        return self._archive if story in self._archive.stories else self._live


class _Era:
    """Stories of one stretch of time."""

    def __init__(self, window_s: float, limit: int) -> None:
        self._window_s = window_s
        self._limit = limit
        self.window = Window()
        self.members: dict[str, Member] = {}
        self.stories: dict[str, Story] = {}
        self.newest = -math.inf
        self._at_slot: dict[int, Member] = {}
        self._by_hour: defaultdict[int, dict[str, Member]] = defaultdict(dict)
        self._columns = Columns()

    def place(
        self,
        article_id: str,
        outline: Outline,
        sequence: int,
        tally: Tally,
        recalled: Sequence[StoryChange] | None,
    ) -> list[StoryChange]:
        """A new article into its story."""
        at = outline.at.timestamp()
        column = self._columns.takes(outline)
        hashes = np.frombuffer(outline.sketch, "<u4").astype(np.uint32)
        terms = self.window.terms(outline)
        member = Member(
            article_id, outline.revision, outline.source_id, outline.country, outline.section, outline.lang,
            at, _NO_STORY, None, _where(outline), column=column,
        )  # fmt: skip
        if recalled is None:
            assignment, merged = self._decide(member, terms, hashes, outline.shingles, sequence, tally)
        else:
            assignment, merged = self._recalled(member, recalled)
        self._enter(member, terms, hashes, outline.shingles)
        return [change(member.story, sequence, [assignment, *merged.assigned]), *merged.changes]

    def _decide(
        self, member: Member, terms: Terms, hashes: Hashes, shingles: int, sequence: int, tally: Tally
    ) -> tuple[Assignment, _Merged]:
        near = self.window.near(terms)
        original = self._original(member, hashes, shingles, near)
        found = [] if member.column else self._belongs(member, terms, near)
        tally.candidates = len(found)
        best = found[0] if found and found[0].score >= decision.join_at(self.window.count) else None
        merged = _Merged()
        if original is not None:
            member.duplicate_of = original.duplicate_of or original.id
            member.story = original.story
            like = self.window.likeness(hashes, shingles, original.slot or 0)
            assignment = Assignment(
                article_id=member.id,
                revision=member.revision,
                duplicate_of=member.duplicate_of,
                by="copy",
                score=round(max(like.resemblance, like.contained), 3),
            )
        elif best is not None:
            member.story = best.story
            assignment = Assignment(
                article_id=member.id,
                revision=member.revision,
                by="words",
                score=round(best.score, 3),
                words=tuple(self.window.shared(terms, best.nearest)),
            )
        else:
            member.story = self._new_story(member.id, sequence)
            assignment = Assignment(article_id=member.id, revision=member.revision)
        if not member.column:
            merged = self._merge_found(member, terms, found, sequence)
            tally.merges = len(merged.changes)
            if merged.into is not None:
                member.story = merged.into
        return assignment, merged

    def _original(self, member: Member, hashes: Hashes, shingles: int, near: Sequence[int]) -> Member | None:
        """The earliest article with the same text."""
        found: list[Member] = []
        if shingles >= decision.SHORTEST:
            for slot in dict.fromkeys([*self.window.marked(hashes), *near[:NEAR_COPIES]]):
                earlier = self._at_slot[slot]
                if earlier.lang != member.lang or (
                    member.column and abs(earlier.at - member.at) > SAME_ISSUE_S
                ):
                    continue
                like = self.window.likeness(hashes, shingles, slot)
                if decision.is_copy(like, shingles, self.window.shingles(slot)):
                    found.append(earlier)
        return min(found, key=lambda one: (one.duplicate_of is not None, one.at, one.id), default=None)

    def _belongs(self, member: Member, terms: Terms, near: Sequence[int]) -> list[Candidate]:
        """The stories that the article may belong to, the likeliest first."""
        stories: dict[Story, list[int]] = {}
        for slot in near:
            story = self._at_slot[slot].story
            if story not in stories and len(stories) == CANDIDATES:
                continue
            stories.setdefault(story, []).append(slot)
        compared: dict[Story, list[int]] = {}
        for story, slots in stories.items():
            if any(self._at_slot[slot].column for slot in slots) or abs(member.at - story.first) > SPAN_S:
                continue
            latest = [one.slot for one in _latest(story, MEMBERS) if one.slot is not None]
            compared[story] = list(dict.fromkeys([*slots, *latest]))
        if not compared:
            return []
        every = [slot for slots in compared.values() for slot in slots]
        alike = self._like(terms, member.where, every)
        found, start = [], 0
        for story, slots in compared.items():
            likenesses = alike[start : start + len(slots)]
            start += len(slots)
            quiet = min(abs(member.at - self._at_slot[slot].at) for slot in slots) / DAY_S
            nearest = slots[int(np.argmax(likenesses))]
            found.append(Candidate(story, decision.belonging(likenesses, quiet, story.present), nearest))
        return sorted(found, key=lambda one: (-one.score, one.story.id))

    def _merge_found(
        self, member: Member, terms: Terms, found: Sequence[Candidate], sequence: int
    ) -> _Merged:
        """The stories that this article is near to may be one; it speaks as one of its story."""
        merged, story = _Merged(), member.story
        enough = decision.merge_at(self.window.count)
        for other in found:
            if other.score < enough:
                break
            into = merged.into or story
            if (
                other.story is into
                or other.story.id not in self.stories
                or self._kept_apart(into, other.story)
            ):
                continue
            if self._sameness(into, other.story, terms, member.where) >= enough:
                self._merge(into, other.story, sequence, merged)
        return merged

    def _like(self, terms: Terms, where: Where, slots: Sequence[int]) -> Floats:
        """How alike the article and each of these are, by their words and by where their events are."""
        alike = self.window.like(terms, slots)
        if where.places:
            apart = [decision.elsewhere(where, self._at_slot[slot].where) for slot in slots]
            alike -= np.array(apart, np.float32)
        return alike

    def _sameness(self, one: Story, other: Story, terms: Terms, where: Where) -> float:
        """How much two stories are one, when an article with these terms comes to the first.

        It speaks for them being one unless its title names another place than theirs.
        """
        ours = [member.slot for member in _latest(one, CROSS) if member.slot is not None]
        theirs = [member.slot for member in _latest(other, CROSS) if member.slot is not None]
        if not theirs:
            return 0.0
        rows = [self._like(self.window.terms_at(slot), self._at_slot[slot].where, theirs) for slot in ours]
        if not any(decision.elsewhere(where, self._at_slot[slot].where) for slot in theirs):
            rows.append(self.window.like(terms, theirs))
        if not rows:
            return 0.0
        return decision.sameness(np.stack(rows), one.present + 1 + other.present)

    def _merge(self, one: Story, other: Story, sequence: int, merged: _Merged) -> None:
        """The larger one's id stays; of two alike the earlier one's."""
        larger, smaller = sorted((one, other), key=lambda story: (-len(story.members), story.id))
        moved = list(smaller.members.values())
        for member in moved:
            self._move(member, larger)
        larger.apart |= smaller.apart
        self.stories.pop(smaller.id, None)
        merged.into = larger
        merged.assigned += [_as(member, "merge") for member in moved]
        merged.changes.append(StoryChange(story_id=smaller.id, sequence=sequence, merged_into=larger.id))

    def _recalled(self, member: Member, changes: Sequence[StoryChange]) -> tuple[Assignment, _Merged]:
        """What was decided of this article then."""
        merged = _Merged()
        own = Assignment(article_id=member.id, revision=member.revision)
        target = next((one for one in changes if _assigns(one, member.id)), None)
        for one in changes:
            if one.merged_into and (smaller := self.stories.get(one.story_id)):
                larger = self._story(one.merged_into)
                for other in list(smaller.members.values()):
                    self._move(other, larger)
                larger.apart |= smaller.apart
                del self.stories[smaller.id]
        story = self._story(target.story_id if target else story_id(member.id))
        if target:
            own = next(one for one in target.assigned if one.article_id == member.id)
        member.story = story
        member.duplicate_of = own.duplicate_of
        return own, merged

    def revise(self, member: Member, outline: Outline) -> bool:
        """Whether the revision is still the same text; then it stands in place of the one before."""
        hashes = np.frombuffer(outline.sketch, "<u4").astype(np.uint32)
        if member.slot is not None and not member.pinned:
            like = self.window.likeness(hashes, outline.shingles, member.slot)
            terms = self.window.terms(outline)
            alike = float(self.window.like(terms, [member.slot])[0])
            same = max(like.resemblance, like.contained) >= REVISED or alike >= decision.JOIN_HIGHEST
            if not same:
                return False
        member.revision = outline.revision
        member.section = outline.section
        member.where = _where(outline)
        if member.slot is not None:
            self.window.remove(member.slot)
            self._at_slot.pop(member.slot)
            member.slot = self.window.add(self.window.terms(outline), hashes, outline.shingles)
            self._at_slot[member.slot] = member
        return True

    def leave(self, member: Member, sequence: int) -> list[StoryChange]:
        """Out of its story, without a trace; copies of it are copies of the next earliest."""
        story = member.story
        self._forget(member)
        story.members.pop(member.id)
        story.present -= member.slot is not None
        assigned: list[Assignment] = []
        copies = [one for one in story.members.values() if one.duplicate_of == member.id]
        if copies:
            original = min(copies, key=lambda one: (one.at, one.id))
            for copy in copies:
                copy.duplicate_of = None if copy is original else original.id
                assigned.append(_as(copy, "copy" if copy.duplicate_of else "first"))
        if not story.members:
            self.stories.pop(story.id, None)
        return [change(story, sequence, assigned, left=(member.id,))]

    def join(self, event: StoryInput, sequence: int) -> list[StoryChange]:
        """What an operator says belongs together."""
        target = self.stories.get(event.story_id)
        if target is None:
            return []
        touched: dict[str, Story] = {}
        gone: list[StoryChange] = []
        moved: list[Member] = []
        for name in event.stories:
            other = self.stories.get(name)
            if other is None or other is target:
                continue
            moved += other.members.values()
            target.apart |= other.apart
            for member in list(other.members.values()):
                self._move(member, target)
            del self.stories[name]
            gone.append(StoryChange(story_id=name, sequence=sequence, merged_into=target.id))
        for article in event.articles:
            member_ = self.members.get(article)
            if member_ is None or member_.story is target:
                continue
            touched[member_.story.id] = member_.story
            self._move(member_, target)
            moved.append(member_)
        target.apart -= {*event.stories, *touched}
        for member in moved:
            member.pinned = True
        if not moved:
            return []
        return [
            change(target, sequence, [_as(member, "operator") for member in moved]),
            *self._emptied(touched.values(), sequence, target),
            *gone,
        ]

    def split(self, event: StoryInput, sequence: int) -> list[StoryChange]:
        """What an operator says is another event; the two never become one again by themselves."""
        story = self.stories.get(event.story_id)
        moved = [one for name in event.articles if (one := self.members.get(name)) and one.story is story]
        if story is None or not moved or len(moved) == len(story.members):
            return []
        founder = min(moved, key=lambda one: (one.at, one.id))
        other = self._new_story(founder.id, sequence)
        for member in moved:
            self._move(member, other)
            member.pinned = True
            if member.duplicate_of and member.duplicate_of not in other.members:
                member.duplicate_of = None
        story.apart.add(other.id)
        other.apart.add(story.id)
        return [
            change(other, sequence, [_as(member, "operator") for member in moved]),
            change(story, sequence, []),
        ]

    def move_on(self, at: float) -> None:
        """What is further than the window from the newest is only counted; a story of nothing else closes."""
        self.newest = max(self.newest, at)
        oldest, latest = self.newest - self._window_s, self.newest + self._window_s
        out = [hour for hour in self._by_hour if (hour + 1) * 3600 <= oldest or hour * 3600 > latest]
        if self.window.count > self._limit:
            out.append(min(self._by_hour))
        for hour in sorted(set(out)):
            for member in self._by_hour.pop(hour).values():
                self._dismiss(member)
        if out:
            self._columns.forget(oldest)

    def _dismiss(self, member: Member) -> None:
        if member.slot is not None:
            self.window.remove(member.slot)
            self._at_slot.pop(member.slot)
            member.slot = None
        story = member.story
        story.present -= 1
        if story.present == 0:
            for name in story.members:
                self.members.pop(name, None)
            self.stories.pop(story.id, None)

    def _enter(self, member: Member, terms: Terms, hashes: Hashes, shingles: int) -> None:
        member.slot = self.window.add(terms, hashes, shingles)
        self._at_slot[member.slot] = member
        self.members[member.id] = member
        self._by_hour[_hour(member.at)][member.id] = member
        member.story.members[member.id] = member
        member.story.present += 1

    def _forget(self, member: Member) -> None:
        if member.slot is not None:
            self.window.remove(member.slot)
            self._at_slot.pop(member.slot)
        self.members.pop(member.id, None)
        if hour := self._by_hour.get(_hour(member.at)):
            hour.pop(member.id, None)

    def _move(self, member: Member, story: Story) -> None:
        before = member.story
        before.members.pop(member.id, None)
        story.members[member.id] = member
        member.story = story
        if member.slot is not None:
            before.present -= 1
            story.present += 1

    def _emptied(self, stories: Iterable[Story], sequence: int, into: Story) -> list[StoryChange]:
        """A story that lost its last article answers from where it went."""
        changes = []
        for story in stories:
            if story.members:
                changes.append(change(story, sequence, []))
            else:
                self.stories.pop(story.id, None)
                changes.append(StoryChange(story_id=story.id, sequence=sequence, merged_into=into.id))
        return changes

    def _new_story(self, article_id: str, sequence: int) -> Story:
        """By the article's own id, once; an article that begins another story gives it another id."""
        own = story_id(article_id)
        return self._story(own if own not in self.stories else story_id(article_id, sequence))

    def _story(self, name: str) -> Story:
        return self.stories.setdefault(name, Story(name))

    @staticmethod
    def _kept_apart(one: Story, other: Story) -> bool:
        return other.id in one.apart or one.id in other.apart


@dataclass(slots=True)
class _Merged:
    """What merging did beside the article's own assignment."""

    into: Story | None = None
    assigned: list[Assignment] = field(default_factory=list)
    changes: list[StoryChange] = field(default_factory=list)


_NO_STORY = Story("")


def change(
    story: Story, sequence: int, assigned: Sequence[Assignment], left: tuple[str, ...] = ()
) -> StoryChange:
    """The story as it is now; without articles it is nothing any more."""
    return StoryChange(
        story_id=story.id,
        sequence=sequence,
        assigned=tuple(assigned),
        left=left,
        story=state(story) if story.members else None,
    )


def state(story: Story) -> StoryState:
    """What is told of a story: of its newspapers in the order in which they told it, copies counted apart."""
    members = sorted(story.members.values(), key=lambda one: (one.at, one.id))
    originals = [one for one in members if one.duplicate_of is None] or members
    first: dict[str, Member] = {}
    for one in [*originals, *members]:
        first.setdefault(one.source, one)
    told = sorted(first.values(), key=lambda one: (one.at, one.id))
    latest = max(one.at for one in told) / HEAT_S
    heat = latest + math.log(sum(math.exp(one.at / HEAT_S - latest) for one in told))
    sections = [one.section for one in members if one.section]
    return StoryState(
        representative=originals[0].id,
        headlines=tuple(one.id for one in told[:HEADLINES]),
        first_at=_instant(members[0].at),
        last_at=_instant(members[-1].at),
        article_count=len(members),
        copy_count=sum(one.duplicate_of is not None for one in members),
        sources=tuple(one.source for one in told),
        countries=_distinct(one.country for one in members),
        sections=tuple(sorted(set(sections), key=lambda name: (-sections.count(name), name))),
        langs=_distinct(one.lang for one in members),
        heat=round(heat, 6),
    )


def _latest(story: Story, limit: int) -> list[Member]:
    members = list(story.members.values())
    if len(members) > limit:
        members = sorted(members, key=lambda one: (one.at, one.id))[-limit:]
    return members


def _assigns(change: StoryChange, article_id: str) -> bool:
    return any(one.article_id == article_id for one in change.assigned)


def _as(member: Member, by: JoinedBy) -> Assignment:
    return Assignment(
        article_id=member.id,
        revision=member.revision,
        duplicate_of=member.duplicate_of,
        by=by,
    )


def _where(outline: Outline) -> Where:
    """Outlines of earlier versions have no mentions."""
    if not outline.places:
        return NOWHERE
    return Where(frozenset(outline.places), frozenset(outline.mentions or outline.places))


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _hour(at: float) -> int:
    return int(at // 3600)
