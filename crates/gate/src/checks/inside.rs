//! What lies inside: certificates and how long they last, private keys, and what is known to be bad.

use jiff::Timestamp;
use keyholder_supply::bom::BomComponent;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said, day_of};

use crate::asked::Asked;

/// How many things of one kind are told one by one.
pub(super) const TOLD_MAX: usize = 20;

/// Shortens a list, and says how many more there are.
pub(super) fn some(mut said: Vec<Said>) -> Vec<Said> {
    let more = said.len().saturating_sub(TOLD_MAX);
    if more > 0 {
        said.truncate(TOLD_MAX);
        said.push(Said::new(format!("and {more} more")));
    }
    said
}

/// Whether certificates inside last as long as the update is meant to.
pub(super) fn certificates(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::EmbeddedCertificates;
    if let Some(answer) = unseen(asked, check) {
        return answer;
    }
    let until = asked.day_in(asked.tier.life_days);
    let signs = |sha256: &str| {
        let signers = asked.package.signers.iter();
        signers
            .filter_map(|s| s.certificate.as_deref())
            .any(|c| c == sha256)
    };
    let inside = asked
        .package
        .certificates
        .iter()
        .filter(|c| !signs(&c.sha256));
    let mut ends = Vec::new();
    let mut many = 0;
    for found in inside {
        many += 1;
        let end = Timestamp::from_second(found.not_after).ok();
        let Some(end) = end.map(day_of) else {
            let what = format!(
                "nobody can tell when the certificate of `{}` ends",
                found.subject
            );
            let remedy = "ask for a release with a certificate whose end can be read";
            ends.push(Said::new(what).at(&found.path).remedy(remedy));
            continue;
        };
        if end >= until {
            continue;
        }
        let what = match end < asked.day {
            true => format!("the certificate of `{}` ended on {end}", found.subject),
            false => format!(
                "the certificate of `{}` ends on {end}, before {until}",
                found.subject
            ),
        };
        let remedy =
            "ask for a release with a certificate that lasts, or for a way to renew it in place";
        ends.push(Said::new(what).at(&found.path).remedy(remedy));
    }
    if ends.is_empty() && !asked.package.unread.is_empty() {
        return unread(asked, check);
    }
    if ends.is_empty() {
        let what = match many {
            0 => "no certificate lies inside".to_owned(),
            1 => format!("the one certificate inside lasts beyond {until}"),
            many => format!("all {many} certificates inside last beyond {until}"),
        };
        return Answer::passed(check, what);
    }
    ends.sort();
    Answer {
        check,
        state: CheckState::Failed,
        said: some(ends),
    }
}

/// Whether private keys lie inside: everybody who has the package has them.
pub(super) fn keys(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::EmbeddedKeys;
    if let Some(answer) = unseen(asked, check) {
        return answer;
    }
    if asked.package.keys.is_empty() && !asked.package.unread.is_empty() {
        return unread(asked, check);
    }
    if asked.package.keys.is_empty() {
        return Answer::passed(check, "no private key lies inside");
    }
    let said = asked.package.keys.iter().map(|key| {
        Said::new(format!("a private key lies inside ({})", key.what))
            .at(&key.path)
            .remedy("ask for a release that makes its keys where it is installed")
    });
    Answer {
        check,
        state: CheckState::Failed,
        said: some(said.collect()),
    }
}

/// Nothing was found, but not everything was looked into.
fn unread(asked: &Asked<'_>, check: GateCheck) -> Answer {
    Answer {
        check,
        state: CheckState::NotDone,
        said: some(asked.package.unread.clone()),
    }
}

/// Where the archive could not be read to its end, nobody knows what lies inside.
fn unseen(asked: &Asked<'_>, check: GateCheck) -> Option<Answer> {
    let archive = asked
        .package
        .answers
        .iter()
        .find(|a| a.check == GateCheck::Archive);
    let failed = archive.is_some_and(|answer| answer.state == CheckState::Failed);
    failed.then(|| {
        let what = "the archive is not sound, so what lies inside is not sure";
        Answer::not_done(check, Said::new(what).remedy("see `archive`"))
    })
}

/// Whether the package, a file inside, or a part is on the project's list of what is known to be bad.
pub(super) fn known_bad(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::KnownWeaknesses;
    if asked.gate.known_bad.is_empty() {
        let said = Said::new("the project has no list of what is known to be bad")
            .remedy("write [[known_bad]] blocks in gate/gate.toml");
        return Answer::not_done(check, said);
    }
    let whole = asked.package.digests.hex();
    let mut found = Vec::new();
    for bad in &asked.gate.known_bad {
        let sha256 = bad.sha256.as_ref().map(|name| name.text.as_str());
        let purl = bad.purl.as_ref().map(|name| name.text.as_str());
        let told = |place: &str| {
            Said::new(format!("`{}` is known to be bad: {}", bad.id.text, bad.why))
                .at(place)
                .remedy("ask for a release without it")
        };
        if sha256 == Some(whole.as_str()) {
            found.push(told("the package itself"));
        }
        let files = asked.package.files.iter();
        let same = files.filter(|file| sha256 == Some(file.sha256.as_str()));
        found.extend(same.map(|file| told(&file.path)));
        let chosen = asked.bom_after.ok().into_iter();
        let lists = chosen.chain(&asked.lists.others);
        for part in lists.flat_map(|list| &list.bom.components) {
            let by_purl = purl.is_some_and(|bad| is_purl(part, bad));
            let by_hash = sha256.is_some_and(|sha256| {
                part.hashes
                    .iter()
                    .any(|hash| hash.strip_prefix("SHA-256:") == Some(sha256))
            });
            if by_purl || by_hash {
                found.push(told(&format!("part `{}` {}", part.name, part.version)));
            }
        }
    }
    if found.is_empty() {
        return not_found(asked);
    }
    found.sort();
    found.dedup();
    Answer {
        check,
        state: CheckState::Failed,
        said: some(found),
    }
}

/// Whether a part is what a package URL names; of what the URL does not say, the part may be any variant.
fn is_purl(part: &BomComponent, bad: &str) -> bool {
    let bare = |purl: &str| purl.split(['?', '#']).next().unwrap_or(purl).to_owned();
    part.purl.as_deref().is_some_and(|purl| {
        let any_variant = !bad.contains(['?', '#']);
        purl == bad || (any_variant && bare(purl) == bad)
    })
}

/// Nothing bad was found: whether everything was looked at.
fn not_found(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::KnownWeaknesses;
    if let Some(answer) = unseen(asked, check) {
        return answer;
    }
    if !asked.package.unread.is_empty() {
        return unread(asked, check);
    }
    if asked.gate.known_bad.iter().any(|bad| bad.purl.is_some()) {
        let missing = match asked.bom_after {
            Err(why) => Some(format!("the parts inside are not known: {why}")),
            Ok(_) if !asked.lists.unread.is_empty() => {
                Some("the parts inside are not all known: a list of parts cannot be read".to_owned())
            }
            Ok(_) if asked.lists.from_project => Some(
                "the parts inside are not known: the list of parts is the project's, not the package's"
                    .to_owned(),
            ),
            Ok(parts) if !parts.covered => Some(
                "the parts inside are not known: no signature covers the list of parts".to_owned(),
            ),
            Ok(parts) if parts.bom.skipped > 0 => Some(format!(
                "the parts inside are not all known: {} entries of the list cannot be read",
                parts.bom.skipped
            )),
            Ok(_) => None,
        };
        if let Some(what) = missing {
            let said =
                Said::new(what).remedy("ask the supplier for a list of parts inside the package");
            return Answer::not_done(check, said);
        }
    }
    let many = asked.gate.known_bad.len();
    let what = format!("nothing inside is among the {many} entries that are known to be bad");
    Answer::passed(check, what)
}

/// Whether the release is supported as long as it is meant to run.
pub(super) fn support(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::Support;
    let id = &asked.component().id;
    let components = asked.facts.components.iter();
    let releases = components
        .filter(|c| c.id.text == *id)
        .flat_map(|c| &c.releases);
    let stated = releases
        .filter(|release| release.version.text == asked.version)
        .find_map(|release| release.support_ends);
    let until = asked.day_in(asked.tier.life_days);
    match stated {
        None => Answer::not_done(
            check,
            Said::new(format!(
                "it is not stated how long `{id}@{}` is supported",
                asked.version
            ))
            .remedy(format!(
                "write `support_ends` in its [[release]] in components/{id}.toml"
            )),
        ),
        Some(end) if end < until => Answer::failed(
            check,
            Said::new(format!("support ends on {end}, before {until}"))
                .remedy("plan the release after it, or have the support prolonged"),
        ),
        Some(end) => Answer::passed(check, format!("it is supported until {end}")),
    }
}
