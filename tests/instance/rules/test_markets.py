"""Markets against each other, and the names in impacts."""

from dataclasses import replace

from model.instance.policies import Policy, Scope, Sum
from model.instance.rules import check_rules
from tests.instance.rules.case import errors, instance_of, problems, warnings

HEAD = "market,year,side,commodity,region,price,limit,reserve\n"
BUY = HEAD + "mine,,buy,ore,A,7,,\n"


def test_nothing_is_bought_below_what_it_sells_for_without_limit():
    told = (
        "markets.csv:2: price = 7: mine sells ore below what port pays for it (7 against 8 in 2025): "
        "give one of them a limit, or correct a price"
    )
    assert errors(markets=BUY + "port,,sell,ore,A,8,,\n") == [told]
    assert errors(markets=BUY + "port,,sell,ore,*,8,,\n") == [told]
    assert problems(markets=BUY + "port,,sell,ore,A,7,,\n") == ()
    assert problems(markets=BUY + "port,,sell,ore,B,8,,\n") == ()


def test_the_year_with_the_largest_gain_is_told():
    # The mean over 2030 to 2034 is 9 + 2 = 11 against 7.
    sells = "port,2025,sell,ore,A,5,,\nport,2029,sell,ore,A,5,,\nport,2034,sell,ore,A,15,,\n"
    assert errors(markets=BUY + sells) == [
        "markets.csv:2: price = 7: mine sells ore below what port pays for it (7 against 11 in 2030): "
        "give one of them a limit, or correct a price"
    ]


def test_a_limit_or_a_policy_makes_it_a_question():
    told = (
        "markets.csv:2: price = 7: mine sells ore below what port pays for it (7 against 8 in 2025): "
        "every plan trades up to the limit; is that meant?"
    )
    assert warnings(markets=BUY + "port,,sell,ore,A,8,3,\n") == [told]
    assert warnings(markets=BUY.replace("7,,", "7,,900") + "port,,sell,ore,A,8,,\n") == [told]
    ceiling = Policy("import ceiling", Scope(), (Sum("bought"),), (), {"at_most": ((0, 9.0),)})
    instance = replace(instance_of(markets=BUY + "port,,sell,ore,A,8,,\n"), policies=(ceiling,))
    assert [(str(problem), problem.warning) for problem in check_rules(instance)] == [(told, True)]


def test_impacts_name_one_of_their_kind():
    head = "kind,name,region,impact,amount\n"
    assert errors(impacts=head + "process,works,*,t CO2,1\nline,work,*,jobs,1\nfreight,dri,*,t CO2,1\n") == [
        "impacts.csv:2: name = works: is no process",
        "impacts.csv:3: name = work: is no line (did you mean works?)",
        "impacts.csv:4: name = dri: is no class of freight (did you mean dry?)",
    ]
    good = (
        "process,make,*,t CO2,1\nline,works,A,jobs,1\nmarket,mine,*,t CO2,1\nfreight,dry,*,t CO2,1\nline,*,*,jobs,2\n"
    )
    assert problems(impacts=head + good) == ()
