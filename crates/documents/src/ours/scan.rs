//! Where the statements of a TOML text begin and end, found without parsing it.
//!
//! Used for three things: to refuse nesting that is too deep before any parser sees it,
//! to leave out just the statement that a syntax error stands in, and to count comments.

/// One header or one `key = value`, with everything up to the end of its last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte, without the line break.
    pub(crate) end: usize,
    /// Whether it is a `[header]`.
    pub(crate) header: bool,
    /// A bracket that is opened in it and never closed.
    pub(crate) open: Option<usize>,
}

/// What a scan finds.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// In the order of the text; blank lines and comments are left out.
    pub(crate) statements: Vec<Statement>,
    /// Deepest nesting: open brackets and the dots of dotted keys.
    pub(crate) depth: usize,
    /// Where the deepest nesting is.
    pub(crate) deepest: usize,
    /// How many comments there are.
    pub(crate) comments: usize,
}

/// Scans a text; takes any text, also broken ones.
pub(crate) fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text: text.as_bytes(),
        at: 0,
        scan: Scan::default(),
    };
    if text.starts_with('\u{feff}') {
        scanner.at = '\u{feff}'.len_utf8();
    }
    while let Some(byte) = scanner.peek() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => scanner.at += 1,
            b'#' => scanner.comment(),
            _ => scanner.statement(byte == b'['),
        }
    }
    scanner.scan
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    scan: Scan,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn comment(&mut self) {
        self.scan.comments += 1;
        self.at = line_end(self.text, self.at);
    }

    /// Runs to the end of the line on which all brackets are closed again.
    fn statement(&mut self, header: bool) {
        let start = self.at;
        // One entry for each open bracket: the bracket, the dots before it at its level, its place.
        let mut open: Vec<(u8, usize, usize)> = Vec::new();
        let mut dots = 0;
        let mut outer_dots = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' if header || open.is_empty() => break,
                b'\n' => {
                    self.at += 1;
                    let in_array = open.last().is_some_and(|(bracket, ..)| *bracket == b'[');
                    if begins_anew(&self.text[self.at..], in_array) {
                        self.at -= 1;
                        break;
                    }
                    continue;
                }
                b'#' => {
                    self.comment();
                    continue;
                }
                b'"' | b'\'' => {
                    self.at = string_end(self.text, self.at);
                    continue;
                }
                b'[' | b'{' if !header => {
                    open.push((byte, dots, self.at));
                    outer_dots += dots;
                    dots = 0;
                }
                b']' | b'}' if !header => {
                    if let Some((_, before, _)) = open.pop() {
                        outer_dots -= before;
                        dots = before;
                    }
                }
                b'.' => dots += 1,
                b',' => dots = 0,
                _ => {}
            }
            let depth = open.len() + outer_dots + dots;
            if depth > self.scan.depth {
                (self.scan.depth, self.scan.deepest) = (depth, self.at);
            }
            self.at += 1;
        }
        self.scan.statements.push(Statement {
            start,
            end: self.at,
            header,
            open: open.first().map(|(_, _, at)| *at),
        });
    }
}

fn line_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .position(|b| *b == b'\n')
        .map_or(text.len(), |length| at + length)
}

/// One past the end of the string that opens at `at`; a string that is not closed ends where a
/// TOML reader would end it: at the line break, or for long strings at the end of the text.
fn string_end(text: &[u8], at: usize) -> usize {
    let quote = text[at];
    let long = text[at..].starts_with(&[quote; 3]);
    let mut at = at + if long { 3 } else { 1 };
    while let Some(byte) = text.get(at).copied() {
        match byte {
            b'\\' if quote == b'"' => {
                // An escaped line break does not continue a short string.
                at += if !long && text.get(at + 1) == Some(&b'\n') {
                    1
                } else {
                    2
                };
                continue;
            }
            b'\n' if !long => return at,
            _ if byte == quote && !long => return at + 1,
            _ if byte == quote && text[at..].starts_with(&[quote; 3]) => {
                // Up to two quotes may stand just before the closing three.
                let more = text[at + 3..].iter().take(2).take_while(|b| **b == quote);
                return at + 3 + more.count();
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Whether a line inside open brackets can only be the beginning of a new statement: a header,
/// or `key =` in an array. Then the bracket was never closed.
fn begins_anew(rest: &[u8], in_array: bool) -> bool {
    let line = &rest[..line_end(rest, 0)];
    let line = line.trim_ascii();
    let bare = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let word = |line: &[u8]| line.iter().take_while(|b| bare(b)).count();
    if let Some(inner) = line.strip_prefix(b"[") {
        let inner = inner.strip_prefix(b"[").unwrap_or(inner);
        let length = word(inner);
        let name = &inner[..length];
        let literal = matches!(name, b"true" | b"false" | b"nan" | b"inf")
            || name.first().is_none_or(|b| !b.is_ascii_alphabetic());
        return !literal && inner[length..].starts_with(b"]");
    }
    let length = word(line);
    in_array && length > 0 && line[length..].trim_ascii_start().starts_with(b"=")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Vec<&str> {
        let all = scan(text).statements;
        all.iter().map(|s| &text[s.start..s.end]).collect()
    }

    #[test]
    fn finds_statements_over_several_lines() {
        let text = "# c\na = [\n  1, # x\n  2\n]\n\n[[b]]\nc = \"\"\"\n[d]\n\"\"\"\ne = '['\n";
        assert_eq!(
            statements(text),
            [
                "a = [\n  1, # x\n  2\n]",
                "[[b]]",
                "c = \"\"\"\n[d]\n\"\"\"",
                "e = '['"
            ]
        );
        assert_eq!(scan(text).comments, 2);
    }

    #[test]
    fn an_open_bracket_ends_where_the_next_statement_begins() {
        assert_eq!(statements("a = [1,\nb = 2\n"), ["a = [1,", "b = 2"]);
        assert_eq!(statements("a = {x = [1\n[[b]]\n"), ["a = {x = [1", "[[b]]"]);
        assert_eq!(
            statements("a = [\n[true],\n[1]\n]"),
            ["a = [\n[true],\n[1]\n]"]
        );
        assert_eq!(statements("a = \"x\nb = 2"), ["a = \"x", "b = 2"]);
    }

    #[test]
    fn depth_counts_brackets_and_dots() {
        assert_eq!(scan("a = [[[1]]]").depth, 3);
        assert_eq!(scan("a.b.c = {d.e = [1]}").depth, 5);
        assert_eq!(scan("a = [1, 2, 3]\nb = '[[[['").depth, 1);
        assert_eq!(scan("[a.b.c]").depth, 2);
    }
}
