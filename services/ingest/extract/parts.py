"""An article that its newspaper spread over several pages, put together."""

from __future__ import annotations

from collections.abc import Iterable

from services.contracts.article import Article, Block, Image, ImageBlock, block_lines


def joined(first: Article, others: Iterable[Article]) -> Article:
    """The first part with what the others add; what every page repeats stands once."""
    blocks: list[Block] = list(first.blocks)
    images: dict[str, Image] = {image.id: image for image in first.images}
    seen = {_said(block) for block in first.blocks} | {first.title}
    excerpt = first.excerpt
    for part in others:
        fresh = [block for block in part.blocks if _said(block) not in seen]
        blocks += fresh
        seen.update(map(_said, fresh))
        for image in part.images:
            images.setdefault(image.id, image)
        excerpt = part.excerpt
    shown = {block.image_id for block in blocks if isinstance(block, ImageBlock)}
    leading = [image for image in first.images if image.id not in shown]
    return first.model_copy(
        update={
            "blocks": tuple(blocks),
            "images": (*leading, *(image for key, image in images.items() if key in shown)),
            "excerpt": excerpt,
        }
    )


def _said(block: Block) -> str:
    return block.image_id if isinstance(block, ImageBlock) else "\n".join(block_lines(block))
