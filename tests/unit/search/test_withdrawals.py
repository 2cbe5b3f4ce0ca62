from __future__ import annotations

from datetime import UTC, datetime

from services.contracts.withdrawal import Withdrawal
from services.search.mapping import withdrawal_mapping
from services.search.withdrawals import retraction, withdrawal_document
from tests.integration.search.articles import ALALAM

DECISION = Withdrawal(
    article_id="a_port",
    reason="legal",
    note="حكم المحكمة الابتدائية بشأن ميناء آسفي",
    source=ALALAM,
    revision=1,
    decided_by="operator:salma",
    decided_at=datetime(2025, 4, 6, tzinfo=UTC),
)


def test_what_is_kept_fits_the_strict_mapping_and_holds_no_words() -> None:
    document = withdrawal_document(DECISION)
    assert document.keys() == withdrawal_mapping()["properties"].keys()
    assert "آسفي" not in str(document)


def test_a_retraction_names_the_article_and_its_newspaper_only() -> None:
    line = retraction(DECISION)
    assert (line.article_id, line.kind, line.source) == ("a_port", "retract", ALALAM)
    assert "آسفي" not in line.encode().decode()
