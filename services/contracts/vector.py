"""What an article means, as a direction in the space of one embedding model."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.contracts.bounds import DIMENSIONS, Id, Line, Revision
from services.contracts.event import Event


class ArticleVector(Event):
    """`vector`: one signed byte for each dimension; only the direction counts.

    Directions can be compared within one `model` only.
    """

    article_id: Id
    revision: Revision
    model: Line
    vector: Annotated[bytes, Field(max_length=DIMENSIONS)]
