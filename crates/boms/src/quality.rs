//! What a bill of materials states of what such documents must state.
//!
//! Two lists: the minimum elements of the NTIA, and what the OpenChain Telco SBOM Guide 1.1 asks of a document,
//! as far as the document itself shows it. Delivery, access and whether the list is true are not in it. What is
//! not known is not had: `NOASSERTION`, which the formats allow, counts as not stated. `NONE` is a statement.

use keyholder_supply::bom::{Bom, BomAgentKind, BomComponent, BomEnd, BomFormat, BomRelation};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// That state it.
    pub have: usize,
    /// That should.
    pub of: usize,
}

impl Share {
    /// In percent: 100 only for all, 0 only for none. `None` where nobody should.
    #[must_use]
    pub fn percent(self) -> Option<u8> {
        let (have, of) = (self.have.min(self.of), self.of);
        let share = have.saturating_mul(100).checked_div(of)?;
        let floor = usize::from(have > 0);
        let percent = if have == of {
            100
        } else {
            share.clamp(floor, 99)
        };
        u8::try_from(percent).ok()
    }

    /// Whether all that should state it do, and there is somebody who should.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.of > 0 && self.have >= self.of
    }

    fn one(has: bool) -> Self {
        Share {
            have: usize::from(has),
            of: 1,
        }
    }
}

/// The minimum elements of the NTIA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NtiaElement {
    /// Who supplies the part.
    Supplier,
    /// Its name.
    Name,
    /// Its version.
    Version,
    /// Another identifier: package URL, CPE, SWID.
    OtherIdentifiers,
    /// What it is inside of, or what it depends on.
    Relationship,
    /// Who made the document.
    Author,
    /// When.
    Timestamp,
}

impl NtiaElement {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            NtiaElement::Supplier => "supplier name",
            NtiaElement::Name => "component name",
            NtiaElement::Version => "version",
            NtiaElement::OtherIdentifiers => "other unique identifiers",
            NtiaElement::Relationship => "dependency relationship",
            NtiaElement::Author => "author of the document",
            NtiaElement::Timestamp => "timestamp",
        }
    }
}

/// What the OpenChain Telco SBOM Guide 1.1 asks of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TelcoItem {
    /// SPDX 2.2 or 2.3, as JSON or tag-value.
    Format,
    /// The document's name.
    DocumentName,
    /// Its namespace.
    DocumentNamespace,
    /// When it was made.
    Created,
    /// The organisation that made it.
    CreatorOrganisation,
    /// The tool that made it, with its version.
    CreatorTool,
    /// Design, source, build, analyzed, deployed or runtime.
    SbomType,
    /// The name of each package.
    PackageName,
    /// Its id in the document.
    PackageId,
    /// Its version.
    PackageVersion,
    /// Its supplier.
    PackageSupplier,
    /// Where it can be had.
    DownloadLocation,
    /// A digest of it.
    Checksum,
    /// The licence that was found to hold.
    LicenceConcluded,
    /// The licence that its authors state.
    LicenceDeclared,
    /// Its copyright.
    Copyright,
    /// Its package URL; recommended.
    Purl,
    /// What the document describes.
    Describes,
    /// What contains what.
    Contains,
}

impl TelcoItem {
    /// Whether the guide demands it, and does not only recommend it.
    #[must_use]
    pub fn is_required(self) -> bool {
        self != TelcoItem::Purl
    }

    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            TelcoItem::Format => "SPDX 2.2 or 2.3, as JSON or tag-value",
            TelcoItem::DocumentName => "document name",
            TelcoItem::DocumentNamespace => "document namespace",
            TelcoItem::Created => "created",
            TelcoItem::CreatorOrganisation => "creator: organisation",
            TelcoItem::CreatorTool => "creator: tool with version",
            TelcoItem::SbomType => "type of the document in the creator comment",
            TelcoItem::PackageName => "package name",
            TelcoItem::PackageId => "package id",
            TelcoItem::PackageVersion => "package version",
            TelcoItem::PackageSupplier => "package supplier",
            TelcoItem::DownloadLocation => "download location",
            TelcoItem::Checksum => "package checksum",
            TelcoItem::LicenceConcluded => "licence concluded",
            TelcoItem::LicenceDeclared => "licence declared",
            TelcoItem::Copyright => "copyright text",
            TelcoItem::Purl => "package URL",
            TelcoItem::Describes => "relationship: describes",
            TelcoItem::Contains => "relationship: contains",
        }
    }
}

/// What a document states of what it must.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Quality {
    /// Parts and the thing described, as they were counted.
    pub parts: usize,
    /// The minimum elements, each once, in order.
    pub ntia: Vec<(NtiaElement, Share)>,
    /// The items of the guide, each once, in order.
    pub telco: Vec<(TelcoItem, Share)>,
}

impl Quality {
    /// Whether every minimum element is stated for every part.
    #[must_use]
    pub fn meets_ntia(&self) -> bool {
        self.ntia.iter().all(|(_, share)| share.is_whole())
    }

    /// Whether everything that the guide demands is stated for every part.
    #[must_use]
    pub fn meets_telco(&self) -> bool {
        let mut demanded = self.telco.iter().filter(|(item, _)| item.is_required());
        demanded.all(|(_, share)| share.is_whole())
    }

    /// The share of one minimum element.
    #[must_use]
    pub fn ntia_share(&self, element: NtiaElement) -> Share {
        let found = self.ntia.iter().find(|(known, _)| *known == element);
        found.map(|(_, share)| *share).unwrap_or_default()
    }

    /// The share of one item of the guide.
    #[must_use]
    pub fn telco_share(&self, item: TelcoItem) -> Share {
        let found = self.telco.iter().find(|(known, _)| *known == item);
        found.map(|(_, share)| *share).unwrap_or_default()
    }
}

/// Counts what a document states. Parts without a name count as parts that lack everything.
pub fn quality(bom: &Bom) -> Quality {
    let parts: Vec<&BomComponent> = bom.subject.iter().chain(&bom.components).collect();
    let of = parts.len() + bom.nameless;
    let count = |has: &dyn Fn(&BomComponent) -> bool| Share {
        have: parts.iter().filter(|part| has(part)).count(),
        of,
    };
    let related = Share {
        have: related(bom),
        of,
    };
    let is_dated = bom.about.created.as_deref().is_some_and(is_timestamp);
    let named = count(&|part| is_stated(&part.name));
    let versioned = count(&|part| is_stated(&part.version));
    let supplied = count(&|part| part.supplier.is_some());
    let ntia = vec![
        (NtiaElement::Supplier, supplied),
        (NtiaElement::Name, named),
        (NtiaElement::Version, versioned),
        (
            NtiaElement::OtherIdentifiers,
            count(&|part| part.purl.is_some() || !part.ids.is_empty()),
        ),
        (NtiaElement::Relationship, related),
        (
            NtiaElement::Author,
            Share::one(!bom.about.authors.is_empty()),
        ),
        (NtiaElement::Timestamp, Share::one(is_dated)),
    ];
    let mut telco = document_items(bom, is_dated);
    telco.extend([
        (TelcoItem::PackageName, named),
        (TelcoItem::PackageId, count(&|part| part.has_reference)),
        (TelcoItem::PackageVersion, versioned),
        (TelcoItem::PackageSupplier, supplied),
        (
            TelcoItem::DownloadLocation,
            count(&|part| part.download.is_some()),
        ),
        (TelcoItem::Checksum, count(&|part| !part.hashes.is_empty())),
        (
            TelcoItem::LicenceConcluded,
            count(&|part| part.licence_concluded.is_some()),
        ),
        (
            TelcoItem::LicenceDeclared,
            count(&|part| part.licence_declared.is_some()),
        ),
        (TelcoItem::Copyright, count(&|part| part.has_copyright)),
        (TelcoItem::Purl, count(&|part| part.purl.is_some())),
    ]);
    let contains = bom
        .edges
        .iter()
        .any(|e| e.relation == BomRelation::Contains);
    telco.push((TelcoItem::Describes, Share::one(bom.about.describes)));
    telco.push((TelcoItem::Contains, Share::one(contains)));
    Quality {
        parts: of,
        ntia,
        telco,
    }
}

fn document_items(bom: &Bom, is_dated: bool) -> Vec<(TelcoItem, Share)> {
    let about = &bom.about;
    let format = match bom.format {
        BomFormat::SpdxJson | BomFormat::SpdxTagValue => true,
        BomFormat::CycloneDxJson | BomFormat::CycloneDxXml | BomFormat::Spdx3JsonLd => false,
    };
    let mut authors = about.authors.iter();
    let organisation = authors.any(|author| author.kind == BomAgentKind::Organisation);
    let tool = about.tools.iter().any(|tool| tool.version.is_some());
    vec![
        (TelcoItem::Format, Share::one(format)),
        (TelcoItem::DocumentName, Share::one(about.name.is_some())),
        (TelcoItem::DocumentNamespace, Share::one(about.id.is_some())),
        (TelcoItem::Created, Share::one(is_dated)),
        (TelcoItem::CreatorOrganisation, Share::one(organisation)),
        (TelcoItem::CreatorTool, Share::one(tool)),
        (TelcoItem::SbomType, Share::one(!about.stages.is_empty())),
    ]
}

fn is_stated(text: &str) -> bool {
    !matches!(text.trim(), "" | "NOASSERTION" | "NONE")
}

/// Parts of which a document says what they are inside of or depend on, or what is inside of or depended on by them.
fn related(bom: &Bom) -> usize {
    let mut has = vec![false; bom.components.len()];
    let mut subject = false;
    let tells = |relation| match relation {
        BomRelation::DependsOn | BomRelation::Contains => true,
        BomRelation::Other => false,
    };
    for edge in bom.edges.iter().filter(|edge| tells(edge.relation)) {
        for end in [edge.from, edge.to] {
            match end {
                BomEnd::Subject => subject = true,
                BomEnd::Part(at) => {
                    if let Some(has) = has.get_mut(at) {
                        *has = true;
                    }
                }
            }
        }
    }
    has.iter().filter(|has| **has).count() + usize::from(subject && bom.subject.is_some())
}

/// `2026-11-26T02:11:40Z`, with fractions and offsets as ISO 8601 writes them. A day alone is no time.
fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let number = |piece: Option<&str>, digits: usize, least: u32, most: u32| {
        let piece = piece.filter(|piece| piece.len() == digits);
        let piece = piece.filter(|piece| piece.bytes().all(|b| b.is_ascii_digit()));
        let value = piece.and_then(|piece| piece.parse::<u32>().ok());
        value.is_some_and(|value| (least..=most).contains(&value))
    };
    let mut pieces = date.split('-');
    let date_good = number(pieces.next(), 4, 1, 9_999)
        && number(pieces.next(), 2, 1, 12)
        && number(pieces.next(), 2, 1, 31)
        && pieces.next().is_none();
    let Some(zone_at) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (clock, zone) = time.split_at(zone_at);
    let clock = clock.split('.').next().unwrap_or_default();
    let mut pieces = clock.split(':');
    let time_good = number(pieces.next(), 2, 0, 24)
        && number(pieces.next(), 2, 0, 59)
        && number(pieces.next(), 2, 0, 60)
        && pieces.next().is_none();
    let zone = zone.get(1..).unwrap_or_default();
    let zone_good = zone.is_empty() || zone.bytes().all(|b| b.is_ascii_digit() || b == b':');
    date_good && time_good && zone_good
}

#[cfg(test)]
mod tests;
