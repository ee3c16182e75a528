//! Manifests: services and workloads become elements, images releases, and nothing is guessed.

mod foreign_common;

use foreign_common::{catalogue, files, known, lines, read, told};
use keyholder_diag::{Code, Limits};
use keyholder_intake::foreign;
use keyholder_supply::RouteKind;

#[test]
fn services_become_elements_and_images_releases() {
    let all = files(&[(
        "lab/compose.yaml",
        include_str!("foreign_seeds/compose.yaml"),
    )]);
    let parsed = read(&all).expect("known");
    assert_eq!(
        lines(&parsed),
        [
            "amf AMF - - - - | - - - team-amf@1.10",
            "built - - - - - | - - - -",
            "nrf NRF - - - - | - - - -",
            "smf-upf-link - - - - - | - - - team-link@sha256:0123456789abcdef",
            "team-upf-1 UPF - - - - | - - - team-upf@latest",
            "team-upf-2 UPF - - - - | - - - team-upf@latest",
        ]
    );
    let facts = &parsed.value.facts;
    let component = |id: &str| {
        facts
            .components
            .iter()
            .find(|c| c.id.text == id)
            .expect("there")
    };
    let routes = component("team-amf").routes.as_ref().expect("stated");
    assert_eq!(routes[0].id.text, "registry/registry.example-5000/team/amf");
    assert_eq!(
        (routes[0].kind, &routes[0].keyholders),
        (RouteKind::UnsignedUpdate, &None)
    );
    assert_eq!(component("team-upf").routes, None);
    assert!(facts.components.iter().all(|c| c.supplier.is_none()));
    assert!(facts.parties.is_empty());
    let moving = &component("team-upf").releases[0].provenance.note;
    assert!(
        moving
            .as_deref()
            .is_some_and(|note| note.starts_with("moving"))
    );
    let why = facts.elements[0].provenance.note.as_deref();
    assert_eq!(why, Some("function proposed for the word `amf` in `amf`"));
    let told = told(&parsed, &all);
    for line in [
        "KH0753 lab/compose.yaml:19 entry 6 of `lab/compose.yaml#services`: the service `odd` is a number and not an object",
        "KH0758 lab/compose.yaml:16 `team/${TAG}` is not a reference to an image; it counts as not stated",
        "KH0759 lab/compose.yaml:10 `team/upf` has no fixed version",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
    let table = &facts.tables[0];
    assert_eq!(
        (table.rows, table.taken, table.refused, table.blank),
        (7, 5, 1, 1)
    );
}

#[test]
fn a_name_that_may_mean_two_functions_is_not_placed() {
    let text = "services:\n  smf-upf: {image: a}\n";
    let parsed = known(&[("c.yml", text)]);
    let words = "`smf-upf`, which may mean SMF, UPF".to_owned();
    assert_eq!(parsed.value.not_placed, [("smf-upf".to_owned(), words)]);
}

#[test]
fn workloads_run_on_the_cluster_when_its_nodes_are_listed() {
    let all = files(&[("objects.yaml", include_str!("foreign_seeds/objects.yaml"))]);
    let parsed = read(&all).expect("known");
    assert_eq!(
        lines(&parsed),
        [
            "cluster/edge CISM - - worker-1 - | - - - -",
            "core/amf-1 AMF - - cluster/edge - | - - - team-amf@1.0;team-wait@2",
            "core/amf-2 AMF - - cluster/edge - | - - - team-amf@1.0;team-wait@2",
            "tool - - - worker-1 - | - - - -",
            "worker-1 CIS-host - - - - | - - kubelet@v1.30.1;runtime@1.7;Some-Linux-12@not-stated;kernel@6.1.0 -",
        ]
    );
    let told = told(&parsed, &all);
    for line in [
        "KH0754 objects.yaml:39 entry 2 of `objects.yaml#Deployment`: the Deployment `amf` stands twice in the export",
        "KH0753 objects.yaml:43 entry 3 of `objects.yaml#Pod`: it has no name",
        "1 entry of the kind `workload.example.org/v1 NFDeployment` not taken",
        "1 entry of the kind `v1 Service` not taken",
        "KH0758 objects.yaml:29 a container of `tool` has no image",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
}

#[test]
fn without_nodes_the_host_is_not_stated_and_json_reads_as_well() {
    let text = r#"{"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "udr"},
         "spec": {"replicas": "many", "template": {"spec": {"containers": [{"image": "a/udr:1"}]}}}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "udm"},
         "spec": {"replicas": 0, "template": {"spec": {"containers": [{"image": "a/udm:1"}]}}}}]}"#;
    let parsed = known(&[("get-all.json", text)]);
    assert_eq!(lines(&parsed), ["udr UDR - - - - | - - - a-udr@1"]);
    assert_eq!(
        parsed
            .value
            .facts
            .tables
            .iter()
            .map(|t| t.taken)
            .sum::<usize>(),
        2
    );
}

#[test]
fn a_chart_is_one_element_unless_its_sections_are_functions() {
    let all = files(&[
        (
            "charts/core/Chart.yaml",
            include_str!("foreign_seeds/Chart.yaml"),
        ),
        (
            "charts/core/values.yaml",
            include_str!("foreign_seeds/values.yaml"),
        ),
    ]);
    let parsed = read(&all).expect("known");
    assert_eq!(
        lines(&parsed),
        [
            "lab-core - - - - - | - - - team-tools@3;team-wait@latest;chart-lab-core@0.3.1",
            "lab-core/amf-1 AMF - - - - | - - - team-amf@1.10;chart-lab-core@0.3.1",
            "lab-core/amf-2 AMF - - - - | - - - team-amf@1.10;chart-lab-core@0.3.1",
            "lab-core/smf SMF - - - - | - - - team-smf@not-stated;chart-lab-core@0.3.1",
        ]
    );
    assert!(told(&parsed, &all).contains("1 entry of the kind `dependency of a chart` not taken"));
    let alone = known(&[("values.yaml", "image: {repository: team/amf, tag: 2}\n")]);
    assert_eq!(lines(&alone), ["values - - - - - | - - - team-amf@2"]);
    let whole = known(&[
        (
            "c/Chart.yaml",
            "apiVersion: v2\nname: lab-upf\nversion: 1.0.0\n",
        ),
        (
            "c/values.yaml",
            "upf: {image: team/upf, tag: 1.32.0}\ninit: {image: team/wait:1}\n",
        ),
    ]);
    assert_eq!(
        lines(&whole),
        ["lab-upf UPF - - - - | - - - team-upf@1.32.0;team-wait@1;chart-lab-upf@1.0.0"]
    );
}

#[test]
fn a_fault_costs_one_document_or_one_name() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: smf}\n---\na: [1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: upf, name: nef}\n";
    let all = files(&[
        ("x.yaml", text),
        ("readme.md", "words"),
        ("config.yaml", "a: 1\n"),
    ]);
    let parsed = read(&all).expect("known");
    assert_eq!(lines(&parsed), ["smf SMF - - - - | - - - -"]);
    let told = told(&parsed, &all);
    for line in [
        "KH0750 readme.md",
        "KH0750 config.yaml",
        "KH0751 x.yaml:5 not YAML",
        "KH0752 x.yaml:9 `name` stands twice in one object; it counts as not stated",
        "KH0753 x.yaml:7",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
    let json = r#"[{"model": "dcim.site", "pk": 1, "pk": 2, "fields": {"name": "x"}}]"#;
    let parsed = known(&[("x.json", json)]);
    assert!(parsed.diagnostics.iter().any(|d| d.code == Code::KH0752));
    let cut = files(&[("x.json", "\u{feff}[{\"model\": \"dcim.site\",\n \"pk\"")]);
    assert!(foreign_common::told(&read(&cut).expect("told"), &cut).contains("KH0751 x.json:2"));
}

#[test]
fn what_is_of_no_known_format_is_nothing() {
    for (path, text) in [
        ("a.csv", "element,function\n"),
        ("a.yaml", "amf: {name: x}\n"),
        ("a.json", "{}"),
        ("b.json", "3"),
        ("a.txt", ""),
    ] {
        assert!(read(&files(&[(path, text)])).is_none(), "{path}");
    }
    assert!(read(&[]).is_none());
}

#[test]
fn a_file_past_the_limit_is_refused() {
    let limits = Limits {
        document_bytes_max: 10,
        ..Limits::default()
    };
    let all = files(&[("x.yaml", "services:\n  amf: {image: a}\n")]);
    let parsed = foreign::read(&all, &catalogue(), &limits).expect("told");
    assert!(parsed.diagnostics.iter().any(|d| d.code == Code::KH0109));
    assert!(parsed.value.facts.elements.is_empty());
    let deep = format!(
        "apiVersion: v1\nkind: Pod\na: {}1{}\n",
        "[".repeat(90),
        "]".repeat(90)
    );
    let parsed = known(&[("x.yaml", &deep)]);
    assert!(parsed.diagnostics.iter().any(|d| d.code == Code::KH0110));
}
