"""The shape of the house: who may import whom, who may speak, and that everything is written down."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import solve
from model.record import VERSION
from model.solution.columns import COMPONENTS, MEANING, ROWS, SOLUTION_TABLES
from tests.known import ROOT

ROOMS = ("instance", "network", "formulation", "solver", "solution", "studies")
# Data flow one way. The files in model/ itself (run, record, ...) join the rooms; solve.py stands above everything.
MAY_IMPORT = {
    "instance": {"instance"},
    "network": {"instance", "network"},
    "formulation": {"network", "formulation"},
    "solver": {"solver"},
    "solution": {"instance", "network", "solver", "solution"},
    "joints": {"instance", "network", "formulation", "solver", "solution", "joints"},
    "studies": {"instance", "network", "formulation", "solver", "solution", "joints", "studies"},
    "reports": {"instance", "solution", "studies", "reports"},
}
LONGEST, LONGEST_TEST, LONGEST_FUNCTION = 300, 400, 50
SPEAKS = ("print", "sys.exit", "exit", "quit", "os._exit")
ENDS = {"model/studies/runs/pool.py": "os._exit"}
"""A worker process of a study ends with the process that asked for it."""
LONGER = {
    "model/instance/schema.py": "the schema is data: one line a column",
    "solve.py": "a list of verbs, each a short function that needs no other",
}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if ".venv" not in path.parts)


CODE = [*sources("model", "reports"), ROOT / "solve.py"]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    """Return the room of a module such as model.network.lanes, "" for one from elsewhere."""
    parts = module.split(".")
    if parts[0] == "model":
        return parts[1] if parts[1] in ROOMS else "joints"
    return parts[0] if parts[0] in ("reports", "solve", "tests") else ""


def documents(*names: str) -> str:
    return "\n".join((ROOT / document).read_text(encoding="utf-8") for document in names)


@pytest.mark.parametrize("path", CODE[:-1], ids=name)
def test_imports_go_one_way(path):
    here = room(name(path).removesuffix(".py").replace("/", "."))
    for module in imported(path):
        there = room(module)
        assert not there or there in MAY_IMPORT[here], f"{name(path)} imports {module}"


def test_the_parts_of_studies_go_one_way():
    """What is asked, runs, what is read off a run, what takes many runs; the kinds of study stand above them."""
    parts = ("asked", "runs", "measures", "searches")
    for below, part in enumerate(parts):
        for path in sources(f"model/studies/{part}"):
            there = {module.split(".")[2] for module in imported(path) if module.startswith("model.studies.")}
            assert there <= set(parts[: below + 1]), f"{name(path)} imports {there}"


def test_pyomo_is_known_to_the_formulation_and_the_solver_only():
    for path in CODE:
        packages = {module.split(".")[0] for module in imported(path)}
        here = name(path)
        if "pyomo" in packages:
            assert here.startswith("model/formulation/") or here in ("model/solver/program.py", "model/run.py")
        if "highspy" in packages:
            assert here.startswith("model/solver/")


def test_the_audit_shares_no_code_with_what_it_audits():
    for path in sources("model/solution"):
        if path.name.startswith("audit"):
            for module in imported(path):
                assert room(module) in ("", "instance", "solution"), f"{path.name} imports {module}"
                if room(module) == "solution":
                    assert module.split(".")[2].startswith(("audit", "columns")), f"{path.name} imports {module}"


def test_the_independent_program_reads_checked_tables_only():
    for path in sources("tests"):
        if path.name.startswith("independent"):
            assert all(room(module) in ("", "instance", "tests") for module in imported(path)), path.name
            assert not any(module.startswith("model.instance.expand") for module in imported(path)), path.name


def test_nothing_below_solve_prints_or_exits():
    for path in CODE[:-1]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                spoken = ast.unparse(node.func)
                assert spoken not in SPEAKS or ENDS.get(name(path)) == spoken, f"{name(path)}: {spoken}"
            assert not (isinstance(node, ast.Name) and node.id == "SystemExit"), name(path)


def test_the_formulation_has_no_opinion_on_data():
    """Data are finished before mathematics begins: no assertion, no exception, no None."""
    for path in sources("model/formulation"):
        for node in ast.walk(tree(path)):
            assert not isinstance(node, (ast.Assert, ast.Raise, ast.Try)), name(path)
            compares_none = isinstance(node, ast.Compare) and "None" in ast.unparse(node)
            assert not compares_none, f"{name(path)}: {ast.unparse(node)}"


def test_the_table_of_contents_is_a_list_of_calls():
    (build,) = (node for node in tree(ROOT / "model/formulation/build.py").body if isinstance(node, ast.FunctionDef))
    _, _, *calls, last = build.body
    assert isinstance(last, ast.Return)
    added = [ast.unparse(call.value.func) for call in calls if isinstance(call, ast.Expr)]
    assert len(added) == len(calls)
    written = {node.name for path in sources("model/formulation") for node in tree(path).body if _adds(node)}
    assert set(added) == written


def _adds(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("add_")


def components(kind: str) -> Iterator[str]:
    """Name every component of a kind that the formulation puts on the model."""
    for path in sources("model/formulation"):
        for node in ast.walk(tree(path)):
            is_call = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if is_call and ast.unparse(node.value.func) == f"pyo.{kind}":
                yield ast.unparse(node.targets[0]).removeprefix("model.")


def test_every_row_and_decision_is_written_down_and_tested():
    mathematics = documents("model/FORMULATION.md")
    tests = "\n".join(path.read_text(encoding="utf-8") for path in sources("tests"))
    rows = set(components("Constraint"))
    assert len(rows) >= 8
    for row in rows:
        assert f"`{row}" in mathematics, f"FORMULATION.md says nothing of {row}"
        assert f'"{row}"' in tests, f"no test states a row of {row}"
    for decision in set(components("Var")):
        assert f"`{decision}[" in mathematics, f"FORMULATION.md says nothing of {decision}"
    assert set(ROWS) <= rows


def test_every_component_of_the_cost_is_written_down():
    for component in COMPONENTS:
        assert component in documents("model/FORMULATION.md"), component


def test_every_table_and_column_of_a_solution_says_what_it_means():
    columns = {column for table in SOLUTION_TABLES for column in table.columns}
    assert columns <= set(MEANING), columns - set(MEANING)
    assert set(MEANING) - columns == {"instance", "scenario"}
    for table in SOLUTION_TABLES:
        assert table.help.endswith("."), table.name
        assert f"`{table.name}`" in documents("README.md"), f"README.md says nothing of {table.name}"


def test_every_verb_is_in_the_readme_and_says_what_it_does():
    for verb in solve.VERBS:
        assert f"solve.py {verb.name} " in documents("README.md"), verb.name
        assert verb.run.__doc__
        assert verb.examples


def test_every_report_declares_its_columns_and_is_a_function_of_its_name():
    reports = [path for path in sources("reports") if re.search(r"^COLUMNS = ", path.read_text(encoding="utf-8"), re.M)]
    assert len(reports) >= 5
    for path in reports:
        functions = {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef)}
        assert ast.get_docstring(functions[path.stem]), name(path)


def test_files_and_functions_are_short():
    for path in CODE:
        length = len(path.read_text(encoding="utf-8").splitlines())
        assert length <= LONGEST or name(path) in LONGER, f"{name(path)} has {length} lines"
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                told = ast.get_docstring(node, clean=False) or ""
                lines = node.end_lineno - node.lineno + 1 - len(told.splitlines())
                assert lines <= LONGEST_FUNCTION, f"{name(path)}: {node.name} has {lines} lines"
    for path in sources("tests"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_TEST, name(path)


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|pytest\.mark\.(skip|xfail)|pytest\.skip")
    for path in [*CODE, *sources("tests")]:
        found = marks.search(path.read_text(encoding="utf-8"))
        assert found is None or path == Path(__file__), f"{name(path)}: {found}"


def test_one_version():
    project = tomllib.loads(documents("pyproject.toml"))["project"]
    assert project["version"] == VERSION
    assert f"## {VERSION} " in documents("CHANGELOG.md")
