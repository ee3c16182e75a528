//! Is it newer than what runs, and not something that was shown before in another form.

use std::cmp::Ordering;

use jiff::civil::Date;
use keyholder_boms::{Scheme, compare_versions};
use keyholder_packages::ClaimKind;
use keyholder_supply::gate::{Answer, GateCheck, GateVerdict, Said, VersionOrder};

use crate::asked::Asked;

const CHECK: GateCheck = GateCheck::VersionOrder;

pub(super) fn version_order(asked: &Asked<'_>) -> Answer {
    let mut failed = Vec::new();
    let mut open = Vec::new();
    let mut seen = Vec::new();
    against_running(asked, &mut failed, &mut open, &mut seen);
    against_past(asked, &mut failed);
    released(asked, &mut failed);
    Answer::of(CHECK, failed, open, seen)
}

fn against_running(
    asked: &Asked<'_>,
    failed: &mut Vec<Said>,
    open: &mut Vec<Said>,
    seen: &mut Vec<Said>,
) {
    let new = asked.version;
    let scheme = asked.product().and_then(|product| product.version_order);
    if asked.targets.running.is_empty() {
        seen.push(Said::new("no release of it runs there yet"));
        return;
    }
    for (release, count) in &asked.targets.running {
        let old = asked.net.releases[release.index()].version.as_str();
        let order = match (old == new, scheme) {
            (true, _) => Some(Ordering::Equal),
            (false, Some(scheme)) => compare_versions(as_scheme(scheme), old, new),
            (false, None) => None,
        };
        match order {
            Some(Ordering::Less) => {
                seen.push(Said::new(format!(
                    "`{new}` is newer than `{old}`, which {count} run"
                )));
            }
            Some(Ordering::Equal) => failed.push(
                Said::new(format!("{count} run `{old}` already"))
                    .remedy("ask for the elements alone that run another release"),
            ),
            Some(Ordering::Greater) => failed.push(
                Said::new(format!("`{new}` is older than `{old}`, which {count} run")).remedy(
                    "a way back is planned with the supplier: a release with a higher version",
                ),
            ),
            None => open.push(undecided(asked, scheme, old)),
        }
    }
}

fn undecided(asked: &Asked<'_>, scheme: Option<VersionOrder>, old: &str) -> Said {
    let (new, id) = (asked.version, &asked.component().id);
    match scheme {
        None => Said::new(format!(
            "it is not stated how versions of `{id}` are ordered, so `{new}` may be older than `{old}`"
        ))
        .remedy(format!("write `version_order` in [[product]] of `{id}` in gate/gate.toml")),
        Some(scheme) => Said::new(format!(
            "`{old}` and `{new}` cannot be ordered as `{}`",
            scheme.word()
        ))
        .remedy("correct the order, or ask the supplier for a version that follows it"),
    }
}

fn as_scheme(order: VersionOrder) -> Scheme {
    match order {
        VersionOrder::Semver => Scheme::Semver,
        VersionOrder::Deb => Scheme::Deb,
        VersionOrder::Rpm => Scheme::Rpm,
        VersionOrder::Natural => Scheme::Natural,
    }
}

/// The same version in other bytes.
fn against_past(asked: &Asked<'_>, failed: &mut Vec<Said>) {
    let package = asked.package.digests.hex();
    let of_it = asked
        .history
        .iter()
        .filter(|past| past.component == asked.component().id);
    let mut other_bytes = false;
    for past in of_it {
        // What was refused, signed by nobody who is known, or asked by somebody and approved by nobody, says
        // nothing about what the supplier made.
        let counts =
            past.counts() && past.verdict != GateVerdict::Refuse.word() && !past.keys.is_empty();
        if past.version == asked.version && past.package != package && counts && !other_bytes {
            other_bytes = true;
            failed.push(
                Said::new(format!(
                    "version `{}` was shown on {} with other bytes (sha256 {})",
                    past.version, past.at, past.package
                ))
                .remedy("ask the supplier why one version has two forms, and for a new version"),
            );
        }
    }
}

fn released(asked: &Asked<'_>, failed: &mut Vec<Said>) {
    let claims = asked.package.claims.iter();
    for claim in claims.filter(|claim| claim.kind == ClaimKind::Released) {
        let day: Option<Date> = claim.value.get(..10).and_then(|day| day.parse().ok());
        if let Some(day) = day.filter(|day| *day > asked.day_in(1)) {
            failed.push(
                Said::new(format!(
                    "it says that it was released on {day}, which is to come"
                ))
                .at(&claim.place)
                .remedy("check the clock, then ask the supplier"),
            );
        }
    }
}
