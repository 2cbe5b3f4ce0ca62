"""A part of fake webs: nobody there takes a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.web.errors import HttpStatus
from services.web.http import Response


class NoForms:
    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        raise HttpStatus(404, url)
