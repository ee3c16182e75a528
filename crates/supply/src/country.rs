//! What is known of countries from lists that others keep: dated, with source, and marked where nobody checked.
//!
//! Nothing here says whom to trust, and nothing here counts in a verdict by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::word::words;

/// All that ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountryFacts {
    /// Version of the data.
    pub version: String,
    /// Names of countries, by code of ISO 3166-1.
    pub names: BTreeMap<String, CountryName>,
    /// The lists, in the order of the file.
    pub lists: Vec<CountryList>,
    /// Who is on which list, sorted by list and country.
    pub members: Vec<Member>,
    /// Estimates, sorted by list and country.
    pub indicators: Vec<Indicator>,
    /// Laws, sorted by id.
    pub laws: Vec<Law>,
}

/// How a country is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryName {
    /// Three letters of ISO 3166-1.
    pub alpha3: String,
    /// In English.
    pub name: String,
}

words! {
    /// What a list is.
    ListKind {
        /// Parties to a treaty.
        Treaty = "treaty",
        /// Decisions of an authority.
        Decision = "decision",
        /// Estimates with their error.
        Indicator = "indicator",
        /// Laws.
        Law = "law",
    }
}

/// A list that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryList {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ListKind,
    /// Where it can be read.
    pub source: String,
    /// The day of that text.
    pub date: Date,
    /// Under which terms.
    pub licence: String,
    /// Who keeps it.
    pub issuer: String,
    /// What being on it says, after the name of a country.
    pub says: String,
    /// The criterion of the yardstick that it speaks to, when it speaks to one.
    pub criterion: Option<String>,
    /// How far, in percent; of an indicator the lower end of the rank counts instead.
    pub strength_percent: Option<u32>,
    /// It binds its members to each other, so that it says nothing between one of them and others.
    pub mutual: bool,
    /// Our note.
    pub note: Option<String>,
}

/// A country on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The list.
    pub list: String,
    /// Code of the country.
    pub country: String,
    /// Since when, where it is known.
    pub since: Option<Date>,
    /// For whom alone, where it is not for everybody.
    pub scope: Option<String>,
    /// Somebody held the row against the source.
    pub checked: bool,
}

/// An estimate. Numbers are in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The list.
    pub list: String,
    /// Code of the country.
    pub country: String,
    /// Of which year.
    pub year: i16,
    /// The estimate, from about −2.5 to 2.5.
    pub estimate: i32,
    /// Its standard error, as published.
    pub standard_error: i32,
    /// From how many sources.
    pub sources: u32,
    /// Rank as a percentile of all countries, with the ends of the interval that is published (90 %).
    pub rank: [i32; 3],
}

words! {
    /// What is known of a property of a law.
    Says {
        /// It has it.
        Yes = "yes",
        /// It has not.
        No = "no",
        /// Nobody has looked, or it cannot be told.
        NotKnown = "?",
    }
}

/// A law that compels organisations to help authorities, in one form for every country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// Its id.
    pub id: String,
    /// Code of the country.
    pub country: String,
    /// Its name.
    pub law: String,
    /// The year from which on.
    pub since: i16,
    /// Whom it compels.
    pub compels: String,
    /// To what.
    pub to: String,
    /// They must keep silent about it.
    pub secret: Says,
    /// A court orders or allows it beforehand.
    pub court: Says,
    /// Whom it compels can take it to a court.
    pub appeal: Says,
    /// Reports on its use are published.
    pub reports: Says,
    /// It reaches what lies abroad.
    pub abroad: Says,
    /// Where it can be read.
    pub source: Option<String>,
    /// Somebody held the row against the source.
    pub checked: bool,
}

impl CountryFacts {
    /// A list by its id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&CountryList> {
        self.lists.iter().find(|list| list.id == id)
    }

    /// Whether somebody held every row of a list against its source. A list of which only some rows were looked at
    /// would favour those.
    #[must_use]
    pub fn is_checked(&self, list: &str) -> bool {
        let mut mine = self.members.iter().filter(|member| member.list == list);
        mine.all(|member| member.checked)
    }

    /// What is proposed as evidence about a country for a network at home in others: what lists say of it. What
    /// binds members to each other is proposed only when a home is a member as well.
    pub fn proposals<'a>(
        &'a self,
        country: &'a str,
        homes: &'a [&'a str],
    ) -> impl Iterator<Item = Proposal<'a>> + 'a {
        let members = self.members.iter().filter(move |m| m.country == country);
        let members = members.filter_map(move |member| {
            let list = self.list(&member.list)?;
            let mut all = self.members.iter().filter(|m| m.list == member.list);
            if list.mutual && !all.any(|m| homes.contains(&m.country.as_str())) {
                return None;
            }
            let whole = list.strength_percent?;
            let (strength, scope) = match &member.scope {
                Some(scope) => (whole / 2, format!(", for {scope} alone")),
                None => (whole, String::new()),
            };
            Some(Proposal {
                list,
                criterion: list.criterion.as_deref()?,
                strength,
                claim: format!("{}{scope}", list.says),
                day: member.since.unwrap_or(list.date),
                checked: self.is_checked(&member.list),
            })
        });
        let indicators = self.indicators.iter().filter(move |i| i.country == country);
        let indicators = indicators.filter_map(|indicator| {
            let list = self.list(&indicator.list)?;
            let [rank, low, high] = indicator.rank;
            Some(Proposal {
                list,
                criterion: list.criterion.as_deref()?,
                strength: u32::try_from(low / 100).unwrap_or(0).min(100),
                claim: format!(
                    "{}, {}: above {} % of all countries, between {} % and {} %",
                    list.says,
                    indicator.year,
                    rank / 100,
                    low / 100,
                    (high + 99) / 100
                ),
                day: list.date,
                checked: true,
            })
        });
        members.chain(indicators)
    }
}

/// An item of evidence that the lists would bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'a> {
    /// On which list it rests.
    pub list: &'a CountryList,
    /// The criterion that it speaks to.
    pub criterion: &'a str,
    /// How far, in percent.
    pub strength: u32,
    /// What it says, after the name of the country.
    pub claim: String,
    /// The day for which it holds.
    pub day: Date,
    /// Somebody held it against the source.
    pub checked: bool,
}
