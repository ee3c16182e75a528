//! Writes TOML and CSV the way people write them: short blocks, one fact a line, nothing that is not stated.

use std::fmt::Write as _;

/// On whose word a statement rests; empty parts are left out.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) source: &'static str,
    pub(super) by: &'static str,
    pub(super) as_of: &'static str,
    pub(super) note: &'static str,
}

impl Said {
    /// Nothing stated.
    pub(super) const NOTHING: Said = Said {
        source: "",
        by: "",
        as_of: "",
        note: "",
    };

    /// From a document of a day.
    pub(super) const fn source(source: &'static str, as_of: &'static str) -> Said {
        Said {
            source,
            as_of,
            ..Said::NOTHING
        }
    }

    /// Said by somebody on a day.
    pub(super) const fn by(by: &'static str, as_of: &'static str) -> Said {
        Said {
            by,
            as_of,
            ..Said::NOTHING
        }
    }

    /// The same with a note.
    pub(super) const fn note(self, note: &'static str) -> Said {
        Said { note, ..self }
    }
}

/// A TOML file in the making.
#[derive(Default)]
pub(super) struct Toml(String);

impl Toml {
    /// Begins with comment lines.
    pub(super) fn headed(comment: &str) -> Toml {
        let mut toml = Toml::default();
        for line in comment.lines() {
            toml.line(format_args!("# {line}"));
        }
        toml
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.0.write_fmt(line).expect("a string takes every write");
        self.0.push('\n');
    }

    /// `[[name]]` after an empty line.
    pub(super) fn table(&mut self, name: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(format_args!("[[{name}]]"));
        self
    }

    /// `[name]` after an empty line.
    pub(super) fn section(&mut self, name: &str) -> &mut Self {
        self.0.push('\n');
        self.line(format_args!("[{name}]"));
        self
    }

    /// `key = value` as it stands: numbers, dates, flags.
    pub(super) fn plain(&mut self, key: &str, value: &str) -> &mut Self {
        self.line(format_args!("{key} = {value}"));
        self
    }

    /// `key = "value"`, unless empty.
    pub(super) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            debug_assert!(!value.contains(['"', '\\', '\n']), "needs quoting: {value}");
            self.line(format_args!("{key} = \"{value}\""));
        }
        self
    }

    /// `key = ["a", "b"]`.
    pub(super) fn texts(&mut self, key: &str, values: &[&str]) -> &mut Self {
        let quoted: Vec<String> = values.iter().map(|v| format!("\"{v}\"")).collect();
        self.line(format_args!("{key} = [{}]", quoted.join(", ")));
        self
    }

    /// The provenance keys that are there.
    pub(super) fn said(&mut self, said: Said) -> &mut Self {
        self.text("source", said.source);
        if !said.as_of.is_empty() {
            self.plain("as_of", said.as_of);
        }
        self.text("said_by", said.by);
        self.text("note", said.note)
    }

    /// The finished file.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A CSV file with these columns, its rows sorted; cells are quoted only where they must be.
pub(super) fn csv<const N: usize>(
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut rows: Vec<[String; N]> = rows.into_iter().collect();
    rows.sort_unstable();
    let mut out = columns.join(",");
    out.push('\n');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
