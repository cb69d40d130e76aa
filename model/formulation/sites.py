"""Sites that are opened as a whole, how many of them there may be, and plants that come in whole numbers."""

from __future__ import annotations

import pyomo.environ as pyo

from model.formulation.capacity import built_in, new_capacity
from model.network.network import Network


def add_site_capacity(model: pyo.ConcreteModel, net: Network) -> None:
    """New capacity stands only where the site is open.

        S[l,r,t] - E[l,r,t]  <=  max(0, max_capacity[l,r,t] - E[l,r,t]) Y[l,r]

    | symbol                   | name in code          | unit    | from                         |
    | max(0, max_capacity - E) | net.sites.room[l,r,t] | unit/yr | sites.max_capacity, capacity |

    Row: every (l, r) that is a site and t in which something built may stand; largest_capacity is absent there.
    Tight: room is the least factor that lets an open site be filled, and each period has a row of its own.
    Dual: minus the discounted worth of one more unit/yr of room.
    """
    model.site_capacity = pyo.Constraint(
        [(l, r, t) for l, r in net.sites.places for t in net.periods.first if built_in(model, net, l, r, t)],
        rule=lambda m, l, r, t: new_capacity(m, net, l, r, t) <= net.sites.room[l, r, t] * m.site_open[l, r],
    )


def add_site_least_size(model: pyo.ConcreteModel, net: Network) -> None:
    """A site that is opened has at least its least size of new capacity in the last period.

        least_size[l,r] Y[l,r]  <=  S[l,r,t] - E[l,r,t],    t the last period

    | symbol     | name in code              | unit    | from                                 |
    | least_size | net.sites.least_size[l,r] | unit/yr | sites.least_size, of the last period |

    Row: sites with least_size > 0. Dual: minus what one unit/yr less of forced size would save, discounted.
    """
    last = net.periods.first[-1]
    model.site_least_size = pyo.Constraint(
        [place for place, least in net.sites.least_size.items() if least],
        rule=lambda m, l, r: net.sites.least_size[l, r] * m.site_open[l, r] <= new_capacity(m, net, l, r, last),
    )


def add_site_in_use(model: pyo.ConcreteModel, net: Network) -> None:
    """Where all sites are counted, plants that stand are open only where the site is.

        K[l,r,t]  <=  max(max_capacity[l,r,t], E[l,r,t]) Y[l,r]

    | symbol               | name in code               | unit    | from                         |
    | max(max_capacity, E) | net.sites.most_open[l,r,t] | unit/yr | sites.max_capacity, capacity |

    Row: every t of a site in the scope of a count of all sites. Dual: minus the worth of one more unit/yr of room.
    """
    model.site_in_use = pyo.Constraint(
        list(net.sites.most_open),
        rule=lambda m, l, r, t: m.open_capacity[l, r, t] <= net.sites.most_open[l, r, t] * m.site_open[l, r],
    )


def add_site_counts(model: pyo.ConcreteModel, net: Network) -> None:
    """No more sites of a line are open in a scope than its count allows.

        sum over r of the scope: Y[l,r]  <=  max_sites[l, scope]

    | symbol    | name in code       | unit | from                  |
    | max_sites | count.max_sites    | 1    | site_counts.max_sites |

    Row: every row of site_counts (one for each line that it covers) with a site in its scope: the nation or a group.
    Dual: minus the worth of one more site; 0 once sites are fixed, under `relax` what a site more would save.
    """
    counts = {(count.line, count.scope): count for count in net.sites.counts if count.regions}
    model.site_count = pyo.Constraint(
        list(counts),
        rule=lambda m, l, scope: (
            pyo.quicksum(m.site_open[l, r] for r in counts[l, scope].regions) <= counts[l, scope].max_sites
        ),
    )


def add_plant_capacity(model: pyo.ConcreteModel, net: Network) -> None:
    """What is built is what its plants have: each the size where its piece starts, and what lies beyond.

        sum over k: (start[l,k] Z[l,r,k,t] + sum over s: e[l,r,k,s,t]) - B[l,r,t]  =  0

    | symbol | name in code                | unit    | from             |
    | start  | net.plants.pieces[l][k].size | unit/yr | plant_costs.size |

    Row: every build of a line with plant cost points. Dual: the marginal cost of one unit/yr of plant, discounted.
    """
    pieces = net.plants.pieces
    model.plant_capacity = pyo.Constraint(
        list(net.plants.most),
        rule=lambda m, l, r, t: (
            pyo.quicksum(
                pyo.quicksum([piece.size * m.plants[l, r, k, t]] if piece.size else [])
                + pyo.quicksum(m.plant_part[l, r, k, s, t] for s in range(len(piece.widths)))
                for k, piece in enumerate(pieces[l])
            )
            - m.build[l, r, t]
            == 0.0
        ),
    )


def add_plant_parts(model: pyo.ConcreteModel, net: Network) -> None:
    """Only plants that are built have parts beyond the start of their piece.

        e[l,r,k,s,t]  <=  width[l,k,s] Z[l,r,k,t]

    | symbol | name in code                      | unit    | from                                       |
    | width  | net.plants.pieces[l][k].widths[s] | unit/yr | plant_costs.size: distance of two neighbours |

    Row: every segment of every piece. Slopes rise within a piece, so cheaper segments fill first.
    Tight: at a whole Z the cost is exactly that of Z plants of one size on the piece, and without whole numbers it is
    the lower convex envelope of the curve, the best that any linear formulation has.
    Dual: minus the worth of one more unit/yr of the segment, discounted.
    """
    pieces = net.plants.pieces
    model.plant_segment = pyo.Constraint(
        list(model.plant_part),
        rule=lambda m, l, r, k, s, t: m.plant_part[l, r, k, s, t] <= pieces[l][k].widths[s] * m.plants[l, r, k, t],
    )


def add_plant_limit(model: pyo.ConcreteModel, net: Network) -> None:
    """No more plants are built at once than the place takes.

        sum over k: Z[l,r,k,t]  <=  max_plants[l,r,t]

    | symbol     | name in code           | unit | from                                  |
    | max_plants | net.plants.most[l,r,t] | 1    | sites.max_plants, rounded down, or 1  |

    Row: where the curve of the line has several pieces; with one, the limit is the bound of Z.
    Dual: minus the worth of one more plant; 0 once plants are fixed.
    """
    pieces = net.plants.pieces
    model.plant_limit = pyo.Constraint(
        [(l, r, t) for l, r, t in net.plants.most if len(pieces[l]) > 1],
        rule=lambda m, l, r, t: (
            pyo.quicksum(m.plants[l, r, k, t] for k in range(len(pieces[l]))) <= net.plants.most[l, r, t]
        ),
    )
