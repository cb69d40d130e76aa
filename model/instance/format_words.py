"""What instances/FORMAT.md says around the tables, in words; model/instance/format.py puts both together."""

UNITS = (
    ("energy, batteries", ("kWh", "MWh", "GWh", "TWh", "GJ")),
    ("mass", ("g", "kg", "t", "kt", "Mt")),
    ("area", ("m2", "ha", "km2", "mu", "million m2")),
    ("volume", ("m3",)),
    ("length", ("m", "km")),
    ("time", ("yr", "year")),
    ("work", ("person-year", "person-years", "thousand person-years", "job")),
    ("counts", ("vehicle", "piece")),
    ("shares, angles", ("%", "percent", "degree")),
)

OPENING = """\
# The format of an instance

An instance is one folder. Spreadsheet programs open its tables, text editors the rest:

    my-instance/
      instance.yaml        years, discount rate, how to solve
      regions.csv ...      one file a table, described below
      policies.yaml        rules of the world: quotas, norms, budgets
      scenarios/NAME.yaml  what if: named changes of all of this
      studies/NAME.yaml    questions that take more than one run

`python solve.py new my-instance` makes a small one that works. One `.xlsx` workbook is an instance too (last
section). Only `instance.yaml`, `regions`, `commodities`, `processes`, `recipes` and `demand` are needed; a
table without use is left out. `python solve.py check my-instance` tells every fault at once, with file, line,
column and the cure.

This page is made from the schema that the reader itself checks by (`python -m model.instance.format`).
"""

CONVENTIONS = """\
## What holds in every table

**Cells.** CSV with commas, UTF-8, one header line. An empty cell takes the default; 0 is a value, empty is
none. Numbers have a point for decimals and no separators of thousands. Columns that begin with `note`, `source`
or `confidence` are yours: kept, never computed with. Every other column has to be one of those below. Ids are
text and case counts.

**Years.** A row with a `year` gives values at that year; between two such rows numbers are linear, before the
first and after the last they are constant, and text holds until the next row. A row without a year holds in all
years. For the same ids a column is filled either by one row without year or by rows with distinct years; else
it is an error. What belongs to a build (marked `at build`) is read at the first year of its period, all else is
the mean over the years of the period. Rows of `history` and `external` are amounts of their own year, and
nothing is interpolated there.

**`*`** in an id column means every one. The more specific row wins, column by column: what it leaves empty is
taken from the less specific row. More named ids win; with as many, the row that names the earlier key column
wins. `*` is allowed where the table says so; it is not allowed in `capacity` and `history`.

**Units.** Without a unit in the header a number is in the units of the model: million CNY (real, of the base
year), GWh for batteries and electricity, kt, million m2, thousand person-years, km, years. A header may state
another one: `capex [USD/kWh]`, `price [CNY/t]`, `amount [MWh/yr]`. It is converted, and a unit of the wrong
kind is an error. In the tables below `unit` is the unit of the commodity of that row, or of what the line or
process makes; CNY/kWh and million CNY per GWh are the same number, CNY/kg and million CNY per kt too. A
currency may carry a year of prices (`[USD2019/kWh]`); exchange rates and price levels stand in `instance.yaml`.
"""

KINDS = """\
**Kinds of columns.** *id*: a name that others refer to. *text*: one line. *number*: finite. *whole*: a whole
number. *year*: such as 2025. *yes*: true or false. *choice*: one of the words listed. A column in **bold**
belongs to the key: rows with the same key (and year) are the same row.
"""

SETTINGS = """\
## instance.yaml

`off` may be written with or without quotes: it is read as text. `solver.gap` is the relative gap of the run,
curve and solver gap together; by default 1e-4 where there are whole numbers, 1e-3 with `learning: certified`.
With `years` as `{first, last, step}` the period that begins in `last` is still one of them. Notes (`note`,
`source`, `confidence`) may stand here too.
"""

TABLES = """\
## The tables
"""

NOTES = {
    "commodities": """\
Demand without a shortage price has to be met; a by-product that nobody uses needs a disposal price or a buyer.""",
    "lines": """\
`life` and `paid_over` are whole years (rounded). Capacity that is closed is gone unless `restart_cost` is
given.""",
    "processes": """\
A process without a stage has that of its line; owner and generation are those of its line.""",
    "sites": """\
A port or an overseas region has to be named. `allowed` is about builds, not about capacity that stands. A site
cost, a least size or a count of sites needs `max_capacity` wherever building is allowed.""",
    "site_counts": """\
A blank `group` is the nation: overseas sites do not count. With `counts: all` a site cost or a least size also
falls on plants that stand: leave both blank on such lines.""",
    "capacity": """\
Rows `announced` count times `announced_share` of instance.yaml. What is online before the
first year, or operating, is paid already; all else is paid in the first period in which it counts.""",
    "lanes": """\
Without a freight lane a blank cost is 0.""",
    "freight": """\
Freight of a unit = tonnes_per_unit x (handling + rate x km), km with the detour. Without a unit in the header
the rate is in million CNY per t and km: 0.4 CNY is 4e-7, so write `cost_per_t_km [CNY/t/km]`.""",
    "markets": """\
Each market buys or sells one commodity. With `*` in `region` each region has its own, with its own limit and
reserve; a limit for all of them together is a policy on what is bought or sold. Rising prices are several
markets with limits. The rows of later years may leave `commodity`, `region` and `side` empty.""",
    "returns": """\
Lags are whole years.""",
    "external": """\
Rows before the first year are an error: that volume belongs in `initial` of `curve_places`. Rows from the last
period on never count.""",
    "impacts": """\
Impacts of freight belong to the region of origin: amount x tonnes_per_unit x km, detour included; lanes without
a freight class count nothing.""",
}

POLICIES = """\
## policies.yaml

A list. Each policy compares two sums over the plan: at_least x right <= left <= at_most x right.

    - name: recycled nickel in new cathodes
      scope: nation                   # nation, group, region; or {region: [CN-GD, CN-FJ]}
      years: {from: 2030, to: 2040}   # absent: always
      left:  {quantity: output, commodity: nickel_sulfate, stage: recycling}
      right: {quantity: input, commodity: nickel_sulfate, stage: cathode}   # absent: 1
      at_least: 0.12                  # or by year: {2030: 0.06, 2035: 0.15}
      price: 20                       # may be missed at this price per unit of `left`; absent: binding

- A *sum* names a `quantity`, filters on attributes, and a `weight`: 1, another number, or an impact such as t CO2
  (its amount for each thing counted, in its region and year). `left` and `right` may be lists of sums, which are
  added. `lag: 1` reads the period before; such a policy is in force from the second period on.
- Filters take one value, a list or a `*` pattern, and all have to be met. A process has the owner and generation of
  its line, and the stage where it has none of its own. `status` is operating, building, announced or new (builds).
  `origin` is that of the market; of shipments `origin` and `destination` are regions, and `region` is the end inside
  the scope.
- The scope (absent: the nation, all but overseas) `group` or `region` makes one comparison for each; `{region: [...]}`
  or `{group: [...]}` one for each that is listed. To sum over some regions use `scope: nation` with a `region` filter
  in the sum. `right: {..., across: nation}` (or group) compares a region with the nation (its group).
- Values by year are read like any others: linear in between, constant outside, the mean over a period. `years`
  says when the policy is in force: in periods whose first year lies within.
- `over: horizon` makes one comparison for all periods in force together, such as a budget: what is counted per year
  times the years of each period; builds, capital and subsidies as they are. The limit is one number then.
- A miss is paid each year; once where `left` counts builds, capital or subsidies only, and once over the horizon.
- Keys that start with `note`, `source` or `confidence` are kept and never computed with.

What a sum may count:
"""

SCENARIOS = """\
## scenarios/NAME.yaml

A scenario is a list of edits of the tables, and of policies. `--scenario a+b` applies a, then b.

    title: Slow demand, provincial plans all built
    description: free text
    extends: [cheap-power]              # applied before this one, each once
    probability: 0.3                    # for programs of two stages
    edit:
      - {table: demand, where: {commodity: traction_*, year: [2027, 2035]}, scale: {amount: 0.8}}
      - {table: sites, where: {region: CN-XZ}, drop: true}
      - {table: markets, where: {market: lithium}, set: {"price [CNY/t]": 60000}}
      - {table: markets, add: [{market: new_mine, commodity: nickel, region: CN-GX, limit: 20}]}
      - {table: instance, set: {announced_share: 1, solver: {time_limit: 600}}}
    policies:
      - {name: new rule, ...}           # added; one of the same name is replaced
      - {name: old rule, drop: true}    # taken out

An edit does one thing: `scale` multiplies numbers, `set` writes cells (null or empty = the default), `drop`
takes rows out, `add` adds rows. Units may stand in the keys of `set` and `add` as in a header. Edits are
applied in order, and each sees what those before it made.

- `where` names rows: one value, a list, a `*` pattern, or a [low, high] pair of numbers (two numbers in a list
  are always a range, ends included). All filters have to be met. Without `where` every row is meant.
- **An edit that matches no row is an error.** So is an id that only a row with `*` covers, even if other ids of
  the same list match: a row with `*` is matched by the pattern `*` only.
- A filter on `year` acts on the yearly values, not on the rows as written: each key with a match is written out
  for every year of the horizon and of its own rows, all columns; other keys stay as written. Without a filter
  on `year` an edit acts on the rows as written.
- `scale` on an empty cell leaves it empty.
- In a filter, text left empty in a later row of the same key is that of the row before; where no row fills it,
  it is the default. Numbers count as written, in the units of the model.
- `table: instance` changes keys of instance.yaml; nested keys are merged (`solver: {gap: 1e-6}` or `solver.gap:
  1e-6`).

`python solve.py check my-instance --scenario NAME` prints what each edit changed. `base` is the instance as it
stands.
"""

STUDIES = """\
## studies/NAME.yaml

A question that takes several runs, kept with the instance: `kind`, `title`, `scenario` (what it starts from; `base`)
and the fields of its kind. `python solve.py study my-instance NAME` answers it and stores every run as it ends: an
interrupted study goes on where it was.

| kind | asks | fields |
| --- | --- | --- |
| compare | what differs between plans | `runs`: scenarios, each compared with the first |
| sweep | what many changes do | `axes`, `sample` (grid, list, random), `draws`, `seed` |
| threshold | where capacity becomes overcapacity | `driver`, `measure`, `levels` and those of the example |
| rolling | how overcapacity arises when plans are made ahead | `lines`, `lead_time`, `forecast`, `variants`, `norm` |
| siting | what rules of where plants may go cost | `of`, `regimes`, `inputs`, `turns` |
| near_optimal | what all good plans share | `of`, `year`, `slack`, `by`, `places`, `alternatives` |
| resilience | what a loss does | `year`, `losses`, `share`, `lead_time`, `keep_under` |
| sensitivity | what weighs most on least cost or a measure | `measure`, `sure` |

Every study may have `title`, `description`, `cap` (steps of simplex from a kept basis before a run is solved anew) and
`cold_share` (of such runs, solved anew all the same and compared). All but sweep, whose runs say it, may end with
`sure`. What a number changes (an axis, a driver, a forecast) is written as an edit of a scenario, with the
column in the place of the value; several edits that move together stand under `edit`. One example of each kind:

    kind: compare
    runs: [base, slow-demand, slow-demand+cheap-power]

    kind: sweep
    axes:
      - {name: demand, table: demand, where: {commodity: traction_*}, scale: amount, values: [0.8, 1, 1.2]}
      - {name: share, table: instance, set: announced_share, values: {from: 0, to: 1, steps: 5}}
      - {name: world, scenarios: [base, cheap-power]}
    sample: grid                      # every combination; list: first with first; random: `draws` by `seed`
    cap: 2000
    cold_share: 0.05

    kind: threshold
    driver: {name: announced share, table: instance, set: announced_share, from: 0, to: 1}
    measure: {quantity: utilisation, on: standing, of: {stage: cell}, year: 2027}
    levels: [0.5]
    grid: 5                           # points of the first look
    tolerance: 0.001                  # width of the bracket of a crossing
    exit_rates: [given, 0, 1]         # as in the data; nothing may close; all may close at once
    near: {slack: 0.005}              # each place over all plans that cost so much more at most
    draws: {number: 200, seed: 1}     # each place's rank over draws of figures of grade C and D
    sure:
      count: 5                        # the answer at low and high of the five figures that weigh most on it
      figures:
        - {name: demand, grade: C, table: demand, scale: amount, low: 0.9, high: 1.1}
        - {name: power, grade: D, scenarios: [cheap-power, base]}

    kind: rolling
    lines: {stage: cell}              # decided ahead; all else follows
    lead_time: 2                      # years from a decision to the start of the plant
    forecast: {table: demand, scale: amount}     # what is not known ahead
    variants:                         # each is compared with the one before and with a plan that knows all
      - {name: one planner who is right, forecast: 1}
      - {name: "one planner, +30 %", forecast: 1.3}
      - {name: a planner in each region, forecast: 1.3, planners: region, shares: 1.5}
    norm: 0.4                         # utilisation to hold against

    kind: siting
    of: {stage: cell}
    regimes:                          # the others are compared with the first
      - {name: free}
      - {name: clustered, most_regions: [1, 2]}            # new capacity in so many regions at most
      - {name: dispersed, largest_share: 0.5, from: 2030}  # of a region in what is made
      - {name: greenfield, greenfield: true}               # nothing stands yet
    turns:                            # where the better of two changes
      - {name: freight, table: freight, scale: cost_per_t_km, from: 0.5, to: 5, pairs: [[clustered 1, dispersed]]}

    kind: near_optimal
    of: {stage: cell}
    year: 2035
    slack: [0.005, 0.01]              # shares by which a plan may cost more
    by: [region]                      # and line
    alternatives: {number: 3, slack: 0.01}       # plans as different as they come

    kind: resilience
    year: 2030
    losses: {regions: [all]}          # and lines, ports, sources: all, or by name
    share: 1                          # of what is lost that is gone for the year
    lead_time: 2                      # years to rebuild where a line does not say
    keep_under: [0.1, 0.05]           # cheapest plans whose shortage stays under these shares of demand

    kind: sensitivity
    measure: {of: {stage: cell}}      # none: least cost
    sure: {count: 5, screen: 12, confidence: [C, D]}       # of the figures that the tables note, tried and shown

`quantity`: utilisation (`on`: standing, open, nameplate), closed, idle_capital, stranded_capital, capacity_value.
`of`: line, region, group, stage, owner, generation; without regions the nation. Without `year` the worst year shown
counts. `grid`: points of the first look; `tolerance`: width of the bracket of a crossing.
Any study may end with `sure`; its `figures` are edits with `low` and `high`, or two `scenarios`; none named, they
are the rows with `note_low` and `note_high`: of the main number of a table (capacity, amount, price, capex ...), or of
another column as `note_low_fixed_cost`. Rows of one `source` are one figure.
"""

CLOSING = """\
## A workbook

`python solve.py convert my-instance my-instance.xlsx` and back. Each table is a sheet of the same name and
columns. The sheet `instance` has the columns `key` and `value` (nested values as in YAML: `{gap: 1e-6}`), the
sheet `policies` one column `text`, the sheets `scenarios` and `studies` the columns `name` and `text`: one row
for each line of the file. Sheets whose name begins with `note`, `source` or `confidence` are left alone. In
messages `china.xlsx!markets:7` is row 7 of the sheet `markets`. Dates, error values and formulas without a
stored value are errors. Comments of instance.yaml are lost on the way.

## What a run returns

`solve.py` ends with 0 solved, 2 wrong usage, 3 bad data (nothing is written), 4 infeasible or unbounded
(`run.json` says so, without an objective), 5 stopped by a limit or interrupted, 6 solved but the audit failed.
"""
