//! Which classes of elements a question is about, for which subject.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::principle::Part;
use keyholder_supply::{ClassId, FunctionId, Network, PartyId, ReleaseId, RouteId};

use crate::finding::Of;

/// The classes of a part: those that surely belong to it, and those of which nobody knows.
pub(crate) struct Scope {
    pub(crate) sure: Vec<ClassId>,
    pub(crate) maybe: Vec<ClassId>,
}

/// Whether a function belongs to a part.
pub(crate) fn holds(net: &Network, part: &Part, function: FunctionId) -> bool {
    let function = &net.functions[function.index()];
    let named = part.classes.is_empty() && part.functions.is_empty()
        || part.classes.contains(&function.class)
        || part.functions.iter().any(|name| name.text == function.name);
    let grave = part
        .criticality_min
        .is_none_or(|least| function.criticality >= least);
    named && grave
}

impl Scope {
    pub(crate) fn new(net: &Network, part: &Part, of: Of) -> Scope {
        let mut scope = Scope {
            sure: Vec::new(),
            maybe: Vec::new(),
        };
        for (at, class) in net.classes.iter().enumerate() {
            let fits = match class.function {
                Some(function) => Some(holds(net, part, function)),
                None => part.is_all().then_some(true),
            };
            let mine = match of {
                Of::Operator(operator) => class.operator.map(|whose| whose == operator),
                Of::Network | Of::Supplier(_) => Some(true),
            };
            match (fits, mine) {
                (Some(false), _) | (_, Some(false)) => {}
                (Some(true), Some(true)) => scope.sure.push(ClassId::from(at)),
                _ => scope.maybe.push(ClassId::from(at)),
            }
        }
        scope
    }

    /// All classes, each with whether it surely belongs.
    pub(crate) fn all(&self) -> impl Iterator<Item = (ClassId, bool)> + '_ {
        let sure = self.sure.iter().map(|class| (*class, true));
        sure.chain(self.maybe.iter().map(|class| (*class, false)))
    }

    /// Releases in service, each with whether it surely belongs; and how many layers leave it open which. Of one
    /// supplier is asked what is known to be its own, and once for all that may be.
    pub(crate) fn releases(&self, net: &Network, of: Of) -> (BTreeMap<ReleaseId, bool>, u64) {
        let mut releases: BTreeMap<ReleaseId, bool> = BTreeMap::new();
        let mut open = 0;
        for (class, sure) in self.all() {
            let class = &net.classes[class.index()];
            for (_, release) in class.releases() {
                let component = net.releases[release.index()].component;
                let supplier = net.components[component.index()].supplier;
                let other = |supplied| matches!(of, Of::Supplier(s) if supplied != s);
                if supplier.is_some_and(other) {
                    continue;
                }
                if matches!(of, Of::Supplier(_)) && supplier.is_none() {
                    open += 1;
                    continue;
                }
                *releases.entry(release).or_default() |= sure;
            }
            let blanks = class.layers.iter().filter(|layer| layer.unknown.is_some());
            open += blanks.count() as u64;
        }
        match of {
            Of::Supplier(_) => (releases, open.min(1)),
            Of::Network | Of::Operator(_) => (releases, open),
        }
    }
}

/// The ways to change what a question is about.
pub(crate) struct Ways {
    /// Routes, each with whether it surely belongs.
    pub(crate) routes: BTreeMap<RouteId, bool>,
    /// Layers that leave it open which release they run.
    pub(crate) layers_open: u64,
    /// Components of which no routes are stated.
    pub(crate) components_open: u64,
    /// Classes of elements of which not all ways in are known; of one supplier asked once for all that may be.
    pub(crate) classes_open: u64,
}

impl Ways {
    /// Routes that lead into the elements of a scope, and with `updates` those of the releases that they run. Of a
    /// supplier: its own releases, and ways in of which it is, or may be, a keyholder.
    pub(crate) fn into(net: &Network, scope: &Scope, of: Of, updates: bool) -> Ways {
        let mut ways = Ways {
            routes: BTreeMap::new(),
            layers_open: 0,
            components_open: 0,
            classes_open: 0,
        };
        if updates {
            let (releases, open) = scope.releases(net, of);
            ways.layers_open = open;
            let mut blank = BTreeSet::new();
            for (release, sure) in releases {
                let component = net.releases[release.index()].component;
                let known = &net.components[component.index()];
                if known.routes_unknown.is_some() {
                    blank.insert(component);
                }
                for route in &known.routes {
                    *ways.routes.entry(*route).or_default() |= sure;
                }
            }
            ways.components_open = blank.len() as u64;
        }
        for (class, sure) in scope.all() {
            let class = &net.classes[class.index()];
            // This also stands for routes of which it is not known where they lead.
            ways.classes_open += u64::from(class.manager_unknown.is_some());
            for route in &class.access {
                let keyholder = |s: &PartyId| net.routes[route.index()].keyholders.contains(s);
                let mine = match of {
                    Of::Supplier(s) => keyholder(&s).then_some(true),
                    Of::Network | Of::Operator(_) => Some(true),
                };
                // Who is not known among the keyholders may be the supplier that is asked about.
                let hole = net.routes[route.index()].holes > 0;
                if let Some(mine) = mine.or(hole.then_some(false)) {
                    *ways.routes.entry(*route).or_default() |= sure && mine;
                }
            }
        }
        if matches!(of, Of::Supplier(_)) {
            ways.classes_open = ways.classes_open.min(1);
        }
        ways
    }
}
