//! Signatures that lie beside a package and cover all of it: which files those are, what each of them is, and
//! what they say together.

use std::io::Result;

use keyholder_signatures::{Digests, Purpose, Signer, Verified};
use keyholder_supply::gate::{CheckState, GateCheck, Said};

use crate::answers::{Answers, shown};
use crate::source::{Beside, Given};
use crate::sums::Asked;

/// How something was signed, by the look of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// CMS, detached.
    Cms,
    /// OpenPGP, detached.
    OpenPgp,
    /// SSH.
    Ssh,
    /// minisign or signify.
    Minisign,
    /// A signature alone.
    Raw,
    /// A Sigstore bundle.
    Sigstore,
}

/// Endings of signatures over a whole file, and what they are; with none it is to be seen from the bytes.
const ENDINGS: [(&str, Option<Kind>); 19] = [
    ("cms", Some(Kind::Cms)),
    ("cms.pem", Some(Kind::Cms)),
    ("p7s", Some(Kind::Cms)),
    ("p7m", Some(Kind::Cms)),
    ("p7", Some(Kind::Cms)),
    ("p7b", Some(Kind::Cms)),
    ("gpg", Some(Kind::OpenPgp)),
    ("pgp", Some(Kind::OpenPgp)),
    ("asc", None),
    ("sig", None),
    ("sign", None),
    ("signature", None),
    ("minisig", Some(Kind::Minisign)),
    ("sshsig", Some(Kind::Ssh)),
    ("ed25519", Some(Kind::Raw)),
    ("sigstore.json", Some(Kind::Sigstore)),
    ("sigstore", Some(Kind::Sigstore)),
    ("bundle", Some(Kind::Sigstore)),
    ("bundle.json", Some(Kind::Sigstore)),
];

/// What a file beside is, if it is a signature over the file of that name.
pub(crate) fn kind(name: &str, beside: &Beside) -> Option<Kind> {
    let ending = ending_after(name, &beside.name)?;
    let (_, kind) = ENDINGS
        .iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known))?;
    let kind = kind.unwrap_or_else(|| look(&beside.bytes));
    // A bundle with a statement is an attestation, by whoever built or tested it, and no signature of the supplier.
    let states = memchr::memmem::find(&beside.bytes, b"\"dsseEnvelope\"").is_some();
    (kind != Kind::Sigstore || !states).then_some(kind)
}

/// What a file beside has in its name after the name of the package, with the package's own ending or without it.
pub(crate) fn ending_after<'n>(name: &str, beside: &'n str) -> Option<&'n str> {
    let after = |stem: &str| beside.strip_prefix(stem)?.strip_prefix('.');
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let shorter = stem.strip_suffix(".tar").unwrap_or(stem);
    after(name)
        .or_else(|| after(stem))
        .or_else(|| after(shorter))
}

/// Whether a file looks like a signature by its name, whatever it belongs to.
pub(crate) fn signature_by_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    ENDINGS.iter().any(|(ending, _)| {
        lower
            .strip_suffix(ending)
            .is_some_and(|stem| stem.ends_with('.'))
    })
}

/// What a signature is by its bytes.
pub(crate) fn look(bytes: &[u8]) -> Kind {
    const SIGNED_DATA: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    let head = &bytes[..bytes.len().min(4_096)];
    let has = |text: &[u8]| memchr::memmem::find(head, text).is_some();
    if has(b"-----BEGIN PGP SIGNATURE-----") {
        Kind::OpenPgp
    } else if has(b"-----BEGIN SSH SIGNATURE-----") {
        Kind::Ssh
    } else if has(b"-----BEGIN CMS-----") || has(b"-----BEGIN PKCS7-----") {
        Kind::Cms
    } else if head.starts_with(b"untrusted comment:") {
        Kind::Minisign
    } else if has(b"application/vnd.dev.sigstore.bundle") {
        Kind::Sigstore
    } else if head.first() == Some(&0x30)
        && memchr::memmem::find(&head[..head.len().min(40)], &SIGNED_DATA).is_some()
    {
        Kind::Cms
    } else if bytes.len() != 64 && matches!(head.first(), Some(0x88..=0x8b | 0xc2)) {
        Kind::OpenPgp
    } else {
        Kind::Raw
    }
}

/// Which digests of the package its signatures ask for.
pub(crate) fn asked(given: &Given<'_>) -> Asked {
    let mut asked = Asked::default();
    for beside in given.beside {
        asked = asked.or(match kind(given.name, beside) {
            Some(Kind::Cms) => Asked::by_signature(&beside.bytes),
            Some(Kind::Ssh) => Asked::by_ssh(&beside.bytes),
            Some(Kind::Sigstore) => Asked::ALL,
            _ => Asked::default(),
        });
    }
    asked
}

/// Everybody who signed, and by which files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signed {
    /// Who.
    pub(crate) signers: Vec<Signer>,
    /// The files with signatures.
    pub(crate) by: Vec<String>,
}

impl Signed {
    /// Takes what became of one signature.
    pub(crate) fn take(&mut self, by: &str, verified: Verified, answers: &mut Answers) {
        self.by.push(by.to_owned());
        self.signers.extend(verified.signers);
        answers.take(verified.answers.into_iter().map(|mut answer| {
            for said in &mut answer.said {
                if said.place.is_none() {
                    said.place = Some(shown(by));
                }
            }
            answer
        }));
    }
}

/// Verifies every signature beside that covers the whole file.
///
/// # Errors
/// When the system refuses.
pub(crate) fn beside(
    given: &Given<'_>,
    digests: &Digests,
    answers: &mut Answers,
) -> Result<Signed> {
    let mut signed = Signed::default();
    let mut others = Vec::new();
    for beside in given.beside {
        match kind(given.name, beside) {
            Some(kind) => {
                let verified = crate::schemes::whole(given, digests, kind, &beside.bytes)?;
                signed.take(&beside.name, verified, answers);
            }
            None if signature_by_name(&beside.name) => others.push(beside.name.as_str()),
            None => {}
        }
    }
    let mut words = match signed.by.as_slice() {
        [] => "one file, and no signature beside it that covers all of it".to_owned(),
        [one] => format!("one file, and the signature `{}` beside it", shown(one)),
        many => format!(
            "one file, and {} signatures beside it, each of which is looked at",
            many.len()
        ),
    };
    if !others.is_empty() {
        words.push_str(&format!(
            "; {} signatures beside it belong to other files",
            others.len()
        ));
    }
    answers.passed(GateCheck::OnePackage, words);
    Ok(signed)
}

/// Checks that nobody can answer without a signature.
const OF_SIGNATURES: [GateCheck; 7] = [
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::SignerCertificate,
    GateCheck::CertificatePath,
    GateCheck::Revocation,
    GateCheck::Timestamp,
    GateCheck::EveryFile,
];

/// Says what signatures over the whole file mean for its bytes and files, or that there are none.
pub(crate) fn conclude(answers: &mut Answers, signed: &Signed, covers: &str) {
    if signed.by.is_empty() {
        let said = Said::new("it has no signature")
            .remedy("ask the supplier for a signature, and put it beside the package");
        answers.otherwise(&OF_SIGNATURES, &said);
        return;
    }
    let both = [GateCheck::SignedBytes, GateCheck::EveryFile];
    match answers.state(GateCheck::Signature) {
        Some(CheckState::Passed) => {
            if answers.state(GateCheck::SignedBytes).is_none() {
                answers.passed(GateCheck::SignedBytes, covers);
            }
            if answers.state(GateCheck::SignedBytes) != Some(CheckState::Passed) {
                let said = Said::new("what was signed are not these bytes, so nothing is covered");
                answers.otherwise(&both, &said);
            } else if answers.state(GateCheck::EveryFile).is_none() {
                answers.passed(GateCheck::EveryFile, covers);
            }
        }
        Some(CheckState::Failed) => {
            let said = Said::new("the signature does not hold, so nothing is covered by it");
            answers.otherwise(&both, &said);
        }
        Some(CheckState::NotDone) | None => {
            let said = Said::new("whether the signature holds is not known, nor what it covers");
            answers.otherwise(&both, &said);
        }
    }
}

/// The certificates that lie beside, for signatures that carry none.
pub(crate) fn certificates(given: &Given<'_>) -> Vec<Vec<u8>> {
    const CERTIFICATES: [&str; 4] = ["cert", "crt", "cer", "pem"];
    let is_one = |beside: &&Beside| {
        ending_after(given.name, &beside.name).is_some_and(|ending| {
            CERTIFICATES
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        })
    };
    let found = given.beside.iter().filter(is_one);
    found.map(|beside| beside.bytes.clone()).collect()
}

/// For what the keys of packages are pinned.
pub(crate) const PURPOSE: Purpose = Purpose::Packages;

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(name: &str, bytes: &[u8]) -> Beside {
        Beside {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn signatures_are_known_by_name_and_look() {
        let pgp = b"-----BEGIN PGP SIGNATURE-----\n";
        let ssh = b"-----BEGIN SSH SIGNATURE-----\n";
        let cases: [(&str, &[u8], Option<Kind>); 12] = [
            ("fw.bin.asc", pgp, Some(Kind::OpenPgp)),
            ("fw.bin.sig", ssh, Some(Kind::Ssh)),
            ("fw.cms", b"", Some(Kind::Cms)),
            ("fw.bin.p7s", b"", Some(Kind::Cms)),
            ("fw.bin.minisig", b"", Some(Kind::Minisign)),
            ("fw.bin.sig", &[0xc2; 64], Some(Kind::Raw)),
            ("fw.bin.sig", &[0xc2; 90], Some(Kind::OpenPgp)),
            ("fw.bin.sigstore.json", b"{}", Some(Kind::Sigstore)),
            ("fw.bin.sigstore.json", b"{\"dsseEnvelope\":{}}", None),
            ("fw2.bin.sig", b"", None),
            ("fw.v2.cms", b"", None),
            ("fw.bin.txt", b"", None),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(kind("fw.bin", &beside(name, bytes)), expected, "{name}");
        }
        assert_eq!(
            kind("fw.tar.gz", &beside("fw.sig", pgp)),
            Some(Kind::OpenPgp)
        );
    }
}
