//! The values of a block: text, names, words of a list, numbers, dates, shares, lists.

use std::ops::Range;

use jiff::civil::Date;
use keyholder_diag::{Code, list_some};
use keyholder_supply::Share;
use keyholder_supply::facts::{Holder, Name};
use toml::Spanned;
use toml::de::DeValue;

use super::block::Block;
use crate::form::Form;
use crate::plain::{date, maybe_meant, shown, trim};
use crate::sink::Sink;

impl Block<'_> {
    /// A name of a form, out of a value.
    pub(crate) fn name_of(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        form: Form,
        sink: &mut Sink,
    ) -> Option<Name> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, value, "text in quotes", sink);
            return None;
        };
        // A line break is one character, on whatever system the file was written.
        let text = trim(text).replace("\r\n", "\n");
        if let Some((code, what, hint)) = form.fault(&text) {
            let message = format!("`{}` {what} (`{key}`)", shown(&text));
            self.bad_value(code, key, value.span(), message, hint, sink);
            return None;
        }
        let span = sink.span(value.span());
        Some(Name { text, span })
    }

    /// A name of a form.
    pub(crate) fn name(&mut self, key: &'static str, form: Form, sink: &mut Sink) -> Option<Name> {
        let value = self.get(key)?;
        self.name_of(key, value, form, sink)
    }

    /// A name of a form that must be there.
    pub(crate) fn need(&mut self, key: &'static str, form: Form, sink: &mut Sink) -> Option<Name> {
        self.missing(key, sink);
        self.name(key, form, sink)
    }

    /// Free words.
    pub(crate) fn text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Name> {
        self.name(key, Form::Text, sink)
    }

    /// A word of a closed list.
    pub(crate) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        all: &[T],
        word: fn(T) -> &'static str,
        sink: &mut Sink,
    ) -> Option<T> {
        let value = self.get(key)?;
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, value, "text in quotes", sink);
            return None;
        };
        let text = trim(text);
        let found = all.iter().copied().find(|known| word(*known) == text);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|known| word(*known)).collect();
            self.not_allowed(key, text, value.span(), &words, sink);
        }
        found
    }

    /// Reports a word that is not in its list.
    pub(crate) fn not_allowed(
        &self,
        key: &str,
        text: &str,
        at: Range<usize>,
        words: &[&str],
        sink: &mut Sink,
    ) {
        if sink.only_counts(Code::KH0106) {
            return;
        }
        let message = format!("`{}` is not a value of `{key}`", shown(text));
        let hint = format!(
            "{}write one of {}",
            maybe_meant(text, words.iter().copied()),
            list_some(words.iter().copied(), words.len())
        );
        self.bad_value(Code::KH0106, key, at, message, &hint, sink);
    }

    /// True or false. The second part tells whether something unusable was written.
    pub(crate) fn boolean(&mut self, key: &'static str, sink: &mut Sink) -> (Option<bool>, bool) {
        let Some(value) = self.get(key) else {
            return (None, self.has(key));
        };
        if let DeValue::Boolean(value) = value.get_ref() {
            return (Some(*value), false);
        }
        self.wrong_type(key, value, "true or false without quotes", sink);
        (None, true)
    }

    /// A whole number from 1.
    pub(crate) fn count(&mut self, key: &'static str, sink: &mut Sink) -> Option<u32> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(key, value, "a whole number", sink);
            return None;
        };
        let parsed = u32::from_str_radix(number.as_str(), number.radix()).ok();
        let counted = parsed.filter(|number| *number > 0);
        if counted.is_none() {
            let message = format!("`{}` is not a value of `{key}`", shown(number.as_str()));
            let hint = format!("write a whole number from 1 to {}", u32::MAX);
            self.bad_value(Code::KH0106, key, value.span(), message, &hint, sink);
        }
        counted
    }

    /// A day, as a TOML date or as text.
    pub(crate) fn date(&mut self, key: &'static str, sink: &mut Sink) -> Option<Date> {
        let value = self.get(key)?;
        let (day, written) = match value.get_ref() {
            DeValue::String(text) => (date(trim(text)), shown(text)),
            DeValue::Datetime(when) => {
                let day = when.date.filter(|_| when.time.is_none());
                (day.and_then(|day| date(&day.to_string())), when.to_string())
            }
            _ => {
                self.wrong_type(key, value, "a date", sink);
                return None;
            }
        };
        if day.is_none() {
            let message = format!("`{written}` is not a date (`{key}`)");
            let hint = "write the day alone, as 2025-01-31";
            self.bad_value(Code::KH0112, key, value.span(), message, hint, sink);
        }
        day
    }

    /// A share in percent.
    pub(crate) fn percent(&mut self, key: &'static str, sink: &mut Sink) -> Option<Share> {
        let value = self.get(key)?;
        let (number, written) = match value.get_ref() {
            DeValue::Integer(number) => {
                let parsed = u32::from_str_radix(number.as_str(), number.radix());
                (parsed.ok().map(f64::from), number.to_string())
            }
            DeValue::Float(number) => (number.as_str().parse().ok(), number.to_string()),
            _ => {
                self.wrong_type(key, value, "a number from 0 to 100", sink);
                return None;
            }
        };
        let share = number.and_then(Share::from_percent);
        if share.is_none() {
            let message = format!("`{}` is not a percentage (`{key}`)", shown(&written));
            let hint = "write a number from 0 to 100, as 33.4";
            self.bad_value(Code::KH0113, key, value.span(), message, hint, sink);
        }
        share
    }

    /// The items of a list, each with its place; what cannot be used is `None`.
    pub(crate) fn list(
        &mut self,
        key: &'static str,
        form: Form,
        sink: &mut Sink,
    ) -> Option<Vec<Item>> {
        let value = self.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of texts in quotes", sink);
            return None;
        };
        let items = items.iter().map(|item| Item {
            name: self.name_of(key, item, form, sink),
            at: item.span(),
        });
        Some(items.collect())
    }

    /// The usable items of a list.
    pub(crate) fn names(&mut self, key: &'static str, form: Form, sink: &mut Sink) -> Vec<Name> {
        let items = self.list(key, form, sink).unwrap_or_default();
        items.into_iter().filter_map(|item| item.name).collect()
    }

    /// The holder: `party` or `country`, one of the two.
    pub(crate) fn holder(&mut self, sink: &mut Sink) -> Option<Holder> {
        let both = self.both("party", "country", "the block is left out", sink);
        if !self.has("country") {
            self.missing("party", sink);
        }
        let party = self.name("party", Form::Id, sink);
        let country = self.name("country", Form::Country, sink);
        let country = country.map(Holder::Country);
        let holder = party.map(Holder::Party).or(country);
        holder.filter(|_| !both)
    }

    /// Whether a key holds the word `none`. Any other text is reported; other types are left
    /// to the caller.
    pub(crate) fn says_none(&mut self, key: &'static str, sink: &mut Sink) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        let DeValue::String(text) = value.get_ref() else {
            return false;
        };
        let none = trim(text) == "none";
        if !none {
            self.not_allowed(key, trim(text), value.span(), &["none"], sink);
        }
        none
    }
}

/// One item of a list.
pub(crate) struct Item {
    /// The name, when it can be used.
    pub(crate) name: Option<Name>,
    /// Its place.
    pub(crate) at: Range<usize>,
}
