"""Words in two languages: what stands in a picture is said in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from reports.names import NAMES, UNITS
from reports.vocabulary import CHINESE, ENGLISH

LONG = 30
"""More letters than this are cut short where a label has to fit; tables show all of them."""


@dataclass(frozen=True)
class Text:
    """The same words in English and in Chinese. Always plain text: who shows it has to escape it."""

    en: str
    zh: str

    def __add__(self, other: Text) -> Text:
        return Text(self.en + other.en, self.zh + other.zh)

    def short(self, most: int = LONG) -> Text:
        """Return the same cut to so many letters."""
        return Text(*(text if len(text) <= most else text[: most - 1] + "…" for text in (self.en, self.zh)))


def same(text: object) -> Text:
    """Return what is written alike in both languages: a number, a name without a translation."""
    return Text(str(text), str(text))


def say(word: str) -> Text:
    """Return a word of the model (a component, a stage, a column) as people say it; an unknown one as it is."""
    plain = word.replace("_", " ")
    return Text(ENGLISH.get(word, plain), CHINESE.get(word) or CHINESE.get(plain) or NAMES.get(plain, plain))


def capital(text: Text) -> Text:
    """Return the same beginning with a capital letter, for where a label begins."""
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def named(name: str, local: str = "") -> Text:
    """Return a name in English and in Chinese: the local one, else one of common use, else the same."""
    return Text(name, local or NAMES.get(name, name))


def in_unit(unit: str) -> Text:
    """Return a unit in English and Chinese."""
    chinese = unit
    for english, local in UNITS:
        chinese = chinese.replace(english, local)
    return Text(unit, chinese)


def from_to(what: Text, first: str, last: str, unit: Text, years: tuple[int, int]) -> Text:
    """Return a sentence on how an amount, written as people read it, goes from the first year to the last."""
    (begin, end), said = years, same(" ") + unit if unit.en else unit
    if begin == end:
        return Text(f"{what.en} is {first}{said.en} in {begin}", f"{begin}年{what.zh}为{first}{said.zh}")
    if first == last:
        return Text(f"{what.en} stays at {first}{said.en}", f"{what.zh}保持在{first}{said.zh}")
    return Text(
        f"{what.en} goes from {first}{said.en} in {begin} to {last} in {end}",
        f"{what.zh}从{begin}年的{first}{said.zh}变为{end}年的{last}",
    )
