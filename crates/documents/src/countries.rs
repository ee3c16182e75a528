//! The facts about countries that ship. A fault in them is a fault of the program, which a test excludes; so
//! there is one message and no diagnostics.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use keyholder_supply::country::{
    CountryFacts, CountryList, CountryName, Indicator, Law, ListKind, Member, Says,
};

use toml_edit::{DocumentMut, Item};

use crate::plain::is_country;

/// The texts of the files.
#[derive(Clone, Copy, Debug)]
pub struct CountryFiles<'t> {
    /// `names.csv`
    pub names: &'t str,
    /// `lists.toml`
    pub lists: &'t str,
    /// `members.csv`
    pub members: &'t str,
    /// `indicators.csv`
    pub indicators: &'t str,
    /// `laws.csv`
    pub laws: &'t str,
}

/// Reads them all.
///
/// # Errors
/// The first thing that is not as it should be, with its file and line.
pub fn countries(files: CountryFiles<'_>) -> Result<CountryFacts, String> {
    let mut facts = CountryFacts::default();
    rows("names.csv", files.names, |row| {
        let name = CountryName {
            alpha3: row.text("alpha3")?,
            name: row.text("name")?,
        };
        facts.names.insert(row.country(None)?, name);
        Ok(())
    })?;
    lists(files.lists, &mut facts)?;
    let known = facts.names.clone();
    let ids: Vec<(String, ListKind)> = facts.lists.iter().map(|l| (l.id.clone(), l.kind)).collect();
    let list = |row: &Row<'_>, indicator: bool| {
        let id = row.text("list")?;
        let fits = |kind: ListKind| (kind == ListKind::Indicator) == indicator;
        let good = ids.iter().any(|(known, kind)| *known == id && fits(*kind));
        if good { Ok(id) } else { Err(row.fault("list")) }
    };
    rows("members.csv", files.members, |row| {
        facts.members.push(Member {
            list: list(row, false)?,
            country: row.country(Some(&known))?,
            since: row.some("since").map(|_| row.parsed("since")).transpose()?,
            scope: row.some("scope"),
            checked: row.yes("checked")?,
        });
        Ok(())
    })?;
    rows("indicators.csv", files.indicators, |row| {
        facts.indicators.push(Indicator {
            list: list(row, true)?,
            country: row.country(Some(&known))?,
            year: row.parsed("year")?,
            estimate: row.hundredths("estimate")?,
            standard_error: row.hundredths("standard_error")?,
            sources: row.parsed("sources")?,
            rank: [
                row.hundredths("rank")?,
                row.hundredths("rank_low")?,
                row.hundredths("rank_high")?,
            ],
        });
        Ok(())
    })?;
    rows("laws.csv", files.laws, |row| {
        facts.laws.push(Law {
            id: row.text("id")?,
            country: row.country(Some(&known))?,
            law: row.text("law")?,
            since: row.parsed("since")?,
            compels: row.text("compels")?,
            to: row.text("to")?,
            secret: row.says("secret")?,
            court: row.says("court")?,
            appeal: row.says("appeal")?,
            reports: row.says("reports")?,
            abroad: row.says("abroad")?,
            source: row.some("source"),
            checked: row.yes("checked")?,
        });
        let law = facts.laws.last();
        match law.is_some_and(|law| law.checked && law.source.is_none()) {
            true => Err(row.fault("source")),
            false => Ok(()),
        }
    })?;
    Ok(facts)
}

/// A row of a table, with its place.
struct Row<'r> {
    file: &'static str,
    line: u64,
    cells: BTreeMap<&'r str, &'r str>,
}

fn rows(
    file: &'static str,
    text: &str,
    mut each: impl FnMut(&Row<'_>) -> Result<(), String>,
) -> Result<(), String> {
    let fault = |error: &dyn Display| format!("{file}: {error}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| fault(&e))?.clone();
    for record in reader.records() {
        let record = record.map_err(|e| fault(&e))?;
        each(&Row {
            file,
            line: record.position().map_or(0, csv::Position::line),
            cells: header.iter().zip(record.iter()).collect(),
        })?;
    }
    Ok(())
}

impl Row<'_> {
    fn fault(&self, column: &str) -> String {
        let cell = self.cells.get(column).copied().unwrap_or_default();
        format!("{}:{}: `{column}` is `{cell}`", self.file, self.line)
    }

    fn some(&self, column: &str) -> Option<String> {
        let cell = self.cells.get(column).filter(|cell| !cell.is_empty());
        cell.map(|cell| (*cell).to_owned())
    }

    fn text(&self, column: &str) -> Result<String, String> {
        self.some(column).ok_or_else(|| self.fault(column))
    }

    fn parsed<T: FromStr>(&self, column: &str) -> Result<T, String> {
        let cell = self.text(column)?;
        cell.parse().map_err(|_| self.fault(column))
    }

    fn country(&self, known: Option<&BTreeMap<String, CountryName>>) -> Result<String, String> {
        let code = self.text("country")?;
        let good = is_country(&code) && known.is_none_or(|known| known.contains_key(&code));
        if good {
            Ok(code)
        } else {
            Err(self.fault("country"))
        }
    }

    fn says(&self, column: &str) -> Result<Says, String> {
        let cell = self.text(column)?;
        Says::from_word(&cell).ok_or_else(|| self.fault(column))
    }

    fn yes(&self, column: &str) -> Result<bool, String> {
        match self.says(column)? {
            Says::Yes => Ok(true),
            Says::No => Ok(false),
            Says::NotKnown => Err(self.fault(column)),
        }
    }

    /// A number of two digits after the point, in hundredths.
    fn hundredths(&self, column: &str) -> Result<i32, String> {
        let cell = self.text(column)?;
        let digits = cell
            .rsplit_once('.')
            .filter(|(_, after)| after.len() == 2)
            .map(|(before, after)| format!("{before}{after}"));
        let number = digits.and_then(|digits| digits.parse().ok());
        number.ok_or_else(|| self.fault(column))
    }
}

fn lists(text: &str, facts: &mut CountryFacts) -> Result<(), String> {
    let fault = |what: &str| format!("lists.toml: {what}");
    let root: DocumentMut = text.parse().map_err(|e| fault(&format!("{e}")))?;
    let version = root.get("version").and_then(Item::as_str);
    facts.version = version.ok_or_else(|| fault("no `version`"))?.to_owned();
    let blocks = root.get("list").and_then(Item::as_array_of_tables);
    for block in blocks.into_iter().flatten() {
        let some = |key: &str| block.get(key).and_then(Item::as_str).map(str::to_owned);
        let need = |key: &str| some(key).ok_or_else(|| fault(&format!("no `{key}` in {block}")));
        let kind = need("kind")?;
        let kind = ListKind::from_word(&kind);
        let date = block.get("date").and_then(Item::as_datetime);
        let date = date.and_then(|date| date.to_string().parse().ok());
        let percent = block.get("strength_percent").map(Item::as_integer);
        let percent = percent.map(|n| {
            let number = n.and_then(|n| u32::try_from(n).ok());
            number.filter(|n| *n <= 100)
        });
        if percent == Some(None) {
            return Err(fault(&format!("no percent in {block}")));
        }
        facts.lists.push(CountryList {
            id: need("id")?,
            title: need("title")?,
            kind: kind.ok_or_else(|| fault(&format!("no such kind in {block}")))?,
            source: need("source")?,
            date: date.ok_or_else(|| fault(&format!("no day in {block}")))?,
            licence: need("licence")?,
            issuer: need("issuer")?,
            says: need("says")?,
            criterion: some("criterion"),
            strength_percent: percent.flatten(),
            mutual: block.get("mutual").and_then(Item::as_bool) == Some(true),
            note: some("note"),
        });
    }
    Ok(())
}
