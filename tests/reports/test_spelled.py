"""What a region is called stands beside its id on the terminal."""

import pandas as pd

from reports.spelled import names_of, spelled, spelled_out

RECORD = {
    "labels": {"regions": {"CN-AH": {"name": "Anhui"}, "CN-JS": {"name": "Jiangsu"}, "A": {}, "B": {"name": "B"}}}
}


def test_ids_of_regions_are_spelled_out_wherever_they_stand():
    names = names_of(RECORD)
    frame = pd.DataFrame(
        {
            "region": ["CN-AH", "A"],
            "tied_with": ["CN-JS, B", ""],
            "value": [1.5, 2.0],
            "name": ["x in CN-JS", "CN-AHX"],
        }
    )
    assert spelled_out(frame, names).to_dict("list") == {
        "region": ["Anhui (CN-AH)", "A"],
        "tied_with": ["Jiangsu (CN-JS), B", ""],
        "value": [1.5, 2.0],
        "name": ["x in Jiangsu (CN-JS)", "CN-AHX"],
    }
    assert spelled("first in 2027, CN-AH and 2 more", names) == "first in 2027, Anhui (CN-AH) and 2 more"
    assert names_of({}) == {}
