//! SPDX JSON, versions 2.2 and 2.3.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::bom::{Bom, BomComponent, BomFormat};

use super::digest::{digest, is_purl, purl_base};
use super::json::{Fields, Node};
use super::reading::{Reading, below, short};

/// Most different package URLs of one package: each makes a part, so a few lines must not make millions.
const PURLS_MAX: usize = 16;

/// What the relations of a document say, as far as it is used.
struct Relations<'a> {
    count: usize,
    /// Ids that the document describes, each with the place where that is said.
    described: BTreeMap<String, (Node<'a>, String)>,
}

/// Reads the document.
pub(super) fn read(root: &Fields<'_>, spec_version: String, reading: &mut Reading<'_>) -> Bom {
    let mut packages: Vec<(Option<String>, Vec<BomComponent>)> = Vec::new();
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
    let mut subject: Option<BomComponent> = None;
    let mut components = Vec::new();
    for (id, parts) in packages {
        // A second package of the subject's id is a fault of the document, not a way to hide a part.
        if subject.is_none() && id.is_some() && id == subject_id {
            // Several package URLs make several readings of one package; the first stands for it.
            subject = parts.into_iter().next();
        } else {
            components.extend(parts);
        }
    }
    if let Some(purl) = subject.as_ref().and_then(|subject| subject.purl.as_ref()) {
        // Some tools list the product itself once more under another id.
        components.retain(|part| part.purl.as_ref() != Some(purl));
    }
    components.sort();
    components.dedup();
    Bom {
        format: BomFormat::SpdxJson,
        spec_version,
        subject,
        components,
        relations: relations.count,
        skipped: reading.skipped(),
        // SPDX 2 has no word for "this list is complete".
        complete: None,
    }
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
    packages: &[(Option<String>, Vec<BomComponent>)],
    relations: &Relations<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let packaged: BTreeSet<&str> = packages
        .iter()
        .filter_map(|(id, _)| id.as_deref())
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
        described: BTreeMap::new(),
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
            continue;
        }
        found.count += 1;
        let described = match kind.to_ascii_uppercase().as_str() {
            "DESCRIBES" if from == document => to,
            "DESCRIBED_BY" if to == document => from,
            _ => continue,
        };
        if described != document {
            found.described.entry(described).or_insert((node, pointer));
        }
    }
    found
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
fn package(
    node: Node<'_>,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<(Option<String>, Vec<BomComponent>)> {
    let fields = reading.object(node, pointer)?;
    let id = reading.text(&fields, "SPDXID", pointer);
    let said = reading.skipped();
    let Some(name) = reading.text(&fields, "name", pointer) else {
        reading.skip_unless_said(said, node, pointer, "a package without a `name`");
        return None;
    };
    let part = BomComponent {
        name,
        version: assertion(&fields, "versionInfo", pointer, reading).unwrap_or_default(),
        purl: None,
        supplier: agent(&fields, "supplier", pointer, reading)
            .or_else(|| agent(&fields, "originator", pointer, reading)),
        hashes: checksums(&fields, pointer, reading),
    };
    let purls = purls(&fields, pointer, reading);
    if purls.is_empty() {
        return Some((id, vec![part]));
    }
    let with = |purl| BomComponent {
        purl: Some(purl),
        ..part.clone()
    };
    Some((id, purls.into_iter().map(with).collect()))
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
    let text = assertion(fields, key, pointer, reading)?;
    let mut name = text.as_str();
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

fn purls(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Vec<String> {
    let mut purls: Vec<String> = Vec::new();
    let mut bases = BTreeSet::new();
    let list = reading.list(fields, "externalRefs", pointer);
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("{pointer}/externalRefs/{number}");
        let Some(reference) = reading.object(node, &pointer) else {
            continue;
        };
        let kind = reading.text(&reference, "referenceType", &pointer);
        if !kind.is_some_and(|kind| kind == "purl" || kind.ends_with("/purl")) {
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
    purls
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
