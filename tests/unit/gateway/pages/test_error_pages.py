from __future__ import annotations

from services.gateway.pages.error_pages import error_text


def test_a_quota_says_how_long_to_wait() -> None:
    assert error_text(429, "", "37").advice == "أعد تحميل الصفحة بعد 37 ثانية."
    assert error_text(429, "", None).advice == "انتظر قليلًا ثم أعد تحميل الصفحة."


def test_a_status_without_words_of_its_own_says_what_the_problem_says() -> None:
    assert error_text(405, "هذه العملية غير متاحة هنا.", None).advice == "هذه العملية غير متاحة هنا."
