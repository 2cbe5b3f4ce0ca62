"""`nashra alerts`: saved searches that tell somebody. An edit is one event, and leaves an audit line."""

from __future__ import annotations

import asyncio
import base64
import getpass
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Annotated, Any

import typer

from services.alerts.courier import Answer, Courier, secret_names
from services.alerts.settings import AlertSettings
from services.alerts.webhook import test_body
from services.cli.alert_edits import (
    LONGEST_NAME,
    alert_id,
    feed_of,
    filter_changes,
    spike_changes,
    with_changes,
)
from services.cli.alert_health import AlertHealth, AlertReceivers
from services.cli.errors import CommandError
from services.cli.output import (
    EXIT_FAILED,
    DryRun,
    Json,
    Yes,
    ago,
    confirm,
    counted,
    notices,
    print_json,
    print_rows,
)
from services.cli.platform import secret_of, settings_of, settings_to_change
from services.contracts.alert import Alert, AlertDelivery
from services.contracts.audit import Act, Verb
from services.contracts.sections import SECTIONS
from services.contracts.topics import ALERT_DELIVERIES, ALERTS, SOURCES
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.web.http import GuardedClient
from services.web.webhooks import secret_named

MOST_ALERTS = 10_000
ANSWER_LENGTH = 140  # characters of a receiver's answer

app = typer.Typer(
    no_args_is_help=True,
    help="saved searches that tell: add, change, list, show, test, deliveries, enable, disable, remove",
)

AlertId = Annotated[str, typer.Argument(metavar="ALERT", help="al_…, the beginning of one, or a name")]
Query = Annotated[str, typer.Argument(help='as in `nashra search`: ميناء "آسفي" -فوسفاط; "" with filters')]
Name = Annotated[str | None, typer.Option(help="what it is called; default: the query")]
Url = Annotated[str | None, typer.Option(help="webhook that is told; none: a feed alone")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="id of a newspaper; any of several")]
Sections = Annotated[list[str] | None, typer.Option("--section", help=f"one of {', '.join(SECTIONS)}")]
Langs = Annotated[list[str] | None, typer.Option("--lang", help="language of the article, such as ar")]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="country of the newspaper, such as ma")]
Authors = Annotated[list[str] | None, typer.Option("--author", help="as the newspaper writes it")]
Entities = Annotated[list[str] | None, typer.Option("--entity", help="id of a person, place or organisation")]
SecretNames = Annotated[
    list[str] | None,
    typer.Option("--secret", help="name of the secret that signs; two while a receiver changes over"),
]
Allow = Annotated[
    list[str] | None, typer.Option("--allow", help="host:port that this alert may reach although private")
]
Quiet = Annotated[str | None, typer.Option(help='hours without a word, as 22:00-07:00; "" for none')]
Zone = Annotated[str | None, typer.Option(help="of the quiet hours; default Africa/Casablanca")]
SpikeSwitch = Annotated[
    bool | None,
    typer.Option("--spike/--articles", help="tell of unusual attention, or of each article"),
]
Window = Annotated[int | None, typer.Option(min=10, max=1440, help="minutes that a spike is looked for in")]
AtLeast = Annotated[int | None, typer.Option(min=2, max=100_000, help="articles that make a spike")]
Times = Annotated[float | None, typer.Option(min=1.2, max=1000, help="so many times what is usual")]


@app.command()
def add(  # noqa: PLR0913 # an option for each part of the alert
    query: Query,
    *,
    url: Url = None,
    name: Name = None,
    source: Sources = None,
    section: Sections = None,
    lang: Langs = None,
    edition: Editions = None,
    author: Authors = None,
    entity: Entities = None,
    secret: SecretNames = None,
    allow: Allow = None,
    quiet: Quiet = None,
    zone: Zone = None,
    spike: SpikeSwitch = None,
    window: Window = None,
    at_least: AtLeast = None,
    times: Times = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Save a search. Its receiver is told of what is indexed from now on, and of nothing before."""
    settings = settings_to_change(AlertSettings, "kafka")
    if len(_read(settings)[0]) >= MOST_ALERTS:
        raise CommandError(f"there are {MOST_ALERTS} alerts already; remove some")
    now = datetime.now(UTC)
    new = Alert(id=alert_id(), name=(name or query)[:LONGEST_NAME] or "alert", since=now)
    changes = {
        "query": query, "url": url, "name": name, "secrets": secret, "allow": allow,
        "filters": filter_changes(source, section, lang, edition, author, entity),
        "quiet": quiet, "zone": zone, "spike": spike_changes(spike, window, at_least, times),
    }  # fmt: skip
    _save(settings, with_changes(new, changes), "add", dry_run, as_json)


@app.command()
def change(  # noqa: PLR0913 # an option for each part of the alert
    alert: AlertId,
    *,
    query: Annotated[str | None, typer.Option(help="another search")] = None,
    url: Url = None,
    name: Name = None,
    source: Sources = None,
    section: Sections = None,
    lang: Langs = None,
    edition: Editions = None,
    author: Authors = None,
    entity: Entities = None,
    secret: SecretNames = None,
    allow: Allow = None,
    quiet: Quiet = None,
    zone: Zone = None,
    spike: SpikeSwitch = None,
    window: Window = None,
    at_least: AtLeast = None,
    times: Times = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change what is given and leave the rest; what waits already is told to the new receiver."""
    settings = settings_to_change(AlertSettings, "kafka")
    changes = {
        "query": query, "url": url, "name": name, "secrets": secret, "allow": allow,
        "filters": filter_changes(source, section, lang, edition, author, entity),
        "quiet": quiet, "zone": zone, "spike": spike_changes(spike, window, at_least, times),
    }  # fmt: skip
    _save(settings, with_changes(_alert(settings, alert), changes), "change", dry_run, as_json)


@app.command("list")
def list_alerts(as_json: Json = False) -> None:
    """Print the alerts, and how their receivers do."""
    settings = settings_of(Settings, "kafka")
    alerts, health = _read(settings)
    if as_json:
        print_json({"alerts": [_described(alert, health.get(alert.id)) for alert in alerts]})
        return
    now = datetime.now(UTC)
    rows = [
        {
            "name": alert.name,
            "query": alert.query,
            "tells_of": "spikes" if alert.spike else "articles" if alert.url else "nobody: a feed",
            "receiver": _receiver(alert, health.get(alert.id), now),
            "id": alert.id,
        }
        for alert in alerts
    ]
    print_rows(counted(len(rows), "alert"), rows, ["name", "query", "tells_of", "receiver", "id"])


@app.command()
def show(alert: AlertId, as_json: Json = False) -> None:
    """Print one alert whole, with its feed and the secret that its receiver checks signatures with."""
    settings = settings_of(AlertSettings, "kafka")
    found = _alert(settings, alert)
    _, health = _read(settings)
    described = _described(found, health.get(found.id))
    secrets = _secrets(settings, found)
    if as_json:
        print_json({**described, "feed": feed_of(found), "secrets": secrets})
        return
    for field, value in described.items():
        if value not in (None, [], {}, ""):
            notices.print(f"{field}: {value}", markup=False)
    notices.print(f"feed: {feed_of(found)}", markup=False)
    for name, value in secrets.items():
        typer.echo(f"secret {name}: {value}")


@app.command("test")
def send_test(alert: AlertId, as_json: Json = False) -> None:
    """Send a signed test delivery now and print the answer; exit 1 when it is not taken."""
    settings = settings_of(AlertSettings, "kafka")
    found = _alert(settings, alert)
    if not found.url:
        raise CommandError(
            f"{found.id} has no webhook; `nashra alerts change {found.id} --url URL` gives it one"
        )
    id_ = f"am_test_{base64.b32encode(token_bytes(10)).decode().lower()}"
    answer = asyncio.run(_send(settings, found, id_))
    beginning = answer.body[:ANSWER_LENGTH].decode("utf-8", "replace")
    if as_json:
        told = {"verdict": answer.verdict, "status": answer.status, "error": answer.error}
        print_json({"id": id_, **told, "body": beginning})
    else:
        said = f"{found.url} answered {answer.status}" if answer.status else answer.error
        notices.print(f"{id_}: {said}{': ' if beginning else ''}{beginning}", markup=False)
    if answer.verdict != "taken":
        raise typer.Exit(EXIT_FAILED)


@app.command()
def deliveries(
    alert: Annotated[str | None, typer.Argument(metavar="ALERT", help="only those of this one")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """Print the last tries to tell, the newest last; they are kept for 30 days."""
    settings = settings_of(Settings, "kafka")
    only = _alert(settings, alert).id if alert else None
    found = asyncio.run(_deliveries(settings, only))[-limit:]
    if as_json:
        print_json({"deliveries": [one.model_dump(mode="json") for one in found]})
        return
    rows = [{**one.model_dump(), "why": one.error} for one in found]
    columns = ["at", "outcome", "status", "attempts", "waiting", "alert_id", "id", "why"]
    print_rows(counted(len(rows), "try", "tries"), rows, columns)


@app.command()
def enable(alert: AlertId, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Tell the receiver again, of what is indexed from now on."""
    settings = settings_to_change(AlertSettings, "kafka")
    found = _alert(settings, alert)
    changed = found.model_copy(update={"enabled": True, "stop_reason": None, "since": datetime.now(UTC)})
    _save(settings, changed, "enable", dry_run, as_json)


@app.command()
def disable(alert: AlertId, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Tell nobody until it is enabled; what waits becomes dead letters, which can be sent back."""
    settings = settings_to_change(AlertSettings, "kafka")
    _save(
        settings, _alert(settings, alert).model_copy(update={"enabled": False}), "disable", dry_run, as_json
    )


@app.command()
def remove(alert: AlertId, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False) -> None:
    """End an alert for good: its feed is gone, and what waits is told to nobody."""
    settings = settings_to_change(AlertSettings, "kafka")
    found = _alert(settings, alert)
    if not (yes or dry_run):
        confirm(f"remove {found.name} ({found.id})?")
    removed = found.model_copy(update={"enabled": False, "removed": True})
    _save(settings, removed, "remove", dry_run, as_json)


def _alert(settings: Settings, given: str) -> Alert:
    """The one alert with this id, beginning of an id, or name. Raises `CommandError`."""
    alerts, _ = _read(settings)
    found = [alert for alert in alerts if given in (alert.id, alert.name)] or [
        alert for alert in alerts if given.startswith("al_") and alert.id.startswith(given)
    ]
    if len(found) == 1:
        return found[0]
    several = ", ".join(alert.id for alert in found[:5])
    raise CommandError(
        f"{given} may be any of {several}" if found else f"no alert {given}; `nashra alerts list` prints ids"
    )


def _read(settings: Settings) -> tuple[list[Alert], dict[str, AlertHealth]]:
    async def read() -> tuple[list[Alert], dict[str, AlertHealth]]:
        await provision(settings)
        receivers = AlertReceivers(settings)
        await receivers.read()
        return receivers.alerts, receivers.health

    return asyncio.run(read())


def _save(settings: AlertSettings, alert: Alert, verb: Verb, dry_run: bool, as_json: bool) -> None:
    by = f"operator:{getpass.getuser()}"
    decided = alert.model_copy(update={"decided_by": by, "decided_at": datetime.now(UTC)})
    if not dry_run:
        asyncio.run(_publish(settings, decided, verb))
    if as_json:
        print_json({**decided.model_dump(mode="json"), "feed": feed_of(decided), "dry_run": dry_run})
        return
    would = "would " if dry_run else ""
    notices.print(f"{would}{verb} {decided.name}: {decided.id}", markup=False)
    if verb in {"add", "change"} and not dry_run:
        notices.print(f"feed: {feed_of(decided)}", markup=False)
        if decided.url:
            notices.print(f"`nashra alerts show {decided.id}` prints the receiver's secret", markup=False)


async def _publish(settings: AlertSettings, alert: Alert, verb: Verb) -> None:
    await provision(settings)
    if unknown := await _unknown_sources(settings, alert):
        notices.print(f"no newspaper {', '.join(unknown)} is registered yet", markup=False, style="yellow")
    act = Act(
        topic=ALERTS.name, verb=verb, ids=(alert.id,), by=alert.decided_by, at=datetime.now(UTC),
        note=f"{alert.name}: {alert.query}"[:1000],
    )  # fmt: skip
    async with EventProducer(settings, "cli") as producer:
        await producer.publish([alert, act])


async def _unknown_sources(settings: Settings, alert: Alert) -> list[str]:
    wanted = dict.fromkeys(alert.filters.source)
    if wanted:
        async for record in scan_events(settings, SOURCES):
            wanted.pop(record.event.id, None)
    return list(wanted)


async def _send(settings: AlertSettings, alert: Alert, id_: str) -> Answer:
    seconds = settings.alert_timeout_seconds
    async with GuardedClient(settings.user_agent, total_seconds=seconds) as client:
        courier = Courier(client, secret_of(settings))
        return await courier.send(alert, id_, test_body(alert, datetime.now(UTC)))


async def _deliveries(settings: Settings, only: str | None) -> list[AlertDelivery]:
    await provision(settings)
    found = [
        record.event
        async for record in scan_events(settings, ALERT_DELIVERIES)
        if only in (None, record.event.alert_id)
    ]
    return sorted(found, key=lambda one: one.at)


def _secrets(settings: AlertSettings, alert: Alert) -> dict[str, str]:
    platform = secret_of(settings)
    return {name: secret_named(platform, name) for name in secret_names(alert)} if alert.url else {}


def _described(alert: Alert, health: AlertHealth | None) -> dict[str, Any]:
    described = alert.model_dump(mode="json", exclude={"removed"})
    return {**described, "receiver": health.described() if health else None}


def _receiver(alert: Alert, health: AlertHealth | None, now: datetime) -> str:
    if not alert.enabled:
        return f"stopped: {alert.stop_reason}" if alert.stop_reason else "disabled"
    if not alert.url:
        return ""
    if health is None:
        return "nothing told yet"
    if health.failing_since:
        return f"fails since {ago(now - health.failing_since)}: {health.error}; {health.waiting} wait"
    return f"told {ago(now - health.at)}"
