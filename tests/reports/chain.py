"""A small chain with everything a report can show: mine, cells, cars abroad and at home, return, recycling, impacts."""

from pathlib import Path

from reports.solution import Solution
from tests.reports.solutions import planned

SETTINGS = (
    "name: chain\ntitle: A small chain\nyears: [2025, 2030]\nbase_year: 2025\ndiscount_rate: 0.05\nlearning: local\n"
)
TABLES = {
    "regions": (
        "region,name,name_local,iso,kind,lat,lon,confidence\nA,Anhui,安徽省,CN-AH,inland,31.8,117.2,A\n"
        "B,Beijing,北京市,CN-BJ,inland,39.9,116.4,A\nP,Port,,,port,30,122,B\nO,Overseas,,,overseas,,,C\n"
    ),
    "commodities": (
        "commodity,name,unit,tonnes_per_unit,shortage_price,disposal_price,confidence\n"
        "ore,Ore,kt,,,,A\nrecovered,Recovered ore,kt,,,0,A\ncell,Cells,GWh,4000,,,B\n"
        "road,Cars on the road,GWh,,900,,A\nretired,Retired packs,GWh,,,50,D\n"
    ),
    "lines": (
        "line,name,stage,life,capex,fixed_cost,max_utilisation,confidence\n"
        "old,Old cell line,cell,15,100,6,0.8,D\nnew,New cell line,cell,15,60,2,0.9,C\n"
        "mill,Recycler,recycling,15,3,1,1,B\n"
    ),
    "processes": (
        "process,name,stage,line,variable_cost\nmake_old,,,old,9\nmake_new,,,new,5\ndrive,,use,,0\n"
        "recycle,,,mill,1\nblend,,blending,,0\n"
    ),
    "recipes": (
        "process,commodity,amount\nmake_old,cell,1\nmake_old,ore,-5\nmake_new,cell,1\nmake_new,ore,-5\n"
        "drive,road,1\ndrive,cell,-1\nrecycle,retired,-1\nrecycle,recovered,2\nblend,recovered,-1\nblend,ore,1\n"
    ),
    "returns": "process,commodity,lag,amount\ndrive,retired,5,0.8\n",
    "history": "process,region,year,amount\ndrive,A,2021,5\n",
    "capacity": "line,region,online,status,capacity\nold,A,2020,operating,12\nnew,B,2027,building,2\n",
    "sites": "line,region\nnew,A\nnew,B\nmill,A\n",
    "lanes": "commodity,origin,destination,cost,tariff\nore,B,A,0.2,\nore,A,B,0.2,\ncell,*,O,4,1\ncell,B,A,1,\n",
    "markets": "market,commodity,region,price,origin,confidence\nmine,ore,B,3,\"Chile, Peru\",C\nspot,ore,A,9,,D\n",
    "demand": "commodity,region,year,amount\nroad,A,2025,9\nroad,A,2030,11\ncell,O,,4\n",
    "curves": "curve,driver,learning_rate,reference,unit_cost\nplants,build,0.15,20,40\n",
    "curve_members": "curve,member\nplants,new\n",
    "impacts": (
        "kind,name,region,impact,amount\nprocess,make_old,*,\"CO2, kt\",100\nprocess,make_new,*,\"CO2, kt\",60\n"
        "market,mine,*,\"CO2, kt\",10\nline,mill,*,\"jobs, thousand\",2\n"
    ),
}  # fmt: skip


def chain(folder: Path) -> Solution:
    """Return the solution of the chain."""
    return planned(folder, SETTINGS, **TABLES)
