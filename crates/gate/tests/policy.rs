//! The policy that ships does what its cases say, and its laws hold.

use keyholder_diag::{FileId, Limits};
use keyholder_gate::try_cases;
use keyholder_supply::gate::PolicyFact;

fn shipped() -> PolicyFact {
    let text = include_str!("../../../catalogue/gate/policy.toml");
    let parsed = keyholder_documents::ours::policy(FileId(0), text, &Limits::default());
    let faults: Vec<_> = parsed.diagnostics.iter().collect();
    parsed.value.unwrap_or_else(|| panic!("{faults:#?}"))
}

#[test]
fn cases_hold() {
    assert_eq!(try_cases(&shipped()), []);
}
