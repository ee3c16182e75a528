//! What columns become, as far as their names and what stands in them say.

use super::content::{Content, Known, example};
use super::words::{hints, word};
use super::{Becomes, Column, Confidence, Mapping, NOTHING, names};
use crate::sheet::Sheet;
use crate::value::key;

/// Words in the name of a sheet that say what it holds.
const SHEET_WORDS: &[(&str, Becomes)] = &[
    ("site", Becomes::Places),
    ("place", Becomes::Places),
    ("location", Becomes::Places),
    ("standort", Becomes::Places),
    ("region", Becomes::Places),
    ("pool", Becomes::Pools),
];

/// Whether what stands in a column is of one sort.
type Test = fn(&Content) -> bool;

/// The best guess for a sheet whose header is known.
pub(super) fn guess(sheet: &Sheet, header: usize, known: &Known) -> Mapping {
    let names = names(sheet, header);
    let contents: Vec<Content> = (0..names.len())
        .map(|n| Content::of(sheet, header, n, known))
        .collect();
    let title = key(&sheet.name);
    let mut best: Option<(usize, Mapping)> = None;
    for table in Becomes::TABLES {
        let mut columns = named(*table, &names, &contents);
        by_content(*table, &mut columns, &contents);
        let has_id = columns.iter().any(|c| c.becomes == table.id());
        let titled = SHEET_WORDS
            .iter()
            .any(|(word, means)| means == table && title.contains(word));
        let score: usize = columns.iter().map(|c| c.confidence as usize).sum();
        let score = usize::from(has_id) * (score + usize::from(titled) * 3);
        if score > 0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
            let mapping = Mapping {
                header,
                becomes: *table,
                columns,
                map: None,
            };
            best = Some((score, mapping));
        }
    }
    let mut mapping = best.map_or_else(
        || Mapping {
            header,
            becomes: Becomes::Nothing,
            columns: names.iter().map(|name| untaken(name)).collect(),
            map: None,
        },
        |(_, mapping)| mapping,
    );
    for (n, column) in mapping.columns.iter_mut().enumerate() {
        column.example = example(sheet, header, n);
    }
    mapping
}

/// A column that is not taken.
pub(super) fn untaken(name: &str) -> Column {
    Column {
        theirs: name.to_owned(),
        becomes: NOTHING.to_owned(),
        confidence: Confidence::None,
        reason: "its name is not known".to_owned(),
        example: String::new(),
    }
}

/// By name: words first, then hints that the content confirms or does not speak against.
fn named(table: Becomes, names: &[String], contents: &[Content]) -> Vec<Column> {
    let mut columns: Vec<Column> = names.iter().map(|name| untaken(name)).collect();
    let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
    // Many columns are called a type; the one that holds functions is the function.
    if table == Becomes::Elements {
        let means = |n: usize| {
            word(table, &keys[n]) == Some("function")
                || hints(table, &keys[n]).contains(&"function")
        };
        let holds = |n: &usize| contents[*n].mostly(contents[*n].functions, 50);
        let best = (0..names.len())
            .filter(|n| means(*n))
            .filter(holds)
            .max_by_key(|n| (contents[*n].functions, usize::MAX - n));
        if let Some(n) = best {
            set(
                &mut columns[n],
                "function",
                Confidence::Sure,
                "its name and its values",
            );
        }
    }
    for (n, key) in keys.iter().enumerate() {
        let Some(means) = word(table, key).filter(|_| columns[n].becomes == NOTHING) else {
            continue;
        };
        match columns.iter().find(|c| c.becomes == means) {
            Some(other) => {
                columns[n].reason = format!("`{}` is {means} already", other.theirs);
            }
            None => set(&mut columns[n], means, Confidence::Sure, "its name"),
        }
    }
    for (n, key) in keys.iter().enumerate() {
        if columns[n].becomes != NOTHING {
            continue;
        }
        for means in hints(table, key) {
            let free = !columns.iter().any(|c| c.becomes == *means);
            let fits = match *means {
                // Never from a weak hint.
                "function" => false,
                "element" | "pool" => contents[n].names_rows(),
                "place" if table == Becomes::Places => contents[n].names_rows(),
                "subscribers" | "needed" => contents[n].mostly(contents[n].numbers, 90),
                _ => contents[n].stated > 0,
            };
            if free && fits {
                set(
                    &mut columns[n],
                    means,
                    Confidence::Possible,
                    "its name, in some exports",
                );
                break;
            }
        }
    }
    columns
}

/// By what stands in columns whose names are not known.
fn by_content(table: Becomes, columns: &mut [Column], contents: &[Content]) {
    if table != Becomes::Elements {
        return;
    }
    let tests: [(&str, &str, Test); 3] = [
        ("function", "its values are names of functions", |c| {
            c.mostly(c.functions, 80)
        }),
        ("supplier", "its values are names of parties", |c| {
            c.mostly(c.parties, 80)
        }),
        ("place", "its values are names of places", |c| {
            c.mostly(c.places, 80)
        }),
    ];
    for (means, why, test) in tests {
        let free = !columns.iter().any(|c| c.becomes == means);
        let fits =
            (0..columns.len()).find(|n| columns[*n].becomes == NOTHING && test(&contents[*n]));
        if let Some(n) = fits.filter(|_| free) {
            set(&mut columns[n], means, Confidence::Likely, why);
        }
    }
    if !columns.iter().any(|c| c.becomes == "element") {
        let fits = |n: &usize| {
            let content = &contents[*n];
            columns[*n].becomes == NOTHING
                && content.names_rows()
                && content.distinct > 1
                && !content.mostly(content.days, 50)
                && !content.mostly(content.numbers, 50)
        };
        if let Some(n) = (0..columns.len()).find(fits) {
            let why = "each row has another value";
            set(&mut columns[n], "element", Confidence::Possible, why);
        }
    }
    for (column, content) in columns.iter_mut().zip(contents) {
        if column.becomes == NOTHING
            && content.mostly(content.days, 80)
            && content.numbers < content.days
        {
            column.reason = "dates, and its name does not say of what".to_owned();
        }
    }
}

fn set(column: &mut Column, becomes: &str, confidence: Confidence, reason: &str) {
    column.becomes = becomes.to_owned();
    column.confidence = confidence;
    column.reason = reason.to_owned();
}
