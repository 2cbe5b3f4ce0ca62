"""The live ticker: the newest 10,000 headlines of headlines.v1 in memory, told to every open stream."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cachetools import LRUCache

from services.arabic.normalise import fold
from services.contracts.headline import Headline
from services.contracts.image import ImageState
from services.gateway.streams import (
    HeadlineFilter,
    QueryMemo,
    Subscription,
    headline_frame,
    image_frame,
    member_frame,
)
from services.gateway.withdrawals import Withdrawals
from services.runtime import metrics

SIZE = 10_000
SKEW = 1_000  # records that this replica may be behind the one that the client comes from
FRAMES = 512  # 2,000 clients that resume after a restart ask for the same few
PIECE = 500  # headlines that a search is asked about at once
EVERYTHING = HeadlineFilter()
SHORTEST_TITLE = 12  # characters; «عاجل» alone does not tell two headlines apart


@dataclass(frozen=True, slots=True)
class Entry:
    """A headline and its public number, the offset in headlines.v1. `replaces`: an entry without article.

    `story`: what was last heard of the story that the article is in.
    """

    seq: int
    headline: Headline
    replaces: str | None = None
    story: Headline | None = None

    @property
    def event(self) -> str:
        """The SSE event that tells of it."""
        kinds = {"new": "headline", "update": "update", "retract": "retract", "story": "story"}
        return kinds[self.headline.kind]

    def frame(self) -> bytes:
        return headline_frame(self.event, self.seq, self.headline, self.replaces)


class Ticker:
    """Fed in offset order by a reader of headlines.v1; all of it runs on the event loop, nothing blocks."""

    def __init__(self, size: int = SIZE, withdrawals: Withdrawals | None = None) -> None:
        self.size = size
        self._withdrawals = Withdrawals() if withdrawals is None else withdrawals
        self._ring: deque[Entry] = deque(maxlen=size)
        self._newest: OrderedDict[str, Entry] = OrderedDict()  # by article
        self._titles: dict[str, str] = {}  # folded title → article id
        self._stories: LRUCache[str, Headline] = LRUCache(
            size
        )  # by article, what was last heard of its story
        self._subscriptions: set[Subscription] = set()
        self._frames: LRUCache[int, bytes] = LRUCache(FRAMES)
        self.head_seq = -1
        self.draining = False

    @property
    def oldest_seq(self) -> int:
        """The oldest headline still held; `head_seq + 1` when there is none."""
        return self._ring[0].seq if self._ring else self.head_seq + 1

    @property
    def open_streams(self) -> int:
        return len(self._subscriptions)

    def take(self, headline: Headline, seq: int) -> None:
        """One record of headlines.v1. What a reader already knows (a replay) is no news."""
        if seq <= self.head_seq:
            self._begin_anew()
        self.head_seq = seq
        if headline.kind == "story":
            self._take_story(Entry(seq, headline))
            return
        if self._withdrawn(headline) or self._is_known(headline):
            return
        if current := self._current_headline(headline.article_id):
            headline = _following(current, headline)
        entry = Entry(seq, headline, self._replaced_by(headline))
        self._remember(entry)
        self._send(entry)
        if self._subscriptions and headline.indexed_at:  # nobody waits for what is read at the start
            waited = datetime.now(UTC) - headline.indexed_at
            metrics.SSE_FANOUT.observe(max(0.0, waited.total_seconds()))

    def _take_story(self, entry: Entry) -> None:
        """A story is no line of the ticker: its articles are, and streams hear that it grew."""
        story = entry.headline
        if self._withdrawn(story):
            return
        known = self._stories.get(story.article_id)
        members = {story.article_id, *story.articles, *(known.articles if known else ())}
        told = story.model_copy(update={"articles": tuple(sorted(members))})
        for article_id in members:
            self._stories[article_id] = told
        self._append(entry)
        self._send(entry)

    def _send(self, entry: Entry) -> None:
        for subscription in self._subscriptions:
            if self._wants(subscription.wanted, entry):
                subscription.push(entry.seq, self._event_for(subscription.wanted, entry, entry.seq))

    def _wants(self, wanted: HeadlineFilter, entry: Entry) -> bool:
        return wanted.matches(entry.headline, self._stories_of(entry.headline) if wanted.story else ())

    def _stories_of(self, headline: Headline) -> Collection[str | None]:
        """What a story became part of counts as well."""
        story = headline if headline.kind == "story" else self._stories.get(headline.article_id)
        return (story.story_id, story.merged_into) if story else ()

    def _event_for(self, wanted: HeadlineFilter, entry: Entry, before: int) -> bytes:
        """The event; who follows a story first gets the headlines up to `before` that have joined it now."""
        if not wanted.story or entry.headline.kind != "story":
            return self._frame(entry)
        others = replace(wanted, story=None)
        joined = [
            self._newest[id_]
            for id_ in entry.headline.articles
            if (current := self._current_headline(id_)) and others.matches(current)
        ]
        frames = [member_frame(one.seq, one.headline) for one in joined if one.seq <= before]
        return b"".join([*frames, self._frame(entry)])

    def take_image(self, state: ImageState, _offset: int) -> None:
        """An image was hidden or shown again: open streams learn it, if its article is on the ticker."""
        current = self._current_headline(state.article_id)
        if current is None:
            return
        frame = image_frame(state)
        for subscription in self._subscriptions:
            if self._wants(subscription.wanted, self._newest[state.article_id]):
                subscription.push(None, frame)

    def latest(
        self, limit: int, wanted: HeadlineFilter = EVERYTHING, *, before: int | None = None
    ) -> list[Entry]:
        """Newest first, one entry an article, retracted ones left out. `before`: only smaller seqs."""
        found: list[Entry] = []
        for entry in self._current():
            if len(found) == limit:
                break
            if (before is None or entry.seq < before) and self._wants(wanted, entry):
                found.append(self._with_story(entry))
        return found

    def since(self, seq: int, limit: int, wanted: HeadlineFilter) -> list[Entry]:
        """What came after `seq`, oldest first: each article's newest, retractions too."""
        found: list[Entry] = []
        for entry in self._after(seq):
            if len(found) == limit:
                break
            headline = entry.headline
            newest = self._newest.get(headline.article_id) is entry
            if newest and not self._withdrawn(headline) and self._wants(wanted, entry):
                found.append(self._with_story(entry))
        return found

    def _with_story(self, entry: Entry) -> Entry:
        story = self._stories.get(entry.headline.article_id)
        return replace(entry, story=story) if story else entry

    async def with_verdicts(self, wanted: HeadlineFilter, after: int = -1) -> HeadlineFilter:
        """The same filter, which now knows what its search finds among the headlines after `after`.

        Ten thousand of them take a tenth of a second: they are asked about in pieces, so that nobody waits.
        """
        if wanted.query is None:
            return wanted
        remembered = QueryMemo(wanted.query)
        for place, entry in enumerate(list(self._after(after)), 1):
            remembered(entry.headline)
            if place % PIECE == 0:
                await asyncio.sleep(0)
        return replace(wanted, query=remembered)

    async def follow(self, wanted: HeadlineFilter, after: int | None = None) -> Subscription:
        """The same as `subscribe`, for a filter that takes its time over what was missed."""
        subscription = self.subscribe(
            wanted if after is None else await self.with_verdicts(wanted, after), after
        )
        subscription.wanted = wanted  # what is remembered would grow with the stream
        if self.draining:
            subscription.close()
        return subscription

    def subscribe(self, wanted: HeadlineFilter, after: int | None = None) -> Subscription:
        """A stream from now on, or from just after `after` as far as the ring reaches. Close it when done."""
        subscription = Subscription(wanted, after, head_seq=self.head_seq)
        if after is not None:
            missed = [
                entry
                for entry in self._after(after)
                if (entry.event == "retract" or not self._taken_back(entry.headline))
                and self._wants(wanted, entry)
            ]
            subscription.replay(b"".join(self._event_for(wanted, entry, after) for entry in missed))
            if not self.oldest_seq - 1 <= after <= self.head_seq + SKEW:
                subscription.miss(min(after, self.oldest_seq - 1))
        self._subscriptions.add(subscription)
        metrics.SSE_CLIENTS.set(len(self._subscriptions))
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)
        metrics.SSE_CLIENTS.set(len(self._subscriptions))

    def drain(self) -> None:
        """The replica stops: every stream says `bye` and ends, new ones are refused."""
        self.draining = True
        for subscription in self._subscriptions:
            subscription.close()

    def _frame(self, entry: Entry) -> bytes:
        frame = self._frames.get(entry.seq)
        if frame is None:
            frame = self._frames[entry.seq] = entry.frame()
        return frame

    def _begin_anew(self) -> None:
        """Offsets went back: somebody made the topic anew, and no number of before means anything."""
        self._ring.clear()
        self._newest.clear()
        self._titles.clear()
        self._frames.clear()
        self._stories.clear()
        for subscription in self._subscriptions:
            subscription.miss(-1)

    def _is_known(self, headline: Headline) -> bool:
        entry = self._newest.get(headline.article_id)
        if entry is not None:
            current = entry.headline
            if "retract" in (headline.kind, current.kind):
                return headline.kind == current.kind
            if headline.revision != current.revision:
                return headline.revision < current.revision
            return headline.kind == current.kind or (headline.kind, current.kind) == ("new", "update")
        if headline.has_article or headline.kind == "retract":
            return False
        return self._titles.get(_title_key(headline)) in self._newest

    def _replaced_by(self, headline: Headline) -> str | None:
        """The entry without article that this article now stands for."""
        if not headline.has_article or headline.kind == "retract":
            return None
        other = self._titles.get(_title_key(headline))
        entry = self._newest.get(other) if other and other != headline.article_id else None
        return other if entry and not entry.headline.has_article else None

    def _remember(self, entry: Entry) -> None:
        headline = entry.headline
        if entry.replaces:
            del self._newest[entry.replaces]
        self._append(entry)
        self._newest[headline.article_id] = entry
        self._newest.move_to_end(headline.article_id)
        if len(headline.title) >= SHORTEST_TITLE:
            self._titles[_title_key(headline)] = headline.article_id

    def _append(self, entry: Entry) -> None:
        if len(self._ring) == self._ring.maxlen:
            self._forget(self._ring[0])
        self._ring.append(entry)

    def _forget(self, entry: Entry) -> None:
        headline = entry.headline
        if headline.kind == "story":
            return
        if self._newest.get(headline.article_id) is entry:
            del self._newest[headline.article_id]
        if self._titles.get(_title_key(headline)) == headline.article_id:
            del self._titles[_title_key(headline)]

    def _current(self) -> Iterator[Entry]:
        return (entry for entry in reversed(self._newest.values()) if not self._taken_back(entry.headline))

    def _current_headline(self, article_id: str) -> Headline | None:
        """What the ticker shows of an article now."""
        entry = self._newest.get(article_id)
        return None if entry is None or self._taken_back(entry.headline) else entry.headline

    def _withdrawn(self, headline: Headline) -> bool:
        """Only the word that it was taken down goes out; its headline may come later than that."""
        return headline.kind != "retract" and headline.article_id in self._withdrawals

    def _taken_back(self, headline: Headline) -> bool:
        """Whether it must not be shown (again): the article has left the ticker since, or is a retraction."""
        newest = self._newest.get(headline.article_id)
        retracted = newest is not None and newest.headline.kind == "retract"
        return retracted or headline.article_id in self._withdrawals

    def _after(self, seq: int) -> Iterator[Entry]:
        """Ring entries newer than `seq`, oldest first; found from the new end, where clients resume."""
        newer: list[Entry] = []
        for entry in reversed(self._ring):
            if entry.seq <= seq:
                break
            newer.append(entry)
        return reversed(newer)


def _following(current: Headline, headline: Headline) -> Headline:
    """The headline to an article that is on the ticker: no news, and a retraction reaches who saw it."""
    if headline.kind == "retract":
        kept = ("source", "section", "lang", "entities", "keys")
        unchanged = {name: getattr(current, name) for name in kept}
        return headline.model_copy(update=unchanged)
    return headline.model_copy(update={"kind": "update"})


def _title_key(headline: Headline) -> str:
    return fold(headline.title).strip()
