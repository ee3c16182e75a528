//! Replies to evidence: the form that a supplier sends back, and how its words get into the register.
//!
//! The register is changed where the reply belongs and nowhere else: comments and order stay.

use jiff::civil::Date;
use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_supply::facts::Name;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::block::Block;
use super::schema::REPLY_FORM;
use crate::form::Form;
use crate::sink::Sink;

/// A reply as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentReply {
    /// The item, by id.
    pub evidence: Name,
    /// Of which day it is.
    pub day: Option<Date>,
    /// What it says.
    pub text: String,
}

/// What a supplier sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyForm {
    /// Who replies.
    pub supplier: Option<Name>,
    /// To which dossier, by its digest.
    pub dossier: Option<String>,
    /// Replies with a text; forms left blank are none.
    pub replies: Vec<SentReply>,
}

/// Reads a form that was sent back.
#[must_use]
pub fn reply_form(file: FileId, text: &str, limits: &Limits) -> Parsed<ReplyForm> {
    super::read(file, text, limits, &REPLY_FORM, |mut root, sink| {
        let supplier = root.need("supplier", Form::Id, sink);
        let dossier = root.text("dossier", sink).map(|name| name.text);
        let blocks = root.tables("reply", sink);
        let replies = blocks.into_iter().filter_map(|b| sent(b, sink)).collect();
        root.finish();
        ReplyForm {
            supplier,
            dossier,
            replies,
        }
    })
}

fn sent(mut block: Block<'_>, sink: &mut Sink) -> Option<SentReply> {
    let evidence = block.need("evidence", Form::Id, sink);
    let day = block.date("day", sink);
    // A form that was left blank is no reply.
    let blank = matches!(
        block.get("text").map(toml::Spanned::get_ref),
        Some(toml::de::DeValue::String(text)) if text.trim().is_empty()
    );
    let text = match blank {
        true => None,
        false => block.need("text", Form::Text, sink),
    };
    block.finish();
    Some(SentReply {
        evidence: evidence?,
        day,
        text: text?.text,
    })
}

/// A text of the register with a reply more at one item; `None` when the item is not in it.
///
/// The text was read without faults before, so it parses.
#[must_use]
pub fn with_reply(
    text: &str,
    item: &str,
    by: &str,
    day: Option<Date>,
    said: &str,
) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let all = document.get_mut("evidence")?.as_array_of_tables_mut()?;
    let of = |table: &Table| table.get("id").and_then(Item::as_str) == Some(item);
    let table = all.iter_mut().find(|table| of(table))?;
    let mut reply = Table::new();
    reply["by"] = value(by);
    if let Some(day) = day {
        let written: toml_edit::Datetime = day.to_string().parse().ok()?;
        reply["day"] = value(written);
    }
    reply["text"] = value(said);
    reply["state"] = value("open");
    reply.decor_mut().set_prefix("\n");
    let replies = table
        .entry("reply")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    replies.as_array_of_tables_mut()?.push(reply);
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTER: &str = "# kept\n[[evidence]]\nid = \"a\" # this too\nsays = \"for\"\n\n# between\n[[evidence]]\nid = \"b\"\n";

    #[test]
    fn a_reply_goes_to_its_item_and_comments_stay() {
        let day = Some(jiff::civil::date(2026, 2, 3));
        let new = with_reply(REGISTER, "a", "acme", day, "not \"so\"").expect("there");
        let expected = "# kept\n[[evidence]]\nid = \"a\" # this too\nsays = \"for\"\n\n[[evidence.reply]]\nby = \"acme\"\nday = 2026-02-03\ntext = 'not \"so\"'\nstate = \"open\"\n\n# between\n[[evidence]]\nid = \"b\"\n";
        assert_eq!(new, expected);
        let again = with_reply(&new, "a", "acme", None, "and").expect("there");
        assert_eq!(again.matches("[[evidence.reply]]").count(), 2);
        assert_eq!(with_reply(REGISTER, "c", "acme", None, "x"), None);
    }

    #[test]
    fn a_form_is_read_and_blanks_are_none() {
        let text = "supplier = \"acme\"\n[[reply]]\nevidence = \"a\"\ntext = \"\"\n[[reply]]\nevidence = \"b\"\nday = 2026-01-01\ntext = \"so\"\n";
        let read = reply_form(FileId(0), text, &Limits::default());
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert_eq!(read.value.replies.len(), 1);
        assert_eq!(read.value.replies[0].evidence.text, "b");
    }
}
