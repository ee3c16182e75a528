//! `keyholder gate countersign`: the operator's own word for whom a package is meant.

use std::collections::BTreeMap;

use keyholder_gate::COUNTER_SIGNATURE;
use keyholder_project::write_aside;
use keyholder_signatures::PrivateKey;
use keyholder_signatures::dsse::sign;
use keyholder_signatures::statement::{PAYLOAD_TYPE, Statement, Subject};
use keyholder_supply::gate::last_moment;
use serde_json::json;

use super::opened::{SMALL, moment, open_gate};
use crate::cli::CountersignArgs;
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

pub(super) fn run(args: &CountersignArgs) -> Result<Outcome, Outcome> {
    let usage = |said: &str| Outcome::failed(said, exit::USAGE);
    let gate = open_gate(&args.at.project, None)?;
    let facts = gate.facts_of_gate();
    let network = facts
        .network
        .ok_or_else(|| usage("write `network` in gate/gate.toml"))?;
    let operator = facts
        .operator
        .ok_or_else(|| usage("write `operator` in gate/gate.toml"))?;
    let net = &gate.opened.network;
    for name in &args.functions {
        if !net.functions.iter().any(|function| function.name == *name) {
            let known = net.functions.iter().map(|function| function.name.as_str());
            let meant = keyholder_diag::did_you_mean(name, known);
            let more = meant.map_or_else(String::new, |m| format!("; did you mean `{m}`?"));
            return Err(usage(&format!("`{name}` is no function{more}")));
        }
    }
    let sha256 = keyholder_project::digest_file(&args.package)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let now = moment(args.at.at);
    let end = last_moment(args.until);
    let end = end.ok_or_else(|| usage("`--until` is beyond all calendars"))?;
    if end <= now {
        return Err(usage("`--until` is over already"));
    }
    let name = args
        .package
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let statement = Statement {
        subjects: vec![Subject {
            name,
            digests: BTreeMap::from([("sha256".to_owned(), sha256.clone())]),
            ..Subject::default()
        }],
        predicate_type: COUNTER_SIGNATURE.to_owned(),
        predicate: json!({
            "operator": operator.text,
            "network": network.text,
            "functions": args.functions,
            "release": args.release,
            "issuedAt": now.to_string(),
            "expiresAt": end.to_string(),
        }),
        ..Statement::default()
    };
    let text = keyholder_project::read_text(&args.key, SMALL)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let key = PrivateKey::read(text.as_bytes())
        .map_err(|why| usage(&format!("`{}`: {why}", shown(&args.key))))?;
    let signed = sign(
        PAYLOAD_TYPE,
        statement.to_json().as_bytes(),
        &key,
        Some(&key.id()),
    );
    let out = args.out.clone().unwrap_or_else(|| {
        let mut name = args.package.as_os_str().to_owned();
        name.push(".countersignature.dsse");
        name.into()
    });
    write_aside(&out, signed.as_bytes()).map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let said = format!(
        "{} of sha256 {sha256}\nis meant for {} in `{}`, until {}\n{}\n",
        args.release,
        args.functions.join(", "),
        network.text,
        args.until,
        shown(&out)
    );
    Ok(Outcome::said(said, exit::DONE))
}
