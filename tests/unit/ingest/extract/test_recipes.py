"""A recipe beats the general reading; what it does not name is read as on any page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from services.contracts.article import Article
from services.contracts.page import Page
from services.contracts.source import Recipe, SourceRef
from services.ingest import sources
from services.ingest.errors import BadRegistry
from services.ingest.extract.extraction import extraction
from services.ingest.extract.recipes import check, won

SAVED = Path(__file__).parents[3] / "fixtures" / "pages" / "opinion-author-box.html"
NOW = dt.datetime(2025, 10, 23, tzinfo=dt.UTC)


def read(recipe: Recipe | None) -> Article:
    page = Page(
        article_id="a_test",
        source=SourceRef(id="minbar", name="منبر الشمال"),
        url="https://minbar.example.ma/opinion/311",
        recipe=recipe,
        fetched_at=NOW,
        body=Page.pack(SAVED.read_bytes()),
    )
    return extraction(page).article


def test_each_part_is_taken_from_where_the_recipe_says() -> None:
    article = read(
        Recipe(
            title="//div[@class='writer-more']/h4",
            body="//div[@class='writer-head']/div[@class='writer-bio']/..",
            date="(//div[@class='writer-more']//span)[1]",
            author="//div[@class='writer-head']/img/@alt",
            section="//nav/a",
        )
    )
    assert article.title == "مقالات أخرى للكاتب"
    assert "كاتب وروائي" in article.text
    assert "تطوان" not in article.text
    assert article.published.date == dt.date(2025, 10, 15)
    assert article.authors == ("نور الدين الوكيلي",)
    assert article.section_hint == "آراء"
    assert article.evidence == dict.fromkeys(("title", "body", "published", "authors", "section"), "recipe")


def test_a_selector_of_css_finds_what_an_xpath_finds() -> None:
    assert read(
        Recipe(
            title=".writer-more > h4",
            body="div.writer-head",
            date=".writer-more span:nth-of-type(1)",
            author=".writer-head img::attr(alt), .nobody::attr(alt)",
            section="nav a",
            remove=(".writer-more ul", "p.gone"),
        )
    ) == read(
        Recipe(
            title="//div[@class='writer-more']/h4",
            body="//div[@class='writer-head']",
            date="(//div[@class='writer-more']//span)[1]",
            author="//div[@class='writer-head']//img/@alt",
            section="//nav//a",
            remove=("//div[@class='writer-more']//ul",),
        )
    )


def test_the_operator_sees_which_parts_the_recipe_gave() -> None:
    recipe = Recipe(
        title=".writer-more h4", body="#gone", author=".writer-head img::attr(alt)", date=".opinion-text"
    )
    given = won(recipe, SAVED.read_bytes(), read(recipe), None)
    assert given == {"title": True, "body": False, "author": True, "date": False}


def test_what_a_recipe_does_not_name_is_read_as_before() -> None:
    plain = read(None)
    evidence = {**plain.evidence, "section": "recipe"}
    changed = plain.model_copy(update={"section_hint": "آراء", "evidence": evidence})
    assert read(Recipe(section="//nav/a")) == changed


def test_what_a_recipe_removes_is_not_read() -> None:
    assert "ديكورا" in read(None).text
    assert "ديكورا" not in read(Recipe(remove=("//div[@class='opinion-text']/p[3]",))).text


def test_a_path_that_finds_nothing_changes_nothing() -> None:
    assert read(Recipe(body="//div[@id='gone']", title="//h7")) == read(None)


@pytest.mark.parametrize("selector", ["div[", ".a::text", "p:unknown", "", "a::attr()", "div >"])
def test_a_selector_that_is_none_is_refused(selector: str) -> None:
    if selector:
        with pytest.raises(ValueError, match="not a CSS selector"):
            check(Recipe(body=selector))


def test_a_path_that_is_no_xpath_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="not an XPath"):
        check(Recipe(remove=("//div[",)))
    registry = "newspapers:\n- id: a\n  name: أ\n  recipe: {body: '//div['}\n"
    with pytest.raises(BadRegistry, match=r"registry:2: a: recipe: not an XPath"):
        sources.read(registry)


def test_a_registry_keeps_its_recipes() -> None:
    registry = "newspapers:\n- id: a\n  name: أ\n  recipe:\n    body: //main\n    remove: [//aside]\n"
    (source,) = sources.read(registry)
    assert source.recipe == Recipe(body="//main", remove=("//aside",))
    assert sources.read(sources.dump([source])) == [source]
