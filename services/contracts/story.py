"""Stories: what they are decided on, in which order, and what was decided.

A story is one event and its direct follow-ups, as newspapers tell it. A copy is the same text once more.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from services.contracts.bounds import (
    MANY,
    Bytes,
    Count,
    Id,
    IdOrEmpty,
    Line,
    Long,
    Many,
    Moment,
    Number,
    Revision,
    Text,
)
from services.contracts.event import Event
from services.contracts.source import Part

StoryInputKind = Literal["article", "withdraw", "restore", "join", "split"]
# first: nothing told it before · words: shared words and names · copy: the same text · merge: two stories
# turned out to be one · operator: somebody decided
JoinedBy = Literal["first", "words", "copy", "merge", "operator"]


class Outline(Part):
    """All that an article's story is decided on.

    `at`: when it was published by the minute, else when it was fetched. `title` and `opening`: lemmas, the
    opening's with how often it says them. `numbers`: as the title writes them. `places`: that the title
    names, by entity or folded. `mentions`: these, all others of the article, and the countries of all.
    `template`: the folded title without its numbers and dates. `sketch`: the smallest hashes of 4-word
    shingles, ascending, 4 bytes each, little-endian, of `shingles` in all.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    revision: Revision
    source_id: Id
    country: Line | None = None
    lang: Line
    section: Line | None = None
    at: Moment
    title: Many[Line] = ()
    opening: Annotated[dict[Line, Count], Field(default_factory=dict, max_length=MANY)]
    numbers: Many[Line] = ()
    places: Many[Line] = ()
    mentions: Many[Line] = ()
    template: Line = ""
    sketch: Bytes = b""
    shingles: Count = 0


class StoryInput(Event):
    """One line of the order in which stories are decided; its offset is the `sequence` of what follows.

    `join`: the articles, and the stories of `stories`, become part of `story_id`. `split`: the articles leave
    it together. `withdraw` and `restore` name one article.
    """

    kind: StoryInputKind = "article"
    article_id: IdOrEmpty = ""
    outline: Outline | None = None
    story_id: IdOrEmpty = ""
    articles: Many[Id] = ()
    stories: Many[Id] = ()
    by: Line = ""
    note: Text = ""

    @property
    def key(self) -> str:
        return self.article_id or self.story_id


class Assignment(Part):
    """Why an article is in its story: `words` that it shares, `score` 0-1 of the decision.

    `duplicate_of`: the earliest article with the same text.
    """

    article_id: Id
    revision: Revision
    duplicate_of: Id | None = None
    by: JoinedBy = "first"
    score: Number | None = None
    words: Many[Line] = ()


class StoryState(Part):
    """A story as it is now. `headlines`: the first article of each newspaper, at most 12, earliest first.

    `heat` grows with each newspaper and never decays: comparing it ranks stories by how many newspapers tell
    them lately, at any time.
    """

    representative: Id
    headlines: Many[Id]
    first_at: Moment
    last_at: Moment
    article_count: Count
    copy_count: Count = 0
    sources: Many[Line]
    countries: Many[Line] = ()
    sections: Many[Line] = ()
    langs: Many[Line] = ()
    heat: Number = 0.0


class StoryChange(Event):
    """What one input changed of one story; the highest `sequence` stands.

    `assigned`: articles that are in it now. `left`: articles that are in no story any more. `story` None:
    nothing is in it any more. `merged_into`: the story that answers for it from now on.
    """

    story_id: Id
    sequence: Long
    assigned: Many[Assignment] = ()
    left: Many[Id] = ()
    story: StoryState | None = None
    merged_into: Id | None = None
