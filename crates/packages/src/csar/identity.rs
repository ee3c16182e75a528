//! Who supplies what in which version: the same in the manifest and in the descriptor.

use keyholder_supply::gate::{GateCheck, Said};

use super::descriptor::Descriptor;
use super::manifest::Manifest;
use crate::answers::{Answers, Faults, shown};
use crate::package::{Claim, ClaimKind};

/// What is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Who supplies it.
    Supplier,
    /// What it is.
    Product,
    /// A name that may be that of the product.
    Name,
    /// Which version of the software.
    Software,
    /// Which version of the package or descriptor.
    Version,
    /// The id of its descriptor.
    Descriptor,
    /// When it was released.
    Released,
}

/// One statement of a package about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stated {
    /// About what.
    pub(crate) what: What,
    /// As written.
    pub(crate) value: String,
    /// Where.
    pub(crate) place: String,
}

/// Keys of a manifest, and what they state. The misspelt ones are in use.
const KEYS: [(&str, What); 18] = [
    ("vnf_provider_id", What::Supplier),
    ("vnf_provider", What::Supplier),
    ("pnfd_provider", What::Supplier),
    ("nsd_designer", What::Supplier),
    ("vnf_product_name", What::Product),
    ("pnfd_name", What::Name),
    ("nsd_name", What::Name),
    ("vnf_software_version", What::Software),
    ("vnf_package_version", What::Version),
    ("pnfd_archive_version", What::Version),
    ("pnfd_version", What::Version),
    ("nsd_file_structure_version", What::Version),
    ("vnfd_id", What::Descriptor),
    ("pnfd_invariant_id", What::Descriptor),
    ("vnf_release_date_time", What::Released),
    ("vnf_release_data_time", What::Released),
    ("pnfd_release_date_time", What::Released),
    ("nsd_release_date_time", What::Released),
];

/// Everything that a manifest states.
fn stated(manifest: &Manifest) -> Vec<Stated> {
    let mut all = Vec::new();
    for (key, value) in &manifest.metadata {
        let known = KEYS.iter().find(|(known, _)| known == key);
        if let Some((_, what)) = known.filter(|_| !value.is_empty()) {
            all.push(Stated {
                what: *what,
                value: value.clone(),
                place: manifest.path.clone(),
            });
        }
    }
    all
}

fn word(what: What) -> &'static str {
    match what {
        What::Supplier => "supplier",
        What::Product | What::Name => "product",
        What::Software => "version of the software",
        What::Version => "version",
        What::Descriptor => "id of the descriptor",
        What::Released => "date of release",
    }
}

/// Holds all statements against each other, and gives back what the package claims to be.
pub(crate) fn identity(
    manifest: Option<&Manifest>,
    descriptor: &Descriptor,
    answers: &mut Answers,
) -> Vec<Claim> {
    let ours = manifest.map(stated).unwrap_or_default();
    let theirs = &descriptor.stated;
    let mut faults = Faults::new();
    let all: Vec<&Stated> = ours.iter().chain(theirs).collect();
    for what in [
        What::Supplier,
        What::Product,
        What::Software,
        What::Descriptor,
        What::Released,
    ] {
        same(what, &all, &mut faults);
    }
    same_within(&ours, &mut faults);
    fits(
        What::Version,
        &[What::Version, What::Software],
        &ours,
        theirs,
        &mut faults,
    );
    fits(
        What::Name,
        &[What::Name, What::Product],
        &ours,
        theirs,
        &mut faults,
    );
    let claims = claims(&ours, theirs);
    let has = |kind| claims.iter().any(|claim: &Claim| claim.kind == kind);
    if !faults.is_empty() {
        answers.judge(GateCheck::Identity, faults, "");
    } else if has(ClaimKind::Supplier) && has(ClaimKind::Product) && has(ClaimKind::Version) {
        let places = if !ours.is_empty() && !theirs.is_empty() {
            "the manifest and the descriptor state the same supplier, product and version"
        } else {
            "supplier, product and version are stated, and in one place only"
        };
        answers.passed(GateCheck::Identity, places);
    } else {
        let said = Said::new("the package does not state supplier, product and version")
            .remedy("ask the supplier for a manifest with all of its metadata");
        answers.not_done(GateCheck::Identity, said);
    }
    claims
}

/// What must be the same wherever it stands.
fn same(what: What, all: &[&Stated], faults: &mut Faults) {
    let mut these = all.iter().filter(|stated| stated.what == what);
    let Some(first) = these.next() else {
        return;
    };
    for other in these.filter(|other| !equal(&first.value, &other.value)) {
        differ(first, other, faults);
    }
}

/// What a manifest may not state twice in different ways.
fn same_within(ours: &[Stated], faults: &mut Faults) {
    for what in [What::Version, What::Name] {
        same(what, &ours.iter().collect::<Vec<_>>(), faults);
    }
}

/// What the manifest states must be one of the things that the descriptor states, if it states any.
fn fits(what: What, among: &[What], ours: &[Stated], theirs: &[Stated], faults: &mut Faults) {
    let theirs: Vec<&Stated> = theirs
        .iter()
        .filter(|stated| among.contains(&stated.what))
        .collect();
    for one in ours.iter().filter(|stated| stated.what == what) {
        let found = theirs.iter().any(|other| equal(&one.value, &other.value));
        if let (false, Some(other)) = (found, theirs.first()) {
            differ(one, other, faults);
        }
    }
}

fn differ(one: &Stated, other: &Stated, faults: &mut Faults) {
    let said = Said::new(format!(
        "the {} is `{}` in `{}`, and `{}` in `{}`",
        word(one.what),
        shown(&one.value),
        shown(&one.place),
        shown(&other.value),
        shown(&other.place)
    ));
    faults.push(
        said.at(shown(&other.place))
            .remedy("ask the supplier which is right, and for a package that states one thing"),
    );
}

fn equal(one: &str, other: &str) -> bool {
    one.trim() == other.trim()
}

/// What the package claims: the version of the software where it is stated, else that of the package.
fn claims(ours: &[Stated], theirs: &[Stated]) -> Vec<Claim> {
    let all: Vec<&Stated> = ours.iter().chain(theirs).collect();
    let has = |what| all.iter().any(|stated| stated.what == what);
    let (software, product) = (has(What::Software), has(What::Product));
    let versioned = ours.iter().any(|stated| stated.what == What::Version);
    let mut claims = Vec::new();
    for stated in &all {
        let from_manifest = ours.iter().any(|own| own == *stated);
        let kind = match stated.what {
            What::Supplier => ClaimKind::Supplier,
            What::Product => ClaimKind::Product,
            What::Name if !product && from_manifest => ClaimKind::Product,
            What::Software => ClaimKind::Version,
            What::Version if !software && (from_manifest || !versioned) => ClaimKind::Version,
            What::Descriptor => ClaimKind::Descriptor,
            What::Released => ClaimKind::Released,
            What::Name | What::Version => continue,
        };
        claims.push(Claim {
            kind,
            value: stated.value.clone(),
            place: stated.place.clone(),
        });
    }
    claims.sort();
    claims.dedup();
    claims
}
