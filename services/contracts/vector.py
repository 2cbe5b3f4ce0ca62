"""What an article means, as a direction in the space of one embedding model."""

from __future__ import annotations

from services.contracts.event import Event


class ArticleVector(Event):
    """`vector`: one signed byte for each dimension; only the direction counts.

    Directions can be compared within one `model` only.
    """

    article_id: str
    revision: int
    model: str
    vector: bytes
