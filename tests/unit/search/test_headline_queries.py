"""A search as a test of headlines: it finds what the index would, as far as keys can tell."""

from __future__ import annotations

import pytest
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.search.errors import QueryTooLong
from services.search.headline_queries import HeadlineQuery, keys_in
from services.search.parsing import parse
from services.search.spellings import recognised
from services.search.synonyms import Synonyms, dialect
from tests.integration.search.articles import SABAH, article, on

SPELLINGS = Synonyms().spellings
PORT = article(
    "port",
    "ميناء أغادير يستقبل أول سفينة سياحية",
    "وصلت السفينة صباحا، وعلى متنها 2.500 سائح من فرنسا.",
    "وقال مدير الميناء إن المستشفى الجهوي مستعد. انتقل وزير الصحة إلى الدار البيضاء بعد ذلك.",
    section="economy",
    published=on(2025, 4, 5),
)


def headline(enriched: object = PORT, **more: object) -> Headline:
    assert enriched is PORT
    fields: dict[str, object] = {
        "article_id": PORT.article_id,
        "title": PORT.article.title,
        "source": PORT.article.source,
        "section": PORT.section,
        "published": PORT.article.published,
        "keys": keys_in(PORT),
    }
    return Headline.model_validate(fields | more)


def finds(text: str, line: Headline | None = None) -> bool:
    return HeadlineQuery(recognised(parse(text), SPELLINGS, dialect()))(line or headline())


@pytest.mark.parametrize(
    "text",
    [
        "ميناء",
        "موانئ",  # its broken plural
        "اكادير",  # another spelling of the name, and no hamza
        "Agadir",
        "السفينة سائح",
        "مستشفيات",
        '"وزير الصحة"',
        "«الدار البيضاء»",
        "كازابلانكا",  # a name of two words in the text
        "ميناء -طنجة",
        "طنجة OR ميناء",
        "title:سفينة",
        "source:alalam ميناء",
        "source:العلم",
        "section:economy",
        "after:2025-04-01 before:2025-04-06 ميناء",
        "2500 سائح",
    ],
)
def test_what_a_reader_would_expect_is_found(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "طنجة",
        "ميناء طنجة",
        '"الصحة وزير"',
        "ميناء -سائح",
        "ميناء -والمستشفى",  # the word as it may be written, whatever hangs on it
        "title:مستشفى",
        "source:assabah ميناء",
        "section:sports ميناء",
        "before:2025-04-05 ميناء",
        "ميناء -source:alalam",
    ],
)
def test_what_it_would_not_is_not(text: str) -> None:
    assert not finds(text)


def test_a_line_without_an_article_is_found_by_its_title() -> None:
    line = Headline(
        article_id="a_line",
        title="أمطار غزيرة في الرباط",
        source=SourceRef(id=SABAH.id, name=SABAH.name),
        has_article=False,
    )
    assert finds("الأمطار", line)
    assert not finds("ميناء", line)


def test_keys_that_nobody_made_stop_nothing() -> None:
    assert not finds("ميناء", headline(keys=b"\x01\x02\x03"))


def test_a_search_of_many_words_is_refused() -> None:
    with pytest.raises(QueryTooLong, match="at most 10 words"):
        finds("واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة أحد")
