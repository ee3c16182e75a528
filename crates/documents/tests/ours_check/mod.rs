//! `check(kind, input, expect)`: the helper by which tests state what a reader says.

use keyholder_documents::FileKind;

use crate::ours_common::{lines, read};

/// Reads a file and compares its diagnostics: as many as expected, each with the expected words
/// (`KH0103 2:` and, after `…`, further words), in order.
pub(crate) fn check(kind: FileKind, text: &str, expect: &[&str]) -> String {
    let (facts, diagnostics) = read(kind, text);
    let found = lines(text, diagnostics);
    let all = found.join("\n");
    assert_eq!(found.len(), expect.len(), "in\n{text}\nfound\n{all}");
    for (line, words) in found.iter().zip(expect) {
        for words in words.split('…') {
            assert!(line.contains(words.trim()), "no `{words}` in\n{all}");
        }
    }
    facts
}
