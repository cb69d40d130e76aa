"""Sites, their counts and their subsidies."""

from tests.instance.rules.case import errors, problems, warnings

HEAD = "line,region,allowed,subsidy,max_build,max_capacity,site_cost,least_size\n"
CURVE = {
    "curves": "curve,driver,learning_rate,reference,unit_cost\nskill,build,0.2,10,50\n",
    "curve_members": "curve,member\nskill,works\n",
}


def test_a_site_that_costs_something_has_a_largest_capacity():
    assert errors(sites=HEAD + "works,*,,,,,9,\nworks,A,,,,100,,\n") == [
        "sites.csv:2: site_cost = 9: give max_capacity of works in B: a site that may be left empty needs it"
    ]
    assert errors(sites=HEAD + "works,*,,,,,,5\n") == [
        "sites.csv:2: least_size = 5: give max_capacity of works in A and 1 more place: "
        "a site that may be left empty needs it"
    ]
    assert problems(sites=HEAD + "works,*,,,,100,9,5\n") == ()


def test_where_nothing_may_be_built_no_largest_capacity_is_needed():
    assert problems(sites=HEAD + "works,A,,,,100,9,\nworks,B,false,,,,9,\n") == ()


def test_a_counted_site_has_a_largest_capacity():
    counts = "line,group,max_sites\nworks,,1\n"
    assert errors(sites=HEAD + "works,*,,,,,,\nworks,A,,,,100,,\n", site_counts=counts) == [
        "site_counts.csv:2: max_sites = 1: give max_capacity in sites of works in B: a site that is counted needs it"
    ]
    # Only the places of the group are counted.
    assert (
        problems(sites=HEAD + "works,*,,,,,,\nworks,A,,,,100,,\n", site_counts=counts.replace(",,1", ",west,1")) == ()
    )
    assert problems(sites=HEAD + "works,*,,,,100,,\n", site_counts=counts) == ()


def test_a_row_for_every_line_leaves_out_lines_with_a_count_of_their_own():
    counts = "line,group,max_sites\n*,,1\nworks,,1\n"
    found = errors(sites=HEAD + "works,*,,,,,,\n", site_counts=counts)
    assert [line[:18] for line in found] == ["site_counts.csv:3:"]


def test_a_count_of_all_sites_stands_alone():
    counts = "line,group,max_sites,counts\nworks,,1,all\n"
    assert warnings(sites=HEAD + "works,*,,,,100,9,\n", site_counts=counts) == [
        "site_counts.csv:2: counts = all: site_cost in sites.csv:2 also falls on plants that stand: "
        "leave it blank there, or count new sites"
    ]
    assert problems(sites=HEAD + "works,*,,,,100,9,\n", site_counts=counts.replace("all", "new")) == ()
    assert problems(sites=HEAD + "works,*,,,,100,,\n", site_counts=counts) == ()


def test_a_subsidy_on_a_learned_part_has_a_limit():
    assert errors(sites=HEAD + "works,*,,0.2,,,,\nworks,A,,,3,,,\n", **CURVE) == [
        "sites.csv:2: subsidy = 0.2: give max_build or max_capacity of works in B: "
        "a share of unit_cost can exceed what learning leaves"
    ]
    assert problems(sites=HEAD + "works,*,,0.2,,100,,\n", **CURVE) == ()
    assert problems(sites=HEAD + "works,*,,0.2,,,,\n") == ()
