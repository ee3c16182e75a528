//! Which language a file is written in, and which format a document has: told by content; the
//! extension is a hint.

use super::File;
use super::manifest::helm;
use super::sql;
use super::tree::Node;

/// How a text is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// JSON, after so many bytes of something else.
    Json(usize),
    /// YAML.
    Yaml,
    /// A dump of a database.
    Sql,
    /// Nothing that is read here.
    Other,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Records of NetBox or Nautobot.
    NetBox,
    /// Topology and inventory of the O-RAN SMO.
    Teiv,
    /// Resources of a TM Forum inventory.
    Tmf639,
    /// A Compose file.
    Compose,
    /// An object of Kubernetes.
    Kubernetes,
    /// The head of a Helm chart.
    Chart,
    /// Values of a Helm chart.
    Values,
    /// None of these; what it looks like.
    Stranger(&'static str),
}

/// Whose dump a table belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dump {
    /// NetBox or Nautobot.
    NetBox,
    /// The O-RAN SMO's topology.
    Teiv,
    /// Another.
    Other,
}

/// Applications of NetBox and Nautobot whose tables make a dump theirs.
const APPLICATIONS: &[&str] = &[
    "dcim",
    "virtualization",
    "tenancy",
    "extras",
    "ipam",
    "circuits",
];

/// How to open a file.
pub(super) fn language(file: &File) -> Language {
    let text = file.text.trim_start_matches('\u{feff}');
    let start = file.text.len() - text.len();
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension = extension.to_ascii_lowercase();
    // A message with its headers, as producers of events write them for a bus.
    if text.starts_with("ce_specversion:::") {
        return text
            .find('{')
            .map_or(Language::Other, |at| Language::Json(start + at));
    }
    let first = text.trim_start().chars().next();
    match extension.as_str() {
        "yaml" | "yml" => Language::Yaml,
        "json" => Language::Json(start),
        _ if matches!(first, Some('{' | '[')) && !text.trim_start().starts_with("[[") => {
            // A table of TOML begins with a bracket too, and a template with two braces.
            let second = text
                .trim_start()
                .chars()
                .skip(1)
                .find(|c| !c.is_whitespace());
            let json = matches!(second, Some('{' | '[' | '"' | '}' | ']'));
            if json {
                Language::Json(start)
            } else {
                Language::Other
            }
        }
        _ if sql::looks_like(text) => Language::Sql,
        _ => {
            let marks = ["apiVersion:", "services:", "--- ", "---\n", "---\r\n"];
            let yaml = text
                .lines()
                .take(200)
                .any(|line| marks.iter().any(|mark| line.starts_with(mark.trim_end())));
            if yaml
                && matches!(
                    extension.as_str(),
                    "" | "txt" | "tpl" | "template" | "out" | "log"
                )
            {
                Language::Yaml
            } else {
                Language::Other
            }
        }
    }
}

/// Whose table it is.
pub(super) fn dump(table: &str) -> Dump {
    if table.starts_with("teiv_") {
        return Dump::Teiv;
    }
    let bare = table.rsplit('.').next().unwrap_or_default();
    let application = bare.split('_').next().unwrap_or_default();
    if APPLICATIONS.contains(&application) {
        return Dump::NetBox;
    }
    Dump::Other
}

/// What a document is.
pub(super) fn form(root: &Node, path: &str) -> Form {
    let name = path.rsplit('/').next().unwrap_or_default();
    let sample = if root.is_list() {
        root.items()
    } else {
        std::slice::from_ref(root)
    };
    let any = |test: fn(&Node) -> bool| sample.iter().take(20).any(test);
    if any(is_fixture) || is_page(root) || any(is_record) {
        return Form::NetBox;
    }
    if any(is_teiv) {
        return Form::Teiv;
    }
    if any(is_resource) {
        return Form::Tmf639;
    }
    if let Some(form) = manifest(root, name) {
        return form;
    }
    if root.is_list() && super::netbox::model_of_file(name).is_some() {
        return Form::NetBox;
    }
    Form::Stranger(match () {
        () if name.starts_with("values") => "values without an image",
        () if root.is_map() => "an object without the marks of one",
        () if root.is_list() => "a list without the marks of one",
        () => "a single value",
    })
}

fn manifest(root: &Node, name: &str) -> Option<Form> {
    let yaml = [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    let versioned = root.get("apiVersion").text().is_some();
    if versioned && root.get("kind").text().is_some() {
        return Some(Form::Kubernetes);
    }
    let chart = root.get("name").text().is_some() && root.get("version").text().is_some();
    if chart && (versioned || name == "Chart.yaml") {
        return Some(Form::Chart);
    }
    let services = root.get("services");
    let service = |node: &Node| {
        let keys = [
            "image",
            "build",
            "container_name",
            "command",
            "extends",
            "deploy",
            "entrypoint",
        ];
        !node.first(&keys).is_blank()
    };
    if !versioned && services.members().iter().any(|(_, node)| service(node)) {
        return Some(Form::Compose);
    }
    let values = (yaml || name.starts_with("values")) && !name.ends_with(".schema.json");
    (values && root.is_map() && helm::has_images(root)).then_some(Form::Values)
}

/// An entry of a fixture: model, key and fields.
fn is_fixture(node: &Node) -> bool {
    let model = node.get("model").text();
    model.is_some_and(|model| model.contains('.')) && node.get("fields").is_map()
}

/// A record of the REST interface, which names its own address.
fn is_record(node: &Node) -> bool {
    node.get("url")
        .text()
        .is_some_and(|url| super::netbox::model_of_url(url).is_some())
}

/// A page of the REST interface.
fn is_page(root: &Node) -> bool {
    let results = root.get("results");
    results.is_list()
        && (root.get("count").text().is_some() || results.items().iter().any(is_record))
}

/// An event, a body of one, an answer of the interface, or a file of instances.
fn is_teiv(node: &Node) -> bool {
    let marked = |node: &Node| {
        let mut members = node.members().iter();
        members.any(|(key, _)| key.starts_with("o-ran-smo-teiv") || key.starts_with("or-teiv"))
    };
    let lists = |node: &Node| {
        let parts = ["entities", "relationships", "items"].map(|key| node.get(key).items());
        parts.into_iter().flatten().any(marked)
    };
    let event = node.get("specversion").text().is_some();
    let topology = node
        .get("type")
        .text()
        .is_some_and(|kind| kind.contains("topology"));
    marked(node) || lists(node) || lists(node.get("data")) || (event && topology)
}

/// A resource of an inventory, or an event about one.
fn is_resource(node: &Node) -> bool {
    if node.get("event").is_map() && node.get("eventType").text().is_some() {
        return node
            .get("eventType")
            .text()
            .is_some_and(|kind| kind.contains("Resource"));
    }
    let keys = [
        "resourceSpecification",
        "resourceCharacteristic",
        "resourceRelationship",
        "resourceStatus",
        "resourceVersion",
    ];
    let by_address = node
        .get("href")
        .text()
        .is_some_and(|href| href.contains("resourceInventory"));
    let by_type = matches!(
        node.get("@type").text(),
        Some("LogicalResource" | "PhysicalResource" | "Resource")
    );
    by_address || by_type || (node.get("id").text().is_some() && !node.first(&keys).is_blank())
}
