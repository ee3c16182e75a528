//! Whether the network after the update is the one that is asked about: every target runs the release, nothing else
//! changed over to it.

use std::collections::BTreeSet;

use keyholder_supply::gate::Said;
use keyholder_supply::{ElementId, Network, ReleaseId};

use crate::asked::Asked;

/// What is missing, if the network that was judged is not that one.
pub(super) fn missed(asked: &Asked<'_>) -> Option<Said> {
    let targets: BTreeSet<ElementId> = asked.targets.elements.iter().copied().collect();
    let others = rows(asked, asked.net, |element| !targets.contains(&element));
    let wanted = asked.targets.count.saturating_add(others);
    let got = rows(asked, asked.after_net, |_| true);
    (got != wanted).then(|| {
        let label = format!("{}@{}", asked.component().id, asked.version);
        Said::new(format!(
            "in the network that was judged {got} elements run `{label}`, and {wanted} were meant to"
        ))
        .remedy("state what each of these elements runs, once and without `?` in the list")
    })
}

/// How many rows run the release.
fn rows(asked: &Asked<'_>, net: &Network, counts: impl Fn(ElementId) -> bool) -> u64 {
    let id = &asked.component().id;
    let is_it = |release: ReleaseId| {
        let release = &net.releases[release.index()];
        release.version == asked.version && net.components[release.component.index()].id == *id
    };
    let releases: Vec<bool> = (0..net.releases.len())
        .map(|at| is_it(ReleaseId::from(at)))
        .collect();
    let classes = net.classes.iter().map(|class| {
        let mut all = class.releases();
        all.any(|(_, release)| releases[release.index()])
    });
    let classes: Vec<bool> = classes.collect();
    net.elements
        .iter()
        .enumerate()
        .filter(|(at, element)| classes[element.class.index()] && counts(ElementId::from(*at)))
        .map(|(_, element)| element.rows)
        .sum()
}
