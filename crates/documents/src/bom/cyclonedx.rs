//! CycloneDX JSON, versions 1.2 to 1.7.

use keyholder_supply::bom::{Bom, BomComponent, BomFormat};

use super::digest::{digest, is_purl};
use super::json::{Fields, Node};
use super::reading::{Reading, below, short};

/// One entry of `components`, at any depth.
struct Entry<'a> {
    part: Option<BomComponent>,
    reference: Option<String>,
    children: Vec<Node<'a>>,
    /// The document itself says that it is not shipped inside.
    outside: bool,
}

/// A list of components that waits to be walked.
struct Waiting<'a> {
    nodes: Vec<Node<'a>>,
    pointer: String,
    /// Depth of the entries in the JSON text; the document itself is 1.
    depth: usize,
    outside: bool,
}

/// Reads the document.
pub(super) fn read(root: &Fields<'_>, spec_version: String, reading: &mut Reading<'_>) -> Bom {
    let mut waiting = Vec::new();
    let subject = subject(root, reading, &mut waiting);
    if let Some(node) = reading.get(root, "components", "") {
        waiting.push(Waiting {
            nodes: node.items().unwrap_or_else(|| {
                reading.skip(node, "/components", "`components` is not a list");
                Vec::new()
            }),
            pointer: "/components".to_owned(),
            depth: 3,
            outside: false,
        });
    } else if waiting.is_empty() {
        no_parts(root, reading);
    }
    let mut components = walk(waiting, subject.as_ref(), reading);
    components.sort();
    components.dedup();
    let relations = relations(root, reading);
    let reference = subject.as_ref().and_then(|s| s.reference.as_deref());
    let complete = complete(root, reference, reading);
    Bom {
        format: BomFormat::CycloneDxJson,
        spec_version,
        subject: subject.and_then(|entry| entry.part),
        components,
        relations,
        skipped: reading.skipped(),
        complete,
    }
}

/// A document without `components` (a vulnerability report, say) must not look like a product
/// without parts.
fn no_parts(root: &Fields<'_>, reading: &mut Reading<'_>) {
    if let Some(at) = root.get("bomFormat").or_else(|| root.get("specVersion")) {
        let what = "the document has no `components`, so it does not say what is inside";
        reading.skip(at, "/components", what);
    }
}

/// `metadata.component`: the thing described. What is nested in it is inside it.
fn subject<'a>(
    root: &Fields<'a>,
    reading: &mut Reading<'_>,
    waiting: &mut Vec<Waiting<'a>>,
) -> Option<Entry<'a>> {
    let metadata = reading.get(root, "metadata", "")?;
    let metadata = reading.object(metadata, "/metadata")?;
    let node = reading.get(&metadata, "component", "/metadata")?;
    let pointer = "/metadata/component";
    let mut entry = entry(node, pointer, reading)?;
    let nodes = std::mem::take(&mut entry.children);
    if !nodes.is_empty() {
        waiting.push(Waiting {
            nodes,
            pointer: below(pointer, "components"),
            depth: 5,
            outside: false,
        });
    }
    Some(entry)
}

/// Flattens all lists without recursion.
fn walk(
    mut waiting: Vec<Waiting<'_>>,
    subject: Option<&Entry<'_>>,
    reading: &mut Reading<'_>,
) -> Vec<BomComponent> {
    let mut parts = Vec::new();
    while let Some(list) = waiting.pop() {
        for (number, node) in list.nodes.iter().enumerate() {
            let pointer = format!("{}/{number}", list.pointer);
            if !reading.may_enter(*node, &pointer, list.depth) {
                // One diagnostic for the list is enough: its entries share their depth.
                break;
            }
            let Some(entry) = entry(*node, &pointer, reading) else {
                continue;
            };
            let outside = list.outside || entry.outside;
            let is_subject = subject.is_some_and(|subject| is_same(subject, &entry));
            if outside {
                reading.outside(*node);
            } else if !is_subject {
                parts.extend(entry.part);
            }
            if !entry.children.is_empty() {
                waiting.push(Waiting {
                    nodes: entry.children,
                    pointer: below(&pointer, "components"),
                    depth: list.depth + 2,
                    outside,
                });
            }
        }
    }
    parts
}

/// The same thing by package URL, or by reference and name. Name and version are not enough: an
/// image may hold a package of its own name, and dropping that would hide a part. Nor is a
/// reference alone, which a careless or sly document gives twice.
fn is_same(subject: &Entry<'_>, entry: &Entry<'_>) -> bool {
    let (Some(this), Some(that)) = (&subject.part, &entry.part) else {
        return false;
    };
    let by_purl = this.purl.is_some() && this.purl == that.purl;
    let by_reference = subject.reference.is_some() && subject.reference == entry.reference;
    by_purl || (by_reference && this.name == that.name)
}

fn entry<'a>(node: Node<'a>, pointer: &str, reading: &mut Reading<'_>) -> Option<Entry<'a>> {
    let fields = reading.object(node, pointer)?;
    let scope = reading.text(&fields, "scope", pointer);
    let is_external = fields.get("isExternal").is_some_and(Node::is_true);
    Some(Entry {
        part: part(node, &fields, pointer, reading),
        reference: reading.text(&fields, "bom-ref", pointer),
        children: reading.list(&fields, "components", pointer),
        outside: scope.is_some_and(|scope| scope == "excluded") || is_external,
    })
}

fn part(
    node: Node<'_>,
    fields: &Fields<'_>,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<BomComponent> {
    let said = reading.skipped();
    let Some(name) = reading.text(fields, "name", pointer) else {
        reading.skip_unless_said(said, node, pointer, "a component without a `name`");
        return None;
    };
    let group = reading.text(fields, "group", pointer);
    Some(BomComponent {
        name: full_name(group, name),
        version: reading.text(fields, "version", pointer).unwrap_or_default(),
        purl: purl(fields, pointer, reading),
        supplier: supplier(fields, pointer, reading),
        hashes: hashes(fields, pointer, reading),
    })
}

/// The group is part of the name: two groups may each have a `core` of the same version.
fn full_name(group: Option<String>, name: String) -> String {
    match group {
        Some(group) if !name.starts_with(&format!("{group}/")) => format!("{group}/{name}"),
        _ => name,
    }
}

fn purl(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Option<String> {
    let purl = reading.text(fields, "purl", pointer)?;
    if is_purl(&purl) {
        return Some(purl);
    }
    let what = format!(
        "`{}` is not a package URL; the part is taken without it",
        short(&purl)
    );
    reading.skip(fields.get("purl")?, &below(pointer, "purl"), &what);
    None
}

/// Who stands behind it: the first that is named of supplier, publisher, manufacturer and authors.
fn supplier(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Option<String> {
    organisation(fields, "supplier", pointer, reading)
        .or_else(|| reading.text(fields, "publisher", pointer))
        .or_else(|| organisation(fields, "manufacturer", pointer, reading))
        .or_else(|| reading.text(fields, "author", pointer))
        .or_else(|| authors(fields, pointer, reading))
        .filter(|name| !matches!(name.as_str(), "NOASSERTION" | "NONE"))
}

fn organisation(
    fields: &Fields<'_>,
    key: &str,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let node = reading.get(fields, key, pointer)?;
    let pointer = below(pointer, key);
    let organisation = reading.object(node, &pointer)?;
    reading.text(&organisation, "name", &pointer)
}

fn authors(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Option<String> {
    let list = reading.list(fields, "authors", pointer);
    let mut names = Vec::new();
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("{pointer}/authors/{number}");
        if let Some(author) = reading.object(node, &pointer) {
            names.extend(reading.text(&author, "name", &pointer));
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn hashes(fields: &Fields<'_>, pointer: &str, reading: &mut Reading<'_>) -> Vec<String> {
    let mut digests = Vec::new();
    let list = reading.list(fields, "hashes", pointer);
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("{pointer}/hashes/{number}");
        let Some(hash) = reading.object(node, &pointer) else {
            continue;
        };
        let algorithm = reading.text(&hash, "alg", &pointer).unwrap_or_default();
        let content = reading.text(&hash, "content", &pointer).unwrap_or_default();
        match digest(&algorithm, &content) {
            Ok(digest) => digests.push(digest),
            Err(what) => reading.skip(node, &pointer, &what),
        }
    }
    digests.sort();
    digests.dedup();
    digests
}

/// Counts the edges of the dependency graph.
fn relations(root: &Fields<'_>, reading: &mut Reading<'_>) -> usize {
    let mut edges = 0;
    let list = reading.list(root, "dependencies", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/dependencies/{number}");
        let Some(fields) = reading.object(node, &pointer) else {
            continue;
        };
        let said = reading.skipped();
        if reading.text(&fields, "ref", &pointer).is_none() {
            reading.skip_unless_said(said, node, &pointer, "a dependency without a `ref`");
            continue;
        }
        for key in ["dependsOn", "provides"] {
            edges += references(&fields, key, &pointer, reading).len();
        }
    }
    edges
}

/// A list of references; each that is not a text is a fault.
fn references(
    fields: &Fields<'_>,
    key: &str,
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Vec<String> {
    let mut all = Vec::new();
    for (number, node) in reading.list(fields, key, pointer).into_iter().enumerate() {
        match node.text() {
            Some(reference) => all.push(reference),
            None => {
                let what = format!("{} where a reference is expected", node.kind());
                reading.skip(node, &format!("{pointer}/{key}/{number}"), &what);
            }
        }
    }
    all
}

/// What `compositions` say of the whole list. Claims do not cascade from a part to its parts, so
/// `complete` for the subject holds only when no part is called anything less; and one part called
/// incomplete makes the whole incomplete.
fn complete(root: &Fields<'_>, subject: Option<&str>, reading: &mut Reading<'_>) -> Option<bool> {
    let (mut subject_complete, mut doubtful) = (false, false);
    let mut incomplete = false;
    let list = reading.list(root, "compositions", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/compositions/{number}");
        let Some(fields) = reading.object(node, &pointer) else {
            continue;
        };
        let said = reading.skipped();
        let Some(aggregate) = reading.text(&fields, "aggregate", &pointer) else {
            reading.skip_unless_said(said, node, &pointer, "a composition without an `aggregate`");
            continue;
        };
        let mut about = references(&fields, "assemblies", &pointer, reading);
        about.extend(references(&fields, "dependencies", &pointer, reading));
        if about.is_empty() && fields.get("vulnerabilities").is_some() {
            continue;
        }
        let is_about_subject = about.iter().any(|r| Some(r.as_str()) == subject);
        match aggregate.as_str() {
            "complete" => subject_complete |= is_about_subject,
            word if word.starts_with("incomplete") => incomplete = true,
            _ => doubtful = true,
        }
    }
    match (incomplete, doubtful, subject_complete) {
        (true, _, _) => Some(false),
        (false, false, true) => Some(true),
        _ => None,
    }
}
