"""What the number of a study is, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same, say
from reports.words import number

UTILISATION = "utilisation"
NAMES = {
    UTILISATION: Text("utilisation", "产能利用率"),
    "closed": Text("closed capacity", "关停产能"),
    "idle_capital": Text("annuities on idle capacity", "闲置产能年金"),
    "stranded_capital": Text("stranded capital", "搁浅资本"),
    "capacity_value": Text("worth of one more unit of capacity", "新增单位产能价值"),
}


@dataclass(frozen=True)
class Quantity:
    """A number of a study: its name and unit; is_share: written and drawn as a percentage."""

    name: Text
    unit: Text
    is_share: bool = False

    def said(self, value: float | None) -> Text:
        """Return the number as people read it, with its unit; a dash where there is none."""
        if value is None or pd.isna(value):
            return same("–")
        if self.is_share:
            return same(f"{value:.1%}")
        return same(number(value)) + (same(" ") + self.unit if self.unit.en else self.unit)

    def drawn(self, values: Sequence[float] | pd.Series) -> list[float | None]:
        """Return numbers as they are drawn: shares in per cent, None where there is none."""
        factor = 100.0 if self.is_share else 1.0
        return [None if math.isnan(value) else factor * value for value in map(float, values)]

    @property
    def axis(self) -> Text:
        """The title of an axis: name and unit."""
        unit = same("%") if self.is_share else self.unit
        return self.name + same(", ") + unit if unit.en else self.name


def measured(study: StudyAnswer) -> Quantity:
    """Return the measure of a threshold."""
    name = str(study.record.get("quantity", UTILISATION))
    unit = str(study.record.get("unit", ""))
    return Quantity(NAMES.get(name, say(name)), in_unit("" if unit == "1" else unit), name == UTILISATION)


def answered(study: StudyAnswer) -> Quantity:
    """Return what the number of the headline is."""
    if study.kind == "threshold":
        return Quantity(Text("critical ", "临界") + say(str(study.record.get("driver", "driver"))), same(""))
    if study.kind in ("compare", "siting"):
        return Quantity(Text("difference of the least cost", "最低成本之差"), study.in_money)
    if study.kind == "near_optimal":
        return Quantity(Text("places that every good plan has", "各优良方案共有的地点"), Text("places", "个地点"))
    if study.kind == "resilience":
        return Quantity(Text("largest damage", "最大损失"), study.in_money)
    if study.kind == "rolling":
        return Quantity(Text("lowest utilisation", "最低产能利用率"), same(""), is_share=True)
    if "quantity" in study.record:
        return measured(study)
    return Quantity(Text("least cost", "最低成本"), study.in_money)
