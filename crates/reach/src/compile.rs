//! From the network and a view to gates.

use keyholder_supply::{AutoSign, Class, ClassId, Network, ReleaseId, RouteId};
use keyholder_witness::{Bound, Means, Stage, View};

use crate::gates::{Gate, Gates};

/// What else feeds the gates besides who controls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// Nothing.
    None,
    /// A column for each route: whoever can use it.
    Routes,
    /// A column for each unknown: what hangs on it.
    Unknowns,
}

/// Gates and where to find the answers in them.
pub(crate) struct Program {
    pub(crate) gates: Gates,
    pub(crate) routes: Vec<Gate>,
    pub(crate) releases: Vec<Gate>,
    pub(crate) unstaged: Vec<Gate>,
    pub(crate) classes: Vec<Gate>,
}

/// Builds the gates. Inputs, in order: one for each party; then one for each route or unknown, if asked for.
pub(crate) fn compile(net: &Network, view: View, extra: Extra) -> Program {
    let mut builder = Builder::new(net, view, extra);
    let routes: Vec<Gate> = (0..net.routes.len())
        .map(|r| builder.route(RouteId::from(r)))
        .collect();
    builder.routes = routes;
    let passes: Vec<Gate> = (0..net.routes.len())
        .map(|r| builder.guards(RouteId::from(r)))
        .collect();
    builder.passes = passes;
    builder.reserve();
    for release in 0..net.releases.len() {
        builder.release(ReleaseId::from(release));
    }
    for class in 0..net.classes.len() {
        builder.class(ClassId::from(class));
    }
    let Builder {
        gates,
        routes,
        releases,
        unstaged,
        classes,
        ..
    } = builder;
    Program {
        gates,
        routes,
        releases,
        unstaged,
        classes,
    }
}

struct Builder<'a> {
    net: &'a Network,
    view: View,
    gates: Gates,
    parties: Vec<Gate>,
    extra_routes: Vec<Gate>,
    extra_unknowns: Vec<Gate>,
    routes: Vec<Gate>,
    passes: Vec<Gate>,
    releases: Vec<Gate>,
    unstaged: Vec<Gate>,
    classes: Vec<Gate>,
}

impl<'a> Builder<'a> {
    fn new(net: &'a Network, view: View, extra: Extra) -> Self {
        let mut gates = Gates::default();
        let parties = net.parties.iter().map(|_| gates.input()).collect();
        let mut inputs = |n: usize| (0..n).map(|_| gates.input()).collect::<Vec<_>>();
        let extra_routes = inputs(if extra == Extra::Routes {
            net.routes.len()
        } else {
            0
        });
        let extra_unknowns = inputs(if extra == Extra::Unknowns {
            net.unknowns.len()
        } else {
            0
        });
        Builder {
            net,
            view,
            gates,
            parties,
            extra_routes,
            extra_unknowns,
            routes: Vec::new(),
            passes: Vec::new(),
            releases: Vec::new(),
            unstaged: Vec::new(),
            classes: Vec::new(),
        }
    }

    fn doubts_count(&self) -> bool {
        self.view.bound != Bound::Surely
    }

    /// The gate of a blank that names nobody.
    fn blank(&self, unknown: Option<keyholder_supply::UnknownId>) -> Gate {
        match unknown {
            None => Gates::NOBODY,
            Some(_) if self.view.bound == Bound::AtMost => Gates::ANYBODY,
            Some(id) => self
                .extra_unknowns
                .get(id.index())
                .copied()
                .unwrap_or(Gates::NOBODY),
        }
    }

    /// What hangs on a doubt, in the run that asks for it.
    fn hangs_on(&self, unknown: Option<keyholder_supply::UnknownId>) -> Gate {
        unknown
            .and_then(|id| self.extra_unknowns.get(id.index()).copied())
            .unwrap_or(Gates::NOBODY)
    }

    fn guards(&mut self, id: RouteId) -> Gate {
        let net = self.net;
        let guards = net.routes[id.index()]
            .guards
            .iter()
            .map(|guard| match guard.party {
                Some(party) => self.parties[party.index()],
                None if self.doubts_count() => Gates::ANYBODY,
                None => Gates::NOBODY,
            });
        let guards: Vec<Gate> = guards.collect();
        self.gates.all(guards)
    }

    fn route(&mut self, id: RouteId) -> Gate {
        let net = self.net;
        let route = &net.routes[id.index()];
        let named: Vec<Gate> = route
            .keyholders
            .iter()
            .map(|p| self.parties[p.index()])
            .collect();
        let k = match self.view.bound {
            Bound::Surely => route.threshold.high,
            Bound::Possibly => route.threshold.low.saturating_sub(route.holes).max(1),
            Bound::AtMost => route.threshold.low.saturating_sub(route.holes),
        };
        let keys = self.gates.at_least(k, named);
        let guards = self.guards(id);
        let uses = self.gates.all(vec![keys, guards]);
        let mut ways = vec![
            uses,
            self.hangs_on(route.holes_unknown),
            self.hangs_on(route.threshold.unknown),
        ];
        ways.extend(
            route
                .guards
                .iter()
                .map(|guard| self.hangs_on(guard.unknown)),
        );
        ways.extend(self.extra_routes.get(id.index()));
        self.gates.any(ways)
    }

    /// Releases and classes feed each other in cycles, so their gates are reserved before they are defined.
    fn reserve(&mut self) {
        let net = self.net;
        self.releases = net.releases.iter().map(|_| self.gates.reserve()).collect();
        self.unstaged = net
            .releases
            .iter()
            .enumerate()
            .map(|(n, release)| {
                let component = &net.components[release.component.index()];
                let staged = component
                    .routes
                    .iter()
                    .any(|r| net.routes[r.index()].staged);
                if staged {
                    self.gates.reserve()
                } else {
                    self.releases[n]
                }
            })
            .collect();
        self.classes = net.classes.iter().map(|_| self.gates.reserve()).collect();
    }

    fn release(&mut self, id: ReleaseId) {
        let contents = self.contents(id);
        let all = self.ways_out(id, contents, false);
        let gate = self.releases[id.index()];
        self.gates.define_any(gate, all);
        let early = self.unstaged[id.index()];
        if early != gate {
            let some = self.ways_out(id, contents, true);
            self.gates.define_any(early, some);
        }
    }

    /// Whoever can change what is inside and is signed unseen; past safeguards is another matter.
    fn contents(&mut self, id: ReleaseId) -> Gate {
        let net = self.net;
        let release = &net.releases[id.index()];
        if self.view.means == Means::Keys {
            return Gates::NOBODY;
        }
        let hangs = match net.components[release.component.index()].auto_sign {
            AutoSign::Yes => Gates::NOBODY,
            AutoSign::No => return Gates::NOBODY,
            AutoSign::Unknown(_) if self.doubts_count() => Gates::NOBODY,
            AutoSign::Unknown(unknown) => {
                return if release.contains.is_empty() && release.contents_unknown.is_none() {
                    Gates::NOBODY
                } else {
                    self.hangs_on(Some(unknown))
                };
            }
        };
        let mut inside: Vec<Gate> = release
            .contains
            .iter()
            .map(|part| self.releases[part.index()])
            .collect();
        inside.push(self.blank(release.contents_unknown));
        inside.push(hangs);
        self.gates.any(inside)
    }

    fn ways_out(&mut self, id: ReleaseId, contents: Gate, unstaged_only: bool) -> Vec<Gate> {
        let net = self.net;
        let component = &net.components[net.releases[id.index()].component.index()];
        let open: Vec<RouteId> = component
            .routes
            .iter()
            .copied()
            .filter(|r| !(unstaged_only && net.routes[r.index()].staged))
            .collect();
        let mut ways: Vec<Gate> = open.iter().map(|r| self.routes[r.index()]).collect();
        ways.push(self.blank(component.routes_unknown));
        if contents != Gates::NOBODY {
            let updates = open
                .iter()
                .filter(|r| !net.routes[r.index()].kind.is_access());
            let mut out: Vec<Gate> = updates.map(|r| self.passes[r.index()]).collect();
            if component.routes_unknown.is_some() && self.doubts_count() {
                out.push(Gates::ANYBODY);
            }
            let out = self.gates.any(out);
            ways.push(self.gates.all(vec![contents, out]));
        }
        ways
    }

    fn class(&mut self, id: ClassId) {
        let net = self.net;
        let class: &Class = &net.classes[id.index()];
        let early = self.view.stage == Stage::OneAction;
        let first_wave =
            class.wave == Some(1) || (class.wave_unknown.is_some() && self.doubts_count());
        let all_waves = !early || first_wave;
        let mut ways: Vec<Gate> = Vec::new();
        for (_, release) in class.releases() {
            ways.push(if all_waves {
                self.releases[release.index()]
            } else {
                self.unstaged[release.index()]
            });
        }
        for route in &class.access {
            if all_waves || !net.routes[route.index()].staged {
                ways.push(self.routes[route.index()]);
            }
        }
        ways.extend(
            class
                .hosts
                .iter()
                .chain(&class.managers)
                .map(|c| self.classes[c.index()]),
        );
        ways.extend(class.layers.iter().map(|layer| self.blank(layer.unknown)));
        ways.push(self.blank(class.host_unknown));
        ways.push(self.blank(class.manager_unknown));
        ways.push(self.hangs_on(class.wave_unknown));
        self.gates.define_any(self.classes[id.index()], ways);
    }
}
