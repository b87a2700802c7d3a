"""Errors as RFC 9457 problem details, mapped in one place."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.api.schemas import Problem
from crm_store.errors import CrmError

log = logging.getLogger(__name__)

# By code; what is not here is the client's mistake: 422.
STATUS: Mapping[str, int] = {
    "not_found": 404,
    "unknown_object": 404,
    "not_signed_in": 401,
    "not_permitted": 403,
    "not_approver": 403,
    "invalid": 422,
    "unknown_field": 422,
    "stale": 409,
    "conflict": 409,
    "duplicate": 409,
    "expired": 410,
    "too_large": 413,
    "too_many": 429,
    "unavailable": 503,
    "not_migrated": 503,
}

_ANY = {
    400: "Not JSON, or not HTTP as it should be",
    401: "Not signed in",
    403: "Seen, but not the caller's to do",
    404: "Nothing of that kind is there for the caller",
    405: "Not a method of this path",
    409: "Stale, or not possible as it is",
    410: "Expired",
    413: "Too large",
    422: "Something does not fit",
    429: "Too many requests",
    503: "The database does not answer",
}
_SCHEMA = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def answers(texts: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """Problems by status, for a route's `responses`.

    By reference: a model there is built anew for each status of each route, which cost a second of every start.
    """
    return {status: {"content": _SCHEMA, "description": text} for status, text in texts.items()}


# What any route may answer; a route's own words for a status stand before these.
RESPONSES = answers(_ANY)


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    """One problem document; `detail` is one sentence for a person."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    return _Ascii(jsonable_encoder(body), status, headers, media_type="application/problem+json")


class _Ascii(JSONResponse):
    """An error may have to quote what no UTF-8 can hold."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


async def _crm_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CrmError)
    return problem(STATUS.get(error.code, 422), error.code, error.message, **error.details)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"field": ".".join(str(p) for p in e["loc"][1:]), "detail": e["msg"]} for e in error.errors()]
    first = errors[0] if errors else {"field": "", "detail": "The request does not fit."}
    detail = f"{first['field']}: {first['detail']}" if first["field"] else first["detail"]
    return problem(422, "invalid", detail, field=first["field"] or None, errors=errors[:20])


async def _too_deep(_: Request, error: Exception) -> JSONResponse:
    return problem(422, "invalid", "The request is nested too deeply.")


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed", 401: "not_signed_in", 413: "too_large"}.get(
        error.status_code, "error"
    )
    return problem(error.status_code, code, str(error.detail))


async def _defect(request: Request, error: Exception) -> JSONResponse:
    log.error("unhandled error in %s %s", request.method, request.url.path, exc_info=error)
    return problem(500, "internal", "Something went wrong on our side. Nothing was changed.")


def install(app: FastAPI) -> None:
    """Every error of the app becomes a problem document, and its OpenAPI document says so."""
    app.add_exception_handler(CrmError, _crm_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RecursionError, _too_deep)
    app.add_exception_handler(Exception, _defect)
    _document(app)


def _document(app: FastAPI) -> None:
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        spec = plain()
        schema = Problem.model_json_schema(mode="serialization")
        for field in schema["properties"].values():
            if field.get("default", ...) is None:  # a generated client would take it for always there
                del field["default"]
        spec["components"]["schemas"].setdefault("Problem", schema)
        return spec

    app.openapi = openapi  # type: ignore[method-assign]
