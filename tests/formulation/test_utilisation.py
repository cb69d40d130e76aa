"""How full capacity may and must run."""

from tests.formulation.rows import NO_LOWER, names, program_of, row

TWO_PROCESSES = {
    "lines": "line,life,capex,max_utilisation,min_utilisation\nline,10,100,0.9,0.3\n",
    "processes": "process,line,use\nmake,line,1\nalso_make,line,1.25\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nalso_make,cell,1\n",
}


def test_processes_share_the_upper_limit_of_their_line(tmp_path):
    program = program_of(tmp_path, **TWO_PROCESSES)
    assert row(program, "utilisation_upper", "line", "A", 2025) == (
        {
            ("activity", "make", "A", 2025): 1.0,
            ("activity", "also_make", "A", 2025): 1.25,
            ("open_capacity", "line", "A", 2025): -0.9,
        },
        NO_LOWER,
        0.0,
    )


def test_the_lower_limit_is_a_share_of_what_is_open(tmp_path):
    program = program_of(tmp_path, **TWO_PROCESSES)
    assert row(program, "utilisation_lower", "line", "A", 2025) == (
        {
            ("activity", "make", "A", 2025): -1.0,
            ("activity", "also_make", "A", 2025): -1.25,
            ("open_capacity", "line", "A", 2025): 0.3,
        },
        NO_LOWER,
        0.0,
    )


def test_without_a_lower_limit_or_a_process_there_is_no_row(tmp_path):
    program = program_of(tmp_path, lines="line,life,capex\nline,10,100\nempty,10,100\n")
    assert names(program, "utilisation_lower") == []
    assert names(program, "utilisation_upper") == [("line", "A", 2025)]
