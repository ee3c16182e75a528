//! Is the update a legal event, and is it settled.

use std::collections::BTreeSet;

use keyholder_supply::gate::{Answer, GateCheck, LegalEvent, PermitFact, PermitRule, Said};

use crate::asked::Asked;

const CHECK: GateCheck = GateCheck::Permit;

pub(super) fn permit(asked: &Asked<'_>) -> Answer {
    let countries = countries(asked);
    if countries.is_empty() {
        let said = Said::new("it is not known under whose law the operator stands")
            .remedy("write `operator` in gate/gate.toml, and its `seat` in its party file");
        return Answer::not_done(CHECK, said);
    }
    let (mut failed, mut open, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    if operator(asked).is_none_or(|party| party.seats.is_empty()) {
        // Whatever rules the project names, those of the seat bind as well.
        let said = Said::new("the seat of the operator is not stated")
            .remedy("write `seat` in its party file, and `operator` in gate/gate.toml");
        open.push(said);
    }
    for country in &countries {
        // Somebody who knows may have looked at the whole law of a country.
        // That is no word in passing, so it names its document.
        if let Some(document) = whole_law(asked, country) {
            seen.push(Said::new(format!(
                "the law of {country} is settled by {document}"
            )));
            continue;
        }
        if !asked.permits.countries.contains(country) {
            let what = format!("the catalogue has no rules on updates of {country}");
            let remedy = format!(
                "have its law looked at, and write a [[permit]] with `rule = \"{country}\"` and the document"
            );
            open.push(Said::new(what).remedy(remedy));
            continue;
        }
        let rules = asked
            .permits
            .rules
            .iter()
            .filter(|rule| rule.country == *country);
        let binding: Vec<&PermitRule> = rules.filter(|rule| binds(asked, rule)).collect();
        if binding.is_empty() {
            let what =
                format!("no rule of {country} in the catalogue makes this update a legal event");
            seen.push(Said::new(what));
        }
        for rule in binding {
            match settled(asked, &rule.id) {
                Some(document) => {
                    seen.push(Said::new(format!("`{}` is settled by {document}", rule.id)));
                }
                None => failed.push(needed(rule)),
            }
        }
    }
    Answer::of(CHECK, failed, open, seen)
}

/// Whose gate it is.
fn operator<'a>(asked: &'a Asked<'_>) -> Option<&'a keyholder_supply::Party> {
    let operator = asked.gate.operator.as_ref()?;
    let mut parties = asked.net.parties.iter();
    parties.find(|party| party.id == operator.text)
}

/// Countries whose rules bind: those that the project names, and where the operator has its seat.
fn countries(asked: &Asked<'_>) -> BTreeSet<String> {
    let seats = operator(asked).into_iter().flat_map(|party| &party.seats);
    let seats = seats.map(|(country, _)| asked.net.countries[country.index()].code.clone());
    let named = asked.net.settings.rules.iter().flatten();
    let named = named
        .map(|rules| rules.text.clone())
        .filter(|rules| rules.len() == 2);
    seats.chain(named).collect()
}

fn binds(asked: &Asked<'_>, rule: &PermitRule) -> bool {
    let in_force = rule.from.is_none_or(|from| from <= asked.day)
        && rule.until.is_none_or(|until| asked.day <= until);
    let of_class = rule.classes.is_empty()
        || asked.targets.not_placed > 0
        || asked
            .targets
            .classes
            .iter()
            .any(|class| rule.classes.contains(class));
    let new = asked.targets.without > 0;
    in_force && of_class && (new || !rule.new_component_only)
}

/// Permits that settle a rule for this release, today.
fn permits<'a>(asked: &'a Asked<'_>, rule: &'a str) -> impl Iterator<Item = &'a PermitFact> {
    let id = &asked.component().id;
    let permits = asked.gate.permits.iter();
    permits.filter(move |permit| {
        permit.rule.text == rule
            && permit.component.as_ref().is_none_or(|c| c.text == *id)
            && (permit.versions.is_empty() || permit.versions.iter().any(|v| v == asked.version))
            && permit.until.is_none_or(|until| asked.day <= until)
    })
}

/// The document that settles the whole law of a country.
fn whole_law(asked: &Asked<'_>, country: &str) -> Option<String> {
    let mut documents = permits(asked, country).filter_map(|permit| permit.document.as_deref());
    documents
        .find(|document| !document.trim().is_empty())
        .map(str::to_owned)
}

/// The document that settles a rule.
fn settled(asked: &Asked<'_>, rule: &str) -> Option<String> {
    let permit = permits(asked, rule).next()?;
    let document = permit.document.clone();
    Some(document.unwrap_or_else(|| format!("permit `{}`", permit.id.text)))
}

fn needed(rule: &PermitRule) -> Said {
    let event = match rule.event {
        LegalEvent::Notice => "must be told to the authority",
        LegalEvent::Authorisation => "must be allowed by the authority",
        LegalEvent::Contract => "needs a contract or guarantee",
    };
    let trust = match rule.checked {
        true => "",
        false => "; our words were not compared with the text",
    };
    Said::new(format!(
        "the update {event}: {} ({}, {}{trust})",
        rule.asks, rule.id, rule.source
    ))
    .remedy(format!(
        "settle it, then write a [[permit]] with `rule = \"{}\"` in gate/gate.toml",
        rule.id
    ))
}
