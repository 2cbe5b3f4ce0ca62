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

from benchmarks.figure import Figure

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
HEAD = """# Benchmarks

`make bench` writes this page; `python -m benchmarks NAME` runs one script of it. A ratio is ours against a
peer, measured in one run on the same machine, interleaved, as medians after a warm-up.

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


def page(figures: list[Figure], taken: dict[str, str]) -> str:
    rows = ["| id | what | ours | peer | value | goal | |", "|---|---|---|---|---|---|---|"]
    for figure in sorted(figures, key=lambda found: (int(found.id[1:]), found.what)):
        peer = f"{figure.peer:.4g} {figure.unit}" if figure.peer is not None else "–"
        sign = "≥" if figure.better == "higher" else "≤"
        rows.append(
            f"| {figure.id} | {figure.what} | {figure.ours:.4g} {figure.unit} | {peer} | {figure.value:.3g} "
            f"| {sign} {figure.goal:g} | {'met' if figure.met else 'not met'} |"
        )
    notes = [f"- **{figure.id}** {figure.what}: {figure.notes}" for figure in figures if figure.notes]
    system = f"{platform.system()} {platform.machine()}"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {system}"
    when = "; ".join(f"{id_} {day}" for id_, day in sorted(taken.items()))
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(notes) + f"\n\nMeasured on {machine}: {when}.\n"


def main() -> int:
    chosen = sys.argv[1:] or names()
    held = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in chosen:
        figures = measure(name)
        held[name] = {
            "day": datetime.now(UTC).date().isoformat(),
            "figures": [json.loads(figure.line()) for figure in figures],
        }
    RESULTS.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    every = [Figure.read(json.dumps(found)) for run in held.values() for found in run["figures"]]
    taken = {found["id"]: run["day"] for run in held.values() for found in run["figures"]}
    (HERE / "README.md").write_text(page(every, taken))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
