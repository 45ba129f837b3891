"""What the readers say, each sentence once, in Chinese and English: what is wrong and what to do."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as bytes
    "unreadable": (
        "文件读不出来（{reason}）；请检查路径和权限。",
        "The file cannot be read ({reason}); check the path and its permissions.",
    ),
    "too-large": (
        "文件有 {size} kB，超过 {limit} kB；请拆成几个文件。",
        "The file has {size} kB, more than {limit} kB; split it into several files.",
    ),
    "utf-16": ("文件是 UTF-16 编码；请另存为 UTF-8。", "The file is UTF-16; save it as UTF-8."),
    "gbk": ("文件是 GBK 编码；请另存为 UTF-8。", "The file is GBK; save it as UTF-8."),
    "not-utf-8": (
        "这里的字节不是 UTF-8；请把文件另存为 UTF-8。",
        "The bytes here are not UTF-8; save the file as UTF-8.",
    ),
    "control-character": (
        "这里有控制字符 {shown}；请删去。",
        "There is a control character {shown} here; delete it.",
    ),
    "invisible-character": (
        "这里有看不见的字符 {shown}；请删去。",
        "There is an invisible character {shown} here; delete it.",
    ),
    "tab": ("这里用了制表符；请改成空格。", "There is a tab here; use spaces."),
    # the file as YAML
    "full-width": (
        "这里用了全角标点 {char} ；YAML 的标点要用半角 {ascii} 。",
        "There is a full-width {char} here; YAML punctuation is the plain {ascii} .",
    ),
    "syntax": (
        "YAML 写法不对：{reason_zh}；请改正这一行或上一行。",
        "This is not valid YAML: {reason}; put this line or the one above right.",
    ),
    "duplicate-key": (
        "“{key}”写了两次，第一次在第 {first} 行；请只留一个。",
        "“{key}” is written twice, first on line {first}; keep one of them.",
    ),
    "anchor": (
        "不能用 YAML 锚点“&{name}”；请把内容直接写出来。",
        "The YAML anchor “&{name}” is not allowed; write the content out.",
    ),
    "alias": (
        "不能用 YAML 别名“*{name}”；请把内容直接写出来。",
        "The YAML alias “*{name}” is not allowed; write the content out.",
    ),
    "merge": (
        "不能用合并键“<<”；请把内容直接写出来。",
        "The merge key “<<” is not allowed; write the content out.",
    ),
    "tag": (
        "不能用 YAML 标签“{name}”；请删去它。",
        "The YAML tag “{name}” is not allowed; delete it.",
    ),
    "directive": (
        "不能用 YAML 指令（以 % 开头的行）；请删去。",
        "YAML directives (lines that begin with %) are not allowed; delete them.",
    ),
    "several-documents": (
        "一个文件只能有一份内容；请删去“---”及其后，或另存一个文件。",
        "A file holds one document; delete “---” and what follows, or save it as another file.",
    ),
    "key-not-text": ("键必须是一个词；请改写。", "A key has to be one word; rewrite it."),
    "empty-key": ("冒号前面缺少键名；请补上。", "The name before the colon is missing; add it."),
    "too-deep": (
        "嵌套超过 {limit} 层；请简化。",
        "The nesting is deeper than {limit} levels; simplify it.",
    ),
    "number-too-large": (
        "数字太大；若它是号码，请加引号：'{shown}'。",
        "The number is too large; if it is a number to be read as text, put it in quotes: '{shown}'.",
    ),
    "empty": (
        "文件里没有内容；请写上内容，或删去文件。",
        "The file has no content; write it, or delete the file.",
    ),
    "root-not-mapping": (
        "文件最外层要写成“键: 值”；请检查第一行。",
        "The outermost level has to be written as “key: value”; check the first line.",
    ),
    # the content
    "missing-key": ("缺少“{name}”；请补上。", "“{name}” is missing; add it."),
    "unknown-key": (
        "不认识“{name}”；可用的有 {known}。",
        "“{name}” is not known; possible are {known}.",
    ),
    "unknown-key-near": (
        "不认识“{name}”；是不是想写“{near}”？",
        "“{name}” is not known; did you mean “{near}”?",
    ),
    "not-one-of": (
        "“{value}”不在可选范围内；可用的有 {known}。",
        "“{value}” is not possible here; possible are {known}.",
    ),
    "not-one-of-near": (
        "“{value}”不在可选范围内；是不是想写“{near}”？",
        "“{value}” is not possible here; did you mean “{near}”?",
    ),
    "want-text": (
        "这里要写文字，写的是{seen_zh}；数字和 true/false 请加引号：'{value}'。",
        "Text is wanted here, not {seen}; put numbers and true/false in quotes: '{value}'.",
    ),
    "want-integer": (
        "这里要写整数，写的是{seen_zh}“{value}”；请改成不带引号和小数的数字。",
        "A whole number is wanted here, not {seen} “{value}”; write digits without quotes or a point.",
    ),
    "want-yes-no": (
        "这里要写 true 或 false，写的是{seen_zh}“{value}”；请改写。",
        "true or false is wanted here, not {seen} “{value}”; rewrite it.",
    ),
    "want-list": (
        "这里要写列表，写的是{seen_zh}；请用 [a, b] 或每行一个“- ”。",
        "A list is wanted here, not {seen}; write [a, b], or one “- ” a line.",
    ),
    "want-mapping": (
        "这里要写“键: 值”（{known}），写的是{seen_zh}；请改写。",
        "“key: value” is wanted here ({known}), not {seen}; rewrite it.",
    ),
    "want-one": (
        "这里不能空着；请填写或删去这一行。",
        "This may not be empty; fill it in, or delete the line.",
    ),
    "wrong-count": (
        "这里要写 {count} 个值；请增删。",
        "{count} values are wanted here; add or remove some.",
    ),
    "want-condition": (
        "条件要写成 {{fact: …, gt: …}}、{{answered: …}}、{{all: [...]}}、{{any: [...]}} 或 {{not: …}}；这里写的是{seen_zh}，请改写。",
        "A condition is {{fact: …, gt: …}}, {{answered: …}}, {{all: [...]}}, {{any: [...]}} or {{not: …}}, not {seen}; rewrite it.",
    ),
    "want-need": (
        "前置项要写清单项的 id，或 {{any: 数目, of: [...]}}；这里写的是{seen_zh}，请改写。",
        "A need is the id of an item, or {{any: number, of: [...]}}, not {seen}; rewrite it.",
    ),
    "want-operand": (
        "比较的值要写数字、true/false、文字，或 {{fact: …, percent: …}}；这里写的是{seen_zh}，请改写。",
        "The value compared with is a number, true/false, text, or {{fact: …, percent: …}}, not {seen}; rewrite it.",
    ),
    "wrong": (
        "这里的写法不对（{reason}）；请对照 schema 改写。",
        "This is not as it should be ({reason}); rewrite it according to the schema.",
    ),
    "no-such-date": (
        "没有 {value} 这一天；请按 2026-03-02 的样子写真实的日期。",
        "There is no such date as {value}; write a real date such as 2026-03-02.",
    ),
    "no-such-time": (
        '没有 {value} 这个时刻；请按 "09:30" 的样子写。',
        'There is no such time as {value}; write it as in "09:30".',
    ),
    "no-such-instant": (
        "没有 {value} 这个时刻；请按 2026-03-02T09:30:00+08:00 的样子写。",
        "There is no such instant as {value}; write it as in 2026-03-02T09:30:00+08:00.",
    ),
    "not-a-decimal": (
        "“{value}”不是十进制数；请写成 '12.50' 的样子。",
        "“{value}” is not a decimal number; write it as in '12.50'.",
    ),
    "wrong-shape": (
        "“{value}”的写法不对；要写{wanted_zh}。",
        "“{value}” is not well formed; write {wanted}.",
    ),
    # files beside each other
    "no-such-checklist": (
        "没有叫“{name}”的清单；{near_zh}可用的有 {known}。",
        "There is no checklist “{name}”; {near}possible are {known}.",
    ),
    "no-such-part": (
        "没有“{name}”这个部分；{near_zh}请核对 parts 目录。",
        "There is no part “{name}”; {near}check the folder parts.",
    ),
    "no-such-document": (
        "没有文书 {name}；{near_zh}请核对 templates/documents。",
        "There is no document {name}; {near}check templates/documents.",
    ),
    "no-such-item": (
        "部分“{part}”里没有清单项“{name}”；{near_zh}请改写。",
        "Part “{part}” has no item “{name}”; {near}rewrite it.",
    ),
    "part-twice": ("“{name}”用了两次；请只留一次。", "“{name}” is used twice; keep one of them."),
    "taken": (
        "“{name}”已在 {other} 里用过；请另取一个名字。",
        "“{name}” is already used in {other}; choose another name.",
    ),
    "wrong-file-name": (
        "这里写的是“{name}”，文件却叫“{file}”；请改成一致。",
        "This says “{name}”, but the file is called “{file}”; make them equal.",
    ),
    "not-in-team": (
        "“{name}”不在 team 里；{near_zh}请改写，或把这个人加进 team。",
        "“{name}” is not in the team; {near}rewrite it, or add the person to team.",
    ),
    "no-such-role": (
        "没有“{name}”这个角色；{near_zh}可用的有 {known}。",
        "There is no role “{name}”; {near}possible are {known}.",
    ),
    "no-such-task": (
        "清单里没有“{name}”；{near_zh}请写清单项的 id 或编号。",
        "The checklist has no “{name}”; {near}write the id or code of an item.",
    ),
    "no-such-fact": (
        "清单里没有要素“{name}”；{near_zh}请改写。",
        "The checklist has no fact “{name}”; {near}rewrite it.",
    ),
    "no-such-evidence": (
        "“{task}”不要求凭证“{name}”；{near_zh}可用的有 {known}。",
        "“{task}” asks for no evidence “{name}”; {near}possible are {known}.",
    ),
    "no-such-zone": (
        "没有“{name}”这个时区；请写成 Asia/Shanghai 的样子。",
        "There is no time zone “{name}”; write it as in Asia/Shanghai.",
    ),
    "no-lead": (
        "team 里没有 {role}；请给一个人这个角色。",
        "Nobody in the team is {role}; give somebody that role.",
    ),
    "person-twice": (
        "“{name}”写了两次；每人一个代码，请合并或另取。",
        "“{name}” is written twice; one code for each person, so join them or choose another.",
    ),
    "out-of-order": (
        "{value} 早于前面的 {before}；请按时间先后排列。",
        "{value} is before {before} above; put them in order of time.",
    ),
    "bad-value": ("{reason_zh}；请改正。", "{reason}; put that right."),
    "no-page": (
        "文书“{name}”没有 page.html；请写出版面，或写 page: false 用通用资料表打印。",
        "The document “{name}” has no page.html; write the page, or say page: false to print the generic data sheet.",
    ),
    "no-such-field": (
        "文书没有“{name}”这个填写处；{near_zh}可用的有 {known}。",
        "The document has no field “{name}”; {near}possible are {known}.",
    ),
    "unknown-kind": (
        "看不出这是哪种文件；请放进 checklists、templates/documents 或写成专案文件。",
        "It is not clear what this file is; put it into checklists or templates/documents, or write a case file.",
    ),
}


def say(code: str, **values: object) -> tuple[str, str]:
    """Sentence in Chinese and English for a code of `SENTENCES`, filled in."""
    zh, en = SENTENCES[code]
    return zh.format(**values), en.format(**values)


_SEEN = {
    "nothing": ("空", "nothing"),
    "yes_no": ("真假值", "a truth value"),
    "number": ("数字", "a number"),
    "text": ("文字", "text"),
    "list": ("列表", "a list"),
    "mapping": ("“键: 值”", "“key: value”"),
}


def seen(value: object) -> tuple[str, str]:
    """What kind of thing was written, in Chinese and English."""
    if value is None:
        return _SEEN["nothing"]
    if isinstance(value, bool):
        return _SEEN["yes_no"]
    if isinstance(value, int):
        return _SEEN["number"]
    if isinstance(value, list):
        return _SEEN["list"]
    return _SEEN["mapping"] if isinstance(value, dict) else _SEEN["text"]


#: what the parser complains about, in our words
_SYNTAX = (
    (
        "mapping values",
        "这里不能再写“键: 值”，多半是缩进不对，或文字里的“: ”没有加引号",
        "a second “key: value” here, because of indentation or an unquoted “: ”",
    ),
    ("expected ':'", "缺少冒号和空格", "a colon with a space behind it is missing"),
    ("<block end>", "缩进与上面的行不一致", "the indentation does not agree with the lines above"),
    ("expected ','", "括号里缺少逗号或收尾的括号", "a comma or the closing bracket is missing"),
    (
        "expected the node content",
        "括号里缺少内容，或没有收尾",
        "content is missing inside the brackets, or they are not closed",
    ),
    ("end of stream", "引号没有收尾", "a quotation mark is not closed"),
    ("escape character", "双引号里的反斜杠写错了", "a backslash inside double quotes is wrong"),
    (
        "cannot start",
        "文字不能以这个字符开头，要加引号",
        "text cannot begin with this character without quotes",
    ),
)


def syntax_words(complaint: str) -> tuple[str, str]:
    """What a complaint of the parser means, in Chinese and English."""
    for piece, zh, en in _SYNTAX:
        if piece in complaint:
            return zh, en
    return "看不懂这一处", "this place cannot be read"
