//! Text in columns of a terminal: measuring, wrapping, cutting.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The text in at most `width` columns, with `…` where something was cut. Control characters are left out.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    if columns(&clean) <= width {
        return clean;
    }
    let mut out = String::new();
    let mut used = 0;
    for letter in clean.chars() {
        used += letter.width().unwrap_or(0);
        if used >= width {
            break;
        }
        out.push(letter);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// Lines of at most `width` columns: the first after `first`, the others after `rest`.
pub(crate) fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && columns(&line) + 1 + columns(word) > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// The text followed by blanks up to `width` columns.
pub(super) fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let blanks = width.saturating_sub(columns(&text));
    text + &" ".repeat(blanks)
}

/// The text after blanks, `width` columns in all.
pub(super) fn right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let blanks = width.saturating_sub(columns(&text));
    " ".repeat(blanks) + &text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_columns_and_drops_control_characters() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("ab\u{1b}[31m", 9), "ab[31m");
        assert_eq!(cut("電波網", 5), "電波…");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn wraps_at_words() {
        assert_eq!(
            wrapped("one two three", 8, "- ", "  "),
            ["- one", "  two", "  three"]
        );
        assert_eq!(wrapped("", 8, "", ""), [""]);
    }
}
