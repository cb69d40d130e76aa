"""Published siting problems with their known optimum, and drawn ones against two other ways to the optimum."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

import model.solver.mip as mip
from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from tests.independent_sites import least_cost_of_sites
from tests.known import solved, write
from tests.random_sites import draw_sites

# Paid at once (life 1), so that a site costs what it says; capacity itself is free.
LINES = "line,life,capex\nline,1,0\n"

# Five warehouses for four plants: fixed costs, capacities and freight per unit; 210 500 at the least.
# Frontline Systems' facility location example, as in the documentation of many solvers.
FIXED, ROOM, DEMAND = (12000, 15000, 17000, 13000, 16000), (20, 22, 17, 19, 18), (15, 18, 14, 20)
FREIGHT = (
    (4000, 2000, 3000, 2500, 4500),
    (2500, 2600, 3400, 3000, 4000),
    (1200, 1800, 2600, 4100, 3000),
    (2200, 2600, 3100, 3700, 3200),
)
# Five places for eight customers, any of whom a place can serve alone; 0: no way. 1235 at the least.
# D. Erlenkotter, A dual-based procedure for uncapacitated facility location, Operations Research 26 (1978).
OPENING = (100, 70, 60, 110, 80)
SERVING = (
    (120, 210, 180, 210, 170), (180, 0, 190, 190, 150), (100, 150, 110, 150, 110), (0, 240, 195, 180, 150),
    (60, 55, 50, 65, 70), (0, 210, 0, 120, 195), (180, 110, 0, 160, 200), (0, 165, 195, 120, 0),
)  # fmt: skip


def siting(fixed, room, demand, freight):
    """Return the tables of a siting problem: freight by customer and place, 0 where there is no way."""
    places, customers = ([f"{letter}{i}" for i in range(len(x))] for letter, x in (("P", fixed), ("C", demand)))
    lanes = [
        f"cell,{places[i]},{customers[j]},{price}"
        for j, row in enumerate(freight)
        for i, price in enumerate(row)
        if price
    ]
    sites = [f"line,{p},{size},{cost}" for p, size, cost in zip(places, room, fixed, strict=True)]
    return {
        "regions": "\n".join(["region", *places, *customers]),
        "lines": LINES,
        "sites": "\n".join(["line,region,max_capacity,site_cost", *sites]),
        "lanes": "\n".join(["commodity,origin,destination,cost", *lanes]),
        "demand": "\n".join(
            ["commodity,region,amount", *(f"cell,{c},{d}" for c, d in zip(customers, demand, strict=True))]
        ),
    }


def by_enumeration(fixed, room, demand, freight, most=None):
    """Return the least cost over every set of places, each set by a transport problem of its own."""
    price = np.array(freight, dtype=float)
    price[price == 0] = 1e9
    best = np.inf
    for size in range(1, (len(fixed) if most is None else most) + 1):
        for chosen in map(list, combinations(range(len(fixed)), size)):
            n, m = len(chosen), len(demand)
            found = linprog(
                price[:, chosen].T.ravel(),
                A_ub=np.kron(np.eye(n), np.ones(m)),
                b_ub=np.array(room)[chosen],
                A_eq=np.kron(np.ones(n), np.eye(m)),
                b_eq=demand,
            )
            if found.status == 0:
                best = min(best, found.fun + sum(fixed[i] for i in chosen))
    return best


@pytest.mark.parametrize(
    ("problem", "optimum"),
    [
        ((FIXED, ROOM, DEMAND, FREIGHT), 210500),
        ((OPENING, (8,) * 5, (1,) * 8, SERVING), 1235),
    ],
    ids=["capacitated", "uncapacitated"],
)
def test_published_cases(problem, optimum, tmp_path):
    assert by_enumeration(*problem) == pytest.approx(optimum, rel=1e-9)
    found = solved(tmp_path, **siting(*problem)).solved
    assert found.objective == pytest.approx(optimum, rel=1e-9)
    assert found.bound == pytest.approx(optimum, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_every_set_of_places_tried(seed, tmp_path):
    dice = np.random.default_rng(seed)
    n, m = int(dice.integers(2, 6)), int(dice.integers(1, 6))
    demand = dice.integers(1, 9, m)
    room = dice.integers(1, 4, n) * max(demand.sum() // 2, 1)
    freight, fixed = dice.integers(1, 30, (m, n)), dice.integers(0, 90, n)
    most = int(dice.integers(1, n + 1))
    best = by_enumeration(fixed, room, demand, freight, most)
    tables = siting(fixed, room, demand, freight) | {"site_counts": f"line,max_sites\nline,{most}\n"}
    found = run(load(write(tmp_path, **tables)).instance, Options()).solved
    if np.isinf(best):
        assert found.status == "infeasible"
    else:
        assert found.objective == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_an_independent_program_agrees(seed, tmp_path):
    drawn = draw_sites(seed)
    instance = load(write(tmp_path, drawn.settings, base={}, **drawn.tables)).instance
    done = run(instance, Options())
    assert done.solved.objective == pytest.approx(least_cost_of_sites(instance), rel=1e-7)
    assert done.verdict.passed, done.verdict.lines()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_large_program_comes_to_the_same_optimum(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(mip, "LARGE", 1)
    test_an_independent_program_agrees(seed, tmp_path / "drawn")
    test_every_set_of_places_tried(seed, tmp_path / "tried")
