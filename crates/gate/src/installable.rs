//! What of a package ends up in the network: the images and programs that somebody must have built.

use keyholder_packages::Package;

/// Ends of names of files that are installed as they are.
const ENDINGS: [&str; 11] = [
    ".bin", ".fw", ".img", ".iso", ".ova", ".qcow2", ".rpm", ".deb", ".tar", ".tgz", ".tar.gz",
];

/// Something that is installed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Installable {
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Its path inside, or the name that a descriptor gives it.
    pub name: String,
}

/// Images and firmware inside, and what descriptors name by digest; sorted by digest, each digest once.
#[must_use]
pub fn installable(package: &Package) -> Vec<Installable> {
    let files = package.files.iter().filter(|file| {
        let path = file.path.to_ascii_lowercase();
        ENDINGS.iter().any(|ending| path.ends_with(ending))
    });
    let files = files.map(|file| Installable {
        sha256: file.sha256.clone(),
        name: file.path.clone(),
    });
    let named = package.images.iter().filter_map(|image| {
        let digest = image.digest.as_deref()?;
        Some(Installable {
            sha256: digest.trim_start_matches("sha256:").to_owned(),
            name: image.name.clone(),
        })
    });
    let mut all: Vec<Installable> = files.chain(named).collect();
    all.sort();
    all.dedup_by(|one, other| one.sha256 == other.sha256);
    all
}
