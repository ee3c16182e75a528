//! Writes the sample to the folder that `KEYHOLDER_SHOW` names, for people who want to look at it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may write where it is asked to, and says when it was not"
)]

mod sample;

use keyholder_report::{html, json, text};

#[test]
fn shows_the_sample_when_asked() {
    let Ok(folder) = std::env::var("KEYHOLDER_SHOW") else {
        println!("skipped: KEYHOLDER_SHOW names no folder");
        return;
    };
    let a = sample::assessment();
    let write =
        |name: &str, text: String| std::fs::write(format!("{folder}/{name}"), text).expect(name);
    write("sample.json", json::to_string(&a));
    write("report.html", html::render(&a));
    for width in [40, 60, 80, 100, 140] {
        write(&format!("sample-{width}.txt"), text::summary(&a, width));
    }
}
