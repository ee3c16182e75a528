//! Invented names, each once, from syllables that mean nothing.

use std::collections::BTreeSet;

use crate::dice::Dice;

const HEAD: &[&str] = &[
    "ba", "bel", "cor", "dav", "dor", "fel", "fos", "gar", "gol", "hes", "hul", "ir", "jol", "kas",
    "kel", "lom", "lur", "man", "mor", "nal", "nor", "ol", "pav", "pel", "quel", "ras", "rov",
    "sal", "sed", "tam", "tor", "ul", "ver", "vos", "wex", "wim", "yar", "zan", "zol",
];
const MIDDLE: &[&str] = &[
    "a", "ba", "da", "de", "do", "ga", "go", "i", "ka", "la", "le", "li", "lo", "mi", "na", "ni",
    "o", "ra", "ri", "ro", "sa", "ta", "ti", "va", "vi", "za",
];
const TOWN: &[&str] = &[
    "berg", "brook", "by", "cote", "dale", "fell", "ford", "garth", "ham", "holm", "hurst", "lund",
    "mark", "mere", "ness", "stad", "stead", "thorp", "ton", "vik", "wick", "worth",
];
const FIRM: &[&str] = &[
    "bex", "dan", "dex", "din", "dor", "fax", "gan", "len", "lis", "mund", "nax", "nel", "nor",
    "rix", "ros", "sen", "ster", "tan", "tis", "trel", "vane", "vex", "vin", "vor", "zen",
];

/// A name as people write it.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// Gives each name once.
pub(crate) struct Names {
    dice: Dice,
    ends: &'static [&'static str],
    given: BTreeSet<String>,
}

impl Names {
    /// Names of places.
    pub(crate) fn of_towns(seed: u64) -> Names {
        Names::of(Dice::of(seed, "town names", &[]), TOWN)
    }

    /// Names of parties and projects.
    pub(crate) fn of_firms(seed: u64) -> Names {
        Names::of(Dice::of(seed, "firm names", &[]), FIRM)
    }

    fn of(dice: Dice, ends: &'static [&'static str]) -> Names {
        Names {
            dice,
            ends,
            given: BTreeSet::new(),
        }
    }

    /// The next name, in small letters. The more were given, the longer they grow.
    pub(crate) fn next(&mut self) -> String {
        for attempt in 0_usize.. {
            let dice = &mut self.dice;
            let mut name = (*dice.one::<&str>(HEAD)).to_owned();
            let middles = usize::from(self.given.len() > 400)
                + usize::from(self.given.len() > 9_000)
                + attempt / 8;
            (0..middles).for_each(|_| name.push_str(dice.one::<&str>(MIDDLE)));
            name.push_str(dice.one::<&str>(self.ends));
            if self.given.insert(name.clone()) {
                return name;
            }
        }
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::of_towns(1);
        let all: BTreeSet<String> = (0..30_000).map(|_| names.next()).collect();
        assert_eq!(all.len(), 30_000);
        assert!(all.iter().all(|n| n.is_ascii() && n.len() < 24));
        assert_eq!(capital("wexham"), "Wexham");
    }
}
