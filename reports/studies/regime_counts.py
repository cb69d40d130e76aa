"""What regimes of siting do besides cost: freight, impacts and what the state pays, over all regions."""

from __future__ import annotations

from model.studies.measures.placed import sums
from reports.picture import Picture, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = ("count", "unit", "year")
TOPIC = Text("What else changes", "其他影响")


def regime_counts(study: StudyAnswer) -> Picture:
    """Return a row for each count and year and a column for each regime; year is blank for the whole horizon."""
    found = study.table("counts", ("regime", "count", "region", "year", "amount", "unit"))
    if found.empty:
        return nothing("regime_counts", TOPIC, Text("Nothing is counted.", "无统计。"), COLUMNS)
    table = sums(found).pivot_table(index=list(COLUMNS), columns="regime", values="amount", sort=False, dropna=False)
    shown = table.dropna(how="all").rename_axis(columns=None).reset_index()
    return Picture(
        "regime_counts",
        TOPIC,
        Text("Freight, impacts and what the state pays under each regime", "各布局方式的货运量、影响与财政支出"),
        Text(
            "Over all regions, per year; what the state pays is discounted over the horizon (no year). By region: "
            "counts.csv.",
            "全部地区合计，每年；财政支出为全期折现（无年份）。分地区数据见 counts.csv。",
        ),
        ("counts",),
        shown,
    )
