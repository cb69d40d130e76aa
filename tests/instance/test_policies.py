"""policies.yaml, read: what it means, and what is said about every way of getting it wrong."""

from pathlib import Path

import pytest

from model.instance.documents import parse_document
from model.instance.draft import Draft
from model.instance.load import load
from model.instance.policies import Filter, Policy, Scope, Sum
from model.instance.problems import InstanceError, ProblemLog
from model.instance.read_policies import read_policies
from tests.known import SETTINGS
from tests.ruled import ruled

TABLES = {
    "regions": "region,group,kind\nA,West,inland\nB,East,inland\nO,,overseas\n",
    "lines": "line,stage,owner,generation,life,capex\nold,cells,rest,1,10,9\nnew,,leader,2,10,9\n",
    "processes": "process,stage,chemistry,line\nlfp,,LFP,old\nnmc,packs,NMC,new\nsmelt,recycling,,\n",
    "recipes": "process,commodity,amount\nlfp,cell,1\nnmc,cell,1\nsmelt,nickel,1\n",
    "markets": "market,commodity,region,price,origin\nsea,nickel,O,2,abroad\n",
    "demand": "commodity,region,amount\ncell,A,4\n",
    "impacts": "kind,name,region,impact,amount\nprocess,*,*,t CO2,1\n",
    "commodities": "commodity,unit,disposal_price\ncell,GWh,1\nnickel,kt,1\n",
}
WHOLE = """
- name: recycled nickel in new cathodes
  scope: {region: [A, B]}
  years: {from: 2025, to: 2040}
  left:
    - {quantity: output, commodity: nickel, stage: recycling, lag: 1}
    - {quantity: output, generation: 2, weight: t CO2, across: nation}
  right: {quantity: input, process: [lfp, n*], weight: 0.5}
  at_least: {2030: 0.06, 2026: 0.02}
  at_most: 0.9
  price: 20
  note: from a plan of the ministry
"""


def read(text: str) -> tuple[tuple[Policy, ...], list[str]]:
    """Return the policies of a document and what is said about it."""
    log = ProblemLog()
    document = parse_document("policies.yaml", text, log)
    items = tuple(document.data) if document is not None and isinstance(document.data, list) else ()
    found = read_policies(Draft({}, {}, items, {} if document is None else {"policies": document}), log)
    return found, [str(problem) for problem in log.errors]


def said(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """Return the errors and warnings about policies of a whole instance."""
    try:
        loaded = load(ruled(folder, text, SETTINGS, **TABLES))
    except InstanceError as error:
        return [str(problem) for problem in error.problems], []
    return [], [str(problem) for problem in loaded.warnings if problem.file == "policies.yaml"]


def test_a_policy_means_what_it_says():
    (policy,), errors = read(WHOLE)
    assert errors == []
    assert policy == Policy(
        name="recycled nickel in new cathodes",
        scope=Scope("region", Filter("region", ("A", "B"))),
        left=(
            Sum("output", (Filter("stage", ("recycling",)), Filter("commodity", ("nickel",))), lag=1),
            Sum("output", (Filter("generation", ("2",)),), impact="t CO2", across="nation"),
        ),
        right=(Sum("input", (Filter("process", ("lfp", "n*")),), weight=0.5),),
        limits={"at_least": ((2026, 0.02), (2030, 0.06)), "at_most": ((0, 0.9),)},
        price=20.0,
        since=2025,
        until=2040,
    )
    assert (policy.file, policy.line) == ("policies.yaml", 2)


def test_a_policy_without_a_scope_is_of_the_nation_and_without_a_price_binds():
    (policy,), errors = read("- {name: cap, left: {quantity: demand}, at_most: 1}\n")
    assert errors == []
    assert (policy.scope, policy.price, policy.right, policy.over_horizon) == (Scope("nation"), None, (), False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n", "policies.yaml:1: has to be a list of policies, each beginning with `- name:`"),
        ("- norm\n", "policies.yaml:1: a policy is a list of `key: value` lines"),
        ("- {left: {quantity: demand}, at_most: 1}\n", "policies.yaml:1: name: a policy has a name, a text"),
        ("- {name: 7, left: {quantity: demand}, at_most: 1}\n", "name = 7: a policy has a name, a text"),
        (2 * "- {name: a, left: {quantity: demand}, at_most: 1}\n", "policies.yaml:2: name = a: stands twice"),
    ],
)
def test_what_is_no_list_of_named_policies_is_a_fault(text, told):
    _, errors = read(text)
    assert len(errors) == 1, errors
    assert told in errors[0]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("at_most: 1, pricee: 1", "pricee: a policy has no key of this name (did you mean price?)"),
        ("price: 1", "at_least: has neither at_least nor at_most: give one of them, or both"),
        ("at_most: much", "at_most = much: has to be a number, or numbers by year"),
        ("at_most: {soon: 1}", "at_most = {soon: 1}: has to be a number, or numbers by year"),
        ("at_most: true", "at_most = true: has to be a number"),
        ("at_least: 2, at_most: 1", "at_least = 2: is above at_most: swap them"),
        ("at_least: 2, at_most: {2025: 3, 2030: 1}", "at_least = 2: is above at_most in 2030: swap them"),
        ("at_most: 1, price: -1", "price = -1: has to be a number, 0 or more"),
        ("at_most: 1, scope: world", "scope = world: has to be nation, group, region, {region"),
        ("at_most: 1, scope: regions", "(did you mean region?)"),
        ("at_most: 1, scope: {region: []}", "region: has to be one value, a list of values"),
        ("at_most: 1, years: 2030", "years = 2030: has to be {from: 2030}, {to: 2040}"),
        ("at_most: 1, years: {from: soon}", "years = {from: soon}: has to have years, whole numbers"),
        ("at_most: 1, years: {from: 2030, to: 2026}", "begins after it ends: swap from and to"),
        ("at_most: 1, over: years", "over = years: has to be horizon, or left out"),
        ("over: horizon, at_most: {2025: 1, 2030: 2}", "the limit is one number"),
        ("at_most: 1, right: 1", "right = 1: has to be a sum such as"),
    ],
)
def test_a_key_that_cannot_be_read_says_what_would_be_right(given, told):
    _, errors = read(f"- {{name: a, left: {{quantity: demand}}, {given}}}\n")
    assert len(errors) == 1, errors
    assert told in errors[0]
    assert errors[0].startswith("policies.yaml:1: ")


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("", "left: is missing: name what is counted"),
        ("3", "left = 3: has to be a sum such as"),
        ("{commodity: cell}", "quantity: names no quantity: there are activity"),
        ("{quantity: outputs}", "quantity = outputs: no quantity of this name (did you mean output?)"),
        ("{quantity: activity, comodity: x}", "comodity = x: activity has no comodity: it is filtered by process"),
        ("{quantity: build, statuss: new}", "statuss = new: build has no statuss"),
        ("{quantity: nameplate, statuss: new}", "statuss = new: nameplate has no statuss (did you mean status?)"),
        ("{quantity: activity, process: }", "process: has to be one value, a list of values or a * pattern"),
        ("{quantity: activity, across: region}", "across = region: has to be nation or group"),
        ("{quantity: activity, lag: 2}", "lag = 2: has to be 1: the period before"),
        ("{quantity: activity, weight: [1]}", "weight = 1: has to be a number, or the name of an impact"),
        ("{quantity: demand, weight: t CO2}", "weight = t CO2: an impact weighs only activity, output"),
        ("[{quantity: demand}, {quantity: supply}]", "quantity = supply: no quantity of this name"),
    ],
)
def test_a_sum_that_cannot_be_read_says_what_would_be_right(left, told):
    _, errors = read(f"- {{name: a, left: {left}, at_most: 1}}\n")
    assert len(errors) == 1, errors
    assert told in errors[0]
    assert errors[0].startswith("policies.yaml:1: ")


def test_a_budget_has_no_period_before():
    _, errors = read("- {name: a, over: horizon, left: {quantity: build, lag: 1}, at_most: 1}\n")
    assert errors == [
        "policies.yaml:1: over = horizon: a comparison over the horizon has no period before: leave lag out"
    ]


def test_all_faults_are_told_at_once_with_their_lines():
    text = "- name: a\n  scope: world\n  left:\n    quantity: activity\n    proces: x\n  at_most: much\n  price: free\n"
    _, errors = read(text)
    assert [error.split(": ")[0] for error in errors] == [f"policies.yaml:{line}" for line in (2, 5, 6, 7)]


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("{quantity: activity, process: nmcc}", "process = nmcc: is no process (did you mean nmc?)"),
        ("{quantity: activity, process: x*}", "process = x*: no process is like this (there are lfp, nmc, smelt)"),
        ("{quantity: activity, stage: cell}", "stage = cell: is no stage (did you mean cells?)"),
        ("{quantity: activity, chemistry: [LFP, LMO]}", "chemistry = LMO: is no chemistry"),
        ("{quantity: build, owner: leaders}", "owner = leaders: is no owner (did you mean leader?)"),
        ("{quantity: nameplate, status: planned}", "status = planned: is no status"),
        ("{quantity: bought, origin: A}", "origin = A: is no origin (there are abroad)"),
        ("{quantity: flow_in, origin: abroad}", "origin = abroad: is no origin (there are A, B, O)"),
        ("{quantity: demand, commodity: cells}", "commodity = cells: is no commodity (did you mean cell?)"),
        ("{quantity: demand, region: C}", "region = C: is no region (there are A, B, O)"),
        ("{quantity: demand, group: Est}", "group = Est: is no group (did you mean East?)"),
        ("{quantity: activity, weight: tCO2}", "weight = tCO2: is no impact (did you mean t CO2?)"),
        ("{quantity: bought, weight: t CO2}", "weight = t CO2: has no rows of kind market in impacts"),
        ("{quantity: activity, across: group}", "across = group: the nation is in no group"),
    ],
)
def test_a_name_that_means_nothing_is_a_fault(tmp_path, left, told):
    errors, _ = said(tmp_path, f"- {{name: a, left: {left}, at_most: 1}}\n")
    assert len(errors) == 1, errors
    assert errors[0].startswith(f"policies.yaml:1: {told}")


def test_a_scope_that_means_nothing_is_a_fault(tmp_path):
    text = "- {{name: a, scope: {{{}}}, left: {{quantity: demand}}, at_most: 9}}\n"
    for k, (scope, told) in enumerate((("region: [A, C]", "region = C"), ("group: north", "group = north"))):
        errors, _ = said(tmp_path / str(k), text.format(scope))
        assert len(errors) == 1
        assert f"policies.yaml:1: {told}: is no" in errors[0]


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (
            "left: {quantity: activity, process: lfp, stage: packs}, at_most: 1",
            "counts nothing, since nothing is all of",
        ),
        ("left: {quantity: activity}, at_most: 1, years: {from: 2099}", "no period of the horizon begins in its years"),
        ("left: {quantity: activity, lag: 1}, at_most: 1", "no period has one before it"),
        ("left: {quantity: output, stage: [recycling, packs]}, at_most: 1", "adds up GWh and kt: name the commodity"),
        ("scope: region, left: {quantity: build, across: group}, at_most: 1", "O is in no group and is not compared"),
    ],
)
def test_what_is_odd_about_a_policy_is_a_warning(tmp_path, policy, told):
    errors, warnings = said(tmp_path, f"- {{name: a, {policy}}}\n")
    assert errors == []
    assert len(warnings) == 1, warnings
    assert told in warnings[0]


def test_a_sound_policy_is_read_without_a_word(tmp_path):
    text = (
        WHOLE.replace("[lfp, n*]", "smelt").replace(", lag: 1", "").replace("2, weight", "2, commodity: cell, weight")
    )
    assert said(tmp_path, text) == ([], [])


def test_a_policy_of_a_scenario_replaces_one_and_its_faults_name_its_file(tmp_path):
    path = ruled(tmp_path, "- {name: cap, left: {quantity: activity}, at_most: 9}\n", SETTINGS, **TABLES)
    (path / "scenarios").mkdir()
    text = (
        "policies:\n  - {name: cap, left: {quantity: activity}, at_most: 5}\n"
        "  - {name: more, left: {quantity: demand}, at_most: 9}\n"
    )
    (path / "scenarios" / "tight.yaml").write_text(text, encoding="utf-8")
    loaded = load(path, "tight").instance
    assert [(p.name, p.limits["at_most"], p.file, p.line) for p in loaded.policies] == [
        ("cap", ((0, 5.0),), "scenarios/tight.yaml", 2),
        ("more", ((0, 9.0),), "scenarios/tight.yaml", 3),
    ]
    (path / "scenarios" / "tight.yaml").write_text(text.replace("demand", "demands"), encoding="utf-8")
    with pytest.raises(InstanceError) as error:
        load(path, "tight")
    assert str(error.value.problems[0]).startswith(
        "scenarios/tight.yaml:3: quantity = demands: no quantity of this name"
    )


def test_the_digest_knows_what_policies_say_and_not_where(tmp_path):
    text = "- {name: cap, left: {quantity: activity}, at_most: 9}\n"
    digests = [
        load(ruled(tmp_path / str(k), given, SETTINGS, **TABLES)).instance.digest
        for k, given in enumerate((text, "\n\n" + text, text.replace("9", "8"), ""))
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
