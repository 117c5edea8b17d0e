"""What other programmes can ask for: the release alone. Who may have it stands in ``analysis.fetching``."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django_scopes import scope
from ninja import NinjaAPI, Path
from ninja.errors import AuthenticationError, ValidationError

from samspill.terms import Audience, Language
from samspill_web.accounts.access import LARGEST
from samspill_web.analysis import reports
from samspill_web.analysis.books import book_file
from samspill_web.analysis.fetching import may_fetch
from samspill_web.analysis.models import ApiToken, Release
from samspill_web.analysis.reports import RELEASE, Wanted
from samspill_web.analysis.selectors import releases_of
from samspill_web.kernel.speech import reader
from samspill_web.projects.models import Role
from samspill_web.reports.api.guard import Token, TooOftenError
from samspill_web.reports.api.problems import MEDIA, problem
from samspill_web.reports.api.replies import reply
from samspill_web.reports.api.schema import CodebookFile, Mappings, Problem, ReleaseFile, Releases

log = logging.getLogger("samspill.api")

ROOT = "/api/v1/"


class Request(HttpRequest):
    """A request with a good token."""

    auth: ApiToken


class Api(NinjaAPI):
    """The API. Problems have a type of their own in its document, as they have when they are sent."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Return the OpenAPI document."""
        document = super().get_openapi_schema(**kwargs)
        for operation in (each for methods in document["paths"].values() for each in methods.values()):
            for status, answer in operation["responses"].items():
                if int(status) >= min(PROBLEMS):
                    answer["content"] = {MEDIA: answer["content"].pop("application/json")}
        return document


PROBLEMS = dict.fromkeys((401, 404, 422, 429), Problem)
Number = Annotated[int, Path(ge=1, le=LARGEST)]

api = Api(
    title="Samspill",
    version="1",
    description="Releases of a mapping, read-only: protected summaries, never single answers.",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
)


def told_as(shape: Any, name: str) -> dict[str, Any]:
    """Return what an operation says of itself."""
    return {"response": {200: shape, **PROBLEMS}, "url_name": name, "operation_id": name.removeprefix("api_")}


@api.get("/mappings", **told_as(Mappings, "api_mappings"))
def mappings(request: Request) -> HttpResponse:
    """List the mappings that the token reads: the one it was made for."""
    role = request.auth.role
    listed = {"id": role.project_id, "title": role.project.title, "role": role.role}
    return _json(request, {"mappings": [listed]})


@api.get("/mappings/{int:mapping}/releases", **told_as(Releases, "api_releases"))
def releases(request: Request, mapping: Number) -> HttpResponse:
    """List the releases of a mapping that the token may read; none where the role of its person has none."""
    role = _role(request, mapping)
    with scope(tenant=role.project.tenant_id):
        rows = _readable(releases_of(role.project), role)
        return _json(request, {"releases": [{"wave": row.wave.number, "made": row.made.date().isoformat()} for row in rows]})


@api.get("/mappings/{int:mapping}/releases/{int:wave}", **told_as(ReleaseFile, "api_release"))
def release(request: Request, mapping: Number, wave: Number) -> HttpResponse:
    """Give a release, byte for byte as release.json: what leaders' reports tell, for those who may have them."""
    role = _role(request, mapping)
    with scope(tenant=role.project.tenant_id):
        return reply(request, reports.rendered(_row(role, wave), WHOLE))


@api.get("/mappings/{int:mapping}/releases/{int:wave}/codebook", **told_as(CodebookFile, "api_codebook"))
def codebook(request: Request, mapping: Number, wave: Number, language: Language | None = None) -> HttpResponse:
    """Give the code book of a release: every column, number and code of its files, in one language.

    Without ``language`` it is the one that Accept-Language asks for.
    """
    role = _role(request, mapping)
    with scope(tenant=role.project.tenant_id):
        return reply(request, book_file(_row(role, wave), language or reader(), RELEASE))


WHOLE = Wanted(RELEASE, Language.EN, Audience.LEADERS)
"""The release itself; it has no language."""


def _role(request: Request, mapping: int) -> Role:
    """Return the role that the token belongs to. A mapping of others is there no more than one that nobody has."""
    role = request.auth.role
    if role.project_id != mapping:
        raise Http404
    return role


def _row(role: Role, number: int) -> Release:
    rows = Release.objects.filter(wave__project=role.project_id, wave__number=number).select_related("wave")
    found = next(_readable(rows, role), None)
    if found is None:
        raise Http404
    return found


def _readable(rows: Iterable[Release], role: Role) -> Iterator[Release]:
    return (row for row in rows if may_fetch(row, role, WHOLE))


def _json(request: HttpRequest, value: object) -> HttpResponse:
    return reply(request, json.dumps(value, ensure_ascii=False).encode())


def _answers(error: type[Exception]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    return api.exception_handler(error)


@_answers(AuthenticationError)
def _no_token(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem("token")
    answer["WWW-Authenticate"] = 'Bearer realm="Samspill"'
    return answer


@_answers(TooOftenError)
def _too_often(_request: HttpRequest, error: TooOftenError) -> HttpResponse:
    answer = problem("too_many", seconds=error.seconds)
    answer["Retry-After"] = str(error.seconds)
    return answer


@_answers(Http404)
def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem("not_found")


@_answers(ValidationError)
def _does_not_fit(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem("parameter", name=str(error.errors[0]["loc"][-1]))


@_answers(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    # The address holds numbers alone, and the header with the token is written nowhere.
    log.error("the API failed at %s", request.path, exc_info=error)
    return problem("fault")
