//! Objects of Kubernetes: workloads are elements, their containers releases; nodes carry the cluster.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::{Code, Span};
use keyholder_supply::Layer;
use keyholder_supply::facts::{Name, Slot};

use super::image::{Untagged, release_of};
use super::{copies, in_copies, layer, place_by_words};
use crate::foreign::Document;
use crate::foreign::reading::{NOT_STATED, Reading, Row, element, named, noted, slot};
use crate::foreign::tree::Node;

/// Kinds that run containers, and where the description of their pods stands.
const WORKLOADS: &[(&str, &[&str])] = &[
    ("Deployment", &["spec", "template", "spec"]),
    ("StatefulSet", &["spec", "template", "spec"]),
    ("DaemonSet", &["spec", "template", "spec"]),
    ("ReplicaSet", &["spec", "template", "spec"]),
    ("ReplicationController", &["spec", "template", "spec"]),
    ("Job", &["spec", "template", "spec"]),
    (
        "CronJob",
        &["spec", "jobTemplate", "spec", "template", "spec"],
    ),
    ("Pod", &["spec"]),
];

/// Groups of the interface whose kinds are those of Kubernetes itself.
const OWN_GROUPS: &[&str] = &["v1", "apps", "batch", "extensions"];

/// One object.
struct Object<'t> {
    kind: &'t str,
    node: &'t Node,
    path: &'t str,
    row: Row,
}

impl Object<'_> {
    fn name(&self) -> &str {
        self.node
            .at(&["metadata", "name"])
            .text()
            .unwrap_or_default()
    }

    fn namespace(&self) -> Option<&str> {
        self.node.at(&["metadata", "namespace"]).text()
    }

    fn key(&self) -> String {
        key(self.kind, self.namespace(), self.name())
    }

    fn span(&self, node: &Node) -> Span {
        node.span(self.row.span.file)
    }
}

fn key(kind: &str, namespace: Option<&str>, name: &str) -> String {
    format!("k8s:{kind}/{}/{name}", namespace.unwrap_or_default())
}

/// Reads all objects together.
pub(in crate::foreign) fn read(documents: &[Document<'_>], reading: &mut Reading<'_>) {
    let mut objects = Vec::new();
    for document in documents {
        gather(document, &document.root, 0, &mut objects, reading);
    }
    let objects = once(objects, reading);
    let keys: BTreeSet<String> = objects.iter().map(Object::key).collect();
    let hosts = nodes(&objects, reading);
    for object in objects.iter().filter(|object| object.kind != "Node") {
        if owned(object, &keys) {
            // Counted with the workload that made it.
            reading.taken(object.row);
        } else {
            workload(object, &hosts, reading);
        }
    }
}

fn gather<'t>(
    document: &'t Document<'_>,
    node: &'t Node,
    level: usize,
    objects: &mut Vec<Object<'t>>,
    reading: &mut Reading<'_>,
) {
    let span = document.span(node);
    let path = document.file.path.as_str();
    let (Some(kind), Some(version)) = (node.get("kind").text(), node.get("apiVersion").text())
    else {
        let row = reading.row(&format!("{path}#objects"), span);
        if node.is_blank() {
            reading.blank(row);
            return;
        }
        let why = "it has no `kind` and `apiVersion`";
        reading.refuse(row, node, Code::KH0753, why, "export the object again");
        return;
    };
    if kind.ends_with("List") && node.get("items").is_list() && level < 2 {
        for item in node.get("items").items() {
            gather(document, item, level + 1, objects, reading);
        }
        return;
    }
    let group = version.split('/').next().unwrap_or_default();
    let own = OWN_GROUPS.contains(&group);
    let known = kind == "Node" || WORKLOADS.iter().any(|(known, _)| *known == kind);
    if !own || !known {
        let own = own || group.ends_with(".k8s.io") || matches!(group, "policy" | "autoscaling");
        let help = if own {
            "it runs nothing by itself; workloads and nodes are taken"
        } else {
            "what a custom resource makes is not guessed: export the workloads that run"
        };
        reading.skip(&format!("{version} {kind}"), span, help);
        return;
    }
    let row = reading.row(&format!("{path}#{kind}"), span);
    let object = Object {
        kind,
        node,
        path,
        row,
    };
    if object.name().is_empty() {
        let why = "it has no name";
        reading.refuse(row, node, Code::KH0753, why, "name it in `metadata.name`");
        return;
    }
    objects.push(object);
}

/// An object counts once: of several descriptions the longest, since a patch is shorter than what it
/// is a patch of.
fn once<'t>(objects: Vec<Object<'t>>, reading: &mut Reading<'_>) -> Vec<Object<'t>> {
    let length = |span: Span| span.end - span.start;
    let mut best: BTreeMap<String, Span> = BTreeMap::new();
    for object in &objects {
        let span = object.row.span;
        let known = best.entry(object.key()).or_insert(span);
        if length(span) > length(*known) {
            *known = span;
        }
    }
    let mut kept = Vec::with_capacity(objects.len());
    for object in objects {
        let counts = best[&object.key()];
        if counts == object.row.span {
            kept.push(object);
            continue;
        }
        let why = format!(
            "the {} `{}` stands twice in the export",
            object.kind,
            object.name()
        );
        let remedy = "read one environment at a time, and patches after they are applied; the longest \
                      description counts";
        reading.refuse_beside(
            object.row,
            object.node,
            Code::KH0754,
            &why,
            remedy,
            Some(counts),
        );
    }
    kept
}

/// Whether another object of the export made it.
fn owned(object: &Object<'_>, keys: &BTreeSet<String>) -> bool {
    let owners = object.node.at(&["metadata", "ownerReferences"]).items();
    owners.iter().any(|owner| {
        let (kind, name) = (owner.get("kind").text(), owner.get("name").text());
        let (Some(kind), Some(name)) = (kind, name) else {
            return false;
        };
        keys.contains(&key(kind, object.namespace(), name))
    })
}

/// Nodes by name, and the cluster when there is one.
#[derive(Default)]
struct Hosts {
    nodes: BTreeMap<String, String>,
    cluster: Option<String>,
}

/// Nodes are elements that carry the element of their cluster.
fn nodes(objects: &[Object<'_>], reading: &mut Reading<'_>) -> Hosts {
    let mut hosts = Hosts::default();
    let mut clusters: BTreeMap<String, Vec<(Name, String)>> = BTreeMap::new();
    let on_nodes = reading.words.exact("CIS-host");
    let manages = reading.words.exact("CISM");
    for object in objects.iter().filter(|object| object.kind == "Node") {
        let (name, span) = (object.name(), object.row.span);
        let mut fact = element(&object.key(), object.path, span);
        fact.function = on_nodes.as_ref().map(|function| named(function, span));
        fact.layers[Layer::Platform as usize] = slot(system(object, reading));
        let longer = format!("node/{name}");
        reading.element(fact, name, &longer, &format!("node `{name}`"));
        reading.taken(object.row);
        hosts.nodes.insert(name.to_owned(), object.key());
        let member = (named(&object.key(), span), object.path.to_owned());
        clusters.entry(cluster_of(object)).or_default().push(member);
    }
    for (name, members) in &clusters {
        let Some((first, path)) = members.first() else {
            continue;
        };
        let key = format!("k8s:cluster/{name}");
        let mut fact = element(&key, path, first.span);
        fact.function = manages.as_ref().map(|function| named(function, first.span));
        fact.host = slot(members.iter().map(|(name, _)| name.clone()).collect());
        let id = format!("cluster/{name}");
        reading.element(fact, &id, &id, &format!("cluster `{name}`"));
        // With several clusters it is not known which of them runs what.
        hosts.cluster = (clusters.len() == 1).then_some(key);
    }
    hosts
}

/// The name of the cluster as a node states it.
fn cluster_of(object: &Object<'_>) -> String {
    let name = "cluster.x-k8s.io/cluster-name";
    let metadata = object.node.get("metadata");
    let stated = [
        metadata.at(&["annotations", name]),
        metadata.at(&["labels", name]),
        metadata.get("clusterName"),
    ];
    let stated = stated.into_iter().find_map(Node::text);
    stated.unwrap_or("not-named").to_owned()
}

/// What a node says of the software that it runs on.
fn system(object: &Object<'_>, reading: &mut Reading<'_>) -> Vec<Name> {
    let info = object.node.at(&["status", "nodeInfo"]);
    let mut releases = Vec::new();
    let mut add = |name: &str, version: &str, node: &Node, reading: &mut Reading<'_>| {
        let key = format!("node:{name}");
        let span = object.span(node);
        let fact = reading.component(&key, name, &format!("node-{name}"), object.path, span);
        fact.kind = Some(keyholder_supply::ComponentKind::Software);
        releases.push(reading.release(&key, version, None, object.path, span));
    };
    let kubelet = info.get("kubeletVersion");
    if let Some(version) = kubelet.text() {
        add("kubelet", version, kubelet, reading);
    }
    let runtime = info.get("containerRuntimeVersion");
    if let Some((name, version)) = runtime.text().and_then(|text| text.split_once("://")) {
        add(name, version, runtime, reading);
    }
    let system = info.get("osImage");
    if let Some(name) = system.text() {
        add(name, NOT_STATED, system, reading);
    }
    let kernel = info.get("kernelVersion");
    if let Some(version) = kernel.text() {
        add("kernel", version, kernel, reading);
    }
    releases
}

fn workload(object: &Object<'_>, hosts: &Hosts, reading: &mut Reading<'_>) {
    let path = WORKLOADS.iter().find(|(kind, _)| *kind == object.kind);
    let pod = object.node.at(path.map_or(&[], |(_, path)| path));
    let number = match object.kind {
        "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" => {
            object.node.at(&["spec", "replicas"])
        }
        _ => object.node.get("\u{0}"),
    };
    let Some(count) = copies(number, object.node, object.row, reading) else {
        return;
    };
    let mut fact = element(&object.key(), object.path, object.row.span);
    let mut releases = Vec::new();
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        for container in pod.get(list).items() {
            releases.push(container_release(object, container, reading));
        }
    }
    if !pod.get("initContainers").is_blank() {
        noted(
            &mut fact.provenance.note,
            "containers that run first are among the releases",
        );
    }
    fact.layers[Layer::Application as usize] = layer(releases);
    let node = pod
        .get("nodeName")
        .text()
        .and_then(|name| hosts.nodes.get(name));
    let host = node.or(hosts.cluster.as_ref());
    if let Some(host) = host {
        fact.host = Slot::Names(vec![named(host, object.row.span)]);
    }
    match object.kind {
        "DaemonSet" => noted(
            &mut fact.provenance.note,
            "one copy runs on each node of its choice",
        ),
        "Job" | "CronJob" => noted(&mut fact.provenance.note, "runs for a time"),
        _ => {}
    }
    let name = object.name();
    let described = place_by_words(&mut fact, &[name], reading);
    let short = match object.namespace() {
        Some(namespace) => format!("{namespace}/{name}"),
        None => name.to_owned(),
    };
    let kind = object.kind.to_ascii_lowercase();
    let longer = match object.namespace() {
        Some(namespace) => format!("{namespace}/{kind}/{name}"),
        None => format!("{kind}/{name}"),
    };
    in_copies(&fact, count, (&short, &longer), &described, reading);
    reading.taken(object.row);
}

fn container_release(object: &Object<'_>, container: &Node, reading: &mut Reading<'_>) -> Name {
    let image = container.get("image");
    let span = object.span(if image.is_blank() { container } else { image });
    match image.text() {
        Some(text) => release_of(text, Untagged::Latest, object.path, span, reading),
        None => {
            let what = format!("a container of `{}` has no image", object.name());
            reading.not_understood(
                span,
                &what,
                "export the object as it runs, not a patch of it",
            );
            Name::unreadable(span)
        }
    }
}
