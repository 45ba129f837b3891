"""The papers of relieving a branch that is short of people: what is missing, who stands in, by which terms.

What each has to show is copied here from the table of documents in the study of the field, not from its fields.yaml.
Each page is printed once from its sample and once with long tables; the rest is asked of the filled page.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Fonts, Press, Renderer, Templates, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    archivable,
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
    "backlog_list": (
        "清点日期2026年10月14日",
        "186单，其中涉及安全1单已隔离：是否",
        "14天（目标5天，现为目标的2.8倍）",
        "安全厂商时限已付款超期重点待件",  # the classes of the triage
        "51111011022",  # counted by class and by age
        "1安全SY20261001-011客户甲13",
        "共5单；其余181单",
        "复核人：",
        "《中华人民共和国民法典》第八百八十八条",
    ),
    "capacity_sheet": (
        "2快修18.545833",  # type, orders a day, standard minutes, minutes
        "3上门69050840",  # travel
        "2,177",  # demand
        "8小时×60×0.7336",  # productive ratio
        "5×（1－5%）×3361,596",  # absence, capacity
        "581÷336，保留一位小数1.7人",  # the gap in heads, worked out before the eyes
        "581×20.67天÷60200小时",  # 20.67 days
        "按补2人测算",
        "125%1681,764－413",  # ramp-up
        "4100%6722,268＋91",
        "每日净减目标8单，按目标需24个工作日；计划清零日期：2026年11月13日",
        "12026年10月15日178186＋8",  # burn-down
        "21.75天",
        "总部复核",
    ),
    "complaint_log": (
        "1件",
        "2026年10月19日收到",
        "12026年10月16日12315SY20261001-011尽快修好10月17日已修复交付",
        "合计3件，已答复2件；退费大写：人民币捌拾元整¥80.00",
        "第二十一条",
        "2022年文本，办理时以现行规定为准",
    ),
    "dispatch_review": (
        "1打包员临时性12是否",  # post, kind, number, months
        "临时性",
        "辅助性",
        "替代性",
        "目前6023.3%",  # share of the headcount
        "按第一项派遣后6357.9%",
        "目前最多可以使用派遣人员6人",
        "劳务派遣经营许可证号示例0000001",  # licence
        "批准人",
        "第六十六条",
        "《劳务派遣暂行规定》第三条",
    ),
    "duty_roster": (
        "序号日期岗位值班人备份到岗签字",
        "12026年10月15日接待宋川林晓",  # day, post, person, cover
        "62026年10月15日收银赵远林晓",
        "共9个班",
        "每周至少排休一天",
        "第三十五条",
    ),
    "flexible_work_sheet": (
        "统一社会信用代码91110108MA00TEXT08",
        "1周安非全日制4¥25.0015工伤保险",
        "平均每日工作时间4小时4小时符合超过",
        "每周累计工作时间24小时24小时",
        "报酬结算周期15日15日",
        "试用期不得约定",
        "最低小时工资标准",
        "实习责任险",
        "返聘人员不再一律按劳务关系处理",
        "签订前与法务核实",
        "第七十二条",
    ),
    "incentive_notice": (
        "锐修科技有限公司临时激励通知特修激〔2026〕7号",
        "锐修科技有限公司沈阳铁西分公司全体员工：",
        "自2026年10月19日起",
        "1积压清零奖每日净减目标之外，每多净减一单维修工程师¥10.002026年11月13日",
        "人民币捌仟元整（¥8,000.00）",
        "不修改公司现行薪酬制度",
        "不抵扣工资和加班费",
        "公章",
        "第四条",
    ),
    "key_post_cover": (
        "1出纳赵远林晓2026年10月13日",  # post, person, cover, from
        "任职人签字",
        "备份人签字",
        "库管邓立，备份周安",
        "出纳不兼稽核、会计档案保管和收入、支出、费用、债权债务账目是否",
        "《中华人民共和国会计法》第三十五条",
    ),
    "outsourcing_review": (
        "1取送机（每件）示例物流有限公司¥25.00承包方",
        "承包方自行招用、排班、考勤",
        "承包方自己派人、自己管理、自担责任是否",
        "外包部分环节",
        "须与法务核实",
        "第二十三条",
    ),
    "overtime_register": (
        "协商日期2026年10月14日（与工会和职工）",
        "每日3小时，每月30小时",
        "积压账龄超目标两倍",
        # date, person, from to, reason, consent, hours, sum of the month, compensation
        "12026年10月15日何雨18:00—20:00积压快修是26150%",
        "本人签字",
        "单人单月最高（不超过36小时）",
        "孕7个月以上、哺乳期未安排加班和夜班",
        "第四十四条",
        "《工资支付暂行规定》第六条",
    ),
    "remote_rota": (
        "12026年10月15日9:00—18:00何峻远程诊断、录单",
        "明确同意并记在服务单上",
        "系统权限截止日期",
        "第五十一条",
    ),
}  # fmt: skip

DOCUMENTS = sorted(SHOWN)
TWO_PAGES = {"capacity_sheet", "dispatch_review", "flexible_work_sheet", "outsourcing_review"}
#: head of the long table of each, and a word of one of its rows
LONG = {
    "backlog_list": ("序号级别服务单号客户账龄/天下一步新承诺日期责任人处理结果", "客户丁"),
    "capacity_sheet": ("序号业务类型日均单量标准分钟路程分钟每日分钟", "18.545"),
    "complaint_log": ("序号收到日期来源服务单号诉求答复与日期退费跟进人办结", "尽快修好"),
    "dispatch_review": ("序号岗位岗位性质人数月数属于主营业务岗位", "录单员"),
    "duty_roster": ("序号日期岗位值班人备份到岗签字", "总部代录"),
    "flexible_work_sheet": ("序号姓名形式每日小时小时报酬几天一结工伤或责任险协议签订日期", "韩青"),
    "incentive_notice": ("序号项目计算办法适用人员标准截止日期", "借调人员"),
    "key_post_cover": ("序号岗位现由谁备份开始日期不得兼任任职人签字备份人签字", "采购、单独盘点"),
    "outsourcing_review": ("序号环节承包方单价由谁指挥人员", "保洁（每次）"),
    "overtime_register": ("序号日期姓名起止事由本人同意本人签字小时当月累计补偿批准人签字", "积压快修"),
    "remote_rota": ("序号日期时段值班人内容值班人签字", "张弛"),
}  # fmt: skip


@pytest.fixture(scope="session")
def press_of_all(fonts: Fonts, shipped: Templates, worker: Renderer) -> Press:
    return Press(shipped, fonts, worker)


def numbered(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values with a number only where the document has a series, as it is issued."""
    return values if shipped_spec(name).series else values | {"document_number": ""}


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(
    press_of_all: Press, tmp_path: Any, name: str
) -> None:
    pdf = printed(press_of_all, name, numbered(name, sample(name)))
    archivable(pdf, tmp_path)
    pages = read(pdf)
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) == (2 if name in TWO_PAGES else 1)
    assert "None" not in text
    assert "非官方表格" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_long_table_repeats_its_head_and_ends_before_the_signatures(
    press_of_all: Press, name: str
) -> None:
    head, row = LONG[name]
    values = stretched(name, rows=90, letters=200)
    pages = read(printed(press_of_all, name, numbered(name, values)))
    with_rows = [page for page in pages if row in page]
    assert len(with_rows) > 1
    assert all(head in page for page in with_rows)
    assert len(pages) < 16
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


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_without_any_rows_can_be_filled_in_by_hand(shipped: Templates, name: str) -> None:
    values = {key: [] if isinstance(value, list) else value for key, value in sample(name).items()}
    page = filled(name, values, shipped)
    assert "None" not in page
    nothing = filled(name, dict.fromkeys(values), shipped)
    assert "None" not in nothing
    assert "box on" not in nothing, "an answer nobody gave"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_typed_text_stays_text(shipped: Templates, name: str) -> None:
    values = sample(name)
    for rows in [rows for rows in values.values() if isinstance(rows, list)]:
        rows[0] |= {key: f"<b>{cell}" for key, cell in rows[0].items() if isinstance(cell, str)
                    and not re.match(r"[\d-]+$", cell)}  # fmt: skip
    assert "<b>" not in filled(name, values, shipped)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_of_a_form_stands_on_its_page_unless_it_is_printed_around_it(
    shipped: Templates, name: str
) -> None:
    page = shipped.source(shipped.page(name))
    frame = {"check_code", "document_number"}
    unused = [
        field.name
        for field in shipped_spec(name).fields
        if field.name not in frame and not re.search(rf"\b{field.name}\b", page)
    ]
    assert unused in ([], ["document_date"]), "a roster is dated by its first day"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited
    assert cited <= known_articles()
    assert loose_articles(page) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nobody_is_accused_and_no_number_of_a_person_is_printed(
    shipped: Templates, name: str
) -> None:
    page = filled(name, sample(name), shipped)
    for word in ("犯罪", "嫌疑", "侵占", "贪污", "违纪"):
        assert word not in page
    assert not re.search(r"\b1[3-9]\d{9}\b|\b\d{17}[\dX]\b", page)


# what the pages work out


def capacity(templates: Templates, **changed: Any) -> str:
    return re.sub(r"<[^>]+>|\s", "", filled("capacity_sheet", sample("capacity_sheet") | changed, templates))  # fmt: skip


def test_sums_that_do_not_agree_are_named(shipped: Templates) -> None:
    assert "须核对" not in capacity(shipped)
    assert "按算式为1,596，须核对" in capacity(shipped, capacity_minutes_per_day=1700)
    assert "按算式为2,177，须核对" in capacity(shipped, demand_minutes_per_day=2100)
    assert "2.0人按算式为1.7，须核对" in capacity(shipped, head_gap="2.0")


@pytest.mark.parametrize(
    ("ratio", "minutes"), [("0.65", "312"), ("0.705", "338"), ("1", "480"), ("1.0", "480")]
)
def test_a_ratio_is_read_as_it_was_typed(shipped: Templates, ratio: str, minutes: str) -> None:
    assert f"8小时×60×{ratio}{minutes}" in capacity(shipped, productive_ratio=ratio)


@pytest.mark.parametrize("ratio", ["", "70", "0", "0.70001", "abc"])
def test_an_odd_ratio_leaves_the_sums_open(shipped: Templates, ratio: str) -> None:
    page = capacity(shipped, productive_ratio=ratio)
    assert "第6行÷第4行" in page
    assert "人测算" not in page
    assert "须核对" not in page


@pytest.mark.parametrize(
    ("days", "hours"), [("20.67", "200小时"), ("21", "203小时"), ("20.7", "200小时")]
)
def test_the_month_is_as_long_as_it_was_typed(shipped: Templates, days: str, hours: str) -> None:
    assert f"581×{days}天÷60{hours}" in capacity(shipped, days_per_month=days)


def test_enough_people_are_no_gap(shipped: Templates) -> None:
    page = capacity(shipped, demand_minutes_per_day=1500, head_gap="0", demand_by_type=[])
    assert "1,500－1,596－96分钟" in page
    assert "0人" in page
    assert "须核对" not in page


def test_the_backlog_is_counted_from_its_own_rows(shipped: Templates) -> None:
    values = sample("backlog_list") | {"backlog_open_orders": 5, "backlog_safety_orders": 0,
                                       "safety_orders_isolated": None}  # fmt: skip
    page = filled("backlog_list", values, shipped)
    assert "其余" not in page
    assert "已隔离" not in page.split("分级清单</caption>")[0]
    both = [row | {"priority": "安全、超期", "age_days": None} for row in values["backlog_orders"]]
    page = filled("backlog_list", values | {"backlog_orders": both}, shipped)
    figures = re.findall(r'<td class="mid">(\d+)</td>', page.split("二、分级清单")[0])
    assert figures == ["5", "5", "0", "0", "5", "0", "0", "0", "0", "0", "0"]


def test_a_day_without_complaints_says_so(shipped: Templates) -> None:
    none = {"complaint_log": None, "complaints_open": 0, "complaint_oldest_on": None}
    page = filled("complaint_log", sample("complaint_log") | none, shipped)
    assert "当日没有登记的投诉" in page
    assert "人民币" not in page
    assert "没有登记" not in filled("complaint_log", sample("complaint_log"), shipped)


def test_a_share_beyond_ten_per_cent_is_ticked_as_such(shipped: Templates) -> None:
    values = sample("dispatch_review") | {"dispatched_count": 5}
    page = filled("dispatch_review", values, shipped)
    assert "12.6%" in page
    rows = page.split("三、用工比例")[1].split("</table>")[0].split("<tr>")[2:]
    assert ['box on"></span>是' in row for row in rows] == [True, False]
    long = [row | {"months": 7} for row in values["dispatch_posts"]]
    assert "超过6" in filled("dispatch_review", values | {"dispatch_posts": long}, shipped)
    nobody = filled("dispatch_review", values | {"total_headcount": 0}, shipped)
    assert "最多可以使用" not in nobody


def test_who_covers_himself_is_no_cover(shipped: Templates) -> None:
    values = sample("duty_roster")
    assert "另排备份" not in filled("duty_roster", values, shipped)
    alone = [row | {"backup": row["person"]} for row in values["duty_roster"]]
    assert "有9个班" in filled("duty_roster", values | {"duty_roster": alone}, shipped)
    values = sample("key_post_cover")
    keeper, store, _ = values["key_post_covers"]
    posts = [keeper | {"backup": keeper["person"]}, store | {"backup": None}]
    page = filled("key_post_cover", values | {"key_post_covers": posts}, shipped)
    assert "备份与任职人相同，须另定" in page
    assert "尚无备份" in page
    assert "本表未列" in page


def test_hours_beyond_the_law_are_marked(shipped: Templates) -> None:
    values = sample("overtime_register")
    assert "超过</strong>" not in filled("overtime_register", values, shipped)
    over = {"overtime_hours_peak_month": 37, "overtime_planned_day": 4}
    page = filled("overtime_register", values | over, shipped)
    assert "37小时　<strong>超过</strong>" in page
    assert "超过法定上限，须改" in page
    refused = [row | {"consent": False} for row in values["overtime_rows"]]
    page = filled("overtime_register", values | {"overtime_rows": refused}, shipped)
    assert "其中3人次本人不同意，不得安排" in page
    values = sample("flexible_work_sheet") | {"part_time_hours_week": 30}
    week = filled("flexible_work_sheet", values, shipped).split("每周累计工作时间")[1]
    assert 'box on"></span>超过' in week.split("</tr>")[0]


def test_a_change_of_the_pay_rules_waits_for_the_staff(shipped: Templates) -> None:
    values = sample("incentive_notice") | {"incentive_changes_rules": True}
    assert "上述程序完成前，本通知不执行" in filled(
        "incentive_notice", values | {"incentive_staff_consulted": False}, shipped
    )
    assert "已公示" in filled(
        "incentive_notice", values | {"incentive_staff_consulted": True}, shipped
    )


def test_outsourcing_waits_until_it_is_no_employment(shipped: Templates) -> None:
    values = sample("outsourcing_review")
    assert "暂不签订" not in filled("outsourcing_review", values, shipped)
    sham = values | {"outsourcing_not_sham": False}
    assert "暂不签订" in filled("outsourcing_review", sham, shipped)
    unused = sham | {"outsourcing_conclusion": "not_used"}
    assert "暂不签订" not in filled("outsourcing_review", unused, shipped)
