"""Stored answers of a study of every kind, of one small instance: two regions, old and new cell plants, four years."""

import io
from collections.abc import Mapping
from pathlib import Path

from model.studies.runs.folder import read_study_folder, read_table
from reports.study_answer import StudyAnswer
from tests.known import write
from tests.studies.asked import again, write_study

SETTINGS = "name: case\ntitle: Two regions\nyears: [2025, 2026, 2027, 2028]\nlearning: off\n"
TABLES = {
    "regions": (
        "region,name,name_local,iso,lat,lon\nA,Anhui,安徽省,CN-AH,31.8,117.2\nB,Beijing,北京市,CN-BJ,39.9,116.4\n"
    ),
    "commodities": "commodity,name,unit,shortage_price\ncell,Cells,GWh,1000\n",
    "lines": (
        "line,name,stage,owner,life,capex,fixed_cost,exit_rate\nold,Old plants,cell,rest,15,100,2,0.2\n"
        "new,New plants,cell,first,15,100,1,0\n"
    ),
    "processes": "process,line,variable_cost\nmake_old,old,2\nmake_new,new,1\n",
    "recipes": "process,commodity,amount\nmake_old,cell,1\nmake_new,cell,1\n",
    "capacity": (
        "line,region,online,status,capacity\nold,A,2022,operating,6\nold,B,2022,operating,4\nnew,A,2025,announced,6\n"
        "new,B,2025,announced,5\n"
    ),
    "sites": "line,region,capex_factor,max_capacity\nnew,A,1,30\nnew,B,1.2,30\n",
    "lanes": "commodity,origin,destination,cost\ncell,A,B,0.5\ncell,B,A,0.5\n",
    "demand": "commodity,region,year,amount\ncell,A,2025,6\ncell,A,2028,9\ncell,B,2025,3\ncell,B,2028,4\n",
}
SCENARIOS = {
    "slow": "edit:\n  - {table: demand, scale: {amount: 0.7}}\n",
    "cheap-north": "edit:\n  - {table: sites, where: {region: B}, set: {capex_factor: 0.3}}\n",
}
SURE = (
    "sure:\n  figures:\n    - {name: demand, grade: C, table: demand, scale: amount, low: 0.8, high: 1.2}\n"
    "    - {name: fixed_cost, grade: D, table: lines, scale: fixed_cost, low: 0.5, high: 2}\n"
)
DEMAND = "table: demand, scale: amount"
STUDIES = {
    "compare": "kind: compare\ntitle: Plans side by side\nruns: [base, slow, cheap-north]\n" + SURE,
    "sweep": (
        f"kind: sweep\naxes:\n  - {{name: demand, {DEMAND}, values: [0.5, 1, 1.5]}}\n"
        "  - {name: world, scenarios: [base, cheap-north]}\n"
    ),
    "threshold": (
        "kind: threshold\ndriver: {name: announced share, table: instance, set: announced_share, from: 0, to: 1}\n"
        "measure: {of: {stage: cell}, year: 2025}\nlevels: [0.6]\ngrid: 4\ntolerance: 0.02\nexit_rates: [given, 0]\n"
        f"near: {{slack: 0.1}}\ndraws: {{number: 3, seed: 1, confidence: [C]}}\n{SURE}"
    ),
    "rolling": (
        f"kind: rolling\nlines: {{stage: cell}}\nlead_time: 1\nnorm: 0.6\nforecast: {{{DEMAND}}}\nvariants:\n"
        "  - {name: one who is right, forecast: 1}\n"
        "  - {name: two who hope, forecast: 2, planners: region, shares: 1.5}\n"
    ),
    "sensitivity": "kind: sensitivity\nmeasure: {of: {stage: cell}, year: 2026}\n" + SURE,
}


def stored_answer(folder: Path, study: str, settings: str = SETTINGS, **tables: str) -> StudyAnswer:
    """Return the answer of a study of the instance, as it is read back from its folder `out`."""
    written(folder / "instance", {"study": study}, settings, **tables)
    again(folder)
    return StudyAnswer(*read_study_folder(folder / "out"))


def written(folder: Path, studies: Mapping[str, str], settings: str = SETTINGS, **tables: str) -> None:
    """Write the instance with its scenarios and studies."""
    write(folder, settings, {}, **{**TABLES, **tables})
    (folder / "scenarios").mkdir(exist_ok=True)
    for name, text in SCENARIOS.items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name, text in studies.items():
        write_study(folder, text, name)


RECORD = {
    "instance": "instances/case",
    "study": "study",
    "title": "",
    "scenario": "base",
    "status": "answered",
    "why": "",
    "headline": "an answer",
    "number": None,
    "money": "million CNY",
    "units": {"old": "GWh/yr", "new": "GWh/yr"},
    "labels": {
        "regions": {
            "A": {"name": "Anhui", "name_local": "安徽省", "iso": "CN-AH"},
            "B": {"name": "Beijing", "name_local": "北京市", "iso": "CN-BJ"},
        },
        "lines": {"old": {"name": "Old plants", "stage": "cell"}, "new": {"name": "New plants", "stage": "cell"}},
        "commodities": {"cell": {"name": "Cells", "unit": "GWh"}},
        "processes": {},
    },
    "gigasite": "0.1.0",
    "runs": {"runs": 4, "finished": 3, "seconds": 1.5, "solved_cold_again": 1, "largest_difference": 2e-10},
    "failures": [{"run": "abc", "status": "failed", "why": "no optimum"}],
}
SURE_TABLE = "figure,grade,answer_low,answer,answer_high,swing\ndemand,C,0.3,0.6,0.9,0.6\ncapex,D,0.6,0.6,,\n"
MORE = {
    "compare": {"number": 20.0},
    "sweep": {"axes": ["demand", "world"]},
    "threshold": {
        "driver": "share", "quantity": "utilisation", "unit": "1", "year": 2026, "levels": [0.5], "number": 0.6,
    },
    "rolling": {"norm": 0.5, "lead_time": 2, "number": 0.4},
    "siting": {"first": "clustered", "number": 8.0},
    "resilience": {"year": 2030, "number": 100.0},
    "near_optimal": {"quantity": "open", "year": 2035},
    "sensitivity": {"number": 0.6},
}  # fmt: skip
CHANGED = "run,item,region,year,unit,a,b,difference\ncase/slow,{0},A,2025,{1},{2}\ncase/slow,{0},B,2026,{1},{3}\n"
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "compare": {
        "bridge": (
            "component,a,b,difference,avoidable,run\ncapital,60,90,30,30,case/slow\nfreight,40,30,-10,-10,case/slow\n"
            "capital,60,50,-10,-10,case/other\nfreight,40,40,0,0,case/other\n"
        ),
        "changes": (
            "line,unit,kind,region,to_region,amount,year_a,year_b,run\nnew,GWh/yr,moved,A,B,3,2025,2026,case/slow\n"
            "new,GWh/yr,dropped,A,,-3,2025,,case/slow\nold,GWh/yr,closed,A,,1,,,case/slow\n"
            "new,GWh/yr,opened,B,,5,,2026,case/other\n"
        ),
        "prices": CHANGED.format("cell", "million CNY/GWh", "250,240,-10", "250,265,15"),
        "utilisation": CHANGED.format("old", "GWh/yr", "0.5,0.75,0.25", "0.9,,"),
        "data": "table,row,column,a,b,run\ndemand,cell A,amount,6,4.2,case/slow\n",
        "sure": SURE_TABLE,
    },
    "sweep": {
        "runs": (
            "demand,world,run,status,objective,difference,seconds,method,cold,why\n0.5,base,a,optimal,100,-100,1,ipx,,\n"
            "1,base,b,optimal,200,0,1,ipx,,\n0.5,slow,c,optimal,90,-110,1,ipx,,\n1,slow,d,infeasible,,,1,ipx,,no plan\n"
        ),
        "utilisation": (
            "stage,unit,year,used,standing,on_standing,run\ncell,GWh/yr,2025,5,10,0.5,a\ncell,GWh/yr,2025,8,10,0.8,b\n"
            "cell,GWh/yr,2025,9,10,0.9,c\n"
        ),
    },
    "threshold": {
        "curve": (
            "exit_rate,driver,year,value,arithmetic\ngiven,0,2025,0.9,0.9\ngiven,0,2026,0.8,0.8\ngiven,1,2025,0.6,0.6\n"
            "given,1,2026,0.4,0.35\n0,0,2025,0.9,0.9\n0,0,2026,0.7,0.7\n0,1,2025,0.5,0.5\n0,1,2026,0.3,0.3\n"
        ),
        "crossings": (
            "exit_rate,level,critical,low,high,direction,monotone,arithmetic,first_year,first_place\n"
            'given,0.5,0.75,0.7,0.8,into overcapacity,True,0.7,2026,"A, B"\n'
        ),
        "order": (
            "event,kind,name,after,by,value,rank,tie,exit_rate\nidle,region,A,0.5,0.75,0.45,1,1,given\n"
            "idle,region,B,0.75,1,0.4,2,1,given\nidle,line in region,old in A,,0.5,0.3,1,1,given\n"
        ),
        "stranded": (
            "owner,region,stage,closed,idle,unpaid_closed,unpaid_idle,unpaid,share\nrest,A,cell,1,2,100,200,300,0.75\n"
            ",B,cell,0,1,0,100,100,0.25\n"
        ),
        "near": "region,low,central,high,tied_with\nA,0.3,0.5,0.6,\nB,0.55,0.7,0.9,A\n",
        "ranks": (
            "region,value,rank,value_low,value_high,rank_low,rank_high,tied_with\nB,0.7,2,0.6,0.8,1,2,A\n"
            "A,0.5,1,0.4,0.65,1,2,B\n"
        ),
        "sure": SURE_TABLE,
    },
    "rolling": {
        "years": (
            "variant,year,used,standing,nameplate,utilisation,under_norm\nforesight,2025,8,10,10,0.8,False\n"
            "forecast,2025,8,10,10,0.8,False\nforecast,2026,8,20,20,0.4,True\n"
        ),
        "costs": (
            "variant,cost,difference,committed,lowest,lowest_year\nforesight,100,0,0,0.8,2025\n"
            "forecast,150,50,12,0.4,2026\n"
        ),
        "worth": "what,variant,against,worth\nlead time,forecast,foresight,50\n",
        "decisions": (
            "variant,line,region,year,built,decided\nforecast,new,A,2026,7,2025\nforecast,new,B,2026,5,2025\n"
        ),
    },
    "siting": {
        "regimes": (
            "regime,run,status,cost,difference,share,gap,unit,why\nclustered,a,optimal,100,0,0,0,million CNY,\n"
            "dispersed,b,optimal,108,8,0.08,0,million CNY,\nnowhere,c,infeasible,,,,,,no room\n"
        ),
        "parts": (
            "regime,against,part,a,b,difference,unit\ndispersed,clustered,capital,60,70,10,million CNY\n"
            "dispersed,clustered,freight,20,18,-2,million CNY\ndispersed,clustered,energy,20,20,0,million CNY\n"
        ),
        "places": (
            "regime,region,of,year,amount,share,unit\nclustered,A,cell,2025,10,1,GWh/yr\n"
            "dispersed,A,cell,2025,6,0.6,GWh/yr\ndispersed,B,cell,2025,4,0.4,GWh/yr\n"
        ),
        "spread": "regime,of,year,amount,unit,regions,hhi\nclustered,cell,2025,10,GWh/yr,1,1\n",
        "counts": (
            'regime,count,region,year,amount,unit\nclustered,"CO2, kt",A,2025,4,"CO2, kt/yr"\n'
            'clustered,"CO2, kt",B,2025,1,"CO2, kt/yr"\ndispersed,state pays,A,,7,million CNY\n'
        ),
        "along": (
            "driver,unit,value,regime,cost,difference\nfreight,,1,clustered,100,0\nfreight,,1,dispersed,108,8\n"
            "freight,,3,clustered,140,0\nfreight,,3,dispersed,130,-10\n"
        ),
        "turns": (
            "driver,unit,a,b,at,low,high,cheaper_below,cheaper_above,p10,p90,turning,draws,said\n"
            "freight,,clustered,dispersed,2,1.9,2.1,clustered,dispersed,1.5,2.6,20,20,they turn at 2\n"
        ),
    },
    "resilience": {
        "losses": (
            "rank,kind,name,damage,shortage_cost,extra_cost,short,short_share,rebuild,unit\n"
            "1,region,A,100,80,20,4,0.4,2,million CNY\n2,line,old in B,30,0,30,0,0,1,million CNY\n"
            "3,source,Chile,5,0,5,0,0,,million CNY\n"
        ),
        "insurance": (
            "keep_under,cost,premium,premium_share,worst,worst_before,rounds,proven\n0.05,130,30,0.3,0.05,0.4,4,True\n"
            "0.1,120,20,0.2,0.1,0.4,3,True\n"
        ),
    },
    "near_optimal": {
        "ranges": (
            "by,name,slack,least,plan,most,class,unit\nregion,A,0.01,4,6,9,must,GWh/yr\n"
            "region,B,0.01,0,2,5,may,GWh/yr\nregion,A,0.03,2,6,10,must,GWh/yr\n"
        ),
        "ends": (
            "by,name,plan,none_dearer,full,full_dearer,unit\nregion,B,2,0.001,5,0.0002,GWh/yr\n"
            "region,A,6,,10,0.003,GWh/yr\n"
        ),
        "shares": (
            "plan,region,amount,share,unit\nleast cost,A,6,0.75,GWh/yr\nleast cost,B,2,0.25,GWh/yr\n"
            "other 1,B,8,1,GWh/yr\n"
        ),
    },
    "sensitivity": {"sure": SURE_TABLE},
}


def answer(kind: str, tables: Mapping[str, str] | None = None, **record: object) -> StudyAnswer:
    """Return an answer written by hand."""
    texts = ANSWERS[kind] if tables is None else tables
    frames = {name: read_table(io.StringIO(text)) for name, text in texts.items()}
    return StudyAnswer({**RECORD, "kind": kind, **MORE.get(kind, {}), **record}, frames)
