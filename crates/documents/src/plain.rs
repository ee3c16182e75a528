//! From bytes to text, and the small forms that files share: names, countries, dates.

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic, FileId, Span};

/// Longest id, bytes.
pub(crate) const ID_BYTES_MAX: usize = 128;

/// What an id may be, for help texts.
pub(crate) const ID_FORM: &str = "a name has ASCII letters, digits, `.`, `_`, `-` and `/`, \
begins with a letter or digit, and has at most 128 bytes";

/// What a release may be, for help texts.
pub(crate) const RELEASE_FORM: &str = "write `component@version`, as `amf-software@23.4.1`; \
a version has no spaces, `;` or `@`";

/// The text of a file, or `KH0108` with the place of the first byte that is not UTF-8.
///
/// # Errors
///
/// Bytes that are not UTF-8.
pub fn utf8(file: FileId, bytes: &[u8]) -> Result<&str, Diagnostic> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let help = match bytes {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file looks like UTF-16; save it as UTF-8",
            _ => "save the file with the encoding UTF-8",
        };
        // The text of such a file is not kept, so a place in it cannot be shown; the byte can be told.
        let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
        let message =
            format!("byte {at}, in line {line}, is not UTF-8 text; nothing of the file is taken");
        Diagnostic::new(Code::KH0108, Span::whole(file), message).help(help)
    })
}

/// Cuts spaces, and the byte order marks that some editors leave, from both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// Whether a text can be an id.
pub(crate) fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= ID_BYTES_MAX
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/'))
}

/// Whether a text can be a version.
pub(crate) fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_BYTES_MAX
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == ';' || c == '@')
}

/// Whether a text can be `component@version`.
pub(crate) fn is_release(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(component, version)| is_id(component) && is_version(version))
}

/// Whether a text has the form of a country code.
pub(crate) fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether a text is free of characters that no name or note has.
pub(crate) fn is_printable(text: &str) -> bool {
    !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The day written as `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let form = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !form {
        return None;
    }
    let year = text[0..4].parse().ok()?;
    let month = text[5..7].parse().ok()?;
    let day = text[8..10].parse().ok()?;
    Date::new(year, month, day).ok()
}

/// "did you mean `x`? ", or nothing.
pub(crate) fn maybe_meant<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    // A long text is no slip of the hand, and comparing it would cost time.
    if written.len() > ID_BYTES_MAX {
        return String::new();
    }
    keyholder_diag::did_you_mean(written, candidates)
        .map(|near| format!("did you mean `{near}`? "))
        .unwrap_or_default()
}

/// A text as it can stand in a message: one line, not too long.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_countries_versions_and_days() {
        for good in ["a", "5gc/amf-1", "x_Y.z", "0"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "a b", "a@1", "ä", "/x", &"a".repeat(129)] {
            assert!(!is_id(bad), "{bad}");
        }
        assert!(is_country("XA") && !is_country("xa") && !is_country("XAB"));
        assert!(is_release("amf@1.0+b/2") && !is_release("amf") && !is_release("amf@1@2"));
        assert!(date("2024-02-29").is_some());
        for bad in [
            "2023-02-29",
            "24-02-29",
            "2024-2-29",
            "2024-02-29 ",
            "２024-02-2",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_told_by_line() {
        assert_eq!(utf8(FileId(0), b"abc"), Ok("abc"));
        let fault = utf8(FileId(0), b"a\nb\xff").expect_err("not UTF-8");
        assert_eq!(fault.code, Code::KH0108);
        assert!(
            fault.message.contains("byte 3, in line 2"),
            "{}",
            fault.message
        );
        let wide = utf8(FileId(0), b"\xff\xfea\0").expect_err("not UTF-8");
        assert!(wide.help.expect("help").contains("UTF-16"));
    }
}
