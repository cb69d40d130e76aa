"""What the terminal says of a study of siting: sums, counts with their units, and a pair along its driver."""

import io

import pandas as pd
from rich.console import Console

from reports.markup import small_table
from reports.study import summary
from tests.reports.answers import ANSWERS, RECORD, answer

COUNTS = (
    "regime,count,region,year,amount,unit\nclustered,freight,,2025,3,bn t-km/yr\ndispersed,freight,,2025,2,bn t-km/yr\n"
    'clustered,"CO2, kt",A,2025,4,"CO2, kt/yr"\nclustered,"CO2, kt",B,2025,1,"CO2, kt/yr"\n'
    "dispersed,state pays,A,,7,million CNY\n"
)
ALONG = (
    "driver,unit,value,regime,cost,difference,slope,p10,p90\nfreight,CNY,1,dispersed,100,0,5,0,0\n"
    "freight,CNY,1,clustered,108,8,6,2,9\nfreight,CNY,3,dispersed,110,0,5,,\nfreight,CNY,3,clustered,120,10,6,,\n"
)


def test_a_study_of_siting_says_sums_units_and_what_happens_along_its_driver():
    texts = {**ANSWERS["siting"], "counts": COUNTS, "along": ALONG}
    texts["regimes"] = texts["regimes"].replace("0.08,0,", "0.08,0.01,").replace("100,0,0,0,", "100,0,0,2e-16,")
    tables = {name: pd.read_csv(io.StringIO(text)) for name, text in texts.items()}
    record = {**RECORD, "kind": "siting", "first": "clustered", "why": "", "study": "siting", "failures": []}
    record["runs"] = {**RECORD["runs"], "methods": {"ipx": 3}}
    console = Console(file=io.StringIO(), width=100)
    for part in summary(record, tables):
        console.print(part)
    said = [line.split() for line in console.file.getvalue().splitlines()]
    assert ["dispersed", "108", "+8", "+8.00%", "1.0e-02"] in said
    assert ["clustered", "100", "+0", "+0.00%"] in said
    assert ["capital", "+10"] in said
    # 10 more capital and 2 less freight.
    assert ["sum", "+8"] in said
    assert ["CO2,", "kt/yr", "2025", "5"] in said
    assert ["freight,", "bn", "t-km/yr", "2025", "3", "2"] in said
    assert ["state", "pays,", "million", "CNY,", "discounted", "7"] in said
    assert ["1", "108", "100", "+8", "+2", "+9"] in said
    assert ["3", "120", "110", "+10"] in said


def test_a_year_is_no_amount_though_a_row_has_none():
    told = small_table(answer("siting"), pd.read_csv(io.StringIO(COUNTS)))
    assert "2025" in told
    assert "2,025" not in told
