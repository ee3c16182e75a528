//! Small pieces of HTML that are safe by how they are made: escaped words, and intervals.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::number::{NOTHING, ends, percent};
use crate::wire::{Amount, Ways};

/// HTML made in this file only, from escaped text.
pub(crate) struct Markup(String);

impl HtmlSafe for Markup {}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn escape_into(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
}

/// A sentence in which words in backticks become code.
pub(crate) fn prose(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len() + 16);
    let pieces: Vec<&str> = text.split('`').collect();
    // An odd number of backticks leaves one that opens nothing; it stays as it is.
    let paired = pieces.len() - usize::from(pieces.len().is_multiple_of(2));
    for (nth, piece) in pieces.iter().enumerate() {
        let code = nth % 2 == 1 && nth < paired;
        match (nth, code) {
            (_, true) => out.push_str("<code>"),
            (nth, false) if nth >= paired => out.push('`'),
            _ => {}
        }
        escape_into(&mut out, piece);
        if code {
            out.push_str("</code>");
        }
    }
    Markup(out)
}

/// A path: it may break after a slash.
pub(crate) fn path(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len() + 16);
    for piece in text.split_inclusive(['/', ':']) {
        escape_into(&mut out, piece);
        out.push_str("<wbr>");
    }
    Markup(out)
}

/// The three ends of an amount in words, the equal ones left out: `12 %, possibly 60 %`.
pub(super) fn words(amount: Amount) -> String {
    let (surely, possibly, at_most) = ends(amount);
    let mut said = vec![surely];
    said.extend(possibly.map(|text| format!("possibly {text}")));
    said.extend(at_most.map(|text| format!("at most {text}")));
    said.join(", ")
}

/// An amount as number, bar and words.
pub(super) fn interval(amount: Amount) -> Markup {
    if amount.of == 0 {
        return Markup(format!("<span class=\"n none\">{NOTHING}</span>"));
    }
    let (surely, possibly, at_most) = ends(amount);
    let quiet = if amount.surely == 0 { " zero" } else { "" };
    let mut out = format!("<span class=\"n{quiet}\">{}</span>", escaped(&surely));
    out.push_str(&bar(amount));
    for (word, text) in [("possibly", possibly), ("at most", at_most)] {
        if let Some(text) = text {
            out.push_str(&format!(
                "<span class=\"d\">{word} {}</span>",
                escaped(&text)
            ));
        }
    }
    Markup(out)
}

/// By keys; and with parts when that is more.
pub(super) fn both(ways: Ways, pick: fn(&Ways, bool) -> Amount) -> Markup {
    let (keys, parts) = (pick(&ways, false), pick(&ways, true));
    let Markup(mut out) = interval(keys);
    if parts != keys && parts.of > 0 {
        let text = escaped(&words(parts));
        out.push_str(&format!("<span class=\"d parts\">with parts {text}</span>"));
    }
    Markup(out)
}

/// The amount in the end, by keys or with parts.
pub(super) fn in_the_end(ways: &Ways, parts: bool) -> Amount {
    if parts {
        ways.with_parts.in_the_end
    } else {
        ways.keys.in_the_end
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape_into(&mut out, text);
    out
}

/// A bar of three layers: solid surely, hatched possibly, outlined at most. The words beside it say the same.
fn bar(amount: Amount) -> String {
    let width = |end: u64| {
        let tenths = u128::from(end.min(amount.of)) * 1000 / u128::from(amount.of.max(1));
        let tenths = if end > 0 { tenths.max(12) } else { 0 };
        format!("{}.{}%", tenths / 10, tenths % 10)
    };
    let none = if amount.at_most == 0 { " none" } else { "" };
    let (s, p, m) = (
        width(amount.surely),
        width(amount.possibly),
        width(amount.at_most),
    );
    format!(
        "<span class=\"bar{none}\" style=\"--s:{s};--p:{p};--m:{m}\" aria-hidden=\"true\"></span>"
    )
}

/// `12 345 of 20 000`, for those who want the numbers behind a share.
pub(super) fn exact(amount: Amount) -> String {
    use crate::number::count;
    format!("{} of {}", count(amount.surely), count(amount.of))
}

/// A share of a whole in percent, as a plain word.
pub(super) fn part(amount: u64, of: u64) -> String {
    percent(amount, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_become_code_and_everything_is_escaped() {
        assert_eq!(
            prose("change `a<b>` & go").0,
            "change <code>a&lt;b&gt;</code> &amp; go"
        );
        assert_eq!(prose("one ` alone").0, "one ` alone");
        assert_eq!(prose("`a` and `b").0, "<code>a</code> and `b");
        assert_eq!(prose("").0, "");
        assert_eq!(path("a/<b>:1").0, "a/<wbr>&lt;b&gt;:<wbr>1<wbr>");
    }

    #[test]
    fn an_interval_says_what_it_draws() {
        let text = interval(Amount {
            surely: 12,
            possibly: 60,
            at_most: 60,
            of: 100,
        })
        .0;
        assert!(
            text.contains("possibly 60\u{202f}%") && !text.contains("at most"),
            "{text}"
        );
        assert!(interval(Amount::default()).0.contains("–"));
    }
}
