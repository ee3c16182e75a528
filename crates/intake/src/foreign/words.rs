//! Which function of the catalogue a name means: never more than the catalogue says.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::Catalogue;

/// Most words of a name that are looked at.
const WORDS_MAX: usize = 32;
/// Most words of one name of the catalogue.
const RUN_MAX: usize = 4;

/// The names and aliases of a catalogue, for many look-ups.
pub(crate) struct Words<'a> {
    catalogue: &'a Catalogue,
    names: BTreeMap<String, usize>,
    by_words: BTreeMap<String, usize>,
}

/// What the words of a name say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One function, and the words that name it.
    One(String, String),
    /// Several functions, by name.
    Several(Vec<String>),
    /// None.
    Nothing,
}

impl<'a> Words<'a> {
    /// The names of a catalogue.
    pub(crate) fn new(catalogue: &'a Catalogue) -> Self {
        let mut names = BTreeMap::new();
        let each = catalogue.functions.iter().enumerate();
        for (at, function) in each.clone() {
            names.entry(function.name.to_lowercase()).or_insert(at);
        }
        for (at, function) in each {
            for alias in &function.aliases {
                names.entry(alias.to_lowercase()).or_insert(at);
            }
        }
        let by_words = names.iter().map(|(name, at)| (words(name).join("-"), *at));
        Words {
            catalogue,
            by_words: by_words.collect(),
            names,
        }
    }

    /// The function with exactly that name or alias, in any case.
    pub(crate) fn exact(&self, text: &str) -> Option<String> {
        let at = self.names.get(&text.trim().to_lowercase())?;
        Some(self.catalogue.functions[*at].name.clone())
    }

    /// The function that the last words of a name mean: a run of words that is a name or alias of the
    /// catalogue, a number behind it left out, the longest run first. What stands before may say what
    /// it is for, so it gives no function; when it means another function, it is not known which.
    pub(crate) fn meaning(&self, name: &str) -> Meaning {
        let words = words(name);
        let mut words = &words[words.len().saturating_sub(WORDS_MAX)..];
        while let [rest @ .., last] = words {
            if rest.is_empty() || !last.chars().all(|c| c.is_ascii_digit()) {
                break;
            }
            words = rest;
        }
        let mut covered = vec![false; words.len()];
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut said = String::new();
        for length in (1..=RUN_MAX.min(words.len())).rev() {
            for start in 0..=words.len() - length {
                if covered[start..start + length].contains(&true) {
                    continue;
                }
                let text = words[start..start + length].join("-");
                let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
                let bare = if text.len() - bare.len() <= 3 {
                    bare
                } else {
                    text.as_str()
                };
                let at = self.by_words.get(&text).or_else(|| self.by_words.get(bare));
                if let Some(at) = at {
                    covered[start..start + length].fill(true);
                    found.insert(*at);
                    if start + length == words.len() {
                        said = text;
                    }
                }
            }
        }
        if said.is_empty() {
            return Meaning::Nothing;
        }
        let names = found
            .iter()
            .map(|at| self.catalogue.functions[*at].name.clone());
        let mut names: Vec<String> = names.collect();
        match names.len() {
            0 => Meaning::Nothing,
            1 => Meaning::One(names.remove(0), said),
            _ => Meaning::Several(names),
        }
    }
}

/// The words of a name in small letters.
fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyholder_supply::function::{Criticality, Function, FunctionClass, Need};

    fn function(name: &str, aliases: &[&str]) -> Function {
        Function {
            name: name.to_owned(),
            title: name.to_owned(),
            class: FunctionClass::Core,
            criticality: Criticality::Low,
            sees: Vec::new(),
            need: Need::Not,
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            source: String::new(),
        }
    }

    #[test]
    fn the_last_words_of_a_name_mean_a_function() {
        let functions = vec![
            function("AMF", &[]),
            function("UPF", &[]),
            function("gNB-CU-CP", &["CU-CP"]),
            function("gNB-CU", &["CU"]),
        ];
        let catalogue = Catalogue {
            version: String::new(),
            functions,
            weights: [1; 4],
        };
        let known = Words::new(&catalogue);
        let one = |name: &str, word: &str| Meaning::One(name.to_owned(), word.to_owned());
        assert_eq!(known.meaning("team5g-amf"), one("AMF", "amf"));
        assert_eq!(known.meaning("AMF_2"), one("AMF", "amf"));
        assert_eq!(known.meaning("upf12"), one("UPF", "upf12"));
        assert_eq!(known.meaning("x-cu-cp"), one("gNB-CU-CP", "cu-cp"));
        assert_eq!(known.meaning("amf-exporter"), Meaning::Nothing);
        assert_eq!(known.meaning("camf"), Meaning::Nothing);
        assert_eq!(known.meaning(""), Meaning::Nothing);
        let both = vec!["AMF".to_owned(), "UPF".to_owned()];
        assert_eq!(known.meaning("amf-upf"), Meaning::Several(both));
        assert_eq!(known.exact(" amf "), Some("AMF".to_owned()));
        assert_eq!(known.exact("team-amf"), None);
    }
}
