"""Lines, the processes on them and what stands."""

from tests.instance.rules.case import errors, problems, settings, warnings

HEAD = "line,year,max_utilisation,min_utilisation\n"
CAPACITY = "line,region,online,offline,status,capacity\n"


def test_min_utilisation_stays_below_max_utilisation():
    assert errors(lines="line,max_utilisation,min_utilisation\nworks,0.5,0.8\n") == [
        "lines.csv:2: min_utilisation = 0.8: lower it to max_utilisation (0.5) or less"
    ]
    assert problems(lines="line,max_utilisation,min_utilisation\nworks,0.5,0.5\n") == ()


def test_min_utilisation_is_read_year_by_year_and_for_every_line_behind_a_row():
    # The lower limit rises from 0.2 in 2025 to 0.7 in 2035: 0.65 in 2034, the last year.
    lines = HEAD + "works,,0.5,\nmill,,0.6,\n*,2025,,0.2\n*,2035,,0.7\n"
    assert errors(lines=lines) == [
        "lines.csv:4: min_utilisation = 0.2: lower it to max_utilisation (0.5) of works and 1 more line in 2034 or less"
    ]
    assert problems(lines=HEAD + "works,,0.5,\n*,2025,,0.2\n*,2045,,0.4\n") == ()


def test_capacity_stands_on_a_line_that_is_used():
    lines = "line\nworks\nmill\n"
    capacity = CAPACITY + "works,A,2020,,operating,1\nmill,A,2020,,operating,1\nmill,B,2020,,operating,1\n"
    assert warnings(lines=lines, capacity=capacity) == [
        "capacity.csv:3: line = mill: no process runs on mill: name it in processes, or drop its 2 rows"
    ]
    assert problems(capacity=CAPACITY + "works,A,2020,,operating,1\n") == ()


def test_the_line_of_a_process_stands_or_may_be_built():
    lines, processes = "line,first_year\nworks,\nlater,2040\n", "process,line\nmake,works\ntry,later\n"
    recipes = "process,commodity,amount\nmake,cell,1\nmake,ore,-2\ntry,cell,1\ntry,ore,-1\n"
    assert warnings(lines=lines, processes=processes, recipes=recipes) == [
        "processes.csv:3: line = later: stands nowhere and may not be built, so that try never runs: "
        "give it capacity, a row of sites or an earlier first_year"
    ]
    stands = CAPACITY + "later,B,2020,,operating,1\n"
    assert problems(lines=lines, processes=processes, recipes=recipes, capacity=stands) == ()


def test_service_ends_after_it_begins():
    assert errors(capacity=CAPACITY + "works,A,2026,2026,operating,1\n") == [
        "capacity.csv:2: offline = 2026: it is the first year out of service: later than online (2026)"
    ]
    assert problems(capacity=CAPACITY + "works,A,2026,2027,operating,1\n") == ()


def test_capacity_after_the_last_year_never_counts():
    assert warnings(capacity=CAPACITY + "works,A,2034,,building,1\nworks,A,2035,,building,1\n") == [
        "capacity.csv:3: online = 2035: never counts, as the last year is 2034: drop the row of works or move last_year"
    ]


def test_a_line_with_plant_costs_has_nothing_under_way():
    costs = "line,size,cost\nworks,0,50\nworks,20,500\n"
    capacity = CAPACITY + "works,A,2020,2040,operating,1\nworks,A,2026,,building,1\nworks,B,2026,,announced,1\n"
    building = (
        "capacity.csv:3: status = building: works has plant_costs, which cannot price capacity under way: "
        "drop it, or use capex"
    )
    announced = building.replace("csv:3", "csv:4").replace("building", "announced")
    assert errors(plant_costs=costs, capacity=capacity) == [building]
    assert errors(settings(announced_share=0.5), plant_costs=costs, capacity=capacity) == [building, announced]
    assert problems(plant_costs=costs, capacity=CAPACITY + "works,A,2020,2040,operating,1\n") == ()
    assert problems(capacity=capacity) == ()
