//! RPM packages: lead, signatures, header and payload, each held against what the one before says of it.

mod header;

use std::io::{Read, Result};

use base64::Engine as _;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::answers::{Answers, Faults, shown};
use crate::compress::{bad_words, fill};
use crate::contents::{Found, Looking, PLAIN};
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::{ClaimKind, Package};
use crate::schemes::{self, Tee};
use crate::signed::{self, Kind, Signed};
use crate::source::Given;
use crate::sums::{Asked, Sums, hex};
use crate::walk;
use header::{Header, rest};

const LEAD_BYTES: usize = 96;
/// Signatures are small, and some room is kept for more.
const SIGNATURE_BYTES_MAX: u64 = 64 << 20;

/// Tags that are looked at.
mod tag {
    pub(super) const REGION_SIGNATURES: u32 = 62;
    pub(super) const REGION_IMMUTABLE: u32 = 63;
    pub(super) const DSA_HEADER: u32 = 267;
    pub(super) const RSA_HEADER: u32 = 268;
    pub(super) const SHA256_HEADER: u32 = 273;
    pub(super) const OPENPGP: u32 = 278;
    pub(super) const PGP: u32 = 1_002;
    pub(super) const GPG: u32 = 1_005;
    pub(super) const NAME: u32 = 1_000;
    pub(super) const VERSION: u32 = 1_001;
    pub(super) const RELEASE: u32 = 1_002;
    pub(super) const EPOCH: u32 = 1_003;
    pub(super) const VENDOR: u32 = 1_011;
    pub(super) const ARCH: u32 = 1_022;
    pub(super) const SOURCE: u32 = 1_044;
    pub(super) const PAYLOAD_DIGEST: u32 = 5_092;
    pub(super) const PAYLOAD_ALGORITHM: u32 = 5_093;
}

/// Whether bytes begin as an RPM package does.
pub(crate) fn is_rpm(head: &[u8]) -> bool {
    head.starts_with(&[0xed, 0xab, 0xee, 0xdb])
}

/// What is inside.
#[derive(Default)]
struct Opened {
    faults: Faults,
    signatures: Option<Header>,
    header: Option<Header>,
    /// Where the header begins.
    header_at: u64,
    /// SHA-256 of the payload.
    payload: Option<[u8; 32]>,
    /// SHA-256 of header and payload together.
    both: String,
    found: Found,
}

/// Looks at an RPM package.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_rpm(given: &Given<'_>) -> Result<Package> {
    let (digests, mut opened) =
        walk::once(given, signed::asked(given), |stream| open(given, stream))?;
    let mut parts = Parts::default();
    let mut signed = signed::beside(given, &digests, &mut parts.answers)?;
    let inside = signatures(given, &opened, &mut signed, &mut parts.answers)?;
    covered(&opened, inside, &mut parts.answers);
    identity(given, &opened, &mut parts);
    let covers = "the header, and the payload by the digest that the header states";
    signed::conclude(&mut parts.answers, &signed, covers);
    parts.signers = signed.signers;
    let mut found = std::mem::take(&mut opened.found);
    opened.faults.append(std::mem::take(&mut found.faults));
    let words = "lead, signatures, header and payload, with nothing between them";
    parts
        .answers
        .judge(GateCheck::Archive, opened.faults, words);
    let mut said = vec![Said::new(
        "the files in the payload were searched, and not held against the header's list of them",
    )];
    said.extend(std::mem::take(&mut found.unread).said());
    parts.answers.set(Answer {
        check: GateCheck::Archive,
        state: CheckState::Passed,
        said,
    });
    let none = Said::new(
        "the files in an RPM package are covered by the digest of its payload, and are not looked at one by one",
    );
    parts.answers.otherwise(
        &[GateCheck::ListedFiles, GateCheck::ArtifactSignatures],
        &none,
    );
    parts.answers.otherwise(
        &[GateCheck::Images],
        &Said::new("an RPM package names no images"),
    );
    Ok(made::package(given, Format::Rpm, digests, found, parts))
}

fn open(given: &Given<'_>, stream: &mut dyn Read) -> Result<Opened> {
    let mut opened = Opened::default();
    let mut lead = [0; LEAD_BYTES];
    let count = fill(stream, &mut lead)?;
    if count != LEAD_BYTES || !is_rpm(&lead) {
        opened
            .faults
            .push(Said::new("it is cut off before its first header"));
        return Ok(opened);
    }
    if !(3..=4).contains(&lead[4]) || lead[78..80] != [0, 5] {
        opened
            .faults
            .push(Said::new("its lead is of no version that is known"));
    }
    let signatures = match part(stream, SIGNATURE_BYTES_MAX, tag::REGION_SIGNATURES)? {
        Ok(header) => header,
        Err(why) => {
            opened
                .faults
                .push(Said::new(format!("the header of signatures: {why}")));
            return Ok(opened);
        }
    };
    let length = signatures.bytes.len();
    let mut filling = [0; 8];
    let filling = &mut filling[..(8 - length % 8) % 8];
    fill(stream, filling)?;
    if filling.iter().any(|byte| *byte != 0) {
        opened
            .faults
            .push(Said::new("hidden bytes after the signatures"));
    }
    let before = LEAD_BYTES + length + filling.len();
    opened.header_at = u64::try_from(before).unwrap_or(u64::MAX);
    opened.signatures = Some(signatures);
    let header = match part(
        stream,
        given.bounds.document_bytes_max,
        tag::REGION_IMMUTABLE,
    )? {
        Ok(header) => header,
        Err(why) => {
            opened.faults.push(Said::new(format!("the header: {why}")));
            return Ok(opened);
        }
    };
    for (of, header) in [
        ("signatures", opened.signatures.as_ref()),
        ("header", Some(&header)),
    ] {
        for fault in header
            .map(|header| header.faults.as_slice())
            .unwrap_or_default()
        {
            opened.faults.push(Said::new(format!("{of}: {fault}")));
        }
    }
    let mut both = Sums::new(Asked::default());
    both.update(&header.bytes);
    let mut payload = Sums::new(Asked::default());
    let mut outer = Tee {
        inner: stream,
        sums: &mut both,
    };
    let mut inner = Tee {
        inner: &mut outer,
        sums: &mut payload,
    };
    let mut looking = Looking::new(&given.bounds, &PLAIN);
    if let Err(error) = looking.file("payload", None, &mut inner, 1) {
        let why = bad_words(&error).map(str::to_owned).ok_or(error)?;
        opened
            .faults
            .push(Said::new(format!("the payload: {why}")).at("payload"));
    }
    std::io::copy(&mut inner, &mut std::io::sink())?;
    opened.found = looking.found;
    opened.payload = Some(payload.finish().sha256);
    opened.both = hex(&both.finish().sha256);
    opened.header = Some(header);
    Ok(opened)
}

/// Reads one header.
fn part(
    stream: &mut dyn Read,
    bytes_max: u64,
    region: u32,
) -> Result<std::result::Result<Header, String>> {
    let mut head = [0; 16];
    if fill(stream, &mut head)? != 16 {
        return Ok(Err("it is cut off".to_owned()));
    }
    let length = match rest(&head, bytes_max) {
        Ok(length) => length,
        Err(why) => return Ok(Err(why)),
    };
    let mut bytes = head.to_vec();
    stream.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(0) != length + 16 {
        return Ok(Err("it is cut off".to_owned()));
    }
    Ok(Ok(Header::read(bytes, region)))
}

/// What signatures inside cover.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    /// The header.
    header: bool,
    /// Header and payload together, as older packages have it.
    both: bool,
}

fn signatures(
    given: &Given<'_>,
    opened: &Opened,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<Inside> {
    let mut inside = Inside::default();
    let (Some(signatures), Some(header)) = (&opened.signatures, &opened.header) else {
        return Ok(inside);
    };
    let mut over_header: Vec<(String, Vec<u8>)> = Vec::new();
    for (tag, name) in [(tag::RSA_HEADER, "RSA"), (tag::DSA_HEADER, "DSA")] {
        if let Some(bytes) = signatures.binary(tag) {
            over_header.push((format!("{name} signature over the header"), bytes.to_vec()));
        }
    }
    for text in signatures.strings(tag::OPENPGP).iter().take(16) {
        match base64::engine::general_purpose::STANDARD.decode(text) {
            Ok(bytes) => over_header.push(("signature over the header".to_owned(), bytes)),
            Err(_) => answers.failed(
                GateCheck::Signature,
                Said::new("a signature over the header is no base64"),
            ),
        }
    }
    for (name, signature) in over_header {
        let verified = schemes::over(
            given,
            &mut header.bytes.as_slice(),
            Kind::OpenPgp,
            &signature,
        )?;
        signed.take(&name, verified, answers);
        inside.header = true;
    }
    for tag in [tag::PGP, tag::GPG] {
        let Some(signature) = signatures.binary(tag) else {
            continue;
        };
        let mut source = given.source.open()?;
        source.seek(std::io::SeekFrom::Start(opened.header_at))?;
        let verified = schemes::same(&mut source, &opened.both, |bytes| {
            schemes::over(given, bytes, Kind::OpenPgp, signature)
        })?;
        signed.take("signature over header and payload", verified, answers);
        inside.both = true;
    }
    Ok(inside)
}

/// Whether what signatures cover reaches to the last byte.
fn covered(opened: &Opened, inside: Inside, answers: &mut Answers) {
    let (Some(signatures), Some(header)) = (&opened.signatures, &opened.header) else {
        return;
    };
    let mut faults = Faults::new();
    if let Some(stated) = signatures.string(tag::SHA256_HEADER) {
        let found = keyholder_signatures::Digests::of(&header.bytes).hex();
        if !stated.eq_ignore_ascii_case(&found) {
            faults.push(Said::new(
                "the header is not the one whose digest stands among the signatures",
            ));
        }
    }
    let stated = header.string(tag::PAYLOAD_DIGEST);
    let is_sha256 = header
        .number(tag::PAYLOAD_ALGORITHM)
        .is_none_or(|number| number == 8);
    let payload = opened.payload.map(|digest| hex(&digest));
    let compared = match (&stated, &payload) {
        (Some(stated), Some(payload)) if is_sha256 => {
            if !stated.eq_ignore_ascii_case(payload) {
                faults.push(
                    Said::new("the payload is not the one whose digest the header states")
                        .at("payload")
                        .remedy("fetch the package again, or ask the supplier"),
                );
            }
            true
        }
        _ => false,
    };
    if !faults.is_empty() {
        answers.judge(GateCheck::SignedBytes, faults, "");
    } else if inside.header && !compared && !inside.both {
        let said = Said::new("only the header is signed, and it states no digest of the payload that is compared here")
            .remedy("ask the supplier for a package with a SHA-256 digest of its payload");
        for check in [GateCheck::SignedBytes, GateCheck::EveryFile] {
            answers.not_done(check, said.clone());
        }
    }
}

fn identity(given: &Given<'_>, opened: &Opened, parts: &mut Parts) {
    let Some(header) = &opened.header else {
        parts.answers.failed(
            GateCheck::OneManifest,
            Said::new("there is no header that can be read"),
        );
        return;
    };
    let word = |tag: u32| header.string(tag);
    let (name, version, release) = (word(tag::NAME), word(tag::VERSION), word(tag::RELEASE));
    let mut faults = Faults::new();
    for (what, value) in [
        ("name", &name),
        ("version", &version),
        ("release", &release),
    ] {
        if value.is_none() {
            faults.push(Said::new(format!("the header states no {what}")));
        }
    }
    parts
        .answers
        .judge(GateCheck::OneManifest, faults, "one header");
    let (Some(name), Some(version), Some(release)) = (name, version, release) else {
        return;
    };
    let full = format!("{version}-{release}");
    let with_epoch = header
        .number(tag::EPOCH)
        .map_or_else(|| full.clone(), |epoch| format!("{epoch}:{full}"));
    parts.claim(ClaimKind::Supplier, word(tag::VENDOR).as_deref(), "header");
    parts.claim(ClaimKind::Product, Some(&name), "header");
    parts.claim(ClaimKind::Version, Some(&with_epoch), "header");
    parts.claim(
        ClaimKind::Descriptor,
        word(tag::SOURCE).as_deref(),
        "header",
    );
    let arch = word(tag::ARCH).unwrap_or_default();
    let expected = [
        format!("{name}-{full}.{arch}.rpm"),
        format!("{name}-{full}.src.rpm"),
    ];
    let mut faults = Faults::new();
    if !expected.iter().any(|expected| expected == given.name) {
        faults.push(
            Said::new(format!(
                "the file is called `{}`, and by its header it would be `{}`",
                shown(given.name),
                shown(&expected[0])
            ))
            .remedy("fetch the package under its own name"),
        );
    }
    parts.answers.judge(
        GateCheck::Identity,
        faults,
        format!("`{}` `{}`", shown(&name), shown(&with_epoch)),
    );
}

#[cfg(test)]
mod tests;
