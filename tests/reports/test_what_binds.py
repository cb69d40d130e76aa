"""Which policies change the plan, from a table written by hand."""

from reports.terminal import summary
from reports.what_binds import what_binds
from tests.known import SETTINGS
from tests.reports.solutions import planned, written
from tests.ruled import MADE


def row(policy, scope, year, tighter, miss_cost=0.0):
    return policy, scope, year, "at_least", 1.0, 1.0, 0.5, 0.0, 0.0, miss_cost, -tighter, tighter, "GWh/yr"


ROWS = [
    row("quiet", "nation", 2025, 0.0),
    row("dear", "A", 2025, 2.0),
    row("dear", "B", 2026, 3.0, 4.0),
    row("dear", "B", 2030, 9.0, 5.0),
    row("budget", "nation", None, 1.0),
]


def test_the_dearest_comes_first_with_its_place_and_year():
    found = what_binds(written(policies=ROWS)).to_dict("records")
    # 2030 lies after the years that findings are shown for.
    assert [(r["policy"], r["limits"], r["binding"], r["scope"], r["tighter"], r["miss_cost"]) for r in found] == [
        ("dear", 2, 2, "B", 3.0, 4.0),
        ("budget", 1, 1, "nation", 1.0, 0.0),
        ("quiet", 1, 0, "", 0.0, 0.0),
    ]
    assert found[0]["year"] == 2026


def test_without_policies_there_is_nothing_to_say():
    assert what_binds(written()).empty


def test_the_summary_tells_what_binds(tmp_path):
    share = (
        "[{name: clean share, left: {quantity: activity, chemistry: LFP}, right: {quantity: activity}, at_least: 0.3}]"
    )
    (tmp_path / "policies.yaml").write_text(share, encoding="utf-8")
    lines = [str(getattr(part, "renderables", [part])[0]) for part in summary(planned(tmp_path, SETTINGS, **MADE))]
    assert "Policies that change the plan (1 of 1): million CNY, discounted" in lines
