"""Policies resolved: which decision counts how much, in which place and period."""

import numpy as np
import pytest

from model.network.comparison import Shipments
from tests.ruled import LINE, TWO, network_of, program_of

YEARS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"


def sides(folder, policy: str, settings: str = YEARS, **tables: str):
    """Return the terms and the constant of the left side of the one policy, by place and period."""
    net = network_of(folder, f"- {{name: g, at_most: 9, {policy}}}\n", settings, **tables)
    return {at[1:]: (dict(row.left.terms), row.left.constant) for at, row in net.policies.rows.items()}


def test_nameplate_counts_what_stands_by_status_and_builds_by_their_life(tmp_path):
    tables = LINE | {
        "lines": "line,stage,life,capex\nnew,cells,3,100\n",
        # 20 stand until 2028, so 1/5 of 2027-2031; half of the 10 announced for 2025 is built.
        "capacity": "line,region,online,offline,status,capacity\n"
        "new,A,2020,2028,operating,20\nnew,A,2025,2040,announced,10\n",
    }
    settings = YEARS + "announced_share: 0.5\n"
    found = sides(tmp_path / "a", "left: {quantity: nameplate, stage: cells}", settings, **tables)
    assert found["nation", 2025] == ({("build", ("new", "A", 2025)): 1.0}, pytest.approx(25))
    terms = {("build", ("new", "A", 2025)): pytest.approx(0.2), ("build", ("new", "A", 2027)): pytest.approx(0.6)}
    assert found["nation", 2027] == (terms, pytest.approx(9))
    found = sides(tmp_path / "b", "left: {quantity: nameplate, status: announced}", settings, **tables)
    assert found["nation", 2027] == ({}, pytest.approx(5))
    found = sides(tmp_path / "c", "left: {quantity: nameplate, status: n*}", settings, **tables)
    assert found["nation", 2025] == ({("build", ("new", "A", 2025)): 1.0}, 0.0)


def test_what_returns_counts_activity_before_and_history_of_its_process(tmp_path):
    tables = {
        "commodities": "commodity,unit,disposal_price\ncell,GWh,\nold,GWh,0\n",
        "processes": "process,chemistry,variable_cost\nclean,LFP,1\ndirty,NMC,1\n",
        # One year on: clean of 2025 in 2026 (half of the first period), of 2026 in 2027 (a fifth of the second).
        "returns": "process,commodity,lag,amount\nclean,old,1,0.5\ndirty,old,1,0.4\n",
        "history": "process,region,year,amount\nclean,A,2024,16\ndirty,A,2024,6\n",
    }
    found = sides(tmp_path, "left: {quantity: returned, commodity: old, chemistry: LFP}", **tables)
    assert found["nation", 2025] == ({("activity", ("clean", "A", 2025)): pytest.approx(0.25)}, pytest.approx(4))
    terms = {
        ("activity", ("clean", "A", 2025)): pytest.approx(0.1),
        ("activity", ("clean", "A", 2027)): pytest.approx(0.4),
    }
    assert found["nation", 2027] == (terms, 0.0)


def test_a_process_has_the_stage_owner_and_generation_of_its_line(tmp_path):
    tables = {
        "lines": "line,stage,owner,generation,capex\nold,cells,rest,1,1\nnew,cells,leader,2,1\n",
        "processes": "process,stage,line\nfirst,,old\nsecond,,new\nthird,packs,new\nfourth,,\n",
        "recipes": "process,commodity,amount\nfirst,cell,1\nsecond,cell,1\nthird,cell,1\nfourth,cell,1\n",
    }

    def counted(k: int, filters: str) -> set[str]:
        found = sides(tmp_path / str(k), f"left: {{quantity: activity, {filters}}}", **tables)
        return {index[0] for _, index in found["nation", 2025][0]}

    assert counted(1, "stage: cells") == {"first", "second"}
    assert counted(2, "owner: leader") == {"second", "third"}
    assert counted(3, "generation: [1, 2], stage: '*s'") == {"first", "second", "third"}
    assert counted(4, "line: [old, new], process: '*d'") == {"second", "third"}


def test_scopes_and_what_counts_across_them(tmp_path):
    tables = TWO | {
        "regions": "region,group,kind\nA,West,inland\nB,East,inland\nP,East,port\nO,East,overseas\nQ,,inland\n",
        "demand": "commodity,region,amount\ncell,A,1\ncell,B,2\ncell,P,4\ncell,O,8\ncell,Q,16\n",
    }

    def amounts(k: int, policy: str) -> dict[str, float]:
        found = sides(tmp_path / str(k), policy, "name: case\nyears: [2025]\nlearning: off\n", **tables)
        return {place: constant for (place, _), (_, constant) in found.items()}

    assert amounts(1, "left: {quantity: demand}") == {"nation": 23.0}
    assert amounts(2, "scope: group, left: {quantity: demand}") == {"West": 1.0, "East": 14.0}
    assert amounts(3, "scope: region, left: {quantity: demand}") == {"A": 1.0, "B": 2.0, "P": 4.0, "O": 8.0, "Q": 16.0}
    assert amounts(4, "scope: {region: [B, Q]}, left: {quantity: demand}") == {"B": 2.0, "Q": 16.0}
    assert amounts(5, "scope: {group: E*}, left: {quantity: demand, region: [A, B]}") == {"East": 2.0}
    assert amounts(6, "left: {quantity: demand, group: East}") == {"nation": 6.0}
    assert amounts(7, "scope: {region: B}, left: {quantity: demand, across: nation}") == {"B": 23.0}
    # Q is in no group: it is not compared.
    assert amounts(8, "scope: region, left: {quantity: demand, across: group}") == {
        "A": 1.0,
        "B": 14.0,
        "P": 14.0,
        "O": 14.0,
    }


def test_sums_add_up_with_their_weights(tmp_path):
    policy = (
        "left: [{quantity: activity, weight: 2}, {quantity: output, process: clean, weight: -0.5}, {quantity: demand}]"
    )
    terms = {("activity", ("clean", "A", 2025)): 1.5, ("activity", ("dirty", "A", 2025)): 2.0}
    assert sides(tmp_path, policy)["nation", 2025] == (terms, 10.0)


def test_an_impact_is_that_of_the_region_and_period_times_the_amount_made(tmp_path):
    tables = {
        "recipes": "process,commodity,amount\nclean,cell,2\ndirty,cell,1\n",
        "impacts": "kind,name,region,impact,year,amount\nprocess,clean,A,t CO2,2025,3\nprocess,clean,A,t CO2,2031,9\n",
    }
    # 3, 4 in 2025-2026; 5 ... 9 in 2027-2031. Dirty has no row.
    found = sides(tmp_path / "a", "left: {quantity: output, weight: t CO2}", **tables)
    assert found["nation", 2025] == ({("activity", ("clean", "A", 2025)): pytest.approx(2 * 3.5)}, 0.0)
    assert found["nation", 2027] == ({("activity", ("clean", "A", 2027)): pytest.approx(2 * 7)}, 0.0)
    # A lagged sum takes the impact of the period before with it.
    found = sides(tmp_path / "b", "left: {quantity: activity, weight: t CO2, lag: 1}", **tables)
    assert found == {("nation", 2027): ({("activity", ("clean", "A", 2025)): pytest.approx(3.5)}, 0.0)}


def test_shipments_are_told_as_the_rows_have_them(tmp_path):
    policies = """
    - {name: cap, scope: {region: B}, left: {quantity: flow_in}, right: {quantity: flow_out, origin: B}, at_most: 0.5}
    - {name: floor, over: horizon, scope: {group: West}, left: {quantity: flow_out}, at_least: 1}
    - {name: none, left: {quantity: activity}, at_most: 99}
    """
    net = network_of(tmp_path / "a", policies, YEARS, **TWO)
    program = program_of(tmp_path / "b", policies, YEARS, **TWO)
    ends, first = net.lanes.ends(), net.periods.first
    rows = {}
    for name, at, shipped in net.policies.shipments():
        index = zip(shipped.lane.tolist(), shipped.period.tolist(), shipped.coefficient.tolist(), strict=True)
        rows[name, at] = {("flow", (*ends[lane], first[k])): x for lane, k, x in index}
    assert {(name, at[0], at[2]) for name, at in rows} == {
        ("policy_at_most", "cap", 2025), ("policy_at_most", "cap", 2027), ("policy_at_least", "floor", 2027),
    }  # fmt: skip
    matrix = program.matrix.tocsr()
    for (name, at), terms in rows.items():
        row = matrix[[program.rows.index((name, at))], :].tocoo()
        # A row whose small side is a number is compiled as large >= small.
        sign = -1.0 if np.isinf(program.row_upper[program.rows.index((name, at))]) else 1.0
        flows = {
            program.columns[j]: sign * x
            for j, x in zip(row.col, row.data, strict=True)
            if program.columns[j][0] == "flow"
        }
        assert flows == pytest.approx(terms)


def test_shipments_of_several_sums_are_added_up():
    parts = [
        Shipments(np.array([2, 0]), np.array([0, 1]), np.array([1.0, 2.0])),
        Shipments(np.array([0, 2]), np.array([1, 0]), np.array([3.0, -1.0])),
    ]
    both = Shipments.joined(parts, 2)
    assert (both.lane.tolist(), both.period.tolist(), both.coefficient.tolist()) == ([0], [1], [5.0])
    assert len(Shipments.joined([], 2)) == 0
