//! Inventories: every form in which they are exported becomes the same elements, and faults are told.

mod foreign_common;

use foreign_common::{files, known, lines, read, told};
use keyholder_diag::Code;
use keyholder_supply::{ComponentKind, Position};

const FIXTURE: &str = include_str!("foreign_seeds/fixture.json");

#[test]
fn a_fixture_becomes_places_parties_components_and_elements() {
    let parsed = known(&[("dump.json", FIXTURE)]);
    assert_eq!(
        lines(&parsed),
        [
            "amf-1 - - - upf-1-10;cluster/edge-1 - | - - - -",
            "cluster/edge-1 CISM op-north harbour upf-1-10 - | - - - -",
            "device-12 - - - - - | Box-2@B2-R7 - - -",
            "upf-1-10 UPF op-north row-1 - - | Box-2@B2-R7;Card-9@not-stated - Acme-OS@not-stated -",
            "upf-1-11 - - harbour - - | Box-2@B2-R7 - - -",
        ]
    );
    let facts = &parsed.value.facts;
    let parties: Vec<_> = facts
        .parties
        .iter()
        .map(|p| (p.id.text.as_str(), p.name.as_str()))
        .collect();
    assert_eq!(parties, [("acme", "Acme Radio"), ("op-north", "Op North")]);
    assert!(
        facts
            .parties
            .iter()
            .all(|p| p.kind.is_none() && p.seat.is_none())
    );
    let box2 = &facts.components[1];
    assert_eq!(
        (box2.name.as_str(), box2.kind),
        ("Box 2", Some(ComponentKind::Hardware))
    );
    assert_eq!(
        box2.supplier.as_ref().map(|s| s.text.as_str()),
        Some("acme")
    );
    assert_eq!(box2.routes, None);
    let regions = facts
        .places
        .iter()
        .map(|p| p.region.as_ref().map(|r| r.text.as_str()));
    assert_eq!(
        regions.collect::<Vec<_>>(),
        [Some("Upper North"), Some("Upper North")]
    );
    let harbour = facts.places.iter().find(|p| p.id.text == "harbour");
    assert_eq!(
        harbour.and_then(|p| p.at),
        Position::new(-30_500_000, -24_250_000)
    );
    let planned = facts
        .elements
        .iter()
        .find(|e| e.id.text == "upf-1-11")
        .expect("there");
    assert_eq!(planned.provenance.note.as_deref(), Some("status `planned`"));
    assert_eq!(planned.provenance.source.as_deref(), Some("dump.json"));
    assert!(
        parsed
            .value
            .not_placed
            .contains(&("upf-1-11".to_owned(), "Cupboard, Box 2".to_owned()))
    );
}

#[test]
fn what_is_wrong_in_a_fixture_is_told_with_its_place() {
    let all = files(&[("dump.json", FIXTURE)]);
    let parsed = read(&all).expect("known");
    let told = told(&parsed, &all);
    for line in [
        "KH0754 dump.json:23 entry 5 of `dump.json#dcim.device`: `dcim.device:10` stands twice in the export",
        "KH0753 dump.json:22 entry 2 of `dump.json#dcim.site`: it has no name",
        "KH0756 dump.json:19 2 entries of the kind `dcim.cable` not taken",
        "KH0757 dump.json:16 the site that `dcim.device:12` names is not in the export; it counts as not stated",
        "KH0755 dump.json:14 2 elements have a name that others have too: `upf-1` as `upf-1-10`",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
    let twice = parsed
        .value
        .refused
        .iter()
        .find(|r| r.code == Code::KH0754)
        .expect("refused");
    assert_eq!(
        (twice.table.as_str(), twice.row),
        ("dump.json#dcim.device", 5)
    );
    assert_eq!(twice.columns, ["model", "pk", "fields"]);
    assert_eq!(twice.cells[1], "10");
    let label = parsed
        .diagnostics
        .iter()
        .find(|d| d.code == Code::KH0754)
        .expect("told");
    assert_eq!(label.labels.len(), 1);
    let devices = parsed
        .value
        .facts
        .tables
        .iter()
        .find(|t| t.path == "dump.json#dcim.device")
        .expect("counted");
    assert_eq!(
        (devices.rows, devices.taken, devices.refused, devices.blank),
        (5, 3, 1, 1)
    );
}

#[test]
fn a_page_says_a_little_of_records_that_no_file_lists() {
    let parsed = known(&[("devices.json", include_str!("foreign_seeds/page.json"))]);
    assert_eq!(
        lines(&parsed),
        [
            "du-1 gNB-DU op-north hill - - | Box-4@not-stated - Radio-OS@not-stated -",
            "du-2 gNB-DU - hill - - | Box-4@not-stated - - -",
        ]
    );
    assert_eq!(
        parsed.value.facts.components[0]
            .supplier
            .as_ref()
            .map(|s| s.text.as_str()),
        Some("acme")
    );
}

#[test]
fn files_of_one_model_each_join() {
    let devices = r#"[{"id": 1, "name": "amf-1", "role": {"id": 2}, "site": {"id": 3}}]"#;
    let roles = r#"[{"id": 2, "name": "AMF"}]"#;
    let sites = r#"[{"id": 3, "name": "Hill"}]"#;
    let parsed = known(&[
        ("x/devices.json", devices),
        ("x/device-roles.json", roles),
        ("x/sites.json", sites),
    ]);
    assert_eq!(lines(&parsed), ["amf-1 AMF - Hill - - | - - - -"]);
    assert!(parsed.diagnostics.is_empty());
}

#[test]
fn the_other_inventory_has_versions_of_software_and_locations_in_locations() {
    let parsed = known(&[("all.json", include_str!("foreign_seeds/nautobot.json"))]);
    assert_eq!(
        lines(&parsed),
        ["cu-1 gNB-CU - Mast-12 - - | - - Cell-OS@4.1-LTS -"]
    );
    let mast = parsed
        .value
        .facts
        .places
        .iter()
        .find(|p| p.id.text == "Mast-12")
        .expect("there");
    assert_eq!(mast.region.as_ref().map(|r| r.text.as_str()), Some("West"));
}

#[test]
fn a_dump_of_the_database_is_read_by_its_rows() {
    let all = files(&[("backup.sql", include_str!("foreign_seeds/dump.sql"))]);
    let parsed = read(&all).expect("known");
    assert_eq!(lines(&parsed), ["router-1 - - harbour - - | - - - -"]);
    assert_eq!(
        parsed.value.facts.places[0].name.as_deref(),
        Some("Harbour East")
    );
    let told = told(&parsed, &all);
    assert!(
        told.contains(
            "KH0753 backup.sql:4 entry 2 of `backup.sql#dcim.site`: it has 2 cells and 5 columns"
        ),
        "{told}"
    );
    assert!(
        told.contains("1 entry of the kind `public.auth_user` not taken"),
        "{told}"
    );
    let cut = files(&[(
        "backup.sql",
        "COPY public.dcim_site (id, name) FROM stdin;\n1\tHill\n",
    )]);
    let parsed = read(&cut).expect("known");
    assert_eq!(parsed.value.facts.places.len(), 1);
    assert!(foreign_common::told(&parsed, &cut).contains("KH0751"));
}

#[test]
fn resources_of_both_versions_become_elements() {
    let all = files(&[
        ("v4.json", include_str!("foreign_seeds/resources4.json")),
        ("v5.json", include_str!("foreign_seeds/resource5.json")),
    ]);
    let parsed = read(&all).expect("known");
    assert_eq!(
        lines(&parsed),
        [
            "core-amf AMF - Data-centre - - | - - - AMF@24.1",
            "du-7 gNB-DU Op-North Hill - manager | Box-7@7.1 Box-7-firmware@3.2 Box-7-software@9.9 -",
            "manager - - - - - | - - - Manager@not-stated",
        ]
    );
    let supplier = |id: &str| {
        let component = parsed
            .value
            .facts
            .components
            .iter()
            .find(|c| c.id.text == id)
            .expect("there");
        component.supplier.as_ref().map(|s| s.text.clone())
    };
    assert_eq!(supplier("Box-7").as_deref(), Some("Acme-Radio"));
    assert_eq!(supplier("AMF").as_deref(), Some("Acme-Radio"));
    assert_eq!(supplier("Manager"), None);
    let told = told(&parsed, &all);
    for line in [
        "KH0754 v4.json:10 entry 3 of `v4.json#resources`: the id `r1` stands twice in the export",
        "KH0753 v4.json:11 entry 4 of `v4.json#resources`: it has neither an id nor a name",
        "KH0757 v4.json:9 a resource that `r2` is related to is not in the export; it counts as not stated",
        "1 entry of the kind `relation connectedto` not taken",
        "1 entry of the kind `party as caretaker` not taken",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
    let counted = &parsed.value.facts.tables[0];
    assert_eq!(
        (counted.rows, counted.taken, counted.refused, counted.blank),
        (5, 2, 2, 1)
    );
}

#[test]
fn two_places_or_two_operators_are_none() {
    let text = r#"{"id": "1", "@type": "PhysicalResource", "name": "x",
        "place": [{"place": {"id": "a"}}, {"place": {"id": "b"}}],
        "relatedParty": [{"role": "operator", "name": "A"}, {"role": "operator", "name": "B"}]}"#;
    let parsed = known(&[("x.json", text)]);
    assert_eq!(lines(&parsed), ["x - - - - - | - - - -"]);
    let unclear = parsed
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::KH0758)
        .count();
    assert_eq!(unclear, 2);
}

#[test]
fn a_topology_becomes_units_and_what_carries_them() {
    let all = files(&[("topology.json", include_str!("foreign_seeds/topology.json"))]);
    let parsed = read(&all).expect("known");
    assert_eq!(
        lines(&parsed),
        [
            "ManagedElement-1 - - - - - | - - - -",
            "ManagedElement-1-ODUFunction-1 gNB-DU - - nf-1 ManagedElement-1 | - - - -",
            "cp-1 gNB-CU-CP - - pa-1 - | - - - -",
            "nc-1 - - site-1 - - | - - - -",
            "nf-1 - - - ns-1 - | - - - -",
            "ns-1 - - - nc-1 - | - - - -",
            "oru-1 gNB-RU - - - - | - - - -",
            "pa-1 - - - - - | Unit-5@not-stated - - -",
            "ric-1 Near-RT-RIC - - - - | - - - -",
            "up-1 gNB-CU-UP - - - - | - - - -",
        ]
    );
    assert_eq!(
        parsed.value.facts.places[0].name.as_deref(),
        Some("Edge site")
    );
    assert_eq!(parsed.value.facts.parties[0].name, "Acme Radio");
    assert!(
        parsed
            .value
            .not_placed
            .contains(&("nf-1".to_owned(), "NFDeployment `du pods`".to_owned()))
    );
    let told = told(&parsed, &all);
    for line in [
        "KH0754 topology.json:5",
        "KH0753 topology.json:6",
        "KH0756 topology.json:10 2 entries of the kind `NRCellDU` not taken",
        "it does not name both of its sides",
        "KH0757 topology.json:22 `gone`, which a relation names, is not in the export",
        "1 entry of the kind `ODUFUNCTION_PROVIDES_NRCELLDU` not taken",
    ] {
        assert!(told.contains(line), "{line}\nnot in\n{told}");
    }
}

#[test]
fn a_topology_is_read_from_a_dump_and_from_a_message_too() {
    let parsed = known(&[("t.sql", include_str!("foreign_seeds/topology.sql"))]);
    assert_eq!(
        lines(&parsed),
        [
            "me-1 - - - - - | - - - -",
            "odu-1 gNB-DU - - pa-1 me-1 | - - - -",
            "pa-1 - - - - - | Unit-5@not-stated - - -",
        ]
    );
    let message = "ce_specversion:::1.0,ce_id:::1,,,{\"entities\": [{\"o-ran-smo-teiv-ran:ODUFunction\": [{}, {\"id\": 5}, 7]}]}";
    let all = files(&[("event.txt", message)]);
    let parsed = read(&all).expect("known");
    assert_eq!(lines(&parsed), ["5 gNB-DU - - - - | - - - -"]);
    assert!(told(&parsed, &all).contains("it is not an object"));
    let gone = r#"{"specversion": "1.0", "type": "topology-inventory-ingestion.delete", "data": {"entities": []}}"#;
    let parsed = known(&[("gone.json", gone)]);
    assert!(lines(&parsed).is_empty());
    assert!(parsed.diagnostics.iter().any(|d| d.code == Code::KH0756));
}
