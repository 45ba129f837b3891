"""The papers of relieving a branch, and letters and counts that a take-over needs as well.

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
    "secondment_agreement": (
        "甲方（用人单位）锐修科技有限公司统一社会信用代码91110108MA00TEXT08",  # employer
        "乙方（借入单位）锐修科技有限公司沈阳铁西分公司",  # host
        # post, place, term, allowance in figures and capitals
        "1田野大连分公司维修工程师沈阳自2026年10月19日至2026年11月27日¥150.00壹佰伍拾元整",
        "（以下空白，共二人）",
        "加班按工作日150%",  # pay
        "每日8小时，每周至少休息一天",  # hours
        "住公司承租的宿舍",  # housing
        "社会保险由原单位继续缴纳",  # insurance bearer
        "由甲方作为原用人单位承担工伤保险责任（《工伤保险条例》第四十三条）",  # injury
        "《中华人民共和国劳动合同法》第三十五条",
        "借出单位（盖章）",
        "本人签字日期1田野2苏晴",  # everybody signs
    ),
    "situation_declaration": (
        "——关于增援锐修科技有限公司沈阳铁西分公司",  # branch
        "自2026年10月12日08时30分起",  # moment
        "2026年10月12日为起算日（T0）",
        "二级（派一至两人增援）",  # grade
        "1积压账龄P9014天目标5天的两倍",  # triggers
        "接管派工、收银和备件",  # scope
        "人民币陆万元整（¥60,000.00）",  # budget
        "目标日期为2026年12月4日",  # target
        "由张弛任派驻负责人",
        "作出决定的机构股东会董事会",  # body
        "决定文号锐修决〔2026〕12号",  # number
        "第九百一十九条",
    ),
    "staff_roster": (
        "编制岗位数（个）在岗人数（人）空岗（个）",
        "853（约占编制38%）22026年11月10日",
        "1何雨维修工程师在岗工位快修低压电工2028-05",  # skills, licences
        "2宋川接待已提离职2026年11月10日接待、录单",  # leaving, until
        "第三十七条",
    ),
    "talk_record": (
        "1宋川2026年10月15日连续加班、工资低于同行9月加班费同意留到11月底",
        "未结诉求报告总部已报告",
        "谈话出于自愿",  # rights
        "也可以随时离开",
        "谈话人赵远、林晓",
        "被谈话人签字：",
        "第八十四条",
        "第十七条",
    ),
    "relief_report": (
        "特情宣布日期2026年10月12日交还日期2026年11月27日",
        "1积压账龄P90不超过5天4天达标未达标",  # exit criteria
        "3当月单人最高加班不超过36小时18小时",
        "各条同时达标的连续天数10个工作日10个工作日",
        "12026年10月12日宣布特情，派驻两人到场",  # timeline
        "节余¥6,000.00人民币陆仟元整",  # cost
        "按期完成14项，逾期1项，合计15项",  # deadlines met and late
        "1SS-28DL232就业登记系统停机",  # with days
        "1SS-12一名员工的加班申请单",  # evidence gaps
        "10月21日短少键盘一件",  # exceptions
        "每季度测算一次各分公司人手缺口",  # recommendations
        "第四十一条",
    ),
    "root_cause_report": (
        "8522.414天5",  # posts planned and filled, leaving, gap, backlog, talks
        "1加班无补休9月工时表恢复轮休，按月核对分公司负责人2026年11月30日",
        "不写姓名，不评价个人",
    ),
    "parts_shortage_list": (
        "加急下单日期2026年10月15日",
        "未完成总单数64单",
        "1FRU-0001主板9大连分公司调拨2026年10月18日",
        "4FRU-0215电池57Wh3厂商加急待确认",
        "在等单数合计23",
        "库管签收",
    ),
    "kpi_report": (
        "数据日期2026年10月19日",
        "3返修率30天4.1%3.0%±0.9%高于基线导出第12行",  # figure, baseline, flag, evidence
        "指标序号异常核查人期限",
        "3返修率30天高于基线",
        "样本不足20的不提示",
    ),
    "customer_letter": (
        "尊敬的客户：",
        "现就维修进度延后一事告知如下",  # subject
        "预计10月20日前修好",  # new date
        "免费借用备用机",  # substitute
        "024-00000000，每日9:00—18:00",  # phone
        "到店预约（自2026年10月16日起）",
        "19:00—11:3012预约号牌",
        "内部使用",  # script and log
        "任何人的姓名",
        "只写服务单号，不写姓名和电话",
        "第六条",
    ),
    "vendor_notice": (
        "示例电脑品牌：",
        "服务授权合同SV-2026-008",  # contract reference
        "未完成64单，账龄P90为14天",  # facts
        "时效考核给予宽限",  # request
        "锐修科技有限公司2026年10月15日",
        "回执（请贵方填写后退回我公司）",
        "贵方答复同意10月考核宽限五个工作日",
    ),
    "blind_count_sheet": (
        # part no., description, bin, counted 1 and 2, book, difference, reason
        "1FRU-0001主板A-01好件779-2待核实",
        "2FRU-0032液晶屏15.6英寸LCD15-000231A-02好件1110",
        "3FRU-0107键盘B-03好件10910须复点",
        "4FRU-0001主板D-01坏件776＋1",
        "有差异的行数3（其中两组不符1行）",
        "一组组长：P1签字：时间：二组组长：P2签字：时间：监盘人签字：时间：",
    ),
}  # fmt: skip

DOCUMENTS = sorted(SHOWN)
#: pages that claim nothing of the law
WITHOUT_LAW = {
    "blind_count_sheet", "kpi_report", "parts_shortage_list", "root_cause_report", "vendor_notice",
}  # fmt: skip
ONE_PAGE = {
    "blind_count_sheet", "kpi_report", "parts_shortage_list", "staff_roster", "vendor_notice",
}  # fmt: skip
#: an overview and a sheet for each of two people
THREE_PAGES = {"talk_record"}
#: fields whose table has a column or block of its own on the page
LISTED = [name for name in DOCUMENTS if any(isinstance(v, list) for v in sample(name).values())]
#: what no paper of ours says of anybody
VERDICTS = re.compile("嫌疑|犯罪|侵占|贪污|盗窃|偷|诈骗|挪用|造假|作弊")


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
    assert len(pages) <= (1 if name in ONE_PAGE else 3 if name in THREE_PAGES else 2)
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


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_can_be_filled_in_by_hand_altogether(shipped: Templates, name: str) -> None:
    page = filled(name, {}, shipped)
    assert "None" not in page
    assert "box on" not in page, "a box ticked that nobody ticked"
    assert "人民币（" not in page


@pytest.mark.parametrize("name", LISTED)
def test_a_long_table_may_break_and_repeats_its_head(shipped: Templates, name: str) -> None:
    page = filled(name, stretched(name, rows=60, letters=200), shipped)
    long = [
        table for table in re.findall(r"<table.*?</table>", page, re.DOTALL) if ">60</td>" in table
    ]
    assert long
    for table in long:
        assert "keep" not in table.split(">", 1)[0]
        assert "<thead>" in table


@pytest.mark.parametrize("name", DOCUMENTS)
def test_typed_text_stays_text_and_no_paper_calls_itself_a_data_sheet(
    shipped: Templates, name: str
) -> None:
    values = sample(name)
    for key in [key for key, value in values.items() if isinstance(value, str) and "，" in value]:
        values[key] = f"<b>{values[key]}</b>"
    own = filled(name, values, shipped)
    assert 'data-mark="资料表"' not in own
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


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_paper_passes_a_verdict(shipped: Templates, name: str) -> None:
    assert VERDICTS.findall(filled(name, sample(name), shipped)) == []


@pytest.mark.pdf
def test_nobody_reads_the_talk_of_another(pages_of: dict[str, list[str]]) -> None:
    overview, first, second = pages_of["talk_record"]
    assert "不交被谈话人传阅" in overview
    assert "宋川" in first
    assert "郑可" not in first
    assert "郑可" in second
    assert "宋川" not in second
    for sheet in (first, second):
        assert "不谈不影响工资" in sheet
        assert "本人不愿签字的，谈话人写明情况，不得强求" in sheet


def test_a_criterion_that_is_not_met_says_so(shipped: Templates) -> None:
    values = sample("relief_report")
    met, missed = '<span class="box on"></span>达标', '<span class="box on"></span>未达标'
    page = filled("relief_report", values, shipped)
    assert (page.count(met), page.count(missed)) == (8, 0)
    late = values | {
        "exit_backlog_p90_days": 6,
        "exit_overtime_peak_month": 37,
        "exit_overtime_falling": False,
        "exit_days_met": 9,
    }
    page = filled("relief_report", late, shipped)
    assert (page.count(met), page.count(missed)) == (4, 4)
    assert "未下降" in page


def test_a_relief_that_cost_more_than_its_budget_says_so(shipped: Templates) -> None:
    page = filled("relief_report", sample("relief_report") | {"situation_cost": 6100000}, shipped)
    assert "超支" in page
    assert "人民币壹仟元整" in page
    assert "节余" not in page


def test_flags_that_do_not_add_up_are_named(shipped: Templates) -> None:
    values = sample("kpi_report")
    assert "须核对后更正" not in filled("kpi_report", values, shipped)
    wrong = filled("kpi_report", values | {"kpi_flags": 4}, shipped)
    assert "明细中有提示的指标为1条" in wrong
    calm = [{**row, "flag": None} for row in values["kpi_rows"]]
    quiet = filled("kpi_report", values | {"kpi_rows": calm, "kpi_flags": 0}, shipped)
    assert "本日没有异常提示" in quiet
    assert "须核对后更正" not in quiet


def test_teams_that_disagree_count_again_before_the_book_is_looked_at(shipped: Templates) -> None:
    values = sample("blind_count_sheet")
    page = filled("blind_count_sheet", values, shipped)
    assert page.count("须复点") == 1
    assert "须核对后更正" not in page
    wrong = filled("blind_count_sheet", values | {"blind_count_lines": 0}, shipped)
    assert "按明细计算有差异的为3行" in wrong


def test_a_roster_without_leavers_has_nothing_to_fill_in_for_them(shipped: Templates) -> None:
    values = sample("staff_roster") | {"resignations_14_days": 0, "next_last_day_on": None}
    assert '<td class="mid">无</td>' in filled("staff_roster", values, shipped)
    full = filled("staff_roster", values | {"posts_filled": 9}, shipped)
    assert "占编制" not in full


@pytest.mark.pdf
def test_what_customers_get_has_none_of_the_inner_script(pages_of: dict[str, list[str]]) -> None:
    letter, script = pages_of["customer_letter"]
    for inner in ("话术", "退费权限", "不说", "经办人"):
        assert inner not in letter
        assert inner in script
    assert "不会以本函为由索要银行卡密码" in letter


def test_a_letter_without_appointments_says_nothing_of_them(shipped: Templates) -> None:
    values = sample("customer_letter") | {"appointment_slots": None, "limits_from": None}
    assert "到店预约" not in filled("customer_letter", values, shipped)


def test_a_letter_to_the_vendor_is_dated_by_the_day_it_goes_out(shipped: Templates) -> None:
    values = sample("vendor_notice")
    assert "<p>2026年10月15日</p>" in filled("vendor_notice", values, shipped)
    undated = filled("vendor_notice", values | {"vendor_told_on": None}, shipped)
    assert "<p>2026年11月23日</p>" in undated
