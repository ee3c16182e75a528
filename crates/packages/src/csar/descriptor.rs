//! The descriptor of a function (VNFD, PNFD): what it says the package is, and which images it names.

use std::collections::BTreeMap;

use super::identity::{Stated, What};
use crate::yaml::{self, Node};

/// Most files that one descriptor may bring in.
const FILES_MAX: usize = 64;

/// An image that a descriptor names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// As named.
    pub(crate) name: String,
    /// The file, as written.
    pub(crate) file: Option<String>,
    /// The algorithm of its checksum.
    pub(crate) algorithm: Option<String>,
    /// Its checksum.
    pub(crate) hash: Option<String>,
    /// In which file it is named.
    pub(crate) place: String,
}

/// What a descriptor says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Descriptor {
    /// What it says of the package.
    pub(crate) stated: Vec<Stated>,
    /// Images.
    pub(crate) images: Vec<Named>,
    /// Files that could not be read, and why.
    pub(crate) unread: Vec<(String, String)>,
    /// How many files were read.
    pub(crate) read: usize,
}

/// Properties of a function, and what they say.
const PROPERTIES: [(&str, What); 8] = [
    ("provider", What::Supplier),
    ("product_name", What::Product),
    ("name", What::Name),
    ("software_version", What::Software),
    ("version", What::Version),
    ("descriptor_version", What::Version),
    ("descriptor_id", What::Descriptor),
    ("vnfd_id", What::Descriptor),
];

impl Descriptor {
    /// Reads the descriptor that a package enters by, and the files that it brings in.
    pub(crate) fn read(entry: &str, files: &BTreeMap<String, Vec<u8>>) -> Descriptor {
        let mut descriptor = Descriptor::default();
        let mut todo = vec![entry.to_owned()];
        let mut done: Vec<String> = Vec::new();
        while let Some(path) = todo.pop() {
            if done.contains(&path) || done.len() >= FILES_MAX {
                continue;
            }
            done.push(path.clone());
            let Some(bytes) = files.get(&path) else {
                if path == entry {
                    let why = "it is not there or too large".to_owned();
                    descriptor.unread.push((path, why));
                }
                continue;
            };
            match yaml::read(bytes) {
                Ok(tree) => {
                    descriptor.read += 1;
                    todo.extend(
                        imports(&tree)
                            .iter()
                            .filter_map(|import| beside(&path, import)),
                    );
                    descriptor.tree(&path, &tree);
                }
                Err(why) => descriptor.unread.push((path, why)),
            }
        }
        descriptor.stated.sort();
        descriptor.stated.dedup();
        descriptor
    }

    fn tree(&mut self, path: &str, tree: &Node) {
        if let Some(types) = tree.get("node_types") {
            for (_, kind) in types.members() {
                let function = kind.text_of("derived_from").is_some_and(is_function);
                if function && let Some(properties) = kind.get("properties") {
                    for (name, property) in properties.members() {
                        self.state(path, name, property.get("default"));
                    }
                }
            }
        }
        let templates = tree
            .get("topology_template")
            .and_then(|topology| topology.get("node_templates"));
        for (name, template) in templates.map(Node::members).unwrap_or_default() {
            self.template(path, name, template);
        }
        let mapped = tree
            .get("topology_template")
            .and_then(|topology| topology.get("substitution_mappings"));
        if let Some(properties) = mapped.and_then(|mapped| mapped.get("properties")) {
            self.properties(path, properties);
        }
    }

    fn template(&mut self, path: &str, name: &str, template: &Node) {
        let properties = template.get("properties");
        let stated = |name: &str| properties.and_then(|all| all.get(name)).is_some();
        let kind = template.text_of("type").unwrap_or_default();
        let function = is_function(kind) || (stated("descriptor_id") && stated("provider"));
        if function && let Some(properties) = properties {
            self.properties(path, properties);
            self.stated.push(Stated {
                what: What::Name,
                value: name.to_owned(),
                place: path.to_owned(),
            });
        }
        let artifacts = template
            .get("artifacts")
            .map(Node::members)
            .unwrap_or_default();
        let is_image = |artifact: &Node| {
            let kind = artifact.text_of("type").unwrap_or_default();
            kind.contains("SwImage")
                || artifact
                    .get("properties")
                    .and_then(|all| all.get("checksum"))
                    .is_some()
        };
        let images: Vec<&(String, Node)> = artifacts
            .iter()
            .filter(|(_, artifact)| is_image(artifact))
            .collect();
        let data = properties.and_then(|all| all.get("sw_image_data"));
        if let Some(data) = data {
            let file = images.first().and_then(|(_, image)| file_of(image));
            self.image(path, name, data, file);
        }
        for (key, image) in &images {
            let own = image
                .get("properties")
                .filter(|own| own.get("checksum").is_some() || own.get("name").is_some());
            match own {
                Some(own) => self.image(path, key, own, file_of(image)),
                None if data.is_none() => self.image(path, key, image, file_of(image)),
                None => {}
            }
        }
    }

    fn properties(&mut self, path: &str, properties: &Node) {
        for (name, value) in properties.members() {
            self.state(path, name, Some(value));
        }
    }

    fn state(&mut self, path: &str, name: &str, value: Option<&Node>) {
        let known = PROPERTIES.iter().find(|(key, _)| *key == name);
        if let (Some((_, what)), Some(text)) = (known, value.and_then(Node::text)) {
            self.stated.push(Stated {
                what: *what,
                value: text.to_owned(),
                place: path.to_owned(),
            });
        }
    }

    fn image(&mut self, path: &str, key: &str, data: &Node, file: Option<String>) {
        let checksum = data.get("checksum");
        let inner = |name: &str| {
            checksum
                .and_then(|sum| sum.text_of(name))
                .map(str::to_owned)
        };
        let plain = checksum.and_then(Node::text).map(str::to_owned);
        let name = data.text_of("name").unwrap_or(key);
        self.images.push(Named {
            name: name.to_owned(),
            file,
            algorithm: inner("algorithm").or_else(|| plain.as_deref().and_then(by_length)),
            hash: inner("hash").or(plain),
            place: path.to_owned(),
        });
    }
}

fn is_function(kind: &str) -> bool {
    kind.ends_with("nfv.VNF") || kind.ends_with("nfv.PNF")
}

fn file_of(artifact: &Node) -> Option<String> {
    let file = artifact.text_of("file").or_else(|| artifact.text());
    file.map(str::to_owned)
}

/// The algorithm of a checksum that names none.
fn by_length(hash: &str) -> Option<String> {
    let name = match hash.len() {
        64 => "SHA-256",
        96 => "SHA-384",
        128 => "SHA-512",
        _ => return None,
    };
    Some(name.to_owned())
}

fn imports(tree: &Node) -> Vec<String> {
    let list = tree.get("imports").map(Node::items).unwrap_or_default();
    let one = |item: &Node| {
        let inner = item
            .text_of("file")
            .or_else(|| item.members().first()?.1.text());
        item.text().or(inner).map(str::to_owned)
    };
    list.iter().filter_map(one).collect()
}

/// A path beside another one; nothing when it leads out of the package.
pub(crate) fn beside(path: &str, other: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in other.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
