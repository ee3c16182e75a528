//! The doors to the crate that verifies signatures, one for each scheme.

use std::io::{Error, Read, Result};

use keyholder_signatures::{Digests, Verified};
use keyholder_supply::gate::{Answer, GateCheck, Said};

use crate::signed::{Kind, PURPOSE, certificates};
use crate::source::Given;
use crate::sums::{Asked, Sums, hex};

/// Verifies a signature over the whole file.
///
/// # Errors
/// When the system refuses.
pub(crate) fn whole(
    given: &Given<'_>,
    digests: &Digests,
    kind: Kind,
    signature: &[u8],
) -> Result<Verified> {
    match kind {
        Kind::Cms => Ok(cms(given, digests, signature)),
        Kind::Ssh => Ok(keyholder_signatures::sshsig::verify(
            digests,
            signature,
            "file",
            given.trust,
            PURPOSE,
            given.now,
        )),
        Kind::Sigstore => Ok(sigstore(given, digests, signature)),
        Kind::OpenPgp | Kind::Minisign | Kind::Raw => {
            let sha256 = hex(&digests.sha256);
            same(&mut given.source.open()?, &sha256, |bytes| {
                over(given, bytes, kind, signature)
            })
        }
    }
}

/// Verifies a signature of OpenPGP, minisign or alone over the bytes of a reader.
///
/// # Errors
/// When the system refuses.
pub(crate) fn over(
    given: &Given<'_>,
    bytes: &mut dyn Read,
    kind: Kind,
    signature: &[u8],
) -> Result<Verified> {
    let Given { trust, now, .. } = *given;
    match kind {
        Kind::OpenPgp => {
            keyholder_signatures::openpgp::verify_detached(bytes, signature, trust, PURPOSE, now)
        }
        Kind::Minisign => {
            keyholder_signatures::minisign::verify(bytes, signature, trust, PURPOSE, now)
        }
        Kind::Raw => keyholder_signatures::raw::verify(bytes, signature, trust, PURPOSE, now),
        Kind::Cms | Kind::Ssh | Kind::Sigstore => {
            Ok(not_looked_at("a signature of this kind here"))
        }
    }
}

fn cms(given: &Given<'_>, digests: &Digests, signature: &[u8]) -> Verified {
    let certificates = certificates(given);
    keyholder_signatures::cms(
        signature,
        digests,
        &certificates,
        given.trust,
        PURPOSE,
        given.now,
    )
}

/// Adds up what passes by.
pub(crate) struct Tee<'t> {
    pub(crate) inner: &'t mut dyn Read,
    pub(crate) sums: &'t mut Sums,
}

impl Read for Tee<'_> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buf)?;
        self.sums.update(&buf[..count]);
        Ok(count)
    }
}

/// Verifies over bytes that are read a second time, and makes sure that they are still those that were looked at.
///
/// # Errors
/// When the system refuses, or the bytes changed meanwhile.
pub(crate) fn same(
    bytes: &mut dyn Read,
    sha256: &str,
    verify: impl FnOnce(&mut dyn Read) -> Result<Verified>,
) -> Result<Verified> {
    let mut sums = Sums::new(Asked::default());
    let mut tee = Tee {
        inner: bytes,
        sums: &mut sums,
    };
    let verified = verify(&mut tee)?;
    std::io::copy(&mut tee, &mut std::io::sink())?;
    if hex(&sums.finish().sha256) != sha256 {
        return Err(Error::other("the file changed while it was looked at"));
    }
    Ok(verified)
}

fn sigstore(given: &Given<'_>, digests: &Digests, bundle: &[u8]) -> Verified {
    let asked = keyholder_signatures::sigstore::Asked {
        artifact: digests,
        identities: &[],
        trust: given.trust,
        purpose: PURPOSE,
        now: given.now,
    };
    keyholder_signatures::sigstore::verify(bundle, &asked).verified
}

/// A signature that nobody verifies is not done, and never passed.
pub(crate) fn not_looked_at(what: &str) -> Verified {
    let said = Said::new(format!("{what} is not verified by this program"));
    Verified {
        signers: Vec::new(),
        answers: vec![Answer::not_done(GateCheck::Signature, said)],
    }
}
