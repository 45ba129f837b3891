"""The papers of running a branch and of closing a case: registers, counts, hand-overs, reports and data sheets.

What each has to show is copied here from the table of documents in the study of the field, not from its fields.yaml.
Each page is printed once, from its sample; the rest is asked of the filled page.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Fonts, Press, Renderer, Templates, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    filled,
    printed,
    read,
    required_only,
    sample,
    shipped_spec,
    stretched,
)

#: by document: words that stand on the printed sample, white space left out
SHOWN = {
    "dispatch_agreement": (
        "甲方（用人单位）",  # employer
        "派驻单位锐修科技有限公司沈阳铁西分公司",  # host
        "1张弛派驻负责人2026年3月2日2026年5月31日¥180.00",  # post, term, pay
        "工作地点为沈阳",  # place
        "每月不超过36小时",  # hours
        "之后住公司租赁的宿舍",  # housing
        "社会保险由总部在北京继续缴纳",  # insurance bearer
        "由甲方承担工伤保险责任",  # injury
        "《中华人民共和国劳动合同法》第三十五条",
    ),
    "fire_route_sheet": (
        "资料表",
        "非官方表格，供填报用",
        "公众聚集场所是否",  # place type
        "整栋建筑面积8,600.00平方米",  # building
        "建筑高度23.50米",
        "装修面积156.40平方米工程投资额¥86,000.00",  # works
        "书面答复内容多层建筑一层维修门店",  # answer, person, date
        "答复人或工号工号005",
        "答复日期2026年3月20日",
        "竣工后消防备案需要不需要",
    ),
    "property_rules": (
        "人民币壹仟贰佰伍拾元整（¥1,250.00）",  # fee
        "进出与夜间用电每日7至22时",  # hours
        "装修押金人民币伍仟元整（¥5,000.00）",  # deposit
        "出入证",  # passes
        "废电池、电路板单独装箱",  # waste
        "从装修押金中扣500元一次",  # penalties
    ),
    "works_acceptance": (
        "1插座回路线径4平方毫米铜线合格不合格2026年4月8日",  # item, standard, result
        "照片编号",  # photo
        "1维修区墙面两处色差2026年4月24日2026年4月23日",  # due
        "合格但有整改项",
        "施工单位",  # signers
        "第十三条",
    ),
    "it_activation": (
        "1商务宽带示例运营商SY202603260001300M2026年4月10日",  # line, date
        "账号或设备使用岗位权限（角色）开通日期",  # account, role, device
    ),
    "shop_sign_file": (
        "资料表",
        "统一社会信用代码91210106MA0TEXT20T",  # licence
        "尺寸与材质6.0米×0.9米",  # size
        "位置一层门头",  # place
        "不动产权证号辽（2019）",  # title, lease
        "租赁合同编号RX-SYTX-ZL-2026-001",
        "店招效果图和尺寸、结构图",  # drawing
        "门面现状照片",  # photo
    ),
    "fire_safety_plan": (
        "消防安全责任人宋宁",  # responsible person
        "疏散示意图",  # map
        "1指挥分公司负责人判断火情",  # roles
        "首次演练日期2026年4月29日",  # drill record
        "第十六条",
    ),
    "licence_register": (
        "1营业执照正本91210106MA0TEXT20T2026年3月31日",  # type, number, issue
        "有效期至保管岗位份数",  # expiry, keeper, copies
        "借出与归还",
    ),
    "seal_use_log": (
        "1公章银行开户申请书2周正林舟2026年4月3日10时20分",  # no., doc, copies, approver, user, time
        "第二十五条",
    ),
    "tax_matters": (
        "资料表",
        "1税务信息确认DZSWJ202604030012026年4月3日DL08",  # matter, receipt, date, deadline
        "税额合计（大写）人民币柒佰陆拾贰元壹角玖分",
    ),
    "bank_account_sheet": (
        "资料表",
        "账号1000000000000000017",  # account
        "开户银行示例银行沈阳铁西支行",  # bank
        "2宋宁名章付款预留印鉴¥50,000.00",  # signers, limits
        "人民币伍万元整（¥50,000.00）",
        "1UK000001制单许账",  # token numbers
    ),
    "journals": (
        "序号日期凭证字号摘要对方科目借方（收入）贷方（支出）方向余额核对出纳复核",  # columns
        "12026年4月10日银收1总部拨入开办款其他应付款—总部¥50,000.00借¥50,000.00许账陈敏",
        "期末余额：人民币肆万捌仟叁佰贰拾元整¥48,320.00",
        "一、现金日记账",
        "二、银行存款日记账",
    ),
    "background_check": (
        "调查范围与来源：学历证书编号查验",  # scope, sources
        "自愿同意",  # consent
        "涉及敏感个人信息的，本人单独同意",
        "日期：2026年9月28日",
        "核实结果学历、工作时间与本人所述一致",  # result
        "第十三条",
        "第十七条",
        "第二十九条",
    ),
    "rules_receipt": (
        "1员工手册2026-022026年2月10日",  # list, version
        "本人已阅读并理解上列规章制度",  # read and understood
        "签收日期2026年10月13日",  # date
        "签收人：何雨",
        "《中华人民共和国劳动合同法》第四条",
    ),
    "daily_brief": (
        "日报",
        "当日接单当日完成期末未完成649",  # orders in, out, open
        "人员到岗4人",  # people
        "现金账实相符",  # cash
        "备件差异无差异",  # parts
        "风险厂商站点代码尚未下发",  # risks
        "明日安排两台上门",  # tomorrow
    ),
    "training_plan": (
        "1安全与消防（静电、用电、锂电池、疏散）安全24派驻同事80分",  # course, hours, trainer, pass mark
        "学时合计76",
        "课件清单",
    ),
    "training_sign_in": (
        "12026年10月19日笔记本主板级检测8总部技术何雨88CERT-0001",  # date, topic, hours, names, score
        "参加人签字",  # sign
        "带教人签字",  # mentor
        "每类业务至少跟岗5单",
        "第二十八条",
    ),
    "work_licence_check": (
        "持证人何雨",
        "证号T210106199001010002",
        "第三十条",
    ),
    "tool_list": (
        "1SY-T-001防静电工作台ESD-120E12000001¥1,880.00维修工程师",  # tag, model, serial, price, keeper
        "合计¥2,530.00",
        "人民币贰仟伍佰叁拾元整",
    ),
    "stock_count": (
        "2FRU-0107键盘B-031099-1运单缺一件",  # part no., name, bin, book, counted 1/2, diff, reason
        "初盘人签字：日期：",  # three signatures
        "复盘人签字：",
        "监盘人签字：",
    ),
    "vendor_letter": (
        "示例电脑品牌：",
        "服务授权合同SV-2026-008",  # contract reference
        "已领营业执照；两名工程师取得认证",  # facts
        "申请沈阳铁西站点代码",  # request
    ),
    "public_notice": (
        "2清洁除尘台¥120.0030",  # service, price, warranty
        "投诉电话400-000-0000",  # phone
        "《明码标价和禁止价格欺诈规定》第七条",
        "第十五条",
        "《家电维修服务业管理办法》第五条",
    ),
    "go_no_go_sheet": (
        "1营业执照已领执照且已挂出是否",  # gates
        "8网络与系统",
        "1执照执照照片，正本已挂接待区总部运营",  # proof
        "带条件试营业",  # go or no-go
        "批准人",
        "第四十三条",
    ),
    "service_ledger": (
        "1SY20261102-0012026年11月2日客户甲示例品牌X1，序列号SN000001不开机工位何雨2026年11月5日维修中",
        "第八百八十八条",
    ),
    "work_handover": (
        "1印章公章、财务专用章、合同章、负责人名章各一枚附件11完好",  # domains, lists
        "附件页数合计7",  # pages
        "1报送第一份年度报告",  # open items
        "密码、保险柜和门禁已全部更换已更换",  # passwords changed
        "移交人：林晓签字：",  # three signatures
        "接收人：王珂签字：",
        "监交人：周宁签字：",
        "一式三份",
        "《中华人民共和国会计法》第三十九条",
    ),
    "closing_audit": (
        "专案开始日2026年9月1日目标日期2026年11月16日",  # timeline
        "法定期限15项，其中按期完成14项，逾期1项",  # deadlines met and late
        "1NB-20DL352房产证原件",  # with days
        "节余¥13,500.00人民币壹万叁仟伍佰元整",  # cost
        "1NB-26隐蔽工程照片一张",  # evidence gaps
        "备件开库少一件键盘",  # exceptions
        "签租约前先看产权证原件",  # recommendations
    ),
    "parts_register": (
        # order, part, serial out, issued, two signatures, serial in, returned
        "1SY20261102-001FRU-0001MB0000012026年11月2日P8P11MB9000092026年11月3日坏件",
        "库管签字领用人签字",
        "交回人签字库管签字",
    ),
    "cash_count": (
        "盘点时间2026年11月3日17:20",  # time
        "¥100.0018¥1,800.00",  # denominations and pieces
        "合计48¥2,080.00",
        "实盘金额（大写）：人民币贰仟零捌拾元整",
        "2加：已收未入账¥0.00",  # vouchers not yet booked
        "1现金日记账账面余额¥2,080.00",  # book balance
        "6长款（实盘多于账面）¥0.00",  # difference and reason
        "差额说明无差额",
        "出纳：赵远签字：",  # three signatures
        "盘点人：林晓签字：",
        "监盘人：何雨签字：",
        "白条、借条不得抵充现金",
    ),
    "dormitory_lease_sheet": (
        "宿舍地址沈阳市铁西区示例小区3号楼1单元502",
        "居住人数4人",
        "人民币贰仟陆佰元整（¥2,600.00）",
        "没有用厨房、卫生间、阳台、地下储藏室住人",
    ),
    "staff_register": (
        # the eight entries of the register
        "1何雨女210106199001010002",
        "13800000001全日制2026年10月12日固定期限，36个月至2029年10月11日",
        "户籍地址现住址联系方式用工形式用工起始时间劳动合同期限",
        "第八条",
    ),
    "insurance_unit_sheet": (
        "资料表",
        "单位编号21010600000001",
        "单位缴存比例8%个人缴存比例8%",
        "每月发薪日10日",
    ),
}  # fmt: skip

DOCUMENTS = sorted(SHOWN)
#: pages that claim nothing of the law
WITHOUT_LAW = {
    "daily_brief", "closing_audit", "it_activation", "parts_register", "property_rules",
    "stock_count", "tool_list", "vendor_letter",
}  # fmt: skip
ONE_PAGE = {
    "cash_count", "daily_brief", "parts_register", "public_notice", "rules_receipt", "stock_count",
    "tool_list", "vendor_letter", "staff_register", "service_ledger", "work_licence_check",
}  # fmt: skip
#: fields whose table has a column or block of its own on the page
LISTED = [name for name in DOCUMENTS if any(isinstance(v, list) for v in sample(name).values())]


@pytest.fixture(scope="session")
def pages_of(fonts: Fonts, shipped: Templates, worker: Renderer) -> dict[str, list[str]]:
    """Every sample, printed once for all tests."""
    press = Press(shipped, fonts, worker)
    return {name: read(printed(press, name, numbered(name))) for name in DOCUMENTS}


def numbered(name: str) -> dict[str, Any]:
    """The sample with a number only where the document has a series, as it is issued."""
    values = sample(name)
    return values if shipped_spec(name).series else values | {"document_number": ""}


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(
    pages_of: dict[str, list[str]], name: str
) -> None:
    pages = pages_of[name]
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) <= (1 if name in ONE_PAGE else 2)
    assert "None" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(shipped: Templates, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    page = filled(name, values, shipped)
    assert "None" not in page
    assert "True" not in page
    assert "人民币（" not in page, "an amount nobody gave"
    assert shipped_spec(name).title.zh in page


@pytest.mark.parametrize("name", LISTED)
def test_a_long_table_may_break_and_repeats_its_head(shipped: Templates, name: str) -> None:
    page = filled(name, stretched(name, rows=60, letters=200), shipped)
    long = [
        table for table in re.findall(r"<table.*?</table>", page, re.DOTALL) if ">60</td>" in table
    ]
    assert long or name == "cash_count", "rows are numbered, but for notes of money"
    for table in long:
        assert "keep" not in table.split(">", 1)[0]
        assert "<thead>" in table


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_a_data_sheet_is_marked_as_one_and_typed_text_stays_text(
    shipped: Templates, name: str
) -> None:
    values = sample(name)
    for key in [key for key, value in values.items() if isinstance(value, str) and "，" in value]:
        values[key] = f"<b>{values[key]}</b>"
    own = filled(name, values, shipped)
    official = shipped_spec(name).form == "official"
    assert ('data-mark="资料表"' in own) is official
    assert ("非官方表格，供填报用" in own) is official
    assert "<b>" not in own


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_of_a_form_stands_on_its_page_unless_it_is_printed_around_it(
    shipped: Templates, name: str
) -> None:
    page = shipped.source(shipped.page(name))
    frame = {"check_code", "document_number", "document_date", "case_number", "company_name"}
    unused = [
        field.name
        for field in shipped_spec(name).fields
        if field.name not in frame and not re.search(rf"\b{field.name}\b", page)
    ]
    assert unused == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited <= known_articles()
    assert loose_articles(page) == []
    assert bool(cited) is (name not in WITHOUT_LAW)


def test_a_brief_speaks_of_its_own_span_of_time(shipped: Templates) -> None:
    weekly = filled("daily_brief", sample("daily_brief") | {"brief_kind": "weekly"}, shipped)
    assert "本周接单" in weekly
    assert "下周安排" in weekly
    assert "当日" not in weekly
    minutes = filled("daily_brief", sample("daily_brief") | {"brief_kind": "minutes"}, shipped)
    assert "出席签字" in minutes
    unknown = filled("daily_brief", sample("daily_brief") | {"brief_kind": None}, shipped)
    assert "box on" not in unknown


def test_a_count_that_does_not_add_up_says_so(shipped: Templates) -> None:
    values = sample("cash_count")
    wrong = filled("cash_count", values | {"cash_counted": 207000, "cash_short": 1000}, shipped)
    assert "面额明细合计与实盘金额不一致" in wrong
    assert "短款：人民币壹拾元整" in wrong
    assert "不一致" not in filled("cash_count", values, shipped)


def test_a_count_without_unbooked_vouchers_leaves_the_sum_open(shipped: Templates) -> None:
    values = sample("cash_count") | {"cash_unbooked_in": None}
    page = filled("cash_count", values, shipped)
    assert '应存余额（1＋2－3）</td><td class="num"></td>' in page


def test_each_voucher_stands_in_the_book_it_names(shipped: Templates) -> None:
    row = {"date": "2026-04-14", "summary": "收维修费", "counter_account": "主营业务收入",
           "debit": 12000, "direction": "借", "balance": 12000, "cashier": "许账"}  # fmt: skip
    values = sample("journals")
    rows = [*values["journal_rows"], row | {"voucher": "现收1"}, row | {"voucher": "记9"}]
    page = filled("journals", values | {"journal_rows": rows}, shipped)
    cash, rest = page.split("二、银行存款日记账")
    bank, neither = rest.split("三、凭证字号未注明")
    assert "现收1" in cash
    assert "期末余额：人民币壹佰贰拾元整" in cash
    assert "银收1" in bank
    assert "现收1" not in bank
    assert "记9" in neither
    assert "三、" not in filled("journals", values, shipped)


def test_an_overdrawn_book_is_printed_and_not_refused(shipped: Templates) -> None:
    values = sample("journals")
    rows = [row | {"balance": -5000} for row in values["journal_rows"]]
    page = filled("journals", values | {"journal_rows": rows, "opening_bank_balance": -1}, shipped)
    assert "期末余额：人民币负伍拾元整" in page
    assert '<td class="mid">贷</td><td class="num">-¥0.01</td>' in page


def test_a_shut_gate_is_named_beside_the_decision(shipped: Templates) -> None:
    values = sample("go_no_go_sheet")
    shut = filled("go_no_go_sheet", values | {"gate_fire": False, "gate_staff": False}, shipped)
    assert "<strong>消防</strong>、<strong>人员</strong>" in shut
    assert 'scope="row">尚未满足</th><td>无</td>' in filled("go_no_go_sheet", values, shipped)


def test_an_overrun_is_called_one(shipped: Templates) -> None:
    values = sample("closing_audit") | {"actual_cost": 30100000}
    page = filled("closing_audit", values, shipped)
    assert "超支" in page
    assert "人民币壹仟元整" in page
    assert "节余" not in page


def test_parts_that_are_not_back_are_counted(shipped: Templates) -> None:
    values = sample("parts_register")
    (back,) = values["parts_movements"]
    out = back | {"serial_back": None, "returned_on": None, "state": None}
    page = filled("parts_register", values | {"parts_movements": [back, out, out]}, shipped)
    figures = re.findall(r">(\d+)</td>", page[page.index("核销汇总") :])
    assert figures == ["3", "1", "2", "0"]


def test_what_was_found_about_a_person_stands_apart_from_the_consent(shipped: Templates) -> None:
    page = filled("background_check", sample("background_check"), shipped)
    consent, inner = page.split('<div class="new-page">')
    assert "本人所述一致" in inner
    assert "本人所述一致" not in consent
