//! The names of columns that exports use, from the catalogue, and the columns that our tables take.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::value::key;

const COLUMNS: &str = include_str!("../../../../catalogue/columns.toml");

/// What a sheet becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Becomes {
    /// Elements, and what their suppliers, products and versions say.
    Elements,
    /// Places.
    Places,
    /// Pools.
    Pools,
    /// It is not taken.
    Nothing,
}

impl Becomes {
    /// What sheets can become, in the order in which a guess prefers them.
    pub const TABLES: &'static [Becomes] = &[Becomes::Elements, Becomes::Places, Becomes::Pools];

    /// As maps write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Becomes::Elements => "elements",
            Becomes::Places => "places",
            Becomes::Pools => "pools",
            Becomes::Nothing => "nothing",
        }
    }

    /// The one for a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let all = Self::TABLES.iter().chain(&[Becomes::Nothing]);
        all.copied().find(|known| known.word() == word)
    }

    /// The column that holds the id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Becomes::Elements => "element",
            Becomes::Places => "place",
            Becomes::Pools => "pool",
            Becomes::Nothing => "",
        }
    }
}

#[derive(Deserialize)]
struct File {
    column: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    table: String,
    name: String,
    words: Vec<String>,
    #[serde(default)]
    hints: Vec<String>,
}

/// What a name of a column can mean.
#[derive(Default)]
struct Meanings {
    words: BTreeMap<String, &'static str>,
    hints: BTreeMap<String, Vec<&'static str>>,
    names: Vec<&'static str>,
}

static MEANINGS: LazyLock<BTreeMap<Becomes, Meanings>> = LazyLock::new(|| {
    let mut all: BTreeMap<Becomes, Meanings> = BTreeMap::new();
    // A test reads the shipped file; with a faulty one nothing is guessed.
    let file: File = toml::from_str(COLUMNS).unwrap_or(File { column: Vec::new() });
    for entry in file.column {
        let Some(table) = Becomes::from_word(&entry.table) else {
            continue;
        };
        let name: &'static str = entry.name.leak();
        let meanings = all.entry(table).or_default();
        meanings.names.push(name);
        meanings.words.entry(key(name)).or_insert(name);
        for word in entry.words {
            meanings.words.entry(key(&word)).or_insert(name);
        }
        for hint in entry.hints {
            meanings.hints.entry(key(&hint)).or_default().push(name);
        }
    }
    all
});

/// The columns that a table takes, as maps write them.
#[must_use]
pub fn ours(table: Becomes) -> &'static [&'static str] {
    MEANINGS.get(&table).map_or(&[], |m| m.names.as_slice())
}

/// What a name of a column means for sure.
pub(super) fn word(table: Becomes, key: &str) -> Option<&'static str> {
    MEANINGS.get(&table)?.words.get(key).copied()
}

/// What a name of a column may mean.
pub(super) fn hints(table: Becomes, key: &str) -> &'static [&'static str] {
    MEANINGS
        .get(&table)
        .and_then(|m| m.hints.get(key))
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_names_are_sound() {
        let file: File = toml::from_str(COLUMNS).expect("the shipped file is TOML");
        let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
        for entry in &file.column {
            assert!(
                Becomes::from_word(&entry.table).is_some(),
                "{}",
                entry.table
            );
            for word in &entry.words {
                let at = (entry.table.clone(), key(word));
                assert!(!at.1.is_empty(), "`{word}` is nothing but punctuation");
                if let Some(other) = seen.insert(at, entry.name.clone()) {
                    assert_eq!(other, entry.name, "`{word}` means two things");
                }
            }
        }
        for table in Becomes::TABLES {
            assert!(ours(*table).contains(&table.id()));
        }
        assert_eq!(word(Becomes::Elements, "nename"), Some("element"));
        assert_eq!(word(Becomes::Elements, "hersteller"), Some("supplier"));
    }
}
