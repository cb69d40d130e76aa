"""Upper bounds by region and period that know what holds for all regions and all years together.

A bound has one row more than there are regions, for all of them together, and one column more than there are
periods, for the amount over the whole horizon (annual rates times years). Amounts are never negative; inf: no bound.
"""

from __future__ import annotations

import numpy as np

from model.instance.rules.grid import Numbers


def with_totals(values: Numbers, length: Numbers) -> Numbers:
    """Return a bound of values by region and period, with the totals that follow from them."""
    bound = np.full((values.shape[0] + 1, values.shape[1] + 1), np.inf)
    bound[:-1, :-1] = values
    return settle(bound, length)


def settle(bound: Numbers, length: Numbers) -> Numbers:
    """Return the bound with every total at most the sum of its parts, and every part at most its total."""
    settled = bound.copy()
    settled[:, -1] = np.minimum(settled[:, -1], settled[:, :-1] @ length)
    settled[-1] = np.minimum(settled[-1], settled[:-1].sum(axis=0))
    settled[-1, -1] = np.minimum(settled[-1, -1], settled[-1, :-1] @ length)
    settled[:, :-1] = np.minimum(settled[:, :-1], settled[:, -1:] / length)
    settled[:-1] = np.minimum(settled[:-1], settled[-1])
    return settled


def factors(effect: Numbers, length: Numbers) -> Numbers:
    """Extend effect[t, v] >= 0, an annual rate in t per annual rate in v, by the most that comes of one unit.

    amount over the horizon = sum over v of (sum over t of n_t effect[t, v] / n_v) n_v X_v
    """
    n = len(length)
    extended = np.zeros((n + 1, n + 1))
    extended[:n, :n] = effect
    extended[n, n] = ((length @ np.where(np.isinf(effect), 0.0, effect)) / length).max()
    if np.isinf(effect).any():
        extended[n, n] = np.inf
    return extended


def times(bound: Numbers, by: Numbers) -> Numbers:
    """Return the bound of what activity within a bound brings; no activity brings nothing, whatever the factor."""
    endless, sheer = np.isinf(bound), np.isinf(by)
    finite = np.where(endless, 0.0, bound) @ np.where(sheer, 0.0, by).T
    if not endless.any() and not sheer.any():
        return np.asarray(finite)
    is_endless = (endless.astype(float) @ (by > 0).T) + ((bound > 0).astype(float) @ sheer.T) > 0
    return np.where(is_endless, np.inf, finite)


def per_unit(bound: Numbers, need: Numbers) -> Numbers:
    """Return the activity that a bound of an input allows, given the need per unit of each column; inf at no need."""
    return np.asarray(np.divide(bound, need, out=np.full(bound.shape, np.inf), where=need > 0))
