//! Changes to facts: new names, another order, repetitions, one statement forgotten.

use keyholder_diag::{FileId, Span};
use keyholder_supply::facts::{
    BomFact, Facts, Holder, KeyholderFact, Name, RouteFact, SafeguardFact, Slot,
};
use keyholder_supply::{ComponentKind, PartyKind, Share};

/// Which kind of thing a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Party,
    Country,
    Component,
    Route,
    Element,
    Pool,
    Place,
    Group,
    Document,
}

type To<'a> = &'a dyn Fn(Kind, &str) -> String;

/// All routes, of components and of access.
fn routes(facts: &mut Facts) -> impl Iterator<Item = &mut RouteFact> {
    let inner = facts
        .components
        .iter_mut()
        .flat_map(|c| c.routes.iter_mut().flatten());
    inner.chain(&mut facts.access_routes)
}

/// Gives everything a new name, wherever it stands.
pub(crate) fn rename(facts: &mut Facts, to: To<'_>) {
    let one = |kind, name: &mut Name| name.text = to(kind, &name.text);
    let release = |name: &mut Name| {
        if let Some((component, version)) = name.text.rsplit_once('@') {
            name.text = format!("{}@{version}", to(Kind::Component, component));
        }
    };
    let holder = |holder: &mut Holder| match holder {
        Holder::Party(name) => one(Kind::Party, name),
        Holder::Country(name) => one(Kind::Country, name),
    };
    for party in &mut facts.parties {
        one(Kind::Party, &mut party.id);
        party
            .seat
            .iter_mut()
            .chain(&mut party.managed_from)
            .for_each(|n| one(Kind::Country, n));
        party.owners.iter_mut().for_each(|o| holder(&mut o.holder));
        party
            .controlled_by
            .iter_mut()
            .for_each(|c| holder(&mut c.holder));
        party
            .presence
            .iter_mut()
            .for_each(|p| one(Kind::Country, &mut p.country));
    }
    for component in &mut facts.components {
        one(Kind::Component, &mut component.id);
        component
            .supplier
            .iter_mut()
            .for_each(|n| one(Kind::Party, n));
        for fact in &mut component.releases {
            fact.contains.iter_mut().for_each(release);
            if let BomFact::Files(names) = &mut fact.bom {
                names.iter_mut().for_each(|n| one(Kind::Document, n));
            }
        }
    }
    routes(facts).for_each(|r| rename_route(r, to));
    facts
        .publishers
        .iter_mut()
        .flat_map(|p| &mut p.party)
        .for_each(|n| one(Kind::Party, n));
    for group in &mut facts.groups {
        one(Kind::Group, &mut group.id);
        group.members.iter_mut().for_each(holder);
    }
    for element in &mut facts.elements {
        one(Kind::Element, &mut element.id);
        element
            .operator
            .iter_mut()
            .for_each(|n| one(Kind::Party, n));
        element.place.iter_mut().for_each(|n| one(Kind::Place, n));
        element.pool.iter_mut().for_each(|n| one(Kind::Pool, n));
        named(&mut element.host).for_each(|n| one(Kind::Element, n));
        named(&mut element.manager).for_each(|n| one(Kind::Element, n));
        element.layers.iter_mut().flat_map(named).for_each(release);
    }
    for pool in &mut facts.pools {
        one(Kind::Pool, &mut pool.id);
        pool.operator.iter_mut().for_each(|n| one(Kind::Party, n));
        let places = pool
            .serves
            .iter_mut()
            .filter(|t| t.text != "*" && !t.text.contains('='));
        places.for_each(|n| one(Kind::Place, n));
    }
    for place in &mut facts.places {
        one(Kind::Place, &mut place.id);
        place.operator.iter_mut().for_each(|n| one(Kind::Party, n));
    }
    facts
        .boms
        .iter_mut()
        .for_each(|b| b.path = to(Kind::Document, &b.path));
}

fn rename_route(route: &mut RouteFact, to: To<'_>) {
    let one = |kind, name: &mut Name| name.text = to(kind, &name.text);
    one(Kind::Route, &mut route.id);
    for keyholder in route.keyholders.iter_mut().flatten() {
        if let KeyholderFact::Named(name) = keyholder {
            one(Kind::Party, name);
        }
    }
    let guards = route.safeguards.iter_mut().flatten();
    guards
        .flat_map(|s| &mut s.party)
        .for_each(|n| one(Kind::Party, n));
    let to = &mut route.leads_to;
    to.elements.iter_mut().for_each(|n| one(Kind::Element, n));
    to.operators.iter_mut().for_each(|n| one(Kind::Party, n));
    to.places.iter_mut().for_each(|n| one(Kind::Place, n));
    to.components
        .iter_mut()
        .for_each(|n| one(Kind::Component, n));
}

fn named(slot: &mut Slot) -> impl Iterator<Item = &mut Name> {
    let names = match slot {
        Slot::Names(names) => Some(names),
        Slot::NotStated | Slot::Nothing => None,
    };
    names.into_iter().flatten()
}

/// Gives each statement a place of its own, as in files.
pub(crate) fn stamp(facts: &mut Facts) {
    let mut next = 0;
    let mut place = || {
        next += 2;
        Span::new(FileId(0), next, next + 1)
    };
    macro_rules! all {
        ($($list:expr, $key:ident;)*) => {$(
            for fact in &mut $list {
                fact.$key.span = place();
                fact.provenance.span = fact.$key.span;
            }
        )*};
    }
    all! {
        facts.parties, id;
        facts.components, id;
        facts.access_routes, id;
        facts.publishers, prefix;
        facts.groups, id;
        facts.elements, id;
        facts.pools, id;
        facts.places, id;
    }
    for component in &mut facts.components {
        all! { component.releases, version; }
        if let Some(routes) = &mut component.routes {
            all! { *routes, id; }
        }
    }
}

/// Puts every list into another order; the seed says which.
pub(crate) fn shuffle(facts: &mut Facts, seed: u64) {
    let mut state = seed | 1;
    let mut random = move |below: usize| {
        // Steele and Vigna's splitmix64: small, and good enough to mix short lists.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).unwrap_or(0)
    };
    macro_rules! mix {
        ($($list:expr),* $(,)?) => {$(
            for n in (1..$list.len()).rev() {
                $list.swap(n, random(n + 1));
            }
        )*};
    }
    for party in &mut facts.parties {
        mix!(party.owners, party.controlled_by, party.presence);
    }
    for component in &mut facts.components {
        for release in &mut component.releases {
            mix!(release.contains);
            if let BomFact::Files(names) = &mut release.bom {
                mix!(names);
            }
        }
        mix!(component.releases);
        if let Some(routes) = &mut component.routes {
            mix!(routes);
        }
    }
    for route in routes(facts) {
        if let Some(list) = &mut route.keyholders {
            mix!(list);
        }
        if let Some(list) = &mut route.safeguards {
            mix!(list);
        }
        mix!(route.leads_to.elements);
    }
    for element in &mut facts.elements {
        for slot in element
            .layers
            .iter_mut()
            .chain([&mut element.host, &mut element.manager])
        {
            if let Slot::Names(names) = slot {
                mix!(names);
            }
        }
    }
    facts.pools.iter_mut().for_each(|p| mix!(p.serves));
    facts.groups.iter_mut().for_each(|g| mix!(g.members));
    facts.boms.iter_mut().for_each(|b| mix!(b.bom.components));
    mix!(
        facts.parties,
        facts.components,
        facts.access_routes,
        facts.publishers,
        facts.groups
    );
    mix!(facts.elements, facts.pools, facts.places, facts.boms);
}

/// Says everything twice that may be said twice. Shares are not: two holdings add up.
pub(crate) fn repeat(facts: &mut Facts) {
    fn twice<T: Clone>(list: &mut Vec<T>) {
        let again = list.clone();
        list.extend(again);
    }
    for party in &mut facts.parties {
        twice(&mut party.controlled_by);
        twice(&mut party.presence);
    }
    for component in &mut facts.components {
        for release in &mut component.releases {
            twice(&mut release.contains);
            if let BomFact::Files(names) = &mut release.bom {
                twice(names);
            }
        }
    }
    for route in routes(facts) {
        route.safeguards.iter_mut().for_each(twice);
        // A name that nobody defined counts as one more unknown keyholder each time it stands there.
        let named = |k: &KeyholderFact| matches!(k, KeyholderFact::Named(n) if n.text != "nowhere");
        if let Some(list) = &mut route.keyholders {
            let again: Vec<KeyholderFact> = list.iter().filter(|k| named(k)).cloned().collect();
            list.extend(again);
        }
        twice(&mut route.leads_to.elements);
        twice(&mut route.leads_to.operators);
    }
    for element in &mut facts.elements {
        for slot in element
            .layers
            .iter_mut()
            .chain([&mut element.host, &mut element.manager])
        {
            if let Slot::Names(names) = slot {
                twice(names);
            }
        }
    }
    facts.pools.iter_mut().for_each(|p| twice(&mut p.serves));
    facts.groups.iter_mut().for_each(|g| twice(&mut g.members));
    facts
        .boms
        .iter_mut()
        .for_each(|b| twice(&mut b.bom.components));
}

/// Repeats whole statements further down in their files, as slips of the hand do. Which of the two is meant
/// may count as a doubt.
pub(crate) fn repeat_whole(facts: &mut Facts) {
    let later = |span: &mut Span| {
        span.start += 1_000_000;
        span.end += 1_000_000;
    };
    macro_rules! again {
        ($($list:expr, $key:ident;)*) => {$(
            let mut more = $list.clone();
            for fact in &mut more {
                later(&mut fact.$key.span);
                fact.provenance.span = fact.$key.span;
            }
            $list.extend(more);
        )*};
    }
    again! {
        facts.parties, id;
        facts.components, id;
        facts.access_routes, id;
        facts.publishers, prefix;
        facts.groups, id;
        facts.elements, id;
        facts.pools, id;
        facts.places, id;
    }
}

/// Which way a forgotten statement must move the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forgot {
    /// The sure end may only fall, the far end may only rise.
    Widens,
    /// The far end may only rise. Safeguards that nobody states are not credited, so the sure end may rise too.
    FarEndRises,
}

/// Forgets one statement in favour of "not stated"; `pick` says which. Nothing when there is none.
///
/// Left out, because the files have no other word for their absence than silence, which means "none": stated
/// control, managed-from, presence, contained releases, members of groups. Left out, because the network takes
/// silence on them as an answer, and forgetting them can move an end inwards: function, operator, place and pool
/// of an element, operator and region of a place, operator of a pool,
/// whether hardware contains or signs anything, and holdings known as ranges.
pub(crate) fn forget(facts: &mut Facts, pick: usize) -> Option<Forgot> {
    let mut sites: Vec<Box<dyn FnOnce() -> Forgot + '_>> = Vec::new();
    macro_rules! site {
        ($change:expr) => {
            sites.push(Box::new(move || {
                $change;
                Forgot::Widens
            }))
        };
    }
    for party in &mut facts.parties {
        forget_of_party(party, &mut sites);
    }
    for document in facts.boms.iter_mut().filter(|d| d.bom.complete.is_some()) {
        site!(document.bom.complete = None);
    }
    for component in &mut facts.components {
        let kind = component.kind;
        let shipped = !matches!(kind, Some(ComponentKind::Hardware | ComponentKind::Service));
        if kind != Some(ComponentKind::Hardware) && component.auto_sign.is_some() {
            let auto_sign = &mut component.auto_sign;
            site!(*auto_sign = None);
        }
        for release in component.releases.iter_mut().filter(|_| shipped) {
            site!(release.bom = BomFact::NotStated);
        }
        if pick.is_multiple_of(7) {
            let routes = &mut component.routes;
            site!(*routes = None);
        } else {
            let routes = component.routes.iter_mut().flatten();
            routes.for_each(|r| forget_of_route(r, pick, &mut sites));
        }
    }
    facts
        .access_routes
        .iter_mut()
        .for_each(|r| forget_of_route(r, pick, &mut sites));
    for publisher in &mut facts.publishers {
        site!(publisher.party = None);
    }
    for element in &mut facts.elements {
        for layer in &mut element.layers {
            site!(*layer = Slot::NotStated);
        }
        let (host, manager, wave) = (&mut element.host, &mut element.manager, &mut element.wave);
        site!(*host = Slot::NotStated);
        site!(*manager = Slot::NotStated);
        site!(*wave = None);
    }
    for pool in &mut facts.pools {
        let (needed, serves) = (&mut pool.needed, &mut pool.serves);
        site!(*needed = None);
        site!(serves.clear());
    }
    if sites.is_empty() {
        return None;
    }
    let at = pick % sites.len();
    Some(sites.swap_remove(at)())
}

type Sites<'a> = Vec<Box<dyn FnOnce() -> Forgot + 'a>>;

/// Holdings are forgotten only where the stated shares are exact and add up to no more than the whole:
/// elsewhere the statements contradict each other, and forgetting one may end a contradiction.
fn forget_of_party<'a>(party: &'a mut keyholder_supply::facts::PartyFact, sites: &mut Sites<'a>) {
    let stated: u32 = party.owners.iter().map(|o| o.share.high.0).sum::<u32>()
        + party.dispersed.map_or(0, |d| d.0);
    let exact = party.owners.iter().all(|o| o.share.low == o.share.high);
    let owned = matches!(party.kind, None | Some(PartyKind::Company));
    let (seat, dispersed, owners) = (&mut party.seat, &mut party.dispersed, &mut party.owners);
    sites.push(Box::new(move || {
        *seat = None;
        Forgot::Widens
    }));
    for control in &mut party.controlled_by {
        sites.push(Box::new(move || {
            control.contested = true;
            Forgot::Widens
        }));
    }
    if exact && owned && stated <= Share::ALL.0 {
        sites.push(Box::new(move || {
            if owners.pop().is_none() {
                *dispersed = None;
            }
            Forgot::Widens
        }));
    }
}

fn forget_of_route<'a>(route: &'a mut RouteFact, pick: usize, sites: &mut Sites<'a>) {
    let RouteFact {
        keyholders,
        threshold,
        safeguards,
        ..
    } = route;
    // A threshold that cannot be reached is a fault, not a statement: more keyholders are needed than are
    // named, which is not known any more once the threshold is gone.
    let named = keyholders.as_ref().map_or(usize::MAX, Vec::len);
    if threshold.is_some_and(|k| k >= 1 && k as usize <= named) {
        sites.push(Box::new(move || {
            *threshold = None;
            Forgot::Widens
        }));
    }
    sites.push(Box::new(move || {
        let unknown = KeyholderFact::Unknown(Span::whole(FileId(0)));
        match keyholders.as_mut().and_then(|list| list.first_mut()) {
            Some(first) if pick.is_multiple_of(2) => *first = unknown,
            _ => *keyholders = None,
        }
        Forgot::Widens
    }));
    sites.push(Box::new(move || {
        let who = |s: &'_ &mut SafeguardFact| s.party.is_some();
        match safeguards.iter_mut().flatten().find(who) {
            Some(guard) if !pick.is_multiple_of(3) => {
                guard.party = None;
                Forgot::Widens
            }
            _ => {
                *safeguards = None;
                Forgot::FarEndRises
            }
        }
    }));
}
