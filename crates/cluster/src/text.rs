//! Cells as all readers see them: trimmed as Rust trims, and blank when nothing is left or stated.

use datafusion::functions::core::expr_fn::coalesce;
use datafusion::functions::string::expr_fn::btrim;
use datafusion::logical_expr::{Expr, ident, lit};
use datafusion::scalar::ScalarValue;

/// All white space of Unicode. The engine's own trim takes away nothing but U+0020 unless told.
const WHITE_SPACE: &str = "\u{9}\u{a}\u{b}\u{c}\u{d}\u{20}\u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// A text as a constant; of the wide kind, as all texts here, so that a column may pass two gigabytes.
pub(crate) fn text(value: &str) -> Expr {
    lit(ScalarValue::LargeUtf8(Some(value.to_owned())))
}

/// The cell of a column, trimmed; null is blank.
pub(crate) fn cell(column: &str) -> Expr {
    let stated = coalesce(vec![ident(column), text("")]);
    btrim(vec![stated, text(WHITE_SPACE)]).alias(column)
}

/// The names in a cell of hosts or managers.
pub(crate) fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';')
        .map(str::trim)
        .filter(|name| !matches!(*name, "" | "none" | "?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_what_rust_takes_for_it() {
        let all: String = ('\0'..=char::MAX).filter(|c| c.is_whitespace()).collect();
        assert_eq!(all, WHITE_SPACE);
    }

    #[test]
    fn names_are_parted_and_words_are_none() {
        let found: Vec<&str> = names(" a;; b c ;none; ?;d\u{a0}").collect();
        assert_eq!(found, ["a", "b c", "d"]);
    }
}
