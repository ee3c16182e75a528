//! Whatever the bytes are: no reader and no formatter panics, counts reconcile, and what is
//! formatted reads as before.

mod ours_check;
mod ours_common;

use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_documents::{FileKind, fmt, tables, utf8};
use keyholder_supply::facts::TableCount;
use ours_common::{lines, read};
use proptest::prelude::*;

const SEEDS: &[&str] = &[
    include_str!("ours_seeds/settings.toml"),
    include_str!("ours_seeds/party.toml"),
    include_str!("ours_seeds/component.toml"),
    include_str!("ours_seeds/routes.toml"),
    include_str!("ours_seeds/publishers.toml"),
    include_str!("ours_seeds/groups.toml"),
    include_str!("ours_seeds/functions.toml"),
    include_str!("ours_seeds/evidence.toml"),
    include_str!("ours_seeds/yardstick.toml"),
    include_str!("ours_seeds/elements.csv"),
    include_str!("ours_seeds/pools.csv"),
    include_str!("ours_seeds/places.csv"),
    include_str!("ours_seeds/aliases.toml"),
    include_str!("ours_seeds/map.toml"),
    include_str!("ours_seeds/gate.toml"),
    include_str!("ours_seeds/policy.toml"),
];

/// Pieces that break things.
const PIECES: &[&str] = &[
    "[",
    "]",
    "[[",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "=",
    ",",
    ";",
    ".",
    "#",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\u{feff}",
    "é",
    "\u{0}",
    "\\",
    "\\u0000",
    "none",
    "?",
    "[[route]]\n",
    "[owner]\n",
    "a.b.c = 1\n",
    "id = \"x\"\n",
    "percent = -1\n",
    "1979-05-27T07:32:00Z",
    "nan",
    "99999999999999999999",
    "1e999",
    "0x_",
    "@",
    "\"\"",
    "# c\n",
    "\n\n",
];

/// A fact without its places.
fn placeless(fact: &str) -> String {
    let mut inside_span = false;
    let mut kept = String::new();
    for line in fact.lines().map(str::trim) {
        // In the debug form, a span takes a few lines up to its own closing brace; inside stands
        // `FileId(`, which closes with a parenthesis.
        inside_span |= line.contains("Span {");
        if !inside_span {
            kept.push_str(line);
            kept.push('\n');
        }
        inside_span &= !line.starts_with('}');
    }
    kept
}

/// The facts of a file, without their places; rows in an order of their own.
fn facts(kind: FileKind, text: &str) -> Vec<String> {
    fn rows<T: std::fmt::Debug>(parsed: Parsed<(Vec<T>, TableCount)>) -> Vec<String> {
        let (facts, count) = parsed.value;
        let facts = facts.iter().map(|fact| placeless(&format!("{fact:#?}")));
        let mut all: Vec<String> = facts.collect();
        all.push(format!("{} {}", count.taken, count.refused));
        all.sort();
        all
    }
    let (file, limits) = (FileId(0), &Limits::default());
    match kind {
        FileKind::Elements => rows(tables::elements(file, "t", text, limits)),
        FileKind::Pools => rows(tables::pools(file, "t", text, limits)),
        FileKind::Places => rows(tables::places(file, "t", text, limits)),
        _ => vec![placeless(&read(kind, text).0)],
    }
}

fn never_worse(kind: FileKind, text: &str) -> Result<(), TestCaseError> {
    let (_, diagnostics) = read(kind, text);
    lines(text, diagnostics);
    let limits = Limits::default();
    let count = tables::elements(FileId(0), "t", text, &limits).value.1;
    prop_assert_eq!(count.rows, count.taken + count.refused + count.blank);
    if let Ok(once) = fmt::file(text, kind) {
        let twice = fmt::file(&once, kind);
        prop_assert_eq!(twice.as_deref(), Ok(once.as_str()), "from {:?}", text);
        prop_assert_eq!(facts(kind, text), facts(kind, &once), "from {:?}", text);
        let blanks = once.lines().any(|line| line.ends_with([' ', '\t']));
        prop_assert!(
            !blanks || text.contains(['"', '\'']),
            "trailing blanks in {:?}",
            once
        );
    }
    Ok(())
}

#[test]
fn the_seeds_are_without_fault_and_in_canonical_form() {
    for (kind, seed) in FileKind::ALL.iter().zip(SEEDS) {
        ours_check::check(*kind, seed, &[]);
        assert_eq!(fmt::file(seed, *kind).as_deref(), Ok(*seed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), kind in 0..12_usize) {
        let _ = utf8(FileId(0), &bytes);
        never_worse(FileKind::ALL[kind], &String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), kind in 0..12_usize) {
        never_worse(FileKind::ALL[kind], &pieces.concat())?;
    }

    #[test]
    fn mutated_files(
        kind in 0..12_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..20_usize, prop::sample::select(PIECES)), 0..6),
    ) {
        let mut text = SEEDS[kind].to_owned();
        for (at, cut, piece) in edits {
            let chars: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = at.index(chars.len());
            let to = (from + cut).min(chars.len() - 1);
            text.replace_range(chars[from]..chars[to], piece);
        }
        never_worse(FileKind::ALL[kind], &text)?;
    }

    #[test]
    fn lines_in_any_order(kind in 0..12_usize, order in any::<u64>(), crlf in any::<bool>()) {
        let mut lines: Vec<&str> = SEEDS[kind].lines().collect();
        let mut state = order;
        let first = usize::from((7..10).contains(&kind));
        for index in (first + 1..lines.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other = first + usize::try_from(state >> 33).unwrap_or(0) % (index + 1 - first);
            lines.swap(index, other);
        }
        never_worse(FileKind::ALL[kind], &lines.join(if crlf { "\r\n" } else { "\n" }))?;
    }
}

/// Large inputs made to be slow: many faults of one kind, each in a file near its limit.
#[test]
#[expect(clippy::disallowed_methods, reason = "a bound on time needs a clock")]
fn many_faults_cost_no_more_than_their_size() {
    let many = |line: &str| line.repeat((1 << 19) / line.len());
    let numbered = |line: fn(usize) -> String| (0..60_000).map(line).collect::<String>();
    let texts = [
        many("bare\n"),
        many("[[owner\n"),
        many("[[owner]]\npercent = [\n"),
        many("a = \"\n"),
        many("a = 1\n"),
        many("[[owner]]\nx\n"),
        many("[a.b\n"),
        many("'''"),
        many("[1,\n"),
        format!("kind = [{}]", many("[],")),
        many(",\"\n"),
        numbered(|n| format!("unknown_{n} = 1\n")),
        numbered(|n| format!("[unknown_{n}.x]\n")),
        numbered(|n| format!("[[presence]]\ncountry = \"x\"\nkind = \"bild{n}\"\n")),
        format!("element,function{}\n", numbered(|n| format!(",column{n}"))),
        format!(
            "element,function\n{}",
            numbered(|n| format!("a b{n},x,y\n"))
        ),
    ];
    for (index, text) in texts.iter().enumerate() {
        for kind in [FileKind::Party, FileKind::Elements] {
            let start = std::time::Instant::now();
            let (_, diagnostics) = read(kind, text);
            assert!(diagnostics.len() <= 10_000);
            let _ = fmt::file(text, kind);
            let spent = start.elapsed().as_secs_f64();
            assert!(spent < 10.0, "text {index} as {kind:?} took {spent} s");
        }
    }
}
