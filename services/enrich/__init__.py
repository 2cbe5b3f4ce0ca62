"""articles.v1 → enriched.v1 (role `enrich`); enriched.v1 → vectors.v1 (role `embed`, an extra);
image-reports.v1 → image-states.v1 (role `moderate`).

An article is enriched from itself alone, so order and repetition do not matter;
a reporter counts once for an image, however often a report is delivered.
"""
