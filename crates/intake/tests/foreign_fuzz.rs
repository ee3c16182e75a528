//! Whatever the text is: no reader of exports panics, hangs or takes more memory than its input is
//! worth, and the laws hold for what it read.

mod foreign_common;

use foreign_common::{files, known, read, told};
use proptest::prelude::*;

const SEEDS: &[(&str, &str)] = &[
    ("a.json", include_str!("foreign_seeds/fixture.json")),
    ("b.json", include_str!("foreign_seeds/page.json")),
    ("c.json", include_str!("foreign_seeds/nautobot.json")),
    ("d.sql", include_str!("foreign_seeds/dump.sql")),
    ("e.yaml", include_str!("foreign_seeds/compose.yaml")),
    ("f.yaml", include_str!("foreign_seeds/objects.yaml")),
    ("g/Chart.yaml", include_str!("foreign_seeds/Chart.yaml")),
    ("g/values.yaml", include_str!("foreign_seeds/values.yaml")),
    ("h.json", include_str!("foreign_seeds/resources4.json")),
    ("i.json", include_str!("foreign_seeds/resource5.json")),
    ("j.json", include_str!("foreign_seeds/topology.json")),
    ("k.sql", include_str!("foreign_seeds/topology.sql")),
];

/// Pieces that break things.
const PIECES: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    ":",
    ": ",
    ",",
    "\n",
    "\r\n",
    "\t",
    " ",
    "- ",
    "---\n",
    "...\n",
    "&a ",
    "*a",
    "<<: *a\n",
    "? ",
    "| ",
    "> ",
    "#",
    "%",
    "!!",
    "\u{feff}",
    "é",
    "𝄞",
    "\u{0}",
    "\\",
    "\\ud800",
    "\\N",
    "\\.\n",
    "null",
    "true",
    "1e999",
    "99999999999999999999",
    "-1",
    "0x",
    "\"id\": 1,",
    "\"name\": \"a b\",",
    "\"model\": \"dcim.device\",",
    "\"fields\": {}",
    "\"cluster\": 1,",
    "\"site\": [1, 2],",
    "image: a:b\n",
    "replicas: 100000\n",
    "kind: Node\n",
    "name: x\n",
    "\"aSide\": \"nf-1\",",
    "COPY public.dcim_site (id) FROM stdin;\n",
];

fn mutated(text: &str, edits: &[(prop::sample::Index, usize, &str)]) -> String {
    let mut text = text.to_owned();
    for (at, cut, piece) in edits {
        let chars: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let from = at.index(chars.len());
        let to = (from + cut).min(chars.len() - 1);
        text.replace_range(chars[from]..chars[to], piece);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn mutated_exports(
        seed in 0..SEEDS.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..30_usize, prop::sample::select(PIECES)), 0..8),
    ) {
        let (path, text) = SEEDS[seed];
        let text = mutated(text, &edits);
        let one = files(&[(path, &text)]);
        let again = read(&one).map(|parsed| (parsed.value.facts, told_of(&one)));
        let first = read(&one).map(|parsed| (parsed.value.facts, told_of(&one)));
        prop_assert_eq!(first, again);
    }

    #[test]
    fn mutated_folders(
        edits in prop::collection::vec((0..SEEDS.len(), any::<prop::sample::Index>(), 0..30_usize, prop::sample::select(PIECES)), 0..10),
    ) {
        let mut texts: Vec<(&str, String)> = SEEDS.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
        for (seed, at, cut, piece) in edits {
            texts[seed].1 = mutated(&texts[seed].1, &[(at, cut, piece)]);
        }
        let borrowed: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let _ = read(&files(&borrowed));
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), end in 0..4_usize) {
        let path = ["x.json", "x.yaml", "x.sql", "x"][end];
        let _ = read(&files(&[(path, &pieces.concat())]));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), end in 0..4_usize) {
        let path = ["x.json", "x.yaml", "values.yml", "x"][end];
        let _ = read(&files(&[(path, &String::from_utf8_lossy(&bytes))]));
    }
}

fn told_of(files: &[keyholder_intake::foreign::File]) -> String {
    read(files)
        .map(|parsed| told(&parsed, files))
        .unwrap_or_default()
}

#[test]
fn the_order_of_files_and_entries_does_not_matter() {
    let forwards = known(SEEDS);
    let mut turned: Vec<(&str, &str)> = SEEDS.to_vec();
    turned.reverse();
    let backwards = known(&turned);
    assert_eq!(
        foreign_common::lines(&forwards),
        foreign_common::lines(&backwards)
    );
    assert_eq!(forwards.value.not_placed, backwards.value.not_placed);
}

/// Large inputs made to be slow or large in memory.
#[test]
#[expect(clippy::disallowed_methods, reason = "a bound on time needs a clock")]
fn bombs_and_floods_are_refused_or_cost_no_more_than_their_size() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let names = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{names}]\n"));
    }
    let merges: String = (1..2_000).fold("b0: &b0 {x: 1}\n".to_owned(), |text, n| {
        format!("{text}b{n}: &b{n}\n  <<: [*b{}, *b0]\n  k{n}: 1\n", n - 1)
    });
    let numbered = |line: fn(usize) -> String| (0..30_000).map(line).collect::<String>();
    let texts = [
        ("x.yaml", format!("apiVersion: v1\nkind: Pod\n{laughs}")),
        ("x.yaml", merges),
        ("x.yaml", "[".repeat(200_000)),
        ("x.yaml", "- ".repeat(200_000)),
        ("x.yaml", "a:\n ".repeat(60_000)),
        ("x.yaml", "---\n".repeat(200_000)),
        ("x.yaml", "--- {\n".repeat(50_000)),
        ("x.yaml", format!("a: {}", "x".repeat(2_000_000))),
        ("x.yaml", numbered(|n| format!("k{}: 1\n", n % 7))),
        (
            "x.yaml",
            format!("services:\n  amf: {{image: a, scale: {}}}\n", u64::MAX),
        ),
        (
            "x.yaml",
            format!(
                "services:\n{}",
                numbered(|n| format!("  s{n}: {{image: a:{n}}}\n"))
            ),
        ),
        ("x.json", "[".repeat(500_000)),
        (
            "x.json",
            format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000)),
        ),
        ("x.json", format!("[{}0]", "0,".repeat(1_000_000))),
        (
            "x.json",
            format!(
                "{{\"results\": [{}{{}}], \"count\": 1}}",
                "{},".repeat(200_000)
            ),
        ),
        (
            "x.json",
            format!(
                "[{}{{}}]",
                numbered(|n| format!(
                    "{{\"model\": \"dcim.site\", \"pk\": {n}, \"fields\": {{\"name\": \"a!{n}\"}}}},"
                ))
            ),
        ),
        (
            "x.json",
            format!(
                "[{}{{}}]",
                numbered(|_| {
                    "{\"model\": \"dcim.site\", \"pk\": 1, \"fields\": {\"name\": \"a\"}},"
                        .to_owned()
                })
            ),
        ),
        (
            "x.json",
            format!("{{{}\"x\": 1}}", "\"k\": 1,".repeat(200_000)),
        ),
        (
            "x.sql",
            format!(
                "COPY public.dcim_site (id, name) FROM stdin;\n{}",
                numbered(|n| format!("{n}\ta:{}\n", n % 3))
            ),
        ),
    ];
    for (index, (path, text)) in texts.iter().enumerate() {
        let start = std::time::Instant::now();
        let parsed = read(&files(&[(path, text)]));
        let spent = start.elapsed().as_secs_f64();
        assert!(spent < 15.0, "text {index} took {spent} s");
        if let Some(parsed) = parsed {
            assert!(parsed.diagnostics.len() <= 5_000, "text {index}");
            assert!(parsed.value.facts.elements.len() <= 40_000, "text {index}");
        }
    }
    let bomb = files(&[("x.yaml", &texts[0].1)]);
    let parsed = read(&bomb).expect("told");
    assert!(
        told(&parsed, &bomb).contains("KH0110"),
        "{}",
        told(&parsed, &bomb)
    );
}
