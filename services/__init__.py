"""Nashra (نشرة): newspapers go in, one searchable stream comes out.

newspapers → ingest.poll → pages.v1 → ingest.extract → articles.v1 → enrich → enriched.v1
           → search (index) → Elasticsearch + headlines.v1 → gateway → readers

contracts  what crosses a boundary: events, topics, identity
arabic     what every service knows about Arabic text
runtime    what every process stands on: settings, the one consume loop, dead letters, health
embedded   real Kafka and Elasticsearch on a machine without Docker
web        the one guarded door out: addresses checked, bytes and time bounded
ingest     polls newspapers, fetches politely, extracts the article
enrich     language, section, keywords, entities, meaning; moderation counts image reports
stories    which articles tell one event, and which are copies: decided once, in one order
search     indexes into Elasticsearch; `search.reader` answers queries
alerts     saved searches: what was just indexed is told to whoever asked for it
gateway    the one door: JSON, live ticker, reader pages
press      newspapers of our own, for the demo and the tests
cli        the `nashra` command and its supervisor
"""
