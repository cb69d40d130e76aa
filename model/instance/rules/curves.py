"""Rules about cost curves: their members, their places and their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from model.instance.problems import Problem, nearest
from model.instance.rules.facts import Facts
from model.instance.rules.rows import and_more, problem, rows_of, shown
from model.instance.schema import STAR

KIND_OF_DRIVER = {"build": "line", "size": "line", "activity": "process"}


def member_of_the_right_kind(facts: Facts) -> Iterator[Problem]:
    """A curve driven by builds or by size has lines, one driven by activity has processes."""
    known = {"line": facts.ids("lines", "line"), "process": facts.ids("processes", "process")}
    for row in rows_of(facts.table("curve_members")):
        driver = facts.curves.text("driver", row["curve"])
        kind = KIND_OF_DRIVER[driver]
        if row["member"] not in known[kind]:
            meant = nearest(row["member"], known[kind])
            yield problem(row, "member", f"{row['curve']} has driver {driver}: name a {kind}{meant}")


def curve_has_members(facts: Facts) -> Iterator[Problem]:
    """A curve prices something."""
    members = set(facts.table("curve_members")["curve"])
    for row in rows_of(facts.table("curves")):
        if row["curve"] not in members:
            yield problem(row, "curve", "prices nothing: give it members in curve_members, or drop it", warning=True)


def members_paid_alike(facts: Facts) -> Iterator[Problem]:
    """The members of a curve of builds share paid_over and hurdle rate: what is learned is paid at one weight.

    Where nothing is learned inside the run (`off`, `path`) each member keeps its own, so that it is a warning.
    """
    lines, is_learned = set(facts.ids("lines", "line")), facts.instance.settings.learning in ("local", "certified")
    first: dict[str, str] = {}
    for row in rows_of(facts.table("curve_members")):
        curve, member = row["curve"], row["member"]
        if facts.curves.text("driver", curve) != "build" or member not in lines:
            continue
        other = first.setdefault(curve, member)
        for t in facts.grid.first:
            mine, theirs = _payment(facts, member, t), _payment(facts, other, t)
            if mine != theirs:
                cure = (
                    f"one paid_over and hurdle rate per curve: {member} is paid over {_told(mine)}, "
                    f"{other} over {_told(theirs)} in {t}; set both of {curve} alike"
                )
                yield problem(row, "member", cure, warning=not is_learned)
                break


def size_learns_slowly(facts: Facts) -> Iterator[Problem]:
    """A curve of a standing cluster falls by less than half per doubling, or more capacity would cost less in all."""
    for row in rows_of(facts.table("curves")):
        if row["driver"] == "size" and row["learning_rate"] >= 0.5:
            yield problem(row, "learning_rate", "has to be below 0.5 with driver size")


def floor_below_unit_cost(facts: Facts) -> Iterator[Problem]:
    """Learning never ends above where it begins."""
    for row in rows_of(facts.table("curves")):
        if row["floor"] > row["unit_cost"]:
            yield problem(row, "floor", f"lower it to unit_cost ({shown(row['unit_cost'])}) or less")


def place_of_its_scope(facts: Facts) -> Iterator[Problem]:
    """A curve starts at places of its scope: the nation, groups or regions."""
    regions = facts.table("regions")
    known = {
        "nation": ("nation",),
        "group": tuple(dict.fromkeys(g for g in regions["group"] if g)),
        "region": tuple(regions["region"]),
    }
    curves = facts.ids("curves", "curve")
    for row in rows_of(facts.table("curve_places")):
        meant = [row["curve"]] if row["curve"] != STAR else list(curves)
        scopes = {facts.curves.text("scope", c) for c in meant}
        names = [name for scope in scopes for name in known[scope]]
        if meant and row["place"] not in (STAR, *names):
            what = " or a ".join(sorted(scopes))
            cure = f"{and_more(meant, 'curve')} has scope {what}: name a {what}{nearest(row['place'], names)}"
            if scopes == {"nation"}:
                cure = f"{and_more(meant, 'curve')} has scope nation: its place is nation"
            yield problem(row, "place", cure)


def group_of_every_region(facts: Facts) -> Iterator[Problem]:
    """Where a curve has one place per group, inland regions are in one, or they learn nothing."""
    members = set(facts.table("curve_members")["curve"])
    curves = [c for c in facts.ids("curves", "curve") if facts.curves.text("scope", c) == "group" and c in members]
    blank = [row for row in rows_of(facts.table("regions")) if row["group"] == "" and row["kind"] in ("inland", "")]
    if curves and blank:
        names = [row["region"] for row in blank]
        lost = f"in no group, {and_more(names, 'region')} pays unit_cost of {and_more(curves, 'curve')}"
        yield problem(blank[0], "group", f"{lost} and learns nothing: name its group", warning=True)


def cost_path_given(facts: Facts) -> Iterator[Problem]:
    """With `learning: path` every curve has its cost by year."""
    if facts.instance.settings.learning != "path":
        return
    given, members = set(facts.table("cost_path")["curve"]), set(facts.table("curve_members")["curve"])
    for row in rows_of(facts.table("curves")):
        if row["curve"] in members - given:
            yield problem(
                row, "curve", "has no rows in cost_path, which learning: path goes by: add them, or choose another mode"
            )


def _payment(facts: Facts, line: str, year: int) -> tuple[int, float]:
    """Return the years over which capital of that year is paid, and the rate."""
    rate = facts.lines.at("hurdle_rate", year, line)
    years = facts.lines.at("paid_over", year, line) or facts.lines.at("life", year, line) or 1.0
    return max(1, round(years)), facts.instance.settings.discount_rate if rate is None else rate


def _told(payment: tuple[int, float]) -> str:
    return f"{payment[0]} years at {shown(payment[1])}"
