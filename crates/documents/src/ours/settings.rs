//! `keyholder.toml`: what the project is, and from which share of votes on control is held.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed};
use keyholder_supply::facts::{Pinned, Settings};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::block::Block;
use super::schema::SETTINGS;
use crate::form::Form;
use crate::sink::Sink;

/// The version of the project format that is read.
pub const FORMAT: u32 = 1;

/// Reads `keyholder.toml`.
///
/// A file of a newer format gets one diagnostic, `KH0107`, and nothing of it is taken.
#[must_use]
pub fn settings(file: FileId, text: &str, limits: &Limits) -> Parsed<Settings> {
    super::read(file, text, limits, &SETTINGS, |mut root, sink| {
        root.missing("format", sink);
        if let Some(value) = root.get("format") {
            match whole(value.get_ref()) {
                Some(1) => {}
                Some(_) => {
                    let message = "`format` must be 1; the file is read as format 1";
                    let place = sink.span(value.span());
                    sink.report(
                        Diagnostic::new(Code::KH0107, place, message).help("write `format = 1`"),
                    );
                }
                None => root.wrong_type("format", value, "a whole number", sink),
            }
        }
        let name = root.need("name", Form::Text, sink);
        root.missing("as_of", sink);
        let mut settings = Settings {
            name: name.map(|name| name.text).unwrap_or_default(),
            as_of: root.date("as_of", sink),
            synthetic: root.boolean("synthetic", sink).0.unwrap_or(false),
            ..Settings::default()
        };
        // A list of which something cannot be read would leave out rules that bind.
        let rules = root.list("rules", Form::Id, sink);
        let rules = rules.map(|items| items.into_iter().map(|item| item.name).collect());
        settings.rules = rules.flatten();
        if let Some(block) = root.table("control", sink) {
            control(block, &mut settings, sink);
        }
        if let Some(block) = root.table("pinned", sink) {
            settings.pinned = pinned(block, sink);
        }
        root.provenance(sink);
        root.finish();
        settings
    })
}

fn control(mut block: Block<'_>, settings: &mut Settings, sink: &mut Sink) {
    if let Some(share) = block.percent("threshold_percent", sink) {
        settings.control_threshold = share;
    }
    if let (Some(inclusive), _) = block.boolean("inclusive", sink) {
        settings.control_threshold_inclusive = inclusive;
    }
    block.provenance(sink);
    block.finish();
}

fn pinned(mut block: Block<'_>, sink: &mut Sink) -> Pinned {
    let pinned = Pinned {
        catalogue: block.name("catalogue", Form::Version, sink),
        catalogue_sha256: block.name("catalogue_sha256", Form::Sha256, sink),
        folder_sha256: block.name("folder_sha256", Form::Sha256, sink),
    };
    block.provenance(sink);
    block.finish();
    pinned
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    let DeValue::Integer(number) = value else {
        return None;
    };
    // A number too great for 64 bits is still a number, and still not 1.
    Some(i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(i64::MAX))
}

/// The complaint about a newer format, when the root table has one.
pub(super) fn newer(root: &DeTable<'_>, sink: &Sink) -> Option<Diagnostic> {
    let value: &Spanned<DeValue<'_>> = root.get("format")?;
    let format = whole(value.get_ref()).filter(|format| *format > i64::from(FORMAT))?;
    let written = if format == i64::MAX {
        String::new()
    } else {
        format!(" {format}")
    };
    let message = format!(
        "this project has format{written}, and this version of keyholder reads format {FORMAT}; \
         nothing of the file is taken"
    );
    let help = "use a newer keyholder; the changelog says which one reads this format";
    Some(Diagnostic::new(Code::KH0107, sink.span(value.span()), message).help(help))
}
