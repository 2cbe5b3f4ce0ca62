"""What readers call the values of facets, in the language of the answer."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from services.contracts.sections import SECTIONS
from services.gateway.negotiation import Language
from services.gateway.registry import Registry

LOCALES = {"ar": "ar_MA", "fr": "fr", "en": "en"}


def label(field: str, value: str, language: Language, registry: Registry) -> str:
    """The value itself where it has no other name."""
    match field:
        case "source":
            return registry.name(value)
        case "section":
            return SECTIONS.get(value, {}).get(language, value)
        case "lang":
            return _language(value, language)
        case "edition":
            return _country(value, language)
        case _:
            return value


@lru_cache(maxsize=512)
def _language(code: str, language: Language) -> str:
    name: str | None = Locale.parse(LOCALES[language]).languages.get(code)
    return name or code


@lru_cache(maxsize=512)
def _country(code: str, language: Language) -> str:
    name: str | None = Locale.parse(LOCALES[language]).territories.get(code.upper())
    return name or code
