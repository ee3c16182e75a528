//! NetBox and Nautobot: fixtures, pages and lists of the REST interface, dumps of the database.
//!
//! Whatever they came from, records are the same: a model, a key, fields, and links to other records by
//! key, by name, or as an object that says a little of the other record.

mod elements;
mod links;
mod supply;

use std::collections::BTreeMap;

use keyholder_diag::{Code, FileId, Span};
use keyholder_supply::Position;

use super::reading::{Reading, Row};
use super::tree::Node;
use super::{Document, File, sql};
use links::Index;

/// Records of one file.
pub(super) enum Table<'f> {
    /// A fixture, a page or a list.
    Document(Document<'f>),
    /// A table of a dump.
    Dump(&'f File, sql::Block),
}

/// One record.
#[derive(Clone, Copy)]
struct Record<'t> {
    model: &'static str,
    key: Option<&'t str>,
    fields: &'t Node,
    /// As it stood, for what is refused.
    whole: &'t Node,
    /// `None` for what another record says of it, when no file lists it.
    row: Option<Row>,
    file: FileId,
    path: &'t str,
}

impl Record<'_> {
    fn span(&self) -> Span {
        self.whole.span(self.file)
    }

    /// What it is called; some kinds of record have a model where others have a name.
    fn name(&self) -> Option<&str> {
        self.fields
            .first(&["name", "model", "slug", "display"])
            .text()
    }

    /// The short name, when there is one.
    fn short(&self) -> Option<&str> {
        self.fields.get("slug").text().or_else(|| self.name())
    }

    /// Where on earth it is, when both degrees are there and make sense.
    fn position(&self) -> Option<Position> {
        let degrees = |field| Position::degrees(self.fields.get(field).text()?);
        Position::new(degrees("latitude")?, degrees("longitude")?)
    }

    /// The model and the key, by which records are told apart.
    fn id(&self) -> String {
        let key = self.key.or_else(|| self.name()).unwrap_or_default();
        format!("{}:{key}", self.model)
    }
}

/// The models that become something; whatever else is exported is counted.
const MODELS: &[&str] = &[
    "dcim.manufacturer",
    "tenancy.tenant",
    "dcim.region",
    "dcim.site",
    "dcim.location",
    "dcim.devicetype",
    "dcim.moduletype",
    "dcim.platform",
    "dcim.softwareversion",
    "dcim.devicerole",
    "extras.role",
    "virtualization.clustertype",
    "virtualization.cluster",
    "dcim.device",
    "dcim.module",
    "virtualization.virtualmachine",
];

/// A model by its application and name in any spelling: `device-types`, `device_type`, `DeviceType`.
fn model(application: Option<&str>, name: &str) -> Option<&'static str> {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let bare = letters.collect::<String>().to_ascii_lowercase();
    let fits = |known: &&&str| {
        let Some((known_application, known_name)) = known.split_once('.') else {
            return false;
        };
        let plural = bare.strip_suffix('s').unwrap_or(&bare);
        application.is_none_or(|given| given == known_application)
            && (bare == known_name || plural == known_name)
    };
    MODELS.iter().find(fits).copied()
}

/// The model that an address of the REST interface names: `…/api/dcim/device-types/5/`. The text is
/// what it names when it is none of the models that are taken.
pub(super) fn model_of_url(url: &str) -> Option<Result<&'static str, String>> {
    let (_, path) = url.split_once("/api/")?;
    let mut steps = path.split('/');
    let (application, name) = (steps.next()?, steps.next()?);
    let known = [
        "dcim",
        "virtualization",
        "tenancy",
        "extras",
        "ipam",
        "circuits",
        "users",
    ];
    let more = ["core", "wireless", "vpn", "cloud", "plugins"];
    if !known.contains(&application) && !more.contains(&application) {
        return None;
    }
    let other = || format!("{application}.{name}");
    Some(model(Some(application), name).ok_or_else(other))
}

/// The model that a file is named after: `dcim-devices.json`, `device_types.yaml`.
pub(super) fn model_of_file(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.rsplit('/').next().unwrap_or(stem);
    model(None, stem).or_else(|| {
        let (application, rest) = stem.split_once(['-', '_'])?;
        model(Some(application), rest)
    })
}

/// Reads all records together.
pub(super) fn read(tables: &[Table<'_>], reading: &mut Reading<'_>) {
    let mut records = Vec::new();
    for table in tables {
        match table {
            Table::Document(document) => from_document(document, &mut records, reading),
            Table::Dump(file, block) => from_dump(file, block, &mut records, reading),
        }
    }
    let records = once(records, reading);
    let index = Index::new(&records);
    supply::parties(&index, reading);
    supply::components(&index, reading);
    elements::places(&index, reading);
    elements::described(&index, reading);
    elements::elements(&index, reading);
}

const NOT_TAKEN: &str =
    "it says nothing of who can change what; docs/import-formats.md lists what is taken";

fn from_document<'t>(
    document: &'t Document<'_>,
    records: &mut Vec<Record<'t>>,
    reading: &mut Reading<'_>,
) {
    let root = &document.root;
    let items = match root.get("results") {
        results if results.is_list() => results.items(),
        _ if root.is_list() => root.items(),
        _ => std::slice::from_ref(root),
    };
    let path = document.file.path.as_str();
    for item in items {
        let span = document.span(item);
        let fixture = item
            .get("model")
            .text()
            .filter(|_| item.get("fields").is_map());
        let found = match (fixture, item.get("url").text().and_then(model_of_url)) {
            (Some(name), _) => name
                .split_once('.')
                .and_then(|(application, rest)| model(Some(application), rest))
                .ok_or_else(|| name.to_owned()),
            (None, Some(found)) => found,
            (None, None) => model_of_file(path).ok_or_else(String::new),
        };
        match found {
            Ok(model) => {
                let row = reading.row(&format!("{path}#{model}"), span);
                let fields = if fixture.is_some() {
                    item.get("fields")
                } else {
                    item
                };
                let key = item.first(&["pk", "id"]).text();
                add(
                    records,
                    model,
                    key,
                    fields,
                    item,
                    row,
                    document.file,
                    reading,
                );
            }
            Err(other) if other.is_empty() => {
                let row = reading.row(path, span);
                if item.is_blank() {
                    reading.blank(row);
                    continue;
                }
                let why = "it does not say of which model it is";
                let remedy = "export with the address of each record, or name the file after the model, as `devices.json`";
                reading.refuse(row, item, Code::KH0753, why, remedy);
            }
            Err(other) => reading.skip(&other, span, NOT_TAKEN),
        }
    }
}

fn from_dump<'t>(
    file: &'t File,
    block: &'t sql::Block,
    records: &mut Vec<Record<'t>>,
    reading: &mut Reading<'_>,
) {
    let bare = block.table.rsplit('.').next().unwrap_or_default();
    let found = bare
        .split_once('_')
        .and_then(|(application, name)| model(Some(application), name));
    for row in &block.rows {
        let node = match row {
            Ok(node) | Err((node, _, _)) => node,
        };
        let span = node.span(file.file);
        let Some(model) = found else {
            reading.skip(&block.table, span, NOT_TAKEN);
            continue;
        };
        let at = reading.row(&format!("{}#{model}", file.path), span);
        match row {
            Ok(node) => {
                let key = node.get("id").text();
                add(records, model, key, node, node, at, file, reading);
            }
            Err((node, have, want)) => {
                let why = format!("it has {have} cells and {want} columns");
                reading.refuse(at, node, Code::KH0753, &why, "make the dump again");
            }
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one record, from two kinds of file"
)]
fn add<'t>(
    records: &mut Vec<Record<'t>>,
    model: &'static str,
    key: Option<&'t str>,
    fields: &'t Node,
    whole: &'t Node,
    row: Row,
    file: &'t File,
    reading: &mut Reading<'_>,
) {
    if fields.is_blank() || fields.members().iter().all(|(_, node)| node.is_blank()) {
        reading.blank(row);
        return;
    }
    if !fields.is_map() {
        let why = format!("it is {} and not an object", fields.kind());
        reading.refuse(row, whole, Code::KH0753, &why, "export the model again");
        return;
    }
    let record = Record {
        model,
        key,
        fields,
        whole,
        row: Some(row),
        file: file.file,
        path: &file.path,
    };
    let nameless = matches!(
        model,
        "dcim.device" | "dcim.module" | "virtualization.virtualmachine"
    );
    let versioned = model == "dcim.softwareversion" && fields.get("version").text().is_some();
    if record.name().is_none() && !versioned && !(nameless && key.is_some()) {
        let why = "it has no name";
        reading.refuse(
            row,
            whole,
            Code::KH0753,
            why,
            "name it in the inventory and export again",
        );
        return;
    }
    records.push(record);
}

/// Records of one model and key are one thing, which cannot be stated twice.
fn once<'t>(records: Vec<Record<'t>>, reading: &mut Reading<'_>) -> Vec<Record<'t>> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut kept = Vec::with_capacity(records.len());
    for record in records {
        let first = *seen.entry(record.id()).or_insert_with(|| record.span());
        match record.row {
            Some(row) if first != record.span() => {
                let why = format!("`{}` stands twice in the export", record.id());
                let remedy = "take one of the two out; the first one counts";
                reading.refuse_beside(row, record.whole, Code::KH0754, &why, remedy, Some(first));
            }
            _ => kept.push(record),
        }
    }
    kept
}
