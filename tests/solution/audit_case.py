"""Plans worked out by hand, and ways to tell one lie about them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from model.instance.instance import Instance, Settings
from model.instance.schema import TABLES, Table
from model.solution.audit import Verdict, audit
from model.solution.columns import INDEX, SOLUTION_TABLES

Tables = Mapping[str, pd.DataFrame]
TEXTS = ("id", "text", "choice")


def make_instance(settings: Settings, **csv: str) -> Instance:
    """Return a checked instance from inline tables."""
    return Instance(settings, {table.name: _table(table, csv.get(table.name, "")) for table in TABLES})


def _table(table: Table, text: str) -> pd.DataFrame:
    given = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False) if text else pd.DataFrame()
    columns = {}
    for column in table.columns:
        cells = given[column.name] if column.name in given else pd.Series([""] * len(given), dtype=object)
        if column.kind in TEXTS:
            columns[column.name] = cells.astype(object)
        elif column.kind == "yes":
            columns[column.name] = cells.map({"true": True, "false": False, "": None}).astype(object)
        else:
            columns[column.name] = pd.to_numeric(cells.replace("", None)).astype(float)
    return pd.DataFrame(columns, columns=[column.name for column in table.columns])


def make_tables(**csv: str) -> dict[str, pd.DataFrame]:
    """Return solution tables from inline text; columns that are not written are blank."""
    tables = {}
    for table in SOLUTION_TABLES:
        text = csv.get(table.name, "")
        frame = pd.read_csv(io.StringIO(text)) if text else pd.DataFrame()
        tables[table.name] = frame.reindex(columns=[*INDEX, *table.columns]).astype(object)
    return tables


@dataclass(frozen=True)
class Case:
    """An instance with its optimum."""

    instance: Instance
    tables: Tables
    objective: float

    def verdict(self, **more: Any) -> Verdict:
        """Return what the audit says."""
        return audit(self.instance, self.tables, self.objective, **more)

    def lie(self, table: str, column: str, value: object, **row: object) -> "Case":
        """Return the same case with one cell changed, in the one row with these ids."""
        frame = self.tables[table].copy()
        here = pd.Series(True, index=frame.index)
        for name, wanted in row.items():
            here &= frame[name] == wanted
        assert here.sum() == 1, f"{here.sum()} rows of {table} with {row}"
        assert frame.loc[here, column].iloc[0] != value
        frame.loc[here, column] = value
        return replace(self, tables={**self.tables, table: frame})

    def add(self, table: str, **row: object) -> "Case":
        """Return the same case with one row more."""
        frame = self.tables[table]
        more = pd.DataFrame([row]).reindex(columns=frame.columns).astype(object)
        joined = more if frame.empty else pd.concat([frame, more], ignore_index=True)
        return replace(self, tables={**self.tables, table: joined})

    def drop(self, table: str, **row: object) -> "Case":
        """Return the same case with the rows of these ids left out."""
        frame = self.tables[table]
        here = pd.Series(True, index=frame.index)
        for name, wanted in row.items():
            here &= frame[name] == wanted
        assert here.any()
        return replace(self, tables={**self.tables, table: frame[~here]})

    def failed(self) -> dict[str, str]:
        """Return the checks that fail, and where each is worst."""
        verdict = self.verdict()
        assert verdict.passed == (not verdict.failed)
        return {check.name: check.where for check in verdict.failed}


def one_plant(**replaced: str) -> Case:
    """Return one line in one region over two years, with every limit there is, none of them in the way.

    Old capacity of 6 stands in 2025 and is gone in 2026. A cell takes 2 ore at 7 and 5 of other cost; open
    capacity costs 3 and runs at 0.8 at most. Capital of 100 over 10 years is 10 a year without interest.

        2025: 4 cells need 4 / 0.8 = 5 open, 1 is closed     8 * 7 + 4 * 5 + 5 * 3            =  91
        2026: 8 cells need 10 open, all of it built       16 * 7 + 8 * 5 + 10 * 3 + 10 * 10   = 282

    What binds: in 2025 an open unit costs 3 and makes 0.8, so usable capacity is worth 3 / 0.8 = 3.75 and a cell
    14 + 5 + 3.75 = 22.75. In 2026 it costs 13, so 13 / 0.8 = 16.25 and 35.25, and a standing unit is worth 10.
    22.75 * 4 + 35.25 * 8 = 373, the cost. Nothing else binds:

        lower limit of use    0.5 * 5 <= 4, 0.5 * 10 <= 8
        closed stays closed   10 <= 5 + 10
        orderly exit (0.5)    0.5 * 6 <= 5 in 2025, 0.5 * (5 - 6) + 10 = 9.5 <= 10 in 2026
        max_build, max_capacity, limit and reserve of the market:   10 <= 20, 10 <= 15, 16 <= 20, 24 <= 30
    """
    given = {
        "regions": "region\nA\n",
        "commodities": "commodity,shortage_price,disposal_price\ncell,1000,1\nore,,\n",
        "lines": (
            "line,life,capex,fixed_cost,max_utilisation,min_utilisation,restart_cost,exit_rate\n"
            "line,10,100,3,0.8,0.5,50,0.5\n"
        ),
        "processes": "process,line,variable_cost\nmake,line,5\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\n",
        "sites": "line,region,max_build,max_capacity\nline,A,20,15\n",
        "capacity": "line,region,online,offline,capacity\nline,A,2020,2026,6\n",
        "markets": "market,commodity,region,price,limit,reserve\nmine,ore,A,7,20,30\n",
        "demand": "commodity,region,year,amount\ncell,A,2025,4\ncell,A,2026,8\n",
    }
    settings = Settings("plant", (2025, 2026), 2026, base_year=2025, learning="off")
    tables = make_tables(
        capacity="line,region,year,status,nameplate\nline,A,2025,operating,6\nline,A,2026,new,10\n",
        builds="line,region,year,built\nline,A,2026,10\n",
        closures="line,region,year,closed,restarted\nline,A,2025,1,0\n",
        utilisation=(
            "line,region,year,used,open_capacity,standing,nameplate,on_standing,on_open,on_nameplate\n"
            f"line,A,2025,4,5,6,6,{4 / 6},0.8,{4 / 6}\n"
            "line,A,2026,8,10,10,10,0.8,0.8,0.8\n"
        ),
        activity="process,region,year,activity\nmake,A,2025,4\nmake,A,2026,8\n",
        trade="market,side,commodity,region,year,amount\nmine,buy,ore,A,2025,8\nmine,buy,ore,A,2026,16\n",
        balances=(
            "commodity,region,year,made,used,returned,bought,sold,shipped_in,shipped_out,shortage,disposal,demand\n"
            "cell,A,2025,4,0,0,0,0,0,0,0,0,4\n"
            "cell,A,2026,8,0,0,0,0,0,0,0,0,8\n"
            "ore,A,2025,0,8,0,8,0,0,0,0,0,0\n"
            "ore,A,2026,0,16,0,16,0,0,0,0,0,0\n"
        ),
        prices=(
            "commodity,region,year,marginal_cost\ncell,A,2025,22.75\ncell,A,2026,35.25\nore,A,2025,7\nore,A,2026,7\n"
        ),
        # Of the capital of 10 * 100, one tenth falls due in 2026 and nine after the horizon.
        costs=(
            "component,item,region,year,discounted,undiscounted\n"
            "variable_cost,make,A,2025,20,20\nvariable_cost,make,A,2026,40,40\n"
            "fixed_cost,line,A,2025,15,15\nfixed_cost,line,A,2026,30,30\n"
            "bought,mine,A,2025,56,56\nbought,mine,A,2026,112,112\n"
            "capital,line,A,2026,100,100\n"
        ),
        turnover=(
            "process,commodity,year,made,used,returned\n"
            "make,cell,2025,4,0,0\nmake,cell,2026,8,0,0\nmake,ore,2025,0,8,0\nmake,ore,2026,0,16,0\n"
        ),
        payments=(
            "component,item,year,amount\n"
            "variable_cost,make,2025,20\nvariable_cost,make,2026,40\nfixed_cost,line,2025,15\n"
            "fixed_cost,line,2026,30\nbought,mine,2025,56\nbought,mine,2026,112\ncapital,line,2026,100\n"
        ),
        beyond_horizon="line,region,due,present_value\nline,A,900,900\n",
        duals=(
            "row,item,region,year,dual\n"
            "utilisation_upper,line,A,2025,-3.75\nutilisation_upper,line,A,2026,-16.25\n"
            "open_within_standing,line,A,2026,-10\n"
        ),
    )
    return Case(make_instance(settings, **{**given, **replaced}), tables, 373.0)


ONE_KM = 6371.0 * 3.141592653589793 / 180.0  # of a degree of longitude at the equator: 111.19 km
FREIGHT = 2.0 * (1.0 + 0.01 * 1.5 * ONE_KM)  # 2 t a unit, 1 a t, 0.01 a t and km, detour 1.5
DELTA = (1.0 + 1.1**-1, 1.1**-2 + 1.1**-3)  # two periods of two years at 10 %


def one_lane() -> Case:
    """Return a good bought in A and used in B, where it comes back a year later; C lies beyond B, out of reach of A.

    A unit in B costs 10 in A, FREIGHT, and a tariff of 4. Of what is used, half is old a year later: of the two
    years of a period one falls into the same period and one into the next, a quarter of the yearly amount each.
    Activity of 4 in 2024 brings 0.5 * 4 in 2025, over two years 1 a year. Dumping the old costs 2.

        2025: 5 used, 1 + 0.25 * 5 = 2.25 old;   2027: 5 used, 0.25 * 5 + 0.25 * 5 = 2.5 old
        cost = sum over t of delta_t * (5 * (10 + FREIGHT + 4) + 2 * old)

    A unit of service costs the good and what its return costs: 0.25 * 2 in its own period, 0.25 * 2 in the next.
    In C a good would cost FREIGHT more than in B. The duals pay for demand, and for the 1 that returns anyway
    (old stuff has a price of -2): sum of delta_t * 5 * service + 2 * delta_2025 * 1, which is the cost.
    """
    in_b = 10.0 + FREIGHT + 4.0
    service = (in_b + 0.5 + 0.5 * DELTA[1] / DELTA[0], in_b + 0.5)
    instance = make_instance(
        Settings("lane", (2025, 2027), 2028, base_year=2025, discount_rate=0.1, learning="off"),
        regions="region,lat,lon\nA,0,0\nB,0,1\nC,0,2\n",
        commodities="commodity,tonnes_per_unit,freight_class,disposal_price\ngood,2,dry,\nservice,,,\nold,,,2\n",
        freight="freight_class,cost_per_t_km,handling_per_t,detour,reach_km\ndry,0.01,1,1.5,170\n",
        lanes="commodity,origin,destination,tariff,capacity\ngood,A,B,4,6\n",
        processes="process\nuse\n",
        recipes="process,commodity,amount\nuse,good,-1\nuse,service,1\n",
        returns="process,commodity,lag,amount\nuse,old,1,0.5\n",
        history="process,region,year,amount\nuse,B,2024,4\n",
        markets="market,commodity,region,price\nshop,good,A,10\n",
        demand="commodity,region,amount\nservice,B,5\n",
    )
    years = tuple(zip((2025, 2027), DELTA, (2.25, 2.5), service, strict=True))
    costs = [
        (component, item, region, year, delta * amount, 2 * amount)
        for year, delta, old, _ in years
        for component, item, region, amount in (
            ("bought", "shop", "A", 50.0),
            ("freight", "good", "A", 5 * FREIGHT),
            ("tariff", "good", "B", 20.0),
            ("disposal", "old", "B", 2 * old),
        )
    ]
    payments = [(component, item, year, undiscounted / 2) for component, item, _, year, _, undiscounted in costs]
    turnover = [
        ("use", commodity, year, made, used, returned)
        for year, _, old, _ in years
        for commodity, made, used, returned in (("good", 0, 5, 0), ("service", 5, 0, 0), ("old", 0, 0, old))
    ]
    prices = [
        (commodity, region, year, price)
        for year, _, _, of_service in years
        for commodity, region, price in (
            ("good", "A", 10.0), ("good", "B", in_b), ("good", "C", in_b + FREIGHT),
            ("service", "B", of_service), ("old", "B", -2.0),
        )
    ]  # fmt: skip
    balances = "commodity,region,year,made,used,returned,bought,sold,shipped_in,shipped_out,shortage,disposal,demand\n"
    for year, _, old, _ in years:
        balances += f"good,A,{year},0,0,0,5,0,0,5,0,0,0\n"
        balances += f"good,B,{year},0,5,0,0,0,5,0,0,0,0\n"
        balances += f"service,B,{year},5,0,0,0,0,0,0,0,0,5\n"
        balances += f"old,B,{year},0,0,{old},0,0,0,0,0,{old},0\n"
    tables = make_tables(
        activity="process,region,year,activity\nuse,B,2025,5\nuse,B,2027,5\n",
        flows="commodity,origin,destination,year,flow\ngood,A,B,2025,5\ngood,A,B,2027,5\n",
        trade="market,side,commodity,region,year,amount\nshop,buy,good,A,2025,5\nshop,buy,good,A,2027,5\n",
        disposal="commodity,region,year,disposal\nold,B,2025,2.25\nold,B,2027,2.5\n",
        balances=balances,
        prices=_csv("commodity,region,year,marginal_cost", prices),
        turnover=_csv("process,commodity,year,made,used,returned", turnover),
        costs=_csv("component,item,region,year,discounted,undiscounted", costs),
        payments=_csv("component,item,year,amount", payments),
    )
    objective = sum(delta * (5 * in_b + 2 * old) for _, delta, old, _ in years)
    return Case(instance, tables, objective)


def _csv(head: str, rows: list[tuple[Any, ...]]) -> str:
    return head + "\n" + "".join(",".join(repr(x) if isinstance(x, float) else str(x) for x in r) + "\n" for r in rows)


def one_curve(objective: str = "private") -> Case:
    """Return committed capacity, a subsidy and a curve of each driver, over one year, `learning: off`.

    Capital is 40 * 0.5 = 20, paid over 4 years without interest: w = 1/4. The learned part of a build is 2 units at
    8 * 0.5, for the place starts one doubling up: 8, and 16 at list. The state pays a quarter of 20 + 16: 9.
    An open unit costs 6 * 2, and 3 units of a cluster at 1; an activity one unit of another curve at 5.
    Of 5 announced, two fifths are counted: 2. Demand is 3, so 1 is built.

        capital 20/4 * (1 + 2)   learned 8/4 * (1 + 2) + 3 * 3 + 5 * 3   subsidy -9/4 * (1 + 2)   fixed 12 * 3
        = 15 + 6 + 9 + 15 - 6.75 + 36 = 74.25 private, 81 social (the subsidy is a transfer)

    A build costs 5 + 2 - 2.25 = 4.75 (social 7), which is what a standing unit is worth; an open one costs 15 more,
    19.75 (22), and a unit of demand 5 more: 24.75 (27). Bound: 24.75 * 3 - 4.75 * 2 + what is paid for the
    committed 2, which is 9.5; together 74.25 (27 * 3 = 81). The learned 4 of the committed 2 is committed capital.
    Three of four payments on 20 + 8 - 9 = 19 (28) are due after the horizon, for 3 units: 42.75 (63).
    """
    private = objective == "private"
    instance = make_instance(
        Settings(
            "curve",
            (2025,),
            2025,
            base_year=2025,
            learning="off",
            announced_share=0.4,
            objective="private" if private else "social",
        ),
        regions="region\nA\n",
        commodities="commodity\ncell\n",
        lines="line,life,capex,fixed_cost\nline,4,40,6\n",
        sites="line,region,capex_factor,cost_factor,subsidy,max_build\nline,A,0.5,2,0.25,100\n",
        capacity="line,region,online,status,capacity\nline,A,2025,announced,5\n",
        processes="process,line\nmake,line\n",
        recipes="process,commodity,amount\nmake,cell,1\n",
        demand="commodity,region,amount\ncell,A,3\n",
        curves=(
            "curve,scope,driver,learning_rate,reference,unit_cost\n"
            "learning,region,build,0.5,10,8\ncluster,nation,size,0.2,10,1\ndoing,nation,activity,0.2,10,5\n"
        ),
        curve_members="curve,member,weight\nlearning,line,2\ncluster,line,3\ndoing,make,\n",
        curve_places="curve,place,initial\nlearning,A,20\ncluster,nation,40\n",
    )
    stands, opened, cell, due = (4.75, 19.75, 24.75, 42.75) if private else (7, 22, 27, 63)
    tables = make_tables(
        capacity="line,region,year,status,nameplate\nline,A,2025,announced,2\nline,A,2025,new,1\n",
        builds="line,region,year,built\nline,A,2025,1\n",
        utilisation=(
            "line,region,year,used,open_capacity,standing,nameplate,on_standing,on_open,on_nameplate\n"
            "line,A,2025,3,3,3,3,1,1,1\n"
        ),
        activity="process,region,year,activity\nmake,A,2025,3\n",
        balances=(
            "commodity,region,year,made,used,returned,bought,sold,shipped_in,shipped_out,shortage,disposal,demand\n"
            "cell,A,2025,3,0,0,0,0,0,0,0,0,3\n"
        ),
        prices=f"commodity,region,year,marginal_cost\ncell,A,2025,{cell}\n",
        costs=(
            "component,item,region,year,discounted,undiscounted\n"
            "capital,line,A,2025,5,5\ncommitted_capital,line,A,2025,14,14\nfixed_cost,line,A,2025,36,36\n"
            "learned,line,A,2025,11,11\nlearned,make,A,2025,15,15\nsubsidy,line,A,2025,-6.75,-6.75\n"
        ),
        turnover="process,commodity,year,made,used,returned\nmake,cell,2025,3,0,0\n",
        payments=(
            "component,item,year,amount\n"
            "capital,line,2025,5\ncommitted_capital,line,2025,14\nfixed_cost,line,2025,36\n"
            "learned,line,2025,11\nlearned,make,2025,15\nsubsidy,line,2025,-6.75\n"
        ),
        beyond_horizon=f"line,region,due,present_value\nline,A,{due},{due}\n",
        duals=(
            "row,item,region,year,dual\n"
            f"utilisation_upper,line,A,2025,{-opened}\nopen_within_standing,line,A,2025,{-stands}\n"
        ),
    )
    return Case(instance, tables, 74.25 if private else 81.0)
