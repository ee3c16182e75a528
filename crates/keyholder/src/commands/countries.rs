//! `keyholder countries`.

use keyholder_project::country_facts;
use keyholder_supply::country::{CountryFacts, Law, ListKind};

use crate::exit;
use crate::outcome::Outcome;

const MARK: &str = "  [not checked]";

pub(crate) fn run(codes: &[String]) -> Outcome {
    let facts = country_facts();
    let known = |code: &&String| !facts.names.contains_key(&code.to_uppercase());
    if let Some(other) = codes.iter().find(known) {
        let said = format!("`{other}` is no code of ISO 3166-1; write two letters, as `SE`");
        return Outcome::failed(said, exit::USAGE);
    }
    if codes.is_empty() {
        return Outcome::said(lists(&facts), exit::DONE);
    }
    let all = codes
        .iter()
        .map(|code| country(&facts, &code.to_uppercase()));
    let mut said = all.collect::<Vec<String>>().join("\n");
    said.push_str(
        "\nDated facts of others, with nothing said of whom to trust; none counts in a verdict unless a project takes it\nas evidence (keyholder evidence countries). What is not listed has not been looked at.\n",
    );
    Outcome::said(said, exit::DONE)
}

fn lists(facts: &CountryFacts) -> String {
    let mut said = format!("Facts about countries, version {}\n\n", facts.version);
    for list in &facts.lists {
        let count = match list.kind {
            ListKind::Law => facts.laws.len(),
            ListKind::Indicator => facts
                .indicators
                .iter()
                .filter(|i| i.list == list.id)
                .count(),
            _ => facts.members.iter().filter(|m| m.list == list.id).count(),
        };
        let unchecked = match list.kind {
            ListKind::Law => facts.laws.iter().filter(|law| !law.checked).count(),
            ListKind::Indicator => 0,
            _ => {
                let mine = facts.members.iter().filter(|m| m.list == list.id);
                mine.filter(|m| !m.checked).count()
            }
        };
        said.push_str(&format!(
            "{} ({}): {count} rows, {unchecked} not checked\n  {}, as of {}\n  {}\n",
            list.title,
            list.kind.word(),
            list.source,
            list.date,
            list.licence
        ));
        if let Some(note) = &list.note {
            said.push_str(&format!("  {note}\n"));
        }
    }
    said.push_str("\nOf one country: keyholder countries CODE\n");
    said
}

fn country(facts: &CountryFacts, code: &str) -> String {
    let name = facts.names.get(code).map_or("", |name| &name.name);
    let mut said = format!("{name} ({code})\n");
    let mark = |checked: bool| if checked { "" } else { MARK };
    let members = facts.members.iter().filter(|m| m.country == code);
    for member in members {
        let Some(list) = facts.list(&member.list) else {
            continue;
        };
        let since = member
            .since
            .map_or(String::new(), |day| format!(", since {day}"));
        let scope = member.scope.as_ref();
        let scope = scope.map_or(String::new(), |scope| format!(", for {scope} alone"));
        said.push_str(&format!(
            "  {}{scope}{since} ({}, as of {}){}\n",
            list.says,
            list.issuer,
            list.date,
            mark(member.checked)
        ));
    }
    for indicator in facts.indicators.iter().filter(|i| i.country == code) {
        let Some(list) = facts.list(&indicator.list) else {
            continue;
        };
        let [rank, low, high] = indicator.rank;
        said.push_str(&format!(
            "  {}, {}: {} ± {}; above {} % of all countries, between {} % and {} % ({}, {} sources)\n",
            list.title.to_lowercase(),
            indicator.year,
            hundredths(indicator.estimate),
            hundredths(indicator.standard_error),
            rank / 100,
            low / 100,
            (high + 99) / 100,
            list.issuer,
            indicator.sources
        ));
    }
    let laws: Vec<&Law> = facts
        .laws
        .iter()
        .filter(|law| law.country == code)
        .collect();
    if laws.is_empty() {
        said.push_str("  laws that compel organisations: not looked at\n");
    }
    for law in laws {
        said.push_str(&format!(
            "  law: {} ({}){}\n    compels {}: {}\n    secret {}, court beforehand {}, appeal {}, reports {}, reaches abroad {}{}\n",
            law.law,
            law.since,
            mark(law.checked),
            law.compels,
            law.to,
            law.secret.word(),
            law.court.word(),
            law.appeal.word(),
            law.reports.word(),
            law.abroad.word(),
            law.source.as_ref().map_or(String::new(), |s| format!("; {s}"))
        ));
    }
    said
}

fn hundredths(number: i32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    format!("{sign}{}.{:02}", number / 100, number % 100)
}
