"""A program as an MPS file, read back by HiGHS itself."""

import highspy
import pytest

from model.instance.load import load
from model.run import make_program, run
from model.solver.export import write_mps
from model.solver.highs import Options
from tests.known import ROOT
from tests.solver.programs import NONE, program


def test_the_file_holds_the_program_with_its_names(tmp_path):
    instance = load(ROOT / "instances" / "two-regions").instance
    written = make_program(instance)
    write_mps(written, tmp_path / "two.mps")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(tmp_path / "two.mps"))
    highs.run()
    assert (highs.getNumCol(), highs.getNumRow()) == (len(written.columns), len(written.rows))
    assert highs.getInfo().objective_function_value == pytest.approx(
        run(instance, Options()).solved.objective, rel=1e-9
    )
    names = highs.getLp().col_names_
    assert "build[cell_line,CN-SC,2025]" in names
    assert [path.name for path in tmp_path.iterdir()] == ["two.mps"]


def test_ids_with_blanks_stay_apart(tmp_path):
    # Were "a b" written as "a_b", two columns would have one name, and HiGHS drops all names then.
    named = program([1, 2], [([1, 1], 4, 4)])
    columns = (("flow", ("a b",)), ("flow", ("a_b",)))
    write_mps(type(named)(**{**vars(named), "columns": columns}), tmp_path / "p.mps")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(tmp_path / "p.mps")) == highspy.HighsStatus.kOk
    assert highs.getLp().col_names_ == ["flow[a%20b]", "flow[a_b]"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OSError):
        write_mps(program([1], [([1], 1, NONE)]), tmp_path / "nowhere" / "p.mps")
