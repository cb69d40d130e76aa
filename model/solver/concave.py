"""What a solver needs to know of costs that are concave."""

from __future__ import annotations

from typing import Protocol

from model.solver.program import Name, Numbers


class Concave(Protocol):
    """Costs that are a sum over some columns of concave functions, each of one column alone.

    groups: columns that belong together, by name, as slices of `columns`; families: groups that do, as slices too.
    least: the smallest values they can have; rises: the least rise over the column before (-inf: none).
    off_slopes: prices to begin with, as if nothing were concave; least_slopes: the slopes at infinity.
    convex_parts: (from, to) where a function is not concave after all, from > to: nowhere.
    """

    @property
    def columns(self) -> tuple[Name, ...]: ...  # noqa: D102
    @property
    def groups(self) -> tuple[tuple[str, slice], ...]: ...  # noqa: D102
    @property
    def families(self) -> tuple[tuple[str, slice], ...]: ...  # noqa: D102
    @property
    def rises(self) -> Numbers: ...  # noqa: D102
    @property
    def constant(self) -> float: ...  # noqa: D102
    @property
    def least(self) -> Numbers: ...  # noqa: D102
    @property
    def off_slopes(self) -> Numbers: ...  # noqa: D102
    @property
    def least_slopes(self) -> Numbers: ...  # noqa: D102
    @property
    def convex_parts(self) -> tuple[Numbers, Numbers]: ...  # noqa: D102
    @property
    def is_concave(self) -> bool: ...  # noqa: D102
    @property
    def why_unproven(self) -> str: ...  # noqa: D102

    def values(self, volumes: Numbers) -> Numbers:
        """Return every function at its column's value."""

    def slopes(self, volumes: Numbers) -> Numbers:
        """Return the derivatives; at a kink the larger one."""
