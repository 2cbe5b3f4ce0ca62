from __future__ import annotations

import pytest
from services.web.settings import WebSettings


def test_a_newspaper_can_reach_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHRA_CONTACT", "mailto:desk@example.org")
    assert WebSettings().user_agent == "nashra/0.1 (+mailto:desk@example.org)"
    assert WebSettings(contact="").user_agent == "nashra/0.1", "no address is better than a wrong one"
