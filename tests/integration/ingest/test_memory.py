"""A worker reads pages for weeks: what one page took is free when the next one comes."""

from __future__ import annotations

import subprocess
import sys

# the script runs in a process of its own: a peak cannot be taken back within one
READ = """
import resource
from tests.unit.ingest.extract.test_pages import GOLD, read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

for gold in GOLD:
    read(gold)
warm = peak()
for _ in range(3):
    for gold in GOLD:
        read(gold)
print(peak() - warm)
"""
MOST = 4.0  # MB over 330 pages; one kept tree a page would be 25


def test_extraction_keeps_nothing_of_a_page() -> None:
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    assert float(done.stdout) <= MOST
