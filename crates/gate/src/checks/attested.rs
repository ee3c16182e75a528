//! Statements of others about the package: how it was built, and for whom the operator takes it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use keyholder_signatures::dsse::Envelope;
use keyholder_signatures::statement::Statement;
use keyholder_signatures::{Purpose, Verified};
use keyholder_supply::SafeguardKind;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, KeyUse, Said};

use super::inside::some;
use crate::asked::Asked;
use crate::installable::installable;

/// The type of an operator's statement that a package may go into its network.
pub const COUNTER_SIGNATURE: &str = "https://keyholder.example/counter-signature/v1";

/// The type of a statement that somebody verified a package.
const VERIFICATION: &str = "https://slsa.dev/verification_summary/v1";

/// One statement that could be read.
pub(super) struct One {
    path: String,
    statement: Statement,
    /// Ids of pinned keys that signed it, for each purpose that they are pinned for.
    provenance: Vec<String>,
    counter: Vec<String>,
    /// Whether it is about this package, or about files inside alone.
    about: About,
}

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// The bytes of the package, all of them.
    Package,
    /// Files inside, so many.
    Files(usize),
    /// Something else.
    Other,
}

/// All statements.
pub(super) struct Attested {
    all: Vec<One>,
    /// What could not be read.
    unread: Vec<Said>,
}

impl Attested {
    /// Reads all statements that lie in the package or beside it.
    pub(super) fn new(asked: &Asked<'_>) -> Attested {
        let mut attested = Attested {
            all: Vec::new(),
            unread: Vec::new(),
        };
        for document in &asked.package.attestations {
            match read(asked, &document.path, &document.bytes) {
                Ok(one) => attested.all.extend(one),
                Err(why) => attested.unread.push(
                    Said::new(format!("an attestation cannot be read: {why}")).at(&document.path),
                ),
            }
        }
        attested
    }

    /// Whether a party signed, with a key that counts here, that this package is for this network, release and
    /// functions, now: what makes a second signature, and not any word of its own.
    pub(super) fn countersigned(
        &self,
        asked: &Asked<'_>,
        party: &str,
        counts: &dyn Fn(&str) -> bool,
    ) -> bool {
        let by = |anchor: &str| counts(anchor) && is_of(asked, anchor, party);
        let mut all = self.all.iter();
        all.any(|one| {
            one.statement.predicate_type == COUNTER_SIGNATURE && addressed(asked, one, &by).is_ok()
        })
    }

    /// Whether a party states, with a key that counts here, how this package was built, or that it looked at it and
    /// found nothing wrong.
    pub(super) fn verified(
        &self,
        asked: &Asked<'_>,
        party: &str,
        counts: &dyn Fn(&str) -> bool,
    ) -> bool {
        let mut all = self.all.iter();
        all.any(|one| {
            let mut keys = one.provenance.iter();
            let statement = &one.statement;
            let result = statement.predicate.get("verificationResult");
            let summary = statement.predicate_type == VERIFICATION
                && result.and_then(serde_json::Value::as_str) == Some("PASSED");
            one.about == About::Package
                && (summary || statement.provenance().is_some())
                && keys.any(|anchor| counts(anchor) && is_of(asked, anchor, party))
        })
    }
}

fn is_of(asked: &Asked<'_>, anchor: &str, party: &str) -> bool {
    let key = asked.owner(anchor);
    key.is_some_and(|key| key.party.text == party)
}

fn read(asked: &Asked<'_>, path: &str, bytes: &[u8]) -> Result<Vec<One>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
    // One envelope, or one a line.
    let lines: Vec<&str> = match Envelope::read(bytes) {
        Ok(_) => vec![text],
        Err(why) => {
            let lines: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .collect();
            match lines.len() > 1 {
                true => lines,
                false => return Err(why),
            }
        }
    };
    lines
        .into_iter()
        .map(|line| one(asked, path, line))
        .collect()
}

fn one(asked: &Asked<'_>, path: &str, text: &str) -> Result<One, String> {
    let envelope = Envelope::read(text.as_bytes())?;
    let statement = Statement::read(&envelope.payload)?;
    let anchors = |verified: Verified, purpose: KeyUse| {
        let holds = verified
            .signers
            .into_iter()
            .filter_map(|signer| signer.anchor);
        let of = |anchor: &String| {
            asked
                .owner(anchor)
                .is_some_and(|key| key.purpose == purpose)
        };
        holds.filter(of).collect::<Vec<_>>()
    };
    let built = envelope.verify(asked.trust, Purpose::Provenance, asked.now);
    let counter = envelope.verify(asked.trust, Purpose::CounterSignature, asked.now);
    Ok(One {
        path: path.to_owned(),
        about: about(asked, &statement),
        statement,
        provenance: anchors(built, KeyUse::Provenance),
        counter: anchors(counter, KeyUse::CounterSignature),
    })
}

fn about(asked: &Asked<'_>, statement: &Statement) -> About {
    if statement
        .subject_with(&asked.package.digests.hex())
        .is_some()
    {
        return About::Package;
    }
    let inside: BTreeSet<&str> = asked
        .package
        .files
        .iter()
        .map(|file| file.sha256.as_str())
        .chain(asked.package.images.iter().filter_map(|image| {
            let digest = image.digest.as_deref()?;
            digest.strip_prefix("sha256:")
        }))
        .collect();
    let digests = statement
        .subjects
        .iter()
        .map(|s| s.digests.get("sha256").map(String::as_str));
    let digests: BTreeSet<Option<&str>> = digests.collect();
    let all = digests
        .iter()
        .all(|digest| digest.is_some_and(|digest| inside.contains(digest)));
    match all && !digests.is_empty() {
        true => About::Files(digests.len()),
        false => About::Other,
    }
}

/// Whether a builder that is pinned says how it was built.
pub(super) fn provenance(asked: &Asked<'_>, attested: &Attested) -> Answer {
    let check = GateCheck::Provenance;
    let built: Vec<&One> = attested
        .all
        .iter()
        .filter(|one| one.statement.provenance().is_some())
        .collect();
    if built.is_empty() {
        let mut said = attested.unread.clone();
        said.push(
            Said::new("nobody states how it was built")
                .remedy("ask the supplier for provenance (SLSA) signed by its builder"),
        );
        return Answer {
            check,
            state: CheckState::NotDone,
            said,
        };
    }
    let tried: Vec<Result<String, Said>> = built.iter().map(|one| trusted(asked, one)).collect();
    let faults: Vec<Said> = tried
        .iter()
        .filter_map(|t| t.as_ref().err().cloned())
        .collect();
    let (state, said) = match (faults.is_empty(), left_out(asked, &built)) {
        (false, _) => (CheckState::Failed, faults),
        (true, left) if !left.is_empty() => (CheckState::NotDone, left),
        (true, _) => {
            let told = tried.into_iter().flatten().map(Said::new);
            (CheckState::Passed, told.collect())
        }
    };
    Answer { check, state, said }
}

/// What is installed, and of which nobody states how it was built.
fn left_out(asked: &Asked<'_>, built: &[&One]) -> Vec<Said> {
    if built.iter().any(|one| one.about == About::Package) {
        return Vec::new();
    }
    let remedy = "ask for provenance of the whole package, or of each image in it";
    let subjects = built.iter().flat_map(|one| &one.statement.subjects);
    let covered: BTreeSet<&str> = subjects
        .filter_map(|subject| subject.digests.get("sha256").map(String::as_str))
        .collect();
    let all = installable(asked.package);
    if all.is_empty() {
        let many = covered.len();
        let what = format!(
            "provenance is there of {many} files inside, and it cannot be told whether they are all that is installed"
        );
        return vec![Said::new(what).remedy(remedy)];
    }
    let files = asked.package.files.iter();
    let paths: BTreeSet<&str> = files
        .filter(|file| covered.contains(file.sha256.as_str()))
        .map(|file| file.path.as_str())
        .collect();
    // Whoever says how an archive was built says it of what lies in it.
    let within = |name: &str| {
        let mut ends = name.match_indices('!');
        ends.any(|(end, _)| paths.contains(&name[..end]))
    };
    let left = all
        .iter()
        .filter(|one| !covered.contains(one.sha256.as_str()) && !within(&one.name));
    let said = left.map(|one| {
        Said::new(format!("nobody states how `{}` was built", one.name))
            .at(&one.name)
            .remedy(remedy)
    });
    some(said.collect())
}

/// Whether the party of a key may speak of how it was built: the supplier, or who verifies it on a route.
fn may_state(asked: &Asked<'_>, anchor: &str) -> bool {
    let component = asked.component();
    let routes = component.routes.iter();
    let guards = routes.flat_map(|route| &asked.net.routes[route.index()].guards);
    let verify = guards
        .filter(|guard| guard.kind == SafeguardKind::IndependentVerification)
        .filter_map(|guard| guard.party);
    let mut parties = component.supplier.into_iter().chain(verify);
    parties.any(|party| is_of(asked, anchor, &asked.net.parties[party.index()].id))
}

fn trusted(asked: &Asked<'_>, one: &One) -> Result<String, Said> {
    let fault = |what: String, remedy: &str| Err(Said::new(what).at(&one.path).remedy(remedy));
    let provenance = one.statement.provenance();
    let builder = provenance.and_then(|provenance| provenance.builder);
    let builder = builder.unwrap_or_else(|| "nobody".to_owned());
    let about = match one.about {
        About::Package => "this package".to_owned(),
        About::Files(1) => "1 file inside".to_owned(),
        About::Files(many) => format!("{many} files inside"),
        About::Other => {
            let what = "the provenance is about other bytes than these".to_owned();
            return fault(what, "ask for the provenance of this release");
        }
    };
    if one.provenance.is_empty() {
        let what = format!("the provenance by `{builder}` is not signed with a key that is pinned");
        return fault(
            what,
            "pin the key of the builder in gate/gate.toml, `for = \"provenance\"`",
        );
    }
    if !one.provenance.iter().any(|key| may_state(asked, key)) {
        let owner = one.provenance.iter().find_map(|key| asked.owner(key));
        let party = owner.map_or("nobody", |key| key.party.text.as_str());
        let what = format!(
            "the provenance by `{builder}` is signed with a key of `{party}`, which neither supplies nor verifies the product"
        );
        let remedy = "ask for provenance signed by the supplier, or state the independent verification on the route";
        return fault(what, remedy);
    }
    let known = asked
        .product()
        .is_some_and(|product| product.builders.contains(&builder));
    if !known {
        let what = format!("it was built by `{builder}`, which may not build it");
        return fault(what, "write it under `builders` of the product, if it may");
    }
    Ok(format!("`{builder}` states how {about} was built"))
}

/// Whether the operator's own word names this network, these functions and these bytes.
pub(super) fn audience(asked: &Asked<'_>, attested: &Attested) -> Answer {
    let check = GateCheck::Audience;
    let of_operator: Vec<&One> = attested
        .all
        .iter()
        .filter(|one| one.statement.predicate_type == COUNTER_SIGNATURE)
        .collect();
    if of_operator.is_empty() {
        let said = Said::new("the operator has not said for which network and functions it is")
            .remedy("run `keyholder gate countersign`, and lay what it writes beside the package");
        return Answer::not_done(check, said);
    }
    let operator = asked.gate.operator.as_ref().map(|name| name.text.as_str());
    let by = |anchor: &str| operator.is_some_and(|operator| is_of(asked, anchor, operator));
    let tried: Vec<Result<String, Vec<Said>>> = of_operator
        .iter()
        .map(|one| addressed(asked, one, &by))
        .collect();
    // One that fits is enough: a package may be meant for several networks, each with its own.
    if let Some(Ok(how)) = tried.iter().find(|tried| tried.is_ok()) {
        return Answer::passed(check, how.clone());
    }
    Answer {
        check,
        state: CheckState::Failed,
        said: tried
            .into_iter()
            .filter_map(Result::err)
            .flatten()
            .collect(),
    }
}

/// Whether a statement by one of some keys names this network, this release, these functions and bytes, and holds.
fn addressed(asked: &Asked<'_>, one: &One, by: &dyn Fn(&str) -> bool) -> Result<String, Vec<Said>> {
    let mut faults = Vec::new();
    let mut fault = |what: String, remedy: &str| {
        faults.push(Said::new(what).at(&one.path).remedy(remedy));
    };
    let again = "have the operator sign a statement for this network and these functions";
    let predicate = &one.statement.predicate;
    let text = |key: &str| predicate.get(key).and_then(serde_json::Value::as_str);
    if one.about != About::Package {
        fault(
            "the operator's statement is about other bytes than these".to_owned(),
            again,
        );
    }
    let by_it = one.counter.iter().any(|anchor| by(anchor));
    if !by_it {
        let what = "the statement is not signed with a key that is pinned for the operator";
        fault(
            what.to_owned(),
            "pin it in gate/gate.toml, `for = \"counter-signature\"`",
        );
    }
    let network = asked.gate.network.as_ref().map(|name| name.text.as_str());
    let named = text("network");
    if network.is_none() || named != network {
        let named = named.unwrap_or("no network");
        let here = network.unwrap_or("a network without a name");
        fault(
            format!("the statement names `{named}`, and this is `{here}`"),
            again,
        );
    }
    let label = format!("{}@{}", asked.component().id, asked.version);
    if text("release").is_some_and(|release| release != label) {
        let other = text("release").unwrap_or_default();
        fault(
            format!("the statement is about `{other}`, and this is `{label}`"),
            again,
        );
    }
    let functions = predicate
        .get("functions")
        .and_then(serde_json::Value::as_array);
    let functions: BTreeSet<&str> = functions
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .collect();
    for function in asked.targets.functions.keys() {
        let name = asked.net.functions[function.index()].name.as_str();
        if !functions.contains(name) {
            fault(format!("the statement does not name `{name}`"), again);
        }
    }
    if asked.targets.not_placed > 0 {
        fault(
            "some elements do nobody knows what, so no statement can name it".to_owned(),
            "state what they do",
        );
    }
    let ends: Option<Timestamp> = text("expiresAt").and_then(|end| end.parse().ok());
    match ends {
        None => fault("the statement has no end".to_owned(), again),
        Some(end) if end < asked.now => fault(format!("the statement ended on {end}"), again),
        Some(_) => {}
    }
    match faults.is_empty() {
        true => Ok(format!(
            "the operator takes it for `{}`",
            network.unwrap_or_default()
        )),
        false => Err(faults),
    }
}
