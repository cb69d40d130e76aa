"""run.json: what a run was and what its ids are called."""

import json

from model.record import labels, make_record
from tests.known import solved


def test_a_record_is_plain_and_says_what_was_run(tmp_path):
    run = solved(tmp_path, "name: case\ntitle: A case\nyears: [2025, 2027]\nlearning: off\n")
    record = json.loads(json.dumps(make_record(run, ["solve.py", "run", "case"]), allow_nan=False))
    assert (record["instance"], record["title"], record["scenario"]) == ("case", "A case", "base")
    assert (record["status"], record["objective"], record["gap"]) == ("optimal", run.solved.objective, 0)
    assert record["periods"] == {"2025": 2, "2027": 2}
    assert record["report_until"] == 2028
    assert record["audit"]["passed"] is True
    assert record["data"].startswith("sha256:")
    assert record["command"] == ["solve.py", "run", "case"]
    assert record["solver"]["columns"] > 0
    assert set(record["versions"]) == {"gigasite", "python", "pyomo", "highspy", "pandas", "numpy"}


def test_labels_are_those_of_the_first_year_column_by_column(tmp_path):
    run = solved(
        tmp_path,
        regions="region,name,name_local\nA,Anhui,安徽\n",
        commodities="commodity,name,unit\n*,,GWh\ncell,Cells,\n",
        lines="line,year,stage,generation,life,capex\n*,,cells,,,\nline,2025,,old,10,100\nline,2030,,new,10,100\n",
    )
    found = labels(run.instance)
    assert found["regions"] == {"A": {"name": "Anhui", "name_local": "安徽", "kind": "inland"}}
    assert found["commodities"] == {"cell": {"name": "Cells", "unit": "GWh", "tonnes_per_unit": 0.0}}
    assert found["lines"] == {"line": {"stage": "cells", "generation": "old", "max_utilisation": 1.0}}
    assert found["processes"] == {"make": {"line": "line", "use": 1.0}}
    assert found["markets"] == {}


def test_labels_have_places_and_the_worst_grade_of_the_rows_of_an_id(tmp_path):
    run = solved(
        tmp_path,
        regions="region,iso,lat,lon,confidence\nA,CN-AH,0,117.2,A\n",
        commodities="commodity,unit,tonnes_per_unit\ncell,GWh,4000\n",
        processes="process,line,year,variable_cost,confidence\nmake,line,2025,1,D\nmake,line,2030,1,B\n",
        markets="market,side,commodity,region,origin,confidence\nout,sell,cell,A,abroad,\n",
    )
    found = labels(run.instance)
    assert found["regions"]["A"] == {"kind": "inland", "iso": "CN-AH", "lat": 0.0, "lon": 117.2, "confidence": "A"}
    assert found["commodities"]["cell"]["tonnes_per_unit"] == 4000.0
    assert found["processes"]["make"]["confidence"] == "D"
    assert found["markets"]["out"] == {"side": "sell", "commodity": "cell", "origin": "abroad"}
