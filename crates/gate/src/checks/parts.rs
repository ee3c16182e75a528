//! What the update is made of: the list of parts, how good it is, and how it differs from what runs.

use keyholder_boms::{Changed, Comparison, Difference, Quality, Share, compare, quality};
use keyholder_supply::bom::BomComponent;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use super::inside::some;
use crate::asked::{Asked, Parts};
use crate::policy::PartsSeen;

/// What the lists of parts say.
pub(super) struct Compared {
    pub(super) answers: Vec<Answer>,
    pub(super) seen: PartsSeen,
    pub(super) comparison: Option<Comparison>,
    pub(super) quality: Option<Quality>,
}

pub(super) fn parts(asked: &Asked<'_>) -> Compared {
    let after = match asked.bom_after {
        Ok(after) => after,
        Err(why) => return none(why),
    };
    let graded = quality(&after.bom);
    let comparison = asked
        .bom_before
        .map(|before| compare(Some(&before.bom), &after.bom));
    let difference = match (&comparison, asked.bom_before) {
        (Some(comparison), Some(before)) => difference(comparison, before, after),
        _ => unlike(asked),
    };
    Compared {
        answers: vec![list(after), grade(&graded), difference],
        seen: comparison.as_ref().map_or_else(PartsSeen::default, seen),
        comparison,
        quality: Some(graded),
    }
}

fn none(why: &str) -> Compared {
    let said = || {
        Said::new(why).remedy(
            "ask the supplier for a bill of materials (CycloneDX or SPDX) inside the package",
        )
    };
    let checks = [
        GateCheck::BillOfMaterials,
        GateCheck::BomQuality,
        GateCheck::BomDifference,
    ];
    Compared {
        answers: checks.map(|check| Answer::not_done(check, said())).to_vec(),
        seen: PartsSeen::default(),
        comparison: None,
        quality: None,
    }
}

fn list(after: &Parts) -> Answer {
    let check = GateCheck::BillOfMaterials;
    let bom = &after.bom;
    if !after.covered {
        let what =
            "the list of parts lies beside the package, where its signature does not cover it";
        let said = Said::new(what).at(&after.path);
        return Answer::not_done(check, said.remedy("ask for the list inside the package"));
    }
    if bom.skipped > 0 {
        let what = format!(
            "{} entries of the list of parts cannot be read",
            bom.skipped
        );
        let said = Said::new(what).at(&after.path);
        return Answer::failed(check, said.remedy("ask the supplier for a corrected list"));
    }
    let what = format!(
        "{} {} lists {} parts",
        bom.format.word(),
        bom.spec_version,
        bom.components.len()
    );
    let mut answer = Answer::passed(check, what);
    answer.said[0].place = Some(after.path.clone());
    answer
}

fn grade(graded: &Quality) -> Answer {
    let check = GateCheck::BomQuality;
    let lacks = |(name, share): (&'static str, Share)| {
        (!share.is_whole()).then(|| {
            Said::new(format!("{name}: {} of {} have it", share.have, share.of))
                .remedy("ask the supplier for a list that says it")
        })
    };
    let ntia = graded
        .ntia
        .iter()
        .map(|(element, share)| (element.word(), *share));
    let missing: Vec<Said> = ntia.filter_map(lacks).collect();
    let telco = graded.telco.iter().filter(|(item, _)| item.is_required());
    let telco = telco.filter(|(_, share)| share.is_whole()).count();
    let of = graded
        .telco
        .iter()
        .filter(|(item, _)| item.is_required())
        .count();
    let guide = format!("OpenChain Telco guide: {telco} of {of} items are there");
    match missing.is_empty() {
        true => Answer {
            check,
            state: CheckState::Passed,
            said: vec![
                Said::new("every element that the NTIA minimum asks for is there"),
                Said::new(guide),
            ],
        },
        false => {
            let mut said = missing;
            said.push(Said::new(guide));
            Answer {
                check,
                state: CheckState::Failed,
                said,
            }
        }
    }
}

/// There is no list of what runs, so nobody knows what changed.
fn unlike(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::BomDifference;
    if asked.targets.running.is_empty() {
        return Answer::passed(check, "nothing of it runs yet, so all parts are new");
    }
    let id = &asked.component().id;
    let said =
        Said::new("there is no list of parts of what runs now, so nobody knows what changed")
            .remedy(format!(
                "write `bom` in the [[release]] that runs, in components/{id}.toml"
            ));
    Answer::not_done(check, said)
}

fn is_downgraded(changed: &Changed) -> bool {
    changed.has(Difference::Downgraded)
}

fn is_swapped(changed: &Changed) -> bool {
    changed.has(Difference::OtherContent)
}

fn seen(comparison: &Comparison) -> PartsSeen {
    let count = |of: &dyn Fn(&Changed) -> bool| {
        comparison
            .changed
            .iter()
            .filter(|changed| of(changed))
            .count() as u64
    };
    PartsSeen {
        compared: true,
        added: comparison.added.len() as u64,
        removed: comparison.removed.len() as u64,
        upgraded: count(&|c| c.has(Difference::Upgraded)),
        downgraded: count(&is_downgraded),
        changed: count(&is_swapped),
        renamed: count(&Changed::is_renamed),
        new_suppliers: comparison.new_suppliers.len() as u64,
    }
}

fn difference(comparison: &Comparison, before: &Parts, after: &Parts) -> Answer {
    let check = GateCheck::BomDifference;
    let name = |part: &BomComponent| match part.version.is_empty() {
        true => format!("`{}`", part.name),
        false => format!("`{}` {}", part.name, part.version),
    };
    let mut asks = Vec::new();
    for changed in &comparison.changed {
        let (old, new) = (name(&changed.before), name(&changed.after));
        let what = match () {
            () if is_swapped(changed) => {
                format!("{new} is of the same version, with another digest")
            }
            () if is_downgraded(changed) => format!("{old} became the older {new}"),
            () if changed.is_renamed() => format!("{old} is now called {new}"),
            () if changed.has(Difference::OtherSupplier) => {
                let of = |part: &BomComponent| {
                    part.supplier
                        .clone()
                        .unwrap_or_else(|| "nobody that is named".to_owned())
                };
                format!(
                    "{new} came from {}, and comes from {}",
                    of(&changed.before),
                    of(&changed.after)
                )
            }
            () => continue,
        };
        asks.push(
            Said::new(what).remedy("ask the supplier why, and have somebody look at the part"),
        );
    }
    if asks.is_empty() {
        let what = format!(
            "of {} parts {} are the same, {} came in, {} are gone; none changed under its version, went back or was renamed",
            comparison.after,
            comparison.kept,
            comparison.added.len(),
            comparison.removed.len()
        );
        return Answer::passed(check, what);
    }
    asks.sort();
    let mut said = some(asks);
    said.push(Said::new(format!(
        "compared {} with {}",
        before.path, after.path
    )));
    Answer {
        check,
        state: CheckState::Failed,
        said,
    }
}
