//! SPDX 3.0 in JSON-LD: a flat graph of elements that speak of each other by id.
//!
//! Read is what SPDX 3 calls compact: the context of the specification, types and properties by their
//! short names. A package is a part; single files are not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keyholder_supply::bom::{Bom, BomComponent, BomFormat, BomRelation};

use super::digest::{digest, is_purl};
use super::json::{Fields, Node};
use super::parts::{End, Parts};
use super::reading::{Reading, below, short};
use super::spdx3_about;
use super::words;

/// One element of the graph.
pub(super) struct Element<'a> {
    pub(super) kind: String,
    pub(super) id: Option<String>,
    pub(super) fields: Fields<'a>,
    node: Node<'a>,
    pointer: String,
}

/// All elements, and which id means which.
pub(super) struct Graph<'a> {
    pub(super) elements: Vec<Element<'a>>,
    by_id: HashMap<String, usize>,
}

/// What relations say, as far as it is used.
#[derive(Default)]
struct Relations {
    count: usize,
    gaps: usize,
    edges: BTreeSet<(String, BomRelation, String)>,
    declared: HashMap<String, String>,
    concluded: HashMap<String, String>,
    /// Ids of what documents describe.
    described: BTreeSet<String>,
    /// Ids of which all, or not all, relations are stated.
    whole: BTreeSet<String>,
    incomplete: bool,
    doubtful: bool,
}

/// Reads the document.
pub(super) fn read<'a>(root: &Fields<'a>, spec_version: String, reading: &mut Reading<'a>) -> Bom {
    let graph = graph(root, reading);
    let mut relations = Relations::default();
    for element in &graph.elements {
        if element.kind.ends_with("Relationship") {
            relation(element, &graph, &mut relations, reading);
        }
    }
    let subject_id = subject_id(&graph, &relations, reading);
    let mut parts = Parts::default();
    let mut subject: Option<BomComponent> = None;
    let mut others = Vec::new();
    let mut packages = 0;
    for element in graph.elements.iter().filter(|e| is_package(&e.kind)) {
        packages += 1;
        let Some(part) = package(element, &graph, &relations, reading) else {
            continue;
        };
        // A second package of the subject's id is a fault of the document, not a way to hide a part.
        if subject.is_none() && subject_id.is_some() && element.id == subject_id {
            subject = Some(part);
        } else {
            others.push((element.id.as_deref(), part));
        }
    }
    if let Some(id) = subject_id.as_ref().filter(|_| subject.is_some()) {
        parts.call(id, End::Subject);
    }
    let subject_purl = subject.as_ref().and_then(|subject| subject.purl.as_deref());
    for (id, part) in others {
        // Some tools list the product itself once more under another id.
        let once_more = subject_purl.is_some() && part.purl.as_deref() == subject_purl;
        let end = if once_more {
            End::Subject
        } else {
            parts.add(part)
        };
        if let Some(id) = id {
            parts.call(id, end);
        }
    }
    if packages == 0 {
        no_parts(root, reading);
    }
    for (from, relation, to) in &relations.edges {
        parts.relate_ids(from, *relation, to);
    }
    let complete = complete(subject_id.as_deref(), &relations);
    let (components, edges) = parts.settle();
    let mut about = spdx3_about::read(&graph);
    about.describes = subject.is_some() || !relations.described.is_empty();
    about.gaps = relations.gaps;
    Bom {
        subject,
        components,
        relations: relations.count,
        edges,
        skipped: reading.skipped(),
        nameless: reading.nameless_so_far(),
        complete,
        about,
        ..Bom::new(BomFormat::Spdx3JsonLd, spec_version)
    }
}

/// A document of files or licences alone must not look like a product without parts.
fn no_parts(root: &Fields<'_>, reading: &mut Reading<'_>) {
    if let Some(at) = root.get("@context").or_else(|| root.get("@graph")) {
        let what = "the document has no `software_Package`, so it does not say what is inside";
        reading.skip(at, "/@graph", what);
    }
}

/// Opens every element once. A document of one element may do without `@graph`.
fn graph<'a>(root: &Fields<'a>, reading: &mut Reading<'a>) -> Graph<'a> {
    let mut nodes = Vec::new();
    if root.get("@graph").is_some() {
        for (number, node) in reading.list(root, "@graph", "").into_iter().enumerate() {
            nodes.push((node, format!("/@graph/{number}")));
        }
    } else {
        // The document itself; its context is no part of the element, and does no harm.
        nodes.extend(reading.root().map(|node| (node, String::new())));
    }
    let mut graph = Graph {
        elements: Vec::with_capacity(nodes.len()),
        by_id: HashMap::new(),
    };
    for (node, pointer) in nodes {
        let Some(fields) = reading.object(node, &pointer) else {
            continue;
        };
        let said = reading.skipped();
        let kind = either(&fields, ["type", "@type"], &pointer, reading);
        let id = either(&fields, ["spdxId", "@id"], &pointer, reading);
        let Some(kind) = kind else {
            reading.skip_unless_said(said, node, &pointer, "an element without a `type`");
            continue;
        };
        if let Some(id) = &id {
            let number = graph.elements.len();
            graph.by_id.entry(id.clone()).or_insert(number);
        }
        graph.elements.push(Element {
            kind,
            id,
            fields,
            node,
            pointer,
        });
    }
    graph
}

fn either(
    fields: &Fields<'_>,
    keys: [&str; 2],
    pointer: &str,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let [first, second] = keys;
    reading
        .text(fields, first, pointer)
        .or_else(|| reading.text(fields, second, pointer))
}

impl<'a> Graph<'a> {
    pub(super) fn find(&self, id: &str) -> Option<&Element<'a>> {
        self.by_id.get(id).map(|at| &self.elements[*at])
    }

    /// A text of what is meant by an id, or of what stands there itself.
    pub(super) fn text_of(&self, node: Node<'_>, key: &str) -> Option<String> {
        match node.text() {
            Some(id) => words::said(&self.find(id.trim())?.fields, key),
            None => words::said(&node.fields().ok()?, key),
        }
    }
}

fn is_package(kind: &str) -> bool {
    // Of the software, data set and artificial intelligence profiles.
    kind == "Package" || kind.ends_with("Package")
}

/// Whether a thing lists others rather than being one.
fn is_collection(kind: &str) -> bool {
    matches!(
        kind,
        "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle" | "ElementCollection"
    )
}

/// The id that a node is, or has.
pub(super) fn id_of(node: Node<'_>) -> Option<String> {
    let id = match node.text() {
        Some(id) => id,
        None => {
            let fields = node.fields().ok()?;
            fields.text("spdxId").or_else(|| fields.text("@id"))?
        }
    };
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// One value, or every value of a list.
pub(super) fn values<'a>(fields: &Fields<'a>, key: &str) -> Vec<Node<'a>> {
    let nodes = fields.all(key);
    nodes
        .flat_map(|node| node.items().unwrap_or_else(|| vec![node]))
        .collect()
}

fn relation(
    element: &Element<'_>,
    graph: &Graph<'_>,
    found: &mut Relations,
    reading: &mut Reading<'_>,
) {
    let (fields, pointer) = (&element.fields, element.pointer.as_str());
    let said = reading.skipped();
    let kind = reading.text(fields, "relationshipType", pointer);
    let from = reading.get(fields, "from", pointer).and_then(id_of);
    let Some((from, kind)) = from.zip(kind) else {
        let what = "a relationship without a `from` and a `relationshipType`";
        reading.skip_unless_said(said, element.node, pointer, what);
        return;
    };
    match fields.text("completeness").as_deref() {
        Some("complete") => _ = found.whole.insert(from.clone()),
        Some("incomplete") => (found.incomplete, found.gaps) = (true, found.gaps + 1),
        _ => found.doubtful = true,
    }
    for node in values(fields, "to") {
        let Some(to) = id_of(node) else {
            let what = "something else where an id is expected";
            reading.skip(node, &below(pointer, "to"), what);
            continue;
        };
        one_relation(&from, &kind, to, graph, found);
    }
}

fn one_relation(from: &str, kind: &str, to: String, graph: &Graph<'_>, found: &mut Relations) {
    if matches!(kind, "hasDeclaredLicense" | "hasConcludedLicense") {
        let licences = if kind == "hasDeclaredLicense" {
            &mut found.declared
        } else {
            &mut found.concluded
        };
        if let Some(licence) = licence(&to, graph) {
            licences.entry(from.to_owned()).or_insert(licence);
        }
        return;
    }
    match to.rsplit(['/', ':']).next() {
        Some("NoAssertionElement") => {
            found.gaps += 1;
            return;
        }
        Some("NoneElement") => return,
        _ => {}
    }
    found.count += 1;
    let is_document = graph.find(from).is_some_and(|e| is_collection(&e.kind));
    if kind == "describes" && is_document {
        found.described.insert(to);
        return;
    }
    let relation = match kind {
        "contains" => BomRelation::Contains,
        "dependsOn"
        | "hasStaticLink"
        | "hasDynamicLink"
        | "hasOptionalDependency"
        | "hasProvidedDependency"
        | "hasPrerequisite"
        | "hasOptionalComponent" => BomRelation::DependsOn,
        _ => BomRelation::Other,
    };
    found.edges.insert((from.to_owned(), relation, to));
}

/// The words of a licence, unless it declines to say.
fn licence(id: &str, graph: &Graph<'_>) -> Option<String> {
    let last = id.rsplit(['/', ':']).next().unwrap_or(id);
    match last {
        "NoAssertionLicense" => return None,
        "NoneLicense" => return Some("NONE".to_owned()),
        _ => {}
    }
    let Some(element) = graph.find(id) else {
        // A licence of the list of SPDX may be meant by its address alone.
        return id.contains("spdx.org/licenses/").then(|| last.to_owned());
    };
    let expression = words::said(&element.fields, "simplelicensing_licenseExpression");
    expression.or_else(|| {
        let name = words::said(&element.fields, "name");
        Some(name.unwrap_or_else(|| short(last)))
    })
}

/// The one package that the document describes. Where it describes several, it is a collection
/// without a subject, and all of them are its parts.
fn subject_id(
    graph: &Graph<'_>,
    relations: &Relations,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let mut roots: BTreeMap<String, Option<(Node<'_>, String)>> = BTreeMap::new();
    let mut elsewhere = BTreeSet::new();
    for element in graph.elements.iter().filter(|e| is_collection(&e.kind)) {
        for node in values(&element.fields, "rootElement") {
            if let Some(id) = id_of(node) {
                let place = (node, below(&element.pointer, "rootElement"));
                roots.entry(id).or_insert(Some(place));
            }
        }
        for import in values(&element.fields, "import") {
            let fields = import.fields().ok();
            elsewhere.extend(fields.and_then(|fields| fields.text("externalSpdxId")));
        }
    }
    for id in &relations.described {
        roots.entry(id.clone()).or_insert(None);
    }
    let mut subjects = Vec::new();
    for (id, place) in roots {
        match (graph.find(&id), place) {
            (Some(element), _) if is_package(&element.kind) => subjects.push(id),
            (None, Some((node, pointer))) if !elsewhere.contains(&id) && node.text().is_some() => {
                let what = format!("describes `{}`, which no entry has as its id", short(&id));
                reading.skip(node, &pointer, &what);
            }
            _ => {}
        }
    }
    match subjects.len() {
        1 => subjects.pop(),
        _ => None,
    }
}

fn package(
    element: &Element<'_>,
    graph: &Graph<'_>,
    relations: &Relations,
    reading: &mut Reading<'_>,
) -> Option<BomComponent> {
    let (fields, pointer) = (&element.fields, element.pointer.as_str());
    let said = reading.skipped();
    let Some(name) = reading.text(fields, "name", pointer) else {
        reading.skip_unless_said(said, element.node, pointer, "a package without a `name`");
        reading.nameless();
        return None;
    };
    let version = reading.text(fields, "software_packageVersion", pointer);
    let (purl, ids) = identifiers(element, graph, reading);
    let of = |licences: &HashMap<String, String>| {
        let id = element.id.as_ref()?;
        licences.get(id).cloned()
    };
    Some(BomComponent {
        name,
        version: version
            .filter(|text| words::known(text).is_some())
            .unwrap_or_default(),
        purl,
        supplier: supplier(fields, graph),
        hashes: hashes(element, graph, reading),
        kind: words::lower(fields, "software_primaryPurpose"),
        ids,
        licence_declared: of(&relations.declared),
        licence_concluded: of(&relations.concluded),
        download: words::said(fields, "software_downloadLocation"),
        has_copyright: words::said(fields, "software_copyrightText").is_some(),
        has_reference: element.id.is_some(),
    })
}

/// The supplier, or else who made it.
fn supplier(fields: &Fields<'_>, graph: &Graph<'_>) -> Option<String> {
    let agent = |node| graph.text_of(node, "name");
    let supplied = values(fields, "suppliedBy").into_iter().find_map(agent);
    let supplied = supplied.or_else(|| {
        let makers = values(fields, "originatedBy").into_iter();
        let names: Vec<String> = makers.filter_map(agent).collect();
        (!names.is_empty()).then(|| names.join(", "))
    });
    supplied.filter(|name| name != "NONE")
}

/// The package URL, which has two places, and identifiers beside it.
fn identifiers(
    element: &Element<'_>,
    graph: &Graph<'_>,
    reading: &mut Reading<'_>,
) -> (Option<String>, Vec<String>) {
    let (fields, pointer) = (&element.fields, element.pointer.as_str());
    let mut purls = Vec::new();
    let place = below(pointer, "software_packageUrl");
    if let Some(purl) = reading.text(fields, "software_packageUrl", pointer) {
        purls.push((purl, fields.get("software_packageUrl"), place));
    }
    let mut ids = Vec::new();
    let place = below(pointer, "externalIdentifier");
    for node in values(fields, "externalIdentifier") {
        let kind = graph.text_of(node, "externalIdentifierType");
        let identifier = graph.text_of(node, "identifier");
        let Some((kind, id)) = kind.zip(identifier) else {
            continue;
        };
        match kind.as_str() {
            "packageUrl" | "purl" => purls.push((id, Some(node), place.clone())),
            "cpe22" | "cpe23" | "gitoid" | "swhid" => ids.push(id),
            "swid" if id.starts_with("swid:") => ids.push(id),
            "swid" => ids.push(format!("swid:{id}")),
            _ => {}
        }
    }
    ids.sort();
    ids.dedup();
    let mut taken = None;
    for (purl, node, pointer) in purls {
        if is_purl(&purl) {
            taken.get_or_insert(purl);
        } else if let Some(node) = node {
            let what = format!(
                "`{}` is not a package URL; the part is taken without it",
                short(&purl)
            );
            reading.skip(node, &pointer, &what);
        }
    }
    (taken, ids)
}

fn hashes(element: &Element<'_>, graph: &Graph<'_>, reading: &mut Reading<'_>) -> Vec<String> {
    let mut digests = Vec::new();
    let nodes = values(&element.fields, "verifiedUsing");
    for (number, node) in nodes.into_iter().enumerate() {
        let Some(algorithm) = graph.text_of(node, "algorithm") else {
            // Codes that stand for many files at once, and other ways to verify.
            continue;
        };
        let content = graph.text_of(node, "hashValue").unwrap_or_default();
        match digest(&algorithm, &content) {
            Ok(digest) => digests.push(digest),
            Err(what) => {
                let pointer = format!("{}/verifiedUsing/{number}", element.pointer);
                reading.skip(node, &pointer, &what);
            }
        }
    }
    digests.sort();
    digests.dedup();
    digests
}

/// What relations say of the whole list, with the same caution as of CycloneDX: the subject's must be
/// complete, and nothing may be called less.
fn complete(subject: Option<&str>, relations: &Relations) -> Option<bool> {
    if relations.incomplete {
        return Some(false);
    }
    let whole = subject.is_some_and(|id| relations.whole.contains(id));
    (whole && !relations.doubtful && relations.gaps == 0).then_some(true)
}
