"""Every metric of the platform, once. Labels are bounded: stages, reasons, newspapers, nodes, generations."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter("nashra_events_total", "Messages by what became of them", ["stage", "outcome"])
DEAD_LETTERS = Counter("nashra_dead_letters_total", "Dead letters by reason", ["stage", "reason"])
DEAD_LETTERS_WAITING = Gauge(
    "nashra_dead_letters_waiting", "Dead letters that nobody has decided on", ["stage", "reason"]
)
OLDEST_DEAD_LETTER = Gauge(
    "nashra_dead_letters_oldest_timestamp_seconds",
    "When the oldest dead letter that waits died; 0: none waits",
)
RETRIES = Counter("nashra_retries_total", "Batches tried again after a transient failure", ["stage"])
EXPIRED = Counter(
    "nashra_expired_messages_total", "Messages that a topic dropped before a stage read them", ["topic"]
)
STAGE_SECONDS = Histogram(
    "nashra_stage_seconds",
    "Time of one batch, from the first message to the last acknowledgement",
    ["stage"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
LAG_RECORDS = Gauge("nashra_stage_lag_records", "Messages behind the end", ["stage", "partition"])
LAG_SECONDS = Gauge("nashra_stage_lag_seconds", "Age of the oldest message that is not finished", ["stage"])
STAGE_STATE = Gauge(
    "nashra_stage_held", "1 when the stage stopped itself and waits for an operator", ["stage"]
)
READY = Gauge("nashra_ready", "1 when the process answers /readyz with 200")
INDEX_GENERATION = Gauge(
    "nashra_index_generation_info",
    "1 for each generation of the index, by its state",
    ["generation", "state"],
)
INDEX_DISK = Gauge("nashra_index_disk_used_ratio", "Share of the disk of a node in use", ["node"])
END_TO_END = Histogram(
    "nashra_end_to_end_seconds",
    "From fetched to acknowledged by the index",
    buckets=(0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300, 3600),
)
NEWEST_ARTICLE = Gauge(
    "nashra_newest_article_timestamp_seconds",
    "When the newest article of a newspaper was indexed",
    ["source"],
)
NEWSPAPER_POLLED = Gauge(
    "nashra_newspaper_polled_timestamp_seconds", "When a newspaper's feeds were last tried", ["source"]
)
NEWSPAPER_READ = Gauge(
    "nashra_newspaper_read_timestamp_seconds", "When a newspaper's feeds were last read", ["source"]
)
NEWSPAPER_FAILING = Gauge(
    "nashra_newspaper_failing_feeds",
    "Feeds of a newspaper whose last poll failed, by outcome",
    ["source", "outcome"],
)
NEWSPAPER_STAND_INS = Gauge(
    "nashra_newspaper_stand_ins",
    "Articles in the feeds of a newspaper for which it served another page, by the kind of page",
    ["source", "cause"],
)
SHARED_ADDRESSES = Counter(
    "nashra_shared_addresses_total",
    "Articles whose page states the address of another article; both are kept",
    ["source"],
)
FETCHES = Counter("nashra_fetches_total", "HTTP exchanges of ingest by outcome", ["kind", "outcome"])
HUB_CALLS = Counter("nashra_hub_calls_total", "Calls of WebSub hubs by what came of them", ["outcome"])
SEARCH_SECONDS = Histogram(
    "nashra_search_seconds",
    "Time of a search in the gateway",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
ZERO_RESULTS = Counter("nashra_search_zero_results_total", "Searches that found nothing")
SEARCH_RANKINGS = Counter(
    "nashra_search_rankings_total", "Searches that words and meaning could rank, by what did", ["ranking"]
)
SSE_CLIENTS = Gauge("nashra_sse_clients", "Open headline streams")
SSE_FANOUT = Histogram(
    "nashra_sse_fanout_seconds",
    "From indexed to queued for every open stream",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30),
)
SSE_DROPPED = Counter("nashra_sse_dropped_total", "Streams that fell behind and got a gap")
EXPORTS = Counter(
    "nashra_exports_total",
    "Exports by what became of them: complete, left by the client, stalled, failed",
    ["format", "outcome"],
)
EXPORTED = Counter("nashra_exported_articles_total", "Articles written to exports", ["format"])
REPORTS = Counter("nashra_reports_total", "Image reports taken in", ["outcome"])
HTTP_REQUESTS = Counter("nashra_http_requests_total", "Requests to the gateway", ["route", "status"])
ALERT_MATCH_SECONDS = Histogram(
    "nashra_alert_match_seconds",
    "Time to hold one article against all alerts, of a batch; the wait for the index to show it included",
    buckets=(0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1, 5),
)
WEBHOOK_DELIVERIES = Counter(
    "nashra_webhook_deliveries_total",
    "Tries to tell the receivers of alerts, by what came of them",
    ["outcome"],
)
WEBHOOK_SECONDS = Histogram(
    "nashra_webhook_seconds",
    "Time in which a receiver answered a webhook, or did not",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
WEBHOOKS_WAITING = Gauge("nashra_webhooks_waiting", "Matches of alerts that are still to be told")
ALERT_RECEIVERS_FAILING = Gauge(
    "nashra_alert_receivers_failing", "Alerts whose receiver did not take what it was sent last"
)
STORIES_OPEN = Gauge("nashra_stories_open", "Stories that an article may still join")
STORY_ARTICLES = Gauge("nashra_story_window_articles", "Articles that a new one is compared with")
STORY_SECONDS = Histogram(
    "nashra_story_seconds",
    "Time to decide the story of an article",
    buckets=(0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1),
)
STORY_CANDIDATES = Histogram(
    "nashra_story_candidates", "Stories that an article was compared with", buckets=(0, 1, 2, 4, 8, 12)
)
STORY_MERGES = Counter("nashra_story_merges_total", "Stories that turned out to be one")
