//! The metadata of a repository beside a Debian package: a signed list of lists, one of which lists the package.

use std::io::{Read, Result};

use jiff::Timestamp;
use keyholder_signatures::{Digests, Verified};
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use super::control::{Stanza, stanzas};
use crate::answers::{Answers, shown};
use crate::compress::{Unpacked, bad_words, whole};
use crate::schemes;
use crate::signed::{Kind, PURPOSE, Signed};
use crate::source::{Beside, Given};
use crate::sums::hex;

/// How far ahead of us a clock may be, seconds.
const AHEAD_SECONDS_MAX: i64 = 24 * 3_600;

/// What the list says of the package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stated {
    /// Where it is stated.
    pub(super) place: String,
    /// The package.
    pub(super) package: String,
    /// Its version.
    pub(super) version: String,
}

/// Looks at the metadata beside, if there are any; what they state of the package.
///
/// # Errors
/// When the system refuses.
pub(super) fn look(
    given: &Given<'_>,
    digests: &Digests,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<Option<Stated>> {
    let Some((name, text, verified)) = release(given)? else {
        return Ok(None);
    };
    signed.take(&name, verified, answers);
    let Some(text) = text else {
        return Ok(None);
    };
    let release = match stanzas(&text).next() {
        Some(Ok(release)) => release,
        Some(Err(why)) => {
            let said = Said::new(format!("the list of the repository cannot be read: {why}"));
            answers.failed(GateCheck::SignedBytes, said.at(shown(&name)));
            return Ok(None);
        }
        None => return Ok(None),
    };
    fresh(&release, &name, given.now, answers);
    let mut found = None;
    let mut lists = 0;
    for beside in given.beside.iter().filter(|beside| is_list(&beside.name)) {
        if !listed(&release, beside) {
            let said = Said::new(format!(
                "`{}` is not a list that `{}` names by its digest",
                shown(&beside.name),
                shown(&name)
            ))
            .at(shown(&beside.name))
            .remedy("fetch both from the repository at the same time");
            answers.failed(GateCheck::SignedBytes, said);
            continue;
        }
        lists += 1;
        if let Some(stated) = in_list(given, beside, &hex(&digests.sha256), digests.bytes)? {
            found = Some(stated);
        }
    }
    let answer = match (&found, lists) {
        (Some(stated), _) => Answer::passed(
            GateCheck::SignedBytes,
            format!(
                "`{}` names `{}`, which lists the digest of the package",
                shown(&name),
                shown(&stated.place)
            ),
        ),
        (None, 0) => Answer {
            check: GateCheck::SignedBytes,
            state: CheckState::NotDone,
            said: vec![
                Said::new("no list of packages lies beside the one that is signed")
                    .remedy("put the `Packages` file of the repository beside the package"),
            ],
        },
        (None, _) => Answer::failed(
            GateCheck::SignedBytes,
            Said::new("the repository lists no package with this digest")
                .at(shown(&name))
                .remedy("fetch the package again from that repository"),
        ),
    };
    answers.set(answer);
    Ok(found)
}

/// The signed list of lists: its name, its text, and what became of its signature.
fn release(given: &Given<'_>) -> Result<Option<(String, Option<String>, Verified)>> {
    let named = |end: &str| {
        given
            .beside
            .iter()
            .find(|beside| beside.name == end || beside.name.ends_with(&format!("_{end}")))
    };
    if let Some(clear) = named("InRelease") {
        let found = keyholder_signatures::openpgp::verify_clearsigned(
            &clear.bytes,
            given.trust,
            PURPOSE,
            given.now,
        );
        return Ok(Some((clear.name.clone(), found.text, found.verified)));
    }
    let Some(release) = named("Release") else {
        return Ok(None);
    };
    let text = String::from_utf8(release.bytes.clone()).ok();
    let verified = match named("Release.gpg") {
        Some(signature) => schemes::over(
            given,
            &mut release.bytes.as_slice(),
            Kind::OpenPgp,
            &signature.bytes,
        )?,
        None => Verified {
            signers: Vec::new(),
            answers: vec![Answer::not_done(
                GateCheck::Signature,
                Said::new("the list of the repository has no signature beside it")
                    .at(shown(&release.name))
                    .remedy("put `InRelease` or `Release.gpg` beside it"),
            )],
        },
    };
    Ok(Some((release.name.clone(), text, verified)))
}

/// Whether the list still counts.
fn fresh(release: &Stanza<'_>, name: &str, now: Timestamp, answers: &mut Answers) {
    let place = shown(name);
    let mut check = |key: &str, bad: &dyn Fn(Timestamp) -> bool, what: &str| {
        let Some(text) = release.get(key) else {
            return;
        };
        let answer = match moment(text) {
            Some(moment) if bad(moment) => Answer::failed(
                GateCheck::Signature,
                Said::new(format!("{what}: `{key}` is `{}`", shown(text)))
                    .at(place.clone())
                    .remedy("fetch the lists of the repository again"),
            ),
            Some(_) => return,
            None => Answer::not_done(
                GateCheck::Signature,
                Said::new(format!("`{key}` is no date that can be read")).at(place.clone()),
            ),
        };
        answers.set(answer);
    };
    check(
        "Valid-Until",
        &|until| until < now,
        "the signed list has run out",
    );
    let ahead =
        |date: Timestamp| date.as_second().saturating_sub(now.as_second()) > AHEAD_SECONDS_MAX;
    check("Date", &ahead, "the signed list is of a time to come");
    if release.get("Valid-Until").is_none() {
        answers.passed(
            GateCheck::SignedBytes,
            "the signed list does not say until when it counts, so an old one cannot be told",
        );
    }
}

/// A moment as mails and repositories write it.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text
        .strip_suffix("UTC")
        .map(|start| format!("{start}+0000"));
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(text.as_deref()?).ok()
}

fn is_list(name: &str) -> bool {
    let stem = [".gz", ".xz", ".zst"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    stem == "Packages" || stem.ends_with("_Packages")
}

/// Whether the release names a list by digest, length and kind of name.
fn listed(release: &Stanza<'_>, beside: &Beside) -> bool {
    let digests = Digests::of(&beside.bytes);
    let sha256 = hex(&digests.sha256);
    let length = digests.bytes.to_string();
    let lines = release.lines("SHA256").unwrap_or_default();
    lines.iter().any(|line| {
        let mut words = line.split_ascii_whitespace();
        let (digest, bytes, path) = (words.next(), words.next(), words.next());
        digest.is_some_and(|digest| digest.eq_ignore_ascii_case(&sha256))
            && bytes == Some(length.as_str())
            && path.is_some_and(|path| is_list(path.rsplit('/').next().unwrap_or(path)))
    })
}

fn in_list(given: &Given<'_>, beside: &Beside, sha256: &str, bytes: u64) -> Result<Option<Stated>> {
    let mut plain = Unpacked::new(beside.bytes.as_slice(), &given.bounds)?;
    let text = match whole(
        &mut plain as &mut dyn Read,
        given.bounds.document_bytes_max.saturating_mul(2),
    ) {
        Ok(text) => text,
        Err(error) if bad_words(&error).is_some() => None,
        Err(error) => return Err(error),
    };
    let text = text
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default();
    let length = bytes.to_string();
    let found = stanzas(&text)
        .filter_map(|stanza| stanza.ok())
        .find(|stanza| {
            stanza
                .get("SHA256")
                .is_some_and(|digest| digest.eq_ignore_ascii_case(sha256))
                && stanza.get("Size") == Some(length.as_str())
        });
    Ok(found.map(|stanza| Stated {
        place: beside.name.clone(),
        package: stanza.get("Package").unwrap_or_default().to_owned(),
        version: stanza.get("Version").unwrap_or_default().to_owned(),
    }))
}
