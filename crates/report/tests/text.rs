//! The summary in a terminal: never too wide, and nothing important dropped.

mod sample;

use keyholder_report::{text, wire::Assessment};
use unicode_width::UnicodeWidthStr;

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut a = sample::assessment();
    a.actors[0].name = "電波網有限公司".repeat(9);
    a.summary.headline = "x".repeat(300);
    a.project.name = "a\u{1b}[31mb".to_owned();
    for width in [0, 1, 7, 20, 40, 60, 72, 80, 100, 132, 400] {
        for line in text::summary(&a, width).lines() {
            assert!(line.width() <= width, "{width}: {line}");
            assert!(!line.contains('\u{1b}'));
        }
    }
}

#[test]
fn it_says_who_and_what_is_not_known() {
    let a = sample::assessment();
    let text = text::summary(&a, 120);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for needed in [
        "Aurelia Networks can change 61.3 %",
        "synthetic data",
        "country",
        "and 35 more",
        "and 30 more",
        "KH0305",
        "at most",
    ] {
        assert!(text.contains(needed), "`{needed}` is not in\n{text}");
    }
    assert!(!text.contains("XE"), "presence is not control");
}

#[test]
fn an_empty_assessment_is_said_in_words() {
    let mut a: Assessment = sample::assessment();
    a.actors.clear();
    a.unknowns.clear();
    a.scopes.clear();
    let text = text::summary(&a, 80);
    assert!(text.contains("nobody is stated to reach anything"));
    assert!(text.contains("Nothing is marked as not known"));
}
