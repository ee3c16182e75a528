//! What an SPDX 3 document says of itself, read quietly.

use keyholder_supply::bom::{BomAbout, BomAgent, BomAgentKind};

use super::spdx3::{Element, Graph, values};
use super::words;

/// Looks at the document, and at the bills of materials in it.
pub(super) fn read(graph: &Graph<'_>) -> BomAbout {
    let mut about = BomAbout::default();
    let of_kind = |kind: &'static str| graph.elements.iter().filter(move |e| e.kind == kind);
    let document = of_kind("SpdxDocument")
        .chain(of_kind("software_Sbom"))
        .chain(of_kind("Bom"))
        .next();
    for bom in of_kind("software_Sbom") {
        let stages = values(&bom.fields, "software_sbomType").into_iter();
        about
            .stages
            .extend(stages.filter_map(|node| Some(node.text()?.trim().to_lowercase())));
    }
    about.stages.sort();
    about.stages.dedup();
    if let Some(document) = document {
        about.name = words::said(&document.fields, "name");
        about.id = document.id.clone();
        creation(document, graph, &mut about);
    }
    about
}

fn creation(document: &Element<'_>, graph: &Graph<'_>, about: &mut BomAbout) {
    let Some(node) = document.fields.get("creationInfo") else {
        return;
    };
    about.created = graph.text_of(node, "created");
    let inline = node.fields().ok();
    let by_id = node.text().and_then(|id| graph.find(id.trim()));
    let info = match (&inline, by_id) {
        (Some(fields), _) => fields,
        (None, Some(element)) => &element.fields,
        (None, None) => return,
    };
    for node in values(info, "createdBy") {
        let kind = match node.text() {
            Some(id) => graph.find(id.trim()).map(|element| element.kind.clone()),
            None => node.fields().ok().and_then(|fields| fields.text("type")),
        };
        let kind = match kind.as_deref() {
            Some("Organization") => BomAgentKind::Organisation,
            Some("Person") => BomAgentKind::Person,
            _ => continue,
        };
        let name = graph.text_of(node, "name");
        about
            .authors
            .extend(name.map(|name| BomAgent { kind, name }));
    }
    let tools = values(info, "createdUsing").into_iter();
    let tools = tools.filter_map(|node| graph.text_of(node, "name"));
    about.tools.extend(tools.map(|tool| words::tool(&tool)));
    about.authors.sort();
    about.authors.dedup();
    about.tools.sort();
    about.tools.dedup();
}
