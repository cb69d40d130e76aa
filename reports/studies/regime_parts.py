"""Where the money goes: what each regime of siting pays more or less than the first, part by part."""

from __future__ import annotations

from reports.frames import largest_first
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, same, say
from reports.words import number, signed

COLUMNS = ("regime", "against", "part", "a", "b", "difference", "unit")
TOPIC = Text("Where the money goes", "资金去向")
DUST = 1e-6


def regime_parts(study: StudyAnswer) -> Picture:
    """Return every part of the cost of the first regime (a), of another (b), and their difference, largest first."""
    table = study.table("parts", COLUMNS)
    table = table[table["difference"].abs() > DUST] if len(table) else table
    if table.empty:
        why = Text("No other regime has a plan, or none differs.", "其他布局方式没有方案或没有差异。")
        return nothing("regime_parts", TOPIC, why, COLUMNS)
    table = largest_first(table, "difference", "regime")[list(COLUMNS)]
    regimes = [str(regime) for regime in dict.fromkeys(table["regime"])]
    views = []
    for regime in regimes:
        rows = table[table["regime"] == regime].head(MOST)
        names = [capital(say(str(part))) for part in rows["part"]]
        said = [same(f"{number(float(a))} → {number(float(b))}") for a, b in zip(rows["a"], rows["b"], strict=True)]
        trace = bar(say(regime), [float(x) for x in rows["difference"]], said)
        views.append(View([trace], row_layout(names, study.in_money, showlegend=False)))
    top = table.iloc[0]
    name, part, size = say(str(top["regime"])), say(str(top["part"])), signed(float(top["difference"]))
    return Picture(
        "regime_parts",
        TOPIC,
        Text(
            f"“{name.en}”: most changes {part.en} ({size} {study.in_money.en})",
            f"“{name.zh}”：{part.zh}变化最大（{size}{study.in_money.zh}）",
        ),
        Text("Discounted, real money, against the first regime.", "折现，不变价，与首个布局方式相比。"),
        ("parts",),
        table,
        row_figure(views, (Choice(Text("Regime", "布局方式"), tuple(say(regime).short(48) for regime in regimes)),)),
    )
