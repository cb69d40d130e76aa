"""FORMAT.md says what a study may ask: an example of every kind, and every field that its reader knows."""

import re

from model.instance.format_words import STUDIES
from model.studies import KINDS
from model.studies.ask import read_asked
from tests.known import write
from tests.studies.asked import write_study

BLOCKS = re.findall(r"(?:^    .*\n)+", STUDIES, re.MULTILINE)


def test_there_is_an_example_of_every_kind_that_is_one_and_every_field_is_named(tmp_path):
    folder = write(
        tmp_path / "case",
        "name: case\nyears: [2025, 2030, 2035]\nlearning: off\n",
        regions="region\nA\nB\nC\n",
        lines="line,stage,life\nline,cell,10\n",
        capacity="line,region,online,capacity\nline,A,2020,10\n",
        sites="line,region,max_capacity\n*,*,100\n",
    )
    (folder / "scenarios").mkdir()
    for name in ("slow-demand", "cheap-power"):
        (folder / "scenarios" / f"{name}.yaml").write_text("edit: []\n", encoding="utf-8")
    kinds = []
    for k, block in enumerate(BLOCKS):
        write_study(folder, block.replace("\n    ", "\n")[4:], f"study-{k}")
        asked = read_asked(folder, f"study-{k}")
        kinds.append(asked.study.kind)
        missing = [name for name in asked.study.fields.known if not re.search(rf"\b{name}\b", STUDIES)]
        assert not missing, f"{asked.study.kind}: {missing}"
    assert sorted(kinds) == sorted(kind.name for kind in KINDS)
