//! Who decides for whom.

use keyholder_supply::facts::PresenceFact;
use keyholder_supply::{ControlHow, PartyKind, PresenceKind, Share, ShareRange};
use keyholder_witness::Actor;

use super::{AT_MOST, POSSIBLY, SURELY, Story, actor, asked, can};
use crate::random::{name, nowhere};

/// `top` holds 60 % of `middle`, and 40 % of `end`; `middle` holds 20 % of `end`.
/// Alone 40 % is not control, and neither is 20 %; together 60 % is. The country of `top` has it too,
/// and so `end` answers to a country that is not its own.
#[test]
fn shares_add_up_along_a_chain() {
    let net = Story::default()
        .party("top", "XA", &[])
        .party("middle", "XB", &[("top", 60)])
        .party("end", "XB", &[("top", 40), ("middle", 20), ("other", 40)])
        .party("other", "XC", &[])
        .network();
    assert!(can(&net, &["top"], SURELY, "controls", "end"));
    assert!(can(&net, &["XA"], SURELY, "controls", "end"));
    assert!(!can(&net, &["middle"], AT_MOST, "controls", "end"));
    assert!(!can(&net, &["other"], AT_MOST, "controls", "end"));
    assert!(!can(&net, &["top"], AT_MOST, "controls", "other"));
}

/// `one` and `two` hold 51 % of each other; `outside` holds 30 % of each. Whoever has one has both, but
/// a circle does not lift itself: `outside` has neither. With 51 % of `two` it would have both.
#[test]
fn a_circle_does_not_lift_itself() {
    let story = |outside: u32, other: u32| {
        Story::default()
            .party("one", "XA", &[("two", 51), ("outside", 30)])
            .party("two", "XA", &[("one", other), ("outside", outside)])
            .party("outside", "XB", &[])
            .network()
    };
    let net = story(30, 51);
    assert!(can(&net, &["one"], SURELY, "controls", "two"));
    assert!(can(&net, &["two"], SURELY, "controls", "one"));
    assert!(!can(&net, &["outside"], AT_MOST, "controls", "one"));
    assert!(can(&story(51, 40), &["outside"], SURELY, "controls", "one"));
}

/// Exactly half is not more than half. Under a rule "10 percent or more", exactly a tenth is enough.
#[test]
fn the_threshold_is_exact() {
    let half = Story::default()
        .party("a", "XA", &[])
        .party("b", "XB", &[("a", 50)])
        .network();
    assert!(!can(&half, &["a"], AT_MOST, "controls", "b"));
    let mut tenth = Story::default()
        .party("a", "XA", &[])
        .party("b", "XB", &[("a", 10)]);
    tenth.0.settings.control_threshold = Share(100_000);
    tenth.0.settings.control_threshold_inclusive = true;
    assert!(can(&tenth.network(), &["a"], SURELY, "controls", "b"));
}

/// A golden share decides without a majority. Where it is contested, it counts as possible, not as sure.
#[test]
fn a_golden_share_decides() {
    let story = |contested| {
        Story::default()
            .party("b", "XB", &[("a", 1)])
            .under("XG", ControlHow::GoldenShare, contested)
            .party("a", "XA", &[])
            .network()
    };
    let (plain, contested) = (story(false), story(true));
    assert!(can(&plain, &["XG"], SURELY, "controls", "b"));
    assert!(!can(&contested, &["XG"], SURELY, "controls", "b"));
    assert!(can(&contested, &["XG"], POSSIBLY, "controls", "b"));
    assert!(!can(&plain, &["a"], AT_MOST, "controls", "b"));
}

/// 30 % are stated, the rest is not said to be dispersed: 70 % are undisclosed.
/// `a` with its 30 % is possible, a stranger is not, and at most it is anybody.
#[test]
fn undisclosed_shares_are_an_interval() {
    let net = Story::default()
        .party("b", "XB", &[("a", 30)])
        .but(|b| b.dispersed = None)
        .party("a", "XA", &[])
        .party("stranger", "XC", &[])
        .network();
    assert!(!can(&net, &["a"], SURELY, "controls", "b"));
    assert!(can(&net, &["a"], POSSIBLY, "controls", "b"));
    assert!(!can(&net, &["stranger"], POSSIBLY, "controls", "b"));
    assert!(can(&net, &["stranger"], AT_MOST, "controls", "b"));
}

/// Between 40 % and 60 %: not surely more than half, possibly more than half.
#[test]
fn a_range_of_shares_is_an_interval() {
    let net = Story::default()
        .party("b", "XB", &[("a", 40)])
        .but(|b| {
            b.owners[0].share = ShareRange {
                low: Share(400_000),
                high: Share(600_000),
            }
        })
        .party("a", "XA", &[])
        .network();
    assert!(!can(&net, &["a"], SURELY, "controls", "b"));
    assert!(can(&net, &["a"], POSSIBLY, "controls", "b"));
}

/// A seat that nobody states may be in any country, but it is no party's.
#[test]
fn a_seat_not_stated_may_be_anywhere() {
    let net = Story::default()
        .party("b", "XB", &[])
        .but(|b| (b.seat, b.kind) = (None, Some(PartyKind::Community)))
        .party("a", "XA", &[])
        .network();
    assert!(!can(&net, &["XA"], POSSIBLY, "controls", "b"));
    assert!(can(&net, &["XA"], AT_MOST, "controls", "b"));
    assert!(!can(&net, &["a"], AT_MOST, "controls", "b"));
}

/// Building software in a country is not control by it; with presence counted, the country has the party.
#[test]
fn presence_is_kept_apart() {
    let net = Story::default()
        .party("b", "XB", &[])
        .but(|b| {
            let (country, kind) = (name("XP"), PresenceKind::Build);
            b.presence.push(PresenceFact {
                country,
                kind,
                provenance: nowhere(),
            });
        })
        .network();
    assert!(!can(&net, &["XP"], AT_MOST, "controls", "b"));
    let present = Actor {
        presence: true,
        ..actor(&net, &["XP"])
    };
    assert!(asked(&net, &present, SURELY, "controls", "b"));
}
