//! `evidence`: for every subject and every criterion there is evidence, fresh and not contradicted.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::facts::Name;
use keyholder_supply::principle::{About, Part};
use keyholder_supply::{CountryId, PartyId};

use crate::assess::Asked;
use crate::evidence::{Standing, Target, Wanted};
use crate::finding::{ChangeKind, Missing, Of};
use crate::scope::Scope;
use crate::tally::{Measured, State, Tally};
use crate::words;

pub(super) fn ask<'a>(
    asked: &Asked<'a>,
    of: Of,
    about: About,
    part: &Part,
    criteria: &'a [Name],
    wanted: Wanted,
) -> Measured {
    let mut tally = Tally::new(asked.net, ChangeKind::Evidence);
    let subjects = subjects(asked, of, about, part, &mut tally, criteria.len() as u64);
    for (target, sure) in subjects {
        for criterion in criteria {
            one(asked, target, sure, &criterion.text, wanted, &mut tally);
        }
    }
    let names: Vec<String> = criteria.iter().map(|name| name.text.clone()).collect();
    let whom = match about {
        About::Supplier => "suppliers",
        About::Release => "releases",
        About::Operator => "operators",
        About::Country => "countries",
    };
    let (names, part) = (words::list(&names), words::part(part));
    let place = match (about, of) {
        (About::Supplier, Of::Supplier(_)) | (About::Operator, Of::Operator(_)) => {
            format!("on {names}")
        }
        (About::Operator, _) => format!("on {names} of operators"),
        _ => format!("on {names} of {whom} of {part}"),
    };
    tally.finish(["point", "points"], &place, "are shown by evidence")
}

fn one<'a>(
    asked: &Asked<'a>,
    target: Target,
    sure: bool,
    criterion: &'a str,
    wanted: Wanted,
    tally: &mut Tally,
) {
    let standing = asked.register.standing(criterion, target, wanted);
    let state = standing.state();
    let used = standing.good.iter().chain(&standing.against);
    tally
        .used
        .extend(used.map(|item| asked.register.used(item)));
    if state == State::Yes && sure {
        tally.until(standing.until());
    }
    let (id, label) = named(asked, target);
    tally.add(state, sure, 1, id, || missing(criterion, &label, &standing));
}

fn missing(criterion: &str, label: &str, standing: &Standing<'_>) -> Missing {
    if let Some(against) = standing.against.first() {
        let also = match standing.good.first() {
            Some(good) => format!(", and `{}` says the contrary", good.id),
            None => String::new(),
        };
        return Missing {
            what: format!(
                "`{}` speaks against `{criterion}` of {label}{also}",
                against.id
            ),
            remedy:
                "have it mended and shown anew, or answer the item; a newer one may supersede it"
                    .to_owned(),
        };
    }
    if let Some(doubt) = standing
        .may_be_against
        .first()
        .filter(|_| !standing.good.is_empty())
    {
        return Missing {
            what: format!(
                "`{}` speaks against `{criterion}`, and may be about {label}",
                doubt.id
            ),
            remedy: "state the supplier of every component".to_owned(),
        };
    }
    if standing.lost > 0 && !standing.good.is_empty() {
        return Missing {
            what: format!(
                "evidence that cannot be read may speak against `{criterion}` of {label}"
            ),
            remedy: "mend the evidence that `keyholder check` names".to_owned(),
        };
    }
    let near = standing
        .not_good
        .iter()
        .map(|(item, why)| format!("`{}` does not count: {why}", item.id));
    let near: Vec<String> = near.collect();
    let near = if near.is_empty() {
        String::new()
    } else {
        format!("; {}", words::some(&near, 2))
    };
    Missing {
        what: format!("evidence on `{criterion}` of {label}{near}"),
        remedy: format!("ask {label} for it, and add it as an item of `evidence/`"),
    }
}

fn named(asked: &Asked<'_>, target: Target) -> (String, String) {
    let net = asked.net;
    match target {
        Target::Party(party) => {
            let party = &net.parties[party.index()];
            (format!("party:{}", party.id), party.name.clone())
        }
        Target::Release(release) => {
            let label = net.release_label(release);
            (format!("release:{label}"), label)
        }
        Target::Country(country) => {
            let code = net.countries[country.index()].code.clone();
            (format!("country:{code}"), code)
        }
    }
}

/// About whom evidence is asked for, each with whether it surely belongs to the part. What nobody knows is
/// counted at once, for each criterion.
fn subjects(
    asked: &Asked<'_>,
    of: Of,
    about: About,
    part: &Part,
    tally: &mut Tally,
    criteria: u64,
) -> BTreeMap<Target, bool> {
    let net = asked.net;
    let mut found = BTreeMap::new();
    match (about, of) {
        (About::Operator, Of::Operator(operator)) => {
            found.insert(Target::Party(operator), true);
        }
        (About::Operator, _) => {
            let all = (0..net.parties.len()).filter(|n| net.parties[*n].operates);
            found.extend(all.map(|n| (Target::Party(PartyId::from(n)), true)));
            let blank = net.classes.iter().any(|class| class.operator.is_none());
            let remedy = "state the operator of every element";
            tally.open(
                u64::from(blank) * criteria,
                "operator of elements not stated",
                remedy,
            );
        }
        (About::Release, _) => {
            let (releases, open) = Scope::new(net, part, of).releases(net, of);
            found.extend(
                releases
                    .into_iter()
                    .map(|(r, sure)| (Target::Release(r), sure)),
            );
            tally.open(
                open * criteria,
                "release in a layer not stated",
                "state the release in each layer",
            );
        }
        (About::Supplier, _) => {
            let (suppliers, open) = suppliers(asked, of, part);
            found.extend(
                suppliers
                    .into_iter()
                    .map(|(p, sure)| (Target::Party(p), sure)),
            );
            tally.open(
                open * criteria,
                "supplier not stated",
                "state release and supplier of each layer",
            );
        }
        (About::Country, _) => {
            let (suppliers, open) = suppliers(asked, of, part);
            let (countries, more) = countries(asked, &suppliers);
            found.extend(
                countries
                    .into_iter()
                    .map(|(c, sure)| (Target::Country(c), sure)),
            );
            let remedy = "state seat and owners of each supplier";
            tally.open(
                (open + more) * criteria,
                "country of a supplier not stated",
                remedy,
            );
        }
    }
    found
}

/// Suppliers in any layer of a part, and how many layers or components leave it open.
pub(super) fn suppliers(asked: &Asked<'_>, of: Of, part: &Part) -> (BTreeMap<PartyId, bool>, u64) {
    let net = asked.net;
    if let Of::Supplier(supplier) = of {
        return (BTreeMap::from([(supplier, true)]), 0);
    }
    let (releases, mut open) = Scope::new(net, part, of).releases(net, of);
    let mut found: BTreeMap<PartyId, bool> = BTreeMap::new();
    for (release, sure) in releases {
        let component = net.releases[release.index()].component;
        match net.components[component.index()].supplier {
            Some(party) if net.parties[party.index()].operates => {}
            Some(party) => *found.entry(party).or_default() |= sure,
            None => open += 1,
        }
    }
    (found, open)
}

/// Countries that surely decide for suppliers and for no operator, and of how many suppliers others may.
fn countries(
    asked: &Asked<'_>,
    suppliers: &BTreeMap<PartyId, bool>,
) -> (BTreeMap<CountryId, bool>, u64) {
    let mut found: BTreeMap<CountryId, bool> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for (party, sure) in suppliers {
        for country in &asked.results.countries[party.index()] {
            if !asked.ties.homes.contains(country) {
                *found.entry(*country).or_default() |= *sure;
            }
        }
        if asked.ties.country_open[party.index()] {
            open.insert(*party);
        }
    }
    (found, open.len() as u64)
}
