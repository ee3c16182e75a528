//! `manifest.xml` of an O-RAN software package: products, builds, and the files of each build.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::answers::shown;

/// Longest manifest.
const BYTES_MAX: usize = 16 << 20;
/// Deepest nesting.
const DEPTH_MAX: usize = 64;
/// Most products, and most builds.
const BUILDS_MAX: usize = 1_000;
/// Most elements.
const ELEMENTS_MAX: usize = 400_000;

/// A product that the package is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Product {
    /// Two letters of the vendor.
    pub(crate) vendor: String,
    /// Code of the product, as a pattern.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Which build it takes.
    pub(crate) build_id: String,
}

/// A build: its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Build {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its files.
    pub(crate) files: Vec<Listed>,
}

/// A file of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Name.
    pub(crate) name: String,
    /// Version.
    pub(crate) version: String,
    /// Path in the package.
    pub(crate) path: String,
    /// Some checksum; the standard does not say which.
    pub(crate) checksum: String,
}

/// A manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Products.
    pub(crate) products: Vec<Product>,
    /// Builds.
    pub(crate) builds: Vec<Build>,
    /// What is missing or odd in it.
    pub(crate) faults: Vec<String>,
}

/// Reads a manifest, or says why it cannot be read.
pub(crate) fn read(bytes: &[u8]) -> Result<Manifest, String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("it is longer than {BYTES_MAX} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut reading = Reading::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| shown(&error.to_string()))?;
        match event {
            Event::Start(element) => {
                let open = reading.open(&element)?;
                reading.path.push(open);
            }
            Event::Empty(element) => {
                reading.open(&element)?;
            }
            Event::End(_) => {
                reading.path.pop();
            }
            Event::Text(text) if !text.trim().is_empty() => {
                reading.fault("it has text between its elements".to_owned());
            }
            Event::CData(_) | Event::GeneralRef(_) => {
                return Err("it has entities or raw text, which a manifest has no need of".into());
            }
            Event::DocType(_) => {
                return Err(
                    "it has a document type definition, which may change what it says".into(),
                );
            }
            Event::PI(_) => return Err("it has instructions for programs".into()),
            Event::Text(_) | Event::Comment(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    if !reading.path.is_empty() {
        return Err("it is cut off: an element is not closed".into());
    }
    if !reading.seen_root {
        return Err("it has no `manifest` element".into());
    }
    Ok(reading.finish())
}

#[derive(Default)]
struct Reading {
    path: Vec<String>,
    elements: usize,
    seen_root: bool,
    manifest: Manifest,
}

impl Reading {
    fn fault(&mut self, what: String) {
        if self.manifest.faults.len() < 50 && !self.manifest.faults.contains(&what) {
            self.manifest.faults.push(what);
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<String, String> {
        self.elements += 1;
        let many = self.manifest.builds.len().max(self.manifest.products.len()) > BUILDS_MAX;
        if self.path.len() >= DEPTH_MAX || self.elements > ELEMENTS_MAX || many {
            return Err("it is deeper or longer than any manifest".into());
        }
        let name = element.local_name().as_ref().to_owned();
        // Examples of the standard have one `xml` element around all of it.
        if self.path.is_empty() && name == "xml" && !self.seen_root && self.elements == 1 {
            return Ok(String::new());
        }
        let path: Vec<&str> = self
            .path
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        if path.is_empty() {
            if name != "manifest" {
                return Err(format!(
                    "its first element is `{}`, not `manifest`",
                    shown(&name)
                ));
            }
            if self.seen_root {
                return Err("it has two `manifest` elements".into());
            }
            self.seen_root = true;
        }
        let mut attributes = attributes(element)?;
        let mut take = |name: &str| -> String {
            let at = attributes
                .iter()
                .position(|(key, _)| key.eq_ignore_ascii_case(name));
            at.map(|at| attributes.swap_remove(at).1)
                .unwrap_or_default()
        };
        match (path.as_slice(), name.as_str()) {
            (["manifest", "products"], "product") => {
                let product = Product {
                    vendor: take("vendor"),
                    code: take("code"),
                    name: take("name"),
                    build_id: take("build-Id"),
                };
                self.manifest.products.push(product);
            }
            (["manifest", "builds"], "build") => {
                let build = Build {
                    id: take("id"),
                    name: take("bldName"),
                    version: take("bldVersion"),
                    files: Vec::new(),
                };
                self.manifest.builds.push(build);
            }
            (["manifest", "builds", "build"], "file") => {
                let listed = Listed {
                    name: take("fileName"),
                    version: take("fileVersion"),
                    path: take("path"),
                    checksum: take("checksum"),
                };
                if let Some(build) = self.manifest.builds.last_mut() {
                    build.files.push(listed);
                }
            }
            (_, "file" | "build" | "product") => {
                self.fault(format!("it has a `{name}` element where none belongs"));
            }
            _ => {}
        }
        Ok(name)
    }

    fn finish(mut self) -> Manifest {
        let mut faults = Vec::new();
        let manifest = &self.manifest;
        if manifest.products.is_empty() {
            faults.push("it names no product".to_owned());
        }
        if manifest.builds.is_empty() {
            faults.push("it has no build".to_owned());
        }
        for (at, build) in manifest.builds.iter().enumerate() {
            let id = shown(&build.id);
            if manifest.builds[..at]
                .iter()
                .any(|other| other.id == build.id)
            {
                faults.push(format!("the build `{id}` is there twice"));
            }
            for (missing, what) in [
                (&build.id, "id"),
                (&build.name, "bldName"),
                (&build.version, "bldVersion"),
            ] {
                if missing.is_empty() {
                    faults.push(format!("the build `{id}` has no `{what}`"));
                }
            }
            if build.files.is_empty() {
                faults.push(format!("the build `{id}` has no files"));
            }
        }
        for product in &manifest.products {
            if product.vendor.is_empty() {
                faults.push("a product has no `vendor`".to_owned());
            }
            if !manifest
                .builds
                .iter()
                .any(|build| build.id == product.build_id)
            {
                faults.push(format!(
                    "a product takes the build `{}`, which is not there",
                    shown(&product.build_id)
                ));
            }
        }
        for fault in faults {
            self.fault(fault);
        }
        self.manifest
    }
}

/// All attributes of an element, by their names without prefix.
fn attributes(element: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    const ATTRIBUTES_MAX: usize = 64;
    let mut found = Vec::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| shown(&error.to_string()))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| "an attribute has an entity that XML itself does not know")?;
        let name = attribute.key.local_name().as_ref().to_owned();
        found.push((name, value.into_owned()));
        if found.len() > ATTRIBUTES_MAX {
            return Err("an element has too many attributes".into());
        }
    }
    Ok(found)
}
