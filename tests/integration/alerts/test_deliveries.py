"""From an indexed article to whoever asked for it: signed, once, whatever dies on the way."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from services.contracts.topics import ALERT_DELIVERIES, ALERTS
from services.runtime.dead_letters import entries
from services.runtime.decisions import redrive
from services.runtime.settings import Settings
from tests.integration.alerts.conftest import alert, role
from tests.integration.alerts.receiver import Receiver
from tests.integration.search.articles import SABAH, article
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, events, publish

PORTS = [article(f"port{number}", f"ميناء آسفي رقم {number}", "باخرة وصلت.") for number in range(40)]


async def test_what_an_alert_finds_is_told_within_seconds_signed_and_once(
    settings: Settings, index_role: WorkerProcess, tmp_path: Path
) -> None:
    async with Receiver(names=("desk", "desk-2", "al_health")) as receiver:
        await publish(
            settings,
            alert("port", 'ميناء "آسفي" -فوسفاط', receiver, secrets=("desk-2", "desk")),
            alert("health", "title:لقاح", receiver, filters={"source": ("assabah",)}),
            alert("off", "ميناء", receiver, enabled=False),
            alert("feed", "ميناء"),
        )
        async with role(settings, "alerts", tmp_path / "alerts.log") as worker:
            await worker.ready()
            await publish(settings, article("first", "ميناء آسفي", "وصل."))

            async def the_first_came() -> bool:
                return "a_first" in receiver.articles("/port")

            await eventually(the_first_came, "an article, through roles that have just started")
            started = time.monotonic()
            await publish(
                settings,
                article("port", "الميناءُ في أسفي", "توسعة."),
                article("phosphate", "ميناء آسفي والفوسفاط", "نقل الفوسفاط."),
                article("vaccine", "اللقاح الجديد", "حملة.", source=SABAH),
                article("elsewhere", "اللقاح الجديد", "حملة."),
            )

            async def all_came() -> bool:
                return len(receiver.webhooks) >= 3

            await eventually(all_came, "two more webhooks")
            seconds = max(webhook.at for webhook in receiver.webhooks) - started
            # what was told is not told again, whatever comes of it
            await publish(settings, article("port", "الميناء في أسفي يتوسع", "توسعة.", revision=2))
            await publish(settings, article("last", "ميناء آسفي أخيرا", "وصل."))

            async def the_last_came() -> bool:
                return "a_last" in receiver.articles("/port")

            await eventually(the_last_came, "the article behind the revision")
            assert await worker.terminate() == 0
    assert receiver.articles("/port") == Counter(["a_first", "a_port", "a_last"])
    assert receiver.articles("/health") == Counter(["a_vaccine"])
    assert {webhook.path: webhook.signed_by for webhook in receiver.webhooks} == {
        "/port": ("desk", "desk-2"),
        "/health": ("al_health",),
    }
    body = next(webhook.body for webhook in receiver.webhooks if webhook.article == "a_port")
    assert body["type"] == "alert.article"
    assert body["data"]["alert"] == {"id": "al_port", "name": "port", "query": 'ميناء "آسفي" -فوسفاط'}
    assert body["data"]["article"]["title"] == "الميناءُ في أسفي"
    assert body["data"]["article"]["source"] == {"id": "alalam", "name": "العلم"}
    assert [one.outcome for one in await events(settings, ALERT_DELIVERIES)] == ["delivered"] * 4
    assert seconds < 30, "of which the refresh of the index is one"


async def test_nothing_is_lost_while_a_receiver_and_the_role_die(
    settings: Settings, index_role: WorkerProcess, tmp_path: Path
) -> None:
    async with Receiver(names=()) as well:
        dead = Receiver(names=())
        async with dead:
            pass  # its address is known, and nobody listens there
        hanging = Receiver(names=(), hang=True)
        async with hanging:
            await publish(
                settings,
                alert("well", "ميناء", well),
                alert("dead", "ميناء", dead),
                alert("hanging", "ميناء", hanging),
            )
            async with role(settings, "alerts", tmp_path / "first.log") as first:
                await first.ready()
                await publish(settings, *PORTS[:20])

                async def the_well_one_has(number: int) -> bool:
                    return len(well.articles("/well")) >= number

                await eventually(lambda: the_well_one_has(20), "all 20 while two others take nothing")
                await publish(settings, *PORTS[20:])
                await eventually(lambda: the_well_one_has(21), "the middle of the rest")
                await first.kill()
            hanging.hang = False
            async with (
                dead,
                role(settings, "alerts", tmp_path / "second.log"),
                role(settings, "alerts", tmp_path / "third.log"),
            ):

                async def everybody_has_everything() -> bool:
                    told = (well.articles("/well"), dead.articles("/dead"), hanging.articles("/hanging"))
                    return all(len(articles) == len(PORTS) for articles in told)

                await eventually(everybody_has_everything, "40 articles at each of three receivers", 90)
    ids = well.ids + dead.ids + hanging.ids
    assert len(ids) == 3 * len(PORTS), "one id for each alert and article, however often it was sent"
    assert dead.ids.total() - len(dead.ids) <= 3, "what was under way while partitions moved"
    assert await dead_letters(settings) == []


async def test_what_nobody_takes_is_a_dead_letter_that_goes_back(
    settings: Settings, index_role: WorkerProcess, tmp_path: Path
) -> None:
    async with Receiver(names=(), status=500) as failing, Receiver(names=(), status=410) as gone:
        await publish(settings, alert("failing", "ميناء", failing), alert("gone", "ميناء", gone))
        hasty = {"NASHRA_ALERT_GIVE_UP_HOURS": "0.0004"}  # 1.4 s
        async with role(settings, "alerts", tmp_path / "alerts.log", **hasty) as worker:
            await worker.ready()
            await publish(settings, PORTS[0])

            async def both_are_dead() -> bool:
                return len(await dead_letters(settings)) == 2

            await eventually(both_are_dead, "two dead letters")
            assert failing.tries >= 1
            assert gone.tries == 1
            ended = [one for one in await events(settings, ALERTS) if one.stop_reason]
            assert [(one.id, one.enabled) for one in ended] == [("al_gone", False)]
            failing.status = 200
            letters = [one for one in await entries(settings) if one.key == "al_failing"]
            assert [(one.stage, one.reason) for one in letters] == [
                ("alerts.alert-matches.v1", "undelivered")
            ]
            assert await redrive(settings, letters) == [letters[0].id]

            async def it_came() -> bool:
                return failing.articles("/failing") == Counter(["a_port0"])

            await eventually(it_came, "the match that was sent back")
            assert await worker.terminate() == 0
    outcomes = Counter((one.alert_id, one.outcome) for one in await events(settings, ALERT_DELIVERIES))
    assert outcomes[("al_failing", "dead")] == outcomes[("al_failing", "delivered")] == 1
    assert outcomes[("al_gone", "dead")] == 1
