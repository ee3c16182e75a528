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
        Err(why) => return none(why, !asked.package.boms.is_empty()),
    };
    let graded = quality(&after.bom);
    let comparison = asked
        .bom_before
        .map(|before| compare(Some(&before.bom), &after.bom));
    let (difference, seen) = difference(asked, comparison.as_ref(), after);
    Compared {
        answers: vec![list(asked, after), grade(&graded), difference],
        seen,
        comparison,
        quality: Some(graded),
    }
}

/// There is no list of parts; or there is one that nobody can read, which is a fault of it.
fn none(why: &str, unreadable: bool) -> Compared {
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
    let answer = |check| match unreadable && check == GateCheck::BillOfMaterials {
        true => Answer::failed(check, said()),
        false => Answer::not_done(check, said()),
    };
    Compared {
        answers: checks.map(answer).to_vec(),
        seen: PartsSeen::default(),
        comparison: None,
        quality: None,
    }
}

fn list(asked: &Asked<'_>, after: &Parts) -> Answer {
    let check = GateCheck::BillOfMaterials;
    let (bom, lists) = (&after.bom, asked.lists);
    if !lists.unread.is_empty() {
        return Answer {
            check,
            state: CheckState::Failed,
            said: some(lists.unread.clone()),
        };
    }
    if lists.from_project {
        let what = "the list of parts is from the project, not from the package";
        let said = Said::new(what).at(&after.path);
        return Answer::not_done(check, said.remedy("ask for the list inside the package"));
    }
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
    if !lists.unread_beside.is_empty() {
        return Answer {
            check,
            state: CheckState::NotDone,
            said: some(lists.unread_beside.clone()),
        };
    }
    let what = format!(
        "{} {} lists {} parts",
        bom.format.word(),
        bom.spec_version,
        bom.components.len()
    );
    let mut answer = Answer::passed(check, what);
    answer.said[0].place = Some(after.path.clone());
    let others = lists.others.iter().map(|other| {
        let many = other.bom.components.len();
        let what =
            format!("another list of {many} parts was looked at for what is known to be bad alone");
        Said::new(what).at(&other.path)
    });
    answer.said.extend(some(others.collect()));
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

/// Whether a part changed in a way that somebody must look at.
#[must_use]
pub fn asks_for_a_look(changed: &Changed) -> bool {
    changed.differences.iter().any(|d| is_grave(changed, *d))
}

fn is_grave(changed: &Changed, difference: Difference) -> bool {
    match difference {
        Difference::OtherContent
        | Difference::OtherDigests
        | Difference::OtherVariant
        | Difference::OtherVersion
        | Difference::Downgraded
        | Difference::Renamed(_)
        | Difference::OtherSupplier
        | Difference::SupplierLost => true,
        // Another version may come without a digest, which the quality of the list tells.
        Difference::DigestLost => is_same_version(changed),
        Difference::Upgraded
        | Difference::DigestGained
        | Difference::SupplierGained
        | Difference::OtherLicence => false,
    }
}

fn is_same_version(changed: &Changed) -> bool {
    let other = [
        Difference::Upgraded,
        Difference::Downgraded,
        Difference::OtherVersion,
    ];
    !other.iter().any(|difference| changed.has(*difference))
}

/// Whether it may have other content under the version that it had.
fn is_swapped(changed: &Changed) -> bool {
    let ways = [
        Difference::OtherContent,
        Difference::OtherDigests,
        Difference::OtherVariant,
    ];
    ways.iter().any(|way| changed.has(*way))
        || (changed.has(Difference::DigestLost) && is_same_version(changed))
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
        downgraded: count(&|c| c.has(Difference::Downgraded)),
        changed: count(&is_swapped),
        renamed: count(&Changed::is_renamed),
        new_suppliers: comparison.new_suppliers.len() as u64,
    }
}

/// The most of each, over all releases that run.
fn most(one: PartsSeen, other: PartsSeen) -> PartsSeen {
    PartsSeen {
        compared: one.compared && other.compared,
        added: one.added.max(other.added),
        removed: one.removed.max(other.removed),
        upgraded: one.upgraded.max(other.upgraded),
        downgraded: one.downgraded.max(other.downgraded),
        changed: one.changed.max(other.changed),
        renamed: one.renamed.max(other.renamed),
        new_suppliers: one.new_suppliers.max(other.new_suppliers),
    }
}

/// How the parts differ from those of each release that runs.
fn difference(
    asked: &Asked<'_>,
    comparison: Option<&Comparison>,
    after: &Parts,
) -> (Answer, PartsSeen) {
    let check = GateCheck::BomDifference;
    if asked.targets.running.is_empty() {
        let what = "nothing of it runs yet, so all parts are new";
        return (Answer::passed(check, what), PartsSeen::default());
    }
    let mut told = Told::default();
    let mut all = PartsSeen::default();
    match (comparison, asked.bom_before) {
        (Some(comparison), Some(before)) => {
            all = seen(comparison);
            told.add(comparison, before, after, asked.lists.most.as_deref());
        }
        _ => told.open.push(unlike(asked, asked.lists.most.as_deref())),
    }
    for running in &asked.lists.running {
        match &running.parts {
            Some(before) => {
                let comparison = compare(Some(&before.bom), &after.bom);
                all = most(all, seen(&comparison));
                told.add(&comparison, before, after, Some(&running.label));
            }
            None => told.open.push(unlike(asked, Some(&running.label))),
        }
    }
    (told.answer(), all)
}

/// There is no list of what runs, so nobody knows what changed.
fn unlike(asked: &Asked<'_>, label: Option<&str>) -> Said {
    let id = &asked.component().id;
    let runs = label.map_or_else(
        || "what runs now".to_owned(),
        |l| format!("`{l}`, which runs now"),
    );
    Said::new(format!(
        "there is no list of parts of {runs}, so nobody knows what changed"
    ))
    .remedy(format!(
        "write `bom` in the [[release]] that runs, in components/{id}.toml"
    ))
}

/// What is told of all comparisons.
#[derive(Default)]
struct Told {
    asks: Vec<Said>,
    open: Vec<Said>,
    same: Vec<Said>,
    with: Vec<Said>,
}

impl Told {
    fn add(&mut self, comparison: &Comparison, before: &Parts, after: &Parts, label: Option<&str>) {
        let of = label.map_or_else(String::new, |label| format!(" of `{label}`"));
        let with = format!("compared {}{of} with {}", before.path, after.path);
        self.with.push(Said::new(with));
        let asks = comparison.changed.iter().filter(|c| asks_for_a_look(c));
        let asks = asks.map(|changed| {
            let words: Vec<String> = changed
                .differences
                .iter()
                .map(|difference| words(changed, *difference))
                .collect();
            Said::new(words.join("; "))
                .remedy("ask the supplier why, and have somebody look at the part")
        });
        let asks: Vec<Said> = asks.collect();
        if asks.is_empty() {
            let what = format!(
                "of {} parts {} are the same{}, {} came in, {} are gone; none changed under its version, went back, was renamed or lost its supplier",
                comparison.after,
                comparison.kept,
                label.map_or_else(String::new, |label| format!(" as in `{label}`")),
                comparison.added.len(),
                comparison.removed.len()
            );
            self.same.push(Said::new(what));
        }
        self.asks.extend(asks);
    }

    fn answer(mut self) -> Answer {
        let check = GateCheck::BomDifference;
        self.asks.sort();
        self.asks.dedup();
        let failed = !self.asks.is_empty();
        let (state, mut said) = match (failed, self.open.is_empty()) {
            (true, _) => (CheckState::Failed, some(self.asks)),
            (false, false) => (CheckState::NotDone, Vec::new()),
            (false, true) => (CheckState::Passed, Vec::new()),
        };
        said.extend(some(self.open));
        said.extend(some(self.same));
        if failed {
            said.extend(some(self.with));
        }
        Answer { check, state, said }
    }
}

/// One difference of a part, in words.
fn words(changed: &Changed, difference: Difference) -> String {
    let name = |part: &BomComponent| match part.version.is_empty() {
        true => format!("`{}`", part.name),
        false => format!("`{}` {}", part.name, part.version),
    };
    let of = |part: &BomComponent| {
        part.supplier
            .clone()
            .unwrap_or_else(|| "nobody that is named".to_owned())
    };
    let (old, new) = (name(&changed.before), name(&changed.after));
    match difference {
        Difference::Upgraded => format!("{old} became the newer {new}"),
        Difference::Downgraded => format!("{old} became the older {new}"),
        Difference::OtherVersion => {
            format!("{old} became {new}, and it cannot be told which is newer")
        }
        Difference::OtherContent => format!("{new} is of the same version, with another digest"),
        Difference::OtherDigests => {
            format!("{new} is of the same version, with digests that cannot be compared")
        }
        Difference::DigestLost => match is_same_version(changed) {
            true => format!("{new} is of the same version, and has lost its digest"),
            false => format!("{new} has lost its digest"),
        },
        Difference::DigestGained => format!("{new} has a digest now"),
        Difference::Renamed(_) => format!("{old} is now called {new}"),
        Difference::OtherVariant => format!("{new} is of the same version, in another variant"),
        Difference::OtherSupplier => format!(
            "{new} came from {}, and comes from {}",
            of(&changed.before),
            of(&changed.after)
        ),
        Difference::SupplierLost => format!(
            "{new} came from {}, and nobody says from whom it comes now",
            of(&changed.before)
        ),
        Difference::SupplierGained => format!("{new} comes from {} now", of(&changed.after)),
        Difference::OtherLicence => format!("{new} has another licence"),
    }
}
