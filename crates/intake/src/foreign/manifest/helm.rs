//! Helm: what a chart would run, as far as its values name images.
//!
//! Templates decide what becomes of values, and no template is run here. So a chart is one element with
//! every image that its values name, unless sections of the values are named after functions.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Span};
use keyholder_supply::facts::Name;
use keyholder_supply::{ComponentKind, Layer};

use super::image::{Untagged, parse};
use super::{copies, folder, in_copies, layer, place_by_words, stem};
use crate::foreign::Document;
use crate::foreign::reading::{Reading, Row, element, noted};
use crate::foreign::tree::Node;
use crate::foreign::words::Meaning;

/// An image that values name.
struct Found<'t> {
    /// Names of the sections around it.
    path: Vec<&'t str>,
    /// The reference, put together from its parts.
    text: String,
    /// Where.
    node: &'t Node,
    /// The section that holds it.
    section: &'t Node,
}

/// Whether values name an image.
pub(in crate::foreign) fn has_images(root: &Node) -> bool {
    !images(root).is_empty()
}

fn images(root: &Node) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    walk(root, &mut Vec::new(), &mut found);
    found
}

fn walk<'t>(node: &'t Node, path: &mut Vec<&'t str>, found: &mut Vec<Found<'t>>) {
    for (name, member) in node.members() {
        if let Some(text) = reference(node, name, member) {
            found.push(Found {
                path: path.clone(),
                text,
                node: member,
                section: node,
            });
        }
        path.push(name);
        walk(member, path, found);
        path.pop();
    }
    for item in node.items() {
        walk(item, path, found);
    }
}

/// The reference that a member is, in one of the ways in which charts write it.
fn reference(section: &Node, name: &str, member: &Node) -> Option<String> {
    let is_image = name == "image";
    let like_image = is_image || name.ends_with("Image");
    if let Some(text) = member.text().filter(|_| like_image && !member.is_map()) {
        let image = parse(text)?;
        if !is_image && !text.contains(['/', ':']) {
            return None;
        }
        let beside = section.first(&["tag", "imageTag", "image_tag", &format!("{name}Tag")]);
        let tag = beside
            .text()
            .filter(|_| is_image && image.tag.is_none() && image.digest.is_none());
        return Some(tagged(text, tag, None));
    }
    let repository = member.get("repository").text();
    // Sections of other names may state the address of a registry as `repository`.
    let marked = !member.first(&["tag", "digest"]).is_blank();
    let base = match repository {
        Some(base) if like_image || (marked && !base.contains(':')) => base,
        _ => member.get("name").text().filter(|_| like_image)?,
    };
    let host = member.get("registry").text();
    let full = match host {
        Some(host) => format!("{}/{base}", host.trim_end_matches('/')),
        None => base.to_owned(),
    };
    parse(&full)?;
    Some(tagged(
        &full,
        member.get("tag").text(),
        member.get("digest").text(),
    ))
}

fn tagged(base: &str, tag: Option<&str>, digest: Option<&str>) -> String {
    let tag = tag.map_or(String::new(), |tag| format!(":{tag}"));
    let digest = digest.map_or(String::new(), |digest| format!("@{digest}"));
    format!("{}{tag}{digest}", base.trim_end_matches(':'))
}

/// A chart by its folder.
struct Chart<'t> {
    name: &'t str,
    release: Name,
}

/// Reads charts and values together.
pub(in crate::foreign) fn read(
    charts: &[Document<'_>],
    values: &[Document<'_>],
    reading: &mut Reading<'_>,
) {
    let mut by_folder: BTreeMap<&str, Chart<'_>> = BTreeMap::new();
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for document in charts {
        let path = document.file.path.as_str();
        let span = document.span(&document.root);
        let row = reading.row(&format!("{path}#chart"), span);
        if let Some(other) = first.get(folder(path)) {
            let why = "a second chart in one folder";
            let remedy = "read one chart in a folder; the first one counts";
            let root = &document.root;
            reading.refuse_beside(row, root, Code::KH0754, why, remedy, Some(*other));
            continue;
        }
        if let Some(chart) = chart(document, row, reading) {
            first.insert(folder(path), span);
            by_folder.insert(folder(path), chart);
        }
    }
    for document in values {
        let chart = by_folder.get(folder(&document.file.path));
        one(document, chart, reading);
    }
}

fn chart<'t>(document: &'t Document<'_>, row: Row, reading: &mut Reading<'_>) -> Option<Chart<'t>> {
    let root = &document.root;
    let (name, version) = (root.get("name").text()?, root.get("version").text()?);
    let path = document.file.path.as_str();
    let key = format!("chart:{}", folder(path));
    let longer = format!("chart-{}-{name}", folder(path));
    let fact = reading.component(&key, &format!("chart-{name}"), &longer, path, row.span);
    fact.kind = Some(ComponentKind::Software);
    let contained = root.get("dependencies").items();
    for dependency in contained {
        let help = "a chart inside is read when its own files are given";
        reading.skip("dependency of a chart", document.span(dependency), help);
    }
    let application = root.get("appVersion").text();
    let note = application.map(|version| format!("for version `{version}` of the application"));
    let release = reading.release(&key, version, note, path, row.span);
    reading.taken(row);
    Some(Chart { name, release })
}

/// The elements that a file of values describes.
fn one(document: &Document<'_>, chart: Option<&Chart<'_>>, reading: &mut Reading<'_>) {
    let path = document.file.path.as_str();
    let beside = folder(path).rsplit('/').next().unwrap_or_default();
    let name = match chart {
        Some(chart) => chart.name,
        None if beside.is_empty() => stem(path),
        None => beside,
    };
    let whole = chart.is_some() && !matches!(reading.words.meaning(name), Meaning::Nothing);
    let mut parts: BTreeMap<String, Vec<(Found<'_>, Row)>> = BTreeMap::new();
    for found in images(&document.root) {
        let row = reading.row(&format!("{path}#images"), document.span(found.node));
        let section = if whole {
            None
        } else {
            section(&found.path, reading)
        };
        parts
            .entry(section.unwrap_or_default())
            .or_default()
            .push((found, row));
    }
    for (section, found) in parts {
        part(document, (name, &section), chart, &found, reading);
    }
}

/// The section around an image that is named after a function, from the innermost outwards.
fn section(path: &[&str], reading: &Reading<'_>) -> Option<String> {
    let named = |step: &&&str| matches!(reading.words.meaning(step), Meaning::One(..));
    let at = path.iter().rposition(|step| named(&step))?;
    Some(path[..=at].join("."))
}

fn part(
    document: &Document<'_>,
    (name, section): (&str, &str),
    chart: Option<&Chart<'_>>,
    found: &[(Found<'_>, Row)],
    reading: &mut Reading<'_>,
) {
    let path = document.file.path.as_str();
    let Some((first, row)) = found.first() else {
        return;
    };
    let number = first.section.get("replicaCount");
    let number = if number.is_blank() {
        document.root.get("replicaCount")
    } else {
        number
    };
    let counted = number
        .whole()
        .is_none_or(|count| count <= super::COPIES_MAX);
    let key = format!("helm:{path}#{section}");
    if !counted || reading.elements.has(&key) || reading.elements.has(&format!("{key}#1")) {
        for (found, row) in found {
            let why = if counted {
                "a second document of one file names it".to_owned()
            } else {
                format!("it is to run more than {} times", super::COPIES_MAX)
            };
            let code = if counted { Code::KH0754 } else { Code::KH0753 };
            let remedy = "list the elements in a table of elements";
            reading.refuse_beside(*row, found.node, code, &why, remedy, None);
        }
        return;
    }
    let count = copies(number, first.node, *row, reading).unwrap_or(1);
    let mut fact = element(&key, path, row.span);
    let mut releases = Vec::new();
    for (found, row) in found {
        if let Some(image) = parse(&found.text) {
            let span = document.span(found.node);
            releases.push(image.release(Untagged::NotStated, path, span, reading));
        } else {
            let what = format!("`{}` is not a reference to an image", found.text);
            reading.not_understood(row.span, &what, "write repository and tag apart");
            releases.push(Name::unreadable(row.span));
        }
        reading.taken(*row);
    }
    releases.extend(chart.map(|chart| chart.release.clone()));
    fact.layers[Layer::Application as usize] = layer(releases);
    noted(
        &mut fact.provenance.note,
        "what the values name; templates decide what runs",
    );
    let last = section.rsplit('.').next().unwrap_or_default();
    let named_after = if section.is_empty() { name } else { last };
    // The name of a folder is not the name of what runs.
    let described = match (chart, section) {
        (None, "") => format!("values in `{name}`"),
        _ => place_by_words(&mut fact, &[named_after], reading),
    };
    let short = if section.is_empty() {
        name.to_owned()
    } else {
        format!("{name}/{section}")
    };
    let longer = match section {
        "" => stem(path).to_owned(),
        _ => format!("{}/{section}", stem(path)),
    };
    in_copies(&fact, count, (&short, &longer), &described, reading);
}
