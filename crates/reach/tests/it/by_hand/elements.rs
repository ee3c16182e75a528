//! Hosts, managers, waves, pools and places.

use keyholder_supply::SafeguardKind::StagedRollout;
use keyholder_supply::facts::Slot;
use keyholder_witness::{Stage, View};

use super::{AT_MOST, POSSIBLY, SURELY, Story, can, safe, signed};
use crate::random::name;

const FIRST_STEP: View = View {
    stage: Stage::OneAction,
    ..SURELY
};
const FIRST_STEP_DOUBTFUL: View = View {
    stage: Stage::OneAction,
    ..POSSIBLY
};

/// Two suppliers, `a` and `b`, each with the only key to its product.
fn two_suppliers() -> Story {
    Story::default()
        .party("a", "XA", &[])
        .party("b", "XB", &[])
        .component("box-a", vec![signed("ra", &["a"], 1)], None, &[])
        .component("box-b", vec![signed("rb", &["b"], 1)], None, &[])
}

fn on(ids: &[&str]) -> Slot {
    Slot::Names(ids.iter().map(|id| name(*id)).collect())
}

/// The element runs on a host of `a` under a manager of `b`: both change it, without a key to it.
/// Not the other way: who changes the guest does not change the host.
#[test]
fn host_and_manager() {
    let net = two_suppliers()
        .party("c", "XC", &[])
        .component("box-c", vec![signed("rc", &["c"], 1)], None, &[])
        .element("host", "NFVI", "box-a")
        .element("manager", "EMS", "box-b")
        .element("guest", "AMF", "box-c")
        .with(|e| (e.host, e.manager) = (on(&["host"]), on(&["manager"])))
        .network();
    for who in ["a", "b", "c"] {
        assert!(can(&net, &[who], SURELY, "alters", "guest"), "{who}");
    }
    assert!(!can(&net, &["c"], AT_MOST, "alters", "host"));
    assert!(!can(&net, &["b"], AT_MOST, "alters", "host"));
}

/// An orchestrator that runs on the host that it manages: a circle, and only the key to one of the two opens it.
#[test]
fn a_circle_of_hosts_and_managers() {
    let net = two_suppliers()
        .element("host", "NFVI", "box-a")
        .with(|e| e.manager = on(&["orchestrator"]))
        .element("orchestrator", "EMS", "")
        .with(|e| e.host = on(&["host"]))
        .network();
    assert!(can(&net, &["a"], SURELY, "alters", "orchestrator"));
    assert!(!can(&net, &["b"], AT_MOST, "alters", "host"));
}

/// Nobody says what carries the element: surely not `b`, at most `b`.
#[test]
fn a_host_not_stated() {
    let net = two_suppliers()
        .element("guest", "AMF", "box-a")
        .with(|e| e.host = Slot::NotStated)
        .network();
    assert!(!can(&net, &["b"], POSSIBLY, "alters", "guest"));
    assert!(can(&net, &["b"], AT_MOST, "alters", "guest"));
}

/// Updates go out in waves. One action changes the first wave; the second not yet; an element of which nobody
/// says the wave, possibly. A maintenance session is not rolled out in waves and changes its element at once.
#[test]
fn waves() {
    let staged = safe(signed("r", &["a"], 1), StagedRollout, None);
    let net = Story::default()
        .party("a", "XA", &[])
        .party("b", "XB", &[])
        .component("box", vec![staged], None, &[])
        .element("first", "AMF", "box")
        .with(|e| e.wave = Some(1))
        .element("second", "AMF", "box")
        .with(|e| e.wave = Some(2))
        .element("unsaid", "AMF", "box")
        .access(signed("m", &["b"], 1), &["second"])
        .network();
    for element in ["first", "second", "unsaid"] {
        assert!(can(&net, &["a"], SURELY, "alters", element), "{element}");
    }
    assert!(can(&net, &["a"], FIRST_STEP, "alters", "first"));
    assert!(!can(&net, &["a"], FIRST_STEP_DOUBTFUL, "alters", "second"));
    assert!(!can(&net, &["a"], FIRST_STEP, "alters", "unsaid"));
    assert!(can(&net, &["a"], FIRST_STEP_DOUBTFUL, "alters", "unsaid"));
    assert!(can(&net, &["b"], FIRST_STEP, "alters", "second"));
}

/// A pool of two suppliers of which one element is enough. To stop the place needs both; to look into it, one.
/// Where both elements are needed, one stops it. Where nobody says how many, one stops it possibly.
#[test]
fn a_pool_of_two_suppliers() {
    let story = |needed| {
        two_suppliers()
            .element("ea", "UPF", "box-a")
            .element("eb", "UPF", "box-b")
            .pool("pool", "UPF", needed, &["ea", "eb"])
            .place("town")
            .network()
    };
    let one_is_enough = story(Some(1));
    assert!(can(&one_is_enough, &["a"], SURELY, "sees", "town"));
    assert!(!can(&one_is_enough, &["a"], POSSIBLY, "stops", "town"));
    assert!(can(&one_is_enough, &["a", "b"], SURELY, "stops", "town"));
    assert!(can(&story(Some(2)), &["a"], SURELY, "stops", "town"));
    let unsaid = story(None);
    assert!(!can(&unsaid, &["a"], SURELY, "stops", "town"));
    assert!(can(&unsaid, &["a"], POSSIBLY, "stops", "town"));
    assert!(can(&unsaid, &["a", "b"], SURELY, "stops", "town"));
}

/// An `AMF` of `a` and an `MME` of `b` stand in for each other: surely stopped by both, possibly by one.
#[test]
fn functions_that_stand_in() {
    let net = two_suppliers()
        .element("ea", "AMF", "box-a")
        .element("eb", "MME", "box-b")
        .pool("pa", "AMF", Some(1), &["ea"])
        .pool("pb", "MME", Some(1), &["eb"])
        .place("town")
        .network();
    assert!(!can(&net, &["a"], SURELY, "stops", "town"));
    assert!(can(&net, &["a"], POSSIBLY, "stops", "town"));
    assert!(can(&net, &["a", "b"], SURELY, "stops", "town"));
}

/// Timing sees nothing that can be read, and the place cannot do without it: it stops, and does not look.
/// The element manager is neither needed nor does it see.
#[test]
fn what_functions_give() {
    let net = two_suppliers()
        .element("ea", "PTP", "box-a")
        .element("eb", "EMS", "box-b")
        .pool("pa", "PTP", Some(1), &["ea"])
        .pool("pb", "EMS", Some(1), &["eb"])
        .place("town")
        .network();
    assert!(can(&net, &["a"], SURELY, "stops", "town"));
    assert!(!can(&net, &["a"], POSSIBLY, "sees", "town"));
    assert!(can(&net, &["b"], SURELY, "breaks", "pb"));
    assert!(!can(&net, &["b"], POSSIBLY, "stops", "town"));
}

/// Every place needs radio, and nobody described it: at most, anybody stops the place and looks into it.
#[test]
fn a_gap_at_a_place() {
    let net = two_suppliers()
        .element("ea", "AMF", "box-a")
        .place("town")
        .network();
    assert!(!can(&net, &["b"], POSSIBLY, "stops", "town"));
    assert!(can(&net, &["b"], AT_MOST, "stops", "town"));
    assert!(can(&net, &["b"], AT_MOST, "sees", "town"));
}
