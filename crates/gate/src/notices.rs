//! What is wrong with what a project states for its gate.

use std::collections::BTreeSet;

use keyholder_diag::{Code, Diagnostic, Span, did_you_mean};
use keyholder_supply::Network;
use keyholder_supply::facts::Name;
use keyholder_supply::gate::{GateFacts, PolicyFact};

use crate::decide::keys_of;
use crate::permits::Permits;
use crate::policy::try_cases;

/// Names that nobody knows, ids given twice, and keys of people that cannot be used.
#[must_use]
pub fn notices(net: &Network, gate: &GateFacts, permits: &Permits) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let parties = || net.parties.iter().map(|party| party.id.as_str());
    let routes = || net.routes.iter().map(|route| route.id.as_str());
    let own = net.components.iter().filter(|c| !c.from_bom);
    let components: Vec<&str> = own.map(|c| c.id.as_str()).collect();
    let mut known = |name: &Name, what: &str, all: &mut dyn Iterator<Item = &str>| {
        let all: Vec<&str> = all.collect();
        if !all.contains(&name.text.as_str()) {
            out.push(unknown(name, what, &all));
        }
    };
    if let Some(operator) = &gate.operator {
        known(operator, "party", &mut parties());
    }
    for key in &gate.keys {
        known(&key.party, "party", &mut parties());
        for route in &key.routes {
            known(route, "route", &mut routes());
        }
    }
    for person in &gate.people {
        if let Some(party) = &person.party {
            known(party, "party", &mut parties());
        }
    }
    for product in &gate.products {
        known(
            &product.component,
            "component",
            &mut components.iter().copied(),
        );
    }
    let rules = permits.rules.iter().map(|rule| rule.id.as_str());
    let rules: Vec<&str> = rules
        .chain(permits.countries.iter().map(String::as_str))
        .collect();
    for permit in &gate.permits {
        // A country alone says that its law was looked at by somebody who knows it.
        if permit.rule.text.len() != 2 {
            known(&permit.rule, "rule", &mut rules.iter().copied());
        }
        if let Some(component) = &permit.component {
            known(component, "component", &mut components.iter().copied());
        }
    }
    twice(gate, &mut out);
    for (person, key) in keys_of(&gate.people) {
        let Err(why) = key else { continue };
        let named = gate.people.iter().find(|p| p.id.text == person);
        let span = named.map(|p| p.key.span);
        let message = format!("the key of `{person}` cannot be used: {why}");
        let help = "write the public key of the person alone, as one line of OpenSSH or in PEM";
        out.push(at(Code::KH0903, span, message).help(help));
    }
    out
}

fn at(code: Code, span: Option<Span>, message: String) -> Diagnostic {
    let mut fault = Diagnostic::new(
        code,
        span.unwrap_or(Span::whole(keyholder_diag::FileId(0))),
        message,
    );
    fault.span = span;
    fault
}

fn unknown(name: &Name, what: &str, all: &[&str]) -> Diagnostic {
    let message = format!("no {what} `{}`", name.text);
    let help = match did_you_mean(&name.text, all.iter().copied()) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => format!("describe the {what} in the project, or correct the name"),
    };
    Diagnostic::new(Code::KH0902, name.span, message).help(help)
}

fn twice(gate: &GateFacts, out: &mut Vec<Diagnostic>) {
    let ids: [(&str, Vec<&Name>); 4] = [
        ("key", gate.keys.iter().map(|key| &key.id).collect()),
        (
            "person",
            gate.people.iter().map(|person| &person.id).collect(),
        ),
        (
            "product",
            gate.products
                .iter()
                .map(|product| &product.component)
                .collect(),
        ),
        (
            "permit",
            gate.permits.iter().map(|permit| &permit.id).collect(),
        ),
    ];
    for (what, ids) in ids {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id.text.as_str()) {
                let message = format!("two blocks for the {what} `{}`", id.text);
                let fault = Diagnostic::new(Code::KH0902, id.span, message);
                out.push(fault.help("keep one of the two; until then a person cannot decide, and of others the first counts"));
            }
        }
    }
}

/// Cases that a policy does not keep.
#[must_use]
pub fn policy_notices(policy: &PolicyFact, span: Option<Span>) -> Vec<Diagnostic> {
    let faults = try_cases(policy).into_iter().map(|fault| {
        let got = match &fault.got {
            Ok(verdict) => format!("gives `{}`", verdict.word()),
            Err(why) => format!("gives nothing: {why}"),
        };
        let message = format!(
            "the case `{}` must give `{}`, and {got}",
            fault.name,
            fault.wanted.word()
        );
        let help = "mend the rule or the case; until then nothing is admitted by this policy";
        at(Code::KH0904, span, message).help(help)
    });
    faults.collect()
}
