//! From the network and a view to gates: of the whole network, or of the part of it that a change touches.

use keyholder_supply::{
    AutoSign, Class, ClassId, ComponentId, Network, PartyId, ReleaseId, RouteId, UnknownId,
};
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

/// What an input of the gates reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Who controls the party.
    Party(PartyId),
    /// One column alone: a route, or an unknown.
    Column(usize),
    /// What was answered about a thing that the change does not touch.
    Route(RouteId),
    /// The same for a release.
    Release(ReleaseId),
    /// The same over routes without waves.
    Unstaged(ReleaseId),
    /// The same for a class.
    Class(ClassId),
}

/// The things to be answered again; what one of them is read by is among them too.
pub(crate) struct Cone {
    /// By route.
    pub(crate) routes: Vec<bool>,
    /// By release.
    pub(crate) releases: Vec<bool>,
    /// By class.
    pub(crate) classes: Vec<bool>,
}

impl Cone {
    /// Everything.
    pub(crate) fn whole(net: &Network) -> Self {
        Cone {
            routes: vec![true; net.routes.len()],
            releases: vec![true; net.releases.len()],
            classes: vec![true; net.classes.len()],
        }
    }

    /// Whether there is nothing to answer.
    pub(crate) fn is_empty(&self) -> bool {
        let all = [&self.routes, &self.releases, &self.classes];
        all.iter().all(|of| !of.contains(&true))
    }
}

/// Gates, what they read, and where to find the answers in them: a gate for each thing of the cone, in the order of
/// their numbers.
pub(crate) struct Program {
    pub(crate) gates: Gates,
    pub(crate) sources: Vec<Source>,
    pub(crate) routes: Vec<Gate>,
    pub(crate) releases: Vec<Gate>,
    pub(crate) unstaged: Vec<Gate>,
    pub(crate) classes: Vec<Gate>,
}

/// Builds the gates of a cone.
pub(crate) fn compile(net: &Network, view: View, extra: Extra, cone: &Cone) -> Program {
    let mut builder = Builder::new(net, view, extra, cone);
    let routes = numbers(&cone.routes).map(|r| builder.route(r.into()));
    let routes: Vec<Gate> = routes.collect();
    builder.reserve();
    for release in numbers(&cone.releases) {
        builder.define_release(release.into());
    }
    for class in numbers(&cone.classes) {
        builder.define_class(class.into());
    }
    let of = |gates: &[Option<Gate>], cone: &[bool]| -> Vec<Gate> {
        numbers(cone).filter_map(|n| gates[n]).collect()
    };
    Program {
        routes,
        releases: of(&builder.releases, &cone.releases),
        unstaged: of(&builder.unstaged, &cone.releases),
        classes: of(&builder.classes, &cone.classes),
        gates: builder.gates,
        sources: builder.sources,
    }
}

/// Whether what is inside releases of a component gets out with them, as far as a view counts it.
pub(crate) fn parts_count(net: &Network, view: View, component: ComponentId) -> bool {
    let auto_sign = net.components[component.index()].auto_sign;
    let doubts = view.bound != Bound::Surely;
    view.means == Means::Upstream
        && match auto_sign {
            AutoSign::Yes => true,
            AutoSign::No => false,
            AutoSign::Unknown(_) => doubts,
        }
}

/// The numbers of those that are marked, in order.
pub(crate) fn numbers(marked: &[bool]) -> impl Iterator<Item = usize> + '_ {
    let all = marked.iter().enumerate();
    all.filter(|(_, marked)| **marked).map(|(n, _)| n)
}

struct Builder<'a> {
    net: &'a Network,
    view: View,
    extra: Extra,
    cone: &'a Cone,
    gates: Gates,
    sources: Vec<Source>,
    // Gates of things, made when they are first asked for; those outside the cone are inputs.
    parties: Vec<Option<Gate>>,
    columns: Vec<Option<Gate>>,
    routes: Vec<Option<Gate>>,
    passes: Vec<Option<Gate>>,
    releases: Vec<Option<Gate>>,
    unstaged: Vec<Option<Gate>>,
    classes: Vec<Option<Gate>>,
}

impl<'a> Builder<'a> {
    fn new(net: &'a Network, view: View, extra: Extra, cone: &'a Cone) -> Self {
        let columns = match extra {
            Extra::None => 0,
            Extra::Routes => net.routes.len(),
            Extra::Unknowns => net.unknowns.len(),
        };
        Builder {
            net,
            view,
            extra,
            cone,
            gates: Gates::default(),
            sources: Vec::new(),
            parties: vec![None; net.parties.len()],
            columns: vec![None; columns],
            routes: vec![None; net.routes.len()],
            passes: vec![None; net.routes.len()],
            releases: vec![None; net.releases.len()],
            unstaged: vec![None; net.releases.len()],
            classes: vec![None; net.classes.len()],
        }
    }

    fn doubts_count(&self) -> bool {
        self.view.bound != Bound::Surely
    }

    fn input(&mut self, source: Source) -> Gate {
        self.sources.push(source);
        self.gates.input()
    }

    /// The gate of a thing, made when it is first asked for.
    fn once(
        &mut self,
        of: fn(&mut Self) -> &mut Vec<Option<Gate>>,
        n: usize,
        make: impl FnOnce(&mut Self) -> Gate,
    ) -> Gate {
        if let Some(gate) = of(self)[n] {
            return gate;
        }
        let gate = make(self);
        of(self)[n] = Some(gate);
        gate
    }

    fn party(&mut self, id: PartyId) -> Gate {
        let make = |this: &mut Self| this.input(Source::Party(id));
        self.once(|this| &mut this.parties, id.index(), make)
    }

    fn column(&mut self, column: usize) -> Gate {
        let make = |this: &mut Self| this.input(Source::Column(column));
        self.once(|this| &mut this.columns, column, make)
    }

    fn route(&mut self, id: RouteId) -> Gate {
        let make = |this: &mut Self| match this.cone.routes[id.index()] {
            true => this.define_route(id),
            false => this.input(Source::Route(id)),
        };
        self.once(|this| &mut this.routes, id.index(), make)
    }

    fn release(&mut self, id: ReleaseId) -> Gate {
        // Those of the cone were reserved.
        let make = |this: &mut Self| this.input(Source::Release(id));
        self.once(|this| &mut this.releases, id.index(), make)
    }

    fn unstaged(&mut self, id: ReleaseId) -> Gate {
        let make = |this: &mut Self| match this.staged(id) {
            true => this.input(Source::Unstaged(id)),
            false => this.release(id),
        };
        self.once(|this| &mut this.unstaged, id.index(), make)
    }

    fn class(&mut self, id: ClassId) -> Gate {
        let make = |this: &mut Self| this.input(Source::Class(id));
        self.once(|this| &mut this.classes, id.index(), make)
    }

    /// Whether some route of a release is rolled out in waves.
    fn staged(&self, id: ReleaseId) -> bool {
        let component = &self.net.components[self.net.releases[id.index()].component.index()];
        let mut routes = component.routes.iter();
        routes.any(|r| self.net.routes[r.index()].staged)
    }

    /// The gate of a blank that names nobody.
    fn blank(&mut self, unknown: Option<UnknownId>) -> Gate {
        match unknown {
            Some(_) if self.view.bound == Bound::AtMost => Gates::ANYBODY,
            _ => self.hangs_on(unknown),
        }
    }

    /// What hangs on a doubt, in the run that asks for it.
    fn hangs_on(&mut self, unknown: Option<UnknownId>) -> Gate {
        match unknown {
            Some(id) if self.extra == Extra::Unknowns => self.column(id.index()),
            _ => Gates::NOBODY,
        }
    }

    fn passes(&mut self, id: RouteId) -> Gate {
        let make = |this: &mut Self| this.define_passes(id);
        self.once(|this| &mut this.passes, id.index(), make)
    }

    fn define_passes(&mut self, id: RouteId) -> Gate {
        let net = self.net;
        let guards = net.routes[id.index()].guards.iter();
        let guards = guards.map(|guard| match guard.party {
            Some(party) => self.party(party),
            None if self.doubts_count() => Gates::ANYBODY,
            None => Gates::NOBODY,
        });
        let guards: Vec<Gate> = guards.collect();
        self.gates.all(guards)
    }

    fn define_route(&mut self, id: RouteId) -> Gate {
        let net = self.net;
        let route = &net.routes[id.index()];
        let named: Vec<Gate> = route.keyholders.iter().map(|p| self.party(*p)).collect();
        let k = match self.view.bound {
            Bound::Surely => route.threshold.high,
            Bound::Possibly => route.threshold.low.saturating_sub(route.holes).max(1),
            Bound::AtMost => route.threshold.low.saturating_sub(route.holes),
        };
        let keys = self.gates.at_least(k, named);
        let guards = self.passes(id);
        let uses = self.gates.all(vec![keys, guards]);
        let mut ways = vec![
            uses,
            self.hangs_on(route.holes_unknown),
            self.hangs_on(route.threshold.unknown),
        ];
        for guard in &route.guards {
            ways.push(self.hangs_on(guard.unknown));
        }
        if self.extra == Extra::Routes {
            ways.push(self.column(id.index()));
        }
        self.gates.any(ways)
    }

    /// Releases and classes feed each other in cycles, so their gates are reserved before they are defined.
    fn reserve(&mut self) {
        for n in numbers(&self.cone.releases) {
            self.releases[n] = Some(self.gates.reserve());
        }
        for n in numbers(&self.cone.releases) {
            self.unstaged[n] = match self.staged(n.into()) {
                true => Some(self.gates.reserve()),
                false => self.releases[n],
            };
        }
        for n in numbers(&self.cone.classes) {
            self.classes[n] = Some(self.gates.reserve());
        }
    }

    fn define_release(&mut self, id: ReleaseId) {
        let contents = self.contents(id);
        let all = self.ways_out(id, contents, false);
        let gate = self.release(id);
        self.gates.define_any(gate, all);
        let early = self.unstaged(id);
        if early != gate {
            let some = self.ways_out(id, contents, true);
            self.gates.define_any(early, some);
        }
    }

    /// Whoever can change what is inside and is signed unseen; past safeguards is another matter.
    fn contents(&mut self, id: ReleaseId) -> Gate {
        let net = self.net;
        let release = &net.releases[id.index()];
        if parts_count(net, self.view, release.component) {
            let inside = release.contains.iter().map(|part| self.release(*part));
            let mut inside: Vec<Gate> = inside.collect();
            inside.push(self.blank(release.contents_unknown));
            return self.gates.any(inside);
        }
        let stated = release.contains.is_empty() && release.contents_unknown.is_none();
        match net.components[release.component.index()].auto_sign {
            AutoSign::Unknown(unknown) if self.view.means == Means::Upstream && !stated => {
                self.hangs_on(Some(unknown))
            }
            _ => Gates::NOBODY,
        }
    }

    fn ways_out(&mut self, id: ReleaseId, contents: Gate, unstaged_only: bool) -> Vec<Gate> {
        let net = self.net;
        let component = &net.components[net.releases[id.index()].component.index()];
        let open = || {
            let routes = component.routes.iter().copied();
            routes.filter(move |r| !(unstaged_only && net.routes[r.index()].staged))
        };
        let mut ways: Vec<Gate> = open().map(|r| self.route(r)).collect();
        ways.push(self.blank(component.routes_unknown));
        if contents != Gates::NOBODY {
            let updates = open().filter(|r| !net.routes[r.index()].kind.is_access());
            let mut out: Vec<Gate> = updates.map(|r| self.passes(r)).collect();
            if component.routes_unknown.is_some() && self.doubts_count() {
                out.push(Gates::ANYBODY);
            }
            let out = self.gates.any(out);
            ways.push(self.gates.all(vec![contents, out]));
        }
        ways
    }

    fn define_class(&mut self, id: ClassId) {
        let net = self.net;
        let class: &Class = &net.classes[id.index()];
        let early = self.view.stage == Stage::OneAction;
        let first_wave =
            class.wave == Some(1) || (class.wave_unknown.is_some() && self.doubts_count());
        let all_waves = !early || first_wave;
        let mut ways: Vec<Gate> = Vec::new();
        for (_, release) in class.releases() {
            ways.push(match all_waves {
                true => self.release(release),
                false => self.unstaged(release),
            });
        }
        for route in &class.access {
            if all_waves || !net.routes[route.index()].staged {
                ways.push(self.route(*route));
            }
        }
        for above in class.hosts.iter().chain(&class.managers) {
            ways.push(self.class(*above));
        }
        for layer in &class.layers {
            ways.push(self.blank(layer.unknown));
        }
        ways.push(self.blank(class.host_unknown));
        ways.push(self.blank(class.manager_unknown));
        ways.push(self.hangs_on(class.wave_unknown));
        let gate = self.class(id);
        self.gates.define_any(gate, ways);
    }
}
