"""What an operator gives as a whole alert, or why it is none. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from secrets import token_bytes
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from services.arabic.normalise import fold
from services.cli.errors import CommandError
from services.contracts.alert import Alert, AlertFilters, QuietHours, SpikeRule
from services.contracts.sections import SECTIONS
from services.gateway.saved_searches import SavedSearch
from services.search.parsing import parse
from services.web.addresses import target_of
from services.web.errors import ForbiddenAddress

LONGEST_NAME = 120
FILTERS = ("source", "section", "lang", "edition", "author", "entity")
HOURS = re.compile(r"(\d{1,2}:\d\d)-(\d{1,2}:\d\d)")


def alert_id() -> str:
    """128 bits that nobody guesses: who knows the id of an alert can read its feed."""
    return "al_" + base64.b32encode(token_bytes(16)).decode().lower().rstrip("=")


def feed_of(alert: Alert) -> str:
    return f"/feeds/alerts/{alert.id}.atom"


def with_changes(alert: Alert, changes: Mapping[str, Any]) -> Alert:
    """The alert with what is not None. Raises `CommandError` or `QuerySyntaxError`."""
    given = {name: value for name, value in changes.items() if value is not None}
    update: dict[str, Any] = {name: given[name] for name in ("query", "url", "name") if name in given}
    update |= {name: tuple(given[name]) for name in ("secrets", "allow") if name in given}
    filters = given.get("filters", {})
    update["filters"] = alert.filters.model_copy(update=filters)
    update["quiet"] = _quiet(alert.quiet, given.get("quiet"), given.get("zone"))
    update["spike"] = _spike(alert.spike, given.get("spike", {}))
    changed = alert.model_copy(update=update)
    check(changed)
    return changed


def check(alert: Alert) -> None:
    """Raises `CommandError` or `QuerySyntaxError`."""
    if not 0 < len(alert.name) <= LONGEST_NAME:
        raise CommandError(f"a name has 1 to {LONGEST_NAME} characters")
    try:
        SavedSearch.of(alert)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise CommandError(f"no search could take this: {where}: {first['msg']}") from error
    query = parse(alert.query)
    if query.dropped:
        raise CommandError(f"too many words; these would not be looked for: {', '.join(query.dropped)}")
    if not query.root.nodes and alert.filters == AlertFilters():
        raise CommandError(
            "everything that is indexed is the feed /feeds/latest.atom; give words or a filter"
        )
    unknown = [section for section in alert.filters.section if section not in SECTIONS]
    if unknown:
        raise CommandError(f"no section {', '.join(unknown)}; these are: {', '.join(SECTIONS)}")
    if alert.spike and not alert.url:
        raise CommandError("a spike is told to a webhook; give --url")
    if len(alert.secrets) > 2:
        raise CommandError("one secret signs, and a second one while a receiver changes over")
    if alert.url:
        try:
            target_of(alert.url, alert.allow)
        except ForbiddenAddress as error:
            raise CommandError(
                str(error).replace("`allow` of the source", "--allow").replace("`allow`", "--allow")
            ) from error


def filter_changes(*values: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """Those that were given; an empty one takes a filter away."""
    return {
        name: tuple(filter(None, value))
        for name, value in zip(FILTERS, values, strict=True)
        if value is not None
    }


def _quiet(quiet: QuietHours | None, hours: str | None, zone: str | None) -> QuietHours | None:
    if hours == "":
        return None
    start, end = (quiet.start, quiet.end) if quiet else ("", "")
    if hours is not None:
        found = HOURS.fullmatch(fold(hours).replace(" ", ""))
        if found is None:
            raise CommandError(f"{hours!r} are no quiet hours such as 22:00-07:00")
        start, end = (f"{clock:0>5}" for clock in found.groups())
    if not start:
        if zone is not None:
            raise CommandError("--zone is that of --quiet, which is not given")
        return None
    tz = zone or (quiet.tz if quiet else "Africa/Casablanca")
    try:
        ZoneInfo(tz)
        return QuietHours(start=start, end=end, tz=tz)
    except (ValidationError, ValueError, ZoneInfoNotFoundError, OSError) as error:  # OSError: a directory
        raise CommandError(
            f"no quiet hours {start}-{end} in {tz}: from 00:00 to 23:59, in a zone as Africa/Tunis"
        ) from error


def spike_changes(
    spike: bool | None, window: int | None, at_least: int | None, times: float | None
) -> dict[str, Any]:
    given = {"spike": spike, "window_minutes": window, "at_least": at_least, "times": times}
    return {name: value for name, value in given.items() if value is not None}


def _spike(rule: SpikeRule | None, changes: Mapping[str, Any]) -> SpikeRule | None:
    numbers = {name: value for name, value in changes.items() if name != "spike"}
    wanted = changes.get("spike", rule is not None or bool(numbers))
    if not wanted:
        if numbers:
            raise CommandError("--window, --at-least and --times are of spikes; give --spike")
        return None
    return (rule or SpikeRule()).model_copy(update=numbers)
