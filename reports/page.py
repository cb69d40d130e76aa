"""One HTML page of pictures with their tables, in two languages, without any request to anywhere."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from reports.embed import embed
from reports.markup import cards, in_both, small_table, title_bar
from reports.picture import Figure, MapFigure, Picture
from reports.stored import Stored
from reports.text import Text, say

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("table.js", "plot.js", "map.js", "page.js")
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
"""What the browser lets the page do: run and show what stands in it, and nothing else."""
CARDS = ("headline", "in_short", "region_in_short")
MOST_ROWS, LARGE, ALL_ROWS = 20_000, 5_000, 24_000
"""Rows of a table that a page carries, so many as fit where several are large: it has to stay small; the tables of the
solution have all."""


def page(stored: Stored, pictures: Sequence[Picture]) -> str:
    """Return the page of a run or a study: the same bytes for the same record and tables."""
    head = stored.head
    drawn = any(picture.figure is not None for picture in pictures)
    scripts = [*((_plotly(),) if drawn else ()), *((ASSETS / script).read_text(encoding="utf-8") for script in SCRIPTS)]
    words = {str(column): say(str(column)) for picture in pictures for column in picture.table.columns}
    data = {
        "pictures": {picture.name: _data(picture, _room(pictures)) for picture in pictures},
        "words": words,
        "outlines": _outlines(pictures),
    }
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en" data-language="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(head.name.en)} · {escape(head.about.en)}</title>",
            f"<style>{(ASSETS / 'page.css').read_text(encoding='utf-8')}</style>",
            "</head>",
            "<body>",
            title_bar(head, pictures),
            "<main>",
            *(part for picture in pictures for part in _section(stored, picture, _room(pictures))),
            "</main>",
            f'<script type="application/json" id="data">{embed(data)}</script>',
            *(f"<script>{script}</script>" for script in scripts),
            "</body>",
            "</html>",
            "",
        ]
    )


def _plotly() -> str:
    return (importlib.resources.files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def _room(pictures: Sequence[Picture]) -> int:
    """Return how many rows of a table a page has room for; what a map needs is not cut."""
    large = sum(len(p.table) > LARGE for p in pictures if not isinstance(p.figure, MapFigure))
    return min(MOST_ROWS, ALL_ROWS // max(1, large))


def _data(picture: Picture, room: int) -> dict[str, object]:
    figure = picture.figure
    if isinstance(figure, MapFigure):
        return {"figure": replace(figure, outlines={}), "table": picture.table}
    return {"figure": figure, "table": picture.table.head(room)}


def _outlines(pictures: Sequence[Picture]) -> Mapping[str, object]:
    """Return the outlines that all maps share: they are large, so they stand in the page once."""
    maps = (picture.figure for picture in pictures if isinstance(picture.figure, MapFigure))
    return next((figure.outlines for figure in maps if figure.outlines), {})


def _section(stored: Stored, picture: Picture, room: int) -> Iterator[str]:
    yield f'<section id="{escape(picture.name)}" class="{"empty" if picture.is_empty else "picture"}">'
    yield f'<p class="topic">{in_both(picture.topic)}</p><h2>{in_both(picture.title)}</h2>'
    if not picture.is_empty:
        yield from _shown(stored, picture)
        yield f'<p class="note">{in_both(picture.note)}</p>'
        yield _source(stored, picture, room)
    yield "</section>"


def _shown(stored: Stored, picture: Picture) -> Iterator[str]:
    if picture.name in CARDS:
        yield cards(picture.table)
    elif picture.figure is None:
        yield small_table(stored, picture.table)
    else:
        height = picture.figure.height if isinstance(picture.figure, Figure) else 0
        style = f' style="min-height:{height}px"' if height else ""
        aside = '<ol class="ranking"></ol>' if isinstance(picture.figure, MapFigure) else ""
        yield f'<div class="controls"></div><div class="drawing"><div class="plot"{style}></div>{aside}</div>'


def _source(stored: Stored, picture: Picture, room: int) -> str:
    """Return the line that says where the numbers come from, with the table behind them."""
    rows = f"{len(picture.table):,}"
    if len(picture.table) > room and not isinstance(picture.figure, MapFigure):
        rows = f"{room:,} / {rows}"
    tables = ", ".join(picture.source)
    of = stored.head.of
    source = in_both(Text(f"Source: {tables} of {of.en}.", f"来源：{of.zh}的{tables}表。"))
    download = in_both(Text("Download as CSV", "下载CSV"))
    summary = in_both(Text(f"Table ({rows} rows)", f"数据表（{rows}行）"))
    return (
        f'<p class="source">{source}</p><details class="table"><summary>{summary}</summary><div class="rows"></div>'
        f'</details><button type="button" class="csv">{download}</button>'
    )
