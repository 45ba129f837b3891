"""Signing in with the company: the authorization code flow of OpenID Connect, with state, nonce and PKCE.

Nothing is believed that is not signed by a key of the provider, for this installation, for this very sign-in, and still valid.
"""

from __future__ import annotations

import base64
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from launchkit.domain.checklist import Text
from launchkit.settings import CompanySettings
from launchkit.web.company.outward import ForeignHost, Outward, Unreachable

_log = logging.getLogger(__name__)

#: How ID tokens may be signed: by a private key that only the provider has. No `none`, and nothing that we could sign ourselves.
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
)
#: Clocks of two machines may differ by so many seconds.
LEEWAY: Final = 120
#: The discovery document is read again after so long.
KEEP: Final = timedelta(hours=1)
#: Whoever comes so soon after a failure is told at once, instead of waiting for the next one.
PAUSE: Final = timedelta(seconds=10)
_LONGEST_SUBJECT: Final = 255
_DISCOVERY: Final = "/.well-known/openid-configuration"


class CompanyFault(Exception):
    """Somebody could not be signed in with the company: why, as a sentence, and nothing that was sent."""

    def __init__(self, text: Text, status: int = 403, *, why: str = "") -> None:
        super().__init__(why)
        self.text = text
        self.status = status
        #: for the log: a word, never a value
        self.why = why


STALE: Final = Text(
    zh="这次登录已过期、已用过，或不是从这个浏览器开始的。请重新登录。",
    en="This sign-in has expired, was used, or did not begin in this browser. Sign in again.",
)
_AWAY: Final = Text(
    zh="公司登录系统暂时没有回应。请稍后再试；有密码的可以先用登录名和密码登录。",
    en="The company's sign-in does not answer right now. Try again later, or use name and password if you have one.",
)
_CANCELLED: Final = Text(
    zh="公司登录没有完成：已取消，或公司没有允许。",
    en="The sign-in with the company was not completed: it was cancelled, or the company did not allow it.",
)
_CLOCK: Final = Text(
    zh="公司登录系统的时钟与本机相差太多，登录不能确认。请管理员核对两边的时间。",
    en="The clocks of the company's sign-in and of this machine differ too much. Ask an administrator to check both.",
)
_DOUBT: Final = Text(
    zh="公司登录系统的答复没有通过核验，没有登录。请重试；仍不行时告诉管理员。",
    en="The answer of the company's sign-in did not pass its check; you are not signed in. Try again, and tell an administrator if it fails again.",
)
_SETTINGS: Final = Text(
    zh="公司登录没有设置好，请管理员查看“设置”页。",
    en="Signing in with the company is not set up rightly; an administrator should look at the settings page.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that has begun: where the browser goes, and what has to come back to it."""

    address: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who the provider says has signed in."""

    issuer: str
    subject: str = field(repr=False)
    #: whether the provider says that it asked for a second factor, in one of the words it was agreed to say so
    strong: bool = False


def lacking(settings: CompanySettings) -> tuple[Text, ...]:
    """What is missing before anybody can sign in with the company; nothing is asked of the provider."""
    found = []
    if find_spec("authlib") is None or find_spec("httpx") is None:
        found.append(
            Text(
                zh="缺软件包：pip install 'launchkit[oidc]'",
                en="packages are missing: pip install 'launchkit[oidc]'",
            )
        )
    if not settings.client_id:
        found.append(
            Text(zh="没有设 LAUNCHKIT_OIDC_CLIENT_ID", en="LAUNCHKIT_OIDC_CLIENT_ID is not set")
        )
    try:
        Outward(_hosts(settings)).require_own(settings.issuer)
    except ForeignHost:
        found.append(
            Text(
                zh="LAUNCHKIT_OIDC_ISSUER 须是 https 网址",
                en="LAUNCHKIT_OIDC_ISSUER has to be an https address",
            )
        )
    try:
        settings.secret()
    except (OSError, UnicodeDecodeError):
        found.append(
            Text(
                zh="LAUNCHKIT_OIDC_CLIENT_SECRET_FILE 读不出来",
                en="LAUNCHKIT_OIDC_CLIENT_SECRET_FILE cannot be read",
            )
        )
    return tuple(found)


class Provider:
    """The company's sign-in, as this installation knows it."""

    def __init__(self, settings: CompanySettings, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self._clock = clock
        self._outward = Outward(_hosts(settings))
        self._metadata: Mapping[str, Any] | None = None
        self._keys: Any = None
        self._read_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._lock = Lock()

    def begin(self, back: str) -> Begun:
        """Where a browser goes to sign in; it comes back to `back`."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": " ".join(self.settings.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = _with(self._endpoint("authorization_endpoint"), asked)
        return Begun(address=address, state=state, nonce=nonce, verifier=verifier)

    def require_from_here(self, issuer: str | None) -> None:
        """Refuse an answer that another provider gave (RFC 9207)."""
        says_so = self.metadata().get("authorization_response_iss_parameter_supported") is True
        if issuer is None and not says_so:
            return
        if issuer != self.settings.issuer:
            raise self._doubt("answer of another issuer")

    def known(self, code: str, *, back: str, nonce: str, verifier: str) -> Known:
        """Who signed in, for the code that the browser brought back."""
        told = self._token(code, back, verifier)
        claims = self._claims(told, nonce)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise self._doubt("subject")
        return Known(
            issuer=self.settings.issuer,
            subject=subject,
            strong=self._strong(claims),
        )

    def check(self) -> None:
        """Read its description and its keys now; raises `CompanyFault` where that fails."""
        for name in ("authorization_endpoint", "token_endpoint"):
            self._endpoint(name)
        self._key_set(fresh=True)

    def way_out(self, back: str) -> str | None:
        """Where one signs out of the company as well, if the provider offers that and can be asked."""
        try:
            found = self.metadata().get("end_session_endpoint")
            if found is None:
                return None
            address = self._outward.require_own(found)
        except (CompanyFault, ForeignHost):
            return None
        words = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return _with(address, words)

    def metadata(self) -> Mapping[str, Any]:
        """What the provider publishes about itself; kept for an hour."""
        with self._lock:
            now = self._clock()
            if self._metadata is None or self._read_at is None or now - self._read_at >= KEEP:
                if self._failed_at is not None and now - self._failed_at < PAUSE:
                    raise CompanyFault(_AWAY, 503, why="failed a moment ago")
                self._failed_at = now
                self._metadata = self._discovered()
                self._keys, self._read_at, self._failed_at = None, now, None
            return self._metadata

    def _discovered(self) -> Mapping[str, Any]:
        found = self._get(self.settings.issuer.rstrip("/") + _DISCOVERY)
        if found.get("issuer") != self.settings.issuer:
            raise self._doubt("discovery of another issuer")
        return found

    # --- inside -------------------------------------------------------------------------------------------------

    def _endpoint(self, name: str) -> str:
        try:
            return self._outward.require_own(self.metadata().get(name))
        except ForeignHost:
            raise self._set_up(f"{name} lies outside the hosts of the issuer") from None

    def _get(self, address: str) -> Mapping[str, Any]:
        try:
            return self._outward.get(address)
        except ForeignHost:
            raise self._set_up("an address lies outside the hosts of the issuer") from None
        except Unreachable:
            raise self._away("no answer") from None

    def _token(self, code: str, back: str, verifier: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        basic = self._show_client(form)
        try:
            return self._outward.post(self._endpoint("token_endpoint"), form, basic)
        except Unreachable as fault:
            if fault.code == "invalid_grant":
                raise self._fault(STALE, 403, "code refused") from None
            if fault.status in {400, 401, 403}:
                raise self._set_up("client refused") from None
            raise self._away("no answer to the code") from None

    def _show_client(self, form: dict[str, str]) -> tuple[str, str] | None:
        """Who we are, as the provider wants to be told: in the head of the request, or in the form."""
        try:
            secret = self.settings.secret()
        except (OSError, UnicodeDecodeError):
            raise self._set_up("secret cannot be read") from None
        if secret is None:
            form["client_id"] = self.settings.client_id
            return None
        ways = self.metadata().get("token_endpoint_auth_methods_supported")
        if isinstance(ways, list) and "client_secret_basic" not in ways:
            form["client_id"], form["client_secret"] = self.settings.client_id, secret
            return None
        # Both are form-encoded before they become one word (RFC 6749, 2.3.1).
        return quote(self.settings.client_id, safe=""), quote(secret, safe="")

    def _claims(self, told: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc.errors import ExpiredTokenError, JoseError  # noqa: PLC0415

        header, claims = self._opened(told.get("id_token"))
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        given = {
            "nonce": nonce,
            "client_id": self.settings.client_id,
            "access_token": told.get("access_token"),
        }
        try:
            found = CodeIDToken(claims, header, options, given)
            found.validate(now=int(self._clock().timestamp()), leeway=LEEWAY)
        except ExpiredTokenError:
            raise self._fault(_CLOCK, 403, "expired") from None
        except (JoseError, ValueError, TypeError) as fault:
            claim = str(getattr(fault, "claim", ""))
            early = claim in {"iat", "nbf"}
            raise self._fault(_CLOCK if early else _DOUBT, 403, f"claim {claim[:20]}") from None
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if several and claims.get("azp") != self.settings.client_id:
            raise self._doubt("azp")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise self._doubt("nonce")
        return claims

    def _opened(self, token: object) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """Header and claims of an ID token whose signature is good; a key that is not known yet is fetched once."""
        from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415

        if not isinstance(token, str):
            raise self._doubt("no ID token")
        try:
            try:
                return _decoded(token, self._key_set(fresh=False))
            except InvalidKeyIdError:
                return _decoded(token, self._key_set(fresh=True))
        except (JoseError, ValueError, TypeError) as fault:
            raise self._doubt(f"signature ({type(fault).__name__})") from None

    def _key_set(self, *, fresh: bool) -> Any:
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        address = self._endpoint("jwks_uri")
        with self._lock:
            if self._keys is None or fresh:
                told = self._get(address).get("keys")
                keys = [one for one in told if _signs(one)] if isinstance(told, list) else []
                try:
                    self._keys = KeySet.import_key_set({"keys": keys})
                except (JoseError, ValueError, TypeError, KeyError):
                    raise self._doubt("keys") from None
            return self._keys

    def _strong(self, claims: Mapping[str, Any]) -> bool:
        said = claims.get("amr")
        words = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set()
        level = claims.get("acr")
        if isinstance(level, str):
            words.add(level)
        return bool(words & set(self.settings.second_factor))

    def _fault(self, text: Text, status: int, why: str) -> CompanyFault:
        _log.warning("sign-in with the company: %s", why)
        return CompanyFault(text, status, why=why)

    def _doubt(self, why: str) -> CompanyFault:
        return self._fault(_DOUBT, 403, why)

    def _away(self, why: str) -> CompanyFault:
        return self._fault(_AWAY, 503, why)

    def _set_up(self, why: str) -> CompanyFault:
        return self._fault(_SETTINGS, 503, why)


def cancelled(error: str) -> CompanyFault:
    """What is said where the provider sent the browser back without a code."""
    if error in {"server_error", "temporarily_unavailable"}:
        return CompanyFault(_AWAY, 503, why="the provider failed")
    return CompanyFault(_CANCELLED, 403, why="not allowed")


def _hosts(settings: CompanySettings) -> frozenset[str]:
    try:
        parts = urlsplit(settings.issuer)
        own = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        own = ""
    return frozenset((own, *settings.hosts)) - {""}


def _with(address: str, words: Mapping[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(words)}"


def _signs(key: object) -> bool:
    """Whether a published key may sign; one that both sides would share may not."""
    if not isinstance(key, dict) or key.get("kty") not in {"RSA", "EC"}:
        return False
    return bool(key.get("use", "sig") == "sig")


def _decoded(token: str, keys: Any) -> tuple[Mapping[str, Any], dict[str, Any]]:
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.jws import JWSRegistry  # noqa: PLC0415

    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    found = jwt.decode(token, keys, registry=registry)
    return found.header, dict(found.claims)


def reference(secret: bytes, issuer: str, subject: str) -> str:
    """A short word for somebody nobody knows here yet: it tells an administrator who asks, and nobody else anything."""
    mark = hmac.digest(secret, f"{issuer}\0{subject}".encode(), "sha256")
    return base64.b32encode(mark)[:8].decode()
