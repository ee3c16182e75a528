//! From a judgement to its record.

use jiff::Timestamp;
use keyholder_gate::{Asked, Judgement, Step};
use keyholder_packages::ClaimKind;
use keyholder_signatures::Hashing;
use keyholder_supply::gate::{Answer, GateCheck, GateVerdict, Said, day_of};

use super::{parts, wire};
use crate::number;

/// What is known of a request besides the judgement.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The version of the program.
    pub version: &'a str,
    /// The name of the package's file.
    pub package: &'a str,
    /// What was named with `--for`.
    pub wanted: &'a [String],
    /// Who asked.
    pub submitter: Option<&'a str>,
    /// SHA-256 of the policy.
    pub policy_sha256: &'a str,
    /// SHA-256 of the catalogue.
    pub catalogue: &'a str,
    /// How many entries the log had.
    pub log_entries: u64,
    /// Names of the files beside the package.
    pub beside: Vec<String>,
    /// Files that were read.
    pub inputs: Vec<wire::Input>,
}

/// Elements that are named one by one.
const NAMED_MAX: usize = 200;

/// Makes the record.
#[must_use]
pub fn record(asked: &Asked<'_>, judged: &Judgement, about: &About<'_>) -> wire::Record {
    let mut inputs = about.inputs.clone();
    inputs.sort();
    let certificates = asked
        .package
        .certificates
        .iter()
        .map(|found| wire::Certificate {
            path: found.path.clone(),
            subject: found.subject.clone(),
            ends: day(found.not_after),
            sha256: found.sha256.clone(),
        });
    wire::Record {
        format: wire::FORMAT.to_owned(),
        tool: format!("keyholder {}", about.version),
        at: asked.now.to_string(),
        project: asked.net.settings.name.clone(),
        synthetic: asked.net.settings.synthetic,
        request: wire::Request {
            component: asked.component().id.clone(),
            version: asked.version.to_owned(),
            wanted: about.wanted.to_vec(),
            submitter: about.submitter.map(str::to_owned),
            emergency: asked.emergency.map(str::to_owned),
            beside: about.beside.clone(),
        },
        package: package(asked, about),
        targets: targets(asked),
        policy: wire::Policy {
            id: asked.policy.id.clone(),
            version: asked.policy.version.clone(),
            sha256: about.policy_sha256.to_owned(),
            tier: asked.tier.criticality.word().to_owned(),
        },
        supplier_verdict: judged.seen.supplier_verdict.clone(),
        catalogue: about.catalogue.to_owned(),
        log_entries: about.log_entries,
        verdict: judged.verdict.word().to_owned(),
        sentence: sentence(asked, judged),
        steps: judged.steps.iter().map(step).collect(),
        checks: judged.answers.iter().map(check).collect(),
        conditions: conditions(judged),
        parts: parts::parts(asked, judged),
        quality: parts::quality(judged),
        wider: judged.wider.iter().map(wider).collect(),
        certificates: certificates.collect(),
        inputs,
    }
}

fn day(second: i64) -> String {
    let moment = Timestamp::from_second(second);
    moment.map_or_else(
        |_| "beyond all calendars".to_owned(),
        |moment| day_of(moment).to_string(),
    )
}

fn package(asked: &Asked<'_>, about: &About<'_>) -> wire::Package {
    let package = asked.package;
    let mut list = Hashing::sha256();
    for file in &package.files {
        list.update(format!("{}  {}\n", file.sha256, file.path).as_bytes());
    }
    let signers = package.signers.iter().map(|signer| wire::Signer {
        scheme: signer.scheme.word().to_owned(),
        subject: signer.subject.clone(),
        key: signer.key.clone(),
        pinned: signer.anchor.clone(),
        party: signer
            .anchor
            .as_deref()
            .and_then(|anchor| asked.owner(anchor))
            .map(|key| key.party.text.clone()),
        signed_at: signer.signed_at.map(|at| at.to_string()),
        time_by: signer.time_by.clone(),
        expires: signer.expires.map(|at| at.to_string()),
    });
    let claims = package.claims.iter().map(|claim| wire::Claim {
        kind: claim_word(claim.kind).to_owned(),
        value: claim.value.clone(),
        place: claim.place.clone(),
    });
    wire::Package {
        name: about.package.to_owned(),
        bytes: package.digests.bytes,
        sha256: package.digests.hex(),
        format: package.format.word().to_owned(),
        files: package.files.len() as u64,
        files_sha256: list.finish().hex(),
        installable: installable(asked),
        signers: signers.collect(),
        claims: claims.collect(),
    }
}

/// Images and firmware inside, and what descriptors name by digest.
fn installable(asked: &Asked<'_>) -> Vec<String> {
    const MAX: usize = 1_000;
    let all = keyholder_gate::installable(asked.package).into_iter();
    all.map(|one| one.sha256).take(MAX).collect()
}

fn claim_word(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Supplier => "supplier",
        ClaimKind::Product => "product",
        ClaimKind::Version => "version",
        ClaimKind::Descriptor => "descriptor",
        ClaimKind::Released => "released",
    }
}

fn targets(asked: &Asked<'_>) -> wire::Targets {
    let (net, targets) = (asked.net, asked.targets);
    let elements = || targets.elements.iter().map(|e| &net.elements[e.index()]);
    let mut list = Hashing::sha256();
    for element in elements() {
        list.update(format!("{} {}\n", element.id, element.rows).as_bytes());
    }
    let functions = targets
        .functions
        .iter()
        .map(|(function, many)| wire::Counted {
            name: net.functions[function.index()].name.clone(),
            elements: *many,
        });
    let running = targets.running.iter().map(|(release, many)| wire::Counted {
        name: net.release_label(*release),
        elements: *many,
    });
    wire::Targets {
        sha256: list.finish().hex(),
        elements: targets.count,
        criticality: targets.criticality.word().to_owned(),
        functions: functions.collect(),
        classes: targets
            .classes
            .iter()
            .map(|class| class.word().to_owned())
            .collect(),
        not_placed: targets.not_placed,
        running: running.collect(),
        without: targets.without,
        named: elements().take(NAMED_MAX).map(|e| e.id.clone()).collect(),
    }
}

pub(super) fn said(said: &Said) -> wire::Said {
    wire::Said {
        what: said.what.clone(),
        place: said.place.clone(),
        remedy: said.remedy.clone(),
    }
}

fn step(step: &Step) -> wire::Step {
    wire::Step {
        verdict: step.verdict.word().to_owned(),
        check: step.check.word().to_owned(),
        said: step.said.iter().map(said).collect(),
    }
}

fn check(answer: &Answer) -> wire::Check {
    wire::Check {
        check: answer.check.word().to_owned(),
        asks: asks(answer.check).to_owned(),
        state: answer.state.word().to_owned(),
        said: answer.said.iter().map(said).collect(),
    }
}

fn conditions(judged: &Judgement) -> wire::Conditions {
    let conditions = &judged.conditions;
    let acknowledge = conditions.acknowledge.iter().map(|c| c.word().to_owned());
    wire::Conditions {
        approvers: conditions.approvers,
        roles: conditions.roles.clone(),
        consent: conditions.consent.clone(),
        acknowledge: acknowledge.collect(),
        approval_days: conditions.approval_days,
        first_step: conditions.first_step,
        soak_hours: conditions.soak_hours,
        review_days: conditions.review_days,
    }
}

fn wider(wider: &keyholder_gate::Wider) -> wire::Wider {
    wire::Wider {
        actor: wider.actor.clone(),
        name: wider.name.clone(),
        function: wider.function.clone(),
        means: if wider.with_parts {
            "with parts"
        } else {
            "keys"
        }
        .to_owned(),
        before: [wider.before.0, wider.before.1],
        after: [wider.after.0, wider.after.1],
        of: wider.of,
    }
}

/// The verdict in a sentence.
fn sentence(asked: &Asked<'_>, judged: &Judgement) -> String {
    let what = format!("{} {}", asked.component().name, asked.version);
    let many = number::count(asked.targets.count);
    let elements = match asked.targets.count {
        1 => "1 element".to_owned(),
        _ => format!("{many} elements"),
    };
    let first = judged.steps.first();
    let why = first
        .and_then(|step| step.said.first())
        .map(|said| said.what.clone());
    let why = why.unwrap_or_else(|| "every check that the tier asks for passed".to_owned());
    match judged.verdict {
        GateVerdict::Admit => format!("{what} may go into {elements}: {why}."),
        GateVerdict::AdmitWithLimits => {
            format!("{what} may go into {elements}, with limits: {why}.")
        }
        GateVerdict::Hold => format!("{what} waits: {why}."),
        GateVerdict::Refuse => format!("{what} may not go in: {why}."),
    }
}

/// What a check asks, for people.
#[must_use]
pub fn asks(check: GateCheck) -> &'static str {
    match check {
        GateCheck::Archive => "Can the archive be read in one way only?",
        GateCheck::OnePackage => "Is there exactly one package in it?",
        GateCheck::OneManifest => "Is there exactly one manifest?",
        GateCheck::SignedBytes => "Are the bytes that were signed the bytes that are read?",
        GateCheck::Signature => "Does every signature hold?",
        GateCheck::SignerCertificate => "Is it clear whose certificate each signature has?",
        GateCheck::CertificatePath => "Does each signer lead to a key that is pinned?",
        GateCheck::Revocation => "Was nothing on the way revoked?",
        GateCheck::Timestamp => "Is it proved when it was signed?",
        GateCheck::EveryFile => "Is every file inside covered by the signature?",
        GateCheck::ListedFiles => "Is every listed file there, as listed?",
        GateCheck::ArtifactSignatures => "Do signatures of single files hold?",
        GateCheck::Images => "Are images the bytes that are named?",
        GateCheck::Identity => "Is it the product and version that was asked for?",
        GateCheck::VersionOrder => "Is it newer than what runs?",
        GateCheck::Audience => {
            "Has the operator said that it is for this network and these functions?"
        }
        GateCheck::Keyholders => "May those who signed change this product?",
        GateCheck::SignerContinuity => "Is it the key that signed the releases before?",
        GateCheck::Provenance => "Does a known builder say how it was built?",
        GateCheck::SupplierVerdict => "Does the verdict on the supplier cover these functions?",
        GateCheck::BillOfMaterials => "Is there a list of parts that can be read?",
        GateCheck::BomQuality => "Does the list say what such lists must say?",
        GateCheck::BomDifference => "Did no part change in a way that asks for a look?",
        GateCheck::KnownWeaknesses => "Is nothing inside known to be bad?",
        GateCheck::ReachDifference => "Could nobody change more than before?",
        GateCheck::EmbeddedCertificates => "Do certificates inside last?",
        GateCheck::EmbeddedKeys => "Is no private key inside?",
        GateCheck::Support => "Is it supported as long as it will run?",
        GateCheck::Permit => "Is everything settled that the law asks before an update?",
        GateCheck::Policy => "Is the policy the one that people decided on?",
    }
}
