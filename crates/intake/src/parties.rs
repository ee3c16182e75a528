//! Whom the names of suppliers and operators mean. Spellings are compared and proposed, never taken as one
//! on their own: what nobody decided stands for nobody.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::did_you_mean;
use keyholder_supply::facts::{AliasFact, AliasMeans, PartyFact};

use crate::value::{file_id, is_id};

/// Legal forms at the end of a name, in letters alone.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "doo",
    "eood",
    "gmbh",
    "gmbhcokg",
    "inc",
    "incorporated",
    "jsc",
    "kft",
    "kg",
    "kk",
    "lda",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "ohg",
    "ood",
    "oy",
    "oyj",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "spj",
    "spzoo",
    "sro",
    "srl",
    "ug",
    "uab",
    "zrt",
];

/// Why two spellings are one name: the only likeness that is taken for many names at once.
const SAME: &str = "the same but for case, punctuation and legal form";

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// A party of the project.
    Party(String),
    /// A party that is made: its id and its name.
    New(String, String),
    /// Nobody, until somebody decides.
    Undecided,
}

impl Means {
    /// The id of the party.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Means::Party(id) | Means::New(id, _) => Some(id),
            Means::Undecided => None,
        }
    }
}

/// A name as the export writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyName {
    /// As written.
    pub written: String,
    /// In how many cells.
    pub cells: usize,
    /// Whom it means.
    pub means: Means,
    /// What would be decided, `new` or an id, and why; where nothing needs a decision, nothing.
    pub proposal: Option<(String, String)>,
    /// Where it stands first.
    pub source: String,
    /// Whether somebody decided it in this run, so that it is to be kept.
    pub decided_now: bool,
}

/// What was decided, and by what it is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deciding<'a> {
    /// The parties of the project.
    pub parties: &'a [PartyFact],
    /// What `imports/aliases.toml` says.
    pub aliases: &'a [AliasFact],
    /// What the command line says: name as written, and an id or `new`.
    pub said: &'a [(String, String)],
    /// Whether plain proposals are taken: new names that nothing resembles, and the same name spelled otherwise.
    /// What only resembles a party needs a decision of its own.
    pub accept: bool,
}

/// A party that a name can mean.
struct Candidate {
    id: String,
    words: Vec<String>,
}

/// Decides every name, in alphabetical order.
#[must_use]
pub fn decide(written: &BTreeMap<String, usize>, by: &Deciding<'_>) -> Vec<PartyName> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for party in by.parties {
        for name in [&party.id.text, &party.name] {
            let words = words(name);
            candidates.push(Candidate {
                id: party.id.text.clone(),
                words,
            });
        }
    }
    let mut made: BTreeSet<String> = BTreeSet::new();
    // First what is settled, so that what is open can be compared with it.
    let mut settled: BTreeMap<&str, Means> = BTreeMap::new();
    for name in written.keys() {
        let Some(means) = settle(name, by) else {
            continue;
        };
        if let Means::New(id, _) = &means {
            made.insert(id.clone());
            candidates.push(Candidate {
                id: id.clone(),
                words: words(name),
            });
        }
        settled.insert(name, means);
    }
    let mut open: Vec<(&String, usize)> = written
        .iter()
        .filter(|(name, _)| !settled.contains_key(name.as_str()))
        .map(|(name, cells)| (name, *cells))
        .collect();
    // The most frequent spelling is the one that the others are compared with.
    open.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut proposals: BTreeMap<&str, (String, String)> = BTreeMap::new();
    for (name, _) in open {
        let proposal = resembling(name, &candidates).unwrap_or_else(|| {
            if let Means::New(id, _) = new(name, by.parties) {
                candidates.push(Candidate {
                    id,
                    words: words(name),
                });
            }
            ("new".to_owned(), "nothing resembles it".to_owned())
        });
        proposals.insert(name, proposal);
    }
    written
        .iter()
        .map(|(name, cells)| {
            let said_now = by.said.iter().any(|(w, _)| w == name);
            let proposal = proposals.get(name.as_str()).cloned();
            let taken = proposal
                .as_ref()
                .filter(|(means, why)| by.accept && (means == "new" || why == SAME))
                .map(|(means, _)| means.as_str());
            let means = settled.get(name.as_str()).cloned().or(match taken {
                Some("new") => Some(new(name, by.parties)),
                Some(id) => Some(Means::Party(id.to_owned())),
                None => None,
            });
            let sound = means.filter(|means| match means {
                Means::Party(id) => {
                    let there = by.parties.iter().any(|p| p.id.text == *id);
                    there || made.contains(id) || is_made(id, written, &proposals, by)
                }
                _ => true,
            });
            PartyName {
                written: name.clone(),
                cells: *cells,
                source: String::new(),
                decided_now: sound.is_some() && (said_now || taken.is_some()),
                proposal: proposal.filter(|_| sound.is_none()),
                means: sound.unwrap_or(Means::Undecided),
            }
        })
        .collect()
}

/// What a name means without any likeness: as said now, as kept, or exactly a party.
fn settle(name: &str, by: &Deciding<'_>) -> Option<Means> {
    let said = by.said.iter().rev().find(|(written, _)| written == name);
    let kept = by.aliases.iter().rev().find(|a| a.written.text == name);
    match (
        said.map(|(_, means)| means.as_str()),
        kept.map(|a| &a.means),
    ) {
        (Some("new"), _) | (None, Some(AliasMeans::New)) => Some(new(name, by.parties)),
        (Some(id), _) => Some(Means::Party(id.to_owned())),
        (None, Some(AliasMeans::Party(id))) => Some(Means::Party(id.text.clone())),
        (None, _) => exact(name, by.parties).map(Means::Party),
    }
}

/// Whether a party of that id is made by taking the proposals.
fn is_made(
    id: &str,
    written: &BTreeMap<String, usize>,
    proposals: &BTreeMap<&str, (String, String)>,
    by: &Deciding<'_>,
) -> bool {
    by.accept
        && written.keys().any(|name| {
            let is_new = proposals
                .get(name.as_str())
                .is_some_and(|(means, _)| means == "new");
            is_new && new(name, by.parties).id() == Some(id)
        })
}

/// The party that has exactly this id or name.
fn exact(name: &str, parties: &[PartyFact]) -> Option<String> {
    let mut same = parties
        .iter()
        .filter(|p| p.id.text == name || p.name == name);
    let first = same.next()?;
    // Two parties of one name are two.
    same.all(|p| p.id.text == first.id.text)
        .then(|| first.id.text.clone())
}

/// A party made for a name. One of that id that is there already is the one made before, or another: only
/// the same name makes it the same.
fn new(name: &str, parties: &[PartyFact]) -> Means {
    let words = words(name);
    let Some(id) = file_id(&words.join("-"))
        .or_else(|| file_id(name))
        .filter(|id| is_id(id))
    else {
        return Means::Undecided;
    };
    match parties.iter().find(|p| p.id.text == id) {
        None => Means::New(id, name.to_owned()),
        Some(party) if self::words(&party.name) == words => Means::Party(id),
        Some(_) => Means::Undecided,
    }
}

/// The words of a name in lower-case ASCII, without legal forms at its end.
fn words(name: &str) -> Vec<String> {
    let ascii = deunicode::deunicode(name).to_lowercase();
    // Dots hold letters of a form together: `s.r.o.`, `A/S`.
    let mut words: Vec<String> = Vec::new();
    for piece in ascii
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '_' | '&' | '(' | ')' | ';'))
    {
        let letters: String = piece.chars().filter(char::is_ascii_alphanumeric).collect();
        if !letters.is_empty() {
            words.push(letters);
        }
    }
    while words.len() > 1 {
        // `sp. z o.o.` stands in three words.
        let form = (1..=3.min(words.len() - 1))
            .rev()
            .find(|n| LEGAL_FORMS.contains(&words[words.len() - n..].concat().as_str()));
        match form {
            Some(n) => words.truncate(words.len() - n),
            None => break,
        }
    }
    words
}

/// The candidate that a name resembles, and how.
fn resembling(name: &str, candidates: &[Candidate]) -> Option<(String, String)> {
    let mine = words(name);
    let joined = mine.concat();
    if joined.is_empty() {
        return None;
    }
    let found = |test: &dyn Fn(&Candidate) -> bool, why: &str| {
        let mut ids: Vec<&str> = candidates
            .iter()
            .filter(|c| test(c))
            .map(|c| c.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        // What resembles two parties is no proposal.
        match ids[..] {
            [id] => Some((id.to_owned(), why.to_owned())),
            _ => None,
        }
    };
    found(&|c| c.words.concat() == joined, SAME)
        .or_else(|| {
            found(
                &|c| abbreviates(&mine, &c.words),
                "an abbreviation of its words",
            )
        })
        .or_else(|| found(&|c| initials(&mine, &c.words), "its initials"))
        .or_else(|| {
            let all: Vec<String> = candidates.iter().map(|c| c.words.concat()).collect();
            let near = did_you_mean(
                &joined,
                all.iter().filter(|c| c.len() >= 5).map(String::as_str),
            );
            let near = near.filter(|_| joined.len() >= 5)?.to_owned();
            found(&|c| c.words.concat() == near, "a few letters differ")
        })
        .or_else(|| found(&|c| begins(&mine, &c.words), "the same first word"))
}

/// `alpha net` and `alpha networks`: as many words, each the beginning of the other.
fn abbreviates(a: &[String], b: &[String]) -> bool {
    let starts = |(a, b): (&String, &String)| {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short.len() >= 3 && long.starts_with(short.as_str())
    };
    a.len() == b.len() && a.iter().zip(b).all(starts)
}

fn initials(a: &[String], b: &[String]) -> bool {
    let of = |words: &[String]| {
        words
            .iter()
            .filter_map(|w| w.chars().next())
            .collect::<String>()
    };
    let is = |short: &[String], long: &[String]| {
        short.len() == 1 && long.len() >= 2 && of(long) == short[0]
    };
    is(a, b) || is(b, a)
}

/// `alpha` and `alpha networks`: one is the beginning of the other.
fn begins(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.concat().len() >= 4 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use keyholder_diag::{FileId, Span};
    use keyholder_supply::facts::{Name, Provenance};

    use super::*;

    fn name(text: &str) -> Name {
        let (text, span) = (text.to_owned(), Span::whole(FileId(0)));
        Name { text, span }
    }

    fn party(id: &str, called: &str) -> PartyFact {
        PartyFact {
            id: name(id),
            name: called.to_owned(),
            kind: None,
            seat: None,
            managed_from: None,
            owners: Vec::new(),
            dispersed: None,
            controlled_by: Vec::new(),
            presence: Vec::new(),
            provenance: Provenance::at(Span::whole(FileId(0))),
        }
    }

    fn decided(names: &[&str], by: &Deciding<'_>) -> Vec<(Means, Option<String>)> {
        let written = names.iter().map(|n| ((*n).to_owned(), 1)).collect();
        let mut by_name: BTreeMap<String, PartyName> = decide(&written, by)
            .into_iter()
            .map(|p| (p.written.clone(), p))
            .collect();
        names
            .iter()
            .filter_map(|n| by_name.remove(*n))
            .map(|p| (p.means, p.proposal.map(|(means, _)| means)))
            .collect()
    }

    #[test]
    fn spellings_are_proposed_and_never_merged() {
        let parties = [
            party("alpha-networks", "Alpha Networks AB"),
            party("beta", "Beta Radio"),
        ];
        let by = Deciding {
            parties: &parties,
            ..Deciding::default()
        };
        let open = [
            "Alpha Net.",
            "ALPHA NETWORKS AB",
            "AN",
            "Alpha Netwroks",
            "alpha networks, s.r.o.",
            "Alpha",
        ];
        for (means, proposal) in decided(&open, &by) {
            assert_eq!(means, Means::Undecided);
            assert_eq!(proposal.as_deref(), Some("alpha-networks"));
        }
        assert_eq!(
            decided(&["Alpha Networks AB", "beta", "Gamma Oy"], &by),
            [
                (Means::Party("alpha-networks".to_owned()), None),
                (Means::Party("beta".to_owned()), None),
                (Means::Undecided, Some("new".to_owned())),
            ]
        );
    }

    #[test]
    fn new_parties_gather_their_spellings_when_accepted() {
        let by = Deciding {
            accept: true,
            ..Deciding::default()
        };
        let new = Means::New("gamma-core".to_owned(), "GAMMA Core Ltd".to_owned());
        let same = Means::Party("gamma-core".to_owned());
        let found = decided(&["GAMMA Core Ltd", "Gamma Core", "Delta"], &by);
        assert_eq!(found[0].0, new);
        assert_eq!(found[1].0, same);
        assert_eq!(
            found[2].0,
            Means::New("delta".to_owned(), "Delta".to_owned())
        );
    }

    #[test]
    fn what_only_resembles_a_party_is_not_accepted_with_others() {
        let by = Deciding {
            accept: true,
            ..Deciding::default()
        };
        let found = decided(&["Maker Ax Ltd", "Maker Bx Ltd"], &by);
        assert_eq!(found[0].0.id(), Some("maker-ax"));
        assert_eq!(found[1], (Means::Undecided, Some("maker-ax".to_owned())));
    }

    #[test]
    fn an_alias_to_nobody_stays_undecided() {
        let said = [("X".to_owned(), "nobody".to_owned())];
        let by = Deciding {
            said: &said,
            ..Deciding::default()
        };
        assert_eq!(decided(&["X"], &by)[0].0, Means::Undecided);
    }
}
