from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from services.gateway.pages import charts, site
from services.gateway.pages.charts import Chart, Line, Scale, Timeline

HOME = ZoneInfo("Africa/Casablanca")
FIRST = datetime(2025, 4, 1, tzinfo=HOME)


def days(number: int) -> list[datetime]:
    return [FIRST + timedelta(days=day) for day in range(number)]


def line(*counts: int, label: str = "ميناء آسفي", among: int = 100) -> Line:
    return Line(label, counts, [count / among for count in counts])


def chart(*lines: Line, partial: frozenset[int] = frozenset(), scale: Scale = "share") -> Chart:
    time = Timeline(days(len(lines[0].counts)), "day", partial=partial)
    return charts.line_chart("c", "الاهتمام", lines, time, scale=scale)


def drawn(made: Chart) -> str:
    template = site.environment().from_string(
        '{% import "charts.html" as charts with context %}{{ charts.marks() }}{{ charts.line_chart(chart) }}'
    )
    return template.render(chart=made)


def test_time_runs_from_right_to_left() -> None:
    made = chart(line(1, 2, 3, 4))
    places = [float(mark.x) for mark in made.lines[0].marks]
    assert places == sorted(places, reverse=True)
    assert (made.ticks[0].label, made.ticks[-1].label) == ("1 أبريل", "4 أبريل")
    assert float(made.ticks[0].at) > float(made.ticks[-1].at)
    assert "الأقدم على اليمين" in drawn(made)


def test_a_higher_value_stands_higher_and_the_scale_has_round_numbers() -> None:
    made = chart(line(0, 7, 35))
    heights = [float(mark.y) for mark in made.lines[0].marks]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == 100
    assert [tick.label for tick in made.grid] == ["0%", "10%", "20%", "30%", "40%"]


def test_counts_have_a_scale_of_whole_numbers() -> None:
    assert [tick.label for tick in chart(line(0, 1, 2), scale="count").grid] == ["0", "1", "2"]


def test_where_nothing_was_published_the_line_has_a_gap() -> None:
    made = chart(Line("آسفي", [1, 2, 0, 3, 4], [0.1, 0.2, None, 0.3, 0.4]))
    assert len(made.lines[0].paths) == 2
    assert len(made.lines[0].marks) == 4
    assert made.rows[2].cells == ("0 (—)",)


def test_a_bucket_that_is_not_whole_is_shaded_open_and_said() -> None:
    made = chart(line(5, 5, 1), partial=frozenset({2}))
    assert made.shades == (("0", "33.33"),)
    assert [mark.open for mark in made.lines[0].marks] == [False, False, True]
    assert [row.partial for row in made.rows] == [False, False, True]
    assert "لم تكتمل" in drawn(made)
    assert "لم تكتمل" not in drawn(chart(line(5, 5, 1)))


def test_every_number_is_in_the_table_and_in_words() -> None:
    made = chart(line(3, 35), line(1, 0, label="أكادير"))
    html = drawn(made)
    assert [cell for row in made.rows for cell in row.cells] == ["3 (3%)", "1 (1%)", "35 (35%)", "0 (0%)"]
    assert re.findall(r'<th scope="row"><time datetime="([^"]+)"', html) == ["2025-04-01", "2025-04-02"]
    assert "الأربعاء 2 أبريل 2025: 35 (35%)" in made.description
    assert "\u2068أكادير\u2069: مقال واحد" in made.description


def test_lines_differ_by_mark_and_dash_and_not_by_colour_alone() -> None:
    html = drawn(chart(*(line(1, 2, label=name) for name in "أبجدهو")))
    assert {int(number) for number in re.findall(r'polyline class="stroke line-(\d)"', html)} == {
        1,
        2,
        3,
        4,
        5,
    }
    assert len(set(re.findall(r'<use href="#(mark-\d)" x="[\d.]+%"', html))) == 5
    style = (site.TEMPLATES.parent / "static/nashra.css").read_text()
    dashes = re.findall(r"^\.line-\d \{ .*--dash: ([^;]+);", style, flags=re.MULTILINE)
    assert len(set(dashes)) == 5


def test_a_label_that_a_reader_wrote_is_text() -> None:
    html = drawn(chart(line(1, 2, label="<script>alert(1)</script>")))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_long_chart_has_few_marks_and_those_of_two_lines_stand_apart() -> None:
    many = [1] * 500
    made = chart(line(*many), line(*many, label="أكادير"))
    first, second = ({mark.x for mark in drawn.marks} for drawn in made.lines)
    assert 5 <= len(first) <= charts.MOST_MARKS
    assert first.isdisjoint(second)
    assert len(made.rows) == 500


@pytest.mark.parametrize("interval", ["hour", "week", "month"])
def test_each_interval_names_its_moments(interval: Any) -> None:
    starts = [datetime(2024, 12, 30, 22, tzinfo=UTC), datetime(2025, 1, 6, 23, tzinfo=UTC)]
    made = charts.line_chart("c", "x", [line(1, 2)], Timeline(starts, interval))
    named = {"hour": "الاثنين 30 دجنبر 2024، 23:00", "week": "أسبوع 30 دجنبر 2024", "month": "دجنبر 2024"}
    assert made.rows[0].label == named[interval]
    assert "2024" in made.ticks[0].label or interval == "hour"


def test_long_labels_of_an_axis_are_fewer() -> None:
    hours = [FIRST + timedelta(hours=hour) for hour in range(72)]
    made = charts.line_chart("c", "x", [line(*[1] * 72)], Timeline(hours, "hour"))
    assert [tick.label for tick in made.ticks] == ["1 أبريل 00:00", "2 أبريل 12:00", "23:00"]


def test_a_point_between_gaps_is_marked_on_a_long_line() -> None:
    shares = [None if place % 2 else 0.1 for place in range(200)]
    made = charts.line_chart("c", "x", [Line("x", [1] * 200, shares)], Timeline(days(200), "day"))
    assert len(made.lines[0].marks) == 100


def test_a_chart_of_nothing_is_drawn_too() -> None:
    assert charts.line_chart("c", "x", [], Timeline([], "day")).ticks == ()
    assert "0%" in drawn(chart(line(0, 0)))
    assert len(chart(line(4)).lines[0].marks) == 1


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.35, "35%"), (0.0354, "3,5%"), (0.000123, "0,012%"), (0.0, "0%"), (1.0, "100%"), (None, "—")],
)
def test_a_small_share_keeps_two_digits(share: float | None, text: str) -> None:
    assert charts.share_text(share) == text
