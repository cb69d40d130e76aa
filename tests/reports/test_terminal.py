"""The summary on the terminal: readable at 100 columns, and whole."""

import io

from rich.console import Console

from reports.solution import Solution
from reports.terminal import summary
from tests.reports.solutions import planned

TWO = {
    "regions": "region,name,name_local\nA,Anhui,安徽\nB,Beijing,北京\n",
    "commodities": "commodity,name,unit,shortage_price\ncell,Cells,GWh,900\nbig_pack,Packs,GWh,\nold_pack,Old,GWh,\n",
    "lines": "line,stage,life,capex\nline,cells,10,100\n",
    "processes": "process,line,variable_cost\nmake,line,7\nfit,,1\n",
    "recipes": "process,commodity,amount\nmake,big_pack,1\nfit,big_pack,-1\nfit,cell,1\n",
    "sites": "line,region,subsidy,max_capacity\nline,A,0.1,8\n",
    "lanes": "commodity,origin,destination,cost,tariff\nbig_pack,A,B,2,1\n",
    "demand": "commodity,region,amount\ncell,B,10\n",
}


def printed(solution, width=100):
    console = Console(file=io.StringIO(), width=width)
    for part in summary(solution):
        console.print(part)
    return console.file.getvalue()


def test_the_summary_answers_what_where_how_full_how_dear_and_what_is_short(tmp_path):
    told = printed(planned(tmp_path, "name: case\nyears: [2025]\nlearning: off\n", **TWO))
    assert max(len(line) for line in told.splitlines()) <= 100
    for words in (
        "case · scenario base", "安徽 Anhui 8.00 (2025)", "100%", "Packs", "CNY/kWh", "896 安徽 Anhui", "20.0%",
        "Least cost (private)", "proven", "after the last year: 648 million CNY",
    ):  # fmt: skip
        assert words in told
    # One more is worth the 900 that a missing one costs, less fitting, freight and tariff: 900 - 1 - 2 - 1.
    # What comes back is no product.
    assert "Old" not in told


def test_under_social_cost_transfers_are_shown_and_not_counted(tmp_path):
    told = printed(planned(tmp_path, "name: case\nyears: [2025]\nlearning: off\nobjective: social\n", **TWO))
    assert [line.split()[-2:] for line in told.splitlines() if line.startswith(("tariff", "subsidy"))] == [
        ["not", "counted"]
    ] * 2
    # 8 of capital a tenth of which is paid: 80; 8 * (7 + 1); 8 * 2 of freight; 2 * 900 short.
    assert "Least cost (social): 1,960.0" in told


def test_a_narrow_terminal_loses_nothing(tmp_path):
    told = printed(planned(tmp_path, "name: case\nyears: [2025]\nlearning: off\n", **TWO), width=60)
    assert "Anhui" in told


def test_without_a_bound_nothing_is_called_proven(tmp_path):
    solution = planned(tmp_path, "name: case\nyears: [2025]\nlearning: off\n", **TWO)
    record = {**solution.record, "bound": None, "gap": None}
    assert "no bound proven" in printed(Solution(record, solution.tables))
