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
        "beyond_horizon",
        "Capital still to be paid after the last year: the payments, and their value discounted to the base year.",
        ("line", "region", "due", "present_value", "unit"),
    ),
    SolutionTable(
        "duals",
        "Duals of the rows other than balances (see FORMULATION.md for what each is worth), in discounted money; "
        "rows that do not bind are left out. `item` is the line or market.",
        ("row", "item", "region", "year", "dual"),
    ),
    SolutionTable(
        "impacts",
        "Emissions, water, jobs and what else `impacts` counts, by cause.",
        ("impact", "kind", "name", "region", "year", "amount"),
    ),
)  # fmt: skip
BY_NAME = {table.name: table for table in SOLUTION_TABLES}

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
    "committed_capital",  # w_t * capex * capex_factor * committed capacity, by line
    "learned",  # learned part: of builds and committed capacity (line), of open capacity (line), of activity (process)
    "subsidy",  # minus w_t * subsidy * (whole capital incl. learned part at unit_cost), by line
    "restart",  # w_t * restart_cost * restart, by line
)
TRANSFERS = ("tariff", "subsidy")

ROWS = (
    "utilisation_upper",  # sum use_p X <= max_utilisation K
    "utilisation_lower",  # min_utilisation K <= sum use_p X
    "open_within_standing",  # K <= S
    "closed_stays_closed",  # K[t] <= K[t-1] + B[t] + newly counted E[t] + V[t]
    "orderly_exit",  # K[t] >= (1 - exit_rate)^n (K[t-1] - R[t]) + alive B[t] + newly counted E[t]
    "largest_capacity",  # S <= max(max_capacity, E)
    "reserve",  # sum n_t G <= reserve
)
