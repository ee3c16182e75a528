//! Texts and places in them.

use std::sync::Arc;

/// The number of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place: bytes `start..end` of one file. An empty span at 0 means the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A place in a file; positions past 4 GiB are cut there (files that long are refused before).
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            file,
            start: cut(start),
            end: cut(end),
        }
    }

    /// The file as a whole.
    #[must_use]
    pub fn whole(file: FileId) -> Self {
        Span {
            file,
            start: 0,
            end: 0,
        }
    }
}

/// One text under review, under its path relative to the project folder (always with `/`).
#[derive(Clone, Debug)]
pub struct Source {
    /// Relative path.
    pub path: String,
    /// The text. Empty for a file that is not text, or not there.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

impl Source {
    fn new(path: String, text: Arc<str>) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let line_starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)))
            .collect();
        Source {
            path,
            text,
            line_starts,
        }
    }

    /// Line of a byte, counted from 1.
    #[must_use]
    pub fn line(&self, at: u32) -> u32 {
        let after = self.line_starts.partition_point(|start| *start <= at);
        u32::try_from(after.max(1)).unwrap_or(u32::MAX)
    }

    /// Column of a byte in characters, counted from 1.
    #[must_use]
    pub fn column(&self, at: u32) -> u32 {
        let start = self.line_starts[(self.line(at) - 1) as usize] as usize;
        let before = self.text.get(start..at as usize).unwrap_or("");
        u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX)
    }

    /// The text of a line (counted from 1), without its line break.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &str {
        let index = (line as usize).saturating_sub(1);
        let Some(start) = self.line_starts.get(index) else {
            return "";
        };
        let end = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// All texts of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text and numbers it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source::new(path.into(), text.into()));
        id
    }

    /// The text of that number.
    #[must_use]
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// All texts in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(n, source)| (FileId(u32::try_from(n).unwrap_or(u32::MAX)), source))
    }

    /// `path:line` of a place, as people and editors write it.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let source = self.get(span.file);
        if span.start == 0 && span.end == 0 {
            return source.path.clone();
        }
        format!("{}:{}", source.path, source.line(span.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "one\nzwölf = 3\r\n");
        let source = sources.get(file);
        assert_eq!((source.line(0), source.column(0)), (1, 1));
        let at = u32::try_from("one\nzwölf".len()).expect("short");
        assert_eq!((source.line(at), source.column(at)), (2, 6));
        assert_eq!(source.line_text(2), "zwölf = 3");
        assert_eq!(source.line_text(9), "");
        assert_eq!(sources.place(Span::new(file, 4, 5)), "a.toml:2");
        assert_eq!(sources.place(Span::whole(file)), "a.toml");
    }
}
