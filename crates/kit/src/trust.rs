//! What a project of the operator pins: keys by id and purpose, and revocation lists.

use crate::authority::authority;
use crate::certificates::certificate_pem;
use crate::encode::pem;
use crate::others::arden_pgp;
use crate::people::{OPERATOR, arden_plain, builder, key_of, operator};

/// A pinned key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Its id.
    pub id: &'static str,
    /// Whose it is, by id.
    pub of: &'static str,
    /// A certificate, a public key or an OpenPGP key, each between the lines that say which.
    pub pem: Vec<u8>,
    /// For what it counts, in the word of the project.
    pub purpose: &'static str,
}

fn pin(id: &'static str, of: &'static str, purpose: &'static str, pem: Vec<u8>) -> Pin {
    Pin {
        id,
        of,
        pem,
        purpose,
    }
}

/// What is pinned for the packages of Arden Networks, and for nobody else's. The samples are held against these.
#[must_use]
pub fn anchors() -> Vec<Pin> {
    let all = authority();
    let root = certificate_pem(&all.arden_root.certificate);
    let time = certificate_pem(&all.time_root.certificate);
    let arden = "arden-networks";
    vec![
        pin("arden-root", arden, "packages", root),
        pin("arden-openpgp", arden, "packages", arden_pgp().public()),
        pin("arden-plain", arden, "packages", arden_plain().public_pem()),
        pin("arden-builder", arden, "provenance", builder().public_pem()),
        pin("meridian-root", "meridian-time", "time", time),
        pin(
            "valley-operator",
            OPERATOR,
            "counter-signature",
            operator().public_pem(),
        ),
    ]
}

/// What is pinned for the packages of Tern Mobile.
#[must_use]
pub fn tern_anchors() -> Vec<Pin> {
    let root = certificate_pem(&authority().tern_root.certificate);
    let tern = "tern-mobile";
    let builder = key_of("tern-builder").public_pem();
    vec![
        pin("tern-root", tern, "packages", root),
        pin("tern-builder", tern, "provenance", builder),
    ]
}

/// Revocation lists, by name, in PEM: of Arden Networks, Tern Mobile and the time authority, made on 2026-11-20, and
/// a stale one.
#[must_use]
pub fn crls() -> Vec<(&'static str, Vec<u8>)> {
    let names = [
        "arden-root",
        "arden-signing",
        "arden-partners",
        "arden-signing-2-stale",
        "tern-root",
        "meridian-root",
    ];
    let lists = authority().crls.iter();
    let named = names.into_iter().zip(lists);
    named
        .map(|(name, der)| (name, pem("X509 CRL", der)))
        .collect()
}
