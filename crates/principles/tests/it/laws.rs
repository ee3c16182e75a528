//! Laws that hold whatever the network is.

use std::collections::BTreeMap;

use keyholder_principles::{Finding, Of};
use keyholder_supply::Network;
use keyholder_supply::facts::TableCount;
use keyholder_supply::principle::{Outcome, Principles};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

use crate::random::{Names, OTHER, PLAIN, Project, projects};
use crate::world::{answers, catalogue, network, root, shipped_files};

/// Tries a property on the same projects each time.
fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(20_190_503),
        failure_persistence: None,
        max_shrink_iters: 2_048,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(strategy, test) {
        panic!("{failure}");
    }
}

/// What ships, and the rule in Rego that a new catalogue begins with.
fn shipped() -> Principles {
    let mut files = shipped_files();
    let template = |name: &str| {
        let path = root().join("crates/project/template/catalogue").join(name);
        std::fs::read_to_string(path).expect("a template")
    };
    let framework = template("framework.toml");
    files.push(("frameworks/house-rules.toml".to_owned(), framework));
    files.push((
        "principles/house-rules/HR-3.toml".to_owned(),
        template("rule.toml"),
    ));
    let all = catalogue(&files).value;
    assert!(all.find("HR-3").is_some());
    all
}

type Outcomes = BTreeMap<(String, String), (Outcome, Vec<String>)>;

/// Outcomes by principle and subject; parties are called by their number.
fn outcomes(project: &Project, names: &Names, catalogue: &Principles) -> Outcomes {
    of_network(&network(project.facts(names)), names, catalogue)
}

fn of_network(net: &Network, names: &Names, catalogue: &Principles) -> Outcomes {
    let findings = answers(net, catalogue);
    let key = |finding: &Finding| (finding.principle.clone(), subject(net, finding.of, names));
    let says = |f: &Finding| {
        let sentences = f
            .answers
            .iter()
            .map(|answer| format!("{:?}", answer.measure));
        (f.outcome, sentences.collect())
    };
    findings.iter().map(|f| (key(f), says(f))).collect()
}

fn subject(net: &Network, of: Of, names: &Names) -> String {
    match of {
        Of::Network => "network".to_owned(),
        Of::Operator(p) | Of::Supplier(p) => {
            let id = net.parties[p.index()].id.as_str();
            let number = names.parties.iter().position(|name| *name == id);
            number.map_or_else(|| id.to_owned(), |n| n.to_string())
        }
    }
}

#[test]
fn names_change_no_outcome_and_no_number() {
    let catalogue = shipped();
    run(96, &projects(), |project| {
        let plain = outcomes(&project, &PLAIN, &catalogue);
        let other = outcomes(&project, &OTHER, &catalogue);
        prop_assert_eq!(plain, other);
        Ok(())
    });
}

#[test]
fn evidence_for_taken_away_never_makes_anything_met() {
    let catalogue = shipped();
    run(
        96,
        &(projects(), any::<prop::sample::Index>()),
        |(mut project, which)| {
            let good: Vec<usize> = (0..project.evidence.len())
                .filter(|n| project.evidence[*n].good)
                .collect();
            if good.is_empty() {
                return Ok(());
            }
            let before = outcomes(&project, &PLAIN, &catalogue);
            project.evidence.remove(*which.get(&good));
            never_met(&before, &outcomes(&project, &PLAIN, &catalogue))
        },
    );
}

#[test]
fn evidence_against_taken_away_never_makes_met_out_of_a_breach_by_itself() {
    let catalogue = shipped();
    run(
        48,
        &(projects(), any::<prop::sample::Index>()),
        |(mut project, which)| {
            // Without anything for, what is left is nothing, and nothing is not met.
            project.evidence.retain(|item| !item.good);
            if project.evidence.is_empty() {
                return Ok(());
            }
            let with = outcomes(&project, &PLAIN, &catalogue);
            let at = which.index(project.evidence.len());
            project.evidence.remove(at);
            let without = outcomes(&project, &PLAIN, &catalogue);
            for (key, (after, _)) in &without {
                let before = with.get(key).map(|(outcome, _)| *outcome);
                let asks_evidence = catalogue.find(&key.0).is_some_and(|p| {
                    p.checks
                        .iter()
                        .all(|check| check.question.word() == "evidence")
                });
                let better = *after == Outcome::Met && before != Some(Outcome::Met);
                prop_assert!(!(asks_evidence && better), "{key:?}: {before:?} became met");
            }
            Ok(())
        },
    );
}

#[test]
fn a_statement_forgotten_never_makes_anything_met() {
    forgotten(384);
}

#[test]
#[ignore = "slow: run with the slow profile"]
fn a_statement_forgotten_never_makes_anything_met_slow() {
    forgotten(8_000);
}

fn forgotten(cases: u32) {
    let catalogue = shipped();
    run(
        cases,
        &(projects(), any::<prop::sample::Index>()),
        |(mut project, which)| {
            let stated = forget(&mut project.clone(), usize::MAX);
            if stated == 0 {
                return Ok(());
            }
            let before = outcomes(&project, &PLAIN, &catalogue);
            forget(&mut project, which.index(stated));
            never_met(&before, &outcomes(&project, &PLAIN, &catalogue))
        },
    );
}

#[test]
fn a_row_refused_never_makes_anything_met() {
    refused(256);
}

#[test]
#[ignore = "slow: run with the slow profile"]
fn a_row_refused_never_makes_anything_met_slow() {
    refused(8_000);
}

/// As if a row of the table of elements could not be read.
fn refused(cases: u32) {
    let catalogue = shipped();
    run(
        cases,
        &(projects(), any::<prop::sample::Index>()),
        |(mut project, which)| {
            if project.elements.is_empty() {
                return Ok(());
            }
            let before = outcomes(&project, &PLAIN, &catalogue);
            project.elements.remove(which.index(project.elements.len()));
            let mut facts = project.facts(&PLAIN);
            facts.tables.push(TableCount {
                path: "network/elements.csv".to_owned(),
                refused: 1,
                ..TableCount::default()
            });
            never_met(&before, &of_network(&network(facts), &PLAIN, &catalogue))
        },
    );
}

fn never_met(before: &Outcomes, after: &Outcomes) -> TestCaseResult {
    for (key, (outcome, says)) in after {
        let Some((was, said)) = before.get(key) else {
            continue;
        };
        let open = matches!(was, Outcome::NotMet | Outcome::Unknown);
        let good = matches!(outcome, Outcome::Met | Outcome::NotApplicable);
        prop_assert!(
            !(open && good),
            "{key:?}: {was:?} {said:?} became {outcome:?} {says:?}"
        );
    }
    Ok(())
}

/// Forgets the statement of that number; gives how many there are when there are fewer.
fn forget(project: &mut Project, wanted: usize) -> usize {
    let mut at = 0;
    macro_rules! slot {
        ($slot:expr) => {
            if $slot.is_some() {
                if at == wanted {
                    $slot = None;
                    return at;
                }
                at += 1;
            }
        };
    }
    for party in &mut project.parties {
        slot!(party.kind);
        slot!(party.seat);
        slot!(party.dispersed);
        // An owner is forgotten with what the others hold: else its share would become theirs.
        if party.dispersed.is_none() {
            slot!(party.owner);
        }
    }
    for component in &mut project.components {
        slot!(component.supplier);
        slot!(component.kind);
        slot!(component.auto_sign);
        slot!(component.support);
        slot!(component.bom);
        for route in component
            .routes
            .iter_mut()
            .flatten()
            .chain(&mut project.access)
        {
            slot!(route.safeguards);
            for holder in &mut route.keyholders {
                slot!(*holder);
            }
            for (_, party) in route.safeguards.iter_mut().flatten() {
                slot!(*party);
            }
        }
        slot!(component.routes);
    }
    for element in &mut project.elements {
        slot!(element.function);
        slot!(element.operator);
        slot!(element.pool);
        slot!(element.host);
        slot!(element.manager);
        slot!(element.platform);
        slot!(element.application);
    }
    at
}
