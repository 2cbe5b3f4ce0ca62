"""`python -m benchmarks [NAME…]`: run the scripts one after the other and write benchmarks/README.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
HEAD = """# Benchmarks

`make bench` writes this page; `python -m benchmarks NAME` runs one script of it. A ratio is ours against a
peer, measured in one run on the same machine, interleaved, as medians after a warm-up. The load is that of
the minute before a script began: what else the machine did. With more than one a core, ratios of two
processes still hold, and times that a reader would wait do not.

"""


def names() -> list[str]:
    return [*sorted(path.stem for path in HERE.glob("p[0-9]*.py")), "scale"]


def measure(name: str) -> list[Figure]:
    """Run one script in a process of its own. Raises RuntimeError with its output when it fails."""
    started = time.monotonic()
    print(f"{name} …", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"benchmarks.{name} left with {done.returncode}")
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return [Figure.read(line) for line in done.stdout.splitlines() if line.startswith("{")]


def page(runs: dict[str, dict[str, Any]]) -> str:
    rows = [
        "| id | what | ours | peer | value | goal | stretch | | measured | on | beside a load of |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    figures = [(Figure.read(json.dumps(fields)), run) for run in runs.values() for fields in run["figures"]]
    for figure, run in sorted(figures, key=lambda row: (int(row[0].id[1:]), row[0].what)):
        peer = f"{figure.peer:.4g} {figure.unit}" if figure.peer is not None else "–"
        sign = "≥" if figure.better == "higher" else "≤"
        stretch = f"{sign} {figure.stretch:g}" if figure.stretch is not None else "–"
        rows.append(
            f"| {figure.id} | {figure.what} | {figure.ours:.4g} {figure.unit} | {peer} | {figure.value:.3g} "
            f"| {sign} {figure.goal:g} | {stretch} | {figure.verdict} "
            f"| {run['day']} | {run.get('machine', '–')} | {run.get('load', '–')} |"
        )
    notes = [f"- **{figure.id}** {figure.what}: {figure.notes}" for figure, _ in figures if figure.notes]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(notes) + "\n"


def machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {system}"


def main() -> int:
    chosen = sys.argv[1:] or names()
    for name in chosen:
        load = round(os.getloadavg()[0], 1)
        figures = measure(name)
        runs = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        runs[name] = {
            "day": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "load": load,
            "figures": [json.loads(figure.line()) for figure in figures],
        }
        RESULTS.write_text(json.dumps(runs, ensure_ascii=False, indent=1) + "\n")
        (HERE / "README.md").write_text(page(runs))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
