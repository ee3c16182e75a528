//! The forms that names in our own files can have, and what to say when one has not.

use keyholder_diag::Code;

use crate::plain::{
    ID_FORM, RELEASE_FORM, is_country, is_id, is_printable, is_release, is_version,
};

/// What a name names, which decides its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Any text of one line.
    Text,
    /// An id.
    Id,
    /// A country code.
    Country,
    /// A version.
    Version,
    /// `component@version`.
    Release,
    /// A path in `documents/`.
    Document,
    /// A digest.
    Sha256,
    /// `*`, a place, or `region=NAME`.
    Served,
}

impl Form {
    /// The code, what it is not, and what to write, when a text has not this form.
    pub(crate) fn fault(self, text: &str) -> Option<(Code, &'static str, &'static str)> {
        let (good, code, what, hint) = match self {
            Form::Text => (
                !text.is_empty() && is_printable(text),
                Code::KH0106,
                "is empty or has control characters",
                "write a text of at least one letter, or leave the key out",
            ),
            Form::Id => (is_id(text), Code::KH0311, "is not a name", ID_FORM),
            Form::Country => (
                is_country(text),
                Code::KH0310,
                "is not a country code",
                "write the two capital letters of ISO 3166-1, as `XA`",
            ),
            Form::Version => (
                is_version(text),
                Code::KH0311,
                "is not a version",
                "a version has no spaces, `;` or `@`, and at most 128 bytes",
            ),
            Form::Release => (
                is_release(text),
                Code::KH0311,
                "is not a release",
                RELEASE_FORM,
            ),
            Form::Document => (
                is_document(text),
                Code::KH0106,
                "is not a file in `documents/`",
                "put the file into the folder `documents` and write its path with `/`, \
                 as `documents/x.cdx.json`",
            ),
            Form::Sha256 => (
                text.len() == 64
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
                Code::KH0106,
                "is not a SHA-256",
                "write 64 digits of 0 to 9 and a to f",
            ),
            Form::Served => (
                is_served(text),
                Code::KH0311,
                "is not a place or region",
                "write `*`, a place id, or `region=NAME`, with `;` between several",
            ),
        };
        (!good).then_some((code, what, hint))
    }
}

/// Whether a path leads to a file in `documents/` and nowhere else.
fn is_document(path: &str) -> bool {
    let steps = path.strip_prefix("documents/");
    is_printable(path)
        && !path.contains(['\\', '\n', '\t'])
        && steps.is_some_and(|steps| steps.split('/').all(|s| !matches!(s, "" | "." | "..")))
}

fn is_served(text: &str) -> bool {
    match text.strip_prefix("region=") {
        Some(region) => !region.trim().is_empty() && is_printable(region),
        None => text == "*" || is_id(text),
    }
}
