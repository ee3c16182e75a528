//! SPDX, versions 2.2 and 2.3: JSON, and tag-value text in the shape of JSON.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::bom::{
    Bom, BomAbout, BomAgent, BomAgentKind, BomComponent, BomFormat, BomRelation,
};

use super::digest::{digest, is_purl, purl_base};
use super::json::{Fields, Node};
use super::parts::{End, Parts};
use super::reading::{Reading, below, short};
use super::words;

/// Most different package URLs of one package: each makes a part, so a few lines must not make millions.
const PURLS_MAX: usize = 16;

/// One package of the document.
struct Package {
    id: Option<String>,
    /// One for each different package that its URLs name.
    parts: Vec<BomComponent>,
}

/// What the relations of a document say, as far as it is used.
struct Relations<'a> {
    count: usize,
    /// Ends that the document declines to name.
    gaps: usize,
    /// Ids that the document describes, each with the place where that is said.
    described: BTreeMap<String, (Node<'a>, String)>,
    /// From, how, to; without repetition.
    edges: BTreeSet<(String, BomRelation, String)>,
}

/// Reads the document.
pub(super) fn read(
    root: &Fields<'_>,
    format: BomFormat,
    spec_version: String,
    reading: &mut Reading<'_>,
) -> Bom {
    let mut packages: Vec<Package> = Vec::new();
    if root.get("packages").is_none() {
        no_parts(root, reading);
    }
    let list = reading.list(root, "packages", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/packages/{number}");
        packages.extend(package(node, &pointer, reading));
    }
    let relations = relations(root, reading);
    let subject_id = subject_id(root, &packages, &relations, reading);
    let mut parts = Parts::default();
    let subject = take(packages, subject_id.as_deref(), &mut parts);
    for (from, relation, to) in &relations.edges {
        parts.relate_ids(from, *relation, to);
    }
    let (components, edges) = parts.settle();
    let about = BomAbout {
        describes: !relations.described.is_empty(),
        gaps: relations.gaps,
        ..about(root)
    };
    Bom {
        subject,
        components,
        relations: relations.count,
        edges,
        skipped: reading.skipped(),
        nameless: reading.nameless_so_far(),
        // SPDX 2 has no word for "this list is complete".
        complete: None,
        about,
        ..Bom::new(format, spec_version)
    }
}

/// Takes all packages as parts, and sets the subject apart.
fn take(
    packages: Vec<Package>,
    subject_id: Option<&str>,
    parts: &mut Parts,
) -> Option<BomComponent> {
    // A second package of the subject's id is a fault of the document, not a way to hide a part.
    let of_subject = packages
        .iter()
        .position(|package| subject_id.is_some() && package.id.as_deref() == subject_id);
    // Several package URLs make several readings of one package; the first stands for it.
    let subject = of_subject.and_then(|at| packages[at].parts.first().cloned());
    let subject_purl = subject.as_ref().and_then(|subject| subject.purl.clone());
    for (number, Package { id, parts: own }) in packages.into_iter().enumerate() {
        let mut ends = Vec::new();
        if Some(number) == of_subject {
            ends.push(End::Subject);
        } else {
            for part in own {
                // Some tools list the product itself once more under another id.
                let once_more = subject_purl.is_some() && part.purl == subject_purl;
                ends.push(if once_more {
                    End::Subject
                } else {
                    parts.add(part)
                });
            }
        }
        for end in ends {
            if let Some(id) = &id {
                parts.call(id, end);
            }
        }
    }
    subject
}

/// A document of files alone must not look like a product without parts.
fn no_parts(root: &Fields<'_>, reading: &mut Reading<'_>) {
    if let Some(at) = root.get("spdxVersion") {
        let what = "the document has no `packages`, so it does not say what is inside";
        reading.skip(at, "/packages", what);
    }
}

/// The one package that the document describes. Where it describes several, it is a collection
/// without a subject, and all of them are its parts.
fn subject_id(
    root: &Fields<'_>,
    packages: &[Package],
    relations: &Relations<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let packaged: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package.id.as_deref())
        .collect();
    let mut elsewhere = BTreeSet::new();
    for key in ["files", "snippets"] {
        for node in root.get(key).and_then(Node::items).unwrap_or_default() {
            elsewhere.extend(node.fields().ok().and_then(|file| file.text("SPDXID")));
        }
    }
    let mut subjects = Vec::new();
    for (id, (node, pointer)) in &relations.described {
        if packaged.contains(id.as_str()) {
            subjects.push(id.clone());
        } else if !elsewhere.contains(id) && !id.starts_with("DocumentRef-") {
            let what = format!("describes `{}`, which no entry has as its id", short(id));
            reading.skip(*node, pointer, &what);
        }
    }
    match subjects.len() {
        1 => subjects.pop(),
        _ => None,
    }
}

fn relations<'a>(root: &Fields<'a>, reading: &mut Reading<'_>) -> Relations<'a> {
    let document = root
        .text("SPDXID")
        .unwrap_or_else(|| "SPDXRef-DOCUMENT".to_owned());
    let mut found = Relations {
        count: 0,
        gaps: 0,
        described: BTreeMap::new(),
        edges: BTreeSet::new(),
    };
    let list = reading.list(root, "documentDescribes", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/documentDescribes/{number}");
        match node.text() {
            Some(id) if id == document => {}
            Some(id) => {
                found.described.entry(id).or_insert((node, pointer));
            }
            None => reading.skip(node, &pointer, "something else where an id is expected"),
        }
    }
    let list = reading.list(root, "relationships", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/relationships/{number}");
        let Some((from, kind, to)) = relation(node, &pointer, reading) else {
            continue;
        };
        if matches!(to.as_str(), "NONE" | "NOASSERTION") {
            found.gaps += usize::from(to == "NOASSERTION");
            continue;
        }
        found.count += 1;
        let kind = kind.to_ascii_uppercase();
        let described = match kind.as_str() {
            "DESCRIBES" if from == document => to,
            "DESCRIBED_BY" if to == document => from,
            kind => {
                found.edges.insert(match meaning(kind) {
                    (relation, true) => (to, relation, from),
                    (relation, false) => (from, relation, to),
                });
                continue;
            }
        };
        if described != document {
            found.described.entry(described).or_insert((node, pointer));
        }
    }
    found
}

/// What a word of SPDX says, and whether it says it the other way round.
fn meaning(kind: &str) -> (BomRelation, bool) {
    match kind {
        "CONTAINS" => (BomRelation::Contains, false),
        "CONTAINED_BY" | "PACKAGE_OF" => (BomRelation::Contains, true),
        "DEPENDS_ON" | "STATIC_LINK" | "DYNAMIC_LINK" | "HAS_PREREQUISITE" => {
            (BomRelation::DependsOn, false)
        }
        "DEPENDENCY_OF" | "PREREQUISITE_FOR" => (BomRelation::DependsOn, true),
        kind if kind.ends_with("_DEPENDENCY_OF") => (BomRelation::DependsOn, true),
        _ => (BomRelation::Other, false),
    }
}

fn relation(
    node: Node<'_>,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<(String, String, String)> {
    let fields = reading.object(node, pointer)?;
    let said = reading.skipped();
    let from = reading.text(&fields, "spdxElementId", pointer);
    let kind = reading.text(&fields, "relationshipType", pointer);
    let to = reading.text(&fields, "relatedSpdxElement", pointer);
    let Some(((from, kind), to)) = from.zip(kind).zip(to) else {
        let what = "a relationship without both ends and a `relationshipType`";
        reading.skip_unless_said(said, node, pointer, what);
        return None;
    };
    Some((from, kind, to))
}

/// One package: its id, and one part for each different package that its URLs name. Most name one;
/// where they name several, several authors may be behind it, and none may be hidden.
fn package(node: Node<'_>, pointer: &str, reading: &mut Reading<'_>) -> Option<Package> {
    let fields = reading.object(node, pointer)?;
    let id = reading.text(&fields, "SPDXID", pointer);
    let said = reading.skipped();
    let Some(name) = reading.text(&fields, "name", pointer) else {
        reading.skip_unless_said(said, node, pointer, "a package without a `name`");
        reading.nameless();
        return None;
    };
    let version = assertion(&fields, "versionInfo", pointer, reading).unwrap_or_default();
    let supplier = agent(&fields, "supplier", pointer, reading)
        .or_else(|| agent(&fields, "originator", pointer, reading));
    let hashes = checksums(&fields, pointer, reading);
    let (purls, ids) = references(&fields, pointer, reading);
    let part = BomComponent {
        name,
        version,
        purl: None,
        supplier,
        hashes,
        kind: words::lower(&fields, "primaryPackagePurpose"),
        ids,
        licence_declared: words::said(&fields, "licenseDeclared"),
        licence_concluded: words::said(&fields, "licenseConcluded"),
        download: words::said(&fields, "downloadLocation"),
        has_copyright: words::said(&fields, "copyrightText").is_some(),
        has_reference: id.is_some(),
    };
    if purls.is_empty() {
        return Some(Package {
            id,
            parts: vec![part],
        });
    }
    let with = |purl| BomComponent {
        purl: Some(purl),
        ..part.clone()
    };
    Some(Package {
        id,
        parts: purls.into_iter().map(with).collect(),
    })
}

/// A text, unless the document declines to say.
fn assertion(
    fields: &Fields<'_>,
    key: &str,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let text = reading.text(fields, key, pointer)?;
    (!matches!(text.as_str(), "NOASSERTION" | "NONE")).then_some(text)
}

/// `Organization: Name (mail)` without what is not the name.
fn agent(
    fields: &Fields<'_>,
    key: &str,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<String> {
    agent_name(&assertion(fields, key, pointer, reading)?)
}

/// The name alone, without the word before it and the address behind it.
fn agent_name(text: &str) -> Option<String> {
    let mut name = text;
    for prefix in ["Organization:", "Person:", "Tool:"] {
        name = name.strip_prefix(prefix).unwrap_or(name).trim();
    }
    if let Some((before, inside)) = name.strip_suffix(')').and_then(|n| n.rsplit_once('('))
        && (inside.trim().is_empty() || inside.contains('@'))
    {
        name = before.trim();
    }
    (!matches!(name, "" | "NOASSERTION" | "NONE")).then(|| name.to_owned())
}

/// Package URLs, one for each different package, and other identifiers.
fn references(
    fields: &Fields<'_>,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> (Vec<String>, Vec<String>) {
    let (mut purls, mut ids): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut bases = BTreeSet::new();
    let list = reading.list(fields, "externalRefs", pointer);
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("{pointer}/externalRefs/{number}");
        let Some(reference) = reading.object(node, &pointer) else {
            continue;
        };
        let kind = reading.text(&reference, "referenceType", &pointer);
        let kind = kind.unwrap_or_default();
        if !(kind == "purl" || kind.ends_with("/purl")) {
            ids.extend(other_id(&kind, &reference));
            continue;
        }
        let purl = reading
            .text(&reference, "referenceLocator", &pointer)
            .unwrap_or_default();
        if !is_purl(&purl) {
            let what = format!(
                "`{}` is not a package URL; the part is taken without it",
                short(&purl)
            );
            reading.skip(node, &below(&pointer, "referenceLocator"), &what);
        } else if purls.len() == PURLS_MAX {
            let what = format!("more than {PURLS_MAX} package URLs for one package");
            reading.skip(node, &pointer, &what);
        } else if bases.insert(purl_base(&purl).to_owned()) {
            purls.push(purl);
        }
    }
    ids.sort();
    ids.dedup();
    (purls, ids)
}

fn other_id(kind: &str, reference: &Fields<'_>) -> Option<String> {
    let locator = words::said(reference, "referenceLocator")?;
    match kind.rsplit('/').next().unwrap_or(kind) {
        "cpe22Type" | "cpe23Type" | "gitoid" | "swh" => Some(locator),
        "swid" if locator.starts_with("swid:") => Some(locator),
        "swid" => Some(format!("swid:{locator}")),
        _ => None,
    }
}

fn checksums(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Vec<String> {
    let mut digests = Vec::new();
    let list = reading.list(fields, "checksums", pointer);
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("{pointer}/checksums/{number}");
        let Some(sum) = reading.object(node, &pointer) else {
            continue;
        };
        let algorithm = reading
            .text(&sum, "algorithm", &pointer)
            .unwrap_or_default();
        let content = reading
            .text(&sum, "checksumValue", &pointer)
            .unwrap_or_default();
        match digest(&algorithm, &content) {
            Ok(digest) => digests.push(digest),
            Err(what) => reading.skip(node, &pointer, &what),
        }
    }
    digests.sort();
    digests.dedup();
    digests
}

/// What the document says of itself, read quietly.
fn about(root: &Fields<'_>) -> BomAbout {
    let mut about = BomAbout {
        name: words::said(root, "name"),
        id: words::said(root, "documentNamespace"),
        ..BomAbout::default()
    };
    let info = root.get("creationInfo").and_then(|node| node.fields().ok());
    let Some(info) = info else { return about };
    about.created = words::said(&info, "created");
    if let Some(comment) = words::said(&info, "comment") {
        about.stages = words::stages(&comment);
    }
    for creator in info.all("creators").flat_map(words::texts) {
        let kind = if let Some(tool) = creator.strip_prefix("Tool:") {
            about
                .tools
                .extend(words::known(tool).map(|tool| words::tool(&tool)));
            continue;
        } else if creator.starts_with("Organization:") {
            BomAgentKind::Organisation
        } else if creator.starts_with("Person:") {
            BomAgentKind::Person
        } else {
            continue;
        };
        let name = agent_name(&creator);
        about
            .authors
            .extend(name.map(|name| BomAgent { kind, name }));
    }
    about.authors.sort();
    about.authors.dedup();
    about.tools.sort();
    about.tools.dedup();
    about
}
