"""A small and honest provider of OpenID Connect on this machine, with a switch for every lie that a dishonest one could tell."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.serving import served

CLIENT = "launchkit-test"
SECRET = "the client's & own: secret"

#: the keys take a while to make, and are the same for all tests
KEYS = {name: RSAKey.generate_key(2048, {"kid": name}, private=True) for name in ("one", "two")}
CURVE = ECKey.generate_key("P-256", {"kid": "curve"}, private=True)


@dataclass
class Lies:
    """What the provider does otherwise than it should."""

    #: claims put in place of the true ones; None takes one away
    claims: dict[str, Any] = field(default_factory=dict)
    #: header put in place of the true one
    header: dict[str, Any] = field(default_factory=dict)
    #: sign with this instead of the key of the header
    key: Any = None
    #: the token itself, made of the true claims
    token: Callable[[dict[str, Any]], str] | None = None
    #: what it publishes about itself
    metadata: dict[str, Any] = field(default_factory=dict)
    #: words on the way back to the browser
    back: dict[str, str] = field(default_factory=dict)
    #: an error in place of the code
    error: str = ""
    #: path -> status it answers with
    broken: dict[str, int] = field(default_factory=dict)
    #: path -> body it answers with
    bodies: dict[str, bytes] = field(default_factory=dict)
    #: path -> address it sends on to
    away: dict[str, str] = field(default_factory=dict)
    #: take a code twice
    twice: bool = False
    #: look at no verifier
    careless: bool = False


@dataclass
class Grant:
    """What a code stands for."""

    back: str
    nonce: str
    challenge: str
    subject: str
    extra: Mapping[str, Any]
    used: bool = False


@dataclass
class Company:
    """The provider, as a test sees it."""

    address: str
    clock: Callable[[], datetime]
    #: who signs in next, and what is said of how
    subject: str = "employee-4711"
    extra: dict[str, Any] = field(default_factory=dict)
    signing: str = "one"
    published: tuple[str, ...] = ("one",)
    lies: Lies = field(default_factory=Lies)
    grants: dict[str, Grant] = field(default_factory=dict)
    #: what was asked for, in order
    asked: list[str] = field(default_factory=list)
    #: how the client showed itself at the token endpoint
    shown: list[str] = field(default_factory=list)

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        found: dict[str, Any] = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/leave",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            "code_challenge_methods_supported": ["S256"],
        }
        found.update(self.lies.metadata)
        return {name: value for name, value in found.items() if value is not None}

    def keys(self) -> dict[str, Any]:
        """The public keys."""
        known: dict[str, Any] = {**KEYS, "curve": CURVE}
        return {"keys": [known[one].as_dict(private=False) for one in self.published]}

    def authorize(self, asked: Mapping[str, str]) -> str:
        """Somebody signs in: where their browser goes on to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        if self.lies.error:
            said = {"error": self.lies.error}
        else:
            code = secrets.token_urlsafe(16)
            self.grants[code] = Grant(
                back=asked["redirect_uri"],
                nonce=asked["nonce"],
                challenge=asked["code_challenge"],
                subject=self.subject,
                extra=dict(self.extra),
            )
            said = {"code": code}
        words = {**said, "state": asked["state"], **self.lies.back}
        return f"{asked['redirect_uri']}?{urlencode(words)}"

    def token(self, form: Mapping[str, str], head: str) -> tuple[int, dict[str, Any]]:
        """A code becomes tokens, once, for the client, with the verifier of its challenge."""
        if not self._is_client(form, head):
            return 401, {"error": "invalid_client"}
        grant = self.grants.get(form.get("code", ""))
        right = (
            grant is not None
            and (not grant.used or self.lies.twice)
            and form.get("redirect_uri") == grant.back
            and (self.lies.careless or challenge(form.get("code_verifier", "")) == grant.challenge)
        )
        if grant is None or not right:
            return 400, {"error": "invalid_grant", "error_description": "code"}
        grant.used = True
        return 200, {
            "token_type": "Bearer",
            "access_token": secrets.token_urlsafe(16),
            "expires_in": 300,
            "id_token": self._id_token(grant),
        }

    def _is_client(self, form: Mapping[str, str], head: str) -> bool:
        if head.startswith("Basic "):
            self.shown.append("basic")
            name, _, secret = base64.b64decode(head[6:]).decode().partition(":")
            return (unquote(name), unquote(secret)) == (CLIENT, SECRET)
        self.shown.append("post" if "client_secret" in form else "public")
        return form.get("client_id") == CLIENT and form.get("client_secret", SECRET) == SECRET

    def _id_token(self, grant: Grant) -> str:
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": self.address,
            "sub": grant.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            "email": "zhang.chi@example.com",
            **grant.extra,
            **self.lies.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.lies.token is not None:
            return self.lies.token(claims)
        key = CURVE if self.signing == "curve" else KEYS[self.signing]
        usual = {"alg": "ES256" if self.signing == "curve" else "RS256", "kid": self.signing}
        header = {**usual, **self.lies.header}
        header = {name: value for name, value in header.items() if value is not None}
        return signed(header, claims, self.lies.key or key)


def signed(header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
    """A token signed as its header says."""
    algorithms = ["RS256", "PS256", "ES256", "HS256", "none"]
    return jwt.encode(header, claims, key, registry=JWSRegistry(algorithms=algorithms))


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says of itself that nobody signed it."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "one"}, claims)
    words = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts)
    return b".".join([*words, b""]).decode()


def signed_with_public_key(claims: dict[str, Any]) -> str:
    """A token signed with what everybody can read: the public key, taken for a shared secret."""
    pem = KEYS["one"].as_pem(private=False)
    header, body = (
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=")
        for one in ({"alg": "HS256", "typ": "JWT", "kid": "one"}, claims)
    )
    mark = hmac.digest(pem, header + b"." + body, "sha256")
    return b".".join([header, body, base64.urlsafe_b64encode(mark).rstrip(b"=")]).decode()


def shared_key() -> Any:
    """A key that both sides would have."""
    return OctKey.generate_key(256, {"kid": "shared"}, private=True)


def challenge(verifier: str) -> str:
    """What PKCE makes of a verifier."""
    mark = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(mark).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    company: Company

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.company.asked.append(parts.path)
        if self._lied(parts.path):
            return
        if parts.path == "/.well-known/openid-configuration":
            self._json(200, self.company.metadata())
        elif parts.path == "/keys":
            self._json(200, self.company.keys())
        elif parts.path == "/authorize":
            self._on(self.company.authorize(asked))
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        self.company.asked.append(self.path)
        if self._lied(self.path):
            return
        status, told = self.company.token(form, self.headers.get("Authorization", ""))
        self._json(status, told)

    def _lied(self, path: str) -> bool:
        lies = self.company.lies
        if path in lies.away:
            self._on(lies.away[path])
        elif path in lies.bodies:
            self._send(200, lies.bodies[path])
        elif path in lies.broken:
            self._json(lies.broken[path], {"error": "server_error"})
        else:
            return False
        return True

    def _on(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, told: Mapping[str, Any]) -> None:
        self._send(status, json.dumps(told).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  named by the library
        """Say nothing."""


@contextmanager
def serving(clock: Callable[[], datetime]) -> Iterator[Company]:
    """A provider under an address of this machine, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    company = Company(address=f"http://127.0.0.1:{server.server_port}", clock=clock)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"company": company})
    with served(server):
        yield company
