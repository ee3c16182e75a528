//! Every code is shown by a folder of `examples/broken`, or by a test that is named here.

use keyholder_diag::ALL_CODES;

use crate::folders::{faults, root, table};

/// Codes that no folder can show, with the test that does.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "KH0109",
        "crates/keyholder/tests/broken/machine.rs: a_file_that_is_too_large_is_refused",
    ),
    (
        "KH0701",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0702",
        "crates/intake/src/sheet/tests.rs: too_much_of_anything_is_refused",
    ),
    (
        "KH0703",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0704",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0705",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0706",
        "crates/keyholder/tests/import/forms.rs: a_workbook_with_a_title_two_sheets_and_a_formula",
    ),
    (
        "KH0711",
        "crates/intake/tests/import.rs: an_export_becomes_tables_parties_and_components",
    ),
    (
        "KH0712",
        "crates/intake/tests/import.rs: boards_of_one_element_are_joined_and_contradictions_refused",
    ),
    (
        "KH0713",
        "crates/intake/tests/import.rs: rows_of_other_tables_are_never_overwritten",
    ),
    (
        "KH0714",
        "crates/intake/tests/import.rs: cells_that_can_be_two_things_are_none",
    ),
    (
        "KH0715",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0716",
        "crates/intake/tests/import.rs: an_export_becomes_tables_parties_and_components",
    ),
    (
        "KH0717",
        "crates/intake/tests/import.rs: an_export_becomes_tables_parties_and_components",
    ),
    (
        "KH0718",
        "crates/intake/tests/import.rs: what_nobody_decided_stands_for_nobody",
    ),
    (
        "KH0719",
        "crates/intake/tests/import.rs: a_component_that_stands_otherwise_is_not_touched",
    ),
    (
        "KH0720",
        "crates/intake/tests/import.rs: files_and_words_that_cannot_be_used_are_told",
    ),
    (
        "KH0721",
        "crates/intake/tests/import.rs: an_export_becomes_tables_parties_and_components",
    ),
    (
        "KH0750",
        "crates/intake/tests/foreign_manifests.rs: a_fault_costs_one_document_or_one_name",
    ),
    (
        "KH0751",
        "crates/intake/tests/foreign_manifests.rs: a_fault_costs_one_document_or_one_name",
    ),
    (
        "KH0752",
        "crates/intake/tests/foreign_manifests.rs: a_fault_costs_one_document_or_one_name",
    ),
    (
        "KH0753",
        "crates/intake/tests/foreign_inventories.rs: what_is_wrong_in_a_fixture_is_told_with_its_place",
    ),
    (
        "KH0754",
        "crates/intake/tests/foreign_inventories.rs: what_is_wrong_in_a_fixture_is_told_with_its_place",
    ),
    (
        "KH0755",
        "crates/intake/tests/foreign_inventories.rs: what_is_wrong_in_a_fixture_is_told_with_its_place",
    ),
    (
        "KH0756",
        "crates/intake/tests/foreign_inventories.rs: what_is_wrong_in_a_fixture_is_told_with_its_place",
    ),
    (
        "KH0757",
        "crates/intake/tests/foreign_inventories.rs: what_is_wrong_in_a_fixture_is_told_with_its_place",
    ),
    (
        "KH0758",
        "crates/intake/tests/foreign_manifests.rs: services_become_elements_and_images_releases",
    ),
    (
        "KH0759",
        "crates/intake/tests/foreign_manifests.rs: services_become_elements_and_images_releases",
    ),
    (
        "KH0851",
        "crates/documents/tests/principles.rs: a_framework_that_is_not_there_costs_the_principle",
    ),
    (
        "KH0852",
        "crates/documents/tests/principles.rs: an_unknown_check_is_told_with_what_may_be_meant",
    ),
    (
        "KH0853",
        "crates/documents/tests/principles.rs: parameters_belong_to_their_check",
    ),
    (
        "KH0854",
        "crates/principles/tests/it/verify.rs: an_outcome_without_a_case_is_told",
    ),
    (
        "KH0855",
        "crates/principles/tests/it/verify.rs: a_case_that_comes_out_otherwise_is_told_with_its_place",
    ),
    (
        "KH0856",
        "crates/documents/tests/principles.rs: references_lead_somewhere",
    ),
    (
        "KH0857",
        "crates/documents/tests/principles.rs: a_file_that_names_a_supplier_is_refused",
    ),
    (
        "KH0858",
        "crates/documents/tests/principles.rs: functions_classes_and_criteria_are_known",
    ),
    (
        "KH0859",
        "crates/documents/tests/principles.rs: functions_classes_and_criteria_are_known",
    ),
    (
        "KH0860",
        "crates/keyholder/tests/cli/rules.rs: other_rules_than_demanded_give_no_answer",
    ),
    (
        "KH0861",
        "crates/keyholder/tests/cli/rules.rs: a_rule_that_cannot_be_run_stops_its_catalogue",
    ),
];

#[test]
fn pages_show_what_is_said() {
    let mut pages = 0;
    for code in ALL_CODES {
        let page = code.page();
        let Some((_, rest)) = page.split_once("`examples/broken/") else {
            continue;
        };
        let fault = rest.split('`').next().unwrap_or("");
        assert!(faults().iter().any(|known| known == fault), "no {fault}");
        let path = root().join(format!("examples/broken/{fault}.expected"));
        let said = std::fs::read_to_string(path).expect("read");
        let message = page
            .split("```text\n")
            .nth(1)
            .and_then(|rest| rest.split("\n```").next());
        let (message, place) = message
            .and_then(|m| m.split_once('\n'))
            .expect("a message and its place");
        let found = said.split("\n\n").find(|block| block.starts_with(message));
        let found = found.unwrap_or_else(|| panic!("{fault} does not say\n{message}"));
        assert!(
            found.contains(&format!("--> {}", place.trim())),
            "{fault} is not at {place}:\n{found}"
        );
        pages += 1;
    }
    assert!(pages >= 39, "only {pages} pages name a fault");
}

#[test]
fn every_code_is_shown() {
    let shown = table();
    for code in ALL_CODES.iter().map(|code| code.as_str()) {
        let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == code);
        let folder = shown.iter().any(|(_, known)| known == code);
        assert!(
            folder != elsewhere.is_some(),
            "{code} is shown twice or nowhere"
        );
        if let Some((_, place)) = elsewhere {
            let (path, test) = place.split_once(": ").expect("a file and a test");
            let text = std::fs::read_to_string(root().join(path)).expect("read");
            assert!(text.contains(&format!("fn {test}()")), "no {place}");
        }
    }
}
