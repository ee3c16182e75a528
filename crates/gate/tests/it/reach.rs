//! Who could change more after the update.

use keyholder_supply::gate::CheckState::{Failed, NotDone, Passed};
use keyholder_supply::gate::GateCheck;

use crate::world::{NEW, World, bom, parts, said};

const CHECK: GateCheck = GateCheck::ReachDifference;

/// A world in which a part comes in.
fn with_new_part(publisher: &str) -> World {
    World::with(|w| {
        let mut with = NEW.to_vec();
        with.push(("log", "1", "Harbor", "ee"));
        w.after = Ok(parts(bom("1.1", &with)));
        w.publishers.push_str(publisher);
    })
}

#[test]
fn the_same_parts_let_nobody_in() {
    World::new().expect(CHECK, Passed, "nobody could change more than before");
    assert!(World::new().judge().wider.is_empty());
}

#[test]
fn a_new_part_of_a_known_publisher() {
    let world =
        with_new_part("[[publisher]]\npurl_prefix = \"pkg:generic/log\"\nparty = \"third\"\n");
    let words = "The third could change 2 of 2 `AMF` by parts inside; before it was 0";
    world.expect(CHECK, Failed, words);
    let judged = world.judge();
    let actors: Vec<&str> = judged.wider.iter().map(|w| w.actor.as_str()).collect();
    assert!(
        actors.contains(&"party:third") && actors.contains(&"country:XC"),
        "{actors:?}"
    );
    assert!(
        judged
            .wider
            .iter()
            .all(|w| w.with_parts && w.before == (0, 0) && w.after == (2, 2))
    );
}

#[test]
fn a_new_part_of_somebody_who_is_there_already() {
    let world =
        with_new_part("[[publisher]]\npurl_prefix = \"pkg:generic/log\"\nparty = \"lumen\"\n");
    world.expect(CHECK, Passed, "nobody could change more");
}

#[test]
fn a_new_part_of_nobody_knows_whom() {
    let world = with_new_part("");
    let (state, text) = world.said(CHECK);
    assert_eq!(state, NotDone, "{text}");
}

#[test]
fn a_gap_that_was_there_before_is_no_new_one() {
    let world = World::with(|w| {
        let with = |parts: &[(&'static str, &'static str, &'static str, &'static str)]| {
            let mut all = parts.to_vec();
            all.push(("log", "1", "Harbor", "ee"));
            all
        };
        w.before = Some(bom("1.0", &with(crate::world::OLD)));
        w.after = Ok(parts(bom("1.1", &with(NEW))));
    });
    world.expect(CHECK, Passed, "nobody could change more");
}

#[test]
fn where_nothing_of_it_ran_its_supplier_comes_in() {
    let world = World::with(|w| w.wanted = vec!["s1".to_owned()]);
    let judged = world.judge();
    let (state, text) = said(&judged, CHECK);
    assert_eq!(state, Failed);
    assert!(
        text.contains("The maker could change 1 of 1 `SMF` by keys; before it was 0"),
        "{text}"
    );
    // Gains by keys are not told again as gains by parts.
    assert!(
        !text.contains("The maker could change 1 of 1 `SMF` by parts"),
        "{text}"
    );
}
