"""What volume costs on a curve: added up, at the margin, and seen as functions of one volume each."""

from dataclasses import replace

import numpy as np
import pytest

from model.network.curve import Curve, Shape

# One doubling takes half: c(Q) = 4 + 16 * 10 / Q, so that C(Q) = 20 * 10 + 4 (Q - 10) + 160 ln(Q / 10).
HALF = Shape(unit_cost=20, floor=4, reference=10, learning_rate=0.5)
CURVE = Curve(
    name="k",
    place="nation",
    driver="build",
    shape=HALF,
    periods=(2025, 2030),
    weights={"line": 1.0},
    regions=("A",),
    volume_of={("line", "A", 2025): 1.0, ("line", "A", 2030): 1.0},
    initial=20.0,
    external=np.array([0.0, 5.0]),
    committed=np.array([3.0, 0.0]),
    weight=np.array([0.9, 0.6]),
)
CLUSTER = replace(CURVE, driver="size", shape=replace(HALF, learning_rate=0.25))


def test_a_curve_that_halves_by_hand():
    volume = np.array([5.0, 10.0, 40.0])
    assert HALF.cost(volume) == pytest.approx([20, 20, 4 + 16 / 4])
    assert HALF.total(volume) == pytest.approx([100, 200, 200 + 4 * 30 + 160 * np.log(4)])
    assert HALF.doublings(volume) == pytest.approx([0, 0, 2])


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.499999999, 0.5, 0.500000001, 0.8])
def test_the_total_is_the_integral_of_the_unit_cost(rate):
    shape = replace(HALF, learning_rate=rate)
    grid = np.linspace(2.0, 80.0, 78_001)
    steps = (shape.cost(grid[1:]) + shape.cost(grid[:-1])) / 2 * np.diff(grid)
    assert shape.total(grid[[-1]]) - shape.total(grid[[0]]) == pytest.approx([steps.sum()], rel=1e-8)


def test_volume_is_paid_for_once_and_that_of_others_never():
    # 20 + 3 committed + 4 built; then 5 of others and 8 built: paid from 20 to 27 and from 32 to 40.
    volume = np.array([27.0, 40.0])
    C = HALF.total
    own = [0.9 * (C(np.array(27.0)) - C(np.array(20.0))), 0.6 * (C(np.array(40.0)) - C(np.array(32.0)))]
    assert CURVE.paid(volume) == pytest.approx(own)
    assert CURVE.added(volume) == pytest.approx([7, 8])
    assert CURVE.average(volume) * CURVE.added(volume) * CURVE.weight == pytest.approx(own)
    assert CURVE.value(volume).sum() + CURVE.constant == pytest.approx(sum(own))
    assert CURVE.least == pytest.approx([23, 28])
    assert CURVE.rises == pytest.approx([-np.inf, 5])


@pytest.mark.parametrize("curve", [CURVE, CLUSTER])
def test_slopes_are_those_of_the_values_and_never_rise(curve):
    for volume in (15.0, 27.0, 120.0):
        at, step = np.full(2, volume), 1e-4
        rise = (curve.value(at + step) - curve.value(at - step)) / (2 * step)
        assert curve.slope(at) == pytest.approx(rise, rel=1e-6)
    slopes = np.array([curve.slope(np.full(2, volume)) for volume in np.geomspace(20.0, 1e6, 200)])
    assert (np.diff(slopes, axis=0) <= 1e-12).all()
    assert curve.slope(np.full(2, np.inf)) == pytest.approx(curve.flat(4.0))


def test_one_unit_more_saves_all_later_ones():
    # One more in 2025 costs c(27), and moves what is built in 2030 from 32..40 to 33..41: c(40) more and c(32) less.
    volume = np.array([27.0, 40.0])
    cost = HALF.cost(np.array([27.0, 32.0, 40.0]))
    assert CURVE.marginal(volume) == pytest.approx([cost[0] + 0.6 / 0.9 * (cost[2] - cost[1]), cost[2]])
    more = CURVE.paid(volume + np.array([1e-6, 1e-6])) - CURVE.paid(volume)
    assert more.sum() / 0.9 / 1e-6 == pytest.approx(CURVE.marginal(volume)[0], rel=1e-5)


def test_a_standing_cluster_pays_for_all_that_stands_at_the_price_of_its_size():
    # b = log2(4/3); at 40, c = 4 + 16 * 0.75^2 = 13. One more costs 4 + (1 - b) * 9. Up to the reference 20.
    volume, b = np.array([40.0, 5.0]), np.log2(4 / 3)
    assert CLUSTER.paid(volume) == pytest.approx([0.9 * 40 * 13, 0.6 * 5 * 20])
    assert CLUSTER.marginal(volume) == pytest.approx([4 + (1 - b) * 9, 20])
    assert CLUSTER.marginal(np.array([10.0, 10.0 + 1e-12])) == pytest.approx([20, 20])
    assert (CLUSTER.off, CURVE.off) == (20, 12)
    assert CLUSTER.constant == 0


def test_below_the_reference_the_volume_of_others_bends_a_value_upwards():
    # From 5 to 10 the next period's unit falls with what others add, while one's own stands still.
    young = replace(CURVE, initial=1.0, committed=np.zeros(2))
    low, high = young.convex_part
    assert (low[0], high[0]) == (5, 10)
    assert low[1] > high[1]
    slopes = [young.slope(np.full(2, volume))[0] for volume in (4.0, 6.0, 9.0, 10.0, 30.0)]
    assert slopes[0] < slopes[1] < slopes[2] < slopes[3] > slopes[4]
    low, high = CURVE.convex_part
    assert (low > high).all()


def test_payments_that_count_more_later_are_told():
    assert not CURVE.weights_rise
    assert replace(CURVE, weight=np.array([0.5, 0.6])).weights_rise
