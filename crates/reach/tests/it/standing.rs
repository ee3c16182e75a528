//! An assessment that follows changes says what a new one says.

use std::sync::Arc;

use keyholder_reach::{Standing, Touched, actors, assess, explain_with_grounds, fewest_cuts};
use keyholder_supply::facts::{Facts, Slot};
use keyholder_supply::{Memory, Network, PlaceId, resolve};
use keyholder_witness::{Bound, Claim, View};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::large::grouped;
use crate::meddle::meddle;
use crate::property;
use crate::random::{Case, catalogue, facts, name};

const CASES: u32 = 256;

/// Changes one after the other; some go back to what was before.
fn changes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    vec((0..8_usize, 0..1_000_000_usize), 1..5)
}

property!(
    /// Who comes again is told the same network, and the same faults, as one who comes for the first time.
    what_is_remembered_is_what_is_read, CASES, (facts(), changes()), |(case, changes)| {
        // Once row by row, and once as tables too large for that.
        for form in [Facts::clone as fn(&Facts) -> Facts, |facts| grouped(facts.clone())] {
            let mut memory = Memory::default();
            let mut now = case.0.clone();
            for (what, pick) in &changes {
                let again = Case(form(&now)).network_again(&mut memory);
                let new = resolve(form(&now), &catalogue());
                prop_assert_eq!(&again.diagnostics, &new.diagnostics);
                prop_assert_eq!(format!("{:?}", again.value), format!("{:?}", new.value));
                meddle(&mut now, *what, *pick);
            }
        }
    }
);

/// An element that runs what only a bill of materials names, which then names something else in its place.
#[test]
fn a_part_that_becomes_another_is_another_to_those_who_run_it() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut tried = 0;
    for _ in 0..200 {
        let tree = facts().new_tree(&mut runner).expect("some case");
        let Case(mut facts) = tree.current();
        facts.access_routes.clear();
        let parts = facts.boms.iter_mut().flat_map(|b| &mut b.bom.components);
        let Some(part) = parts.into_iter().find(|part| part.purl.is_some()) else {
            continue;
        };
        let named = format!("{}@{}", part.purl.clone().unwrap_or_default(), part.version);
        let Some(element) = facts.elements.first_mut() else {
            continue;
        };
        element.layers[3] = Slot::Names(vec![name(named)]);
        let mut memory = Memory::default();
        for _ in 0..2 {
            let again = Case(facts.clone()).network_again(&mut memory);
            let new = resolve(facts.clone(), &catalogue());
            assert_eq!(again.diagnostics, new.diagnostics);
            assert_eq!(format!("{:?}", again.value), format!("{:?}", new.value));
            let parts = facts.boms.iter_mut().flat_map(|b| &mut b.bom.components);
            parts.for_each(|part| part.purl = part.purl.take().map(|purl| format!("{purl}x")));
        }
        tried += 1;
    }
    assert!(tried > 50, "{tried}");
}

property!(
    /// After any changes, what stands is what a new assessment says, to the last number.
    what_stands_is_what_is_new, CASES, (facts(), changes()), |(case, changes)| {
        let mut standing = Standing::new(Arc::new(case.network()));
        prop_assert_eq!(standing.assessment(), &assess(standing.network()));
        let (mut now, mut before) = (case.clone(), case);
        for (what, pick) in changes {
            let then = now.clone();
            match what {
                7 => now = before,
                _ => meddle(&mut now.0, what, pick),
            }
            before = then;
            let net = Arc::new(now.network());
            standing.update(Arc::clone(&net));
            prop_assert_eq!(standing.assessment(), &assess(&net));
        }
    }
);

property!(
    /// Where nothing is derived otherwise, ways and cuts are what they were, step by step.
    what_is_not_touched_is_explained_alike, CASES / 4, (facts(), changes()), |(case, changes)| {
        let Case(mut facts) = case.clone();
        let mut standing = Standing::new(Arc::new(case.network()));
        for (what, pick) in changes {
            let before = Arc::clone(standing.network());
            meddle(&mut facts, what, pick);
            standing.update(Arc::new(Case(facts.clone()).network()));
            let after = standing.network();
            for (n, actor) in actors(after).iter().enumerate() {
                let stated = View::all().into_iter().filter(|v| v.bound != Bound::AtMost);
                for view in stated.filter(|view| !standing.is_derived_otherwise(n, *view)) {
                    for targets in targets(after) {
                        let [then, now] = [&before, after].map(|net| {
                            let why = explain_with_grounds(net, &actor.actor, view, &targets);
                            (format!("{why:?}"), fewest_cuts(net, &actor.actor, view, &targets))
                        });
                        prop_assert_eq!(then, now, "{:?} {:?}", actor, view);
                    }
                }
            }
        }
    }
);

/// All classes, all places to look into, all to stop.
fn targets(net: &Network) -> [Vec<Claim>; 3] {
    let places = || (0..net.places.len()).map(PlaceId::from);
    [
        (0..net.classes.len())
            .map(|n| Claim::Alters(n.into()))
            .collect(),
        places().map(Claim::Sees).collect(),
        places().map(Claim::Stops).collect(),
    ]
}

/// The property above would hold of a state that starts anew each time.
#[test]
fn most_changes_touch_little() {
    let (mut everything, mut counted, mut small, mut grouped, mut all) = (0, 0, 0, 0, 0);
    let (mut alike, mut asked) = (0, 0);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..200 {
        let tree = (facts(), changes())
            .new_tree(&mut runner)
            .expect("some case");
        let (case, changes) = tree.current();
        let Case(mut facts) = case.clone();
        let mut memory = Memory::default();
        let mut standing = Standing::new(case.network_again(&mut memory).value);
        for (what, pick) in changes {
            meddle(&mut facts, what, pick);
            let net = Case(facts.clone()).network_again(&mut memory).value;
            grouped += usize::from(!Arc::ptr_eq(&standing.network().elements, &net.elements));
            let releases_all = net.releases.len();
            match standing.update(net) {
                Touched::Everything => everything += 1,
                Touched::Some {
                    places, releases, ..
                } => {
                    counted += usize::from(places);
                    small += usize::from(2 * releases < releases_all);
                }
            }
            all += 1;
            for n in 0..standing.assessment().actors.len() {
                asked += 1;
                alike += usize::from(!standing.is_derived_otherwise(n, View::all()[0]));
            }
        }
    }
    assert!(everything * 4 < all, "{everything} of {all} from the start");
    assert!(counted * 2 < all, "{counted} of {all} counted anew");
    assert!(grouped * 2 < all, "{grouped} of {all} grouped anew");
    assert!(alike * 2 > asked, "{alike} of {asked} derived alike");
    assert!(small * 2 > all, "{small} of {all} are small");
}
