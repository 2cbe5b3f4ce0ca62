"""What readers call the values of facets, in the language of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from services.arabic.entities.lexicon import Entry
from services.contracts.entity import EntityType
from services.contracts.sections import SECTIONS
from services.gateway.negotiation import Language
from services.gateway.registry import Registry

NOBODY: Mapping[str, Entry] = {}
ENTITY_TYPES: Mapping[EntityType, Mapping[Language, str]] = {
    "person": {"ar": "شخصية", "fr": "personne", "en": "person"},
    "place": {"ar": "مكان", "fr": "lieu", "en": "place"},
    "org": {"ar": "هيئة", "fr": "organisation", "en": "organisation"},
}
LOCALES = {"ar": "ar_MA", "fr": "fr", "en": "en"}


def label(
    field: str, value: str, language: Language, registry: Registry, entities: Mapping[str, Entry] = NOBODY
) -> str:
    """The value itself where it has no other name. `entities`: by id, as far as they are known."""
    match field:
        case "entity":
            return entities[value].name if value in entities else value
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
