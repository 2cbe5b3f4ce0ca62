"""What can go wrong between the press and a page."""

from __future__ import annotations

from services.contracts.errors import NashraError


class NotAFeed(NashraError):
    """The bytes are none of the documents that this kind of feed may be."""


class NotXml(NashraError):
    """No parser makes anything of it; the message says what the strict one said."""


class UnsafeEntities(NotXml):
    """The document declares entities that are not expanded, by no parser."""


class BadRegistry(NashraError):
    """The file is not a registry; the message names file, line and newspaper."""


class NothingFound(NashraError):
    """The address gives neither feed nor sitemap nor a list of articles."""


class UnreadableFile(NashraError):
    """The file cannot be read at all; the message says why."""


class NotWarc(UnreadableFile):
    """The framing of a web archive is broken: what follows cannot be read. The message says where."""
