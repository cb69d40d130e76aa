"""The utilisation report of a plan worked out by hand."""

import math

import pytest

from model.record import make_record
from model.studies.measures.utilisation import BY, COLUMNS, utilisation
from tests.known import solved

# 10 GWh/yr stand in A since 2020, 10 are being built there and 10 stand in B; 12 are needed in A, 6 of them LFP.
# Nothing may close. A is cheaper, so A makes all 12 of its 20 and B nothing of its 10.
TABLES = {
    "regions": "region,group\nA,south\nB,north\n",
    "commodities": "commodity,unit\nlfp,GWh\nnmc,GWh\n",
    "lines": "line,stage,owner,life,capex,exit_rate\nold,cell,first,10,100,0\nfar,cell,second,10,100,0\n",
    "processes": "process,line,chemistry\nlfp_old,old,LFP\nnmc_old,old,NMC\nlfp_far,far,LFP\nnmc_far,far,NMC\n",
    "recipes": "process,commodity,amount\nlfp_old,lfp,1\nnmc_old,nmc,1\nlfp_far,lfp,1\nnmc_far,nmc,1\n",
    "capacity": (
        "line,region,online,status,capacity\nold,A,2020,operating,10\nold,A,2025,building,10\nfar,B,2020,operating,10\n"
    ),
    "sites": "line,region,allowed\n*,*,false\n",
    "demand": "commodity,region,amount\nlfp,A,6\nnmc,A,6\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    done = solved(tmp_path_factory.mktemp("case"), **TABLES)
    table = utilisation(make_record(done, []), done.tables)
    assert tuple(table.columns) == COLUMNS
    assert tuple(dict.fromkeys(table["by"])) == BY
    return table


def of(found, by):
    return found[found["by"] == by].set_index("name")


def test_the_nation_and_its_parts(found):
    nation = of(found, "nation").loc["nation"]
    assert (nation["used"], nation["standing"], nation["on_standing"]) == (12, 30, 0.4)
    assert nation["under_norm"]
    assert of(found, "region")["on_standing"].to_dict() == {"A": 0.6, "B": 0.0}
    assert of(found, "group")["on_standing"].to_dict() == {"south": 0.6, "north": 0.0}
    assert of(found, "owner")["under_norm"].to_dict() == {"first": False, "second": True}


def test_status_and_chemistry_split_what_a_line_stands_for(found):
    status = of(found, "status")
    # Half of A is being built: it runs like the rest of A. What operates is that half and B: 6 of 20.
    assert status["on_standing"].to_dict() == {"operating": 0.3, "building": 0.6}
    chemistry = of(found, "chemistry")
    # Half of the 20 of A by use, half of the unused 10 of B evenly: 6 of 15 each.
    assert chemistry["on_standing"].to_dict() == {"LFP": 0.4, "NMC": 0.4}
    assert chemistry["standing"].sum() == 30
    assert chemistry["idle"].isna().all()


def test_idle_capital_is_that_of_what_expires_first(found):
    regions = of(found, "region")
    # 8 of A and 10 of B stand idle. Both are of 2020 (they expire first): 10 a year each, 5 years left to pay.
    assert regions["idle"].to_dict() == {"A": 8, "B": 10}
    assert regions["due_per_year"].to_dict() == pytest.approx({"A": 80, "B": 100})
    assert regions["unpaid"].to_dict() == pytest.approx({"A": 400, "B": 500})
    assert of(found, "nation")["unpaid"].sum() == pytest.approx(900)


def test_where_nothing_stands_there_is_no_share(tmp_path):
    closed = {**TABLES, "lines": TABLES["lines"].replace(",0\n", ",1\n").replace("exit_rate", "exit_rate,fixed_cost")}
    closed["lines"] = closed["lines"].replace(",1\n", ",1,1\n")
    done = solved(tmp_path, **closed)
    regions = of(utilisation(make_record(done, []), done.tables), "region")
    assert regions.loc["A", "on_standing"] == pytest.approx(1.0)
    assert math.isnan(regions.loc["B", "on_standing"])
    assert regions["on_nameplate"].to_dict() == pytest.approx({"A": 0.6, "B": 0.0})
    assert regions["closed"].to_dict() == pytest.approx({"A": 8, "B": 10})
