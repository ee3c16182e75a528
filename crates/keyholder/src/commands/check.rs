//! `keyholder check`.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;

use keyholder_diag::Severity;
use keyholder_report::diagnostics::{human_capped, json, sarif, tally};

use super::gate::gate_notices;
use super::{only, open_with_facts, shown};
use crate::cli::DiagnosticsFormat;
use crate::exit;
use crate::outcome::Outcome;

/// Diagnostics of one code in one file that people want to read one by one.
const SHOWN_PER_CODE: usize = 20;

pub(crate) fn run(folder: &Path, format: DiagnosticsFormat, notes: bool, strict: bool) -> Outcome {
    let (mut opened, facts) = match open_with_facts(folder, &BTreeSet::new()) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    for fault in gate_notices(folder, &facts, &opened) {
        opened.diagnostics.push(fault);
    }
    opened.diagnostics.sort(&opened.loaded.sources);
    let all = &opened.diagnostics;
    let sources = &opened.loaded.sources;
    let warned = strict && all.count(Severity::Warning) > 0;
    let code = if all.has_errors() || warned {
        exit::FAULTS
    } else {
        exit::DONE
    };
    let text = match format {
        DiagnosticsFormat::Json => json(all, sources),
        DiagnosticsFormat::Sarif => sarif(all, sources),
        DiagnosticsFormat::Human => {
            let listed = only(all, |s| notes || s != Severity::Note);
            let mut text = human_capped(
                &listed,
                sources,
                std::io::stdout().is_terminal(),
                SHOWN_PER_CODE,
            );
            for table in &opened.loaded.facts.tables {
                text.push_str(&format!(
                    "{}: {} rows = {} taken + {} refused + {} blank\n",
                    table.path, table.rows, table.taken, table.refused, table.blank
                ));
            }
            text.push_str(&format!("{}\n", tally(all)));
            let open_points = all.count(Severity::Note);
            if open_points > 0 && !notes {
                text.push_str(&format!(
                    "`keyholder check {} --notes` lists what is not stated\n",
                    shown(folder)
                ));
            }
            text
        }
    };
    Outcome::said(text, code)
}
