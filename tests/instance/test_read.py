"""Tables as they are read: one bad cell, the exact message."""

import pytest

from tests.faults import faults, messages
from tests.known import write

LINES = "line,life,capex\n"


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("lines", LINES + "line,ten,100\n", "lines.csv:2: life = ten: has to be a number"),
        (
            "lines",
            LINES + "line,10,NaN\n",
            "lines.csv:2: capex = NaN: is no number: write a finite number, or leave the cell blank for none",
        ),
        (
            "lines",
            LINES + "line,10,-inf\n",
            "lines.csv:2: capex = -inf: is no number: write a finite number, or leave the cell blank for none",
        ),
        (
            "lines",
            LINES + "line,10,1e999\n",
            "lines.csv:2: capex = 1e999: is too large: write a finite number, or leave the cell blank for none",
        ),
        (
            "lines",
            LINES + 'line,10,"1,200"\n',
            "lines.csv:2: capex = 1,200: write the number without separators of thousands, with a point for decimals",
        ),
        (
            "lines",
            "line,max_utilisation\nline,90%\n",
            "lines.csv:2: max_utilisation = 90%: write a share such as 0.12, or state the unit in the header: [%]",
        ),
        ("lines", LINES + "line,10\n", "lines.csv:2: has 2 cells where the header has 3: check commas and quotes"),
        ("lines", "line,lif\nline,10\n", "lines.csv:1: lif: no column of this name in lines (did you mean life?)"),
        ("lines", "line,life,life\nline,1,2\n", "lines.csv:1: life: the column stands twice: keep one of them"),
        ("lines", "name\nx\n", "lines.csv:1: line: the column is missing: add it"),
        (
            "lines",
            "line,year,capex\nline,2025.5,1\n",
            "lines.csv:2: year = 2025.5: has to be a year from 0 to 9999, such as 2025",
        ),
        (
            "regions",
            "region,kind\nA,inlnd\n",
            "regions.csv:2: kind = inlnd: has to be one of inland, port, overseas (did you mean inland?)",
        ),
        ("regions", 'region,name\nA,"two\nlines"\n',
         "regions.csv:2: name = two\nlines: holds a line break or a control character: write it in one line"),
        ("sites", "line,region,allowed\nline,A,maybe\n", "sites.csv:2: allowed = maybe: has to be true or false"),
        ("sites", "line,region,max_plants\nline,A,1.5\n", "sites.csv:2: max_plants = 1.5: has to be a whole number"),
        ("demand", "commodity,region,amount\nce*,A,1\n",
         "demand.csv:2: commodity = ce*: `*` stands alone for every one: write the ids out, or `*`"),
        ("history", "process,region,year,amount\n*,A,2020,1\n",
         "history.csv:2: process = *: `*` is not allowed here: name each process"),
        ("lines", "line,capex [CNY/t/km]\nline,1\n",
         "lines.csv:1: capex = capex [CNY/t/km]: the unit [CNY/t/km] does not fit: "
         "state one such as million CNY/(GWh/yr) or million CNY/GWh"),
        ("lines", "line,capex [MW]\nline,1\n",
         "lines.csv:1: capex = capex [MW]: the unit [MW] is not known: see instances/FORMAT.md for those that are"),
        ("capacity", "line,region,online,capacity [GWh]\nline,A,2020,1\n",
         "capacity.csv:1: capacity = capacity [GWh]: the unit [GWh] does not fit: state one such as GWh/yr"),
        ("demand", "commodity,region,amount [kt/yr]\ncell,A,1\n",
         "demand.csv:2: amount = amount [kt/yr]: the unit [kt/yr] does not fit: state one such as GWh/yr or GWh"),
        ("lines", "line,name [CNY]\nline,x\n",
         "lines.csv:1: name = name [CNY]: name has no unit: write the header without [CNY]"),
        ("lines", "line,capex [USD/kWh]\nline,1\n",
         "lines.csv:1: capex = capex [USD/kWh]: add a rate for USD to currencies in instance.yaml"),
        ("lines", "line,capex [EUR/kWh/USD]\nline,1\n",
         "lines.csv:1: capex = capex [EUR/kWh/USD]: the unit [EUR/kWh/USD] names two currencies: name one"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_place_and_cure(tmp_path, table, text, message):
    assert message in faults(tmp_path, **{table: text})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lines.csv", b"line,name\nline,caf\xe9\n",
         "lines.csv:2: is not UTF-8 here: save the file as UTF-8 (in Excel: CSV UTF-8)"),
        ("lines.csv", b"line,life\n\nline,\x00\n", "lines.csv:3: holds a NUL character: save it as plain text"),
        ("lines.csv", b"", "lines.csv: is empty: write a header line, or delete the file"),
        ("lines.csv", b'line,life\nline,"10\n',
         "lines.csv:2: is broken here (unexpected end of data): check the quotes"),
        ("lines.csv", b"line;life\nline;10\n",
         "lines.csv:1: separates cells by semicolons or tabs: save it with commas"),
        ("lanse.csv", b"a,b\n", "lanse.csv: is no table of an instance: rename or move it (did you mean lanes?)"),
        ("instances.yaml", b"a: 1\n", "instances.yaml: is no document of an instance: scenarios go into scenarios/, "
         "studies into studies/ (did you mean instance?)"),
        ("instance.yaml", b"a: &x [1]\nb: *x\n",
         "instance.yaml:1: anchors and aliases (& and *) are not read: write the value out, or quote it"),
        ("instance.yaml", b"name: x\nname: y\n", "instance.yaml:2: name: the key stands twice: keep one of them"),
        ("instance.yaml", b"years: !!python/object:os.system [ls]\n", "instance.yaml:1: "
         "tag:yaml.org,2002:python/object:os.system: tags (!) are not read: write a plain value"),
        ("instance.yaml", b"years: [2025\n", "instance.yaml: is missing or cannot be read: an instance begins with it"),
        ("instance.yaml", b"- 1\n", "instance.yaml: has to be a list of `key: value` lines"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told(tmp_path, name, content, message):
    folder = write(tmp_path)
    (folder / name).write_bytes(content)
    assert message in messages(folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = write(tmp_path / "case")
    (tmp_path / "lanes.csv").write_text("commodity,origin,destination\n")
    (folder / "lanes.csv").symlink_to(tmp_path / "lanes.csv")
    assert messages(folder) == ["lanes.csv: leads out of the folder of the instance: copy the file into it"]


def test_every_fault_of_an_instance_is_told_at_once_and_none_twice(tmp_path):
    found = faults(
        tmp_path,
        lines="line,life,capex\nlin,ten,100\n",
        demand="commodity,region,amount\ncell,B,-1\n",
    )
    assert found == [
        "demand.csv:2: amount = -1: has to be 0 or more",
        "demand.csv:2: region = B: is not in regions (regions: A)",
        "lines.csv:2: life = ten: has to be a number",
        "processes.csv:2: line = line: is not in lines (did you mean lin?)",
    ]


def test_a_table_that_cannot_be_read_does_not_make_every_reference_to_it_a_fault(tmp_path):
    folder = write(tmp_path)
    (folder / "regions.csv").write_text("")
    assert messages(folder) == ["regions.csv: is empty: write a header line, or delete the file"]


def test_notes_sources_and_confidence_are_kept(tmp_path):
    from model.instance.load import load

    text = "region,name,source_name,confidence,note_low\nA,Anhui,yearbook,B,1\n"
    regions = load(write(tmp_path, regions=text)).instance.tables["regions"]
    assert regions[["source_name", "confidence", "note_low"]].iloc[0].tolist() == ["yearbook", "B", "1"]


def test_what_is_no_folder_is_told(tmp_path):
    assert messages(tmp_path / "none")[0].startswith(f"{tmp_path / 'none'}: does not exist")
    assert messages(tmp_path) == [f"{tmp_path}: holds no instance: it needs instance.yaml and tables"]
