//! What differs between two networks, as far as the rules of reach read them.
//!
//! Each thing of the new network has a twin in the old one, found by name, and may say the same as its twin: the
//! same numbers, about the twins of the same things. A set of things that say the same and that read only each
//! other, and parties that the same actors control, has the answers that its twins had: the least fixpoint of equal
//! rules is equal. So names decide only how much is answered again, never what the answer is.

use std::hash::Hash;

use hashbrown::HashMap;

use keyholder_supply::{
    AutoSign, Class, ClassId, Component, ComponentId, Network, Party, Release, ReleaseId, Route,
    RouteId,
};
use keyholder_witness::View;

use crate::Rows;
use crate::answers::Answers;
use crate::compile::{Cone, parts_count};

/// The old numbers of new things of one kind.
pub(crate) struct Twins {
    of: Vec<Option<u32>>,
    /// Every thing has the number that it had, and there are as many.
    pub(crate) in_place: bool,
}

impl Twins {
    /// Finds twins by their keys, of `old` and of `new` things; most stand where they stood.
    fn new<K: Hash + Eq>(
        (old, old_key): (usize, impl Fn(usize) -> K),
        (new, new_key): (usize, impl Fn(usize) -> K),
    ) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut by_key: Option<HashMap<K, u32>> = None;
        let mut find = |n: usize| -> Option<u32> {
            let wanted = new_key(n);
            if n < old && old_key(n) == wanted {
                return Some(number(n));
            }
            let all = || (0..old).map(|n| (old_key(n), number(n))).collect();
            by_key.get_or_insert_with(all).get(&wanted).copied()
        };
        let of: Vec<Option<u32>> = (0..new).map(&mut find).collect();
        let mut all = of.iter().enumerate();
        let in_place = old == new && all.all(|(n, twin)| *twin == Some(number(n)));
        Twins { of, in_place }
    }

    /// The old number of a new thing.
    pub(crate) fn twin(&self, new: usize) -> Option<usize> {
        self.of[new].map(|old| old as usize)
    }

    /// Rows of old things, where their new twins stand.
    pub(crate) fn carried(&self, old: &Rows, columns: usize) -> Rows {
        if self.in_place {
            return old.clone();
        }
        let mut rows = Rows::new(self.of.len(), columns);
        for (n, twin) in self.of.iter().enumerate() {
            if let Some(twin) = twin {
                rows.row_mut(n).copy_from_slice(old.row(*twin as usize));
            }
        }
        rows
    }

    /// Whether a list of new things is the list of their twins.
    fn are<T: Copy>(&self, new: &[T], old: &[T], index: impl Fn(T) -> usize) -> bool {
        let mut pairs = new.iter().zip(old);
        new.len() == old.len()
            && pairs.all(|(new, old)| self.twin(index(*new)) == Some(index(*old)))
    }
}

/// What differs.
pub(crate) struct Change {
    pub(crate) routes: Twins,
    pub(crate) releases: Twins,
    pub(crate) classes: Twins,
    /// By number: what does not say what its twin says.
    routes_say_other: Vec<bool>,
    releases_say_other: Vec<bool>,
    classes_say_other: Vec<bool>,
    parties_say_other: Vec<bool>,
    /// Every route, component, release and class has the number that it had.
    pub(crate) numbers_hold: bool,
}

impl Change {
    /// Compares everything once. Both networks must have the same parties, in the same order.
    pub(crate) fn between(old: &Network, new: &Network) -> Self {
        let routes = Twins::new(
            (old.routes.len(), |n| route_key(old, n)),
            (new.routes.len(), |n| route_key(new, n)),
        );
        let releases = Twins::new(
            (old.releases.len(), |n| release_key(old, n)),
            (new.releases.len(), |n| release_key(new, n)),
        );
        let classes = Twins::new(
            (old.classes.len(), |n| class_key(old, n)),
            (new.classes.len(), |n| class_key(new, n)),
        );
        let mut change = Change {
            routes,
            releases,
            classes,
            routes_say_other: Vec::new(),
            releases_say_other: Vec::new(),
            classes_say_other: Vec::new(),
            parties_say_other: parties_say_other(old, new),
            numbers_hold: false,
        };
        let mut components = old.components.iter().zip(&new.components);
        change.numbers_hold = [&change.routes, &change.releases, &change.classes]
            .iter()
            .all(|twins| twins.in_place)
            && old.components.len() == new.components.len()
            && components.all(|(a, b)| a.id == b.id);
        change.routes_say_other = other(&change.routes, &new.routes, &old.routes, same_route);
        let same = |a: &Release, b: &Release| change.same_release((new, a), (old, b));
        change.releases_say_other = other(&change.releases, &new.releases, &old.releases, same);
        let same = |a: &Class, b: &Class| change.same_class(a, b);
        change.classes_say_other = other(&change.classes, &new.classes, &old.classes, same);
        change
    }

    /// Whether a route is new or does not say what its twin says.
    pub(crate) fn route_says_other(&self, route: usize) -> bool {
        self.routes_say_other[route]
    }

    fn same_release(
        &self,
        (new, release): (&Network, &Release),
        (old, twin): (&Network, &Release),
    ) -> bool {
        let component = &new.components[release.component.index()];
        let theirs = &old.components[twin.component.index()];
        self.same_component(component, theirs)
            && self
                .releases
                .are(&release.contains, &twin.contains, ReleaseId::index)
            && release.contents_unknown.is_some() == twin.contents_unknown.is_some()
    }

    fn same_component(&self, new: &Component, old: &Component) -> bool {
        let pipeline = |c: &Component| match c.auto_sign {
            AutoSign::Yes => 0,
            AutoSign::No => 1,
            AutoSign::Unknown(_) => 2,
        };
        pipeline(new) == pipeline(old)
            && self.routes.are(&new.routes, &old.routes, RouteId::index)
            && new.routes_unknown.is_some() == old.routes_unknown.is_some()
    }

    fn same_class(&self, new: &Class, old: &Class) -> bool {
        let blanks = |class: &Class| {
            let layers = [0, 1, 2, 3].map(|n| class.layers[n].unknown.is_some());
            let others = [
                class.host_unknown,
                class.manager_unknown,
                class.wave_unknown,
            ];
            (layers, others.map(|unknown| unknown.is_some()), class.wave)
        };
        let mut layers = new.layers.iter().zip(&old.layers);
        blanks(new) == blanks(old)
            && layers.all(|(a, b)| {
                self.releases
                    .are(&a.releases, &b.releases, ReleaseId::index)
            })
            && self.routes.are(&new.access, &old.access, RouteId::index)
            && self.classes.are(&new.hosts, &old.hosts, ClassId::index)
            && self
                .classes
                .are(&new.managers, &old.managers, ClassId::index)
    }

    /// What must be answered again under a view, given the parties that others control than before: what says other
    /// than its twin, and whatever reads it, directly or not.
    pub(crate) fn cone(&self, net: &Network, view: View, moved: &[bool]) -> Cone {
        let mut cone = Cone {
            routes: self.routes_say_other.clone(),
            releases: self.releases_say_other.clone(),
            classes: self.classes_say_other.clone(),
        };
        if moved.contains(&true) {
            for (n, route) in net.routes.iter().enumerate() {
                let guards = route.guards.iter().filter_map(|guard| guard.party);
                let mut parties = route.keyholders.iter().copied().chain(guards);
                cone.routes[n] |= parties.any(|p| moved[p.index()]);
            }
        }
        if !cone.is_empty() {
            spread_over_releases(net, view, &mut cone);
            spread_over_classes(net, &mut cone);
        }
        cone
    }

    /// Columns for which something is derived otherwise: an answer that holds is new or gone, or one that holds
    /// follows by a rule that says other than before. For all others each derivation is the same, step by step.
    pub(crate) fn columns_touched(
        &self,
        net: &Network,
        (parties, answers): (&Rows, &Answers),
        (old_parties, old_answers): (&Rows, &Answers),
        columns: usize,
    ) -> Rows {
        let mut touched = Rows::new(1, columns);
        let mut of_kind = |new: &Rows, old: &Rows, says_other: &[bool]| {
            for (n, says_other) in says_other.iter().enumerate() {
                let pairs = new.row(n).iter().zip(old.row(n));
                let words = pairs.map(|(new, old)| match says_other {
                    true => new | old,
                    false => new ^ old,
                });
                touched.or_row(0, words);
            }
        };
        // What is inside a release gets out past the guards of a route, whether or not the route is used.
        let by_route = |release: &Release| {
            let component = &net.components[release.component.index()];
            let mut routes = component.routes.iter();
            routes.any(|r| self.routes_say_other[r.index()])
        };
        let releases = net.releases.iter().zip(&self.releases_say_other);
        let releases: Vec<bool> = releases.map(|(r, other)| *other || by_route(r)).collect();
        let (new, old) = (answers, old_answers);
        of_kind(parties, old_parties, &self.parties_say_other);
        of_kind(&new.routes, &old.routes, &self.routes_say_other);
        of_kind(&new.releases, &old.releases, &releases);
        of_kind(&new.unstaged, &old.unstaged, &releases);
        of_kind(&new.classes, &old.classes, &self.classes_say_other);
        touched
    }
}

/// Parties that are controlled by other rules than before, by number.
fn parties_say_other(old: &Network, new: &Network) -> Vec<bool> {
    let threshold = |net: &Network| {
        let settings = &net.settings;
        (
            settings.control_threshold,
            settings.control_threshold_inclusive,
        )
    };
    let owners = |p: &Party| -> Vec<_> { p.owners.iter().map(|o| (o.holder, o.share)).collect() };
    let stated = |p: &Party| -> Vec<_> {
        let stated = p.controlled_by.iter();
        stated.map(|c| (c.holder, c.how, c.contested)).collect()
    };
    let presence =
        |p: &Party| -> Vec<_> { p.presence.iter().map(|(c, kind, _)| (*c, *kind)).collect() };
    let blanks = |p: &Party| {
        (
            p.undisclosed,
            p.seat_unknown.is_some(),
            p.owners_unknown.is_some(),
        )
    };
    let same = |a: &Party, b: &Party| {
        a.seats == b.seats
            && owners(a) == owners(b)
            && stated(a) == stated(b)
            && presence(a) == presence(b)
            && blanks(a) == blanks(b)
    };
    let rules = threshold(old) == threshold(new);
    let pairs = old.parties.iter().zip(&new.parties);
    pairs.map(|(a, b)| !rules || !same(a, b)).collect()
}

/// Goes over releases until nothing more reads what must be answered again.
fn spread_over_releases(net: &Network, view: View, cone: &mut Cone) {
    let by_route = |component: &Component| component.routes.iter().any(|r| cone.routes[r.index()]);
    let by_route: Vec<bool> = net.components.iter().map(by_route).collect();
    let gets_out = |n: usize| parts_count(net, view, ComponentId::from(n));
    let gets_out: Vec<bool> = (0..net.components.len()).map(gets_out).collect();
    for (n, release) in net.releases.iter().enumerate() {
        cone.releases[n] |= by_route[release.component.index()];
    }
    loop {
        let mut more = false;
        for (n, release) in net.releases.iter().enumerate() {
            if cone.releases[n] || !gets_out[release.component.index()] {
                continue;
            }
            cone.releases[n] = release.contains.iter().any(|p| cone.releases[p.index()]);
            more |= cone.releases[n];
        }
        if !more {
            return;
        }
    }
}

/// The same over classes, by what they are made of, by access, and by what carries and manages them.
fn spread_over_classes(net: &Network, cone: &mut Cone) {
    loop {
        let mut more = false;
        for (n, class) in net.classes.iter().enumerate() {
            if cone.classes[n] {
                continue;
            }
            let mut above = class.hosts.iter().chain(&class.managers);
            cone.classes[n] = class.releases().any(|(_, r)| cone.releases[r.index()])
                || class.access.iter().any(|r| cone.routes[r.index()])
                || above.any(|c| cone.classes[c.index()]);
            more |= cone.classes[n];
        }
        if !more {
            return;
        }
    }
}

/// Which new things have no twin, or do not say what it says.
fn other<T>(twins: &Twins, new: &[T], old: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<bool> {
    let says_other = |(n, thing)| twins.twin(n).is_none_or(|twin| !same(thing, &old[twin]));
    new.iter().enumerate().map(says_other).collect()
}

/// Parties have the numbers that they had. What a route is called and rests on is read by nobody here.
fn same_route(new: &Route, old: &Route) -> bool {
    let numbers = |r: &Route| (r.kind, r.holes, r.threshold.low, r.threshold.high, r.staged);
    let unknown = |r: &Route| (r.holes_unknown.is_some(), r.threshold.unknown.is_some());
    let mut guards = new.guards.iter().zip(&old.guards);
    numbers(new) == numbers(old)
        && unknown(new) == unknown(old)
        && new.keyholders == old.keyholders
        && new.guards.len() == old.guards.len()
        && guards.all(|(a, b)| (a.party, a.unknown.is_some()) == (b.party, b.unknown.is_some()))
}

fn route_key(net: &Network, n: usize) -> (Option<&str>, &str) {
    let route = &net.routes[n];
    let component = route
        .component
        .map(|c| net.components[c.index()].id.as_str());
    (component, &route.id)
}

fn release_key(net: &Network, n: usize) -> (&str, &str) {
    let release = &net.releases[n];
    (
        &net.components[release.component.index()].id,
        &release.version,
    )
}

/// The first element stands for a class.
fn class_key(net: &Network, n: usize) -> &str {
    let first = net.classes[n].members.first();
    first.map_or("", |first| &net.elements[first.index()].id)
}
