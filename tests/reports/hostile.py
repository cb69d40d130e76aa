"""Names that try to be something else than names."""

from pathlib import Path

from reports.solution import Solution
from tests.reports.solutions import planned

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"
MARKUP = "<b>bold</b> %{x} & 'more'"
RIGHT_TO_LEFT = "\u202eمصنع abc"
LONG = "x" * 200
BREAKOUT = '"></option></script><img src=x onerror=alert(1)>'


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def hostile(folder: Path) -> Solution:
    """Return the solution of an instance in which everything that has a name has such a name."""
    return planned(
        folder,
        f"name: case\ntitle: {cell(SCRIPT)}\nyears: [2025, 2030]\nlearning: off\n",
        regions=(
            f"region,name,name_local,lat,lon,confidence\nA,{cell(SCRIPT)},{cell(FORMULA)},30,110,D\n"
            f"B,{cell(LONG)},{cell(RIGHT_TO_LEFT)},31,112,{cell(BREAKOUT)}\n"
        ),
        commodities=(
            f"commodity,name,unit,tonnes_per_unit,confidence\ncell,{cell(FORMULA)},GWh,4000,D\n"
            f"ore,{cell(MARKUP)},{cell(MARKUP)},1000,{cell(BREAKOUT)}\n"
        ),
        lines=f"line,name,stage,life,capex,confidence\nline,{cell(RIGHT_TO_LEFT)},{cell(BREAKOUT)},10,100,{cell(FORMULA)}\n",
        processes=f"process,name,line\nmake,{cell(SCRIPT)},line\n",
        recipes="process,commodity,amount\nmake,cell,1\nmake,ore,-2\n",
        markets=f"market,commodity,region,price,origin,confidence\nmine,ore,A,5,{cell(SCRIPT)},C\n",
        lanes="commodity,origin,destination,cost\ncell,A,B,3\n",
        sites="line,region\nline,A\n",
        impacts=f"kind,name,region,impact,amount\nprocess,make,*,{cell(BREAKOUT)},3\n",
        demand="commodity,region,amount\ncell,A,10\ncell,B,5\n",
    )
