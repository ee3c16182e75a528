//! Diagnostics as people read them, drawn by the renderer of rustc.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Severity, Source, Sources, Span};

use super::window;
use crate::number::plain_count;

/// How many of one code in one file are drawn before the rest is only counted.
const PER_CODE_MAX: usize = 20;

/// Lines so near to each other are drawn together.
const NEAR: u32 = 6;
/// Longer pieces of text, in bytes, are told and not drawn: the renderer would look at all of them.
const DRAWN_MAX: usize = 16 << 10;

/// Every diagnostic under the line it speaks of; many of one code in one file are folded.
///
/// `styled` adds the colours of a terminal.
#[must_use]
pub fn human(diagnostics: &Diagnostics, sources: &Sources, styled: bool) -> String {
    human_capped(diagnostics, sources, styled, PER_CODE_MAX)
}

/// The same with at most `max_per_code` of one code in one file.
#[must_use]
pub fn human_capped(
    diagnostics: &Diagnostics,
    sources: &Sources,
    styled: bool,
    max_per_code: usize,
) -> String {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let key = |d: &Diagnostic| (d.span.map(|span| span.file), d.code);
    let mut totals: BTreeMap<(Option<FileId>, Code), usize> = BTreeMap::new();
    for d in diagnostics.iter() {
        *totals.entry(key(d)).or_default() += 1;
    }
    let mut seen: BTreeMap<(Option<FileId>, Code), usize> = BTreeMap::new();
    let mut out = String::new();
    for d in diagnostics.iter() {
        let nth = seen.entry(key(d)).or_default();
        *nth += 1;
        if *nth <= max_per_code {
            out.push_str(renderer.render(&[group(d, sources)]).trim_end());
            out.push_str("\n\n");
        }
        let total = totals.get(&key(d)).copied().unwrap_or(0);
        if *nth == total && total > max_per_code {
            out.push_str(&folded(d, sources, total - max_per_code));
        }
    }
    out
}

fn folded(d: &Diagnostic, sources: &Sources, more: usize) -> String {
    let file = d.span.map_or(String::new(), |span| {
        format!(" in {}", sources.get(span.file).path)
    });
    let (more, code) = (plain_count(more as u64), d.code.as_str());
    format!("… and {more} more of {code}{file}; see --format json\n\n")
}

fn group<'a>(d: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match d.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut views: Vec<View<'a>> = Vec::new();
    let primary = d.span.map(|span| (span, AnnotationKind::Primary, ""));
    let labels = d.labels.iter();
    let labels = labels.map(|(span, why)| (*span, AnnotationKind::Context, why.as_str()));
    for mark in primary.into_iter().chain(labels) {
        match views.iter_mut().find(|view| view.takes(sources, mark.0)) {
            Some(view) => view.add(mark),
            None => views.push(View::new(sources, mark)),
        }
    }
    let title = level.primary_title(&d.message).id(d.code.as_str());
    let mut group = Group::with_title(title);
    for view in &views {
        group = view.draw(group);
    }
    if let Some(help) = &d.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// A place, what it is for, and what is said about it.
type Mark<'a> = (Span, AnnotationKind, &'a str);

/// A few neighbouring lines of a source, with what is said about places in them.
struct View<'a> {
    source: &'a Source,
    marks: Vec<Mark<'a>>,
    first: u32,
    last: u32,
}

impl<'a> View<'a> {
    fn new(sources: &'a Sources, mark: Mark<'a>) -> Self {
        let source = sources.get(mark.0.file);
        let line = source.line(mark.0.start);
        View {
            source,
            marks: vec![mark],
            first: line,
            last: line,
        }
    }

    /// Whether a place is near enough to be drawn together with this one.
    fn takes(&self, sources: &Sources, span: Span) -> bool {
        let line = sources.get(span.file).line(span.start);
        let near = line + NEAR >= self.last && line <= self.first + NEAR;
        let same = self
            .marks
            .iter()
            .all(|mark| mark.0.file == span.file && !whole(mark.0));
        same && near && !whole(span)
    }

    fn add(&mut self, mark: Mark<'a>) {
        let line = self.source.line(mark.0.start);
        self.first = self.first.min(line);
        self.last = self.last.max(line);
        self.marks.push(mark);
    }

    fn draw(&self, group: Group<'a>) -> Group<'a> {
        let path = self.source.path.as_str();
        if self.marks.iter().any(|mark| whole(mark.0)) {
            let said = self.marks.iter().filter(|mark| !mark.2.is_empty());
            let group = group.element(Origin::path(path));
            return said.fold(group, |group, mark| {
                group.element(Level::NOTE.message(mark.2))
            });
        }
        let text = self.text();
        if text.len() > DRAWN_MAX {
            return self.tell(group);
        }
        let start = self.offset(text);
        let mut snippet = Snippet::source(text)
            .line_start(self.first as usize)
            .path(path);
        for (span, kind, label) in &self.marks {
            snippet = snippet.annotation(annotation(text, start, *span, *kind, label));
        }
        group.element(snippet)
    }

    /// The lines, without the last line break.
    fn text(&self) -> &'a str {
        let (first, last) = (
            self.source.line_text(self.first),
            self.source.line_text(self.last),
        );
        let start = self.offset(first);
        let end = self.offset(last) + last.len();
        self.source.text.get(start..end).unwrap_or(first)
    }

    /// Where a piece of the source begins in it.
    fn offset(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.source.text.as_ptr() as usize)
    }

    /// For lines too long to draw: each place with the text around it.
    fn tell(&self, mut group: Group<'a>) -> Group<'a> {
        for (span, _, label) in &self.marks {
            let line = self.source.line(span.start);
            let text = self.source.line_text(line);
            let at = (span.start as usize).saturating_sub(self.offset(text));
            let (around, _) = window(text, at.min(text.len()));
            let origin = Origin::path(self.source.path.as_str()).line(line as usize);
            let column = self.source.column(span.start) as usize;
            group = group.element(origin.char_column(column));
            let said = format!("in a long line, around `{around}` {label}");
            group = group.element(Level::NOTE.message(said.trim_end().to_owned()));
        }
        group
    }
}

fn annotation<'a>(
    text: &str,
    start: usize,
    span: Span,
    kind: AnnotationKind,
    label: &'a str,
) -> Annotation<'a> {
    let within = |at: u32| (at as usize).saturating_sub(start).min(text.len());
    let from = text.floor_char_boundary(within(span.start));
    let to = text.ceil_char_boundary(within(span.end).max(from));
    let label = Some(label).filter(|label| !label.is_empty());
    kind.span(from..to).label(label)
}

/// Whether the file as a whole is meant.
fn whole(span: Span) -> bool {
    span.start == 0 && span.end == 0
}
