//! Does the verdict on the supplier cover the functions that the update is for, and is the signer who it was.

use std::collections::BTreeSet;

use keyholder_supply::function::FunctionClass;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, Said};
use keyholder_trust::Verdict;

use crate::asked::Asked;

/// The verdict on the supplier, class by class; the least good one.
pub(super) fn verdict(asked: &Asked<'_>, missed: Option<&Said>) -> (Answer, Option<Verdict>) {
    let check = GateCheck::SupplierVerdict;
    let id = &asked.component().id;
    let not_done = |said| (Answer::not_done(check, said), None);
    let Some(supplier) = asked.component().supplier else {
        let said = Said::new(format!("it is not stated who supplies `{id}`"));
        return not_done(said.remedy(format!("write `supplier` in components/{id}.toml")));
    };
    let verdicts = match asked.verdicts {
        Ok(verdicts) => verdicts,
        Err(why) => {
            let said = Said::new(format!("there is no verdict on suppliers: {why}"));
            return not_done(said.remedy("run `keyholder verdict`"));
        }
    };
    if asked.after_net.lost_evidence > 0 {
        let said = Said::new("some evidence cannot be read, and may speak against the supplier");
        return not_done(said.remedy("`keyholder check` lists the files with errors"));
    }
    let name = &asked.net.parties[supplier.index()].name;
    let mut worst: Option<Verdict> = None;
    let mut said = Vec::new();
    for class in &asked.targets.classes {
        let found = verdicts.suppliers.iter().find(|v| {
            let who = v.service.supplier;
            asked.after_net.parties[who.index()].id == asked.net.parties[supplier.index()].id
                && v.service.class == *class
        });
        let verdict = found.map_or(Verdict::CannotTell, |found| found.verdict);
        worst = Some(worst.map_or(verdict, |worst| worst.min(verdict)));
        said.push(told(name, *class, verdict));
    }
    if asked.targets.not_placed > 0 || worst.is_none() {
        let many = asked.targets.not_placed;
        let what = format!("{many} of the elements are not placed on a function");
        said.push(Said::new(what).remedy("state what they do"));
        worst = Some(worst.map_or(Verdict::CannotTell, |w| w.min(Verdict::CannotTell)));
    }
    let state = match worst {
        Some(Verdict::HighRisk) => CheckState::Failed,
        Some(Verdict::CannotTell) | None => CheckState::NotDone,
        // A verdict over another network than the one that is asked about is no verdict on this one.
        Some(Verdict::Conditional | Verdict::Trusted) => match missed {
            Some(_) => CheckState::NotDone,
            None => CheckState::Passed,
        },
    };
    said.extend(missed.cloned());
    (Answer { check, state, said }, worst)
}

fn told(name: &str, class: FunctionClass, verdict: Verdict) -> Said {
    let class = class.word();
    match verdict {
        Verdict::Trusted => Said::new(format!("{name} is trusted for `{class}`")),
        Verdict::Conditional => {
            Said::new(format!("{name} is trusted with conditions for `{class}`"))
        }
        Verdict::CannotTell => Said::new(format!(
            "it cannot be told whether {name} is to be trusted for `{class}`"
        ))
        .remedy("`keyholder evidence gaps` says what evidence is missing"),
        Verdict::HighRisk => Said::new(format!("{name} is high risk for `{class}`"))
            .remedy("`keyholder verdict` says what would change it; until then, another supplier"),
    }
}

/// Whether who signed is who signed what was admitted before.
pub(super) fn continuity(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::SignerContinuity;
    let let_in = |verdict: &str| {
        [GateVerdict::Admit, GateVerdict::AdmitWithLimits]
            .map(GateVerdict::word)
            .contains(&verdict)
    };
    let id = &asked.component().id;
    let package = asked.package.digests.hex();
    let history = asked.history.iter();
    let before: Vec<_> = history
        .filter(|past| past.component == *id && let_in(&past.verdict) && !past.keys.is_empty())
        // What nobody approved is no history, and what is asked again is no witness for itself.
        .filter(|past| past.counts() && past.package != package)
        .collect();
    let Some(last) = before.last() else {
        let said = Said::new(format!(
            "no release of `{id}` was admitted by this gate before"
        ))
        .remedy("compare the key with what the supplier publishes, once");
        return Answer::not_done(check, said);
    };
    let signers = asked.package.signers.iter().filter(|s| s.anchor.is_some());
    let keys: BTreeSet<&str> = signers.map(|s| s.key.as_str()).collect();
    if last.keys.iter().any(|key| keys.contains(key.as_str())) {
        let what = format!(
            "signed by the key that signed `{}` of {}",
            last.version, last.at
        );
        return Answer::passed(check, what);
    }
    let said = Said::new(format!(
        "the key is another than the one that signed `{}` of {}",
        last.version, last.at
    ))
    .remedy("ask the supplier, by another way, whether it changed its key");
    Answer::failed(check, said)
}
