//! Laws that reach obeys whatever the network is.

use std::collections::BTreeSet;

use keyholder_supply::facts::Slot;
use keyholder_supply::{ClassId, ElementId, HolderId, Network, PartyId, RouteId, RouteKind};
use keyholder_witness::{Actor, Bound, Claim, Means, Stage, View, all_claims, rules};
use proptest::prelude::*;

use crate::by_hand::{Story, signed};
use crate::edits::{Forgot, Kind, forget, rename, repeat, repeat_whole, shuffle};
use crate::naive::closure;
use crate::naming::{plain, words};
use crate::property;
use crate::random::{Case, actors, facts};
use crate::tighten::tighten;

const CASES: u32 = 256;

/// Asks something of every actor in every view.
fn everywhere(
    net: &Network,
    mut ask: impl FnMut(&Actor, View) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    for actor in actors(net) {
        for view in View::all() {
            ask(&actor, view)?;
        }
    }
    Ok(())
}

property!(
    /// A rule that holds goes on holding when more is known.
    rules_are_monotone, CASES, (facts(), any::<u64>(), any::<u64>(), any::<usize>()),
    |(case, few, more, who)| {
        let net = case.network();
        let all = all_claims(&net);
        let among = |seed: u64| -> BTreeSet<Claim> {
            let chosen = |n: &usize| seed.rotate_left(u32::try_from(n % 61).unwrap_or(0)) & 1 == 1;
            (0..all.len()).filter(chosen).map(|n| all[n]).collect()
        };
        let small = among(few & more);
        let large: BTreeSet<Claim> = among(few).union(&small).copied().collect();
        let actors = actors(&net);
        let actor = &actors[who % actors.len()];
        for view in View::all() {
            for claim in &all {
                let by = |known: &BTreeSet<Claim>| {
                    rules::holds(&net, actor, view, *claim, &|c| known.contains(&c))
                };
                prop_assert!(!by(&small) || by(&large), "{claim:?} {actor:?} {view:?}");
            }
        }
    }
);

property!(
    /// Together is never less than apart, and presence adds.
    more_actors_reach_more, CASES, (facts(), any::<usize>(), any::<usize>()), |(case, one, other)| {
        let net = case.network();
        let all = actors(&net);
        let (one, other) = (&all[one % all.len()], &all[other % all.len()]);
        let both = Actor {
            holders: one.holders.iter().chain(&other.holders).copied().collect(),
            presence: one.presence || other.presence,
        };
        for view in View::all() {
            let together = closure(&net, &both, view);
            prop_assert!(closure(&net, one, view).is_subset(&together), "{one:?} {both:?} {view:?}");
            prop_assert!(closure(&net, other, view).is_subset(&together), "{other:?} {both:?} {view:?}");
        }
    }
);

property!(
    /// A stronger gate never raises reach; read backwards, an edge more never lowers it.
    tighter_is_never_more, CASES, (facts(), any::<usize>(), any::<u32>()), |(case, what, pick)| {
        let net = case.network();
        let mut tight = net.clone();
        tighten(&mut tight, what, pick as usize);
        everywhere(&net, |actor, view| {
            let (less, more) = (closure(&tight, actor, view), closure(&net, actor, view));
            let grown: Vec<_> = less.difference(&more).collect();
            prop_assert!(grown.is_empty(), "{grown:?} {actor:?} {view:?}");
            Ok(())
        })?;
    }
);

property!(
    /// Without any safeguard, reach is no smaller.
    unguarded_is_never_less, CASES, facts(), |case| {
        let net = case.network();
        let mut open = net.clone();
        open.routes.iter_mut().for_each(|r| r.guards.clear());
        everywhere(&net, |actor, view| {
            prop_assert!(closure(&net, actor, view).is_subset(&closure(&open, actor, view)));
            Ok(())
        })?;
    }
);

/// The same facts with a route to each element that only a hermit can use, who answers to nobody: then no two
/// elements are alike.
fn apart(case: &Case) -> Case {
    let mut facts = case.0.clone();
    let hermit = Story::default().party("hermit", "XZ", &[]).0;
    facts.parties.extend(hermit.parties);
    for element in &case.0.elements {
        let mut own = signed(&format!("own {}", element.id.text), &["hermit"], 1);
        own.kind = RouteKind::RemoteMaintenance;
        own.leads_to.elements = vec![element.id.clone()];
        facts.access_routes.push(own);
    }
    Case(facts)
}

property!(
    /// Grouping elements into classes loses nothing and adds nothing.
    classes_are_exact, CASES, facts(), |case| {
        let (net, split) = (case.network(), apart(&case).network());
        prop_assert_eq!(split.classes.len(), split.elements.len());
        everywhere(&net, |actor, view| {
            let there = found_again(&net, &split, actor, &unchanged);
            let grouped = plain(&net, &closure(&net, actor, view));
            prop_assert_eq!(grouped, plain(&split, &closure(&split, &there, view)));
            Ok(())
        })?;
    }
);

property!(
    /// What a class says is what the row of each of its elements says.
    classes_are_alike, CASES, facts(), |case| {
        let net = case.network();
        let classes_of = |ids: &[ElementId]| -> BTreeSet<ClassId> {
            ids.iter().map(|e| net.elements[e.index()].class).collect()
        };
        let stated = |gap: bool, slot: &Slot| gap || *slot != Slot::NotStated;
        for class in &net.classes {
            for member in &class.members {
                let element = &net.elements[member.index()];
                let row = case.0.elements.iter().find(|e| e.id.text == element.id);
                let Some(row) = row else { panic!("an element without a row") };
                prop_assert_eq!(classes_of(&element.hosts), class.hosts.iter().copied().collect());
                prop_assert_eq!(classes_of(&element.managers), class.managers.iter().copied().collect());
                prop_assert_eq!((element.function, element.operator), (class.function, class.operator));
                prop_assert_eq!(row.wave, class.wave);
                prop_assert!(stated(class.host_unknown.is_some(), &row.host));
                prop_assert!(stated(class.manager_unknown.is_some(), &row.manager));
                for (layer, slot) in class.layers.iter().zip(&row.layers) {
                    prop_assert!(stated(layer.unknown.is_some(), slot));
                    if let Slot::Names(names) = slot {
                        let ours = layer.releases.iter().map(|r| net.release_label(*r)).collect();
                        let all: BTreeSet<String> = names.iter().map(|n| n.text.clone()).collect();
                        prop_assert!(all.is_superset(&ours));
                        prop_assert!(layer.unknown.is_some() || all == ours);
                    }
                }
                for route in case.0.access_routes.iter().filter(|r| !r.leads_to.elements.is_empty()) {
                    let leads = route.leads_to.elements.iter().any(|e| e.text == element.id);
                    let id = net.routes.iter().position(|r| r.id == route.id.text);
                    let there = class.access.iter().any(|r| Some(r.index()) == id);
                    prop_assert_eq!(leads, there, "{} to {}", route.id.text, element.id);
                }
            }
        }
    }
);

/// An actor in words, so that it can be found again in another network.
fn found_again(
    from: &Network,
    to: &Network,
    actor: &Actor,
    name: &dyn Fn(Kind, &str) -> String,
) -> Actor {
    let holder = |holder: &HolderId| match holder {
        HolderId::Party(p) => {
            let wanted = name(Kind::Party, &from.parties[p.index()].id);
            let at = to.parties.iter().position(|p| p.id == wanted);
            at.map(|n| HolderId::Party(PartyId::from(n)))
        }
        HolderId::Country(c) => {
            let wanted = name(Kind::Country, &from.countries[c.index()].code);
            let at = to.countries.iter().position(|c| c.code == wanted);
            at.map(|n| HolderId::Country(n.into()))
        }
    };
    Actor {
        holders: actor.holders.iter().filter_map(holder).collect(),
        presence: actor.presence,
    }
}

/// Both networks say the same of everybody, in words.
fn same_words(
    one: &Network,
    other: &Network,
    name: &dyn Fn(Kind, &str) -> String,
) -> Result<(), TestCaseError> {
    everywhere(one, |actor, view| {
        let there = found_again(one, other, actor, name);
        prop_assert_eq!(there.holders.len(), actor.holders.len());
        let (ours, theirs) = (closure(one, actor, view), closure(other, &there, view));
        prop_assert_eq!(
            words(one, &ours, name),
            plain(other, &theirs),
            "{:?} {:?}",
            actor,
            view
        );
        Ok(())
    })
}

fn unchanged(_: Kind, name: &str) -> String {
    name.to_owned()
}

property!(
    /// The order of files, rows and lists changes nothing.
    order_changes_nothing, CASES, (facts(), any::<u64>()), |(case, seed)| {
        let mut other = case.clone();
        shuffle(&mut other.0, seed);
        same_words(&case.network(), &other.network(), &unchanged)?;
    }
);

property!(
    /// Saying the same twice in a list changes nothing.
    repetition_changes_nothing, CASES, facts(), |case| {
        let mut other = case.clone();
        repeat(&mut other.0);
        same_words(&case.network(), &other.network(), &unchanged)?;
    }
);

property!(
    /// A name defined twice is a doubt at most: the far end does not fall, the sure end does not rise.
    second_definitions_only_widen, CASES, facts(), |case| {
        let mut other = case.clone();
        repeat_whole(&mut other.0);
        only_widens(&case, &other, Forgot::Widens)?;
    }
);

/// A new name that sorts elsewhere. Parts that documents name keep theirs.
fn new_name(seed: u64, kind: Kind, text: &str) -> String {
    if kind == Kind::Country {
        let step = [1, 3, 5, 7][(seed % 4) as usize];
        let at = text
            .bytes()
            .next_back()
            .map_or(0, |b| u64::from(b.saturating_sub(b'A')));
        let letter = b'A' + u8::try_from((at * step + seed % 26) % 26).unwrap_or(0);
        return format!("X{}", char::from(letter));
    }
    if text.contains(':') {
        return text.to_owned();
    }
    let mixed = text.bytes().fold(seed, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{:04x}{text}", mixed >> 48)
}

property!(
    /// Names change nothing.
    names_change_nothing, CASES, (facts(), any::<u64>()), |(case, seed)| {
        let to = |kind, text: &str| new_name(seed, kind, text);
        let mut other = case.clone();
        rename(&mut other.0, &to);
        same_words(&case.network(), &other.network(), &to)?;
    }
);

property!(
    /// To break a pool, one must reach members; where all are needed, any; where one is needed, all.
    /// So with equal members a pool is stopped by no more actors than can look into it, if one will do.
    pools_cut_both_ways, CASES, facts(), |case| {
        let net = case.network();
        everywhere(&net, |actor, view| {
            let claims = closure(&net, actor, view);
            for (n, pool) in net.pools.iter().enumerate().filter(|(_, pool)| pool.size > 0) {
                let reached = |(class, _): &(ClassId, u32)| claims.contains(&Claim::Alters(*class));
                let (any, all) = (pool.members.iter().any(reached), pool.members.iter().all(reached));
                let breaks = claims.contains(&Claim::Breaks(n.into()));
                prop_assert!(any || !breaks, "{} {actor:?} {view:?}", pool.id);
                prop_assert!(breaks || !all, "{} {actor:?} {view:?}", pool.id);
                if (pool.needed.low, pool.needed.high) == (1, 1) {
                    prop_assert_eq!(breaks, all);
                }
                if pool.needed.low == pool.size {
                    prop_assert_eq!(breaks, any);
                }
            }
            Ok(())
        })?;
    }
);

property!(
    /// A country reaches all that any party seated or managed there reaches.
    countries_hold_their_parties, CASES, facts(), |case| {
        let net = case.network();
        for (n, party) in net.parties.iter().enumerate() {
            let own = Actor::one(HolderId::Party(PartyId::from(n)));
            for (country, _) in &party.seats {
                let country = Actor::one(HolderId::Country(*country));
                for view in View::all() {
                    let (less, more) = (closure(&net, &own, view), closure(&net, &country, view));
                    prop_assert!(less.is_subset(&more), "{} {view:?}", party.id);
                }
            }
        }
    }
);

property!(
    /// Surely is within possibly is within at most; keys within upstream; one action within the end.
    views_nest, CASES, facts(), |case| {
        let net = case.network();
        let wider = |view: View| {
            let bound = match view.bound {
                Bound::Surely => Bound::Possibly,
                Bound::Possibly | Bound::AtMost => Bound::AtMost,
            };
            [
                View { bound, ..view },
                View { means: Means::Upstream, ..view },
                View { stage: Stage::InTheEnd, ..view },
            ]
        };
        everywhere(&net, |actor, view| {
            let narrow = closure(&net, actor, view);
            for wide in wider(view) {
                let wide_claims = closure(&net, actor, wide);
                let lost: Vec<_> = narrow.difference(&wide_claims).collect();
                prop_assert!(lost.is_empty(), "{lost:?} {actor:?} {view:?} {wide:?}");
            }
            Ok(())
        })?;
    }
);

/// Whether the statement let a gap of a place be closed. A pool of which it is not stated what it serves
/// counts for every place of its operator, and so closes gaps there.
fn closes_gaps(before: &Network, after: &Network) -> bool {
    let pairs = before.places.iter().zip(&after.places);
    pairs.into_iter().any(|(b, a)| a.gaps.len() < b.gaps.len())
}

property!(
    /// Forgetting a statement never lowers the far end and never raises the sure end; read backwards,
    /// filling a blank never raises the far end and never lowers the sure end.
    unknown_only_widens, 4 * CASES, (facts(), any::<usize>()), |(case, pick)| {
        let mut other = case.clone();
        let Some(forgot) = forget(&mut other.0, pick) else { return Ok(()) };
        only_widens(&case, &other, forgot)?;
    }
);

/// Whether, of what can be said about both, no far end falls and no sure end rises.
fn only_widens(case: &Case, other: &Case, forgot: Forgot) -> Result<(), TestCaseError> {
    let (before, after) = (case.network(), other.network());
    if closes_gaps(&before, &after) {
        return Ok(());
    }
    let both = shared_claims(&before, &after);
    for actor in actors(&before) {
        let there = found_again(&before, &after, &actor, &unchanged);
        if there.holders.len() != actor.holders.len() {
            continue;
        }
        for view in View::all()
            .into_iter()
            .filter(|v| v.bound != Bound::Possibly)
        {
            let stated = plain(&before, &closure(&before, &actor, view));
            let open = plain(&after, &closure(&after, &there, view));
            let (less, more) = match view.bound {
                Bound::Surely if forgot == Forgot::FarEndRises => continue,
                Bound::Surely => (open, stated),
                _ => (stated, open),
            };
            let wrong: Vec<_> = less
                .difference(&more)
                .filter(|w| both.contains(*w))
                .collect();
            prop_assert!(
                wrong.is_empty(),
                "{wrong:?} {actor:?} {view:?}\nafter: {other:?}"
            );
        }
    }
    Ok(())
}

/// Claims that can be made about both networks.
fn shared_claims(one: &Network, other: &Network) -> crate::naming::Words {
    let ours = plain(one, &all_claims(one));
    let theirs = plain(other, &all_claims(other));
    ours.intersection(&theirs).cloned().collect()
}

/// The random networks are worth asking: they have reach and doubt, gaps and circles.
#[test]
fn random_networks_are_varied() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut between, mut stepped) = (BTreeSet::new(), 0, 0);
    for _ in 0..64 {
        let case: Case = facts().new_tree(&mut runner).expect("facts").current();
        let net = case.network();
        stepped +=
            usize::from((0..net.routes.len()).any(|r| net.routes[RouteId::from(r).index()].staged));
        for actor in actors(&net) {
            let at = |bound| View {
                bound,
                means: Means::Upstream,
                stage: Stage::InTheEnd,
            };
            let sure = closure(&net, &actor, at(Bound::Surely));
            between += usize::from(sure.len() + 3 < closure(&net, &actor, at(Bound::AtMost)).len());
            kinds.extend(plain(&net, &sure).into_iter().map(|(verb, _)| verb));
        }
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    assert!(between > 100 && stepped > 10, "{between} {stepped}");
}
