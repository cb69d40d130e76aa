"""Ways to break an instance, each by chance but each surely a fault."""

import csv
import io
import os
import random
from collections.abc import Callable
from pathlib import Path

from model.instance.schema import BY_NAME, Table

Rows = list[list[str]]
Rng = random.Random


def copy_linked(source: Path, target: Path) -> Path:
    """Copy an instance by hard links: a file that is to be broken is written anew, the others are shared."""
    target.mkdir()
    for path in source.iterdir():
        if path.suffix in (".csv", ".yaml"):
            os.link(path, target / path.name)
    return target


def corrupt(folder: Path, rng: Rng) -> str:
    """Break one file of a folder and say how."""
    way = rng.choice(WAYS)
    file = rng.choice(sorted(path for path in folder.glob("*.csv") if _fits(way, BY_NAME[path.stem], path)))
    text = file.read_text(encoding="utf-8-sig")
    file.unlink()
    way(file, text, rng)
    return f"{way.__name__} {file.name}"


def _rows(text: str) -> Rows:
    return [row for row in csv.reader(io.StringIO(text)) if any(row)]


def _write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _columns(table: Table, header: list[str], *kinds: str) -> list[int]:
    by_name = {column.name: column for column in table.columns}
    names = [text.split("[")[0].strip() for text in header]
    return [k for k, name in enumerate(names) if name in by_name and by_name[name].kind in kinds]


def _references(table: Table, header: list[str]) -> list[int]:
    refers = {column.name for column in table.columns if column.refers}
    return [k for k, name in enumerate(header) if name in refers]


def _fits(way: Callable[..., None], table: Table, file: Path) -> bool:
    header = _rows(file.read_text(encoding="utf-8-sig"))[0]
    if way is swapped_id:
        return bool(_references(table, header))
    if way is text_in_number:
        return bool(_columns(table, header, "number", "year", "whole"))
    return True


def deleted_column(file: Path, text: str, rng: Rng) -> None:
    """Take out a column that every row needs."""
    rows = _rows(text)
    needed = [column.name for column in BY_NAME[file.stem].columns if column.required]
    k = [name.split("[")[0].strip() for name in rows[0]].index(rng.choice(needed))
    _write(file, [[*row[:k], *row[k + 1 :]] for row in rows])


def swapped_id(file: Path, text: str, rng: Rng) -> None:
    """Name something that is not there."""
    rows = _rows(text)
    k = rng.choice(_references(BY_NAME[file.stem], rows[0]))
    rng.choice(rows[1:])[k] = "".join(rng.sample("abcdefghij", 8))
    _write(file, rows)


def text_in_number(file: Path, text: str, rng: Rng) -> None:
    """Write what is no number where one belongs."""
    rows = _rows(text)
    k = rng.choice(_columns(BY_NAME[file.stem], rows[0], "number", "year", "whole"))
    rng.choice(rows[1:])[k] = rng.choice(["many", "nan", "inf", "1e400", "1,5", "12%", "=1+1", "0x10", "1_000", "--3"])
    _write(file, rows)


def misspelt_header(file: Path, text: str, rng: Rng) -> None:
    """Spell a column wrong."""
    rows = _rows(text)
    rows[0][rng.randrange(len(rows[0]))] = "colum"
    _write(file, rows)


def wrong_unit(file: Path, text: str, rng: Rng) -> None:
    """State a unit that nothing has."""
    rows = _rows(text)
    k = rng.randrange(len(rows[0]))
    rows[0][k] = rows[0][k].split("[")[0].strip() + " [furlong/fortnight]"
    if rows[0][k].startswith(("note", "source", "confidence")):
        rows[0][k] = rows[0][0]
    _write(file, rows)


def broken_quoting(file: Path, text: str, rng: Rng) -> None:
    """Open a quote and never close it."""
    lines = text.splitlines()
    k = rng.randrange(1, len(lines))
    lines[k] = '"' + lines[k].replace('"', "")
    file.write_text("\n".join(lines), encoding="utf-8")


def wrong_encoding(file: Path, text: str, rng: Rng) -> None:
    """Save in another encoding than UTF-8."""
    encoding = rng.choice(["utf-16", "gb18030", "latin-1"])
    file.write_bytes((text + "é, 电池").encode(encoding, errors="replace") + b"\xff")


def empty_file(file: Path, text: str, rng: Rng) -> None:
    """Leave nothing, or next to nothing."""
    file.write_text(rng.choice(["", "\n\n", " "]))


def huge_file(file: Path, text: str, rng: Rng) -> None:
    """Make the file larger than anybody's table."""
    with file.open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)


def nul_bytes(file: Path, text: str, rng: Rng) -> None:
    """Put binary into the text."""
    k = rng.randrange(len(text))
    file.write_text(text[:k] + "\0" + text[k:], encoding="utf-8")


def ragged_row(file: Path, text: str, rng: Rng) -> None:
    """Give a row more cells than the header has."""
    rows = _rows(text)
    rng.choice(rows[1:]).append("more")
    _write(file, rows)


def path_out_of_the_folder(file: Path, text: str, rng: Rng) -> None:
    """Lead the file somewhere else."""
    elsewhere = file.parent.parent / f"{file.parent.name}-{file.name}"
    elsewhere.write_text(text, encoding="utf-8")
    file.symlink_to(elsewhere)


def yaml_bomb(file: Path, text: str, rng: Rng) -> None:
    """Make instance.yaml a billion laughs, a deep nest, or no YAML at all."""
    file.write_text(text, encoding="utf-8")
    settings = file.with_name("instance.yaml")
    settings.unlink()
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{k}: &a{k} [*a{k - 1}, *a{k - 1}]\n" for k in range(1, 40))
    settings.write_text(rng.choice([laughs, "years: " + "[" * 5000, "years: [2025\n", "- 1\n", "years: \t x\n:", "{{"]))


WAYS = (
    deleted_column, swapped_id, text_in_number, misspelt_header, wrong_unit, broken_quoting, wrong_encoding,
    empty_file, huge_file, nul_bytes, ragged_row, path_out_of_the_folder, yaml_bomb,
)  # fmt: skip
