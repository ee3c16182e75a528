//! Parts that suppliers share: libraries in four tiers, each with its authors, its key and its versions.

use crate::dice::Dice;
use crate::names::Names;
use crate::parties::Parties;
use crate::products::{Version, Versions};
use crate::text::Toml;

/// Tiers of parts: what stands in a tier contains parts of the next.
pub(crate) const TIERS: usize = 4;

/// Of a hundred parts, how many stand in each tier.
const OF_TIER: [usize; TIERS] = [20, 30, 30, 20];

/// A library.
pub(crate) struct Part {
    pub(crate) id: String,
    author: usize,
    pub(crate) versions: Versions,
    /// Parts inside, of the next tier.
    inside: Vec<usize>,
}

/// All parts, tier after tier.
pub(crate) struct Parts {
    pub(crate) all: Vec<Part>,
    tiers: [std::ops::Range<usize>; TIERS],
}

impl Parts {
    /// About so many releases, in so many parts.
    pub(crate) fn new(seed: u64, parties: &Parties, releases: usize) -> Parts {
        let count = (releases * 2 / 9).max(40);
        let per_part = releases / count;
        let mut names = Names::of_firms(seed ^ 0x5EED);
        let mut start = 0;
        let tiers = OF_TIER.map(|share| {
            let range = start..start + count * share / 100;
            start = range.end;
            range
        });
        let all = (0..start)
            .map(|n| {
                let mut dice = Dice::of(seed, "part", &[n as u64]);
                // Each author has a part; those with many are few.
                let author = match parties.authors.get(n) {
                    Some(author) => *author,
                    None => parties.authors[dice.heavy_tailed(parties.authors.len())],
                };
                let versions = dice.between(per_part.max(2) - 1, per_part + 1);
                Part {
                    id: format!("lib-{}", names.next()),
                    author,
                    versions: Versions::semantic(&mut dice, versions),
                    inside: Vec::new(),
                }
            })
            .collect();
        let mut parts = Parts { all, tiers };
        parts.nest(seed);
        parts
    }

    /// What is inside what. Each part of a lower tier is inside some part above, and popular ones in many.
    fn nest(&mut self, seed: u64) {
        for tier in 1..TIERS {
            let (above, below) = (self.tiers[tier - 1].clone(), self.tiers[tier].clone());
            for part in below.clone() {
                let mut dice = Dice::of(seed, "home of a part", &[part as u64]);
                let home = above.start + dice.below(above.len());
                self.all[home].inside.push(part);
            }
            for part in above {
                let mut dice = Dice::of(seed, "inside a part", &[part as u64]);
                for _ in 0..dice.below(2) {
                    let popular = below.start + dice.heavy_tailed(below.len());
                    self.all[part].inside.push(popular);
                }
                self.all[part].inside.sort_unstable();
                self.all[part].inside.dedup();
            }
        }
    }

    /// Parts that a product is made with: some that are its own, and popular ones.
    pub(crate) fn of_product(&self, seed: u64, product: usize, products: usize) -> Vec<usize> {
        let mut dice = Dice::of(seed, "inside a product", &[product as u64]);
        let first = self.tiers[0].clone();
        let mut inside: Vec<usize> = first
            .clone()
            .filter(|part| part % products == product)
            .collect();
        for _ in 0..dice.between(1, 4) {
            inside.push(first.start + dice.heavy_tailed(first.len()));
        }
        if dice.per_mille(600) {
            inside.push(self.tiers[1].start + dice.heavy_tailed(self.tiers[1].len()));
        }
        inside.sort_unstable();
        inside.dedup();
        inside
    }

    /// The release of a part that something of an age between 0 and 1 000 has inside.
    pub(crate) fn release(&self, part: usize, age: usize) -> String {
        let part = &self.all[part];
        format!("{}@{}", part.id, part.versions.of_age(age).text)
    }

    /// The files in `components/`.
    pub(crate) fn files<'a>(
        &'a self,
        seed: u64,
        parties: &'a Parties,
        said: &'a str,
    ) -> impl Iterator<Item = (String, String)> + 'a {
        self.all.iter().enumerate().map(move |(n, part)| {
            let path = format!("components/{}.toml", part.id);
            (path, self.file(seed, n, parties, said))
        })
    }

    fn file(&self, seed: u64, n: usize, parties: &Parties, said: &str) -> String {
        let part = &self.all[n];
        let mut dice = Dice::of(seed, "who publishes a part", &[n as u64]);
        let author = parties.all[part.author].id.as_str();
        let mut toml = Toml::headed("Synthetic: no library of this name exists.");
        toml.text("id", &part.id)
            .text("name", &part.id)
            .text("supplier", author)
            .text("kind", "software");
        match dice.weighted(&[25, 68, 7]) {
            0 => toml.plain("auto_sign", "true"),
            1 => toml.plain("auto_sign", "false"),
            _ => &mut toml,
        };
        toml.text("source", said);
        let mut other = || {
            let at = *dice.one(&parties.authors);
            parties.all[at].id.clone()
        };
        let mut keyholders = vec![author.to_owned(), other(), other()];
        let mut seen = Vec::new();
        keyholders.retain(|k| {
            !seen.contains(k) && {
                seen.push(k.clone());
                true
            }
        });
        toml.table("route")
            .text("id", &format!("{}-publication", part.id))
            .text("kind", "upstream-publication");
        match dice.weighted(&[68, 16, 6, 5, 5]) {
            1 if keyholders.len() > 1 => {
                toml.texts("keyholders", &keyholders[..2])
                    .plain("threshold", "1");
            }
            2 if keyholders.len() > 2 => {
                toml.texts("keyholders", &keyholders)
                    .plain("threshold", "2");
            }
            3 => {
                toml.texts("keyholders", &[author, "?"])
                    .plain("threshold", "1");
            }
            // Who may publish is not stated.
            4 => {}
            _ => {
                toml.texts("keyholders", &keyholders[..1]);
            }
        }
        if dice.per_mille(800) {
            toml.text("safeguards", "none");
        }
        let whole = !dice.per_mille(80);
        for (age, version) in part.versions.by_age() {
            version.begin(&mut toml);
            self.contents(&mut toml, &part.inside, age, whole);
        }
        toml.finish()
    }

    /// What is inside a release: whether that is all, and the releases.
    pub(crate) fn contents(&self, toml: &mut Toml, inside: &[usize], age: usize, whole: bool) {
        if whole {
            toml.text("bom", "none");
        }
        let inside: Vec<String> = inside.iter().map(|part| self.release(*part, age)).collect();
        if !inside.is_empty() {
            toml.texts("contains", &inside);
        }
    }
}

/// Begins the block of a release.
impl Version {
    pub(crate) fn begin(&self, toml: &mut Toml) {
        toml.table("release")
            .text("version", &self.text)
            .plain("date", &self.date);
        if !self.support_ends.is_empty() {
            toml.plain("support_ends", &self.support_ends);
        }
    }
}
