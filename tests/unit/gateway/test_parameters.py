from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from pydantic import ValidationError
from services.gateway.parameters import ArticleListParameters, SearchParameters
from services.search.results import FacetField


def test_lists_are_written_with_commas_or_repeated() -> None:
    one = SearchParameters.model_validate({"source": "alalam,bayane"})
    other = SearchParameters.model_validate({"source": ["alalam", "bayane"]})
    assert one == other


def test_one_request_has_one_address() -> None:
    params = SearchParameters.model_validate(
        {"q": "آسفي", "from": "2025-04-05", "highlight": False, "source": "b,a", "limit": 20}
    )
    address = params.href("/v1/search", cursor="c")
    assert address == (
        "/v1/search?source=b%2Ca&from=2025-04-05&q=%D8%A2%D8%B3%D9%81%D9%8A&highlight=false&cursor=c"
    )


@pytest.mark.parametrize(
    "text", ["2025-04-05T10:00:00+01:00", "2025-04-05T10:00:00 01:00", "2025-04-05T09:00:00Z"]
)
def test_an_instant_survives_an_unescaped_plus(text: str) -> None:
    params = ArticleListParameters.model_validate({"from": text})
    assert params.filters().since == dt.datetime(2025, 4, 5, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2025-13-01", "5 أبريل 2025", "2025-04-05T10:00:00", "", "٢٠٢٥-٠٤-٠٥x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ArticleListParameters.model_validate({"from": text})


@pytest.mark.parametrize("field", get_args(FacetField))
def test_a_value_of_a_facet_is_chosen_by_the_name_of_the_facet(field: str) -> None:
    params = SearchParameters.model_validate({"facets": field, field: "value"})
    assert getattr(params.filters(), params.facets[0]) == ("value",)


def test_an_unknown_field_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match=r"no field is called titel; these are: .*title"):
        ArticleListParameters.model_validate({"fields": "titel"})
