//! A small project as texts, a package by hand, and a judgement of both.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use keyholder_diag::{Diagnostics, FileId, Limits, Span};
use keyholder_documents::{ours, tables};
use keyholder_gate::{
    Adopted, Asked, COUNTER_SIGNATURE, Judgement, Lists, Parts, Past, Permits, after, judge,
    targets, tier_of,
};
use keyholder_packages::{Claim, ClaimKind, Document, FileInside, Format, Package};
use keyholder_signatures::dsse::sign;
use keyholder_signatures::statement::{PAYLOAD_TYPE, Statement, Subject};
use keyholder_signatures::{
    Anchor, AnchorKey, Digests, PrivateKey, Purpose, Scheme, Signer, Trust,
};
use keyholder_supply::bom::Bom;
use keyholder_supply::facts::{BomDocument, Facts};
use keyholder_supply::function::{Catalogue, Criticality, FunctionClass};
use keyholder_supply::gate::{
    Answer, CheckState, GateCheck, GateFacts, KeyUse, PermitRule, PolicyFact,
};
use keyholder_supply::{Network, resolve};
use keyholder_trust::{Stakes, Verdict};
use keyholder_verdicts::{Service, SupplierVerdict, Verdicts};
use serde_json::{Value, json};

/// The day of the judgement.
pub(crate) const DAY: Date = date(2026, 11, 24);
/// The moment of the judgement.
pub(crate) const NOW: &str = "2026-11-24T22:00:00Z";
/// The bytes of the package.
pub(crate) const BYTES: &[u8] = b"suite 1.1";
/// A builder that may build it.
pub(crate) const BUILDER: &str = "https://build.maker.example/v1";

const FUNCTIONS: &str = include_str!("../../../../catalogue/functions.toml");
const POLICY: &str = include_str!("../../../../catalogue/gate/policy.toml");

pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}

/// The shipped policy.
pub(crate) fn shipped() -> PolicyFact {
    policy(POLICY)
}

/// A policy from its text.
pub(crate) fn policy(text: &str) -> PolicyFact {
    let parsed = ours::policy(FileId(0), text, &Limits::default());
    let faults: Vec<_> = parsed.diagnostics.iter().collect();
    parsed.value.unwrap_or_else(|| panic!("{faults:#?}"))
}

pub(crate) fn functions() -> Catalogue {
    keyholder_documents::catalogue::read(FileId(0), FUNCTIONS, &Limits::default()).value
}

/// A pinned key: its id, its party, what it is for, its routes, and the seed of its private half.
#[derive(Clone, Debug)]
pub(crate) struct Pinned {
    pub(crate) id: String,
    pub(crate) party: String,
    pub(crate) purpose: KeyUse,
    pub(crate) routes: Vec<String>,
    pub(crate) seed: u8,
}

pub(crate) fn pinned(id: &str, party: &str, purpose: KeyUse, seed: u8) -> Pinned {
    Pinned {
        id: id.to_owned(),
        party: party.to_owned(),
        purpose,
        routes: Vec::new(),
        seed,
    }
}

pub(crate) fn private(seed: u8) -> PrivateKey {
    PrivateKey::generate([seed; 32])
}

/// Everything that a judgement is made from, to be changed before it is made.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) parties: Vec<String>,
    /// The update routes of `suite`.
    pub(crate) routes: String,
    /// Lines of `suite` before its routes.
    pub(crate) suite: String,
    pub(crate) others: Vec<String>,
    pub(crate) releases: Vec<String>,
    pub(crate) elements: String,
    pub(crate) publishers: String,
    /// Blocks of `gate/gate.toml` but the keys.
    pub(crate) gate: String,
    pub(crate) operator: String,
    pub(crate) keys: Vec<Pinned>,
    pub(crate) rules: Vec<PermitRule>,
    pub(crate) looked_at: Vec<String>,
    pub(crate) package: Package,
    pub(crate) before: Option<Bom>,
    pub(crate) after: Result<Parts, String>,
    pub(crate) lists: Lists,
    pub(crate) history: Vec<Past>,
    pub(crate) verdicts: Result<Vec<(String, FunctionClass, Verdict)>, String>,
    pub(crate) component: String,
    pub(crate) version: String,
    pub(crate) wanted: Vec<String>,
    pub(crate) emergency: bool,
    pub(crate) adopted: Adopted,
    pub(crate) policy: PolicyFact,
    pub(crate) tier: Option<Criticality>,
}

fn party(id: &str, seat: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"The {id}\"\nkind = \"company\"\nseat = \"{seat}\"\ndispersed_percent = 100\n"
    )
}

/// A route of `suite`.
pub(crate) fn route(id: &str, keyholders: &[&str], threshold: u32, guards: &str) -> String {
    let keyholders: Vec<String> = keyholders.iter().map(|k| format!("\"{k}\"")).collect();
    let none = if guards.is_empty() {
        "safeguards = \"none\"\n"
    } else {
        ""
    };
    format!(
        "[[route]]\nid = \"{id}\"\nkind = \"signed-update\"\nkeyholders = [{}]\nthreshold = {threshold}\n{none}{guards}",
        keyholders.join(", ")
    )
}

/// A safeguard of a route.
pub(crate) fn guard(kind: &str, party: &str) -> String {
    format!("[[route.safeguard]]\nkind = \"{kind}\"\nparty = \"{party}\"\n")
}

/// A list of parts of `suite`: each with name, version, supplier and the beginning of a digest.
pub(crate) fn bom(version: &str, parts: &[(&str, &str, &str, &str)]) -> Bom {
    let one = |(name, version, supplier, digest): &(&str, &str, &str, &str)| {
        json!({
            "type": "library", "bom-ref": name, "name": name, "version": version,
            "supplier": {"name": supplier},
            "purl": format!("pkg:generic/{name}@{version}"),
            "hashes": [{"alg": "SHA-256", "content": format!("{digest:0<64}")}],
        })
    };
    let refs: Vec<&str> = parts.iter().map(|(name, ..)| *name).collect();
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": "2026-11-10T09:00:00Z", "authors": [{"name": "The maker"}],
            "component": {
                "type": "application", "bom-ref": "release", "name": "suite", "version": version,
                "supplier": {"name": "The maker"}, "purl": format!("pkg:generic/suite@{version}"),
            },
        },
        "components": parts.iter().map(one).collect::<Vec<Value>>(),
        "compositions": [{"aggregate": "complete", "assemblies": ["release"], "dependencies": ["release"]}],
        "dependencies": [{"ref": "release", "dependsOn": refs}],
    });
    let read = keyholder_boms::read(FileId(0), &document.to_string(), &Limits::default());
    read.value.expect("a list of parts")
}

/// The same, inside the package.
pub(crate) fn parts(bom: Bom) -> Parts {
    Parts {
        bom,
        path: "sbom.json".to_owned(),
        covered: true,
    }
}

pub(crate) const OLD: &[(&str, &str, &str, &str)] = &[
    ("codec", "2.0", "The maker", "aa"),
    ("tls", "3.1", "Lumen", "bb"),
];
pub(crate) const NEW: &[(&str, &str, &str, &str)] = &[
    ("codec", "2.0", "The maker", "aa"),
    ("tls", "3.2", "Lumen", "cc"),
];

pub(crate) fn past(version: &str, bytes: &[u8], verdict: &str, seeds: &[u8]) -> Past {
    Past {
        at: "2026-06-01T10:00:00Z".to_owned(),
        component: "suite".to_owned(),
        version: version.to_owned(),
        package: Digests::of(bytes).hex(),
        verdict: verdict.to_owned(),
        keys: seeds.iter().map(|seed| private(*seed).id()).collect(),
        installed: true,
        decided: true,
        record: format!("{:0<64}", "ab"),
    }
}

/// Somebody who signed the whole package, whose signature leads to a pinned key or not.
pub(crate) fn signer(anchor: Option<&str>, seed: u8) -> Signer {
    Signer {
        scheme: Scheme::Ed25519,
        subject: format!("key {seed}"),
        key: private(seed).id(),
        certificate: None,
        anchor: anchor.map(str::to_owned),
        signed_at: None,
        time_by: None,
        expires: None,
    }
}

/// An envelope with a statement about bytes, signed with a key.
pub(crate) fn attested(kind: &str, bytes: &[u8], predicate: &Value, seed: u8) -> Document {
    let statement = Statement {
        subjects: vec![Subject {
            name: Some("it".to_owned()),
            digests: [("sha256".to_owned(), Digests::of(bytes).hex())].into(),
            ..Subject::default()
        }],
        predicate_type: kind.to_owned(),
        predicate: predicate.clone(),
        ..Statement::default()
    };
    let text = sign(
        PAYLOAD_TYPE,
        statement.to_json().as_bytes(),
        &private(seed),
        None,
    );
    Document {
        path: format!("suite.{seed}.dsse.json"),
        bytes: text.into_bytes(),
        beside: true,
    }
}

/// What an operator states.
pub(crate) fn meant_for(network: &str, functions: &[&str], end: &str) -> Value {
    json!({
        "network": network, "release": "suite@1.1", "functions": functions, "expiresAt": end,
    })
}

pub(crate) fn countersigned(predicate: &Value) -> Document {
    attested(COUNTER_SIGNATURE, BYTES, predicate, 4)
}

/// Provenance by a builder.
pub(crate) fn built(by: &str, bytes: &[u8], seed: u8) -> Document {
    let predicate = json!({
        "buildDefinition": {"buildType": "https://maker.example/b"},
        "runDetails": {"builder": {"id": by}},
    });
    attested("https://slsa.dev/provenance/v1", bytes, &predicate, seed)
}

pub(crate) fn claim(kind: ClaimKind, value: &str) -> Claim {
    Claim {
        kind,
        value: value.to_owned(),
        place: "manifest".to_owned(),
    }
}

fn package() -> Package {
    let genuine = GateCheck::ALL
        .iter()
        .take_while(|check| **check != GateCheck::Identity);
    let file = |path: &str| FileInside {
        path: path.to_owned(),
        bytes: 1,
        sha256: Digests::of(path.as_bytes()).hex(),
    };
    Package {
        format: Format::CsarOption1,
        digests: Digests::of(BYTES),
        files: vec![file("bin"), file("etc")],
        claims: vec![
            claim(ClaimKind::Supplier, "The maker"),
            claim(ClaimKind::Product, "suite"),
            claim(ClaimKind::Version, "1.1"),
        ],
        signers: vec![signer(Some("maker-key"), 1)],
        answers: genuine
            .map(|check| Answer::passed(*check, "as it should be"))
            .collect(),
        boms: Vec::new(),
        attestations: vec![
            countersigned(&meant_for("home", &["AMF"], "2027-01-01T00:00:00Z")),
            built(BUILDER, BYTES, 3),
        ],
        certificates: Vec::new(),
        keys: Vec::new(),
        images: Vec::new(),
        unread: Vec::new(),
    }
}

impl World {
    /// A world in which every check passes.
    pub(crate) fn new() -> World {
        World {
            parties: vec![
                party("maker", "XB"),
                party("second", "XB"),
                party("third", "XC"),
                party("lumen", "XD"),
                party("op", "XA"),
            ],
            suite: "id = \"suite\"\nname = \"The Suite\"\nsupplier = \"maker\"\nkind = \"software\"\nauto_sign = true\n".to_owned(),
            routes: route("suite/updates", &["maker"], 1, ""),
            others: vec![
                "id = \"rival\"\nname = \"Rival\"\nsupplier = \"third\"\nroutes = \"none\"\n[[release]]\nversion = \"3\"\nbom = \"none\"\n".to_owned(),
            ],
            releases: vec![
                "version = \"1.0\"\nbom = [\"documents/suite-1.0.json\"]\n".to_owned(),
                "version = \"1.1\"\nsupport_ends = 2030-01-01\n".to_owned(),
            ],
            elements: "element,function,operator,host,manager,hardware,firmware,platform,application\n\
                a1,AMF,op,none,none,none,none,none,suite@1.0\n\
                a2,AMF,op,none,none,none,none,none,suite@1.0\n\
                s1,SMF,op,none,none,none,none,none,rival@3\n"
                .to_owned(),
            publishers: "[[publisher]]\npurl_prefix = \"pkg:generic/tls\"\nparty = \"lumen\"\n\
                [[publisher]]\npurl_prefix = \"pkg:generic/codec\"\nparty = \"maker\"\n"
                .to_owned(),
            operator: "network = \"home\"\noperator = \"op\"\n".to_owned(),
            gate: format!(
                "[[product]]\ncomponent = \"suite\"\nversion_order = \"natural\"\nbuilders = [\"{BUILDER}\"]\n\
                 [[permit]]\nid = \"p\"\nrule = \"XA\"\ndocument = \"the opinion\"\n\
                 [[known_bad]]\nid = \"B-1\"\npurl = \"pkg:generic/other@1\"\nwhy = \"a hole\"\n"
            ),
            keys: vec![
                pinned("maker-key", "maker", KeyUse::Packages, 1),
                pinned("second-key", "second", KeyUse::Packages, 2),
                pinned("maker-builder", "maker", KeyUse::Provenance, 3),
                pinned("op-key", "op", KeyUse::CounterSignature, 4),
                pinned("third-key", "third", KeyUse::Packages, 5),
            ],
            rules: Vec::new(),
            looked_at: Vec::new(),
            package: package(),
            before: Some(bom("1.0", OLD)),
            after: Ok(parts(bom("1.1", NEW))),
            lists: Lists::default(),
            history: vec![past("1.0", b"suite 1.0", "admit", &[1])],
            verdicts: Ok(vec![("maker".to_owned(), FunctionClass::Core, Verdict::Trusted)]),
            component: "suite".to_owned(),
            version: "1.1".to_owned(),
            wanted: Vec::new(),
            emergency: false,
            adopted: Adopted::Shipped,
            policy: shipped(),
            tier: None,
        }
    }

    /// One thing is changed.
    pub(crate) fn with(change: impl FnOnce(&mut World)) -> World {
        let mut world = World::new();
        change(&mut world);
        world
    }

    fn gate_text(&self) -> String {
        let mut text = self.operator.clone();
        for key in &self.keys {
            text.push_str(&format!(
                "[[key]]\nid = \"{}\"\nparty = \"{}\"\nfile = \"keys/k.pem\"\nfor = \"{}\"\n",
                key.id,
                key.party,
                key.purpose.word()
            ));
            if !key.routes.is_empty() {
                text.push_str(&format!("routes = {:?}\n", key.routes));
            }
        }
        text + &self.gate
    }

    pub(crate) fn gate_facts(&self) -> GateFacts {
        let text = self.gate_text();
        let parsed = ours::gate(FileId(0), &text, &Limits::default());
        assert!(
            parsed.diagnostics.is_empty(),
            "{:#?}\n{text}",
            parsed.diagnostics
        );
        parsed.value
    }

    /// What signatures are held against.
    pub(crate) fn trust(&self) -> Trust {
        let purpose = |purpose| match purpose {
            KeyUse::Packages => Purpose::Packages,
            KeyUse::Provenance => Purpose::Provenance,
            KeyUse::Time => Purpose::Time,
            KeyUse::CounterSignature => Purpose::CounterSignature,
            KeyUse::Log => Purpose::Log,
        };
        let anchor = |key: &Pinned| Anchor {
            id: key.id.clone(),
            key: AnchorKey::Spki(private(key.seed).public_spki()),
            purpose: purpose(key.purpose),
            from: None,
            until: None,
        };
        Trust {
            anchors: self.keys.iter().map(anchor).collect(),
            ..Trust::default()
        }
    }

    pub(crate) fn facts(&self) -> Facts {
        let limits = Limits::default();
        let mut facts = Facts::default();
        let mut faults = Diagnostics::default();
        for text in &self.parties {
            let parsed = ours::party(FileId(0), text, &limits);
            faults.extend(parsed.diagnostics);
            facts.parties.extend(parsed.value);
        }
        let mut suite = format!("{}{}", self.suite, self.routes);
        for release in &self.releases {
            suite.push_str("[[release]]\n");
            suite.push_str(release);
        }
        for text in [&suite].into_iter().chain(&self.others) {
            let parsed = ours::component(FileId(0), text, &limits);
            faults.extend(parsed.diagnostics);
            facts.components.extend(parsed.value);
        }
        let parsed = ours::publishers(FileId(0), &self.publishers, &limits);
        faults.extend(parsed.diagnostics);
        facts.publishers = parsed.value;
        let parsed = tables::elements(FileId(0), "network/elements.csv", &self.elements, &limits);
        faults.extend(parsed.diagnostics);
        facts.elements = parsed.value.0;
        facts.gate = Some(self.gate_facts());
        facts.boms.extend(self.before.iter().map(|bom| BomDocument {
            path: "documents/suite-1.0.json".to_owned(),
            span: Span::whole(FileId(0)),
            bom: bom.clone(),
        }));
        assert!(faults.is_empty(), "{faults:#?}");
        facts
    }

    fn suppliers(&self, net: &Network) -> Result<Verdicts, String> {
        let rows = self.verdicts.clone()?;
        let of = |(supplier, class, verdict): (String, FunctionClass, Verdict)| {
            let at = net.parties.iter().position(|party| party.id == supplier);
            SupplierVerdict {
                service: Service {
                    supplier: at.expect("a party").into(),
                    class,
                    criticality: Criticality::Critical,
                    elements: 1,
                    releases: std::collections::BTreeMap::new(),
                },
                countries: Vec::new(),
                control_open: false,
                held: Vec::new(),
                judged: 0,
                stakes: Stakes::Critical,
                verdict,
                expires: None,
            }
        };
        Ok(Verdicts {
            day: Some(DAY),
            suppliers: rows.into_iter().map(of).collect(),
            judged: Vec::new(),
        })
    }

    /// Judges it.
    pub(crate) fn judge(&self) -> Judgement {
        self.judge_facts(&self.facts())
    }

    /// Judges it with facts that were changed by hand.
    pub(crate) fn judge_facts(&self, facts: &Facts) -> Judgement {
        let net = resolve(facts.clone(), &functions()).value;
        let found = targets(&net, &self.component, &self.wanted).expect("targets");
        let bom = self.after.as_ref().ok().map(|parts| &parts.bom);
        let then = after(facts, &net, &found, &self.version, bom);
        let after_net = resolve(then, &functions()).value;
        let gate = facts.gate.clone().unwrap_or_default();
        let before = self.before.clone().map(parts);
        let permits = Permits {
            countries: self.looked_at.iter().cloned().collect(),
            rules: self.rules.clone(),
        };
        let criticality = self.tier.unwrap_or(found.criticality);
        judge(&Asked {
            facts,
            net: &net,
            before: &keyholder_reach::assess(&net),
            after_net: &after_net,
            after: &keyholder_reach::assess(&after_net),
            verdicts: &self.suppliers(&after_net),
            gate: &gate,
            policy: &self.policy,
            adopted: &self.adopted,
            tier: tier_of(&self.policy, criticality).expect("a tier"),
            permits: &permits,
            package: &self.package,
            trust: &self.trust(),
            bom_before: before.as_ref(),
            bom_after: self.after.as_ref().map_err(String::as_str),
            lists: &self.lists,
            history: &self.history,
            targets: &found,
            version: &self.version,
            emergency: self.emergency.then_some("an attack is on"),
            now: now(),
            day: DAY,
        })
    }

    /// How one check ended, with all that was said.
    pub(crate) fn said(&self, check: GateCheck) -> (CheckState, String) {
        said(&self.judge(), check)
    }

    /// A check ended so, with these words among what was said.
    pub(crate) fn expect(&self, check: GateCheck, state: CheckState, words: &str) {
        let (got, said) = self.said(check);
        assert_eq!(got, state, "{}: {said}", check.word());
        assert!(said.contains(words), "{}: {said}", check.word());
    }
}

/// How one check ended, with all that was said.
pub(crate) fn said(judged: &Judgement, check: GateCheck) -> (CheckState, String) {
    let mut found = judged.answers.iter().filter(|answer| answer.check == check);
    let answer = found.next().expect("an answer");
    assert!(found.next().is_none(), "each check once");
    let said: Vec<String> = answer
        .said
        .iter()
        .map(|said| {
            format!(
                "{} @ {} -> {}",
                said.what,
                said.place.as_deref().unwrap_or_default(),
                said.remedy.as_deref().unwrap_or_default()
            )
        })
        .collect();
    (answer.state, said.join("\n"))
}

/// A network from facts.
pub(crate) fn network(facts: Facts) -> Network {
    resolve(facts, &functions()).value
}
