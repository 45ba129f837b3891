"""Who may change the register of people, companies and branches: administrators, and who leads at headquarters."""

from __future__ import annotations

from launchkit.domain.accounts import Origin
from launchkit.domain.errors import Refused
from launchkit.domain.matrix import HouseOperation
from launchkit.domain.rules.administration import needs_administrator
from launchkit.domain.rules.house import may, refused
from launchkit.web.security.viewer import Viewer


def may_in_house(viewer: Viewer, operation: HouseOperation) -> bool:
    """Whether somebody may do this to the whole house, by the rule of the domain."""
    house = viewer.site.office.desk.house()
    held = (role for roles in viewer.roles.values() for role in roles)
    return may(house, viewer.person, operation, held)


def may_register(viewer: Viewer) -> bool:
    """Whether somebody may register and change people, companies and branches."""
    return may_in_house(viewer, HouseOperation.REGISTER)


def may_administer(viewer: Viewer) -> bool:
    """Whether somebody looks after accounts; on this machine's examples that is everybody, until there is an administrator."""
    house = viewer.site.office.desk.house()
    nobody = not house.administrators and viewer.session.origin is Origin.EXAMPLES
    return viewer.administrator or nobody


def require_registrar(viewer: Viewer) -> None:
    """Refuse whoever may not change the register."""
    if not may_register(viewer):
        raise refused(HouseOperation.REGISTER)


def require_administrator(viewer: Viewer) -> None:
    """Refuse whoever does not look after accounts."""
    if not may_administer(viewer):
        raise needs_administrator(viewer.site.office.desk.house())


def require_other(viewer: Viewer, person: str) -> None:
    """Refuse whoever would change their own rights, by whichever of their codes."""
    roster = viewer.site.office.desk.house().roster()
    if roster.human(viewer.person) == roster.human(person):
        raise Refused(
            "own_rights",
            "自己的角色和权限不能由自己改，请另一位办理。",
            "Nobody changes their own roles and rights; ask another person.",
        )
