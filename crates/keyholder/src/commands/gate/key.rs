//! `keyholder gate key`: keys of people.

use std::path::Path;

use keyholder_project::gate::{seed, write_secret};
use keyholder_project::read_text;
use keyholder_signatures::PrivateKey;

use super::opened::SMALL;
use crate::cli::KeyCommand;
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

pub(super) fn run(which: &KeyCommand) -> Result<Outcome, Outcome> {
    match which {
        KeyCommand::New { out } => {
            let seed = seed().map_err(|why| Outcome::failed(why, exit::WORLD))?;
            let key = PrivateKey::generate(seed);
            write_secret(out, &key.to_pem()).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            Ok(Outcome::said(told(out, &key), exit::DONE))
        }
        KeyCommand::Show { key: path } => {
            let text = read_text(path, SMALL).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            let key = PrivateKey::read(text.as_bytes())
                .map_err(|why| Outcome::failed(format!("`{}`: {why}", shown(path)), exit::USAGE))?;
            Ok(Outcome::said(told(path, &key), exit::DONE))
        }
    }
}

fn told(path: &Path, key: &PrivateKey) -> String {
    format!(
        "{}: keep it to yourself\nkey = \"{}\"\n{}\n",
        shown(path),
        key.public_openssh().trim(),
        key.id()
    )
}
