//! SPDX 2 tag-value text, put into the shape of its JSON twin.

use super::tree::{Tree, Value};

/// A line that is not understood: its place, its number, and what is wrong.
pub(super) struct Fault {
    pub(super) place: (usize, usize),
    pub(super) pointer: String,
    pub(super) what: String,
}

/// The document as a tree, and all lines that were not understood.
pub(super) struct Document {
    pub(super) tree: Tree,
    pub(super) faults: Vec<Fault>,
}

/// What the lines are about at the moment.
#[derive(Clone, Copy)]
enum Section {
    Document,
    Package(usize),
    /// A file or snippet: only its id is kept.
    Other(usize),
    /// A licence, an annotation: nothing is kept.
    Aside,
}

struct Builder {
    tree: Tree,
    section: Section,
    info: Option<usize>,
    faults: Vec<Fault>,
}

/// Reads all lines. `offset` is where the body begins in the text that places are counted in.
pub(super) fn read(body: &str, offset: usize) -> Document {
    let mut builder = Builder {
        tree: Tree::new(),
        section: Section::Document,
        info: None,
        faults: Vec::new(),
    };
    let mut at = 0;
    let mut number = 0;
    while at < body.len() {
        number += 1;
        let rest = &body[at..];
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let line = rest[..line_end].trim_end_matches('\r');
        let place = (offset + at, offset + at + line.len());
        let mut next = at + line_end + 1;
        if let Some((tag, value)) = tag_and_value(line) {
            if let Some(open) = value.strip_prefix("<text>") {
                // The value may go on for lines, up to the closing mark.
                let start = at + line.len() - open.len();
                let (text, end) = match body[start..].find("</text>") {
                    Some(length) => (&body[start..start + length], start + length),
                    None => {
                        let what = format!("the text of `{tag}` is not closed by `</text>`");
                        builder.fault(place, number, what);
                        (&body[start..], body.len())
                    }
                };
                number += text.matches('\n').count();
                next = body[end..].find('\n').map_or(body.len(), |n| end + n + 1);
                builder.line(tag, text, place, number);
            } else {
                builder.line(tag, value, place, number);
            }
        } else if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            let what = "a line without a tag and a colon".to_owned();
            builder.fault(place, number, what);
        }
        at = next;
    }
    Document {
        tree: builder.tree,
        faults: builder.faults,
    }
}

fn tag_and_value(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_once(':')?;
    let tag = tag.trim();
    let is_tag = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_tag.then(|| (tag, value.trim()))
}

impl Builder {
    fn fault(&mut self, place: (usize, usize), number: usize, what: String) {
        let pointer = format!("line {number}");
        self.faults.push(Fault {
            place,
            pointer,
            what,
        });
    }

    fn line(&mut self, tag: &str, value: &str, place: (usize, usize), number: usize) {
        let text = || Value::Text(value.to_owned());
        if let Some(name) = document_tag(tag) {
            self.tree.put(0, name, text(), place);
        } else if let Some(name) = info_tag(tag) {
            let info = self.info(place);
            self.tree.put(info, name, text(), place);
        } else if tag == "Creator" {
            let info = self.info(place);
            let list = self.tree.list(info, "creators", place);
            self.tree.put(list, "", text(), place);
        } else if tag == "Relationship" {
            self.relationship(value, place, number);
        } else if tag == "SPDXID" {
            match self.section {
                Section::Document => _ = self.tree.put(0, "SPDXID", text(), place),
                Section::Package(at) | Section::Other(at) => {
                    self.tree.put(at, "SPDXID", text(), place);
                }
                Section::Aside => {}
            }
        } else if let Some(list) = opens(tag) {
            let list = self.tree.list(0, list, place);
            let object = self.tree.put(list, "", Value::Object(Vec::new()), place);
            self.section = if tag == "PackageName" {
                self.tree.put(object, "name", text(), place);
                Section::Package(object)
            } else {
                Section::Other(object)
            };
            if tag == "SnippetSPDXID" {
                self.tree.put(object, "SPDXID", text(), place);
            }
        } else if tag == "LicenseID" {
            self.section = Section::Aside;
        } else if tag.starts_with("Package")
            || tag == "ExternalRef"
            || tag == "PrimaryPackagePurpose"
        {
            self.of_package(tag, value, place, number);
        }
        // Other tags (of files, licences, annotations) say nothing that is used.
    }

    fn info(&mut self, place: (usize, usize)) -> usize {
        let tree = &mut self.tree;
        *self
            .info
            .get_or_insert_with(|| tree.put(0, "creationInfo", Value::Object(Vec::new()), place))
    }

    fn relationship(&mut self, value: &str, place: (usize, usize), number: usize) {
        let mut words = value.split_whitespace();
        let (Some(from), Some(kind), Some(to)) = (words.next(), words.next(), words.next()) else {
            let what = "a relationship without both ends and a type".to_owned();
            self.fault(place, number, what);
            return;
        };
        let list = self.tree.list(0, "relationships", place);
        self.object(
            list,
            place,
            &[
                ("spdxElementId", from),
                ("relationshipType", kind),
                ("relatedSpdxElement", to),
            ],
        );
    }

    fn object(&mut self, list: usize, place: (usize, usize), members: &[(&'static str, &str)]) {
        let object = self.tree.put(list, "", Value::Object(Vec::new()), place);
        for (name, value) in members {
            let value = Value::Text((*value).to_owned());
            self.tree.put(object, name, value, place);
        }
    }

    fn of_package(&mut self, tag: &str, value: &str, place: (usize, usize), number: usize) {
        let Section::Package(package) = self.section else {
            let what = format!("`{tag}` stands outside a package");
            self.fault(place, number, what);
            return;
        };
        if tag == "ExternalRef" {
            let mut words = value.splitn(3, char::is_whitespace);
            let (_, kind, locator) = (words.next(), words.next(), words.next());
            let list = self.tree.list(package, "externalRefs", place);
            let (kind, locator) = (kind.unwrap_or_default(), locator.unwrap_or_default());
            let members = [("referenceType", kind), ("referenceLocator", locator)];
            self.object(list, place, &members);
        } else if tag == "PackageChecksum" {
            let (algorithm, sum) = value.split_once(':').unwrap_or((value, ""));
            let list = self.tree.list(package, "checksums", place);
            let members = [("algorithm", algorithm), ("checksumValue", sum)];
            self.object(list, place, &members);
        } else if let Some(name) = package_tag(tag) {
            let value = Value::Text(value.to_owned());
            self.tree.put(package, name, value, place);
        }
    }
}

fn document_tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "SPDXVersion" => "spdxVersion",
        "DocumentName" => "name",
        "DocumentNamespace" => "documentNamespace",
        _ => return None,
    })
}

fn info_tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "Created" => "created",
        "CreatorComment" => "comment",
        _ => return None,
    })
}

/// The list that an entry stands in, for tags that begin one.
fn opens(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "PackageName" => "packages",
        "FileName" => "files",
        "SnippetSPDXID" => "snippets",
        _ => return None,
    })
}

fn package_tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "PackageVersion" => "versionInfo",
        "PackageSupplier" => "supplier",
        "PackageOriginator" => "originator",
        "PackageDownloadLocation" => "downloadLocation",
        "PackageLicenseConcluded" => "licenseConcluded",
        "PackageLicenseDeclared" => "licenseDeclared",
        "PackageCopyrightText" => "copyrightText",
        "PrimaryPackagePurpose" => "primaryPackagePurpose",
        _ => return None,
    })
}
