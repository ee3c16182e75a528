//! Writes TOML and CSV the way people write them: short blocks, one fact a line, nothing that is not stated.

/// A line no longer than this holds a list; a longer list has a line for each entry, as the formatter writes it.
const LINE_MAX: usize = 100;

/// A TOML file in the making.
#[derive(Default)]
pub(crate) struct Toml(String);

impl Toml {
    /// Begins with comment lines.
    pub(crate) fn headed(comment: &str) -> Toml {
        let mut toml = Toml::default();
        for line in comment.lines() {
            toml.line(&["# ", line]);
        }
        toml
    }

    fn line(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
        self.0.push('\n');
    }

    /// `[[name]]` after an empty line.
    pub(crate) fn table(&mut self, name: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(&["[[", name, "]]"]);
        self
    }

    /// `[name]` after an empty line.
    pub(crate) fn section(&mut self, name: &str) -> &mut Self {
        self.0.push('\n');
        self.line(&["[", name, "]"]);
        self
    }

    /// `key = value` as it stands: numbers, dates, flags.
    pub(crate) fn plain(&mut self, key: &str, value: &str) -> &mut Self {
        self.line(&[key, " = ", value]);
        self
    }

    /// `key = "value"`, unless empty.
    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            self.line(&[key, " = \"", value, "\""]);
        }
        self
    }

    /// `key = ["a", "b"]`.
    pub(crate) fn texts<T: AsRef<str>>(&mut self, key: &str, values: &[T]) -> &mut Self {
        let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        let joined = values.join("\", \"");
        if values.is_empty() {
            return self.plain(key, "[]");
        }
        if key.len() + joined.len() + " = [\"\"]".len() > LINE_MAX {
            self.line(&[key, " = ["]);
            values
                .iter()
                .for_each(|value| self.line(&["  \"", value, "\","]));
            self.line(&["]"]);
        } else {
            self.line(&[key, " = [\"", &joined, "\"]"]);
        }
        self
    }

    /// The finished file.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// Adds a row to a CSV text. No cell of an invented nation needs quotes.
pub(crate) fn csv_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(cell);
    }
    out.push('\n');
}
