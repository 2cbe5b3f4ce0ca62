"""The media types that an endpoint offers, as a dependency: 406 when the client takes none of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from services.gateway import negotiation
from services.gateway.problems import problem


def offer(*media: str) -> Any:
    """A dependency whose value is the media type to answer with."""

    async def chosen(request: Request) -> str:
        accept = request.headers.get("accept")
        best = negotiation.media_type(accept, media)
        if best is None:
            raise problem(
                "not-acceptable", f"'{accept}' leaves out {', '.join(media)}", extra={"offered": media}
            )
        return best

    return Depends(chosen)


Offers = Annotated[str, offer(negotiation.JSON)]


async def language(request: Request) -> negotiation.Language:
    return negotiation.language(request.headers.get("accept-language"))


LanguageOf = Annotated[negotiation.Language, Depends(language)]
