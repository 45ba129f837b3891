"""Texts that people write, read into frozen data: checklists, parts, statutes, calendars, documents, case files.

`checking.check` finds every problem at once; `resolve.resolve` puts a checklist together;
`pinning` turns a resolved checklist into the canonical bytes that a case pins, and back.
"""

from __future__ import annotations
