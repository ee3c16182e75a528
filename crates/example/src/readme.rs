//! The README of an invented nation: what it is, and what is missing in it on purpose.

use std::fmt::Write as _;

use crate::nation::Nation;
use crate::rows::Tally;

impl Nation {
    /// `README.md`, once all rows were handed out.
    #[must_use]
    pub fn readme(&self, tally: &Tally) -> String {
        let parts: usize = self.parts.all.iter().map(|p| p.versions.count()).sum();
        let releases = self.products.releases() + parts;
        let mut out = format!(
            "# {}\n\n**Synthetic.** Everything here is made up from seed {}. No party, product, place or person of these names \
             is meant, and the countries `XA` to `XZ` are codes that belong to nobody.\n\
             It serves to measure and to practise; no conclusion about any real network follows from it.\n\n",
            self.name(),
            self.seed
        );
        out.push_str("| what | how many |\n|---|--:|\n");
        for (what, count) in [
            ("elements", tally.rows),
            ("places", self.land.places.len() as u64),
            ("regions", self.land.regions.len() as u64),
            ("nodes of the backbone", self.backbone.nodes() as u64),
            ("links of the backbone", self.backbone.links() as u64),
            ("operators", self.parties.operators.len() as u64),
            (
                "suppliers of networks",
                self.parties.suppliers().len() as u64,
            ),
            ("parties", self.parties.all.len() as u64),
            (
                "components",
                (self.products.all.len() + self.parts.all.len()) as u64,
            ),
            ("releases", releases as u64),
            ("pools", self.pools.len() as u64),
        ] {
            let _ = writeln!(out, "| {what} | {count} |");
        }
        out.push_str(
            "\n## Missing on purpose\n\nNo inventory is whole, so this one is not.\n\n| rows | how many |\n|---|--:|\n",
        );
        for (what, count) in [
            (
                "of an old inventory: no function, no place, no release",
                tally.old,
            ),
            ("with a misspelt function", tally.misspelt),
            ("without a host", tally.without_host),
            ("without a manager", tally.without_manager),
            ("without firmware", tally.without_firmware),
            (
                "without the wave in which they are updated",
                tally.without_wave,
            ),
        ] {
            let _ = writeln!(out, "| {what} | {count} |");
        }
        out.push_str(
            "\nSubscribers of some places, the number of members that some pools need, owners, seats, keyholders, \
             safeguards and the contents of some releases are not stated either; `keyholder check <folder> --notes` lists them.\n\n\
             ## Functions\n\n| function as written | rows |\n|---|--:|\n",
        );
        for (function, count) in &tally.functions {
            let function = match function.as_str() {
                "" => "(blank)",
                function => function,
            };
            let _ = writeln!(out, "| {function} | {count} |");
        }
        out
    }
}
