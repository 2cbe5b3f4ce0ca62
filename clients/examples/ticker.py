"""A ticker in a terminal: `python ticker.py http://127.0.0.1:8000`."""

import sys

from nashra_client import Nashra

with Nashra(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000") as nashra:
    page = nashra.list_headlines(limit=10)
    for headline in reversed(page["items"]):
        print(f"{headline['source']['name']}: {headline['title']}", flush=True)
    for event in nashra.stream(last_event_id=page["head_seq"]):
        if event.kind == "headline":
            print(f"{event.data['source']['name']}: {event.data['title']}", flush=True)
