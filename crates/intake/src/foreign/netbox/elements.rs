//! Sites, locations, devices, clusters and virtual machines: places and elements.

use std::collections::BTreeMap;

use keyholder_supply::Layer;
use keyholder_supply::facts::{ElementFact, Name};

use super::links::Index;
use super::supply::{hardware, party, platform, software};
use super::{MODELS, Record};
use crate::foreign::ids::{Shape, safe};
use crate::foreign::reading::{self, Reading, named, noted, printable, slot};

/// Sites and locations are places.
pub(super) fn places(index: &Index<'_>, reading: &mut Reading<'_>) {
    for record in index.of("dcim.site") {
        let region = index.link(record, &["region"], reading);
        let region = region.and_then(|region| Some((region.name()?, region)));
        place(record, region, None, index, reading);
    }
    for record in index.of("dcim.location") {
        // A location stands at a site, or belongs to a larger location.
        let site = index.link(record, &["site"], reading);
        let region = site.and_then(|site| index.link(site, &["region"], reading));
        let parent = record.fields.first(&["parent", "parent_id"]);
        let larger = parent_of(index, record, parent);
        let region = region.or(larger.filter(|_| site.is_none()));
        let region = region.and_then(|region| Some((region.name()?, region)));
        place(record, region, site.or(larger), index, reading);
    }
}

fn parent_of<'s, 't>(
    index: &'s Index<'t>,
    record: &Record<'t>,
    parent: &crate::foreign::tree::Node,
) -> Option<&'s Record<'t>> {
    let key = match parent.first(&["id", "pk"]).text() {
        Some(key) => key,
        None => parent.text()?,
    };
    index.keyed(record.model, key)
}

fn place(
    record: &Record<'_>,
    region: Option<(&str, &Record<'_>)>,
    inside: Option<&Record<'_>>,
    index: &Index<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(name) = record.name() else { return };
    let short = record.short().unwrap_or(name);
    let mut fact = reading::place(&record.id(), record.path, record.span());
    fact.name = Some(printable(name));
    fact.region = region.map(|(name, region)| named(&printable(name), region.span()));
    fact.at = record.position();
    let owner = index.link(record, &["tenant"], reading);
    fact.operator = owner.and_then(|owner| party(owner, reading));
    let longer = match inside.and_then(Record::short) {
        Some(larger) => format!("{larger}/{short}"),
        None => format!("{short}-{}", record.key.unwrap_or_default()),
    };
    reading.place(fact, short, &longer);
    if let Some(row) = record.row {
        reading.taken(row);
    }
}

/// Records that only describe others.
pub(super) fn described(index: &Index<'_>, reading: &mut Reading<'_>) {
    let describing = [
        "dcim.region",
        "dcim.devicerole",
        "extras.role",
        "virtualization.clustertype",
    ];
    for model in MODELS.iter().filter(|model| describing.contains(model)) {
        for row in index.of(model).filter_map(|record| record.row) {
            reading.taken(row);
        }
    }
}

/// Devices, clusters and virtual machines are elements; modules are hardware of their device.
pub(super) fn elements(index: &Index<'_>, reading: &mut Reading<'_>) {
    let mut carriers: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    let mut modules: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for record in index.of("dcim.module") {
        let device = index.link(record, &["device"], reading);
        let kind = index.link(record, &["module_type"], reading);
        if let (Some(device), Some(kind)) = (device, kind) {
            let name = hardware(kind, reading);
            modules.entry(device.id()).or_default().push(name);
        }
        let Some(row) = record.row else { continue };
        if device.is_some() {
            reading.taken(row);
        } else {
            let why = "it does not say in which device it is";
            let remedy = "export devices and modules together";
            reading.refuse(row, record.whole, keyholder_diag::Code::KH0753, why, remedy);
        }
    }
    for record in index.of("dcim.device") {
        if let Some(cluster) = index.link(record, &["cluster"], reading) {
            let name = named(&record.id(), record.span());
            carriers.entry(cluster.id()).or_default().push(name);
        }
        let inside = modules.remove(&record.id()).unwrap_or_default();
        device(record, inside, index, reading);
    }
    for record in index.of("virtualization.cluster") {
        cluster(record, carriers.remove(&record.id()), index, reading);
    }
    for record in index.of("virtualization.virtualmachine") {
        machine(record, index, reading);
    }
}

/// What devices, clusters and machines have in common.
fn common(record: &Record<'_>, index: &Index<'_>, reading: &mut Reading<'_>) -> ElementFact {
    let mut fact = reading::element(&record.id(), record.path, record.span());
    let owner = index.link(record, &["tenant"], reading);
    fact.operator = owner.and_then(|owner| party(owner, reading));
    let stands = stands_at(record, index, reading);
    fact.place = stands.map(|place| named(&place.id(), record.span()));
    let status = record.fields.get("status");
    let status = status
        .first(&["value", "name", "label"])
        .text()
        .or(status.text());
    if let Some(status) = status.filter(|status| !status.eq_ignore_ascii_case("active")) {
        // A key of a table of states says nothing to a reader.
        if !status.chars().all(|c| c.is_ascii_hexdigit() || c == '-') {
            noted(&mut fact.provenance.note, &format!("status `{status}`"));
        }
    }
    fact
}

/// Where a record stands: as near as is stated.
fn stands_at<'s, 't>(
    record: &Record<'t>,
    index: &'s Index<'t>,
    reading: &mut Reading<'_>,
) -> Option<&'s Record<'t>> {
    if let Some(place) = index.link(record, &["location", "site"], reading) {
        return Some(place);
    }
    let fields = record.fields;
    for (column, model) in [("_location_id", "dcim.location"), ("_site_id", "dcim.site")] {
        if let Some(key) = fields.get(column).text() {
            return index.keyed(model, key);
        }
    }
    let kind = fields.get("scope_type");
    let kind = kind
        .text()
        .or_else(|| kind.items().last().and_then(|item| item.text()))?;
    let model = ["dcim.site", "dcim.location"]
        .into_iter()
        .find(|model| model.ends_with(kind))?;
    let scope = fields.first(&["scope_id", "scope"]);
    let key = scope.text().or_else(|| scope.get("id").text())?;
    index.keyed(model, key)
}

/// The function that the role names, word for word; and the words that describe the record.
fn placed(fact: &mut ElementFact, words: &[Option<&str>], reading: &Reading<'_>) -> String {
    let said: Vec<&str> = words.iter().copied().flatten().collect();
    if let Some((word, function)) = said
        .first()
        .and_then(|w| Some((w, reading.words.exact(w)?)))
    {
        fact.function = Some(named(&function, fact.id.span));
        if *word != function {
            noted(&mut fact.provenance.note, &format!("function by `{word}`"));
        }
    }
    said.join(", ")
}

fn device(record: &Record<'_>, inside: Vec<Name>, index: &Index<'_>, reading: &mut Reading<'_>) {
    let mut fact = common(record, index, reading);
    let kind = index.link(record, &["device_type"], reading);
    let mut boards: Vec<Name> = kind
        .map(|kind| hardware(kind, reading))
        .into_iter()
        .collect();
    boards.extend(inside);
    fact.layers[Layer::Hardware as usize] = slot(boards);
    fact.layers[Layer::Platform as usize] = slot(system(record, index, reading));
    let role = index.link(record, &["role", "device_role"], reading);
    let role_name = role_word(role, reading);
    let words = [role_name, kind.and_then(Record::name)];
    let described = placed(&mut fact, &words, reading);
    push(record, fact, "device", &described, reading);
}

/// The word of a role that the catalogue knows: its name or its short name.
fn role_word<'s>(role: Option<&'s Record<'_>>, reading: &Reading<'_>) -> Option<&'s str> {
    let role = role?;
    let known = [role.name(), role.short()].into_iter().flatten();
    let mut known = known.filter(|word| reading.words.exact(word).is_some());
    known.next().or(role.name())
}

/// The releases of the platform: a stated version of software, or the platform as it is named.
fn system(record: &Record<'_>, index: &Index<'_>, reading: &mut Reading<'_>) -> Vec<Name> {
    if let Some(version) = index.link(record, &["software_version"], reading) {
        return software(version, index, reading).into_iter().collect();
    }
    let base = index.link(record, &["platform"], reading);
    base.map(|base| platform(base, reading))
        .into_iter()
        .collect()
}

fn cluster(
    record: &Record<'_>,
    carriers: Option<Vec<Name>>,
    index: &Index<'_>,
    reading: &mut Reading<'_>,
) {
    let mut fact = common(record, index, reading);
    fact.host = slot(carriers.unwrap_or_default());
    let kind = index.link(record, &["type", "cluster_type"], reading);
    let words = [role_word(kind, reading), Some("cluster")];
    let described = placed(&mut fact, &words, reading);
    push(record, fact, "cluster", &described, reading);
}

fn machine(record: &Record<'_>, index: &Index<'_>, reading: &mut Reading<'_>) {
    let mut fact = common(record, index, reading);
    // Both carry it when both are stated: whoever can change one of them can change it.
    let hosts = ["device", "cluster"].map(|field| {
        let host = index.link(record, &[field], reading);
        host.map(|host| named(&host.id(), record.span()))
    });
    fact.host = slot(hosts.into_iter().flatten().collect());
    fact.layers[Layer::Platform as usize] = slot(system(record, index, reading));
    let role = index.link(record, &["role"], reading);
    let words = [role_word(role, reading), Some("virtual machine")];
    let described = placed(&mut fact, &words, reading);
    push(record, fact, "vm", &described, reading);
}

fn push(
    record: &Record<'_>,
    mut fact: ElementFact,
    kind: &str,
    described: &str,
    reading: &mut Reading<'_>,
) {
    let key = record.key.unwrap_or_default();
    let unnamed = format!("{kind}-{key}");
    let name = record.name().map(str::to_owned);
    if let Some(name) = name
        .as_deref()
        .filter(|name| safe(name, Shape::Table) != *name)
    {
        noted(&mut fact.provenance.note, &format!("named `{name}`"));
    }
    let name = match name {
        Some(name) if kind == "cluster" => format!("cluster/{name}"),
        Some(name) => name,
        None => unnamed,
    };
    let longer = format!("{name}-{key}");
    reading.element(fact, &name, &longer, described);
    if let Some(row) = record.row {
        reading.taken(row);
    }
}
