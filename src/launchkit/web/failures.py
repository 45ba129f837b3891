"""What people are told when something cannot be done: a page in words with a way on, never a traceback."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.problems import Problems
from launchkit.domain.store_errors import StoreError
from launchkit.domain.telling import as_json
from launchkit.domain.telling.words import say
from launchkit.web.objects import ABSENT
from launchkit.web.page import Trouble, language, page_of, raw_address, trouble_of
from launchkit.web.security.forms import ForeignForm, is_program
from launchkit.web.security.tokens import TooFast
from launchkit.web.security.viewer import SET_UP, NotSignedIn, SecondFactorMissing
from launchkit.web.site import Site, site_of

_SENTENCES: Final = {
    400: Text(zh="这个请求看不懂。", en="This request cannot be understood."),
    403: Text(zh="这里不对您开放。", en="This is not open to you."),
    404: ABSENT,
    405: Text(zh="这个地址不能这样用。", en="This address is not used in this way."),
    413: Text(zh="文件太大。", en="That is too large."),
    429: Text(zh="请求太密，请稍后再来。", en="Too many requests; come back a little later."),
    422: Text(
        zh="有一栏填得不对，请返回修改。", en="A field does not fit; go back and change it."
    ),
}
_BROKEN: Final = Text(
    zh="这一页出错了。您做的事若已保存就不会丢；请重试，仍不行时把编号告诉管理员。",
    en="This page failed. What was saved is not lost; try again, and tell an administrator the number if it fails again.",
)
_UNREACHABLE: Final = Text(
    zh="数据库暂时不能用，什么都没有改；请稍后再试。",
    en="The database cannot be used right now, and nothing was changed; try again later.",
)
#: what programs are told where nothing more exact is known
_CODES: Final = {
    400: "not_understood",
    401: "not_signed_in",
    403: "not_open",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    422: "bad_value",
    429: "too_fast",
    500: "broken",
    503: "unreachable",
}
API: Final = "/api/"
#: in the browser's language, before anybody can look up who it is
_LAST_RESORT: Final = "text/html; charset=utf-8"


def answer_with_sentences(app: FastAPI) -> None:
    """Register what is answered to every kind of refusal."""
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(SecondFactorMissing, _to_set_up)
    app.add_exception_handler(ForeignForm, _foreign)
    app.add_exception_handler(TooFast, _too_fast)
    app.add_exception_handler(LaunchkitError, _refused)
    app.add_exception_handler(StoreError, _store)
    app.add_exception_handler(Problems, _problems)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def problem_details(status: int, text: Text, lang: str, **more: Any) -> Response:
    """The same for programs (RFC 9457): a stable code, and the sentence in both languages."""
    found = {"type": "about:blank", "status": status, "title": say(text, lang)}
    return JSONResponse(
        {**found, "code": _CODES.get(status, "refused"), "zh": text.zh, "en": text.en, **more},
        status_code=status,
        media_type="application/problem+json",
    )


def show(request: Request, trouble: Trouble) -> Response:
    """A refusal as a page, as the part that htmx asked for, or as problem details for a program."""
    page = page_of(request, site_of(request))
    if is_api(request):
        more: dict[str, Any] = {"lacks": as_json(trouble.lacks)} if trouble.lacks else {}
        if trouble.code:
            more["code"] = trouble.code
        return problem_details(trouble.status, trouble.text, page.lang, **more)
    template = "refused_part.html" if page.is_part else "refused.html"
    return page.show(template, status=trouble.status, trouble=trouble)


def is_api(request: Request) -> bool:
    """Whether a program asks, which wants no page."""
    return request.url.path.startswith(API) or is_program(request)


def broken(scope: Scope, reference: str) -> Response:
    """What is said when we have failed; made of nothing that could fail again."""
    request = Request(scope)
    lang = language(request, "zh")
    sentence = say(_BROKEN, lang)
    if request.url.path.startswith(API):
        return problem_details(500, _BROKEN, lang, reference=reference)
    number = say(Text(zh="编号", en="Number"), lang)
    title = say(Text(zh="出错了", en="An error"), lang)
    home = say(Text(zh="回到首页", en="To the front page"), lang)
    return Response(
        f'<!doctype html><html lang="{"en" if lang == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{sentence}</p>"
        f'<p>{number} <code>{reference}</code></p><p><a href="/">{home}</a></p></main></body></html>',
        status_code=500,
        media_type=_LAST_RESORT,
    )


def _to_sign_in(request: Request, _fault: Exception) -> Response:
    if is_api(request):
        site: Site = site_of(request)
        text = Text(zh="请先登录或出示令牌。", en="Sign in or show a token first.")
        answer = problem_details(401, text, language(request, site.office.settings.lang))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    wanted = raw_address(request) if request.method == "GET" else "/"
    return _go(request, f"/sign-in?next={quote(wanted, safe='/')}")


def _to_set_up(request: Request, _fault: Exception) -> Response:
    return _go(request, SET_UP)


def _go(request: Request, path: str) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


def _foreign(request: Request, _fault: Exception) -> Response:
    return show(request, Trouble(status=403, text=ForeignForm.text))


def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, LaunchkitError)  # noqa: S101  registered for nothing else
    return show(request, trouble_of(fault))


def _store(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, StoreError)  # noqa: S101  registered for nothing else
    trouble = trouble_of(fault)
    if trouble.status == 409 and type(fault).__name__ in {"StoreBroken", "VaultBroken"}:
        if is_api(request):
            answer = problem_details(503, _UNREACHABLE, language(request, "zh"))
            answer.headers["Retry-After"] = "30"
            return answer
        # Who looks cannot be looked up either: a page would fail the same way.
        return PlainTextResponse(
            f"{_UNREACHABLE.zh}\n{_UNREACHABLE.en}\n",
            status_code=503,
            headers={"Retry-After": "30"},
        )
    return show(request, trouble)


def _problems(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Problems)  # noqa: S101  registered for nothing else
    zh = "\n".join(one.line_of_text("zh") for one in fault.problems)
    en = "\n".join(one.line_of_text("en") for one in fault.problems)
    return show(request, Trouble(status=422, text=Text(zh=zh, en=en)))


def _too_fast(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, TooFast)  # noqa: S101  registered for nothing else
    answer = show(request, _trouble(429))
    answer.headers["Retry-After"] = str(fault.seconds)
    return answer


def _invalid(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)  # noqa: S101  registered for nothing else
    if request.url.path.startswith(API):
        # Where and why; never what was sent, which may be about a person.
        wrong = [
            {"at": ".".join(map(str, one.get("loc", ()))), "says": one.get("msg", "")}
            for one in fault.errors()
        ]
        lang = language(request, site_of(request).office.settings.lang)
        return problem_details(422, _SENTENCES[422], lang, wrong=wrong)
    path = any(one.get("loc", ("",))[0] == "path" for one in fault.errors())
    # A number that is none names nothing: not there, like everything else that is not there.
    return show(request, _trouble(404 if path and not is_api(request) else 422))


def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  registered for nothing else
    answer = show(request, _trouble(fault.status_code))
    for name, value in (fault.headers or {}).items():
        answer.headers[name] = value
    return answer


def _trouble(status: int) -> Trouble:
    return Trouble(status=status, text=_SENTENCES.get(status, _SENTENCES[400]))
