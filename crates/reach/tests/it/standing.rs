//! An assessment that follows changes says what a new one says.

use std::sync::Arc;

use keyholder_reach::{Standing, Touched, assess};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::meddle::meddle;
use crate::property;
use crate::random::{Case, facts};

const CASES: u32 = 256;

/// Changes one after the other; some go back to what was before.
fn changes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    vec((0..7_usize, 0..1_000_000_usize), 1..5)
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
                6 => now = before,
                _ => meddle(&mut now.0, what, pick),
            }
            before = then;
            let net = Arc::new(now.network());
            standing.update(Arc::clone(&net));
            prop_assert_eq!(standing.assessment(), &assess(&net));
        }
    }
);

/// The property above would hold of a state that starts anew each time.
#[test]
fn most_changes_touch_little() {
    let (mut everything, mut counted, mut small, mut all) = (0, 0, 0, 0);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..200 {
        let tree = (facts(), changes())
            .new_tree(&mut runner)
            .expect("some case");
        let (case, changes) = tree.current();
        let Case(mut facts) = case.clone();
        let mut standing = Standing::new(Arc::new(case.network()));
        for (what, pick) in changes {
            meddle(&mut facts, what, pick);
            let net = Arc::new(Case(facts.clone()).network());
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
        }
    }
    assert!(everything * 4 < all, "{everything} of {all} from the start");
    assert!(counted * 2 < all, "{counted} of {all} counted anew");
    assert!(small * 2 > all, "{small} of {all} are small");
}
