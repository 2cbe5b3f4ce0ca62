"""Selectors that people write into the registry: CSS, with `::attr(name)`, or XPath.

What begins with `/`, `(` or `./` is an XPath; CSS cannot begin so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cssselect import ExpressionError, FunctionalPseudoElement, HTMLTranslator, Selector, SelectorError, parse
from lxml.etree import XPath, XPathError

LIKE_XPATH = re.compile(r"\s*(?:[/(]|\.{1,2}/)")


def check(selector: str) -> None:
    """Raises ValueError saying what is wrong with it."""
    try:
        compiled(selector)
    except (XPathError, SelectorError) as error:
        kind = "an XPath" if LIKE_XPATH.match(selector) else "a CSS selector"
        raise ValueError(f"not {kind}: {selector!r}: {error}") from error


@lru_cache(maxsize=4096)
def compiled(selector: str) -> XPath:
    if LIKE_XPATH.match(selector):
        return XPath(selector)
    return XPath(" | ".join(_translated(one) for one in parse(selector)))


def _translated(selector: Selector) -> str:
    """The XPath of one CSS selector. Raises `SelectorError`."""
    found = HTMLTranslator().selector_to_xpath(selector)
    match selector.pseudo_element:
        case None:
            return found
        case FunctionalPseudoElement(name="attr") as named if named.argument_types() == ["IDENT"]:
            return f"{found}/@{named.arguments[0].value}"
        case other:
            raise ExpressionError(f"{other} is not known; ::attr(name) is")
