"""What can be wrong with the bytes of a trail. No message ever quotes a value."""

from __future__ import annotations


class TrailError(ValueError):
    """Something is not as trail format 1 demands."""


class CanonicalError(TrailError):
    """A value or its bytes break the canonical rules; `path` says where (`$` is the whole)."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class TreeError(TrailError):
    """A hash, size or index that no RFC 9162 tree can have."""


class EnvelopeError(TrailError):
    """A field of an entry is missing, unknown, or of the wrong type or form."""


class CommitmentError(TrailError):
    """A salt that is not 32 bytes."""


class NoteError(TrailError):
    """A checkpoint that is not a C2SP signed note, or is not signed by the expected key."""
