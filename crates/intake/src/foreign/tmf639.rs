//! Resource inventories of TM Forum (TMF639, versions 4 and 5): resources are elements.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Span};
use keyholder_supply::facts::{ElementFact, Name};
use keyholder_supply::{ComponentKind, Layer};

use super::Document;
use super::reading::{NOT_STATED, Reading, Row, element, named, noted, place, printable, slot};
use super::tree::Node;

/// Relations by which the other resource carries this one, in small letters without marks.
const ON: &[&str] = &[
    "hostedon",
    "ishostedon",
    "hostedby",
    "ishostedby",
    "runson",
    "deployedon",
    "isdeployedon",
    "installedon",
    "isinstalledon",
    "containedin",
    "iscontainedin",
    "containedby",
    "iscontainedby",
    "supportedby",
    "issupportedby",
];
/// Relations by which this resource carries the other one.
const UNDER: &[&str] = &["hosts", "contains", "carries", "supports"];
/// Relations by which the other resource manages this one.
const MANAGED: &[&str] = &["managedby", "ismanagedby", "controlledby", "iscontrolledby"];
/// Relations by which this resource manages the other one.
const MANAGES: &[&str] = &["manages", "controls"];
/// Roles of a party that provides the resource.
const SUPPLIERS: &[&str] = &["supplier", "vendor", "manufacturer"];
/// Roles of the party whose network it belongs to.
const OPERATORS: &[&str] = &["operator", "networkoperator"];

/// One resource.
struct Resource<'t> {
    node: &'t Node,
    id: &'t str,
    path: &'t str,
    row: Row,
}

impl Resource<'_> {
    fn key(&self) -> String {
        key(self.id)
    }

    fn span(&self, node: &Node) -> Span {
        node.span(self.row.span.file)
    }
}

fn key(id: &str) -> String {
    format!("tmf:{id}")
}

/// Small letters and digits alone, for words that are written in many ways.
fn bare(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Reads all inventories together.
pub(super) fn read(documents: &[Document<'_>], reading: &mut Reading<'_>) {
    let mut resources: Vec<Resource<'_>> = Vec::new();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for document in documents {
        let root = &document.root;
        let items = if root.is_list() {
            root.items()
        } else {
            std::slice::from_ref(root)
        };
        for item in items {
            let Some((resource, row)) = resource(document, item, reading) else {
                continue;
            };
            let Some(id) = resource.first(&["id", "href", "name"]).text() else {
                let why = "it has neither an id nor a name";
                reading.refuse(row, item, Code::KH0753, why, "export it with its `id`");
                continue;
            };
            if let Some(first) = seen.get(id) {
                let why = format!("the id `{}` stands twice in the export", printable(id));
                let remedy = "take one of the two out; the first one counts";
                reading.refuse_beside(row, item, Code::KH0754, &why, remedy, Some(*first));
                continue;
            }
            seen.insert(id, row.span);
            let path = document.file.path.as_str();
            resources.push(Resource {
                node: resource,
                id,
                path,
                row,
            });
        }
    }
    let links = links(&resources, &seen, reading);
    for resource in &resources {
        one(resource, &links, reading);
    }
}

/// The resource that an entry is, or carries as an event.
fn resource<'t>(
    document: &Document<'_>,
    item: &'t Node,
    reading: &mut Reading<'_>,
) -> Option<(&'t Node, Row)> {
    let span = document.span(item);
    let event = item.get("eventType").text();
    if let Some(kind) = event.filter(|kind| !kind.ends_with("CreateEvent")) {
        let help = "an event tells of a change; export the inventory as it is now";
        reading.skip(&format!("event {}", printable(kind)), span, help);
        return None;
    }
    let node = match event {
        Some(_) => item.at(&["event", "resource"]),
        None => item,
    };
    let row = reading.row(&format!("{}#resources", document.file.path), span);
    if node.is_map() && !node.is_blank() {
        return Some((node, row));
    }
    if item.is_blank() {
        reading.blank(row);
    } else {
        let why = format!("it is {} and not a resource", node.kind());
        reading.refuse(row, item, Code::KH0753, &why, "export the resources again");
    }
    None
}

/// Hosts and managers by the id of what they carry and manage.
#[derive(Default)]
struct Links {
    hosts: BTreeMap<String, Vec<Name>>,
    managers: BTreeMap<String, Vec<Name>>,
}

fn links(
    resources: &[Resource<'_>],
    seen: &BTreeMap<&str, Span>,
    reading: &mut Reading<'_>,
) -> Links {
    let mut links = Links::default();
    for resource in resources {
        let supporting = resource.node.get("supportingResource").items().iter();
        let supporting = supporting.map(|other| ("hostedon".to_owned(), other, other));
        let related = resource.node.get("resourceRelationship").items().iter();
        let related = related.map(|relation| {
            let kind = relation.first(&["relationshipType", "type"]).text();
            let other = relation.first(&["resource", "resourceRef"]);
            let other = if other.is_blank() { relation } else { other };
            (bare(kind.unwrap_or_default()), other, relation)
        });
        for (kind, other, whole) in related.chain(supporting) {
            let span = resource.span(whole);
            let kind = kind.as_str();
            let (forward, host) = if ON.contains(&kind) {
                (true, true)
            } else if UNDER.contains(&kind) {
                (false, true)
            } else if MANAGED.contains(&kind) {
                (true, false)
            } else if MANAGES.contains(&kind) {
                (false, false)
            } else {
                let help = "relations of carrying and managing are taken";
                reading.skip(&format!("relation {kind}"), span, help);
                continue;
            };
            let id = other.get("id").text().filter(|id| seen.contains_key(id));
            let Some(id) = id else {
                let what = format!("a resource that `{}` is related to", printable(resource.id));
                reading.dangling(span, &what);
                continue;
            };
            let (below, above) = if forward {
                (resource.id, id)
            } else {
                (id, resource.id)
            };
            let map = if host {
                &mut links.hosts
            } else {
                &mut links.managers
            };
            map.entry(below.to_owned())
                .or_default()
                .push(named(&key(above), span));
        }
    }
    links
}

fn one(resource: &Resource<'_>, links: &Links, reading: &mut Reading<'_>) {
    let node = resource.node;
    let mut fact = element(&resource.key(), resource.path, resource.row.span);
    let itself = |names: &&Name| names.text != fact.id.text;
    let found = |map: &BTreeMap<String, Vec<Name>>| {
        let names = map.get(resource.id).into_iter().flatten().filter(itself);
        slot(names.cloned().collect())
    };
    let (host, manager) = (found(&links.hosts), found(&links.managers));
    fact.host = host;
    fact.manager = manager;
    let supplier = party(resource, SUPPLIERS, reading);
    fact.operator = party(resource, OPERATORS, reading);
    other_roles(resource, reading);
    stands_at(resource, &mut fact, reading);
    releases(resource, &mut fact, supplier, reading);
    let name = node.get("name").text().unwrap_or(resource.id);
    let described = function(resource, &mut fact, reading);
    if let Some(words) = node.first(&["description"]).text() {
        noted(
            &mut fact.provenance.note,
            &words.chars().take(200).collect::<String>(),
        );
    }
    let longer = format!("{name}-{}", resource.id);
    reading.element(fact, name, &longer, &described);
    reading.taken(resource.row);
}

/// The function that some word of the resource is, exactly; and its words.
fn function(resource: &Resource<'_>, fact: &mut ElementFact, reading: &Reading<'_>) -> String {
    let node = resource.node;
    let words = [
        characteristic(
            node,
            &["networkfunction", "nftype", "function", "elementtype"],
        )
        .and_then(Node::text),
        node.get("category").text(),
        node.at(&["resourceSpecification", "name"]).text(),
        node.get("@type").text(),
        node.get("name").text(),
    ];
    let said: Vec<&str> = words.into_iter().flatten().collect();
    if let Some((word, function)) = said.iter().find_map(|w| Some((w, reading.words.exact(w)?))) {
        fact.function = Some(named(&function, resource.row.span));
        if *word != function {
            noted(&mut fact.provenance.note, &format!("function by `{word}`"));
        }
    }
    said.join(", ")
}

/// The value of a characteristic by its name in any spelling.
fn characteristic<'t>(node: &'t Node, names: &[&str]) -> Option<&'t Node> {
    let all = node
        .first(&["resourceCharacteristic", "characteristic"])
        .items();
    let fits = |one: &&Node| {
        one.get("name")
            .text()
            .is_some_and(|name| names.contains(&bare(name).as_str()))
    };
    let value = all.iter().find(fits)?.get("value");
    // Some write the value once more inside an object.
    Some(if value.is_map() {
        value.get("value")
    } else {
        value
    })
}

/// Party and role of an entry of `relatedParty`, in either version.
fn related(entry: &Node) -> (String, &Node) {
    let inside = entry.get("partyOrPartyRole");
    let party = if inside.is_map() { inside } else { entry };
    (bare(entry.get("role").text().unwrap_or_default()), party)
}

/// The one party with one of these roles. Two that differ say that it is not known which.
fn party(resource: &Resource<'_>, roles: &[&str], reading: &mut Reading<'_>) -> Option<Name> {
    let entries = resource
        .node
        .get("relatedParty")
        .items()
        .iter()
        .map(related);
    let mut found: Vec<Name> = Vec::new();
    for (role, party) in entries.filter(|(role, _)| roles.contains(&role.as_str())) {
        let Some(name) = party.first(&["name", "id"]).text() else {
            let what = format!("a {role} without a name");
            reading.not_understood(resource.span(party), &what, "name the party");
            continue;
        };
        found.push(reading.party(name, name, resource.path, resource.span(party)));
    }
    found.dedup_by(|a, b| a.text == b.text);
    if found.len() > 1 {
        let what = format!("several parties are {}", roles[0]);
        reading.not_understood(resource.row.span, &what, "leave the one that counts");
        return None;
    }
    found.pop()
}

fn other_roles(resource: &Resource<'_>, reading: &mut Reading<'_>) {
    for entry in resource.node.get("relatedParty").items() {
        let (role, _) = related(entry);
        if !SUPPLIERS.contains(&role.as_str()) && !OPERATORS.contains(&role.as_str()) {
            let help = "parties with the role of operator or supplier are taken";
            reading.skip(&format!("party as {role}"), resource.span(entry), help);
        }
    }
}

/// The place, when there is one.
fn stands_at(resource: &Resource<'_>, fact: &mut ElementFact, reading: &mut Reading<'_>) {
    let stated = resource.node.get("place");
    let entries = if stated.is_list() {
        stated.items()
    } else {
        std::slice::from_ref(stated)
    };
    let mut keys: Vec<String> = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.is_blank()) {
        let inside = entry.get("place");
        let spot = if inside.is_map() { inside } else { entry };
        let span = resource.span(spot);
        let Some(id) = spot.first(&["id", "name", "href"]).text() else {
            reading.not_understood(span, "a place without a name", "name the place");
            continue;
        };
        let key = format!("tmf-place:{id}");
        let name = spot.get("name").text();
        let mut place = place(&key, resource.path, span);
        place.name = name.map(printable);
        reading.place(place, name.unwrap_or(id), id);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.len() > 1 {
        let what = format!("`{}` stands at several places", printable(resource.id));
        reading.not_understood(
            resource.span(stated),
            &what,
            "leave the one where it stands",
        );
        return;
    }
    fact.place = keys.first().map(|key| named(key, resource.row.span));
}

/// What the resource is made of: the specification, and versions among the characteristics.
fn releases(
    resource: &Resource<'_>,
    fact: &mut ElementFact,
    supplier: Option<Name>,
    reading: &mut Reading<'_>,
) {
    let node = resource.node;
    let specification = node.get("resourceSpecification");
    let span = resource.span(specification);
    let Some(id) = specification.first(&["id", "name", "href"]).text() else {
        return;
    };
    let maker = characteristic(node, &["vendor", "vendorname", "manufacturer", "supplier"]);
    let maker = maker
        .and_then(Node::text)
        .map(|name| reading.party(name, name, resource.path, span));
    let supplier = supplier.or(maker);
    let words = ["@type", "@baseType"].map(|key| node.get(key).text().unwrap_or_default());
    let referred = specification
        .get("@referredType")
        .text()
        .unwrap_or_default();
    let is = |kind: &str| words.contains(&kind) || referred.starts_with(kind);
    let (layer, kind) = if is("PhysicalResource") {
        (Layer::Hardware, ComponentKind::Hardware)
    } else if is("LogicalResource") {
        (Layer::Application, ComponentKind::Software)
    } else {
        let what = format!(
            "`{}` is neither physical nor logical",
            printable(resource.id)
        );
        let help =
            "state `@type` as PhysicalResource or LogicalResource; its layer is not known now";
        reading.not_understood(resource.row.span, &what, help);
        return;
    };
    let name = specification.get("name").text().unwrap_or(id);
    let key = format!("tmf-spec:{id}");
    component(
        &key,
        (name, id),
        kind,
        supplier.as_ref(),
        resource.path,
        span,
        reading,
    );
    let software = characteristic(node, &["softwareversion", "swversion"]).and_then(Node::text);
    let stated = specification.get("version").text();
    let version = stated.or(software.filter(|_| layer == Layer::Application));
    let release = reading.release(
        &key,
        version.unwrap_or(NOT_STATED),
        None,
        resource.path,
        span,
    );
    fact.layers[layer as usize] = slot(vec![release]);
    let firmware = characteristic(node, &["firmwareversion", "fwversion"]).and_then(Node::text);
    let inside = [
        (
            Layer::Firmware,
            ComponentKind::Firmware,
            "firmware",
            firmware,
        ),
        (
            Layer::Platform,
            ComponentKind::Software,
            "software",
            software,
        ),
    ];
    for (at, kind, word, version) in inside {
        let Some(version) = version.filter(|_| layer == Layer::Hardware) else {
            continue;
        };
        let key = format!("{key}#{word}");
        let (name, longer) = (format!("{name}-{word}"), format!("{id}-{word}"));
        component(
            &key,
            (&name, &longer),
            kind,
            None,
            resource.path,
            span,
            reading,
        );
        let release = reading.release(&key, version, None, resource.path, span);
        fact.layers[at as usize] = slot(vec![release]);
    }
}

fn component(
    key: &str,
    (name, longer): (&str, &str),
    kind: ComponentKind,
    supplier: Option<&Name>,
    path: &str,
    span: Span,
    reading: &mut Reading<'_>,
) {
    let fact = reading.component(key, name, longer, path, span);
    fact.kind = Some(kind);
    let known = fact.supplier.clone();
    match (known, supplier) {
        (None, Some(supplier)) => fact.supplier = Some(supplier.clone()),
        (Some(known), Some(other)) if known.text != other.text => {
            let what = format!(
                "`{}` has another supplier here than elsewhere",
                printable(name)
            );
            reading.not_understood(
                span,
                &what,
                "the first one counts; correct the other in the inventory",
            );
        }
        _ => {}
    }
}
