//! Where: what the areas of a report add up to, and the map.

use std::path::Path;

use serde_json::Value;

use super::{folder, json, keyholder, list};

fn nation() -> tempfile::TempDir {
    let folder = folder();
    super::nation(folder.path(), "3");
    folder
}

fn assessed(project: &str, folder: &Path) -> Value {
    let assess = ["assess", project, "--format", "json", "--out", "out"];
    json(&keyholder(folder, &assess))
}

/// Areas part the land: what an actor can do in all of them is what it can do.
fn add_up(all: &Value) {
    let areas = list(&all["areas"], "areas");
    assert!(!areas.is_empty());
    assert_eq!(all["areas"]["left_out"], 0);
    let sum = |of: &dyn Fn(&Value) -> Option<u64>| -> u64 { areas.iter().filter_map(of).sum() };
    let places = sum(&|area| area["places"].as_u64());
    assert_eq!(Some(places), all["counts"]["places"].as_u64());
    let people = sum(&|area| area["subscribers"].as_u64());
    assert_eq!(Some(people), all["counts"]["subscribers"].as_u64());
    for id in list(&all["areas"], "actors") {
        let actor = list(all, "actors").iter().find(|actor| actor["id"] == *id);
        let actor = actor.expect("an actor of that id");
        for (effect, here, unit) in [
            ("disrupt", "disrupt", "subscribers"),
            ("intercept", "intercept", "subscribers"),
            ("disrupt", "disrupt_places", "places"),
            ("intercept", "intercept_places", "places"),
        ] {
            for end in ["surely", "possibly", "at_most", "of"] {
                let told = sum(&|area| {
                    let one = list(area, "actors")
                        .iter()
                        .find(|one| one["actor"] == *id)?;
                    one[here][end].as_u64()
                });
                let whole = &actor[effect][unit]["with_parts"]["in_the_end"][end];
                assert_eq!(Some(told), whole.as_u64(), "{id} {effect} {unit} {end}");
            }
        }
    }
    for area in areas {
        let groups: u64 = list(area, "alike")
            .iter()
            .filter_map(|g| g["places"].as_u64())
            .sum();
        let all_told = area["alike_total"] == list(area, "alike").len();
        let places = area["places"].as_u64().expect("a number");
        assert!(groups <= places && (!all_told || groups == places));
    }
}

#[test]
fn areas_add_up_to_the_whole() {
    let folder = nation();
    add_up(&assessed("nation", folder.path()));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let two = examples.join("two-operators");
    add_up(&assessed(&two.to_string_lossy(), folder.path()));
}

#[test]
fn a_map_is_drawn_on_boundaries_or_says_why_not() {
    let folder = nation();
    let assess = |map: &str| {
        let arguments = ["assess", "nation", "--map", map, "--out", "out"];
        keyholder(folder.path(), &arguments)
    };
    let wrong = folder.path().join("wrong.geojson");
    std::fs::write(&wrong, "{\"type\": \"Topology\"}").expect("written");
    for (map, word) in [
        ("wrong.geojson", "not GeoJSON"),
        ("none.geojson", "cannot read"),
    ] {
        let output = assess(map);
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(word), "{said}");
        assert!(!folder.path().join("out").exists());
    }
    let output = assess("nation/documents/boundary.geojson");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let page = std::fs::read_to_string(folder.path().join("out/nation.html")).expect("a page");
    assert!(page.contains("class=\"maps\"") && page.contains("boundary.geojson, SHA-256"));
}
