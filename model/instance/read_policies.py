"""policies.yaml and the policies of scenarios, read: every item a Policy, every fault told where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.instance.draft import Document, Draft
from model.instance.editing.policies import part
from model.instance.policies import (
    GROUP,
    NATION,
    REGION,
    SCOPES,
    SENSES,
    ByYear,
    Policy,
    Scope,
    Sense,
)
from model.instance.problems import ProblemLog, nearest
from model.instance.read_sums import SumReader, is_finite, is_year

KEYS = ("name", "scope", "years", "left", "right", "at_least", "at_most", "price", "over")
FOLDER = "policies"


def read_policies(draft: Draft, log: ProblemLog) -> tuple[Policy, ...]:
    """Return the policies that are written as they should be; note what is wrong with the others."""
    whole = draft.origin.get(FOLDER)
    if whole is not None and whole.data and not isinstance(whole.data, list):
        log.add(whole.file, "has to be a list of policies, each beginning with `- name:`", line=whole.line())
    found: dict[str, Policy] = {}
    for item in draft.policies:
        reader = _Reader(_document_of(item, draft), log)
        policy = reader.policy()
        if policy is not None and policy.name in found:
            reader.fault("stands twice: give every policy a name of its own", "name", value=policy.name)
        elif policy is not None:
            found[policy.name] = policy
    return tuple(found.values())


def _document_of(item: Any, draft: Draft) -> Document:  # noqa: ANN401 - YAML is untyped
    """Return the item as a document of its own, from policies.yaml or the scenario that wrote it."""
    of_scenario = draft.origin.get(f"{FOLDER}/{item.get('name')}") if isinstance(item, Mapping) else None
    if of_scenario is not None:
        return of_scenario
    whole = draft.origin.get(FOLDER, Document("policies.yaml", []))
    for position, other in enumerate(whole.data):
        if other is item:
            return part(whole, position)
    return Document(whole.file, item)


class _Reader(SumReader):
    """Reads one policy and notes what is wrong with it."""

    def policy(self) -> Policy | None:
        """Return the policy, None after noting what is wrong with it."""
        given, before = self.document.data, len(self.log.problems)
        if not isinstance(given, Mapping):
            self.fault("a policy is a list of `key: value` lines that begins with `- name:`", value=given)
            return None
        name = given.get("name")
        if not isinstance(name, str) or not name.strip():
            self.fault("a policy has a name, a text: add `name:`", "name", value=name)
        self.refuse_unknown(given, KEYS)
        since, until = self._years(given.get("years"))
        over = given.get("over")
        if over not in (None, "horizon"):
            self.fault("has to be horizon, or left out", "over", value=over)
        policy = Policy(
            name=str(name),
            scope=self._scope(given.get("scope")),
            left=self.sums("left", given.get("left")),
            right=self.sums("right", given.get("right")) if given.get("right") is not None else (),
            limits=self._limits(given),
            price=self._price(given.get("price")),
            since=since,
            until=until,
            over_horizon=over == "horizon",
            file=self.document.file,
            line=self.document.line(),
        )
        self._check_whole(policy)
        return policy if len(self.log.problems) == before else None

    def _check_whole(self, policy: Policy) -> None:
        """Note what does not go together."""
        low, high = (policy.limits.get(sense, ()) for sense in SENSES)
        crossed = [year for year, _ in (*low, *high) if low and high and _at(low, year) > _at(high, year)]
        if crossed:
            when = f" in {crossed[0]}" if crossed[0] else ""
            self.fault(f"is above at_most{when}: swap them", "at_least", value=f"{_at(low, crossed[0]):g}")
        if policy.over_horizon and policy.has_lag:
            self.fault("a comparison over the horizon has no period before: leave lag out", "over", value="horizon")
        if policy.over_horizon and max(len(low), len(high)) > 1:
            self.fault("over the horizon the limit is one number", "over", value="horizon")

    # -- scope, years, limits, price -----------------------------------------------------------------------------------

    def _scope(self, given: object) -> Scope:
        if given is None or given in SCOPES:
            return Scope(NATION if given is None else str(given))
        if isinstance(given, Mapping) and len(given) == 1 and next(iter(given)) in (GROUP, REGION):
            kind = next(iter(given))
            return Scope(kind, self.filter(kind, given[kind], ("scope", kind)))
        said = nearest(str(given), SCOPES) if isinstance(given, str) else ""
        cure = f"has to be nation, group, region, {{region: [...]}} or {{group: [...]}}{said}"
        self.fault(cure, "scope", value=given)
        return Scope()

    def _years(self, given: object) -> tuple[int | None, int | None]:
        if given is None:
            return None, None
        if not isinstance(given, Mapping) or not given or not all(key in ("from", "to") for key in given):
            self.fault("has to be {from: 2030}, {to: 2040} or {from: 2030, to: 2040}", "years", value=given)
            return None, None
        since, until = given.get("from"), given.get("to")
        if not all(year is None or is_year(year) for year in (since, until)):
            self.fault("has to have years, whole numbers, such as {from: 2030}", "years", value=given)
            return None, None
        if since is not None and until is not None and since > until:
            self.fault("begins after it ends: swap from and to", "years", value=given)
        return since, until

    def _limits(self, given: Mapping[Any, Any]) -> dict[Sense, ByYear]:
        found = {sense: self._by_year(sense, given[sense]) for sense in SENSES if given.get(sense) is not None}
        if not found:
            self.fault("has neither at_least nor at_most: give one of them, or both", column="at_least")
        return found

    def _by_year(self, key: str, given: object) -> ByYear:
        if is_finite(given):
            return ((0, float(given)),)
        if isinstance(given, Mapping) and given and all(is_year(y) and is_finite(x) for y, x in given.items()):
            return tuple(sorted((int(y), float(x)) for y, x in given.items()))
        self.fault("has to be a number, or numbers by year such as {2030: 0.06, 2035: 0.15}", key, value=given)
        return ()

    def _price(self, given: object) -> float | None:
        if given is None:
            return None
        if not is_finite(given) or float(given) < 0:
            self.fault("has to be a number, 0 or more: money per unit of left; absent: binding", "price", value=given)
            return None
        return float(given)


def _at(limit: ByYear, year: int) -> float:
    """Return the value in a year: linear in between, constant outside."""
    before = [point for point in limit if point[0] <= year] or [limit[0]]
    after = [point for point in limit if point[0] >= year] or [limit[-1]]
    (y0, x0), (y1, x1) = before[-1], after[0]
    return x0 if y1 <= y0 else x0 + (x1 - x0) * (year - y0) / (y1 - y0)
