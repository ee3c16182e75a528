//! What is to be said about the evidence itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic, did_you_mean, list_some};
use keyholder_supply::principle::CRITERIA;
use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{Evidence, Network, ReleaseId, Side, Subject};

/// Unknown criteria, what has expired, what is about releases that nobody runs, and what contradicts.
#[must_use]
pub fn notices(net: &Network, yardstick: &Yardstick, day: Option<Date>) -> Vec<Diagnostic> {
    let running: BTreeSet<ReleaseId> = net
        .classes
        .iter()
        .flat_map(|class| class.releases().map(|(_, release)| release))
        .collect();
    let mut out = Vec::new();
    for evidence in net.evidence.iter().filter(|e| !e.superseded) {
        out.extend(criterion(evidence, yardstick));
        out.extend(expired(evidence, day));
        out.extend(release(net, evidence, &running));
    }
    out.extend(contradictions(net));
    out
}

fn criterion(evidence: &Evidence, yardstick: &Yardstick) -> Option<Diagnostic> {
    let id = evidence.criterion.as_str();
    if yardstick.position(id).is_some() || CRITERIA.contains(&id) {
        return None;
    }
    let message = format!(
        "no criterion `{}`; the item counts for nothing",
        evidence.criterion
    );
    let known = yardstick.criteria.iter().map(|c| c.id.as_str());
    let known = known.chain(CRITERIA.iter().copied());
    let help = match did_you_mean(&evidence.criterion, known) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => "`keyholder evidence criteria` lists all criteria".to_owned(),
    };
    Some(Diagnostic::new(Code::KH0802, evidence.criterion_span, message).help(help))
}

fn expired(evidence: &Evidence, day: Option<Date>) -> Option<Diagnostic> {
    let last = evidence
        .expires
        .filter(|last| day.is_some_and(|day| *last < day))?;
    let message = format!("`{}` expired on {last}; it counts as missing", evidence.id);
    let help = "ask for the renewed document, and let its item supersede this one";
    Some(Diagnostic::new(Code::KH0803, evidence.provenance.span, message).help(help))
}

fn release(
    net: &Network,
    evidence: &Evidence,
    running: &BTreeSet<ReleaseId>,
) -> Option<Diagnostic> {
    let Subject::Release(release) = evidence.subject else {
        return None;
    };
    if running.contains(&release) {
        return None;
    }
    let component = net.releases[release.index()].component;
    let name = |r: &ReleaseId| {
        let release = &net.releases[r.index()];
        format!(
            "{}@{}",
            net.components[release.component.index()].id,
            release.version
        )
    };
    let same = running
        .iter()
        .filter(|r| net.releases[r.index()].component == component);
    let others: Vec<String> = same.map(name).collect();
    let there = match others.is_empty() {
        true => "no release of it is in service".to_owned(),
        false => format!(
            "in service are {}",
            list_some(others.iter().map(String::as_str), 5)
        ),
    };
    let message = format!(
        "`{}` is about `{}`, which no element runs; {there}",
        evidence.id,
        name(&release)
    );
    let help = "ask for the same evidence about the release in service";
    Some(Diagnostic::new(Code::KH0804, evidence.provenance.span, message).help(help))
}

/// One note for each subject and criterion about which some speak for and others against.
fn contradictions(net: &Network) -> Vec<Diagnostic> {
    let mut by: BTreeMap<(Subject, &str), [Vec<&Evidence>; 2]> = BTreeMap::new();
    for evidence in net.evidence.iter().filter(|e| !e.superseded) {
        let sides = by
            .entry((evidence.subject, &evidence.criterion))
            .or_default();
        sides[usize::from(evidence.says == Side::Against)].push(evidence);
    }
    let both = by.into_iter().filter_map(|((_, criterion), [yes, no])| {
        let (first, _) = (no.first()?, yes.first()?);
        let ids = |of: &[&Evidence]| list_some(of.iter().map(|e| e.id.as_str()), 5);
        let message = format!(
            "evidence on `{criterion}` about one subject contradicts: for it {}, against it {}; both are shown and both count",
            ids(&yes),
            ids(&no)
        );
        let help = "when a finding was remedied, let the proof of it supersede the finding";
        Some(Diagnostic::new(Code::KH0806, first.provenance.span, message).help(help))
    });
    both.collect()
}
