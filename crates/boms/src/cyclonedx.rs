//! CycloneDX, versions 1.2 to 1.7: JSON, and XML in the shape of JSON.

use keyholder_supply::bom::{
    Bom, BomAbout, BomAgent, BomAgentKind, BomComponent, BomFormat, BomRelation, BomTool,
};

use super::digest::{digest, is_purl};
use super::json::{Fields, Node};
use super::parts::{End, Parts};
use super::reading::{Reading, below, short};
use super::words;

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
    /// What the list stands in, when that is a part.
    inside: Option<End>,
}

/// Reads the document.
pub(super) fn read(
    root: &Fields<'_>,
    format: BomFormat,
    spec_version: String,
    reading: &mut Reading<'_>,
) -> Bom {
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
            inside: None,
        });
    } else if waiting.is_empty() {
        no_parts(root, reading);
    }
    let mut parts = Parts::default();
    let named = subject.as_ref().filter(|entry| entry.part.is_some());
    if let Some(reference) = named.and_then(|entry| entry.reference.as_deref()) {
        parts.call(reference, End::Subject);
    }
    walk(waiting, subject.as_ref(), &mut parts, reading);
    let relations = relations(root, &mut parts, reading);
    let reference = subject.as_ref().and_then(|s| s.reference.as_deref());
    let mut about = about(root);
    let complete = complete(root, reference, &mut about.gaps, reading);
    let (components, edges) = parts.settle();
    let subject = subject.and_then(|entry| entry.part);
    about.describes = subject.is_some();
    Bom {
        subject: subject.map(|part| supplied(part, root)),
        components,
        relations,
        edges,
        skipped: reading.skipped(),
        nameless: reading.nameless_so_far(),
        complete,
        about,
        ..Bom::new(format, spec_version)
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
            inside: entry.part.is_some().then_some(End::Subject),
        });
    }
    Some(entry)
}

/// Flattens all lists without recursion.
fn walk(
    mut waiting: Vec<Waiting<'_>>,
    subject: Option<&Entry<'_>>,
    parts: &mut Parts,
    reading: &mut Reading<'_>,
) {
    while let Some(list) = waiting.pop() {
        for (number, node) in list.nodes.iter().enumerate() {
            let pointer = format!("{}/{number}", list.pointer);
            if !reading.may_enter(*node, &pointer, list.depth) {
                // One diagnostic for the list is enough: its entries share their depth.
                break;
            }
            let Some(mut entry) = entry(*node, &pointer, reading) else {
                continue;
            };
            let outside = list.outside || entry.outside;
            let children = std::mem::take(&mut entry.children);
            let end = if outside {
                reading.outside(*node);
                None
            } else {
                take(entry, subject, list.inside, parts)
            };
            if !children.is_empty() {
                waiting.push(Waiting {
                    nodes: children,
                    pointer: below(&pointer, "components"),
                    depth: list.depth + 2,
                    outside,
                    // What has no name is still inside what is around it.
                    inside: end.or(list.inside),
                });
            }
        }
    }
}

/// Takes one entry as a part, unless it is the subject once more.
fn take(
    entry: Entry<'_>,
    subject: Option<&Entry<'_>>,
    inside: Option<End>,
    parts: &mut Parts,
) -> Option<End> {
    let is_subject = subject.is_some_and(|subject| is_same(subject, &entry));
    let Entry {
        part, reference, ..
    } = entry;
    let end = if is_subject {
        End::Subject
    } else {
        parts.add(part?)
    };
    if let Some(reference) = reference {
        parts.call(&reference, end);
    }
    if let Some(around) = inside {
        parts.relate(around, BomRelation::Contains, end);
    }
    Some(end)
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
        reading.nameless();
        return None;
    };
    let group = reading.text(fields, "group", pointer);
    Some(BomComponent {
        name: full_name(group, name),
        version: reading.text(fields, "version", pointer).unwrap_or_default(),
        purl: purl(fields, pointer, reading),
        supplier: supplier(fields, pointer, reading),
        hashes: hashes(fields, pointer, reading),
        kind: words::lower(fields, "type"),
        ids: ids(fields),
        licence_declared: licences(fields, false),
        licence_concluded: licences(fields, true),
        download: download(fields),
        has_copyright: words::said(fields, "copyright").is_some(),
        has_reference: words::said(fields, "bom-ref").is_some(),
    })
}

/// Identifiers beside the package URL.
fn ids(fields: &Fields<'_>) -> Vec<String> {
    let mut ids: Vec<String> = words::said(fields, "cpe").into_iter().collect();
    let swid = fields.get("swid").and_then(|node| node.fields().ok());
    let tag = swid.and_then(|swid| words::said(&swid, "tagId"));
    ids.extend(tag.map(|tag| format!("swid:{tag}")));
    for key in ["omniborId", "swhid"] {
        ids.extend(fields.all(key).flat_map(words::texts));
    }
    ids.sort();
    ids.dedup();
    ids
}

/// All licences of one acknowledgement; what does not say which one counts as declared.
fn licences(fields: &Fields<'_>, concluded: bool) -> Option<String> {
    let list = fields.get("licenses").and_then(Node::items)?;
    let mut all: Vec<String> = Vec::new();
    for node in list {
        let Ok(outer) = node.fields() else { continue };
        let inner = outer.get("license").and_then(|node| node.fields().ok());
        let licence = inner.as_ref().unwrap_or(&outer);
        let word = words::said(licence, "acknowledgement");
        if word.is_some_and(|word| word == "concluded") == concluded {
            let text = ["expression", "id", "name"].map(|key| words::said(licence, key));
            all.extend(text.into_iter().flatten().next());
        }
    }
    all.sort();
    all.dedup();
    let known = all.iter().any(|text| text != "NOASSERTION");
    known.then(|| all.join(", "))
}

/// The first reference that says where it is distributed.
fn download(fields: &Fields<'_>) -> Option<String> {
    let list = fields.get("externalReferences").and_then(Node::items)?;
    let url = |node: Node<'_>| {
        let reference = node.fields().ok()?;
        let kind = words::said(&reference, "type")?;
        (kind == "distribution").then(|| words::said(&reference, "url"))?
    };
    list.into_iter().find_map(url)
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

/// Counts the edges of the dependency graph, and keeps those between parts.
fn relations(root: &Fields<'_>, parts: &mut Parts, reading: &mut Reading<'_>) -> usize {
    let mut edges = 0;
    let list = reading.list(root, "dependencies", "");
    for (number, node) in list.into_iter().enumerate() {
        let pointer = format!("/dependencies/{number}");
        let Some(fields) = reading.object(node, &pointer) else {
            continue;
        };
        let said = reading.skipped();
        let Some(from) = reading.text(&fields, "ref", &pointer) else {
            reading.skip_unless_said(said, node, &pointer, "a dependency without a `ref`");
            continue;
        };
        for (key, relation) in [
            ("dependsOn", BomRelation::DependsOn),
            ("provides", BomRelation::Other),
        ] {
            let references = references(&fields, key, &pointer, reading);
            edges += references.len();
            for to in references {
                parts.relate_ids(&from, relation, &to);
            }
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
fn complete(
    root: &Fields<'_>,
    subject: Option<&str>,
    gaps: &mut usize,
    reading: &mut Reading<'_>,
) -> Option<bool> {
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
        *gaps += usize::from(aggregate.starts_with("incomplete") || aggregate == "unknown");
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

/// What the document says of itself. It is read quietly: what is odd here is not known, and no part is.
fn about(root: &Fields<'_>) -> BomAbout {
    let mut about = BomAbout {
        id: words::said(root, "serialNumber"),
        ..BomAbout::default()
    };
    let metadata = root.get("metadata").and_then(|node| node.fields().ok());
    let Some(metadata) = metadata else {
        return about;
    };
    about.created = words::said(&metadata, "timestamp");
    let names = |key: &str| -> Vec<String> {
        let nodes = metadata.all(key);
        let nodes = nodes.flat_map(|node| node.items().unwrap_or_else(|| vec![node]));
        nodes.filter_map(name_or_mail).collect()
    };
    let agent = |kind| move |name| BomAgent { kind, name };
    let people = names("authors").into_iter();
    let makers = names("manufacturer").into_iter();
    about
        .authors
        .extend(people.map(agent(BomAgentKind::Person)));
    about
        .authors
        .extend(makers.map(agent(BomAgentKind::Organisation)));
    about.authors.sort();
    about.authors.dedup();
    about.tools = tools(&metadata);
    for node in metadata.all("lifecycles").filter_map(Node::items).flatten() {
        let Ok(stage) = node.fields() else { continue };
        let word = words::lower(&stage, "phase").or_else(|| words::lower(&stage, "name"));
        about.stages.extend(word);
    }
    about.stages.sort();
    about.stages.dedup();
    about
}

fn name_or_mail(node: Node<'_>) -> Option<String> {
    let fields = node.fields().ok()?;
    words::said(&fields, "name").or_else(|| words::said(&fields, "email"))
}

/// `tools`: a list up to 1.4, an object of components and services since.
fn tools(metadata: &Fields<'_>) -> Vec<BomTool> {
    let Some(node) = metadata.get("tools") else {
        return Vec::new();
    };
    let mut nodes = node.items().unwrap_or_default();
    if let Ok(object) = node.fields() {
        for key in ["components", "services"] {
            nodes.extend(object.all(key).filter_map(Node::items).flatten());
        }
    }
    let tool = |node: Node<'_>| {
        let fields = node.fields().ok()?;
        Some(BomTool {
            name: words::said(&fields, "name")?,
            version: words::said(&fields, "version"),
        })
    };
    let mut tools: Vec<BomTool> = nodes.into_iter().filter_map(tool).collect();
    tools.sort();
    tools.dedup();
    tools
}

/// `metadata.supplier` supplies the thing described, where that does not say so itself.
fn supplied(mut subject: BomComponent, root: &Fields<'_>) -> BomComponent {
    if subject.supplier.is_none() {
        let metadata = root.get("metadata").and_then(|node| node.fields().ok());
        let supplier = metadata.and_then(|metadata| metadata.get("supplier"));
        let supplier = supplier.and_then(|node| node.fields().ok());
        subject.supplier = supplier.and_then(|supplier| words::said(&supplier, "name"));
    }
    subject
}
