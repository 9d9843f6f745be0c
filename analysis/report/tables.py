"""Frames as accessible HTML tables, the same in JupyterLab, the explorer and the report."""

import re
from collections.abc import Mapping
from html import escape

import pandas as pd
from IPython.display import HTML
from pandas.api.types import is_numeric_dtype

# What a column of the tables and measures is called where it is shown: Chinese, English below it.
HEADS = {
    "article_id": "报道 report",
    "source_id": "文件 file",
    "city": "地点 place",
    "city_zh": "地点 place",
    "province_zh": "省 province",
    "level": "级别 level",
    "newspaper": "报纸 newspaper",
    "headline": "标题 headline",
    "meeting_on": "会议日 met on",
    "meeting_on_basis": "会议日依据 basis",
    "published_on": "见报日 printed on",
    "published_on_basis": "见报日依据 basis",
    "chairs": "主持 in the chair",
    "encoding": "编码 encoding",
    "script": "字体 script",
    "n_raw_chars": "原字数 raw characters",
    "n_clean_chars": "净字数 characters kept",
    "n_annotations": "注音 annotations",
    "n_repairs": "修复 repairs",
    "sha256": "校验 SHA-256",
    "sentence_id": "句 sentence",
    "paragraph": "段 paragraph",
    "position": "序 position",
    "zone": "版面 zone",
    "speaker": "说话人 speaker",
    "verb": "动词 verb",
    "speaker_rule": "归属规则 rule",
    "text": "文本 text",
    "is_damaged": "有损 damaged",
    "start": "起 from",
    "end": "止 to",
    "kind": "类别 kind",
    "before": "改前 before",
    "after": "改后 after",
    "evidence": "证据 evidence",
    "term": "词 word",
    "phrase": "词组 phrase",
    "family": "套语 family",
    "is_nested": "嵌套 nested",
    "theme": "主题 theme",
    "matched": "命中 matched",
    "rule": "规则 rule",
    "device": "手法 device",
    "detail": "细类 detail",
    "from_on": "起日 from",
    "to_on": "止日 to",
    "basis": "依据 basis",
    "horizon": "时程 horizon",
    "formula": "共用语 formula",
    "left": "左 left",
    "node": "词 node",
    "right": "右 right",
    "n": "次数 uses",
    "rank": "名次 rank",
    "n_chars": "字数 characters",
    "n_tokens": "词数 tokens",
    "n_sentences": "句数 sentences",
    "of_sentences": "全部句数 of sentences",
    "n_cities": "地数 places",
    "n_groups": "地数 places",
    "of_groups": "全部地数 of places",
    "n_reports": "报道数 reports",
    "n_shared": "共有字数 shared characters",
    "per_10k": "每万字 per 10,000 characters",
    "per_10k_low": "95 % 下限 lower",
    "per_10k_high": "95 % 上限 upper",
    "per_1k": "每千词 per 1,000 tokens",
    "per_1k_low": "95 % 下限 lower",
    "per_1k_high": "95 % 上限 upper",
    "share": "占比 share",
    "share_low": "95 % 下限 lower",
    "share_high": "95 % 上限 upper",
    "low": "95 % 下限 lower",
    "high": "95 % 上限 upper",
    "certain": "确定 certain",
    "possible": "可能 possible",
    "n_target": "本地 uses here",
    "n_reference": "他处 uses elsewhere",
    "log_ratio": "对数比 log ratio",
    "lrc": "保守对数比 LRC",
    "g2": "对数似然 G²",
    "z": "加权对数优势 z",
    "p_min": "p 的下限 least possible p",
    "dp": "离散度 DP",
    "dp_norm": "归一离散度 DP norm",
    "cohesion": "凝固度 cohesion, bits",
    "tp": "两者皆有 in both",
    "fp": "仅编码 only coded",
    "fn": "仅参照 only in the reference",
    "precision": "查准率 precision",
    "recall": "查全率 recall",
    "f1": "F1 值 F1",
    "alpha": "一致性 Krippendorff's α",
    "alpha_low": "95 % 下限 lower",
    "alpha_high": "95 % 上限 upper",
    "n_decisions": "判断数 decisions",
    "n_first": "甲判有 yes, first",
    "n_second": "乙判有 yes, second",
    "n_differ": "不同 differ",
    "n_draws": "抽样数 draws",
}

_PLACES = ["city", "other", "article_id"]  # columns that `places` gives labels to
_YEARS = {"year", "年 year"}  # numbers that are names: without a thousands separator
_NEXT_LINE = re.compile("(?<=[①-⑳\u2e80-\uffef]) (?=[A-Za-z])")

_NUMBER = "text-align:right;font-variant-numeric:tabular-nums"
_TEXT = "text-align:left"
# The report has its own styles and knows these columns by their class.
_CLASSES = {
    "city": "place",
    "left": "before",
    "node": "node",
    "speaker": "speaker",
    "sentence_id": "id",
}
_STYLES = {
    "left": "text-align:right;white-space:nowrap",
    "node": "text-align:center;white-space:nowrap;font-weight:bold",
    "right": "text-align:left;white-space:nowrap",
    "sentence_id": "text-align:left;font-size:.85em;font-weight:normal",
}


def show(
    frame: pd.DataFrame,
    *,
    caption: str = "",
    digits: int = 1,
    places: Mapping[str, str] | None = None,
) -> HTML:
    """Show a frame in a notebook, the index left out.

    Args:
        frame: one row a line. A column of `HEADS` goes by its name there, others by their own.
        caption: plain text above the table.
        digits: decimals of numbers that are no counts.
        places: labels by city or article, as `city_labels` and `article_labels` give them; for the
            columns of places, and for columns that are named after one.
    """
    labels = places or {}
    heads = {column: str(HEADS.get(column, labels.get(column, column))) for column in frame.columns}
    named = [column for column in _PLACES if column in heads]
    shown = frame.assign(
        **{name: frame[name].map(lambda key: labels.get(key, key)) for name in named}
    )
    return HTML(table_html(shown, heads, caption=caption, digits=digits))  # type: ignore[no-untyped-call]


def table_html(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    caption: str,
    digits: int = 1,
    row_name: str | None = None,
) -> str:
    """Write some columns of a frame as a table; every text is escaped.

    Args:
        frame: one row a line.
        labels: column to header, in order; English that follows Chinese goes below it.
        caption: plain text, "" for none.
        digits: decimals of numbers that are no counts.
        row_name: the column that names its row, by default the first.

    Returns:
        HTML: numbers to the right, NA as –. A table that is too wide scrolls in a region that the
        keyboard can reach.
    """
    name = row_name or next(iter(labels), None)
    cells = [
        _column(frame, column, digits, tag="th" if column == name else "td") for column in labels
    ]
    head = "".join(
        f'<th scope="col"{_look(frame, column)}>{_NEXT_LINE.sub("<br>", escape(label), 1)}</th>'
        for column, label in labels.items()
    )
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    title = f'<caption style="text-align:left">{escape(caption)}</caption>' if caption else ""
    return (
        f'<div role="region" aria-label="{escape(caption or "Table")}" tabindex="0" '
        f'style="overflow-x:auto"><table>{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _column(frame: pd.DataFrame, column: str, digits: int, *, tag: str) -> list[str]:
    look = _look(frame, column) + (' scope="row"' if tag == "th" else "")
    values = frame[column].astype("str") if column in _YEARS else frame[column]
    return [f"<{tag}{look}>{_words(value, digits)}</{tag}>" for value in values]


def _look(frame: pd.DataFrame, column: str) -> str:
    style = _NUMBER if is_numeric_dtype(frame[column]) else _STYLES.get(column, _TEXT)
    named = f' class="{_CLASSES[column]}"' if column in _CLASSES else ""
    return f'{named} style="padding:2px 8px;vertical-align:top;{style}"'


def _words(value: object, digits: int) -> str:
    if value is None or value is pd.NA or value != value:
        return "–"
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if isinstance(value, float):
        return f"{value:,.{digits}f}"
    return f"{value:,}" if isinstance(value, int) else escape(str(value))
