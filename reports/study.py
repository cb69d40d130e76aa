"""The answer of a study, for the terminal: the headline, the tables behind it, how sure it is and what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.studies.measures.measure import Measure
from model.studies.measures.placed import sums
from model.studies.threshold import some
from reports.comparison import BRIDGE, CHANGES, DATA
from reports.printed import printed
from reports.spelled import names_of, spelled, spelled_out

Tables = Mapping[str, pd.DataFrame]
VALUE, SHARE, DRIVER = "{:,.4g}", "{:.1%}", "{:.4g}"
SURE = {"figure": "", "grade": "", "answer_low": VALUE, "answer": VALUE, "answer_high": VALUE, "swing": VALUE}


def summary(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    """Yield the parts of the answer of a study from study.json and its tables."""
    yield Text(f"{record['title'] or record['study']} ({record['kind']})", style="bold")
    names = names_of(record)
    tables = {name: spelled_out(table, names) for name, table in tables.items()}
    yield Text(spelled(record["headline"] or f"No answer: {record['why']}", names))
    yield from PARTS[record["kind"]](record, tables)
    if len(tables.get("sure", ())):
        yield printed("How sure: the headline's number at the low and high of what weighs most", tables["sure"], SURE)
    yield Text(_runs(record["runs"]))
    for (status, why), runs in _by_cause(record["failures"]).items():
        more = f" and {len(runs) - 1} more" if len(runs) > 1 else ""
        yield Text(f"failed: {runs[0]}{more} ({status}): {why}")


def _threshold(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    value = SHARE if record.get("quantity") == "utilisation" else VALUE
    if len(tables.get("crossings", ())):
        yield printed("Where it is crossed", _short(tables["crossings"]), {
            "exit_rate": "", "level": value, "critical": DRIVER, "low": DRIVER, "high": DRIVER, "direction": "",
            "arithmetic": DRIVER, "first_year": "", "first_place": "",
        })  # fmt: skip
        if not tables["crossings"]["monotone"].all():
            yield Text("The measure is not monotone in the driver: every crossing found is listed.")
    if len(tables.get("curve", ())):
        yield printed(f"Along {record['driver']}", _curve(tables["curve"], record), {
            "exit_rate": "", "driver": DRIVER, "year": "", "value": value, "arithmetic": value,
        }, most=20)  # fmt: skip
    if len(tables.get("order", ())):
        for event, said in (("idle", "go idle"), ("closed", "close")):
            rows = _of_regions(tables["order"], event)
            if len(rows):
                yield printed(f"The order in which regions {said}", rows, {
                    "exit_rate": "", "name": "", "rank": "", "tie": "", "after": DRIVER, "by": DRIVER, "value": SHARE,
                })  # fmt: skip
    if len(tables.get("stranded", ())):
        total = tables["stranded"]["unpaid"].sum()
        yield printed(f"Who carries the stranded capital: {total:,.0f} in all", tables["stranded"], {
            "owner": "", "region": "", "stage": "", "closed": VALUE, "idle": VALUE, "unpaid": "{:,.0f}", "share": SHARE,
        })  # fmt: skip
    if len(tables.get("near", ())):
        yield printed("Utilisation over near-optimal plans", tables["near"], {
            "region": "", "low": SHARE, "central": SHARE, "high": SHARE, "tied_with": "",
        }, most=40)  # fmt: skip
    if len(tables.get("ranks", ())):
        yield printed("Rank (1 is emptiest) over draws of unsure figures", tables["ranks"].sort_values("rank"), {
            "region": "", "value": value, "value_low": value, "value_high": value, "rank": "{:.0f}",
            "rank_low": "{:.0f}", "rank_high": "{:.0f}", "tied_with": "",
        }, most=40)  # fmt: skip


def _siting(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    if "regimes" not in tables:
        return
    money = "{:+,.0f}"
    found = tables["regimes"]
    regimes = found.assign(
        share=found["share"].map("{:+.2%}".format, na_action="ignore"), gap=found["gap"].where(found["gap"] > ROUNDING)
    )
    yield printed(f"What each regime costs ({record['money']}, discounted)", regimes, {
        "regime": "", "cost": "{:,.0f}", "difference": money, "share": "", "gap": "{:.1e}",
    }, most=30)  # fmt: skip
    yield from _by_regime(f"Where the money goes, against {record['first']}", _parts(tables["parts"]), "part", money)
    yield printed("How concentrated (hhi: 1 where all is in one region)", tables["spread"], {
        "regime": "", "of": "", "year": "", "amount": VALUE, "unit": "", "regions": "", "hhi": "{:.3f}",
        "largest": "", "largest_share": SHARE, "largest_three": SHARE,
    }, most=40)  # fmt: skip
    yield from _by_regime("Over all regions", _counted(tables["counts"]), "count", VALUE)
    for row in tables["turns"].to_dict("records") if "turns" in tables else ():
        a, b = str(row["a"]), str(row["b"])
        yield printed(f"Along {row['driver']}, {row['unit']}", _along(tables["along"], str(row["driver"]), a, b), {
            "at": "{:.3g}", a: "{:,.0f}", b: "{:,.0f}", "difference": money, "p10": money, "p90": money,
        }, most=30)  # fmt: skip
        yield Text(f"{row['driver']}, {row['a']} or {row['b']}: {row['said']}")


ABREAST = 5
"""Regimes that stand side by side in one table of the terminal."""


def _by_regime(title: str, table: pd.DataFrame, name: str, form: str) -> Iterator[RenderableType]:
    """Yield a table of the terminal for every few regimes (columns), its rows called by their index."""
    for k in range(0, len(table.columns), ABREAST):
        part = table.iloc[:, k : k + ABREAST]
        yield printed(title, part.rename_axis(name).reset_index(), {name: "", **dict.fromkeys(part.columns, form)}, 40)


def _parts(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the difference of each part by regime, and their sums; parts that are nothing everywhere are left out."""
    if parts.empty:
        return pd.DataFrame()
    found: pd.DataFrame = parts.pivot_table(index="part", columns="regime", values="difference", sort=False)
    shown = found[(found.abs() >= HALF).any(axis=1)]
    return pd.concat([shown, found.sum().to_frame("sum").T])


ROUNDING = 1e-9
"""A gap below this is none."""
HALF = 0.5
"""What is printed as 0 is not shown."""


def _counted(counts: pd.DataFrame) -> pd.DataFrame:
    """Return what is counted over all regions by regime: a row for each count, with its unit and year."""
    found = sums(counts)
    years = found["year"].map(lambda year: ", discounted" if pd.isna(year) else f" {year:.0f}")
    names = zip(found["count"], found["unit"], years, strict=True)
    # The name of an impact may hold its unit: "CO2, kt" is counted in "CO2, kt/yr".
    found["name"] = [f"{u if u.startswith(c) else f'{c}, {u}'}{year}" for c, u, year in names]
    by_regime: pd.DataFrame = found.pivot_table(index="name", columns="regime", values="amount", sort=False)
    return by_regime


def _along(along: pd.DataFrame, driver: str, a: str, b: str) -> pd.DataFrame:
    """Return the costs of a pair along its driver, their difference (first less second), and its range over draws."""
    rows = along[along["driver"] == driver].drop_duplicates(["value", "regime"]).set_index(["value", "regime"])
    table: pd.DataFrame = rows["cost"].unstack()[[a, b]].dropna()
    table["difference"] = table[a] - table[b]
    # The range is that of the difference to the first regime that was asked along the driver.
    if "p10" in rows and (rows.xs(b, level="regime")["difference"] == 0).all():
        table = table.join(rows.xs(a, level="regime")[["p10", "p90"]])
    return table.rename_axis("at").reset_index()


def _sweep(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    if "runs" in tables:
        axes = dict.fromkeys(record["axes"], "")
        yield printed("Runs", tables["runs"], {
            **axes, "status": "", "objective": "{:,.2f}", "difference": "{:+,.2f}", "seconds": "{:.1f}", "method": "",
        }, most=30)  # fmt: skip


def _rolling(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    if "years" not in tables:
        return
    years = tables["years"].pivot_table(index="variant", columns="year", values="utilisation", sort=False)
    years.columns = pd.Index([str(year) for year in years.columns])
    formats = {"variant": "", **dict.fromkeys(years.columns, "{:.0%}")}
    yield printed(f"Utilisation of standing capacity, norm {record['norm']:.0%}", years.reset_index(), formats)
    yield printed("What each way to decide costs, and more than a plan that knows all", tables["costs"], {
        "variant": "", "cost": "{:,.0f}", "difference": "{:+,.0f}", "committed": VALUE, "lowest": SHARE,
        "lowest_year": "{:.0f}",
    })  # fmt: skip
    yield printed("What foresight and coordination are worth, each against the way before", tables["worth"], {
        "what": "", "worth": "{:+,.0f}", "variant": "", "against": "",
    })  # fmt: skip


def _compare(_: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    for name, title, formats in (
        ("changes", "Plants", CHANGES),
        ("bridge", "Cost bridge", BRIDGE),
        ("data", "Data that differ", DATA),
    ):
        if len(tables.get(name, ())):
            yield printed(title, tables[name], {"run": "", **formats}, most=20)


def _near_optimal(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    if "ranges" in tables:
        title = f"Capacity in use in {record['year']} over all plans within the slack of least cost: least to most"
        rows = _by_slack(tables["ranges"])
        formats = {"by": "", "name": "", "plan": "{:,.1f}", **dict.fromkeys(rows.columns[4:], ""), "unit": ""}
        yield printed(title, rows, formats, most=60)
        if len(tables.get("ends", ())):
            dearest = tables["ends"].sort_values("none_dearer", ascending=False, na_position="first", kind="stable")
            yield printed("What it costs to have none there, and to have all that can be there", dearest, {
                "by": "", "name": "", "plan": "{:,.1f}", "none_dearer": "{:.3%}", "full": "{:,.1f}",
                "full_dearer": "{:.3%}", "unit": "",
            }, most=60)  # fmt: skip
        yield printed("Plans as different as they come", tables["plans"], {
            "plan": "", "cost": "{:,.0f}", "dearer": "{:.2%}", "distance": SHARE, "regions": "", "largest": "",
            "largest_share": SHARE,
        })  # fmt: skip


def _by_slack(ranges: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each place and a column for each slack, the largest places of the plan first."""
    rows = ranges[["by", "name", "plan", "unit"]].drop_duplicates(["by", "name"])
    for slack, group in ranges.groupby("slack"):
        said = [f"{low:,.0f}-{high:,.0f}" for low, high in zip(group["least"], group["most"], strict=True)]
        rows[f"+{100 * float(str(slack)):.3g}%"] = said
    return rows.sort_values(["by", "plan"], ascending=[True, False], kind="stable")


def _resilience(record: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    if "losses" in tables:
        title = f"Losses in {record['year']}, worst first: {record['money']} in the year; years to rebuild"
        yield printed(title, tables["losses"], {
            "rank": "", "kind": "", "name": "", "damage": "{:,.0f}", "shortage_cost": "{:,.0f}",
            "extra_cost": "{:,.0f}", "short": "{:,.1f}", "unit": "", "short_share": SHARE, "rebuild": "{:.1f}",
        }, most=40)  # fmt: skip
    if len(tables.get("insurance", ())):
        yield printed("The cheapest plans that keep shortage under a share of demand whatever is lost",
            tables["insurance"], {
            "keep_under": SHARE, "cost": "{:,.0f}", "premium": "{:,.0f}", "premium_share": "{:.3%}", "worst": SHARE,
            "worst_before": SHARE, "rounds": "", "proven": "",
        })  # fmt: skip


def _nothing(_: Mapping[str, Any], tables: Tables) -> Iterator[RenderableType]:
    yield from ()


PARTS: Mapping[str, Callable[[Mapping[str, Any], Tables], Iterator[RenderableType]]] = {
    "threshold": _threshold,
    "sweep": _sweep,
    "rolling": _rolling,
    "siting": _siting,
    "compare": _compare,
    "near_optimal": _near_optimal,
    "resilience": _resilience,
    "sensitivity": _nothing,
}


def _curve(curve: pd.DataFrame, record: Mapping[str, Any]) -> pd.DataFrame:
    """Return one line a point: of the year of the measure, else of the year in which it is worst."""
    if record["year"] is not None:
        # A year of the measure lies in the last period that begins by then.
        started = curve["year"].where(curve["year"] <= record["year"])
        is_shown: pd.Series = started == started.max()
        return curve[is_shown]
    points = curve.groupby(["exit_rate", "driver"], sort=False)["value"]
    worst = points.idxmin() if Measure(record["quantity"]).falls else points.idxmax()
    return curve.loc[worst.dropna()]


def _of_regions(order: pd.DataFrame, event: str) -> pd.DataFrame:
    rows = order[(order["kind"] == "region") & (order["event"] == event)]
    return rows.sort_values(["exit_rate", "rank"], kind="stable")


def _short(crossings: pd.DataFrame) -> pd.DataFrame:
    """Return the crossings with no more than a few places in each line."""
    return crossings.assign(first_place=[some(str(names)) for names in crossings["first_place"]])


def _by_cause(failures: Sequence[Mapping[str, str]]) -> Mapping[tuple[str, str], list[str]]:
    """Return the runs that failed by status and cause: many runs may fail for one fault."""
    found: dict[tuple[str, str], list[str]] = {}
    for failure in failures:
        found.setdefault((failure["status"], failure["why"]), []).append(failure["run"])
    return found


def _runs(runs: Mapping[str, Any]) -> str:
    said = f"{runs['finished']} of {runs['runs']} runs finished, {runs['seconds']:,.1f} s of work"
    ways = ", ".join(f"{count} {method}" for method, count in runs["methods"].items())
    said += f" ({ways})" if ways else ""
    if runs["solved_cold_again"]:
        said += f"; {runs['solved_cold_again']} solved cold again, largest difference {runs['largest_difference']:.1e}"
    return said
