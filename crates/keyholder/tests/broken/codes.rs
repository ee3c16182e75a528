//! Every code is shown by a folder of `examples/broken`, or by a test that is named here.

use keyholder_diag::ALL_CODES;

use crate::folders::{root, table};

/// Codes that no folder can show, with the test that does.
const ELSEWHERE: &[(&str, &str)] = &[(
    "KH0109",
    "crates/keyholder/tests/broken/machine.rs: a_file_that_is_too_large_is_refused",
)];

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
