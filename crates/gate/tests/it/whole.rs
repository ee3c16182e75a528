//! The judgement as a whole: what it says when all is well, and what it asks of people.

use keyholder_gate::passed;
use keyholder_supply::function::Criticality;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, Said};

use crate::world::{World, guard, route};

#[test]
fn all_is_well() {
    let judged = World::new().judge();
    for answer in &judged.answers {
        assert_eq!(answer.state, CheckState::Passed, "{answer:#?}");
        assert!(!answer.said.is_empty());
        assert!(passed(&judged.answers, answer.check));
    }
    let order: Vec<GateCheck> = judged.answers.iter().map(|a| a.check).collect();
    assert_eq!(order, GateCheck::ALL);
    assert_eq!(judged.verdict, GateVerdict::Admit);
    assert!(judged.steps.is_empty());
    let conditions = &judged.conditions;
    assert_eq!(
        (
            conditions.approvers,
            conditions.first_step,
            conditions.soak_hours
        ),
        (2, 1, 72)
    );
    assert_eq!(conditions.review_days, None);
    assert_eq!(judged.seen.format, "ETSI SOL004 package, option 1");
    assert_eq!(judged.seen.elements, 2);
    assert_eq!(judged.seen.supplier_verdict.as_deref(), Some("trusted"));
}

#[test]
fn what_the_package_did_not_answer_is_not_done() {
    let world = World::with(|w| w.package.answers.clear());
    let judged = world.judge();
    let open = judged
        .answers
        .iter()
        .filter(|a| a.state == CheckState::NotDone);
    assert!(
        open.clone()
            .all(|a| a.said[0].what == "nobody looked at it")
    );
    assert_eq!(open.count(), 13);
    assert_eq!(judged.verdict, GateVerdict::Hold);
}

#[test]
fn the_package_cannot_answer_for_the_gate() {
    // A reader that says that all is well takes no fault away.
    let world = World::with(|w| {
        w.package.signers.clear();
        w.package
            .answers
            .push(Answer::passed(GateCheck::Keyholders, "trust me"));
    });
    world.expect(GateCheck::Keyholders, CheckState::NotDone, "nobody signed");
    let world = World::with(|w| {
        let said = Said::new("its manifest names two products");
        w.package
            .answers
            .push(Answer::failed(GateCheck::Identity, said));
    });
    world.expect(
        GateCheck::Identity,
        CheckState::Failed,
        "names two products",
    );
}

#[test]
fn steps_are_gravest_first_and_say_why() {
    let world = World::with(|w| {
        w.package.claims[2].value = "9".to_owned();
        w.package.keys.push(keyholder_packages::FoundKey {
            path: "k".to_owned(),
            what: "PRIVATE KEY".to_owned(),
        });
        w.releases[1] = "version = \"1.1\"\n".to_owned();
    });
    let judged = world.judge();
    let verdicts: Vec<GateVerdict> = judged.steps.iter().map(|s| s.verdict).collect();
    assert!(verdicts.is_sorted_by(|a, b| a >= b), "{verdicts:?}");
    assert_eq!(judged.verdict, GateVerdict::Refuse);
    assert!(
        judged
            .steps
            .iter()
            .all(|step| step.said.iter().all(|said| said.remedy.is_some()))
    );
    assert_eq!(judged.conditions.acknowledge, [GateCheck::Support]);
}

#[test]
fn in_a_hurry() {
    let late = |w: &mut World| w.history.clear();
    let world = World::with(|w| {
        late(w);
        w.emergency = true;
        w.package.attestations.remove(1);
    });
    let judged = world.judge();
    assert_eq!(
        judged.verdict,
        GateVerdict::AdmitWithLimits,
        "{:#?}",
        judged.steps
    );
    assert_eq!(judged.conditions.review_days, Some(3));
    assert_eq!(judged.conditions.acknowledge, [GateCheck::Provenance]);
    let calm = World {
        emergency: false,
        ..world
    };
    assert_eq!(calm.judge().verdict, GateVerdict::Hold);
}

#[test]
fn in_a_hurry_for_another_place() {
    let world = World::with(|w| {
        w.emergency = true;
        w.package.attestations.remove(0);
    });
    let judged = world.judge();
    assert_eq!(judged.verdict, GateVerdict::Hold);
    assert_eq!(judged.steps[0].check, GateCheck::Audience);
}

#[test]
fn at_least_one_person_decides_whatever_the_policy_says() {
    let mut world = World::new();
    for tier in &mut world.policy.tiers {
        tier.approvers = 0;
        tier.approvers_emergency = 0;
        tier.first_step_percent = 0;
    }
    assert_eq!(world.judge().conditions.approvers, 1);
    assert_eq!(world.judge().conditions.first_step, 1);
    world.emergency = true;
    assert_eq!(world.judge().conditions.approvers, 1);
}

#[test]
fn the_first_step_is_a_part_of_all() {
    for (tier, first) in [
        (Criticality::Low, 2),
        (Criticality::Moderate, 1),
        (Criticality::Critical, 1),
    ] {
        let world = World::with(|w| w.tier = Some(tier));
        assert_eq!(world.judge().conditions.first_step, first);
    }
}

#[test]
fn consent_is_asked_of_parties_on_routes() {
    let world = World::with(|w| {
        let guards = guard("approval", "op") + &guard("approval", "second");
        w.routes = route("suite/updates", &["maker"], 1, &guards);
    });
    assert_eq!(world.judge().conditions.consent, ["op", "second"]);
}
