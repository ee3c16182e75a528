//! Rules of law, and what settles them.

use jiff::civil::{Date, date};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::gate::CheckState::{Failed, NotDone, Passed};
use keyholder_supply::gate::{GateCheck, LegalEvent, PermitRule};

use crate::world::{DAY, World};

const CHECK: GateCheck = GateCheck::Permit;

fn rule(id: &str, country: &str) -> PermitRule {
    PermitRule {
        id: id.to_owned(),
        country: country.to_owned(),
        title: "a law".to_owned(),
        asks: "ask first".to_owned(),
        event: LegalEvent::Authorisation,
        classes: Vec::new(),
        new_component_only: false,
        from: None,
        until: None,
        source: "art. 1".to_owned(),
        checked: true,
    }
}

/// A world with a rule of the operator's country, and these permits.
fn under(rules: Vec<PermitRule>, permits: &str) -> World {
    World::with(|w| {
        let at = w.gate.find("[[permit]]").expect("a permit");
        let end = w.gate.find("[[known_bad]]").expect("a list");
        w.gate.replace_range(at..end, permits);
        w.looked_at = vec!["XA".to_owned()];
        w.rules = rules;
    })
}

fn permit(lines: &str) -> String {
    format!("[[permit]]\nid = \"p\"\n{lines}\n")
}

#[test]
fn settled_for_the_whole_law() {
    World::new().expect(CHECK, Passed, "the law of XA is settled by the opinion");
}

#[test]
fn a_country_that_nobody_looked_at() {
    let mut world = under(vec![], "");
    world.looked_at.clear();
    world.expect(
        CHECK,
        NotDone,
        "the catalogue has no rules on updates of XA",
    );
}

#[test]
fn a_country_that_is_not_known() {
    let words = "it is not known under whose law the operator stands";
    World::with(|w| w.operator = "network = \"home\"\noperator = \"ghost\"\n".to_owned())
        .expect(CHECK, NotDone, words);
    World::with(|w| w.parties[4] = w.parties[4].replace("seat = \"XA\"\n", ""))
        .expect(CHECK, NotDone, words);
}

#[test]
fn a_country_without_rules_that_bind() {
    let words = "no rule of XA in the catalogue makes this update a legal event";
    under(vec![], "").expect(CHECK, Passed, words);
    under(vec![rule("xb/1", "XB")], "").expect(CHECK, Passed, words);
}

#[test]
fn a_rule_that_binds_and_what_settles_it() {
    let rules = || vec![rule("xa/1", "XA")];
    let asked = under(rules(), "");
    asked.expect(
        CHECK,
        Failed,
        "the update must be allowed by the authority: ask first (xa/1, art. 1)",
    );
    asked.expect(CHECK, Failed, "`rule = \"xa/1\"`");
    let settles = |lines: &str| under(rules(), &permit(&format!("rule = \"xa/1\"\n{lines}")));
    settles("").expect(CHECK, Passed, "`xa/1` is settled by permit `p`");
    settles("document = \"letter 7\"").expect(CHECK, Passed, "settled by letter 7");
    settles("component = \"suite\"").expect(CHECK, Passed, "settled");
    settles("component = \"rival\"").expect(CHECK, Failed, "must be allowed");
    settles("versions = [\"1.0\", \"1.1\"]").expect(CHECK, Passed, "settled");
    settles("versions = [\"1.0\"]").expect(CHECK, Failed, "must be allowed");
    settles("until = 2026-11-24").expect(CHECK, Passed, "settled");
    settles("until = 2026-11-23").expect(CHECK, Failed, "must be allowed");
    under(rules(), &permit("rule = \"xa/2\"")).expect(CHECK, Failed, "must be allowed");
    under(rules(), &permit("rule = \"XB\"")).expect(CHECK, Failed, "must be allowed");
}

#[test]
fn two_rules_and_one_permit() {
    let world = under(
        vec![rule("xa/1", "XA"), rule("xa/2", "XA")],
        &permit("rule = \"xa/1\""),
    );
    let (state, said) = world.said(CHECK);
    assert_eq!(state, Failed);
    assert!(said.contains("xa/2") && !said.contains("(xa/1"), "{said}");
}

#[test]
fn what_makes_a_rule_bind() {
    let binds = |change: &dyn Fn(&mut PermitRule)| {
        let mut one = rule("xa/1", "XA");
        change(&mut one);
        under(vec![one], "").said(CHECK).0 == Failed
    };
    let day = |days: i64| -> Option<Date> { DAY.checked_add(jiff::Span::new().days(days)).ok() };
    assert!(binds(&|r| (r.from, r.until) = (Some(DAY), Some(DAY))));
    assert!(!binds(&|r| r.from = day(1)));
    assert!(!binds(&|r| r.until = day(-1)));
    assert!(binds(&|r| r.classes = vec![FunctionClass::Core]));
    assert!(!binds(&|r| r.classes = vec![FunctionClass::Access]));
    // Both elements run a release of it already.
    assert!(!binds(&|r| r.new_component_only = true));
    assert!(binds(&|r| r.from = Some(date(2000, 1, 1))));
}

#[test]
fn a_rule_on_new_components_binds_where_it_did_not_run() {
    let mut one = rule("xa/1", "XA");
    one.new_component_only = true;
    let mut world = under(vec![one], "");
    world.wanted = vec!["a1".to_owned(), "s1".to_owned()];
    world.expect(CHECK, Failed, "must be allowed");
}

#[test]
fn of_elements_that_are_not_placed_each_rule_may_bind() {
    let mut one = rule("xa/1", "XA");
    one.classes = vec![FunctionClass::Access];
    let mut world = under(vec![one], "");
    world.elements = world.elements.replacen("a1,AMF", "a1,", 1);
    world.expect(CHECK, Failed, "must be allowed");
}

#[test]
fn each_event_and_doubts_about_our_words() {
    for (event, words) in [
        (LegalEvent::Notice, "must be told to the authority"),
        (
            LegalEvent::Authorisation,
            "must be allowed by the authority",
        ),
        (LegalEvent::Contract, "needs a contract or guarantee"),
    ] {
        let mut one = rule("xa/1", "XA");
        one.event = event;
        one.checked = false;
        let world = under(vec![one], "");
        world.expect(CHECK, Failed, words);
        world.expect(CHECK, Failed, "our words were not compared with the text");
    }
}

#[test]
fn what_failed_comes_before_what_is_open() {
    let mut world = under(vec![rule("xa/1", "XA")], "");
    // The operator is managed from another country, whose law nobody looked at.
    world.parties[4].push_str("managed_from = \"XE\"\n");
    let (state, said) = world.said(CHECK);
    assert_eq!(state, Failed, "{said}");
    assert!(
        said.contains("xa/1") && said.contains("no rules on updates of XE"),
        "{said}"
    );
}
