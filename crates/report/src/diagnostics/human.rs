//! Diagnostics as people read them, drawn by the renderer of rustc.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Severity, Source, Sources, Span};

use super::window;
use crate::number::plain_count;

/// How many of one code in one file are drawn before the rest is only counted.
const PER_CODE_MAX: usize = 20;

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
    let mut group = Group::with_title(level.primary_title(&d.message).id(d.code.as_str()));
    let mut views = Vec::new();
    if let Some(span) = d.span {
        views.push(View::new(sources, span));
    }
    for (span, why) in &d.labels {
        let home = views.iter_mut().find(|view| view.shows(sources, *span));
        match home {
            Some(view) => view.notes.push((*span, why)),
            None => {
                let mut view = View::new(sources, *span);
                view.own_label = why;
                views.push(view);
            }
        }
    }
    for (nth, view) in views.iter().enumerate() {
        group = view.add_to(group, nth == 0 && d.span.is_some());
    }
    if let Some(help) = &d.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// One line of a source, with what is said about places in it.
struct View<'a> {
    source: &'a Source,
    span: Span,
    line: u32,
    own_label: &'a str,
    notes: Vec<(Span, &'a str)>,
}

impl<'a> View<'a> {
    fn new(sources: &'a Sources, span: Span) -> Self {
        let source = sources.get(span.file);
        View {
            source,
            span,
            line: source.line(span.start),
            own_label: "",
            notes: Vec::new(),
        }
    }

    fn whole_file(&self) -> bool {
        self.span.start == 0 && self.span.end == 0
    }

    /// Whether a place lies in the very line, inside the part that is shown.
    fn shows(&self, sources: &Sources, span: Span) -> bool {
        let (text, cut, start) = self.text();
        let at = (span.start as usize).checked_sub(start + cut);
        span.file == self.span.file
            && !self.whole_file()
            && sources.get(span.file).line(span.start) == self.line
            && at.is_some_and(|at| at < text.len())
    }

    /// The shown part of the line, bytes cut off at its head, and where the line starts in the file.
    fn text(&self) -> (&'a str, usize, usize) {
        let line = self.source.line_text(self.line);
        let column = self.source.column(self.span.start) as usize - 1;
        let within = line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(byte, _)| byte);
        let (text, cut) = window(line, within);
        (text, cut, (self.span.start as usize).saturating_sub(within))
    }

    fn add_to(&self, group: Group<'a>, primary: bool) -> Group<'a> {
        let origin = Origin::path(self.source.path.as_str());
        if self.whole_file() {
            return group.element(origin);
        }
        let column = self.source.column(self.span.start) as usize;
        let origin = origin.line(self.line as usize).char_column(column);
        let (text, cut, start) = self.text();
        let kind = if primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let place = |span: Span, kind: AnnotationKind, label: &'a str| -> Annotation<'a> {
            let from = (span.start as usize)
                .saturating_sub(start + cut)
                .min(text.len());
            let to = (span.end as usize)
                .saturating_sub(start + cut)
                .min(text.len());
            let from = text.floor_char_boundary(from);
            let to = text.ceil_char_boundary(to.max(from));
            let label = Some(label).filter(|label| !label.is_empty());
            kind.span(from..to).label(label)
        };
        let mut snippet = Snippet::source(text)
            .line_start(self.line as usize)
            .annotation(place(self.span, kind, self.own_label));
        for (span, why) in &self.notes {
            snippet = snippet.annotation(place(*span, AnnotationKind::Context, why));
        }
        group.element(origin).element(snippet)
    }
}
