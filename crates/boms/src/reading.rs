//! One reading of one document: it keeps the faults, counts them, and bounds how many are listed.

use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Span};

use super::json::{Fields, Node};

/// The state of a reading.
pub(super) struct Reading<'a> {
    file: FileId,
    text: &'a str,
    limits: &'a Limits,
    skipped: usize,
    nameless: usize,
    too_deep: usize,
    outside: usize,
    first_outside: Option<Span>,
    diagnostics: Diagnostics,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: FileId, text: &'a str, limits: &'a Limits) -> Self {
        Reading {
            file,
            text,
            limits,
            skipped: 0,
            nameless: 0,
            too_deep: 0,
            outside: 0,
            first_outside: None,
            diagnostics: Diagnostics::default(),
        }
    }

    /// The document itself, if it is JSON.
    pub(super) fn root(&self) -> Option<Node<'a>> {
        let body = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        Node::document(body).ok()
    }

    pub(super) fn text_of_document(&self) -> &'a str {
        self.text
    }

    pub(super) fn file(&self) -> FileId {
        self.file
    }

    /// How many entries were not understood so far.
    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The document as a whole cannot be taken.
    pub(super) fn refuse(&mut self, code: Code, message: String, help: &str) {
        let span = Span::whole(self.file);
        self.push(Diagnostic::new(code, span, message).help(help));
    }

    /// An entry that is not understood: skipped and counted; listed while the limit lasts.
    pub(super) fn skip(&mut self, at: Node<'_>, pointer: &str, what: &str) {
        self.skip_place(at.place_in(self.text), pointer, what);
    }

    /// The same for what has a place in the text but is no piece of it.
    pub(super) fn skip_place(&mut self, (start, end): (usize, usize), pointer: &str, what: &str) {
        self.skipped += 1;
        if self.skipped - self.too_deep <= self.limits.diagnostics_per_code_max {
            let message = format!("at `{pointer}`: {what}");
            let help = "ask the supplier for a corrected document; until then what stands here is not known";
            let span = Span::new(self.file, start, end);
            self.push(Diagnostic::new(Code::KH0503, span, message).help(help));
        }
    }

    /// A part without a name: skipped, and counted once more as such.
    pub(super) fn nameless(&mut self) {
        self.nameless += 1;
    }

    /// How many parts had no name.
    pub(super) fn nameless_so_far(&self) -> usize {
        self.nameless
    }

    /// The same, unless something was said of this entry since the count stood at `said`: one entry
    /// is skipped once.
    pub(super) fn skip_unless_said(
        &mut self,
        said: usize,
        at: Node<'_>,
        pointer: &str,
        what: &str,
    ) {
        if self.skipped == said {
            self.skip(at, pointer, what);
        }
    }

    /// Whether one may step down to that level. If not, what is below is skipped and counted as one.
    pub(super) fn may_enter(&mut self, at: Node<'_>, pointer: &str, depth: usize) -> bool {
        let most = self.limits.depth_max;
        if depth <= most {
            return true;
        }
        self.skipped += 1;
        self.too_deep += 1;
        if self.too_deep <= self.limits.diagnostics_per_code_max {
            let message =
                format!("at `{pointer}`: nested deeper than {most} levels, not read further");
            let help = "ask the supplier for a flat list of components";
            self.push(Diagnostic::new(Code::KH0110, self.span(at), message).help(help));
        }
        false
    }

    /// A part that the document itself marks as not inside.
    pub(super) fn outside(&mut self, at: Node<'_>) {
        self.outside += 1;
        let span = self.span(at);
        self.first_outside.get_or_insert(span);
    }

    /// A member, with a fault when it is stated twice: some readers take the first and some the
    /// last, so a second one can hide parts.
    pub(super) fn get<'n>(
        &mut self,
        fields: &Fields<'n>,
        key: &str,
        pointer: &str,
    ) -> Option<Node<'n>> {
        let mut all = fields.all(key);
        let first = all.next()?;
        for further in all {
            let what = format!("`{key}` is stated twice in one object; the first is taken");
            self.skip(further, &below(pointer, key), &what);
        }
        Some(first)
    }

    /// A text, trimmed; `None` when it is absent, blank, or of another type (which is a fault).
    pub(super) fn text(&mut self, fields: &Fields<'_>, key: &str, pointer: &str) -> Option<String> {
        let node = self.get(fields, key, pointer)?;
        let Some(text) = node.text() else {
            let what = format!("`{key}` is {} and not a text", describe(node));
            self.skip(node, &below(pointer, key), &what);
            return None;
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A list; empty when it is absent, or of another type (which is a fault).
    pub(super) fn list<'n>(
        &mut self,
        fields: &Fields<'n>,
        key: &str,
        pointer: &str,
    ) -> Vec<Node<'n>> {
        let Some(node) = self.get(fields, key, pointer) else {
            return Vec::new();
        };
        node.items().unwrap_or_else(|| {
            let what = format!("`{key}` is {} and not a list", describe(node));
            self.skip(node, &below(pointer, key), &what);
            Vec::new()
        })
    }

    /// The members of an object; `None` when it is something else (which is a fault).
    pub(super) fn object<'n>(&mut self, node: Node<'n>, pointer: &str) -> Option<Fields<'n>> {
        let fields = node.fields();
        if fields.is_err() {
            let what = format!("{} where an object is expected", describe(node));
            self.skip(node, pointer, &what);
        }
        fields.ok()
    }

    /// Closes the reading: says how many faults were not listed, and what was left out.
    pub(super) fn finish(mut self) -> Diagnostics {
        let most = self.limits.diagnostics_per_code_max;
        let whole = Span::whole(self.file);
        let shallow = self.skipped - self.too_deep;
        for (code, count) in [(Code::KH0503, shallow), (Code::KH0110, self.too_deep)] {
            let more = count.saturating_sub(most);
            if more > 0 {
                let message = format!("{more} more like the {most} listed, {count} in all");
                let help = "raise the limit on diagnostics to list them all";
                self.push(Diagnostic::new(code, whole, message).help(help));
            }
        }
        if self.outside > 0 {
            let message = format!(
                "{} marked as not inside (`scope` is `excluded`, or `isExternal`) and left out",
                counted(self.outside, "part is", "parts are"),
            );
            let help =
                "nothing to do if the supplier's word is good; otherwise have the product examined";
            let span = self.first_outside.unwrap_or(whole);
            self.push(Diagnostic::new(Code::KH0506, span, message).help(help));
        }
        self.diagnostics
    }

    fn span(&self, at: Node<'_>) -> Span {
        let (start, end) = at.place_in(self.text);
        Span::new(self.file, start, end)
    }
}

/// The JSON pointer (RFC 6901) of a member.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// At most the first 60 characters of a foreign text, on one line and without backticks.
pub(super) fn short(text: &str) -> String {
    let clean = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let mut cut: String = text.chars().take(60).map(clean).collect();
    if text.chars().nth(60).is_some() {
        cut.push('…');
    }
    cut
}

fn describe(node: Node<'_>) -> &'static str {
    // A string that cannot be read as text holds half of a surrogate pair.
    match node.kind() {
        "a text" if node.text().is_none() => "a text with a broken escape",
        "an object" if node.fields().is_err() => "an object with a broken key",
        kind => kind,
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
