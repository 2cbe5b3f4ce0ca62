"""Points in time of the index, for lists whose order moves with every write: BM25 depends on all of it.

Elasticsearch keeps them, the cursor names them, and no gateway remembers any. One that is gone is no failure:
the list then goes on as it stands now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.search.cluster import AsyncElasticsearch, NotFoundError

KEPT: Final = "2m"  # after the last page; it holds back segments that a merge would delete
LONGEST: Final = 700  # characters; the name of one over very many shards would fit in no cursor


async def take(client: AsyncElasticsearch, index: str) -> str | None:
    """The name of the index as it is now."""
    opened = await client.open_point_in_time(index=index, keep_alive=KEPT)
    name: str = opened["id"]
    return name if len(name) <= LONGEST else None


async def search(client: AsyncElasticsearch, snapshot: str, body: Mapping[str, Any]) -> Any:
    """The answer as of then, which names the snapshot for the next page (`pit_id`); None when it is gone."""
    try:
        answer = await client.search(body={**body, "pit": {"id": snapshot, "keep_alive": KEPT}})
    except NotFoundError:
        return None
    return answer.body
