"""The papers of works, registration, custody and staff: D14, D15, D20, D22, D27, D29, D30, D31, D34 and D36.

What each has to show is copied here from the table of documents in the study of the field, not from its fields.yaml.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from launchkit.documents import Press, Templates, fill, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    DAY,
    LONG,
    archivable,
    filled,
    printed,
    read,
    required_only,
    sample,
    shipped_facts,
    shipped_spec,
    stretched,
)

#: by document: words that stand on the printed sample, white space left out
SHOWN = {
    "layout_and_quotes": (
        "1接待区322取号、四座、价目牌、监控",  # zones
        "用电（千瓦）",  # loads
        "2维修区5614",
        "防静电要求工位铺防静电台垫并接地",  # ESD
        "收到报价共3家",  # quotes
        "沈阳样板装饰有限公司91210106MA0TEXT39P¥86,000.0020",
        "¥92,800.00",
        "¥79,000.00",
        "人民币捌万陆仟元整（¥86,000.00）",
    ),
    "fit_out_review": (
        "范围与图纸",  # clause list of 5.3
        "总价包干或者按清单结算",
        "材料燃烧性能等级",
        "逾期违约金",
        "物业与现场管理",
        "安全与保险",
        "隐蔽工程验收",
        "付款与质保金",
        "30%、30%、35%，质保金5%",
        "质量保修",
        "防水5年",
        "消防手续",
        "发票",
        "禁止转包",
        "工人工资",
        "人民币捌万陆仟元整（¥86,000.00）",
        "第七百八十八条、第七百八十九条",
        "第七百八十条",
    ),
    "registration_sheet": (
        "资料表",
        "非官方表格，供填报用",
        "设立登记",
        "变更登记",
        "名称锐修科技有限公司沈阳铁西分公司",  # name
        "91110108MA00TEXT08",  # USCC of parent
        "计算机及办公设备维修；通讯设备修理",  # scope items
        "经营场所辽宁省沈阳市铁西区示例一街18号1门",  # premises
        "负责人宋宁210106198808080007",
        "登记联络员林舟110101199202020009",  # contact
        "受托人（经办）张弛110101199001010007",  # agent
        "第二十五条",
        "第三十条",
    ),
    "custody_handover": (
        "1公章2101060000001完好，已留印模张弛林舟",  # item, no., state, from, to
        "3营业执照副本91210106MA0TEXT20T",
        "印模（交接时当场加盖）",  # imprint
        "备案编码：2101060000003",
        "监交人陈敏",  # supervisor
        "2026年4月2日15时30分",  # time
        "交接地点分公司办公室",  # place
        "移交人签字：时间：接收人签字：时间：监交人：陈敏签字：时间：",  # three signatures
        "第二十四条",
        "第二十五条",
    ),
    "recruiting_sheet": (
        "维修工程师3工位维修与上门服务，当日录单实操测试80分以上",  # post, number, duties, conditions
        "¥5,500.00至¥7,000.00",  # pay
        "工作地点沈阳市及上门服务区域",  # place
        "024-00000000",  # contact
        "A01维修工程师8588P7、P8进入背景核实",  # scores
        "内部，不公开",
        "《人力资源市场暂行条例》第二十四条",
    ),
    "offer_letter": (
        "何雨：",
        "岗位维修工程师",  # post
        "人民币陆仟贰佰元整（¥6,200.00）",  # pay
        "人民币伍仟贰佰元整（¥5,200.00）",
        "工作地点沈阳市及上门服务区域",  # place
        "约定到岗日2026年10月12日",  # start
        "身份证原件（核对后归还）、离职证明",  # papers
        "2026年10月5日（含当日）前",  # expiry of the offer
        "逾期未答复的，本通知书自行失效",
        "回执",
    ),
    "onboarding_form": (
        "★姓名何雨",  # the 8 fields of the register
        "★性别女",
        "★公民身份号码210106199001010002",
        "★户籍地址辽宁省沈阳市铁西区示例街1号",
        "★现住址辽宁省沈阳市铁西区示例路2号3-1-1",
        "★联系方式13800000001",
        "★用工形式全日制",
        "★用工起始时间2026年10月12日",
        "★劳动合同期限",
        "36个月，至2029年10月11日止",
        "紧急联系人及电话何明，13800000011",  # emergency
        "6200000000000000001",  # bank
        "《劳动合同法实施条例》第八条",
    ),
    "labour_contract": (
        "名称锐修科技有限公司沈阳铁西分公司",  # employer: name, address, head
        "主要负责人宋宁",
        "住所（经营场所）辽宁省沈阳市铁西区示例大街88号1层",
        "姓名何雨",  # worker: name, address, ID
        "公民身份号码210106199001010002",
        "现住址（送达）辽宁省沈阳市铁西区示例路2号3-1-1",
        "自2026年10月12日起至2029年10月11日止，共36个月",  # term
        "试用期为3个月",
        "乙方的岗位为维修工程师",  # work
        "工作地点为沈阳市及上门服务区域",  # city and on-site area
        "标准工时（每日8小时，每周40小时）",  # hours
        "事先填写加班申请并经甲方批准",  # overtime approval
        "带薪年休假",  # leave
        "月工资为人民币陆仟贰佰元整（¥6,200.00）",  # pay
        "甲方每月10日",
        "办理社会保险登记",  # insurance
        "劳动保护、劳动条件和职业危害防护",  # protection
        "女职工特殊保护",  # women-protection clause
        "《妇女权益保障法》第四十四条",
        "工具、备件与款项",  # tools and parts liability
        "百分之二十",
        "保密与客户资料",  # confidentiality, customer data
        "服务期为24个月",
        "乙方签收的规章制度清单作为本合同的附件",  # rule receipt
        "接收甲方书面通知的地址",  # service address
        "一式两份",
        "甲方（盖章）",
        "本人（签字）",
    ),
    "enrolment_sheet": (
        "非官方表格，供填报用",
        "姓名何雨",  # name
        "公民身份号码210106199001010002",  # ID
        "变动类别增员减员",  # type
        "增减原因新参保",  # reason
        "用工之日2026年10月12日",  # start date
        "缴费基数（月）人民币陆仟贰佰元整（¥6,200.00）",  # base
        "起缴月份2026-10",
        "单位缴存比例8%个人缴存比例8%",  # rate
        "就业登记",
        "第五十八条",
        "第十五条",
        "第六十二条",
    ),
    "training_record": (
        "姓名何雨",  # names
        "完成日期2026年10月15日",  # date
        "学时24学时",  # hours
        "静电防护；带电拆机；锂电池鼓包与起火处置",  # topic
        "讲师赵远",
        "考核成绩92分",  # score
        "合格不合格",
        "本人签字",  # sign
        "带教人",  # mentor
        "放行意见",
        "第二十八条",
    ),
}

DOCUMENTS = sorted(SHOWN)
MOST_PAGES = {"labour_contract": 5, "offer_letter": 1, "onboarding_form": 1}


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(press: Press, tmp_path: Path, name: str) -> None:
    pdf = printed(press, name, own_number(name, sample(name)))
    archivable(pdf, tmp_path)
    pages = read(pdf)
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) <= MOST_PAGES.get(name, 2)
    assert "None" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(press: Press, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    pages = read(printed(press, name, values))
    text = "".join(pages)
    assert "None" not in text
    assert "True" not in text
    assert shipped_spec(name).title.zh in text
    assert len(pages) <= MOST_PAGES.get(name, 2)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("name", "heads", "row"),
    [
        ("layout_and_quotes", "序号功能分区面积（平方米）用电（千瓦）使用要求", "UPS、空调"),
        ("fit_out_review", "序号条款合同约定内容审查意见", "封板前书面通知"),
        ("custody_handover", "序号名称编号状态移交人及签字接收人及签字", "许账"),
        ("recruiting_sheet", "序号应聘者编号应聘岗位面试分实操分面试人结论", "A02"),
    ],
)
def test_a_long_table_repeats_its_head_on_every_page(
    press: Press, name: str, heads: str, row: str
) -> None:
    pages = read(printed(press, name, stretched(name, rows=40, letters=200)))
    with_rows = [page for page in pages if row in page]
    assert len(with_rows) > 1
    assert all(heads in page for page in with_rows)
    assert "".join(pages).count(row) >= 3
    assert len(pages) < 15


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["labour_contract", "onboarding_form"])
def test_a_very_long_address_is_printed_whole(press: Press, name: str) -> None:
    text = "".join(read(printed(press, name, stretched(name, rows=1, letters=200))))
    assert text.count(LONG[:200]) >= 2


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_is_more_than_the_data_sheet(shipped: Templates, name: str) -> None:
    values = {**sample(name), "document_date": DAY.isoformat()}
    spec = replace(shipped_spec(name), page=False)
    assert "不是政府机关的表格" in fill(spec, values, shipped, shipped_facts())
    own = filled(name, values, shipped)
    assert "不是政府机关的表格" not in own
    assert ('data-mark="资料表"' in own) is (shipped_spec(name).form == "official")


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
    assert bool(cited) is (name != "layout_and_quotes")


def test_the_nine_heads_of_a_contract_stand_in_the_order_of_the_law(shipped: Templates) -> None:
    page = filled("labour_contract", sample("labour_contract"), shipped)
    heads = (
        "甲方（用人单位）", "乙方（劳动者）", "一、合同期限", "二、工作内容和工作地点",
        "三、工作时间和休息休假", "四、劳动报酬", "五、社会保险",
        "六、劳动保护、劳动条件和职业危害防护", "七、纪律", "九、其他约定",
    )  # fmt: skip
    places = [page.index(words) for words in heads]
    assert places == sorted(places)


def test_the_term_of_a_contract_follows_its_kind(shipped: Templates) -> None:
    values = sample("labour_contract") | {"contract_until": None, "contract_months": None}
    fixed = filled("labour_contract", values, shipped)
    open_ended = filled("labour_contract", values | {"contract_kind": "open_ended"}, shipped)
    task = filled("labour_contract", values | {"contract_kind": "task"}, shipped)
    assert "日</span>止" not in fixed
    assert "个月。" in fixed
    assert "至依法解除或者终止本合同之时止" in open_ended
    assert "至下列工作任务完成之日止" in task


def test_a_contract_says_what_probation_was_agreed(shipped: Templates) -> None:
    none = filled("labour_contract", sample("labour_contract") | {"probation_months": 0}, shipped)
    assert "双方不约定试用期" in none
    assert "试用期月工资" not in none
    assert "试用期满后" not in none


def test_part_time_work_has_the_limits_of_the_law(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employment_form": "part_time"}
    page = filled("labour_contract", values, shipped)
    assert "非全日制用工不约定试用期" in page
    assert "不超过4小时" in page
    assert "最长不超过十五日" in page
    assert "甲方每月" not in page


def test_no_contract_is_made_with_a_dispatched_worker(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employment_form": "dispatched"}
    assert "不使用本文本" in filled("labour_contract", values, shipped)
    assert "不使用本文本" not in filled("labour_contract", sample("labour_contract"), shipped)


def test_the_employer_is_who_signs(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employer_entity": "company"}
    page = filled("labour_contract", values, shipped)
    first = page[page.index("甲方（用人单位）") : page.index("乙方（劳动者）")]
    assert '<td colspan="3">锐修科技有限公司</td>' in first
    assert "陈立" in first
    assert "宋宁" not in first


def test_a_service_period_is_printed_only_when_agreed(shipped: Templates) -> None:
    values = sample("labour_contract")
    without = filled("labour_contract", values | {"training_cost": None}, shipped)
    assert "本合同签订时双方未约定服务期" in without
    assert "约定服务期为24个月" not in without


def test_the_quote_that_was_taken_is_marked_and_no_other(shipped: Templates) -> None:
    values = sample("layout_and_quotes")
    assert filled("layout_and_quotes", values, shipped).count(">选定</td>") == 1
    undecided = filled("layout_and_quotes", values | {"contractor_name": None}, shipped)
    assert ">选定</td>" not in undecided


def test_leaving_is_ticked_as_a_decrease(shipped: Templates) -> None:
    ticked = '<span class="box on"></span>'
    joining = filled("enrolment_sheet", sample("enrolment_sheet"), shipped)
    values = sample("enrolment_sheet") | {"enrolment_reason": "leaving"}
    leaving = filled("enrolment_sheet", values, shipped)
    assert f"{ticked}增员" in joining
    assert f"{ticked}减员" in leaving
    assert f"{ticked}增员" not in leaving


def test_an_answer_nobody_gave_is_ticked_nowhere(shipped: Templates) -> None:
    """Whether somebody passed is decided by people: neither box before that."""
    values = sample("training_record")
    known = filled("training_record", values, shipped)
    unknown = filled("training_record", values | {"safety_passed": None}, shipped)
    assert known.count("box on") - unknown.count("box on") == 1


def test_scores_stand_on_a_page_of_their_own(shipped: Templates) -> None:
    page = filled("recruiting_sheet", sample("recruiting_sheet"), shipped)
    public, inner = page.split('<div class="new-page">')
    assert "A01" in inner
    assert "A01" not in public


def test_text_is_printed_as_it_was_typed(shipped: Templates) -> None:
    values = sample("labour_contract") | {"job_duties": "先 <b>检测</b> & 报价\n再维修"}
    page = filled("labour_contract", values, shipped)
    assert "<p>先 &lt;b&gt;检测&lt;/b&gt; &amp; 报价</p><p>再维修</p>" in page


def own_number(name: str, values: dict[str, object]) -> dict[str, object]:
    """A number only where the document has a series, as it is issued."""
    return values if shipped_spec(name).series else values | {"document_number": ""}
