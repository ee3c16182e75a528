//! Packages by ETSI GS NFV-SOL 004, options 1 and 2, and every step of making one, so that each can go wrong.

use crate::archives::{Entry, zip};
use crate::cms::{Inside, Signing, cms_pem, detached};
use crate::digest::Hash;
use crate::encode::{hex, moment};
use crate::release::Release;

/// What a manifest says about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub source: String,
    /// Name of the algorithm, if any.
    pub algorithm: Option<String>,
    /// The digest, hexadecimal, if any.
    pub hash: Option<String>,
    /// The path of a signature of its own.
    pub signature: Option<String>,
    /// The path of the certificate for that signature.
    pub certificate: Option<String>,
}

impl Listed {
    /// A file with its SHA-256.
    #[must_use]
    pub fn hashed(source: &str, bytes: &[u8]) -> Listed {
        Listed {
            algorithm: Some("SHA-256".to_owned()),
            hash: Some(hex(&Hash::Sha256.of(bytes))),
            ..Listed::bare(source)
        }
    }

    /// A file without a digest.
    #[must_use]
    pub fn bare(source: &str) -> Listed {
        Listed {
            source: source.to_owned(),
            algorithm: None,
            hash: None,
            signature: None,
            certificate: None,
        }
    }
}

/// A package before it is signed and packed.
#[derive(Clone, Debug)]
pub struct Csar {
    /// The name of the manifest.
    pub manifest: String,
    /// What the manifest says of the package.
    pub metadata: Vec<(String, String)>,
    /// What it says of files.
    pub listed: Vec<Listed>,
    /// The files, without the manifest.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Csar {
    /// A release, whole and right.
    #[must_use]
    pub fn of(release: &Release) -> Csar {
        let files = release.files();
        let listed = files.iter();
        let line = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let made = moment(release.made, "%Y-%m-%dT%H:%M:%SZ");
        Csar {
            manifest: format!("{}.mf", release.product),
            metadata: vec![
                line("vnf_product_name", release.product),
                line("vnf_provider_id", release.supplier),
                line("vnf_package_version", release.version),
                line("vnf_software_version", release.version),
                line("vnfd_id", release.descriptor),
                line("vnf_release_date_time", &made),
            ],
            listed: listed
                .map(|(path, bytes)| Listed::hashed(path, bytes))
                .collect(),
            files,
        }
    }

    /// Says something else of the package.
    #[must_use]
    pub fn saying(mut self, key: &str, value: &str) -> Csar {
        let line = self.metadata.iter_mut().find(|(known, _)| known == key);
        value.clone_into(&mut line.expect("a key that is there").1);
        self
    }

    /// Puts a file in honestly: it is listed with its digest.
    #[must_use]
    pub fn with(self, path: &str, bytes: &[u8]) -> Csar {
        let mut csar = self.slipped(path, bytes);
        let new = Listed::hashed(path, bytes);
        match csar.listed.iter_mut().find(|l| l.source == path) {
            Some(old) => {
                old.algorithm = new.algorithm;
                old.hash = new.hash;
            }
            None => csar.listed.push(new),
        }
        csar
    }

    /// Puts a file in, and leaves the manifest as it is.
    #[must_use]
    pub fn slipped(mut self, path: &str, bytes: &[u8]) -> Csar {
        match self.files.iter_mut().find(|(known, _)| known == path) {
            Some((_, old)) => bytes.clone_into(old),
            None => self.files.push((path.to_owned(), bytes.to_vec())),
        }
        self
    }

    /// Changes what the manifest says of one file.
    #[must_use]
    pub fn listing(mut self, path: &str, change: impl FnOnce(&mut Listed)) -> Csar {
        let listed = self.listed.iter_mut().find(|l| l.source == path);
        change(listed.expect("a file that is listed"));
        self
    }

    /// The manifest up to its signature.
    #[must_use]
    pub fn manifest_text(&self) -> Vec<u8> {
        let mut out = String::from("metadata:\n");
        for (key, value) in &self.metadata {
            out.push_str(&format!("  {key}: {value}\n"));
        }
        for listed in &self.listed {
            out.push_str(&format!("\nSource: {}\n", listed.source));
            let lines = [
                ("Algorithm", &listed.algorithm),
                ("Hash", &listed.hash),
                ("Signature", &listed.signature),
                ("Certificate", &listed.certificate),
            ];
            for (key, value) in lines {
                if let Some(value) = value {
                    out.push_str(&format!("{key}: {value}\n"));
                }
            }
        }
        out.push('\n');
        out.into_bytes()
    }

    /// The manifest with a signature at its end.
    #[must_use]
    pub fn manifest_signed(&self, signers: &[Signing<'_>], inside: Inside) -> Vec<u8> {
        let text = self.manifest_text();
        let signature = detached(&text, signers, inside);
        [text, cms_pem(&signature)].concat()
    }

    /// The entries of the archive, with that manifest in second place.
    #[must_use]
    pub fn entries(&self, manifest: &[u8]) -> Vec<Entry> {
        let mut all: Vec<Entry> = self
            .files
            .iter()
            .map(|(path, bytes)| Entry::new(path, bytes.clone()))
            .collect();
        let place = 1.min(all.len());
        all.insert(place, Entry::new(&self.manifest, manifest));
        all
    }

    /// Signed and packed, option 1, with the certificates in the signature.
    #[must_use]
    pub fn option_1(&self, signers: &[Signing<'_>]) -> Vec<u8> {
        zip(&self.entries(&self.manifest_signed(signers, Inside::Certificates)))
    }

    /// Packed without a signature: what lies inside option 2.
    #[must_use]
    pub fn unsigned(&self) -> Vec<u8> {
        zip(&self.entries(&self.manifest_text()))
    }
}

/// A package and its signature in one archive, option 2.
#[must_use]
pub fn option_2(stem: &str, csar: &[u8], cms: &[u8], certificate: Option<&[u8]>) -> Vec<Entry> {
    let mut all = vec![
        Entry::new(format!("{stem}.csar"), csar),
        Entry::new(format!("{stem}.cms"), cms_pem(cms)),
    ];
    if let Some(certificate) = certificate {
        all.push(Entry::new(format!("{stem}.cert"), certificate));
    }
    all
}
