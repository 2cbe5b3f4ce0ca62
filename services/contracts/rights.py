"""What may be shown of an article, by the terms of its newspaper."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts.article import Article, Block, Heading, ImageBlock, ListBlock, Paragraph, Quote
from services.contracts.source import RightsMode

EXCERPT_WORDS = 75


@dataclass(frozen=True, slots=True)
class Permitted:
    """`truncated`: there is more at the newspaper."""

    blocks: tuple[Block, ...]
    truncated: bool
    mode: RightsMode


def permitted(article: Article) -> Permitted:
    """Full text, its first words, or nothing but title and link. A feed's own excerpt is always truncated."""
    mode = article.source.rights
    if mode == "link_only":
        return Permitted((), bool(article.blocks), mode)
    if mode == "full":
        return Permitted(article.blocks, article.excerpt, mode)
    blocks, cut = _excerpt(article.blocks)
    return Permitted(blocks, cut or article.excerpt, mode)


def _excerpt(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
    """The first words, cut with an ellipsis; images stay at the newspaper."""
    kept: list[Block] = []
    left = EXCERPT_WORDS
    for position, block in enumerate(blocks):
        match block:
            case ImageBlock():
                continue
            case ListBlock():
                words = sum(len(item.split()) for item in block.items)
                shortened: Block | None = block if words <= left else None
            case Heading():
                words = len(block.text.split())
                shortened = block if words < left else None
            case Paragraph() | Quote():
                words = len(block.text.split())
                shortened = block if words <= left else _first_words(block, left)
        if shortened is not None:
            kept.append(shortened)
        left -= words
        if left <= 0:
            rest = blocks[position + 1 :]
            return tuple(kept), left < 0 or any(not isinstance(block, ImageBlock) for block in rest)
    return tuple(kept), False


def _first_words(block: Paragraph | Quote, count: int) -> Paragraph | Quote:
    return block.model_copy(update={"text": " ".join(block.text.split()[:count]) + "…"})
