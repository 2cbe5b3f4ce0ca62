"""`nashra alerts` as an operator types it, against a real broker and a receiver on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from services.contracts.topics import ALERTS, AUDIT
from services.runtime.settings import Settings
from tests.integration.alerts.receiver import SECRET, Receiver
from tests.workers.process import platform
from tests.workers.topics import events


async def test_an_alert_is_saved_tried_changed_and_removed(settings: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        **platform(settings),
        "NASHRA_STATE_DIR": str(tmp_path),
        "NASHRA_SECRET": SECRET,
    }

    async def nashra(*words: str, code: int = 0) -> Any:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli", "alerts", *words, "--json",
            env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, errors = await process.communicate()
        assert process.returncode == code, errors.decode()
        return json.loads(out) if out else errors.decode()

    async with Receiver(names=("desk",)) as receiver:
        url, here = f"{receiver.url}/desk", f"127.0.0.1:{receiver.port}"
        assert "--allow" in await nashra("add", "ميناء", "--url", url, code=1)
        added = await nashra(
            "add", 'ميناء "آسفي"', "--url", url, "--allow", here, "--secret", "desk", "--source", "alalam",
            "--quiet", "22:00-07:00", "--name", "ميناؤنا",
        )  # fmt: skip
        assert added["feed"] == f"/feeds/alerts/{added['id']}.atom"
        tried = await nashra("test", "ميناؤنا")
        assert (tried["verdict"], tried["status"]) == ("taken", 204)
        (webhook,) = receiver.webhooks
        assert (webhook.id, webhook.signed_by, webhook.body["type"]) == (tried["id"], ("desk",), "alert.test")
        receiver.status = 500
        assert (await nashra("test", added["id"][:8], code=1))["status"] == 500
    shown = await nashra("show", added["id"])
    assert shown["secrets"]["desk"].startswith("whsec_")
    assert (await nashra("change", added["id"], "--query", "ميناء طنجة"))["quiet"]["start"] == "22:00"
    assert [one["query"] for one in (await nashra("list"))["alerts"]] == ["ميناء طنجة"]
    await nashra("remove", added["id"], "--yes")
    assert (await nashra("list"))["alerts"] == []
    assert [one.removed for one in await events(settings, ALERTS)] == [False, False, True]
    acts = [(act.verb, act.ids) for act in await events(settings, AUDIT)]
    assert acts == [(verb, (added["id"],)) for verb in ("add", "change", "remove")]
