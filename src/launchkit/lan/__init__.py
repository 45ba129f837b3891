"""Pages for the telephones of one local network: who the machine is there, and certificates that they can trust."""

from __future__ import annotations
