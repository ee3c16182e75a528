//! The policy that ships does what its cases say, and no policy passes over what failed.

use keyholder_gate::{Adopted, Seen, Step, steps, tier_of, try_cases};
use keyholder_rules::RuleError;
use keyholder_supply::function::Criticality;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, PolicyFact, Said};
use proptest::prelude::*;

use crate::property;
use crate::world::{World, shipped};

#[test]
fn cases_hold() {
    assert_eq!(try_cases(&shipped()), []);
}

/// Answers with one state for each check.
pub(crate) fn answers(states: &[CheckState]) -> Vec<Answer> {
    GateCheck::ALL
        .iter()
        .zip(states)
        .map(|(check, state)| Answer {
            check: *check,
            state: *state,
            said: vec![Said::new("as it is")],
        })
        .collect()
}

fn given(
    policy: &PolicyFact,
    tier: Criticality,
    hurry: bool,
    all: &[Answer],
) -> Result<(GateVerdict, Vec<Step>), RuleError> {
    let tier = tier_of(policy, tier).expect("a tier");
    steps(policy, tier, hurry, all, &Seen::default())
}

fn with_rule(rule: &str) -> PolicyFact {
    PolicyFact {
        rule: format!("package gate\n\nimport rego.v1\n\n{rule}\n"),
        ..shipped()
    }
}

fn one(check: GateCheck, state: CheckState) -> Vec<Answer> {
    let states: Vec<CheckState> = GateCheck::ALL
        .iter()
        .map(|known| {
            if *known == check {
                state
            } else {
                CheckState::Passed
            }
        })
        .collect();
    answers(&states)
}

#[test]
fn each_check_in_every_tier_and_lane() {
    let policy = shipped();
    for tier in Criticality::ALL {
        for hurry in [false, true] {
            let of = |check, state| {
                given(&policy, *tier, hurry, &one(check, state))
                    .expect("steps")
                    .0
            };
            for check in GateCheck::ALL {
                let passed = of(*check, CheckState::Passed);
                let open = of(*check, CheckState::NotDone);
                let failed = of(*check, CheckState::Failed);
                assert_eq!(passed, GateVerdict::Admit);
                assert!(failed > GateVerdict::Admit, "{tier:?} {hurry} {check:?}");
                assert!(failed >= open, "{tier:?} {hurry} {check:?}");
            }
        }
    }
}

#[test]
fn never_laxer_in_a_more_critical_tier_or_without_hurry() {
    let policy = shipped();
    for check in GateCheck::ALL {
        for state in [CheckState::NotDone, CheckState::Failed] {
            let of = |tier, hurry| {
                given(&policy, tier, hurry, &one(*check, state))
                    .expect("steps")
                    .0
            };
            for pair in Criticality::ALL.windows(2) {
                // Whichever way the words are listed, the more critical one is at least as strict.
                let (low, high) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
                assert!(
                    of(high, false) >= of(low, false),
                    "{check:?} {state:?} {low:?}"
                );
            }
            for tier in Criticality::ALL {
                assert!(
                    of(*tier, false) >= of(*tier, true),
                    "{check:?} {state:?} {tier:?}"
                );
            }
        }
    }
}

/// Rules that look away.
const LAX: &[&str] = &[
    "steps := set()",
    "steps contains {\"check\": \"signature\", \"verdict\": \"admit\"}",
    "steps contains {\"check\": check, \"verdict\": \"admit\"} if { some check, state in input.checks; state != \"\" }",
    "steps contains {\"check\": check, \"verdict\": \"admit\"} if { some check in input.tier.refuse_if_failed }",
    "steps contains {\"check\": \"permit\", \"verdict\": \"admit\", \"why\": \"fine\"}",
];

#[test]
fn what_failed_is_never_passed_over() {
    for rule in LAX {
        let policy = with_rule(rule);
        for check in GateCheck::ALL {
            for hurry in [false, true] {
                let all = one(*check, CheckState::Failed);
                let (verdict, steps) =
                    given(&policy, Criticality::Low, hurry, &all).expect("steps");
                assert!(verdict >= GateVerdict::Hold, "{check:?}: {rule}");
                assert!(
                    steps
                        .iter()
                        .any(|step| step.check == *check && step.verdict == GateVerdict::Hold)
                );
            }
        }
    }
}

#[test]
fn a_policy_that_was_not_adopted_does_not_let_itself_in() {
    for rule in LAX.iter().chain(&[
        "steps contains {\"check\": \"policy\", \"verdict\": \"admit\"}",
        "steps contains {\"check\": \"policy\", \"verdict\": \"admit with limits\"}",
    ]) {
        let mut world = World::with(|w| w.adopted = Adopted::No("it was never adopted".to_owned()));
        world.policy = with_rule(rule);
        let judged = world.judge();
        assert!(judged.verdict >= GateVerdict::Hold, "{rule}");
        world.expect(
            GateCheck::Policy,
            CheckState::Failed,
            "and it was never adopted",
        );
    }
    for (adopted, words) in [
        (Adopted::Shipped, "which ships"),
        (Adopted::Yes("ab".repeat(32)), "adopted by abababababab"),
    ] {
        World::with(|w| w.adopted = adopted).expect(GateCheck::Policy, CheckState::Passed, words);
    }
}

/// Rules that cannot be run, or that give something else than steps.
const BROKEN: &[&str] = &[
    "",
    "steps := 1",
    "steps := \"admit\"",
    "steps := {}",
    "steps := [1]",
    "steps := [{\"check\": \"signature\"}]",
    "steps := [{\"check\": \"no-such-check\", \"verdict\": \"admit\"}]",
    "steps := [{\"check\": \"signature\", \"verdict\": \"perhaps\"}]",
    "steps := [{\"check\": \"signature\", \"verdict\": \"admit\", \"more\": 1}]",
    "steps contains x if { x := 1 / 0 }",
    "steps := {",
    "other := set()",
    "steps := time.now_ns()",
    "steps := http.send({\"url\": \"x\", \"method\": \"get\"})",
    "steps contains {\"check\": sprintf(\"%d\", [x]), \"verdict\": \"admit\"} if { some x in numbers.range(1, 100000000) }",
];

#[test]
fn a_rule_that_does_not_run_admits_nothing() {
    for rule in BROKEN {
        let world = World::with(|w| w.policy = with_rule(rule));
        let made = given(
            &world.policy,
            Criticality::Low,
            false,
            &answers(&[CheckState::Passed; 30]),
        );
        let judged = world.judge();
        match made {
            Ok((verdict, _)) => assert_eq!(verdict, GateVerdict::Admit, "{rule}"),
            Err(_) => {
                assert!(judged.verdict >= GateVerdict::Hold, "{rule}");
                let (state, said) = crate::world::said(&judged, GateCheck::Policy);
                assert_eq!(state, CheckState::Failed);
                assert!(said.contains("mend the rule of the policy"), "{said}");
            }
        }
    }
    // Of these at least, none runs.
    let runs = |rule: &&&str| {
        let all = answers(&[CheckState::Passed; 30]);
        given(&with_rule(rule), Criticality::Low, false, &all).is_ok()
    };
    assert_eq!(
        BROKEN.iter().filter(runs).count(),
        0,
        "{:?}",
        BROKEN.iter().find(runs)
    );
}

pub(crate) fn states() -> impl Strategy<Value = Vec<CheckState>> {
    let state = prop_oneof![
        6 => Just(CheckState::Passed),
        1 => Just(CheckState::NotDone),
        1 => Just(CheckState::Failed),
    ];
    prop::collection::vec(state, GateCheck::ALL.len())
}

fn worse(state: CheckState) -> CheckState {
    match state {
        CheckState::Passed => CheckState::NotDone,
        CheckState::NotDone | CheckState::Failed => CheckState::Failed,
    }
}

property! {
    /// One answer that gets worse never makes the verdict better.
    monotone, 96, (states(), any::<prop::sample::Index>()), |(before, at)| {
        let policy = shipped();
        let mut after = before.clone();
        let at = at.index(after.len());
        after[at] = worse(after[at]);
        for tier in Criticality::ALL {
            for hurry in [false, true] {
                let of = |states: &[CheckState]| given(&policy, *tier, hurry, &answers(states)).expect("steps").0;
                prop_assert!(of(&after) >= of(&before), "{:?} {} {:?}", tier, hurry, GateCheck::ALL[at]);
            }
        }
    }
}

property! {
    /// Every check that failed is among the steps, with a verdict that is not to admit.
    failures_are_told, 96, (states(), prop::sample::select(LAX.to_vec()), any::<bool>()), |(states, rule, hurry)| {
        let all = answers(&states);
        for policy in [shipped(), with_rule(rule)] {
            for tier in Criticality::ALL {
                let (verdict, steps) = given(&policy, *tier, hurry, &all).expect("steps");
                for answer in all.iter().filter(|a| a.state == CheckState::Failed) {
                    let told = steps.iter().any(|s| s.check == answer.check && s.verdict > GateVerdict::Admit);
                    prop_assert!(told, "{:?}", answer.check);
                }
                prop_assert_eq!(steps.iter().map(|s| s.verdict).max().unwrap_or(GateVerdict::Admit), verdict);
            }
        }
    }
}
