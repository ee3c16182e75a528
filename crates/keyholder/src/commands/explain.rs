//! `keyholder explain`.

use std::path::Path;

use keyholder_diag::Code;
use keyholder_project::Tables;
use keyholder_report::explain::{EffectAsked, Question, answer, askable, to_json, to_text};
use keyholder_witness::{Bound, Means};

use super::{Opened, has_project, open_with};
use crate::cli::{BoundArg, Command, Effect, MeansArg, ResultFormat};
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Explain {
        subject,
        actor,
        function,
        element,
        place,
        effect,
        bound,
        means,
        one_action,
        verify,
        format,
    } = command
    else {
        return Outcome::failed("not a question", exit::BUG);
    };
    if let Some(code) = Code::from_name(subject) {
        return Outcome::said(code.page(), exit::DONE);
    }
    let folder = Path::new(subject);
    if !folder.exists() {
        let message = format!("`{subject}` is neither a folder nor a code; codes look like KH0301");
        return Outcome::failed(message, exit::USAGE);
    }
    let asked = element.iter().cloned().collect();
    let opened = match open_with(folder, &asked, Tables::Here) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    if !has_project(&opened) {
        return Outcome::failed(format!("no `keyholder.toml` in `{subject}`"), exit::WORLD);
    }
    let Some(actor) = actor else {
        return list(&opened, subject);
    };
    let question = Question {
        actor: actor.clone(),
        function: function.clone(),
        element: element.clone(),
        place: place.clone(),
        effect: match effect {
            Effect::Change => EffectAsked::Change,
            Effect::Intercept => EffectAsked::Intercept,
            Effect::Disrupt => EffectAsked::Disrupt,
        },
        bound: bound.map(|b| match b {
            BoundArg::Surely => Bound::Surely,
            BoundArg::Possibly => Bound::Possibly,
            BoundArg::AtMost => Bound::AtMost,
        }),
        means: means.map(|m| match m {
            MeansArg::Keys => Means::Keys,
            MeansArg::WithParts => Means::Upstream,
        }),
        one_action: *one_action,
        verify: *verify,
    };
    match answer(&opened.network, &opened.loaded.sources, &question) {
        Err(unknown) => Outcome::failed(unknown.0, exit::USAGE),
        Ok(answer) => {
            let code = if answer.verified == Some(false) {
                exit::FAULTS
            } else {
                exit::DONE
            };
            match format {
                ResultFormat::Human => Outcome::said(to_text(&answer), code),
                ResultFormat::Json => Outcome::said(to_json(&answer), code),
            }
        }
    }
}

/// Who can be asked about.
fn list(opened: &Opened, subject: &str) -> Outcome {
    let mut text = String::from("Who can be asked about:\n");
    for (id, name) in askable(&opened.network) {
        text.push_str(&format!("  {id:<40} {name}\n"));
    }
    text.push_str(&format!(
        "\nAsk, for instance:\n  keyholder explain {subject} --actor ID --function AMF\n  keyholder explain {subject} --actor ID --effect disrupt --place PLACE --verify\n"
    ));
    Outcome::said(text, exit::DONE)
}
