"""What went wrong, for programmes and for the people who read their logs (RFC 9457)."""

from __future__ import annotations

import json

from django.http import HttpResponse

from samspill_web.kernel.speech import told

MEDIA = "application/problem+json"
STATUS = {"token": 401, "not_found": 404, "method": 405, "parameter": 422, "too_many": 429, "fault": 500}
"""Status of each code."""


def problem(code: str, **fields: object) -> HttpResponse:
    """Answer that something is wrong: a code for programmes, a sentence in the reader's language. It is not to be kept."""
    told_of = {
        "type": f"urn:samspill:problem:{code}",
        "title": told(f"api.problem.{code}", **fields),
        "status": STATUS[code],
        "code": code,
    }
    answer = HttpResponse(json.dumps(told_of, ensure_ascii=False), status=STATUS[code], content_type=MEDIA)
    answer["Cache-Control"] = "private, no-store"
    return answer
