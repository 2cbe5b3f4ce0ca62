from __future__ import annotations

from services.gateway.pages.mishaps import mishap


def test_a_quota_says_how_long_to_wait() -> None:
    assert mishap(429, "", "37").advice == "أعد تحميل الصفحة بعد 37 ثانية."
    assert mishap(429, "", None).advice == "انتظر قليلًا ثم أعد تحميل الصفحة."


def test_a_status_without_words_of_its_own_says_what_the_problem_says() -> None:
    assert mishap(405, "هذه العملية غير متاحة هنا.", None).advice == "هذه العملية غير متاحة هنا."
