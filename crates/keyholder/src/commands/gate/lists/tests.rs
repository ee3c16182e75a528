//! Which list is the one of the update, and what becomes of the others.

use keyholder_packages::Format;
use keyholder_signatures::Digests;

use super::*;

fn list(path: &str, name: &str, version: &str, beside: bool) -> Document {
    let text = format!(
        "{{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"metadata\": {{\"component\": \
         {{\"type\": \"application\", \"name\": \"{name}\", \"version\": \"{version}\"}}}}, \"components\": []}}"
    );
    Document {
        path: path.to_owned(),
        bytes: text.into_bytes(),
        beside,
    }
}

fn package(boms: Vec<Document>) -> Package {
    Package {
        format: Format::CsarOption1,
        digests: Digests::of(b"package"),
        files: Vec::new(),
        claims: Vec::new(),
        signers: Vec::new(),
        answers: Vec::new(),
        boms,
        attestations: Vec::new(),
        certificates: Vec::new(),
        keys: Vec::new(),
        images: Vec::new(),
        unread: Vec::new(),
    }
}

fn of(boms: Vec<Document>) -> (Result<Parts, String>, Lists) {
    lists_of(&package(boms), "suite@1.1", &Facts::default())
}

fn path(found: &Result<Parts, String>) -> &str {
    &found.as_ref().expect("a list").path
}

#[test]
fn by_name_and_version_and_not_by_one_of_them() {
    let (found, lists) = of(vec![
        list("a", "other", "1.1", false),
        list("b", "suite", "1.0", false),
        list("c", "Suite", "1.1", false),
        list("d", "suite", "1.1", true),
    ]);
    assert_eq!(path(&found), "c");
    assert_eq!(lists.others.len(), 3, "all others are looked at as well");
    // What is covered comes before what is named.
    let (found, _) = of(vec![
        list("d", "suite", "1.1", true),
        list("a", "other", "1.1", false),
    ]);
    assert_eq!(path(&found), "a");
}

#[test]
fn what_cannot_be_read_is_told() {
    let broken = |path: &str, beside| Document {
        path: path.to_owned(),
        bytes: b"{\"bomFormat\": \"CycloneDX\"".to_vec(),
        beside,
    };
    let (found, lists) = of(vec![
        broken("x", false),
        list("c", "suite", "1.1", false),
        broken("y", true),
    ]);
    assert_eq!(path(&found), "c");
    let places = |said: &[Said]| -> Vec<Option<String>> {
        said.iter().map(|said| said.place.clone()).collect()
    };
    assert_eq!(places(&lists.unread), [Some("x".to_owned())]);
    assert_eq!(places(&lists.unread_beside), [Some("y".to_owned())]);
    let (found, lists) = of(vec![broken("x", false)]);
    assert!(found.expect_err("none").starts_with("`x`: "));
    assert!(!lists.from_project);
    assert!(
        of(Vec::new())
            .0
            .expect_err("none")
            .contains("no list of parts")
    );
}
