from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from services import gateway
from services.gateway.problems import BY_STATUS, KINDS

# Starlette and FastAPI refuse by status; what that means is in the registry
BY_THE_FRAMEWORK = {"method-not-allowed", "unsupported-media-type"}


def test_every_problem_has_words_in_three_languages() -> None:
    for kind in KINDS.values():
        assert set(kind.messages) == {"ar", "fr", "en"}
        assert re.search(r"[\u0621-\u064a]", kind.messages["ar"])


def test_a_status_of_the_framework_means_the_most_general_problem() -> None:
    assert {status: BY_STATUS[status].slug for status in (400, 404, 405, 413, 500)} == {
        400: "invalid-request",
        404: "not-found",
        405: "method-not-allowed",
        413: "too-large",
        500: "internal",
    }


def test_every_problem_can_happen() -> None:
    sources = [path.read_text() for path in Path(gateway.__file__).parent.rglob("*.py")]
    written = Counter(re.findall(r'"([a-z-]+)"', "".join(sources)))
    never = {slug for slug in KINDS if written[slug] < 2} - BY_THE_FRAMEWORK
    assert never == set(), "no route raises it"
