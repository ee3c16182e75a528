//! A bill of materials, as far as the questions of this project need it.

use crate::word::words;

words! {
    /// The format a document was written in.
    BomFormat {
        /// CycloneDX in JSON.
        CycloneDxJson = "CycloneDX JSON",
        /// CycloneDX in XML.
        CycloneDxXml = "CycloneDX XML",
        /// SPDX 2.x in JSON.
        SpdxJson = "SPDX JSON",
        /// SPDX 2.x as lines of tag and value.
        SpdxTagValue = "SPDX tag-value",
        /// SPDX 3.x in JSON-LD.
        Spdx3JsonLd = "SPDX 3 JSON-LD",
    }
}

/// One part inside.
///
/// The first five fields say which part it is; two entries that agree in them are one part. The others
/// are facts about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// What kind of thing, as the document writes it, in lower case: `library`, `application`.
    pub kind: Option<String>,
    /// Identifiers beside the package URL, sorted: `cpe:2.3:…`, `swid:…`, `gitoid:…`, `swh:…`.
    pub ids: Vec<String>,
    /// Licences that its authors state; `NONE` when the document states that they state none.
    pub licence_declared: Option<String>,
    /// Licences that the author of the document found to hold.
    pub licence_concluded: Option<String>,
    /// Where it can be had, as the document writes it.
    pub download: Option<String>,
    /// Whether something is said of its copyright.
    pub has_copyright: bool,
    /// Whether the document gives it an id by which it can be spoken of.
    pub has_reference: bool,
}

words! {
    /// Who is behind a document, as it says itself.
    BomAgentKind {
        /// An organisation.
        Organisation = "organisation",
        /// A person.
        Person = "person",
    }
}

/// Who made a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BomAgent {
    /// Organisation or person.
    pub kind: BomAgentKind,
    /// As the document writes it.
    pub name: String,
}

/// What a document was made with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BomTool {
    /// As the document writes it.
    pub name: String,
    /// As the document writes it; `None` when no version can be told apart.
    pub version: Option<String>,
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BomAbout {
    /// Its name.
    pub name: Option<String>,
    /// Its serial number or namespace.
    pub id: Option<String>,
    /// When it was made, as written.
    pub created: Option<String>,
    /// Who made it, sorted.
    pub authors: Vec<BomAgent>,
    /// What it was made with, sorted.
    pub tools: Vec<BomTool>,
    /// At which stages of the product's life the list was taken, as written, in lower case, sorted: `build`.
    pub stages: Vec<String>,
    /// Whether it says which thing it describes.
    pub describes: bool,
    /// How many times it says itself that something is missing or not known.
    pub gaps: usize,
}

/// An end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BomEnd {
    /// The thing described.
    Subject,
    /// A part, by its place in [`Bom::components`].
    Part(usize),
}

words! {
    /// How two parts hang together.
    BomRelation {
        /// The first needs the second.
        DependsOn = "depends on",
        /// The second is inside the first.
        Contains = "contains",
        /// Anything else that formats have a word for.
        Other = "other",
    }
}

/// A relation between two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BomEdge {
    /// From.
    pub from: BomEnd,
    /// How.
    pub relation: BomRelation,
    /// To.
    pub to: BomEnd,
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
    /// Those between parts, and nesting, sorted, without repetition.
    pub edges: Vec<BomEdge>,
    /// Entries that were not understood, each with a diagnostic.
    pub skipped: usize,
    /// Of these, parts without a name; what is inside them still counts as inside.
    pub nameless: usize,
    /// Whether the document itself says that its list is complete. `None`: it does not say.
    pub complete: Option<bool>,
    /// What it says of itself.
    pub about: BomAbout,
}

impl Bom {
    /// A document that says nothing yet.
    #[must_use]
    pub fn new(format: BomFormat, spec_version: impl Into<String>) -> Self {
        Bom {
            format,
            spec_version: spec_version.into(),
            subject: None,
            components: Vec::new(),
            relations: 0,
            edges: Vec::new(),
            skipped: 0,
            nameless: 0,
            complete: None,
            about: BomAbout::default(),
        }
    }
}
