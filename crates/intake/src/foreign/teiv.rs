//! Topology and inventory of the O-RAN SMO (TEIV): events, bodies, answers of its interface, dumps.
//!
//! Functions of the radio network are elements; deployments, namespaces, clusters and appliances carry
//! them; sites are places. Cells, carriers, sectors and antennas are no elements of a network here.

use std::collections::BTreeMap;

use keyholder_diag::{Code, FileId, Span};
use keyholder_supply::facts::{ElementFact, Name};
use keyholder_supply::{ComponentKind, Layer};

use super::reading::{NOT_STATED, Reading, Row, element, named, noted, place, printable, slot};
use super::tree::Node;
use super::{Document, File, sql};

/// Types that are elements, and the name of their function in the catalogue.
const ELEMENTS: &[(&str, Option<&str>)] = &[
    ("ODUFunction", Some("gNB-DU")),
    ("OCUCPFunction", Some("gNB-CU-CP")),
    ("OCUUPFunction", Some("gNB-CU-UP")),
    ("ORUFunction", Some("O-RU")),
    ("NearRTRICFunction", Some("Near-RT-RIC")),
    ("SMO", Some("SMO")),
    ("ManagedElement", None),
    ("NFDeployment", None),
    ("OCloudNamespace", None),
    ("CloudNamespace", None),
    ("NodeCluster", None),
    ("PhysicalAppliance", None),
];
/// Types that are places.
const PLACES: &[&str] = &["Site", "OCloudSite", "CloudSite"];
const NOT_TAKEN: &str =
    "it is no element that somebody can change; docs/import-formats.md lists what is taken";

/// What a relation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// The first is carried by the second.
    On,
    /// The second is carried by the first.
    Under,
    /// The first is managed by the second.
    Managed,
    /// The second is managed by the first.
    Manages,
    /// The first stands at the second.
    At,
}

/// What a relation says, by its name: `ASIDE_VERB_BSIDE`.
fn says(name: &str) -> Option<Says> {
    let carrier = ["NFDEPLOYMENT", "PHYSICALAPPLIANCE"]
        .iter()
        .any(|side| name.starts_with(side));
    if name.contains("_DEPLOYED_ON_") {
        Some(Says::On)
    } else if name.contains("_SERVES_") && carrier {
        Some(Says::Under)
    } else if name.contains("_SERVED_BY_") {
        Some(Says::On)
    } else if name.contains("_O1LINK_SMO") || name.contains("_OFHMLINK_") {
        Some(Says::Managed)
    } else if name.contains("_MANAGES_") {
        Some(Says::Manages)
    } else if ["_LOCATED_AT_", "_INSTALLED_AT_", "_INSTALLEDAT_"]
        .iter()
        .any(|v| name.contains(v))
        && !name.starts_with("ANTENNAMODULE")
    {
        Some(Says::At)
    } else {
        None
    }
}

/// One entity that is taken.
struct Entity<'t> {
    kind: &'t str,
    id: &'t str,
    node: &'t Node,
    path: &'t str,
    row: Row,
}

/// Everything gathered before it is joined.
#[derive(Default)]
struct Gathered<'t> {
    entities: Vec<Entity<'t>>,
    seen: BTreeMap<&'t str, Span>,
    relations: Vec<(Says, &'t str, &'t str, Span)>,
    relation_ids: BTreeMap<&'t str, Span>,
}

fn key(id: &str) -> String {
    format!("teiv:{id}")
}

/// Reads all topologies together.
pub(super) fn read(
    documents: &[Document<'_>],
    tables: &[(&File, sql::Block)],
    reading: &mut Reading<'_>,
) {
    let mut all = Gathered::default();
    for document in documents {
        body(document, &mut all, reading);
    }
    for (file, block) in tables {
        table(file, block, &mut all, reading);
    }
    join(&all, reading);
}

fn body<'t>(document: &'t Document<'_>, all: &mut Gathered<'t>, reading: &mut Reading<'_>) {
    let root = &document.root;
    let kind = root.get("type").text().unwrap_or_default();
    let inside = if root.get("data").is_map() {
        root.get("data")
    } else {
        root
    };
    if kind.ends_with(".delete") || kind.ends_with("-delete") {
        let help =
            "an event that deletes does not say what is there; give the inventory as it is now";
        reading.skip(
            &format!("event {}", printable(kind)),
            document.span(root),
            help,
        );
        return;
    }
    for list in ["entities", "relationships", "items"] {
        for group in inside.get(list).items() {
            groups(document, group, list == "relationships", all, reading);
        }
    }
    groups(document, inside, false, all, reading);
}

/// Members named after a type, each with a list of its instances.
fn groups<'t>(
    document: &'t Document<'_>,
    group: &'t Node,
    relations: bool,
    all: &mut Gathered<'t>,
    reading: &mut Reading<'_>,
) {
    for (name, instances) in group.members() {
        let Some((module, kind)) = name.split_once(':') else {
            continue;
        };
        if !module.contains("teiv") && !relations {
            let span = document.span(instances);
            reading.skip(name, span, NOT_TAKEN);
            continue;
        }
        let path = document.file.path.as_str();
        let items = if instances.is_list() {
            instances.items()
        } else {
            std::slice::from_ref(instances)
        };
        for item in items {
            instance((kind, item), path, document.file.file, all, reading);
        }
    }
}

fn instance<'t>(
    (kind, node): (&'t str, &'t Node),
    path: &'t str,
    file: FileId,
    all: &mut Gathered<'t>,
    reading: &mut Reading<'_>,
) {
    let span = node.span(file);
    let is_relation = kind.contains('_') && !kind.contains(|c: char| c.is_ascii_lowercase());
    let known = ELEMENTS.iter().any(|(known, _)| *known == kind) || PLACES.contains(&kind);
    if is_relation {
        let Some(says) = says(kind) else {
            reading.skip(
                kind,
                span,
                "relations of carrying, managing and standing are taken",
            );
            return;
        };
        let row = reading.row(&format!("{path}#{kind}"), span);
        relation(
            says,
            node,
            row,
            (node.get("aSide"), node.get("bSide")),
            all,
            reading,
        );
        return;
    }
    if !known {
        reading.skip(kind, span, NOT_TAKEN);
        return;
    }
    let row = reading.row(&format!("{path}#{kind}"), span);
    let entity = Entity {
        kind,
        id: node.get("id").text().unwrap_or_default(),
        node,
        path,
        row,
    };
    add(entity, all, reading);
}

fn add<'t>(entity: Entity<'t>, all: &mut Gathered<'t>, reading: &mut Reading<'_>) {
    let (row, node) = (entity.row, entity.node);
    if node.is_blank() {
        reading.blank(row);
        return;
    }
    if entity.id.is_empty() {
        let why = if node.is_map() {
            "it has no `id`"
        } else {
            "it is not an object"
        };
        reading.refuse(
            row,
            node,
            Code::KH0753,
            why,
            "give it the id by which relations name it",
        );
        return;
    }
    if let Some(first) = all.seen.get(entity.id) {
        let why = format!(
            "the id `{}` stands twice in the export",
            printable(entity.id)
        );
        let remedy =
            "give the inventory as it is now, not all events that led to it; the first one counts";
        reading.refuse_beside(row, node, Code::KH0754, &why, remedy, Some(*first));
        return;
    }
    all.seen.insert(entity.id, row.span);
    all.entities.push(entity);
}

fn relation<'t>(
    says: Says,
    node: &'t Node,
    row: Row,
    (a, b): (&'t Node, &'t Node),
    all: &mut Gathered<'t>,
    reading: &mut Reading<'_>,
) {
    if node.is_blank() {
        reading.blank(row);
        return;
    }
    let (Some(a), Some(b)) = (a.text(), b.text()) else {
        let why = "it does not name both of its sides";
        reading.refuse(row, node, Code::KH0753, why, "state `aSide` and `bSide`");
        return;
    };
    if let Some(id) = node.get("id").text() {
        if let Some(first) = all.relation_ids.get(id) {
            let why = format!("the id `{}` stands twice in the export", printable(id));
            let remedy = "give the inventory as it is now; the first one counts";
            reading.refuse_beside(row, node, Code::KH0754, &why, remedy, Some(*first));
            return;
        }
        all.relation_ids.insert(id, row.span);
    }
    all.relations.push((says, a, b, row.span));
    reading.taken(row);
}

/// A table of a dump: entities with their links to one other, or relations.
fn table<'t>(
    file: &'t File,
    block: &'t sql::Block,
    all: &mut Gathered<'t>,
    reading: &mut Reading<'_>,
) {
    let bare = block.table.rsplit_once('.').map_or("", |(_, bare)| bare);
    let ours = block.table.starts_with("teiv_data.");
    let kind = bare.split_once('_').map_or(bare, |(_, kind)| kind);
    for row in &block.rows {
        let node = match row {
            Ok(node) | Err((node, _, _)) => node,
        };
        let span = node.span(file.file);
        let sides = sides(node);
        let known = ELEMENTS.iter().any(|(known, _)| *known == kind) || PLACES.contains(&kind);
        let saying = sides.and_then(|((a, _), (b, _))| {
            // Tables with long names are stored under a digest; the types of both sides say the rest.
            let verb = if b.contains("OCloudNamespace") || b.contains("NodeCluster") {
                "DEPLOYED_ON"
            } else {
                "SERVES"
            };
            let verb = if PLACES.contains(&b) {
                "LOCATED_AT"
            } else {
                verb
            };
            let made = format!("{a}_{verb}_{b}").to_ascii_uppercase();
            says(kind).or_else(|| says(&made))
        });
        if !ours || (sides.is_none() && !known) || (sides.is_some() && saying.is_none()) {
            reading.skip(&block.table, span, NOT_TAKEN);
            continue;
        }
        let name = if sides.is_some() { bare } else { kind };
        let at = reading.row(&format!("{}#{name}", file.path), span);
        if let Err((node, have, want)) = row {
            let why = format!("it has {have} cells and {want} columns");
            reading.refuse(at, node, Code::KH0753, &why, "make the dump again");
            continue;
        }
        if let (Some(((_, a), (_, b))), Some(says)) = (sides, saying) {
            relation(says, node, at, (a, b), all, reading);
            continue;
        }
        let id = node.get("id").text().unwrap_or_default();
        let path = file.path.as_str();
        let entity = Entity {
            kind,
            id,
            node,
            path,
            row: at,
        };
        add(entity, all, reading);
        for (column, other) in node.members() {
            let verb = column.strip_prefix("REL_FK_");
            let says = verb.and_then(|verb| match verb {
                _ if verb.starts_with("managed-by-") => Some(Says::Managed),
                _ if verb.starts_with("deployed-on-") || verb.starts_with("served-by-") => {
                    Some(Says::On)
                }
                _ if verb.starts_with("installed-at-") || verb.starts_with("located-at-") => {
                    Some(Says::At)
                }
                _ => None,
            });
            if let (Some(says), Some(other)) = (says, other.text()) {
                all.relations.push((says, id, other, span));
            }
        }
    }
}

/// Type and id of one side of a relation.
type Side<'t> = (&'t str, &'t Node);

/// Type and id of both sides of a row of a table of relations.
fn sides(node: &Node) -> Option<(Side<'_>, Side<'_>)> {
    let side = |prefix: &str| {
        let mut members = node.members().iter();
        members.find_map(|(column, id)| Some((column.strip_prefix(prefix)?, id)))
    };
    Some((side("aSide_")?, side("bSide_")?))
}

/// What relations say of one entity.
#[derive(Default)]
struct Joined {
    hosts: Vec<Name>,
    managers: Vec<Name>,
    places: Vec<Name>,
}

fn join(all: &Gathered<'_>, reading: &mut Reading<'_>) {
    let mut joined: BTreeMap<&str, Joined> = BTreeMap::new();
    let is_place: BTreeMap<&str, bool> = all
        .entities
        .iter()
        .map(|e| (e.id, PLACES.contains(&e.kind)))
        .collect();
    for (says, a, b, span) in &all.relations {
        let (from, to) = match says {
            Says::On | Says::Managed | Says::At => (*a, *b),
            Says::Under | Says::Manages => (*b, *a),
        };
        let at = is_place.get(to).copied();
        let (Some(false), Some(to_place)) = (is_place.get(from).copied(), at) else {
            let missing = if is_place.contains_key(from) {
                to
            } else {
                from
            };
            let what = format!("`{}`, which a relation names,", printable(missing));
            reading.dangling(*span, &what);
            continue;
        };
        if to_place != (*says == Says::At) || from == to {
            let what = format!(
                "a relation of `{}` leads to a wrong kind of thing",
                printable(from)
            );
            reading.not_understood(*span, &what, "look at the sides of the relation");
            continue;
        }
        let name = named(&key(to), *span);
        let joined = joined.entry(from).or_default();
        match says {
            Says::On | Says::Under => joined.hosts.push(name),
            Says::Managed | Says::Manages => joined.managers.push(name),
            Says::At => joined.places.push(name),
        }
    }
    for entity in &all.entities {
        let found = joined.remove(entity.id).unwrap_or_default();
        if PLACES.contains(&entity.kind) {
            site(entity, reading);
        } else {
            one(entity, found, reading);
        }
        reading.taken(entity.row);
    }
}

/// The id without the beginning that all have.
fn short(id: &str) -> &str {
    let prefixes = ["urn:3gpp:dn:", "urn:o-ran:smo:teiv:sha512:", "urn:"];
    prefixes
        .iter()
        .find_map(|prefix| id.strip_prefix(prefix))
        .unwrap_or(id)
}

/// The text of an attribute, in either form; a dump keeps texts of JSON with their quotes.
fn attribute<'t>(node: &'t Node, name: &str) -> Option<&'t str> {
    let inside = node.at(&["attributes", name]);
    let inside = if inside.is_blank() {
        node.get(name)
    } else {
        inside
    };
    let text = inside.text()?;
    let bare = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    Some(bare.unwrap_or(text)).filter(|text| !text.trim().is_empty())
}

fn site(entity: &Entity<'_>, reading: &mut Reading<'_>) {
    let mut fact = place(&key(entity.id), entity.path, entity.row.span);
    fact.name = attribute(entity.node, "name").map(printable);
    reading.place(fact, short(entity.id), entity.id);
}

fn one(entity: &Entity<'_>, found: Joined, reading: &mut Reading<'_>) {
    let mut fact = element(&key(entity.id), entity.path, entity.row.span);
    let function = ELEMENTS.iter().find(|(kind, _)| *kind == entity.kind);
    let function = function.and_then(|(_, function)| *function);
    if let Some(function) = function.and_then(|name| reading.words.exact(name)) {
        fact.function = Some(named(&function, entity.row.span));
        noted(&mut fact.provenance.note, &format!("`{}`", entity.kind));
    }
    fact.host = slot(found.hosts);
    fact.manager = slot(found.managers);
    match found.places.as_slice() {
        [] => {}
        [only] => fact.place = Some(only.clone()),
        [first, ..] => {
            let what = format!("`{}` stands at several places", printable(entity.id));
            reading.not_understood(first.span, &what, "leave the one where it stands");
        }
    }
    hardware(entity, &mut fact, reading);
    let name = attribute(entity.node, "name");
    let described = match name {
        Some(name) => format!("{} `{name}`", entity.kind),
        None => entity.kind.to_owned(),
    };
    reading.element(fact, short(entity.id), entity.id, &described);
}

/// An appliance may say what it is and who made it.
fn hardware(entity: &Entity<'_>, fact: &mut ElementFact, reading: &mut Reading<'_>) {
    let model = attribute(entity.node, "modelName");
    let Some(model) = model.filter(|_| entity.kind == "PhysicalAppliance") else {
        return;
    };
    let maker = attribute(entity.node, "vendorName");
    let (path, span) = (entity.path, entity.row.span);
    let supplier = maker.map(|name| reading.party(name, name, path, span));
    let maker = maker.unwrap_or_default();
    let key = format!("teiv-model:{}:{model}", maker.to_lowercase());
    let component = reading.component(&key, model, &format!("{maker}-{model}"), path, span);
    component.kind = Some(ComponentKind::Hardware);
    component.supplier = supplier;
    let note = Some("the export states no version".to_owned());
    let release = reading.release(&key, NOT_STATED, note, path, span);
    fact.layers[Layer::Hardware as usize] = slot(vec![release]);
}
