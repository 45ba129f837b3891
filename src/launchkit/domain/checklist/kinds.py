"""The closed lists of words in a checklist."""

from __future__ import annotations

from enum import StrEnum


class FactType(StrEnum):
    """Kinds of fact values; the value's Python type in brackets."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, several lines
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # str, plain decimal notation
    MONEY = "money"  # int, fen
    DATE = "date"  # str, ISO
    INSTANT = "instant"  # str, ISO with offset
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str, the id of an Option
    USCC = "uscc"  # str, 18 characters, unified social credit code
    ID_NUMBER = "id_number"  # str, 18 characters, resident identity number
    PHONE = "phone"  # str
    BANK_ACCOUNT = "bank_account"  # str of digits
    PERSON = "person"  # str, the code of somebody in the team
    TABLE = "table"  # list of dicts keyed by column id


class Personal(StrEnum):
    """How far a value concerns a living person."""

    NONE = "none"
    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTH = "month"
    HOUR = "hour"


class Roll(StrEnum):
    """What happens to a last day that is a rest day."""

    NONE = "none"
    FORWARD = "forward"
    BACKWARD = "backward"
    TAX_EXTENSION = "tax_extension"
    TAX_FILING = "tax_filing"


class DueKind(StrEnum):
    """Whether a task has to be begun or finished by the date."""

    START = "start"
    FINISH = "finish"


class Each(StrEnum):
    """Length of a recurring period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class CasePoint(StrEnum):
    """The two dates every case has."""

    START = "start"
    TARGET = "target"


class ApprovalMode(StrEnum):
    """How many of the named roles have to agree."""

    ANY = "any"
    ALL = "all"
    SEQUENCE = "sequence"


class PaperForm(StrEnum):
    """In which form a paper has to be brought."""

    ORIGINAL = "original"
    COPY = "copy"


class EvidenceKind(StrEnum):
    """What sort of thing proves an item."""

    SCAN = "scan"
    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    FILE = "file"
