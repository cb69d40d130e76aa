"""What foresight and coordination are worth: how much one way to decide costs more than another."""

from __future__ import annotations

from reports.picture import Picture, View, nothing
from reports.rows import bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say
from reports.words import number

COLUMNS = ("what", "variant", "against", "worth", "unit")
TOPIC = Text("What foresight and coordination are worth", "预见与协调的价值")


def rolling_worth(study: StudyAnswer) -> Picture:
    """Return what each pair of variants shows to be worth something: cost of the one less cost of the other."""
    table = study.table("worth", COLUMNS[:-1])
    if table.empty:
        why = Text("No two variants differ in just one thing.", "没有仅在一方面不同的两种方案。")
        return nothing("rolling_worth", TOPIC, why, COLUMNS)
    table = table.assign(unit=study.money)[list(COLUMNS)]
    names, sums = [say(str(what)) for what in table["what"]], [float(x) for x in table["worth"]]
    rows = [(name, number(x)) for name, x in zip(names, sums, strict=True)]
    en, zh = "; ".join(f"{name.en} {x}" for name, x in rows), "；".join(f"{name.zh}{x}" for name, x in rows)
    trace = bar(Text("worth", "价值"), sums, [same(f"{x:+,.4g} ") + study.in_money for x in sums])
    return Picture(
        "rolling_worth",
        TOPIC,
        Text(f"Worth, in {study.in_money.en}: {en}", f"价值（{study.in_money.zh}）：{zh}"),
        Text(
            "Discounted cost of a variant less that of the one it is set against, which differs in this alone.",
            "某方案与仅在此方面不同的对照方案的折现成本之差。",
        ),
        ("worth",),
        table,
        row_figure([View([trace], row_layout(names, study.in_money, showlegend=False))]),
    )
