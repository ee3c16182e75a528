//! Cells of others as values of ours: blanks, whole numbers, days, ids.

use jiff::civil::Date;

/// Longest id, bytes.
const ID_BYTES_MAX: usize = 128;

/// Words that say nothing. `none` is among them: programs write it for what they do not know, and with us
/// it would state that there is nothing.
const NOTHING: &[&str] = &[
    "",
    "?",
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "none",
    "null",
    "nil",
    "nan",
    "unknown",
    "undefined",
    "not set",
    "not available",
    "tbd",
    "tbc",
    "unbekannt",
    "k.a.",
    "k. a.",
    "inconnu",
    "neznámý",
    "neznámé",
    "n/d",
    "brak",
    ".",
    "…",
    "...",
];

/// The text, unless it says nothing.
#[must_use]
pub(crate) fn stated(text: &str) -> Option<&str> {
    let text = text.trim();
    let known = text.len() <= 16 && NOTHING.contains(&text.to_lowercase().as_str());
    (!known).then_some(text)
}

/// Whether a text can be an id of ours.
#[must_use]
pub(crate) fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= ID_BYTES_MAX
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/'))
}

/// A name as an id: itself when it can be one, else its letters in ASCII, with `-` for what no id has.
/// `None` when nothing of it is left.
#[must_use]
pub(crate) fn id(name: &str) -> Option<String> {
    let name = name.trim();
    if is_id(name) {
        return Some(name.to_owned());
    }
    spelled(name, |c| matches!(c, '.' | '_' | '/'))
}

/// A name as an id in lower case, as files of parties and components are called.
#[must_use]
pub(crate) fn file_id(name: &str) -> Option<String> {
    spelled(name, |c| c == '.').map(|id| id.to_lowercase())
}

fn spelled(name: &str, keep: impl Fn(char) -> bool) -> Option<String> {
    let ascii = deunicode::deunicode(name);
    let mut id = String::new();
    for c in ascii.chars() {
        if c.is_ascii_alphanumeric() || (keep(c) && !id.is_empty()) {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= ID_BYTES_MAX {
            break;
        }
    }
    let id = id.trim_end_matches(['-', '.', '_', '/']).to_owned();
    is_id(&id).then_some(id)
}

/// A version of ours: as written, with `_` for what no version has.
#[must_use]
pub(crate) fn version(text: &str) -> Option<String> {
    let text: String = text
        .trim()
        .chars()
        .map(|c| {
            let bad = c.is_whitespace() || c.is_control() || matches!(c, ';' | '@');
            if bad { '_' } else { c }
        })
        .collect();
    let cut = text.len() <= ID_BYTES_MAX && !text.is_empty();
    cut.then_some(text)
}

/// A key under which spellings of one word are equal: without case, accents, blanks and punctuation.
#[must_use]
pub(crate) fn key(text: &str) -> String {
    let ascii = if text.is_ascii() {
        text.to_owned()
    } else {
        deunicode::deunicode(text)
    };
    ascii
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Which mark stands before decimals, as far as a column shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    comma: bool,
    point: bool,
}

impl Marks {
    /// Learns from one number: `1.234,5` and `12,50` show a comma, `1,234.5` and `12.50` a point.
    pub(crate) fn learn(&mut self, text: &str) {
        let text: String = digits(text);
        let (commas, points) = (text.matches(',').count(), text.matches('.').count());
        let last = text.rfind([',', '.']).map(|at| (at, text.as_bytes()[at]));
        let Some((at, mark)) = last else { return };
        let after = text.len() - at - 1;
        let mixed = commas > 0 && points > 0;
        if mixed || (commas + points == 1 && after != 3) {
            match mark {
                b',' => self.comma = true,
                _ => self.point = true,
            }
        } else if commas > 1 {
            self.point = true;
        } else if points > 1 {
            self.comma = true;
        }
    }
}

/// Without blanks and apostrophes between digits.
fn digits(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}'))
        .collect()
}

/// A whole number: `120000`, `120.000`, `120 000`, `1,234,567`, `1.234,0`. `marks` is what the column shows;
/// a mark before exactly three digits stands between thousands unless the column shows otherwise.
#[must_use]
pub(crate) fn whole(text: &str, marks: Marks) -> Option<u64> {
    let text = digits(text);
    if text.is_empty()
        || !text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
    {
        return None;
    }
    if text.len() > 40 || !text.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    let decimal = match (marks.comma, marks.point) {
        (true, false) => Some(','),
        (false, true) => Some('.'),
        _ => {
            // Of two different marks, the last stands before decimals.
            let both = text.contains(',') && text.contains('.');
            let last = text
                .rfind([',', '.'])
                .map(|at| char::from(text.as_bytes()[at]));
            let after = text.rfind([',', '.']).map_or(0, |at| text.len() - at - 1);
            let once = text.matches([',', '.']).count() == 1;
            last.filter(|_| both || (once && after != 3))
        }
    };
    let (whole, rest) = match decimal.and_then(|mark| text.rsplit_once(mark)) {
        Some((whole, rest)) => (whole, rest),
        None => (text.as_str(), ""),
    };
    if !rest.bytes().all(|b| b == b'0') {
        return None;
    }
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let sound = groups.len() == 1
        || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if !sound || (decimal.is_some_and(|mark| whole.contains(mark))) {
        return None;
    }
    groups.concat().parse().ok()
}

/// What comes first in dates with slashes, as far as a column shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DayOrder {
    /// Some date has a first number above 12.
    pub(crate) day_first: bool,
    /// Some date has a second number above 12.
    pub(crate) month_first: bool,
}

/// How a text reads as a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// This day.
    Is(Date),
    /// One of these two.
    Either(Date, Date),
    /// None.
    Not,
}

impl DayOrder {
    /// Learns from one date.
    pub(crate) fn learn(&mut self, text: &str) {
        if let Some((first, second, _)) = slashes(text) {
            self.day_first |= first > 12 && second <= 12;
            self.month_first |= second > 12 && first <= 12;
        }
    }
}

/// Three numbers with slashes, or with hyphens and the year last.
fn slashes(text: &str) -> Option<(i8, i8, i16)> {
    let date = text.trim().split([' ', 'T']).next()?;
    let mark = if date.contains('/') { '/' } else { '-' };
    let mut parts = date.split(mark);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || first.len() > 2 || second.len() > 2 {
        return None;
    }
    Some((first.parse().ok()?, second.parse().ok()?, year4(year)?))
}

fn year4(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// A day: `2025-01-31`, `31.01.2025`, `31/01/2025`, `20250131`, or the number by which spreadsheets count
/// days; a time of day after it is left out.
#[must_use]
pub(crate) fn day(text: &str, order: DayOrder) -> Day {
    let is = |day: Option<Date>| day.map_or(Day::Not, Day::Is);
    let text = text.trim();
    if text.len() > 40 || !text.is_ascii() {
        return Day::Not;
    }
    if let Some(serial) = serial(text) {
        return is(serial);
    }
    let date = text.split([' ', 'T']).next().unwrap_or("");
    let ymd = |y: &str, m: &str, d: &str| {
        let (y, m, d) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
        Date::new(y, m, d).ok()
    };
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        return is(ymd(&date[..4], &date[4..6], &date[6..]));
    }
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [a, b, c] = parts[..] else {
        return Day::Not;
    };
    if a.len() == 4 {
        return is(ymd(a, b, c));
    }
    if date.contains('.') {
        let (year, month, day) = (year4(c), b.parse().ok(), a.parse().ok());
        let all = year.zip(month).zip(day);
        return is(all.and_then(|((y, m), d)| Date::new(y, m, d).ok()));
    }
    let Some((first, second, year)) = slashes(date) else {
        return Day::Not;
    };
    let day_first = Date::new(year, second, first).ok();
    let month_first = Date::new(year, first, second).ok();
    match (day_first, month_first, order.day_first, order.month_first) {
        (Some(day), Some(same), ..) if day == same => Day::Is(day),
        (Some(day), _, true, false) => Day::Is(day),
        (_, Some(day), false, true) => Day::Is(day),
        (Some(one), Some(other), ..) => Day::Either(one, other),
        (Some(day), None, ..) | (None, Some(day), ..) => Day::Is(day),
        (None, None, ..) => Day::Not,
    }
}

/// Days since the end of 1899, as spreadsheets count them, for the years 1954 to 2119.
fn serial(text: &str) -> Option<Option<Date>> {
    let whole = text.split('.').next().unwrap_or("");
    let plain = whole.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: i32 = whole
        .parse()
        .ok()
        .filter(|n| plain && (20_000..80_000).contains(n))?;
    let from = jiff::civil::date(1899, 12, 30);
    Some(from.checked_add(jiff::Span::new().days(days)).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_every_office() {
        let no = Marks::default();
        let good = [
            ("120000", 120_000),
            ("120.000", 120_000),
            ("120,000", 120_000),
            ("120 000", 120_000),
            ("120\u{a0}000", 120_000),
            ("1'234'567", 1_234_567),
            ("1.234.567", 1_234_567),
            ("1,234,567.00", 1_234_567),
            ("1.234,0", 1_234),
            ("12,00", 12),
            ("7", 7),
        ];
        for (text, number) in good {
            assert_eq!(whole(text, no), Some(number), "{text}");
        }
        for bad in [
            "",
            "12,5",
            "1.2.3",
            "12.34,56,7",
            "-3",
            "+3",
            "1e9",
            "12a",
            ".5",
            "1,,2",
            "0x1",
        ] {
            assert_eq!(whole(bad, no), None, "{bad}");
        }
        let mut comma = Marks::default();
        comma.learn("12,50");
        assert_eq!(
            whole("120,000", comma),
            Some(120),
            "a decimal comma in this column"
        );
        assert_eq!(whole("120.000", comma), Some(120_000));
    }

    #[test]
    fn days_of_every_office() {
        let no = DayOrder::default();
        let want = Day::Is(jiff::civil::date(2025, 1, 31));
        for text in [
            "2025-01-31",
            "31.01.2025",
            "31.1.2025",
            "31/01/2025",
            "01/31/2025",
            "31-01-2025",
            "2025-01-31T10:00:00Z",
            "2025-01-31 10:00",
            "20250131",
            "2025/01/31",
            "45688",
            "45688.5",
            "31.01.25",
        ] {
            assert_eq!(day(text, no), want, "{text}");
        }
        assert!(matches!(day("03/04/2025", no), Day::Either(..)));
        let mut order = DayOrder::default();
        order.learn("31/01/2025");
        assert_eq!(
            day("03/04/2025", order),
            Day::Is(jiff::civil::date(2025, 4, 3))
        );
        order.learn("01/31/2025");
        assert!(matches!(day("03/04/2025", order), Day::Either(..)));
        for bad in [
            "",
            "soon",
            "32.01.2025",
            "2025-13-01",
            "1",
            "99999999",
            "2025",
            "1/2",
            "ü",
        ] {
            assert_eq!(day(bad, no), Day::Not, "{bad}");
        }
    }

    #[test]
    fn names_become_ids() {
        assert_eq!(id("amf-1").as_deref(), Some("amf-1"));
        assert_eq!(id("AMF 01 (Žižkov)").as_deref(), Some("AMF-01-Zizkov"));
        assert_eq!(id("=cmd|' /C calc'!A0").as_deref(), Some("cmd-/C-calc-A0"));
        assert_eq!(id("***"), None);
        assert_eq!(
            file_id("Alpha Radio & Söhne").as_deref(),
            Some("alpha-radio-sohne")
        );
        assert_eq!(version("23.4 (patch 2)").as_deref(), Some("23.4_(patch_2)"));
        assert_eq!(key("NE-Name "), "nename");
        assert_eq!(key("Gerät"), "gerat");
        for nothing in ["", " - ", "None", "N/A", "unknown", "?"] {
            assert_eq!(stated(nothing), None, "{nothing}");
        }
        assert_eq!(stated(" x "), Some("x"));
    }
}
