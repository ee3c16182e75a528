//! Compose files: services are elements, their images releases.

use keyholder_diag::Code;
use keyholder_supply::Layer;

use super::image::{Untagged, release_of};
use super::{copies, in_copies, layer, place_by_words, stem};
use crate::foreign::Document;
use crate::foreign::reading::{Reading, Row, element, noted};
use crate::foreign::tree::Node;

/// Reads all Compose files.
pub(in crate::foreign) fn read(documents: &[Document<'_>], reading: &mut Reading<'_>) {
    for document in documents {
        let services = document.root.get("services");
        for (name, service) in services.members() {
            let span = document.span(service);
            let row = reading.row(&format!("{}#services", document.file.path), span);
            if service.is_blank() {
                reading.blank(row);
            } else if service.is_map() {
                one(document, name, service, row, reading);
            } else {
                let why = format!(
                    "the service `{name}` is {} and not an object",
                    service.kind()
                );
                reading.refuse(
                    row,
                    service,
                    Code::KH0753,
                    &why,
                    "write it with its `image`",
                );
            }
        }
    }
}

fn one(document: &Document<'_>, name: &str, service: &Node, row: Row, reading: &mut Reading<'_>) {
    let path = &document.file.path;
    let key = format!("compose:{path}#{name}");
    if reading.elements.has(&key) || reading.elements.has(&format!("{key}#1")) {
        // Two documents of one file can both have a service of that name.
        let why = format!("the service `{name}` stands twice in the file");
        let first = reading
            .facts
            .elements
            .iter()
            .find(|e| e.id.text.starts_with(&key));
        let first = first.map(|element| element.id.span);
        let remedy = "take one of the two out; the first one counts";
        reading.refuse_beside(row, service, Code::KH0754, &why, remedy, first);
        return;
    }
    let number = service.at(&["deploy", "replicas"]);
    let number = if number.is_blank() {
        service.get("scale")
    } else {
        number
    };
    let Some(count) = copies(number, service, row, reading) else {
        return;
    };
    let mut fact = element(&key, path, row.span);
    let image = service.get("image");
    if let Some(text) = image.text() {
        let name = release_of(text, Untagged::Latest, path, document.span(image), reading);
        fact.layers[Layer::Application as usize] = layer(vec![name]);
    } else if !image.is_blank() {
        let what = format!("the image of `{name}` is {}", image.kind());
        reading.not_understood(document.span(image), &what, "write it as `name:tag`");
    } else if !service.get("build").is_blank() {
        noted(
            &mut fact.provenance.note,
            "built from files that are not part of the export",
        );
    }
    if count == 0 {
        noted(&mut fact.provenance.note, "told to run no copy");
    }
    let container = service
        .get("container_name")
        .text()
        .filter(|text| !text.contains('$'));
    let names: Vec<&str> = [Some(name), container].into_iter().flatten().collect();
    let described = place_by_words(&mut fact, &names, reading);
    let longer = format!("{}/{name}", stem(path));
    in_copies(&fact, count, (name, &longer), &described, reading);
    reading.taken(row);
}
