"""The sections of a newspaper, by id, with their labels in the languages of the API."""

from __future__ import annotations

SECTIONS: dict[str, dict[str, str]] = {
    "politics": {"ar": "سياسة", "fr": "Politique", "en": "Politics"},
    "economy": {"ar": "اقتصاد", "fr": "Économie", "en": "Economy"},
    "society": {"ar": "مجتمع", "fr": "Société", "en": "Society"},
    "sports": {"ar": "رياضة", "fr": "Sports", "en": "Sports"},
    "culture": {"ar": "ثقافة وفن", "fr": "Culture", "en": "Culture and arts"},
    "world": {"ar": "دولية", "fr": "International", "en": "World"},
    "science": {"ar": "علوم وتكنولوجيا", "fr": "Sciences et technologies", "en": "Science and technology"},
    "health": {"ar": "صحة", "fr": "Santé", "en": "Health"},
    "opinion": {"ar": "رأي", "fr": "Opinions", "en": "Opinion"},
    "incidents": {"ar": "حوادث", "fr": "Faits divers", "en": "Incidents"},
}
