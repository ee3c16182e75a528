//! Single files with signatures of their own, and images that the descriptor names.

use keyholder_signatures::Verified;
use keyholder_supply::gate::{CheckState, GateCheck, Said};

use super::descriptor::Named;
use super::judge::Judge;
use super::listed::{Listed, Match, matches};
use super::peek::{Peeked, stem};
use crate::answers::{Answers, Faults, shown};
use crate::package::Image;

impl Judge<'_> {
    /// Every signature over a single file holds, by the same rules as that over the package.
    pub(crate) fn artifact_signatures(&self, answers: &mut Answers) {
        let check = GateCheck::ArtifactSignatures;
        let Some(manifest) = &self.peeked.manifest else {
            let said = Said::new("there is no manifest that could name signatures of single files");
            answers.otherwise(&[check], &said);
            return;
        };
        let common = self.common_certificates(manifest);
        let (mut faults, mut open) = (Faults::new(), Faults::new());
        let mut count = 0_usize;
        for listed in &manifest.listed {
            match (&listed.signature, &listed.certificate) {
                (None, None) => {}
                (None, Some(certificate)) => {
                    let what = format!(
                        "`{}` has the certificate `{}` and no signature",
                        shown(&listed.source),
                        shown(certificate)
                    );
                    faults.push(Said::new(what).at(shown(&listed.source)).remedy(
                        "ask for a signature beside the certificate, or for a package without either",
                    ));
                }
                (Some(signature), _) => {
                    count += 1;
                    self.artifact(listed, signature, &common, &mut faults, &mut open);
                }
            }
        }
        if !faults.is_empty() || open.is_empty() {
            let words = match count {
                0 => "no single file has a signature of its own".to_owned(),
                _ => format!("{count} signatures over single files hold and lead to pinned keys"),
            };
            answers.judge(check, faults, words);
            return;
        }
        for said in open.said() {
            answers.not_done(check, said);
        }
    }

    /// The certificates that stand for all signatures of single files.
    fn common_certificates(&self, manifest: &super::manifest::Manifest) -> Vec<Vec<u8>> {
        // What is wrong with these was said when the manifest itself was looked at.
        self.signer_certificates(manifest, &mut Answers::new())
    }

    fn artifact(
        &self,
        listed: &Listed,
        signature: &str,
        common: &[Vec<u8>],
        faults: &mut Faults,
        open: &mut Faults,
    ) {
        let name = shown(&listed.source);
        let mut fault = |what: String, remedy: &str| {
            faults.push(Said::new(what).at(name.clone()).remedy(remedy));
        };
        for part in [Some(signature), listed.certificate.as_deref()]
            .into_iter()
            .flatten()
        {
            if !belongs(&listed.source, part) {
                fault(
                    format!(
                        "`{}` does not lie beside `{name}` under its name",
                        shown(part)
                    ),
                    "ask for signatures in the folder of their file, with its name",
                );
            }
        }
        let missing = [Some(signature), listed.certificate.as_deref()];
        let missing: Vec<&str> = missing
            .into_iter()
            .flatten()
            .filter(|part| !self.has(part))
            .collect();
        for part in &missing {
            fault(
                format!(
                    "`{}` belongs to `{name}` and is not in the package",
                    shown(part)
                ),
                "ask for a package with all of its files",
            );
        }
        let blob = self.peeked.small.get(signature);
        let (Some(blob), Some(digests)) = (blob, self.files.get(listed.source.as_str())) else {
            if missing.is_empty() {
                open.push(
                    Said::new(format!("the signature over `{name}` could not be read")).at(name),
                );
            }
            return;
        };
        let own = listed
            .certificate
            .as_ref()
            .and_then(|path| self.peeked.small.get(path));
        let outside = own.map_or_else(|| common.to_vec(), |own| vec![own.clone()]);
        // Where the signature brings its own certificate, the common one is not asked.
        let inside = keyholder_signatures::certificates_of(blob).is_ok_and(|list| !list.is_empty());
        let outside = if inside && own.is_none() {
            Vec::new()
        } else {
            outside
        };
        let verified = self.cms(blob, digests, &outside);
        outcome(&name, &verified, faults, open);
    }

    /// Images are the bytes that the descriptor names.
    pub(crate) fn images(&self, answers: &mut Answers) -> Vec<Image> {
        let descriptor = &self.peeked.descriptor;
        let (mut faults, mut open) = (Faults::new(), Faults::new());
        let mut images = Vec::new();
        for named in &descriptor.images {
            images.push(Image {
                name: named.name.clone(),
                place: named.place.clone(),
                digest: named
                    .hash
                    .clone()
                    .filter(|_| named.algorithm.is_some())
                    .map(|hash| {
                        let algorithm = named.algorithm.as_deref().unwrap_or_default();
                        format!(
                            "{}:{}",
                            algorithm.to_ascii_lowercase().replace('-', ""),
                            hash.to_ascii_lowercase()
                        )
                    }),
            });
            let name = shown(&named.name);
            let file = named.file.as_deref().unwrap_or_default();
            let places = Peeked::places(&named.place, file);
            let found = places.iter().find_map(|path| self.files.get(path.as_str()));
            let Some(digests) = found.filter(|_| !file.is_empty()) else {
                self.no_such_image(named, &mut faults, &mut open);
                continue;
            };
            match matches(named.algorithm.as_deref(), named.hash.as_deref(), digests) {
                Match::Same => {}
                Match::Other => {
                    let what = format!(
                        "the image `{name}` is not the one of which the descriptor states the checksum"
                    );
                    faults.push(
                        Said::new(what)
                            .at(shown(file))
                            .remedy("ask the supplier which of both is right"),
                    );
                }
                Match::Unknown(why) => {
                    let what = format!("the image `{name}` {why}");
                    open.push(
                        Said::new(what)
                            .at(shown(&named.place))
                            .remedy("ask for a descriptor with a checksum by SHA-256 or SHA-512"),
                    );
                }
            }
        }
        self.answer_images(faults, open, answers);
        images
    }

    /// An image that is no file in the package: one from elsewhere must be named by its digest.
    fn no_such_image(&self, named: &Named, faults: &mut Faults, open: &mut Faults) {
        let name = shown(&named.name);
        let file = named.file.as_deref().unwrap_or_default();
        let elsewhere = file.contains([':', '@']);
        let by_digest =
            file.contains("@sha256:") || file.contains("@sha512:") || named.hash.is_some();
        let (list, what, remedy) = if elsewhere && by_digest {
            let what = format!("the image `{name}` lies elsewhere and is not fetched");
            (
                open,
                what,
                "look at the image where it comes from, by its digest",
            )
        } else if elsewhere {
            let what = format!(
                "the image `{name}` is named by `{}`, behind which another may stand tomorrow",
                shown(file)
            );
            (
                faults,
                what,
                "ask for a descriptor that names its images by digest",
            )
        } else if file.is_empty() {
            let what = format!("the descriptor does not say where the image `{name}` is");
            (
                open,
                what,
                "ask for a descriptor that names the file of the image",
            )
        } else if Peeked::places(&named.place, file)
            .iter()
            .any(|path| self.names.contains(path))
        {
            (
                open,
                format!("the image `{name}` could not be read"),
                "see what is said of the archive",
            )
        } else {
            let what = format!(
                "the image `{name}` is to be in `{}`, which is not in the package",
                shown(file)
            );
            (faults, what, "ask for a package with all of its images")
        };
        list.push(Said::new(what).at(shown(&named.place)).remedy(remedy));
    }

    fn answer_images(&self, faults: Faults, mut open: Faults, answers: &mut Answers) {
        let descriptor = &self.peeked.descriptor;
        for (path, why) in &descriptor.unread {
            let said = Said::new(format!(
                "the descriptor `{}` could not be read: {}",
                shown(path),
                shown(why)
            ));
            open.push(
                said.at(shown(path))
                    .remedy("ask for a descriptor that is plain YAML"),
            );
        }
        if descriptor.read == 0 && open.is_empty() {
            open.push(Said::new("there is no descriptor that could name images"));
        }
        if !faults.is_empty() || open.is_empty() {
            let count = descriptor.images.len();
            let words = match count {
                0 => "the descriptor names no image".to_owned(),
                _ => format!("{count} images have the checksums that the descriptor states"),
            };
            answers.judge(GateCheck::Images, faults, words);
            return;
        }
        for said in open.said() {
            answers.not_done(GateCheck::Images, said);
        }
    }
}

/// Whether a signature or certificate lies in the folder of a file and has its name with another ending.
fn belongs(file: &str, part: &str) -> bool {
    let folder = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let (of_file, of_part) = (folder(file), folder(part));
    let same = file[..of_file] == part[..of_part];
    let name = &part[of_part..];
    let begins = |with: &str| {
        name.strip_prefix(with)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    same && (begins(&file[of_file..]) || begins(&stem(file)[of_file..]))
}

/// What became of the signature over one file.
fn outcome(name: &str, verified: &Verified, faults: &mut Faults, open: &mut Faults) {
    // A list of revocations and a proof of time are asked of the package as a whole.
    const NEEDED: [GateCheck; 3] = [
        GateCheck::Signature,
        GateCheck::SignerCertificate,
        GateCheck::CertificatePath,
    ];
    let mut passed = 0;
    for answer in &verified.answers {
        let list = match answer.state {
            CheckState::Failed => &mut *faults,
            CheckState::NotDone if NEEDED.contains(&answer.check) => &mut *open,
            CheckState::Passed => {
                passed += usize::from(NEEDED.contains(&answer.check));
                continue;
            }
            CheckState::NotDone => continue,
        };
        for said in &answer.said {
            let mut said = said.clone();
            said.what = format!("the signature over `{name}`: {}", said.what);
            list.push(said.at(name));
        }
    }
    if passed < NEEDED.len() && faults.is_empty() && open.is_empty() {
        open.push(
            Said::new(format!(
                "the signature over `{name}` was not looked at in full"
            ))
            .at(name),
        );
    }
}
