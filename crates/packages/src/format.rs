//! The formats that are known.

/// What kind of package it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// ETSI GS NFV-SOL 004, option 1: a manifest with digests, signed.
    CsarOption1,
    /// ETSI GS NFV-SOL 004, option 2: an archive with the package and one signature over all of it.
    CsarOption2,
    /// O-RAN software package: `manifest.xml` and files.
    ORan,
    /// A Helm chart.
    Helm,
    /// An OCI image layout, as a folder in a tar archive.
    OciLayout,
    /// A Debian package.
    Deb,
    /// An RPM package.
    Rpm,
    /// Anything else, signed from outside or not at all.
    Plain,
}

impl Format {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Format::CsarOption1 => "ETSI SOL004 package, option 1",
            Format::CsarOption2 => "ETSI SOL004 package, option 2",
            Format::ORan => "O-RAN software package",
            Format::Helm => "Helm chart",
            Format::OciLayout => "OCI image layout",
            Format::Deb => "Debian package",
            Format::Rpm => "RPM package",
            Format::Plain => "plain file",
        }
    }
}
