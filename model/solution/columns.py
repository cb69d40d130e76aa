"""The tables of a solution: their columns and what they mean.

Every table begins with `instance` and `scenario`; `year` is the first year of the period and values are annual
unless said; `unit` is the unit of the numbers of that row. Money is real, of the base year. A row whose number
is zero is left out, but for prices, utilisation and duals of rows that bind.
"""

from __future__ import annotations

from dataclasses import dataclass

INDEX = ("instance", "scenario")


@dataclass(frozen=True)
class SolutionTable:
    """One table of a solution: its name, what it says and its columns after `instance` and `scenario`."""

    name: str
    help: str
    columns: tuple[str, ...]


SOLUTION_TABLES = (
    SolutionTable(
        "capacity",
        "Nameplate capacity by status: operating, building, announced (in the data), new (what the plan builds).",
        ("line", "region", "year", "status", "nameplate", "unit"),
    ),
    SolutionTable(
        "builds", "Capacity commissioned at the start of the period.", ("line", "region", "year", "built", "unit")
    ),
    SolutionTable(
        "closures",
        "Capacity closed early (stands but is not open), and closed capacity opened again at the start of the period.",
        ("line", "region", "year", "closed", "restarted", "unit"),
    ),
    SolutionTable(
        "utilisation",
        "Use of capacity: used, and its share of standing, open and nameplate capacity (blank where there is none).",
        (
            "line", "region", "year", "used", "open_capacity", "standing", "nameplate",
            "on_standing", "on_open", "on_nameplate", "unit",
        ),
    ),
    SolutionTable(
        "idle",
        "Capacity that is closed or open without use, and its capital: annuities on it, before subsidies. Plants that "
        "expire first are closed first, the next ones stand idle. `unit` is that of the money.",
        ("line", "region", "year", "closed", "idle", "due_per_year", "unpaid_closed", "unpaid_idle", "unit"),
    ),
    SolutionTable("sites", "Sites that are open: 1, or a fraction under `relax: true`.", ("line", "region", "open")),
    SolutionTable(
        "plants",
        "Plants built at the start of the period, of lines with plant cost points: how many, and together how large. "
        "Those on one piece of the cost curve, a convex stretch between two sizes, are of one size each.",
        ("line", "region", "year", "piece", "plants", "built", "unit"),
    ),
    SolutionTable("activity", "How much of each process runs.", ("process", "region", "year", "activity", "unit")),
    SolutionTable("flows", "Shipments.", ("commodity", "origin", "destination", "year", "flow", "unit")),
    SolutionTable(
        "trade", "Bought from or sold to markets.", ("market", "side", "commodity", "region", "year", "amount", "unit")
    ),
    SolutionTable("shortage", "Demand unmet.", ("commodity", "region", "year", "shortage", "demand", "unit")),
    SolutionTable("disposal", "Dumped.", ("commodity", "region", "year", "disposal", "unit")),
    SolutionTable(
        "balances",
        "Where each commodity comes from and goes to; the row sums to its demand.",
        (
            "commodity", "region", "year", "made", "used", "returned", "bought", "sold", "shipped_in", "shipped_out",
            "shortage", "disposal", "demand", "unit",
        ),
    ),
    SolutionTable(
        "turnover",
        "What every process makes, uses and gives back later, over all regions.",
        ("process", "commodity", "year", "made", "used", "returned", "unit"),
    ),
    SolutionTable(
        "prices",
        "Marginal cost of one more unit in a region and year, undiscounted (dual of the balance / delta_t).",
        ("commodity", "region", "year", "marginal_cost", "unit"),
    ),
    SolutionTable(
        "costs",
        "What is paid in a period, by component. `discounted` is the part of the objective, `undiscounted` the sum "
        "over the years of the period that fall due inside the horizon, in real money. Item: line, process, market "
        "or commodity.",
        ("component", "item", "region", "year", "discounted", "undiscounted", "unit"),
    ),
    SolutionTable(
        "payments",
        "What falls due in the years of the period, per year and undiscounted: capital as the annuities that are paid "
        "in these years for builds of this and earlier periods, all else as it is.",
        ("component", "item", "year", "amount", "unit"),
    ),
    SolutionTable(
        "beyond_horizon",
        "Capital still to be paid after the last year: the payments, and their value discounted to the base year.",
        ("line", "region", "due", "present_value", "unit"),
    ),
    SolutionTable(
        "duals",
        "Duals of the rows other than balances (see FORMULATION.md for what each is worth), in discounted money; "
        "rows that do not bind are left out. `item` is the line or market.",
        ("row", "item", "region", "year", "dual", "unit"),
    ),
    SolutionTable(
        "impacts",
        "Emissions, water, jobs and what else `impacts` counts, by cause.",
        ("impact", "kind", "name", "region", "year", "amount", "unit"),
    ),
    SolutionTable(
        "policies",
        "Every limit of every policy in force: both sides of `at_least * right <= left <= at_most * right`, and what "
        "obeying or missing it costs. Its dual stands here, not in `duals`.",
        (
            "policy", "scope", "year", "sense", "left", "right", "limit", "slack", "miss", "miss_cost", "dual",
            "tighter", "unit",
        ),
    ),
    SolutionTable(
        "learning",
        "The path of every cost curve that depends on the plan (`learning: local`, `certified`), for each place. Of a "
        "standing cluster (driver size) `volume` and `added` are what stands open. Spend and saving are discounted.",
        (
            "curve", "place", "year", "volume", "added", "unit_cost", "average_price", "tangent_price", "doublings",
            "spend", "saved", "owed", "volume_unit", "unit",
        ),
    ),
    SolutionTable(
        "all_in",
        "What is learned of the whole cost of what the members of a curve make at a place, and by how much a doubling "
        "of its volume lowers that whole. What they make counts at its marginal cost; no row without prices, or where "
        "that pays for less than what is learned.",
        ("curve", "place", "year", "learned", "value", "learned_share", "rate", "all_in", "unit"),
    ),
)  # fmt: skip
BY_NAME = {table.name: table for table in SOLUTION_TABLES}

MEANING = {
    "instance": "name of the instance",
    "scenario": "name of the scenario",
    "line": "line, as in the instance",
    "process": "process, as in the instance",
    "commodity": "commodity, as in the instance",
    "market": "market, as in the instance",
    "region": "region; of freight that of origin, of a tariff that of destination",
    "origin": "region shipped from",
    "destination": "region shipped to",
    "year": "first year of the period; blank in `duals` and `policies` over the horizon",
    "unit": "unit of the numbers of this row",
    "status": "operating, building, announced, or new",
    "side": "buy or sell",
    "component": "component of the cost, see COMPONENTS",
    "item": "what a cost or a dual belongs to: line, process, market, commodity or policy",
    "kind": "what causes an impact: process, line, market or freight",
    "name": "process, line, market or freight class that causes an impact",
    "impact": "name of the impact",
    "row": "name of the row in FORMULATION.md",
    "nameplate": "capacity that stands, per year",
    "open": "whether the site is open: 1, or a fraction under `relax`",
    "piece": "piece of the cost curve of one plant, counted from 1 in order of size",
    "plants": "number of plants",
    "built": "capacity commissioned at the start of the period, per year",
    "closed": "capacity that stands but is not open, per year",
    "restarted": "closed capacity opened again at the start of the period, per year",
    "idle": "open capacity less used / max_utilisation, per year",
    "due_per_year": "annuities that fall due on closed and idle capacity, per year",
    "unpaid_closed": "annuities left to pay on closed capacity, discounted to the start of the year",
    "unpaid_idle": "annuities left to pay on idle capacity, discounted to the start of the year",
    "used": "capacity in use; in `balances` what processes use, per year",
    "open_capacity": "capacity kept open, per year",
    "standing": "open capacity where the line cannot be restarted, nameplate where it can, per year",
    "on_standing": "used / standing, a share",
    "on_open": "used / open_capacity, a share",
    "on_nameplate": "used / nameplate, a share",
    "activity": "units of activity per year",
    "flow": "shipped per year",
    "amount": "bought or sold, or paid, per year; of an impact per year",
    "shortage": "demand unmet, per year",
    "disposal": "dumped, per year",
    "demand": "to be delivered, per year",
    "made": "made by processes, per year",
    "returned": "comes back from earlier activity, per year; < 0: falls due",
    "bought": "bought on markets, per year",
    "sold": "sold on markets, per year",
    "shipped_in": "arrives on lanes, per year",
    "shipped_out": "leaves on lanes, per year",
    "marginal_cost": "what one more unit would cost, money of the base year",
    "discounted": "part of the objective, present value in the base year",
    "undiscounted": "sum of the payments of the period that fall due inside the horizon",
    "due": "sum of the payments after the last year",
    "present_value": "the same discounted to the base year",
    "curve": "cost curve, as in the instance",
    "place": "where the curve is shared: nation, a group or a region",
    "volume": "cumulative volume at the end of the period, or what stands open",
    "volume_unit": "unit of volume and added; empty where members count in several",
    "added": "volume that is paid for in the period",
    "unit_cost": "cost of the next unit at this volume, money of the base year",
    "average_price": "what a unit added in the period costs on average",
    "tangent_price": "what one unit more adds to the total: its own price less what it saves all later units",
    "learned": "what is learned of the cost of what is made: capacity as if all of it were new, per year",
    "value": "what is made, at its marginal cost, per year",
    "learned_share": "learned / value, a share",
    "rate": "by how much the next doubling of the volume lowers the unit cost of the curve, a share",
    "all_in": "by how much it lowers the whole cost: learned_share * rate, a share",
    "doublings": "doublings of the volume since the reference of the curve",
    "spend": "paid for the volume of the period, present value in the base year",
    "saved": "what the same volume would cost more under `learning: off`, present value in the base year",
    "owed": "what the volume decided on would cost more, had nothing been committed, present value in the base year",
    "dual": "change of the objective when the large side of the row grows by one",
    "policy": "name of the policy",
    "scope": "where it compares: nation, a group or a region",
    "sense": "at_least or at_most",
    "left": "what its left side counts, annual unless it counts builds or the horizon",
    "right": "what its right side counts; 1 where it has none",
    "limit": "at_least or at_most: a share of right, or an amount where right is 1",
    "slack": "by how much the limit holds, in units of left; < 0: missed by so much",
    "miss": "the part of left that is missing, or too much, and paid for",
    "miss_cost": "what is paid for the miss, present value in the base year",
    "tighter": "rise of the objective if the limit were tighter by one point (0.01), or by one unit where right is 1",
}
"""What a column says, whichever table it stands in."""
TEXTS = frozenset(
    (
        "instance", "scenario", "line", "process", "commodity", "market", "region", "origin", "destination", "unit",
        "status", "side", "component", "item", "kind", "name", "impact", "row", "curve", "place", "policy", "scope",
        "sense", "volume_unit",
    )
)  # fmt: skip
"""Columns of text: an id such as 001 or NA stays as it is written; all others are numbers."""

COMPONENTS = (
    "variable_cost",  # delta_t * variable_cost * activity, by process
    "fixed_cost",  # delta_t * fixed_cost * cost_factor * open_capacity, by line
    "bought",  # delta_t * price * trade, by market
    "sold",  # minus delta_t * price * trade, by market
    "freight",  # delta_t * freight * flow, by commodity, region of origin
    "tariff",  # delta_t * tariff * flow, by commodity, region of destination
    "shortage",  # delta_t * shortage_price * shortage, by commodity
    "disposal",  # delta_t * disposal_price * disposal, by commodity
    "capital",  # w_t * capex * capex_factor * build, by line
    "plant_cost",  # w_t * capex_factor * cost of each plant at its size, by line with plant cost points
    "site_cost",  # w of the first period * site_cost * open, by line
    "committed_capital",  # w_t * (capex * capex_factor + learned part at a given price) * committed capacity, by line
    "learned",  # learned part: of builds (line; by the curve also of what is committed), of open capacity, of activity
    "subsidy",  # minus w_t * subsidy * (whole capital incl. learned part at unit_cost), by line
    "restart",  # w_t * restart_cost * restart, by line
    "policy_miss",  # delta_t * price * miss, or once at the start of the period, by policy; region: its scope
)
TRANSFERS = ("tariff", "subsidy")

ROWS = (
    "utilisation_upper",  # sum use_p X <= max_utilisation K
    "utilisation_lower",  # min_utilisation K <= sum use_p X
    "open_within_standing",  # K <= S
    "closed_stays_closed",  # K[t] <= K[t-1] + B[t] + newly counted E[t] + V[t]
    "orderly_exit",  # K[t] >= (1 - exit_rate)^n (K[t-1] - R[t]) + alive B[t] + newly counted E[t]
    "largest_capacity",  # S <= max(max_capacity, E)
    "site_capacity",  # S - E <= max(0, max_capacity - E) Y
    "site_least_size",  # least_size Y <= S - E in the last period
    "site_in_use",  # K <= max(max_capacity, E) Y
    "site_count",  # sum over r: Y <= max_sites; region: the nation or the group
    "plant_capacity",  # what plants have - B = 0
    "reserve",  # sum n_t G <= reserve
)
