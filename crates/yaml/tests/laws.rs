//! Bombs are refused, values stay as written, and no text does harm.

use keyholder_yaml::{Bounds, Tree, read, written};
use proptest::prelude::*;

const BOUNDS: Bounds = Bounds {
    depth: 64,
    values: 200_000,
    copies: 10_000,
    names_once: true,
};

#[test]
fn bombs_and_names_twice_are_refused() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (this, before) in ('b'..='j').zip('a'..) {
        let copies = vec![format!("*{before}"); 10].join(", ");
        bomb.push_str(&format!("{this}: &{this} [{copies}]\n"));
    }
    assert!(read(&bomb, BOUNDS).is_err());
    assert!(read("a: 1\na: 2\n", BOUNDS).is_err());
    assert!(read(&"[".repeat(10_000), BOUNDS).is_err());
    let both = Bounds {
        names_once: false,
        ..BOUNDS
    };
    let tree = read("a: 1\na: 2\n", both).expect("both are given");
    assert!(matches!(tree.value, Tree::Map(members) if members.len() == 2));
}

#[test]
fn numbers_stay_as_they_are_written() {
    let text = "[1.10, 0x1f, 1e3]\n";
    let Tree::List(items) = read(text, BOUNDS).expect("YAML").value else {
        panic!("a list");
    };
    let all: Vec<Option<&str>> = items.iter().map(|item| written(item, text)).collect();
    assert_eq!(all, [Some("1.10"), Some("0x1f"), Some("1e3")]);
}

proptest! {
    #[test]
    fn arbitrary_text_does_no_harm(text in "[-:a-c \\n&*{}\\[\\]'\"|>#!%@,.0-9]{0,120}") {
        let _ = read(&text, BOUNDS);
    }
}
