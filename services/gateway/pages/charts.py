"""Lines over time as the values that `charts.html` draws: an SVG that is complete without JavaScript. Pure.

Time runs leftwards, as Arabic newspapers draw it. Places are percentages of the plot, so that letters and
marks keep their size on any screen; lines are told apart by dashes and marks, not by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_percent

from services.gateway.pages import dates, plurals
from services.search.results import Interval

Scale = Literal["count", "share"]

MOST_LINES: Final = 5  # that a reader tells apart, and that the style has dashes, marks and colours for
MOST_MARKS: Final = 62  # of a line; of a longer one only some points are marked
TICKS: Final = 5
LETTERS: Final = 45  # that an axis has room for on a telephone
STEPS: Final = (1, 2, 2.5, 5, 10)
GRID: Final = 4
SPACE: Final = 1000  # units of a line's own coordinates
ISOLATED: Final = "\u2068{}\u2069"  # in a tooltip there are no elements to isolate with
UNITS: Final = {"hour": "الساعة", "day": "اليوم", "week": "الأسبوع", "month": "الشهر"}


@dataclass(frozen=True, slots=True)
class Line:
    """What is compared. `shares`: of all that was published then; None where nothing was."""

    label: str
    counts: Sequence[int]
    shares: Sequence[float | None]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The buckets of a chart by their starts, the oldest first.

    `partial`: places of those that are not whole, such as today.
    """

    starts: Sequence[datetime]
    interval: Interval
    tz: str = dates.HOME
    partial: Collection[int] = ()

    def __len__(self) -> int:
        return len(self.starts)

    def local(self, place: int) -> datetime:
        return self.starts[place].astimezone(ZoneInfo(self.tz))

    def iso(self, place: int) -> str:
        local = self.local(place)
        return local.isoformat(timespec="minutes") if self.interval == "hour" else local.date().isoformat()

    def name(self, place: int) -> str:
        """«السبت 5 أبريل 2025»"""
        local = self.local(place)
        match self.interval:
            case "hour":
                return f"{dates.long_date(local.date())}، {local:%H:%M}"
            case "week":
                return f"أسبوع {_formatted(local, 'd MMMM y')}"
            case "month":
                return _formatted(local, "MMMM y")
            case _:
                return dates.long_date(local.date())

    def short_name(self, place: int) -> str:
        """For the axis: «5 أبريل», with the year where it is not that of the newest bucket."""
        local, newest = self.local(place), self.local(len(self) - 1)
        match self.interval:
            case "hour":
                day = "" if local.date() == newest.date() else f"{_formatted(local, 'd MMM')} "
                return f"{day}{local:%H:%M}"
            case "month":
                return _formatted(local, "MMM y")
            case _:
                return _formatted(local, "d MMM" if local.year == newest.year else "d MMM y")


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis. `at`: percent from the left, or from the top. `anchor`: as SVG has it, in RTL."""

    at: str
    label: str
    anchor: Literal["start", "middle", "end"] = "middle"


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    title: str
    open: bool


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """`number`: from 1, of its colour, dash and mark. `paths`: pieces between gaps, in thousandths."""

    number: int
    label: str
    href: str | None
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Row:
    """One bucket in the table: a cell for each line, with the count and the share of it."""

    iso: str
    label: str
    partial: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`name` begins the ids of its elements. `shades`: x and width of buckets that are not whole."""

    name: str
    title: str
    unit: str
    description: str
    lines: tuple[DrawnLine, ...]
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    shades: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    note: str | None


def line_chart(
    name: str, title: str, lines: Sequence[Line], time: Timeline, *, scale: Scale = "share"
) -> Chart:
    """Each line has a count and a share for each bucket of `time`; those beyond `MOST_LINES` are left out."""
    shown = lines[:MOST_LINES]
    top, grid = _grid(_highest(shown, scale), scale)
    return Chart(
        name=name,
        title=title,
        unit=UNITS[time.interval],
        description=_description(shown, time),
        lines=tuple(_drawn(number, line, time, top, scale) for number, line in enumerate(shown, 1)),
        grid=grid,
        ticks=_ticks(time),
        shades=tuple(_shade(place, len(time)) for place in sorted(time.partial)),
        rows=tuple(
            Row(
                iso=time.iso(place),
                label=time.name(place),
                partial=place in time.partial,
                cells=tuple(_cell(line, place) for line in shown),
            )
            for place in range(len(time))
        ),
        note=_note(time),
    )


def share_text(share: float | None) -> str:
    """«3,5%», with two digits that say something however small it is; «—» where there is none."""
    if share is None:
        return "—"
    digits = 2 if share == 0 else max(0, min(6, -math.floor(math.log10(share * 100)) + 1))
    pattern = "0" if share == 0 else "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_percent(share, format=f"{pattern}%", locale=dates.LOCALE))


def _values(line: Line, scale: Scale) -> Sequence[float | None]:
    return line.shares if scale == "share" else line.counts


def _highest(lines: Iterable[Line], scale: Scale) -> float:
    return max((value for line in lines for value in _values(line, scale) if value is not None), default=0)


def _grid(highest: float, scale: Scale) -> tuple[float, tuple[Tick, ...]]:
    """The top of the scale and its lines: round numbers, at most `GRID` above zero."""
    if highest <= 0:
        return 1.0, (Tick("100", _spoken(0, scale)),)
    rough = highest / GRID
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(round(factor * power, 12) for factor in STEPS if factor * power >= rough * (1 - 1e-9))
    if scale == "count":
        step = max(1.0, math.ceil(step))
    count = math.ceil(highest / step - 1e-9)
    top = step * count
    return top, tuple(
        Tick(_percent(100 - 100 * place / count), _spoken(step * place, scale)) for place in range(count + 1)
    )


def _spoken(value: float, scale: Scale) -> str:
    return share_text(value) if scale == "share" else plurals.number(round(value))


def _drawn(number: int, line: Line, time: Timeline, top: float, scale: Scale) -> DrawnLine:
    values = _values(line, scale)
    places = [(_x(place, len(time)), value) for place, value in enumerate(values)]
    marked = set(_marked(number, values))
    marks = tuple(
        Mark(
            x=_percent(x),
            y=_percent(100 - 100 * value / top),
            title=f"{ISOLATED.format(line.label)}، {time.name(place)}: {_cell(line, place)}",
            open=place in time.partial,
        )
        for place, (x, value) in enumerate(places)
        if value is not None and place in marked
    )
    total = plurals.counted(sum(line.counts), plurals.ARTICLES)
    return DrawnLine(number, line.label, line.href, _paths(places, top), marks, total)


def _marked(number: int, values: Sequence[float | None]) -> Collection[int]:
    """Of a long line some places, other ones than the next line marks, and always a point between gaps."""
    points = [place for place, value in enumerate(values) if value is not None]
    every = math.ceil(len(points) / MOST_MARKS)
    if every <= 1:
        return points
    known = set(points)
    alone = {place for place in points if known.isdisjoint((place - 1, place + 1))}
    return alone | set(points[every * (number - 1) :: every * MOST_LINES])


def _paths(places: Iterable[tuple[float, float | None]], top: float) -> tuple[str, ...]:
    """A piece for each run without a gap; a lone point between gaps is its mark alone."""
    pieces: list[list[str]] = [[]]
    for x, value in places:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{x * SPACE / 100:.1f},{SPACE - SPACE * value / top:.1f}")
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)


def _x(place: int, among: int) -> float:
    """The middle of a bucket: the oldest stands at the right."""
    return 100 - (place + 0.5) / among * 100


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _shade(place: int, among: int) -> tuple[str, str]:
    return _percent(100 - (place + 1) / among * 100), _percent(100 / among)


def _ticks(time: Timeline) -> tuple[Tick, ...]:
    if not time.starts:
        return ()
    last = len(time) - 1
    longest = max(len(time.short_name(place)) for place in (0, last // 2, last))
    many = min(TICKS, len(time), LETTERS // longest)
    places = dict.fromkeys(round(step * last / max(1, many - 1)) for step in range(many))
    return tuple(_tick(_x(place, len(time)), time.short_name(place)) for place in places)


def _tick(x: float, label: str) -> Tick:
    """At an edge it is written inwards."""
    return Tick(_percent(x), label, "start" if x > 90 else "end" if x < 10 else "middle")


def _formatted(moment: datetime, pattern: str) -> str:
    return str(format_date(moment.date(), pattern, locale=dates.LOCALE))


def _cell(line: Line, place: int) -> str:
    return f"{plurals.number(line.counts[place])} ({share_text(line.shares[place])})"


def _description(lines: Sequence[Line], time: Timeline) -> str:
    """What who does not see the lines hears: the period, and of each line its sum and its highest point."""
    if not time.starts:
        return ""
    period = f"من {time.name(0)} إلى {time.name(len(time) - 1)}."
    return " ".join([period, *(_summary(line, time) for line in lines)])


def _summary(line: Line, time: Timeline) -> str:
    sum_of_all = f"{ISOLATED.format(line.label)}: {plurals.counted(sum(line.counts), plurals.ARTICLES)}"
    if not any(line.counts):
        return f"{sum_of_all}."
    peak = max(range(len(time)), key=lambda place: (line.shares[place] or 0, line.counts[place]))
    return f"{sum_of_all}، أعلى نسبة {time.name(peak)}: {_cell(line, peak)}."


def _note(time: Timeline) -> str | None:
    if len(time) - 1 in time.partial:
        return "آخر الرسم مدة لم تكتمل بعد: ما يبدو انخفاضا فيها قد لا يكون كذلك."
    return "أول الرسم مدة غير كاملة." if time.partial else None
