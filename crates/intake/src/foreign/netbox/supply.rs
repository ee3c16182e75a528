//! Manufacturers, tenants, types and platforms: parties, and components with their releases.

use keyholder_diag::Code;
use keyholder_supply::ComponentKind;
use keyholder_supply::facts::Name;

use super::Record;
use super::links::Index;
use crate::foreign::reading::{NOT_STATED, Reading};

/// The party that a manufacturer or tenant is.
pub(super) fn party(record: &Record<'_>, reading: &mut Reading<'_>) -> Option<Name> {
    let name = record.name()?;
    let short = record.short().unwrap_or(name);
    Some(reading.party(name, short, record.path, record.span()))
}

/// Every manufacturer and tenant is a party.
pub(super) fn parties(index: &Index<'_>, reading: &mut Reading<'_>) {
    for model in ["dcim.manufacturer", "tenancy.tenant"] {
        for record in index.of(model) {
            party(record, reading);
            if let Some(row) = record.row {
                reading.taken(row);
            }
        }
    }
}

/// Types and platforms are components; a version of software is a release.
pub(super) fn components(index: &Index<'_>, reading: &mut Reading<'_>) {
    for (model, kind) in [
        ("dcim.devicetype", ComponentKind::Hardware),
        ("dcim.moduletype", ComponentKind::Hardware),
        ("dcim.platform", ComponentKind::Software),
    ] {
        for record in index.of(model) {
            component(record, kind, index, reading);
            if kind == ComponentKind::Hardware {
                hardware(record, reading);
            }
            if let Some(row) = record.row {
                reading.taken(row);
            }
        }
    }
    for record in index.of("dcim.softwareversion") {
        if software(record, index, reading).is_some() {
            record.row.into_iter().for_each(|row| reading.taken(row));
        } else if let Some(row) = record.row {
            let why = "it does not say a version of which platform it is";
            let remedy = "state platform and version in the inventory and export again";
            reading.refuse(row, record.whole, Code::KH0753, why, remedy);
        }
    }
}

fn component(
    record: &Record<'_>,
    kind: ComponentKind,
    index: &Index<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(name) = record.fields.first(&["model", "name", "slug"]).text() else {
        return;
    };
    let maker = index.link(record, &["manufacturer"], reading);
    let supplier = maker.and_then(|maker| party(maker, reading));
    let longer = match maker.and_then(Record::name) {
        Some(maker) => format!("{maker}-{name}"),
        None => record.id(),
    };
    let key = record.id();
    let fact = reading.component(&key, name, &longer, record.path, record.span());
    fact.kind = Some(kind);
    fact.supplier = supplier;
}

/// The one release of a type: its part number tells the version, when there is one.
pub(super) fn hardware(record: &Record<'_>, reading: &mut Reading<'_>) -> Name {
    let part = record.fields.get("part_number").text();
    let note = match part {
        Some(_) => "the version is the part number",
        None => "the export states no version",
    };
    let version = part.unwrap_or(NOT_STATED);
    let note = Some(note.to_owned());
    reading.release(&record.id(), version, note, record.path, record.span())
}

/// The release of a platform of which no version is stated.
pub(super) fn platform(record: &Record<'_>, reading: &mut Reading<'_>) -> Name {
    let note = Some("the export states no version".to_owned());
    reading.release(&record.id(), NOT_STATED, note, record.path, record.span())
}

/// The release that a version of software is.
pub(super) fn software(
    record: &Record<'_>,
    index: &Index<'_>,
    reading: &mut Reading<'_>,
) -> Option<Name> {
    let version = record.fields.get("version").text()?;
    let platform = index.link(record, &["platform"], reading)?;
    let (key, path, span) = (platform.id(), record.path, record.span());
    Some(reading.release(&key, version, None, path, span))
}
