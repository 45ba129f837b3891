"""The roles a person can have in a case, and the authority each of them carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from launchkit.domain.checklist import Text


class Authority(StrEnum):
    """What a role may do; the rules know authorities, people know roles."""

    DOES = "does"
    DECIDES = "decides"
    #: works like the others and answers what is asked of counsel
    COUNSELS = "counsels"
    AUDITS = "audits"
    ADMINISTERS = "administers"
    SYSTEM = "system"
    #: named on paper and waited for, but without an account
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role with its titles and authority."""

    id: str
    title: Text
    authority: Authority

    @property
    def can_own(self) -> bool:
        """True when a task may name this role first; an outside party's task is answered for by the lead."""
        return (
            self.authority
            in {
                Authority.DOES,
                Authority.DECIDES,
                Authority.COUNSELS,
                Authority.AUDITS,
                Authority.OUTSIDE,
            }
            and self.id != "everyone"
        )

    @property
    def can_approve(self) -> bool:
        """True when finished work may be put before this role: one person of ours with an account."""
        working = {Authority.DOES, Authority.DECIDES, Authority.COUNSELS}
        return self.authority in working and self.id != "everyone"


def _role(id_: str, zh: str, en: str, authority: Authority = Authority.DOES) -> Role:
    return Role(id=id_, title=Text(zh=zh, en=en), authority=authority)


#: every role by its id, in the order in which people list them
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        role.id: role
        for role in (
            _role("lead", "派驻负责人", "dispatched lead"),
            _role("mate", "派驻同事", "dispatched colleague"),
            _role("manager", "分公司负责人", "head of the branch"),
            _role("hq_lead", "总部项目负责人", "headquarters lead", Authority.DECIDES),
            _role("hq_ops", "总部运营", "headquarters operations"),
            _role("hq_fin", "总部财务", "headquarters finance"),
            _role("hq_hr", "总部人事", "headquarters personnel"),
            _role("hq_it", "总部信息", "headquarters IT"),
            _role("hq_leg", "总部法务", "headquarters legal", Authority.COUNSELS),
            _role("hq_part", "总部备件", "headquarters spare parts"),
            _role("hq_tec", "总部技术", "headquarters technical support"),
            _role("superior", "上级分公司", "superior branch"),
            _role("everyone", "全体人员", "everyone in the case"),
            _role("auditor", "审计", "auditor", Authority.AUDITS),
            _role("administrator", "系统管理员", "administrator", Authority.ADMINISTERS),
            _role("system", "系统", "system", Authority.SYSTEM),
            _role("landlord", "房东", "landlord", Authority.OUTSIDE),
            _role("property", "物业", "property management", Authority.OUTSIDE),
            _role("contractor", "施工单位", "contractor", Authority.OUTSIDE),
            _role("agent", "代理人", "commissioned agent", Authority.OUTSIDE),
        )
    }
)
