"""Every table of an instance: its keys, columns, units, defaults, bounds and references.

This is data, not code: the reader checks by it, FORMAT.md is made from it, and a new column is a row here.

Units are templates: `money` is the money of the instance (million CNY), `unit` the unit of a commodity or of
an activity (GWh, kt, thousand person-years, million m2), `t` tonnes. Where several templates stand, a header
may use any of them; they mean the same number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict, Unpack

Kind = Literal["id", "text", "number", "whole", "year", "yes", "choice"]
STAR = "*"


@dataclass(frozen=True)
class Column:
    """One column of a table, or one key of instance.yaml.

    kind: id (a name that others refer to), text, number, whole (a whole number), year, yes (true or false),
    choice. `refers` names the table whose key the cell must be; `wildcard` allows `*`; `required` forbids a
    blank cell; `at_build` marks what is read at the first year of the period of a build, not as its mean.
    """

    name: str
    kind: Kind
    help: str
    units: tuple[str, ...] = ()
    default: float | str | bool | None = None
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    wildcard: bool = False
    required: bool = False
    at_build: bool = False


@dataclass(frozen=True)
class Table:
    """One table: `keys` name a row, `values` are what it says.

    yearly: a `year` column is allowed, its values are linear in between and constant outside.
    added: rows with equal keys are added up instead of being a fault.
    """

    name: str
    help: str
    keys: tuple[Column, ...]
    values: tuple[Column, ...]
    required: bool = False
    yearly: bool = False
    added: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """Keys, the year where there is one, and values."""
        return (*self.keys, *((YEAR,) if self.yearly else ()), *self.values)


class _More(TypedDict, total=False):
    """What else may be said of a column of text or numbers."""

    default: float | str | None
    low: float
    high: float
    above: float
    below: float
    required: bool
    at_build: bool


def _id(name: str, help: str, refers: str | tuple[str, ...] = (), *, wildcard: bool = False) -> Column:
    refers = (refers,) if isinstance(refers, str) else refers
    return Column(name, "id", help, refers=refers, wildcard=wildcard, required=True)


def _text(name: str, help: str, **more: Unpack[_More]) -> Column:
    return Column(name, "text", help, **more)


def _number(name: str, help: str, units: str | tuple[str, ...], **more: Unpack[_More]) -> Column:
    units = (units,) if isinstance(units, str) else units
    return Column(name, "number", help, units=units, **more)


def _share(name: str, help: str, **more: Unpack[_More]) -> Column:
    bounded: _More = {"low": 0.0, "high": 1.0, **more}
    return _number(name, help, "1", **bounded)


YEAR = Column("year", "year", "year the row holds at; blank: all years")
_AMOUNT_YEAR = Column("year", "year", "year of the amount; not interpolated", required=True)
_LINE = _id("line", "line", "lines", wildcard=True)
_REGION = _id("region", "region", "regions", wildcard=True)
_PROCESS = _id("process", "process", "processes", wildcard=True)
_COMMODITY = _id("commodity", "commodity", "commodities", wildcard=True)
_MONEY_PER_CAPACITY = ("money/(unit/yr)", "money/unit")
_MONEY_PER_UNIT = "money/unit"
_RATE = ("unit/yr",)
_YEARLY_AMOUNT = ("unit/yr", "unit")

REGIONS = Table(
    "regions",
    "Provinces, cities, ports and overseas markets. The nation is every region that is not overseas.",
    (_id("region", "id; provinces follow ISO 3166-2:CN, cities GB/T 2260"),),
    (
        _text("name", "English name", default=""),
        _text("name_local", "name in the local language", default=""),
        _text("group", "macro region; blank: in no group", default=""),
        Column(
            "kind",
            "choice",
            "what may happen there",
            default="inland",
            choices=("inland", "port", "overseas"),
        ),
        _text("iso", "code of a standard", default=""),
        _number("lat", "latitude of the centre, needed where lanes are generated", "degree", low=-90.0, high=90.0),
        _number("lon", "longitude of the centre", "degree", low=-180.0, high=180.0),
    ),
    required=True,
)
COMMODITIES = Table(
    "commodities",
    "Everything that is made, used, shipped, bought or sold.",
    (_id("commodity", "id", wildcard=True),),
    (
        _text("name", "English name", default=""),
        _text("unit", "unit of its amounts: GWh, kt, thousand person-years, million m2 ...", default=""),
        _number("tonnes_per_unit", "weight, for freight", "t/unit", default=0.0, low=0.0),
        _text("freight_class", "class in `freight`; blank: no generated lanes", default=""),
        _number("shortage_price", "price of demand unmet; blank: demand must be met", _MONEY_PER_UNIT, low=0.0),
        _number("disposal_price", "price of dumping; blank: cannot be dumped, 0 is a price", _MONEY_PER_UNIT),
    ),
    required=True,
)
LINES = Table(
    "lines",
    "Capacity of one kind: a cell line, a cathode line. Owners and generations are lines of their own.",
    (_id("line", "id", wildcard=True),),
    (
        _text("name", "English name", default=""),
        _text("stage", "stage of the chain", default=""),
        _text("owner", "owner class", default=""),
        _text("generation", "generation of the technology", default=""),
        _number("life", "technical life, whole years", "yr", default=15.0, low=1.0, at_build=True),
        _number("paid_over", "years over which capital is paid (blank: the life)", "yr", low=1.0, at_build=True),
        _number("hurdle_rate", "rate of return asked (blank: discount rate)", "1", low=0.0, at_build=True),
        _number("capex", "overnight price of capacity", _MONEY_PER_CAPACITY, default=0.0, low=0.0, at_build=True),
        _number("fixed_cost", "cost per year of capacity kept open", ("money/unit", "money/unit/yr"), default=0.0),
        _share("max_utilisation", "upper limit of use over open capacity", default=1.0),
        _share("min_utilisation", "lower limit of use over open capacity", default=0.0),
        _number(
            "restart_cost",
            "price of opening closed capacity again; blank: no restart",
            _MONEY_PER_CAPACITY,
            low=0.0,
        ),
        _share("exit_rate", "largest share of open capacity that may close per year", default=1.0),
        Column("first_year", "year", "first year in which it may be built"),
        _number("lead_time", "years between decision and start", "yr", default=0.0, low=0.0, at_build=True),
    ),
    yearly=True,
)
PROCESSES = Table(
    "processes",
    "Turns commodities into commodities in a region. Several processes may share one line.",
    (_id("process", "id", wildcard=True),),
    (
        _text("name", "English name", default=""),
        _text("stage", "stage of the chain (blank: its line's)", default=""),
        _text("chemistry", "chemistry", default=""),
        Column("line", "id", "line it runs on; blank: no capacity limit", default="", refers=("lines",)),
        _number("use", "capacity used per unit of activity", "unit/unit", default=1.0, low=0.0),
        _number("variable_cost", "cost per unit of activity, beside its inputs", _MONEY_PER_UNIT, default=0.0),
    ),
    required=True,
    yearly=True,
)
RECIPES = Table(
    "recipes",
    "What one unit of activity makes (> 0) and uses (< 0).",
    (_PROCESS, _COMMODITY),
    (_number("amount", "made (> 0) or used (< 0) per unit of activity", "unit/unit", required=True),),
    required=True,
    yearly=True,
)
SITES = Table(
    "sites",
    "Where lines may be built and what is different there. Without this table every line may be built in every "
    "inland region; with it, only where a row matches. `*` in region means inland regions. Capacity that stands "
    "can be used everywhere.",
    (_LINE, _REGION),
    (
        Column("allowed", "yes", "may be built (in periods that begin in that year)", default=True),
        _number("capex_factor", "factor on capex", "1", default=1.0, low=0.0),
        _number("cost_factor", "factor on fixed cost", "1", default=1.0, low=0.0),
        _share("subsidy", "share of capital paid by the state", default=0.0),
        _number("max_build", "capacity that may be added per year", ("unit/yr/yr", "unit/yr"), low=0.0),
        _number("max_capacity", "largest nameplate capacity", _RATE, low=0.0),
        _number("site_cost", "cost of having a site at all", "money", low=0.0),
        _number("least_size", "smallest new capacity in the last period, if a site is opened", _RATE, low=0.0),
        Column("max_plants", "whole", "plants built at once, with plant cost points", default=1.0, low=0.0),
    ),
    yearly=True,
)
SITE_COUNTS = Table(
    "site_counts",
    "How many sites a line may have.",
    (_LINE, Column("group", "id", "group of regions; blank: the nation", default="", refers=("groups",))),
    (
        Column("max_sites", "whole", "largest number of sites", low=0.0, required=True),
        Column("counts", "choice", "new sites, or all that are open", default="new", choices=("new", "all")),
    ),
)
PLANT_COSTS = Table(
    "plant_costs",
    "Points of the cost of one plant over its size; replaces capex on that line.",
    (_LINE, _number("size", "size of the plant", _RATE, low=0.0, required=True)),
    (_number("cost", "cost of a plant of that size", "money", low=0.0, required=True),),
)
CAPACITY = Table(
    "capacity",
    "Capacity that stands, is being built or has been announced. Equal keys are added; `*` is not allowed.",
    (
        _id("line", "line", "lines"),
        _id("region", "region", "regions"),
        Column("online", "year", "first year in service", required=True),
        Column(
            "status",
            "choice",
            "how sure it is",
            default="operating",
            choices=("operating", "building", "announced"),
        ),
        _text("plant", "name of the plant", default=""),
    ),
    (
        _number("capacity", "nameplate capacity", _RATE, low=0.0, required=True),
        Column("offline", "year", "first year out of service (blank: online + life)"),
        _text("owner", "owner", default=""),
        _share("probability", "how likely it is to be built (shown, and used by studies)"),
    ),
    added=True,
)
LANES = Table(
    "lanes",
    "Lanes by hand. Column by column they win over lanes made from `freight`: a blank cost keeps the freight cost.",
    (
        _COMMODITY,
        _id("origin", "region", "regions", wildcard=True),
        _id("destination", "region", "regions", wildcard=True),
    ),
    (
        _number("cost", "freight per unit (blank: that of the freight class, else 0)", _MONEY_PER_UNIT),
        _number("tariff", "tariff per unit", _MONEY_PER_UNIT, default=0.0),
        _number("capacity", "largest shipment", _RATE, low=0.0),
    ),
    yearly=True,
)
FREIGHT = Table(
    "freight",
    "Makes the lanes of every commodity of the class between all regions in reach. Great circle: haversine on a "
    "sphere of radius 6371 km.",
    (_id("freight_class", "class named in `commodities`"),),
    (
        _number("cost_per_t_km", "freight rate", "money/t/km", default=0.0, low=0.0),
        _number("handling_per_t", "loading and unloading", "money/t", default=0.0, low=0.0),
        _number("detour", "length of the way over the great circle", "1", default=1.0, low=1.0),
        _number("reach_km", "longest way, detour included (blank: any)", "km", low=0.0),
    ),
)
CORRIDORS = Table(
    "corridors",
    "Ways between neighbours, both directions. With this table the distance of a generated lane is the shortest "
    "path over it, and `detour` does not apply.",
    (_id("region", "region", "regions"), _id("neighbour", "region", "regions")),
    (_number("km", "length", "km", low=0.0, required=True),),
)
MARKETS = Table(
    "markets",
    "Where one commodity can be bought or sold. `*` in region makes one market in each region, each with a limit of "
    "its own.",
    (_id("market", "id", wildcard=True),),
    (
        Column("side", "choice", "whether the plan buys there or sells", default="buy", choices=("buy", "sell")),
        Column("commodity", "id", "commodity", refers=("commodities",), required=True),
        Column("region", "id", "region", refers=("regions",), wildcard=True, required=True),
        _text("origin", "where it comes from", default=""),
        _number("price", "price", _MONEY_PER_UNIT, default=0.0),
        _number("limit", "largest amount per year", _RATE, low=0.0),
        _number("reserve", "largest amount over the horizon (of the first year)", "unit", low=0.0),
    ),
    yearly=True,
)
DEMAND = Table(
    "demand",
    "What has to be delivered.",
    (_COMMODITY, _REGION),
    (_number("amount", "demand per year", _YEARLY_AMOUNT, low=0.0, required=True),),
    required=True,
    yearly=True,
)
RETURNS = Table(
    "returns",
    "What comes back years after an activity (> 0), or falls due later (< 0). Equal keys are added.",
    (_PROCESS, _COMMODITY, Column("lag", "whole", "years after the activity", low=0.0, required=True)),
    (_number("amount", "per unit of activity", "unit/unit", required=True),),
    added=True,
)
HISTORY = Table(
    "history",
    "Activity before the first period; feeds `returns`. Equal keys are added; rows in or after the first year "
    "are ignored, so that the first year can move.",
    (_id("process", "process", "processes"), _id("region", "region", "regions"), _AMOUNT_YEAR),
    (_number("amount", "activity of that year", _YEARLY_AMOUNT, required=True),),
    added=True,
)
CURVES = Table(
    "curves",
    "Cost curves: learning by building or doing, and economies of a standing cluster (driver size).",
    (_id("curve", "id"),),
    (
        Column("scope", "choice", "who learns together", default="nation", choices=("nation", "group", "region")),
        Column("driver", "choice", "what teaches", default="build", choices=("build", "activity", "size")),
        _number("learning_rate", "fall of cost per doubling", "1", default=0.0, low=0.0, below=1.0),
        _number("reference", "volume at which unit_cost holds", "unit", above=0.0, required=True),
        _number("unit_cost", "learned cost at the reference volume", _MONEY_PER_UNIT, low=0.0, required=True),
        _number("floor", "cost that is never undercut", _MONEY_PER_UNIT, default=0.0, low=0.0),
        _text("evidence", "cost or price, output or capacity, which part of the cost", default=""),
    ),
)
CURVE_MEMBERS = Table(
    "curve_members",
    "What pays for a curve and teaches it: a line (driver build or size) or a process (driver activity).",
    (_id("curve", "curve", "curves"), _id("member", "line or process", ("lines", "processes"))),
    (_number("weight", "amount of the learned part in one unit", "1", default=1.0, low=0.0),),
)
CURVE_PLACES = Table(
    "curve_places",
    "Where each place of a curve starts.",
    (
        _id("curve", "curve", "curves", wildcard=True),
        _id("place", "`nation`, a group or a region", "places", wildcard=True),
    ),
    (
        _number("initial", "volume before the first period (blank: reference)", "unit", low=0.0),
        _share("external_share", "share of the external volume it learns from (1 for the nation, else 0)"),
    ),
)
EXTERNAL = Table(
    "external",
    "Volume of others, by year; it counts from the next period on. Equal keys are added.",
    (_id("curve", "curve", "curves"), _AMOUNT_YEAR),
    (_number("amount", "volume of that year", _YEARLY_AMOUNT, low=0.0, required=True),),
    added=True,
)
COST_PATH = Table(
    "cost_path",
    "Learned cost by year, for `learning: path`.",
    (_id("curve", "curve", "curves"),),
    (_number("unit_cost", "learned cost", _MONEY_PER_UNIT, low=0.0, required=True),),
    yearly=True,
)
IMPACTS = Table(
    "impacts",
    "Emissions, water, waste, jobs ... per unit of activity, of open capacity, of trade, or per t-km (region: origin).",
    (
        Column(
            "kind",
            "choice",
            "what causes it",
            choices=("process", "line", "market", "freight"),
            required=True,
        ),
        _id(
            "name",
            "process, line, market or freight class",
            ("processes", "lines", "markets", "freight"),
            wildcard=True,
        ),
        _REGION,
        _id("impact", "name of the impact, with its unit"),
    ),
    (_number("amount", "per unit", (), required=True),),
    yearly=True,
)

TABLES = (
    REGIONS, COMMODITIES, LINES, PROCESSES, RECIPES, SITES, SITE_COUNTS, PLANT_COSTS, CAPACITY, LANES, FREIGHT,
    CORRIDORS, MARKETS, DEMAND, RETURNS, HISTORY, CURVES, CURVE_MEMBERS, CURVE_PLACES, EXTERNAL, COST_PATH, IMPACTS,
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
FREE_COLUMNS = ("note", "source", "confidence")
