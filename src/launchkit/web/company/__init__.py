"""The company's own sign-in (OpenID Connect): the provider as we know it, and the only way out to it."""

from __future__ import annotations
