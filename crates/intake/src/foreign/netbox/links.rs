//! Links between records: by key, by name, or as an object that says a little of the other record.

use std::collections::BTreeMap;

use super::Record;
use crate::foreign::reading::Reading;
use crate::foreign::tree::Node;

/// All records, for following links.
pub(super) struct Index<'t> {
    /// Listed records, and behind them those that only others speak of.
    pub(super) records: Vec<Record<'t>>,
    by_key: BTreeMap<(&'static str, String), usize>,
    by_name: BTreeMap<(&'static str, String), usize>,
}

/// Fields that link, and the models that they link to.
const FIELDS: &[(&str, &[&str])] = &[
    ("manufacturer", &["dcim.manufacturer"]),
    ("tenant", &["tenancy.tenant"]),
    ("region", &["dcim.region"]),
    ("site", &["dcim.site"]),
    ("location", &["dcim.location"]),
    ("device_type", &["dcim.devicetype"]),
    ("module_type", &["dcim.moduletype"]),
    ("platform", &["dcim.platform"]),
    ("software_version", &["dcim.softwareversion"]),
    ("role", &["dcim.devicerole", "extras.role"]),
    ("device_role", &["dcim.devicerole", "extras.role"]),
    ("cluster", &["virtualization.cluster"]),
    ("type", &["virtualization.clustertype"]),
    ("cluster_type", &["virtualization.clustertype"]),
    ("device", &["dcim.device"]),
];

/// Most levels of objects inside objects that are followed.
const LEVELS_MAX: usize = 4;

impl<'t> Index<'t> {
    /// An index of records, and of what they say of records that no file lists.
    pub(super) fn new(listed: &[Record<'t>]) -> Self {
        let mut index = Index {
            records: Vec::with_capacity(listed.len()),
            by_key: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for record in listed {
            index.add(*record);
        }
        for record in listed {
            index.harvest(*record, record.fields, 0);
        }
        index
    }

    fn add(&mut self, record: Record<'t>) {
        let at = self.records.len();
        if let Some(key) = record.key {
            self.by_key
                .entry((record.model, key.to_owned()))
                .or_insert(at);
        }
        for name in [record.fields.get("slug").text(), record.name()]
            .into_iter()
            .flatten()
        {
            let name = name.to_lowercase();
            self.by_name.entry((record.model, name)).or_insert(at);
        }
        self.records.push(record);
    }

    /// Records that are spoken of inside others and listed nowhere.
    fn harvest(&mut self, owner: Record<'t>, fields: &'t Node, level: usize) {
        for (name, node) in fields.members() {
            let models = FIELDS.iter().find(|(field, _)| field == name);
            let Some((_, [model, ..])) = models.filter(|_| node.is_map() && level < LEVELS_MAX)
            else {
                continue;
            };
            // The type of anything but a cluster is a word of a closed list.
            if *model == "virtualization.clustertype" && owner.model != "virtualization.cluster" {
                continue;
            }
            let key = node.first(&["id", "pk"]).text();
            let named = !node
                .first(&["name", "model", "slug", "display", "version"])
                .is_blank();
            if named && self.find(&[model], node).is_none() {
                self.add(Record {
                    model,
                    key,
                    fields: node,
                    whole: node,
                    row: None,
                    ..owner
                });
            }
            self.harvest(owner, node, level + 1);
        }
    }

    fn find(&self, models: &[&'static str], node: &Node) -> Option<usize> {
        let list;
        let (key, name) = if node.is_map() {
            (
                node.first(&["id", "pk"]).text(),
                node.first(&["slug", "name", "model"]).text(),
            )
        } else if node.is_list() {
            // The natural key of a record: its name, or the names of it and what it belongs to.
            list = node.items().last().and_then(Node::text);
            (None, list)
        } else {
            (node.text(), node.text())
        };
        let at = |map: &BTreeMap<(&'static str, String), usize>, text: Option<&str>| {
            let text = text?;
            models
                .iter()
                .find_map(|model| map.get(&(*model, text.to_owned())).copied())
        };
        let lower = name.map(str::to_lowercase);
        at(&self.by_key, key).or_else(|| at(&self.by_name, lower.as_deref()))
    }

    /// The record that one of these fields links to. A link to what is nowhere is told.
    pub(super) fn link(
        &self,
        from: &Record<'t>,
        fields: &[&str],
        reading: &mut Reading<'_>,
    ) -> Option<&Record<'t>> {
        for field in fields {
            let column = format!("{field}_id");
            let node = from.fields.first(&[field, &column]);
            if node.is_blank() {
                continue;
            }
            let models = FIELDS.iter().find(|(known, _)| known == field);
            let models = models.map_or(&[][..], |(_, models)| *models);
            if let Some(at) = self.find(models, node) {
                return Some(&self.records[at]);
            }
            let span = node.span(from.file);
            let what = format!("the {} that `{}` names", field.replace('_', " "), from.id());
            if node.text().is_none() && !node.is_map() && !node.is_list() {
                let what = format!("{what} is {}", node.kind());
                reading.not_understood(span, &what, "a link is a key, a name or an object");
            } else {
                reading.dangling(span, &what);
            }
            return None;
        }
        None
    }

    /// The record of a model with that key.
    pub(super) fn keyed(&self, model: &'static str, key: &str) -> Option<&Record<'t>> {
        let at = self.by_key.get(&(model, key.to_owned()))?;
        Some(&self.records[*at])
    }

    /// All records of a model.
    pub(super) fn of<'s>(&'s self, model: &'s str) -> impl Iterator<Item = &'s Record<'t>> {
        self.records
            .iter()
            .filter(move |record| record.model == model)
    }
}
