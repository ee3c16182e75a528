//! A bill of materials, as far as the questions of this project need it.

/// The format a document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BomFormat {
    /// CycloneDX in JSON.
    CycloneDxJson,
    /// SPDX 2.x in JSON.
    SpdxJson,
}

impl BomFormat {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            BomFormat::CycloneDxJson => "CycloneDX JSON",
            BomFormat::SpdxJson => "SPDX JSON",
        }
    }
}

/// One part inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BomComponent {
    /// As the document writes it.
    pub name: String,
    /// As the document writes it; empty when it does not.
    pub version: String,
    /// Package URL as the document writes it.
    pub purl: Option<String>,
    /// Supplier, publisher, manufacturer or originator as the document names it.
    pub supplier: Option<String>,
    /// Digests, as `SHA-256:hex`, sorted.
    pub hashes: Vec<String>,
}

/// A whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bom {
    /// Format.
    pub format: BomFormat,
    /// Version of the format, as written.
    pub spec_version: String,
    /// The thing described, when the document says.
    pub subject: Option<BomComponent>,
    /// Parts, sorted, without repetition. Nested parts stand in this one list.
    pub components: Vec<BomComponent>,
    /// `from → to` relations that were read.
    pub relations: usize,
    /// Entries that were not understood, each with a diagnostic.
    pub skipped: usize,
    /// Whether the document itself says that its list is complete. `None`: it does not say.
    pub complete: Option<bool>,
}
