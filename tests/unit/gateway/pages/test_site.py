from __future__ import annotations

import re

import pytest
from services.gateway.pages import site, static

STYLE = (static.FOLDER / "nashra.css").read_text(encoding="utf-8")
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in site.TEMPLATES.iterdir()}
# what makes text safe among text of the other direction, and what the page itself wrote
ISOLATES = re.compile(
    r"^before_clock$|^(charts\.\w+|sample|iso|linked|ltr|segments|when|byline|coverage|story|ticker|headlines|picture|body|caller|static)\(|^(stamp|card|view|article)\.reading$"
)


def test_fonts_are_preloaded_from_the_addresses_that_the_style_uses() -> None:
    preloaded = re.findall(r'href="/static/(fonts/[^"]+)" as="font"', TEMPLATES["base.html"])
    assert len(preloaded) == 2
    assert all(f'url("{font}")' in STYLE for font in preloaded)


def test_every_font_is_shipped_with_its_licence() -> None:
    files = set(re.findall(r'url\("fonts/([^?"]+)', STYLE))
    file = {path.name for path in (static.FOLDER / "fonts").iterdir()}
    assert files == {name for name in file if name.endswith(".woff2")}
    assert {name for name in file if name.startswith("OFL")} == {
        "OFL-noto-naskh-arabic.txt",
        "OFL-ibm-plex-sans-arabic.txt",
    }


def test_the_fonts_of_a_first_view_leave_room_in_its_budget() -> None:
    assert sum(path.stat().st_size for path in (static.FOLDER / "fonts").glob("*.woff2")) < 80_000


@pytest.mark.parametrize(
    "physical",
    [
        r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)",
        r"(?<![\w-])(left|right|top|bottom|width|height|max-width|min-height)\s*:",
        r"text-align\s*:\s*(left|right|justify)",
        r"letter-spacing|text-transform|font-style\s*:\s*(italic|oblique)",
    ],
)
def test_the_style_reads_from_right_to_left(physical: str) -> None:
    rules = re.sub(r"/\*.*?\*/|@media[^{]+|@font-face[^}]+\}", "", STYLE, flags=re.DOTALL)
    assert re.findall(physical, rules) == []


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *(
            (ink, paper)
            for ink in ("ink", "muted", "accent", *(f"line-{number}" for number in range(1, 6)))
            for paper in ("paper", "raised")
        ),
        ("on-accent", "accent"),
        ("ink", "mark"),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark", "sepia"])
def test_text_stands_out_from_its_ground(theme: str, ink: str, paper: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1; axe cannot tell on text that runs both ways."""
    colours = _tokens(theme)
    assert _contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "macros.html"])
def test_no_template_prints_a_field_among_text_without_isolating_it(name: str) -> None:
    assert _unisolated(TEMPLATES[name]) == []


def test_the_lint_sees_a_bare_field() -> None:
    assert _unisolated("<p>نشر في {{ article.source.text }}</p>") == ["article.source.text"]
    assert (
        _unisolated('<p>نشر في {{ iso(article.source.text) }} <a href="{{ article.href }}">x</a></p>') == []
    )
    assert _unisolated('<p dir="auto">{{ passage.text }}</p>') == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_pages_carry_no_inline_style_or_script(name: str) -> None:
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", TEMPLATES[name])


# words of our own, prepared by the view models: counts, labels of sections, months and choices
OURS = {
    "section.text",
    "block.section.text",
    "article.section.text",
    "label",
    "article.reading",
    "around.story_title",
    "around.coverage.text",
    "full.reach",
    "about.kind",
    "about.articles",
    "about.today",
    "about.all.text",
    "link.text",
    "other.kind",
    "other.articles",
    "full.copied",
    "view.count",
    "way.text",
    "bar.label",
    "line.count",
    "facet.title",
    "newspaper.activity",
    "newspaper.articles",
    "count",
    "notice",
    "error.heading",
    "error.advice",
    "error.way.text",
    # of charts: moments, numbers and units; labels in them are isolated by characters
    "chart.description",
    "chart.note",
    "chart.unit",
    "line.total",
    "mark.title",
    "row.label",
    "tick.label",
}


def _unisolated(template: str) -> list[str]:
    """Fields printed as text: outside of tags; `<title>` is not part of the page's text."""
    text = re.sub(
        r"\{#.*?#\}|\{% block (title|description) %\}.*?\{% endblock %\}", "", template, flags=re.DOTALL
    )
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r'<(\w[^<>]*)\sdir="auto"[^<>]*>\{\{[^}]*\}\}', "", text)
    text = re.sub(r"<(?:[^<>{]|\{\{.*?\}\})*>", "", text, flags=re.DOTALL)
    fields = [field.strip("- ") for field in re.findall(r"\{\{(.*?)\}\}", text, flags=re.DOTALL)]
    return [field for field in fields if not ISOLATES.match(field) and field not in OURS]


def _tokens(theme: str) -> dict[str, str]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
    assert len(pairs) >= 9
    if theme == "sepia":
        rule = re.search(r'\[data-theme="sepia"\] \{(.*?)\}', STYLE, flags=re.DOTALL)
        assert rule
        return dict(re.findall(r"--([\w-]+): (#\w{6})", rule[1]))
    return {name: light if theme == "light" else dark for name, light, dark in pairs}


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG's relative luminance of an sRGB colour."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# addresses that we made ourselves; any other has come in an event
OUR_ADDRESSES = (
    "static(", "address", "figure.src", "picture.src", "card.image", ".href", "next", "feed", "here",
    "view.next", "view.first", "view.feed", "view.swapped", "view.fine", "view.attention", "back",
)  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_address_out_of_an_event_is_filtered(name: str) -> None:
    for address in re.findall(r'\b(?:href|src|action|srcset|poster)="([^"]*)"', TEMPLATES[name]):
        for expression in re.findall(r"{{(.*?)}}", address):
            ours = any(part in expression for part in OUR_ADDRESSES) and expression.strip() != "href"
            inside = not address.startswith("{{")  # ours before it: "/images/{{ … }}"
            assert inside or expression.strip().endswith("| web") or ours, f"{name}: {address}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", None, ""])
def test_what_is_no_address_of_the_web_leads_home(url: str | None) -> None:
    assert site.environment().filters["web"](url) == "/"
