//! Packages as an attacker would hand them over, each wrong in one way, beside genuine ones in every format.

mod archive;
mod certificates;
mod contents;
mod coverage;
mod genuine;
mod signature;
mod statements;

use std::sync::OnceLock;

use keyholder_supply::gate::{CheckState, GateCheck};

use crate::archives::{Entry, zip};
use crate::authority::authority;
use crate::cms::{Inside, Signing};
use crate::csar::Csar;
use crate::moments::SIGNED_4_2_1;
use crate::others::Delivered;
use crate::release::Release;

/// What must become of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// No check fails.
    Genuine,
    /// This check ends in this way.
    Not {
        /// Which.
        check: GateCheck,
        /// How.
        state: CheckState,
    },
}

/// A package to be looked at at [`crate::moments::NOW`], against [`crate::anchors()`] and [`crate::crls()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name, which says the fault.
    pub name: &'static str,
    /// What the attacker did, in one sentence, with the case behind it.
    pub words: &'static str,
    /// The name of the file.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Files beside it.
    pub beside: Vec<(String, Vec<u8>)>,
    /// What must become of it.
    pub expect: Expect,
}

impl Sample {
    /// The release that the operator asked for, as it would in the request.
    #[must_use]
    pub fn asked(&self) -> &'static str {
        match self.name {
            "other-product-sent" => "arden-amf@4.2.1",
            "genuine-oran" | "oran-changed" | "oran-unsigned" | "oran-wrong-checksum" => {
                "arden-ru@4.2.1"
            }
            "rollback" => "arden-amf@4.1.9",
            "same-version-rebuilt" | "rebuilt-by-second-certificate" => "arden-amf@4.2.0",
            _ => "arden-amf@4.2.1",
        }
    }

    /// Whether the fault is seen in the package alone, without a project around it.
    #[must_use]
    pub fn seen_in_package(&self) -> bool {
        let by_request = ["other-product-sent", "bom-of-other-product"].contains(&self.name);
        match self.expect {
            Expect::Genuine => true,
            Expect::Not { check, .. } => check <= GateCheck::Identity && !by_request,
        }
    }
}

/// All samples, genuine ones first; the same bytes every time.
#[must_use]
pub fn samples() -> Vec<Sample> {
    static MADE: OnceLock<Vec<Sample>> = OnceLock::new();
    let all = MADE.get_or_init(|| {
        let mut all = genuine::samples();
        all.extend(archive::samples());
        all.extend(signature::samples());
        all.extend(certificates::samples());
        all.extend(coverage::samples());
        all.extend(contents::samples());
        all.extend(statements::samples());
        all
    });
    all.clone()
}

/// What runs before any of the samples: 4.2.0, signed by the same signer as they are.
#[must_use]
pub fn running() -> Delivered {
    let release = Release::amf_4_2_0();
    let signer = Signing::by(&authority().arden_p256, release.made);
    let signer = signer.stamped(&authority().time, release.made + 60);
    Delivered {
        file: format!("{}.csar", release.stem()),
        bytes: Csar::of(&release).option_1(&[signer]),
        beside: Vec::new(),
    }
}

/// A check that fails.
fn fails(check: GateCheck) -> Expect {
    Expect::Not {
        check,
        state: CheckState::Failed,
    }
}

/// A check that cannot be done.
fn undone(check: GateCheck) -> Expect {
    Expect::Not {
        check,
        state: CheckState::NotDone,
    }
}

/// 4.2.1 of the AMF, before it is signed.
fn amf() -> Csar {
    Csar::of(&Release::amf_4_2_1())
}

/// The signer of most samples, with a proof of time.
fn good() -> Signing<'static> {
    let all = authority();
    Signing::by(&all.arden_p256, SIGNED_4_2_1).stamped(&all.time, SIGNED_4_2_1 + 60)
}

/// The entries of the good package.
fn good_entries() -> Vec<Entry> {
    amf().entries(&amf().manifest_signed(&[good()], Inside::Certificates))
}

/// A package of option 1.
fn option_1(name: &'static str, expect: Expect, words: &'static str, bytes: Vec<u8>) -> Sample {
    Sample {
        name,
        words,
        file: "arden-amf-4.2.1.csar".to_owned(),
        bytes,
        beside: Vec::new(),
        expect,
    }
}

/// A package of option 1 with these entries.
fn packed(name: &'static str, expect: Expect, words: &'static str, entries: &[Entry]) -> Sample {
    option_1(name, expect, words, zip(entries))
}

/// A package of option 1, made by the good signer.
fn made(name: &'static str, expect: Expect, words: &'static str, csar: &Csar) -> Sample {
    option_1(name, expect, words, csar.option_1(&[good()]))
}

/// A file of any format with what lies beside it.
fn delivered(
    name: &'static str,
    expect: Expect,
    words: &'static str,
    delivered: Delivered,
) -> Sample {
    Sample {
        name,
        words,
        file: delivered.file,
        bytes: delivered.bytes,
        beside: delivered.beside,
        expect,
    }
}
