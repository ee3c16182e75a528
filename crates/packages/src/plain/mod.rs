//! Any file at all: what lies beside it says who made it.

use std::io::{Read, Result};

use keyholder_signatures::Digests;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::answers::{Answers, shown};
use crate::archive::{self, NOTHING, Shape};
use crate::compress::{bad_words, fill};
use crate::contents::{Found, Looking, PLAIN};
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::Package;
use crate::schemes;
use crate::signed::{self, Kind, PURPOSE, Signed};
use crate::source::{Beside, Given};
use crate::sums::hex;
use crate::tar::{Links, Rules};
use crate::walk;

/// Lists of digests as they are usually called.
const LISTS: [&str; 4] = [
    "SHA256SUMS",
    "sha256sums.txt",
    "SHA256SUMS.txt",
    "CHECKSUMS",
];
/// How text with a signature around it begins.
const CLEAR: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
/// Longest list of digests.
const LIST_BYTES_MAX: usize = 16 << 20;

/// Looks at a file of no known kind.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_plain(given: &Given<'_>) -> Result<Package> {
    let (digests, (head, mut found)) =
        walk::once(given, signed::asked(given), |stream| look(given, stream))?;
    let mut answers = Answers::new();
    leaf(&head, &mut found, &mut answers);
    finish(given, digests, found, answers)
}

/// Looks at an archive that is no package of a known kind.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_archive(given: &Given<'_>, shape: Shape) -> Result<Package> {
    let rules = Rules {
        links: Links::Rooted,
        twins: true,
    };
    let (digests, mut opened) = archive::open(given, shape, rules, &PLAIN, NOTHING)?;
    let mut answers = Answers::new();
    opened.judge(&mut answers);
    finish(given, digests, opened.found, answers)
}

fn finish(
    given: &Given<'_>,
    digests: Digests,
    found: Found,
    mut answers: Answers,
) -> Result<Package> {
    let mut signed = signed::beside(given, &digests, &mut answers)?;
    list(given, &hex(&digests.sha256), &mut signed, &mut answers)?;
    let covers = format!("all {} bytes of the file", digests.bytes);
    signed::conclude(&mut answers, &signed, &covers);
    let nothing = Said::new("a plain file has no manifest and names nothing");
    answers.otherwise(
        &[
            GateCheck::OneManifest,
            GateCheck::ListedFiles,
            GateCheck::ArtifactSignatures,
            GateCheck::Images,
            GateCheck::Identity,
        ],
        &nothing,
    );
    let parts = Parts {
        signers: signed.signers,
        answers,
        ..Parts::default()
    };
    Ok(made::package(given, Format::Plain, digests, found, parts))
}

/// Looks at the file as a leaf or, if it is an archive after all, into it.
fn look(given: &Given<'_>, stream: &mut dyn Read) -> Result<(Vec<u8>, Found)> {
    let mut looking = Looking::new(&given.bounds, &PLAIN);
    let mut head = vec![0; 64];
    let count = fill(stream, &mut head)?;
    head.truncate(count);
    match looking.file(given.name, None, &mut head.as_slice().chain(stream), 0) {
        Ok(()) => {}
        Err(error) => {
            let why = bad_words(&error).map(str::to_owned).ok_or(error)?;
            looking.found.faults.push(Said::new(why));
        }
    }
    let mut found = looking.found;
    found.inside(&format!("{}!", given.name));
    Ok((head, found))
}

fn leaf(head: &[u8], found: &mut Found, answers: &mut Answers) {
    let faults = std::mem::take(&mut found.faults);
    let mut said = if is_capsule(head) {
        vec![Said::new(
            "it is a UEFI capsule, whose inside is searched but not understood",
        )]
    } else if found.files.is_empty() {
        vec![Said::new(
            "it is no archive that is known; its bytes were searched for certificates and keys",
        )]
    } else {
        vec![Said::new(format!(
            "it is an archive of {} files and of no kind of package that is known",
            found.files.len()
        ))]
    };
    let state = if faults.is_empty() {
        CheckState::NotDone
    } else {
        CheckState::Failed
    };
    said.extend(faults.said());
    said.extend(std::mem::take(&mut found.unread).said());
    answers.set(Answer {
        check: GateCheck::Archive,
        state,
        said,
    });
}

/// Whether a file begins with the header of a UEFI capsule, by the GUIDs of those that are known.
fn is_capsule(head: &[u8]) -> bool {
    // Firmware management, and the older one of system tables; both as they lie in memory.
    const FMP: [u8; 16] = [
        0xed, 0xd5, 0xcb, 0x6d, 0x2d, 0xe8, 0x44, 0x4c, 0xbd, 0xa1, 0x71, 0x94, 0x19, 0x9a, 0xd9,
        0x2a,
    ];
    const OLD: [u8; 16] = [
        0xbd, 0x86, 0x66, 0x3b, 0x76, 0x0d, 0x30, 0x40, 0xb7, 0x0e, 0xb5, 0x51, 0x9e, 0x2f, 0xc5,
        0xa0,
    ];
    head.starts_with(&FMP) || head.starts_with(&OLD)
}

/// A list of digests beside, and the signature over it.
fn list(given: &Given<'_>, sha256: &str, signed: &mut Signed, answers: &mut Answers) -> Result<()> {
    for list in given.beside {
        let bare = list
            .name
            .strip_suffix(".asc")
            .or_else(|| list.name.strip_suffix(".gpg"));
        let bare = bare.unwrap_or(&list.name);
        let is_list = |name: &str| LISTS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let clear = list.bytes.starts_with(CLEAR);
        if is_list(&list.name) && !clear {
            detached_list(given, list, sha256, signed, answers)?;
        } else if is_list(bare) && clear {
            let found = keyholder_signatures::openpgp::verify_clearsigned(
                &list.bytes,
                given.trust,
                PURPOSE,
                given.now,
            );
            let text = found.text.unwrap_or_default();
            if named(given, list, &text, sha256, answers) {
                signed.take(&list.name, found.verified, answers);
            }
        }
    }
    Ok(())
}

fn detached_list(
    given: &Given<'_>,
    list: &Beside,
    sha256: &str,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<()> {
    let Some(text) = std::str::from_utf8(&list.bytes)
        .ok()
        .filter(|text| text.len() <= LIST_BYTES_MAX)
    else {
        answers.not_done(
            GateCheck::ListedFiles,
            Said::new("the list of digests cannot be read").at(shown(&list.name)),
        );
        return Ok(());
    };
    if !named(given, list, text, sha256, answers) {
        return Ok(());
    }
    for beside in given.beside {
        let Some(kind) = signed::kind(&list.name, beside) else {
            continue;
        };
        if beside.name == list.name || beside.bytes.starts_with(CLEAR) {
            continue;
        }
        let digests = keyholder_signatures::Digests::of(&list.bytes);
        let verified = match kind {
            Kind::Cms | Kind::Ssh | Kind::Sigstore => {
                schemes::whole(given, &digests, kind, &beside.bytes)?
            }
            kind => schemes::over(given, &mut list.bytes.as_slice(), kind, &beside.bytes)?,
        };
        signed.take(&beside.name, verified, answers);
    }
    Ok(())
}

/// Whether a list names the package with its digest; says so in any case.
fn named(
    given: &Given<'_>,
    list: &Beside,
    text: &str,
    sha256: &str,
    answers: &mut Answers,
) -> bool {
    let lines = text.lines().filter_map(|line| {
        let (digest, name) = line.split_once([' ', '\t'])?;
        let name = name.trim_start_matches([' ', '*']).trim_end();
        let name = name.rsplit('/').next().unwrap_or(name);
        (name == given.name).then(|| digest.to_lowercase())
    });
    let found: Vec<String> = lines.take(64).collect();
    let place = shown(&list.name);
    let answer = if found.is_empty() {
        let said = Said::new(format!(
            "the list of digests does not name `{}`",
            shown(given.name)
        ));
        Answer::not_done(GateCheck::ListedFiles, said.at(place))
    } else if found.iter().all(|digest| digest == sha256) {
        Answer::passed(
            GateCheck::ListedFiles,
            format!("`{place}` lists the digest of the file"),
        )
    } else {
        let said = Said::new(format!(
            "`{place}` lists another digest for `{}`",
            shown(given.name)
        ))
        .at(place)
        .remedy("fetch the file again: it is not the one that was listed");
        Answer::failed(GateCheck::ListedFiles, said)
    };
    let good = answer.state == CheckState::Passed;
    answers.set(answer);
    good
}

#[cfg(test)]
mod tests;
