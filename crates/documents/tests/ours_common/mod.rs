//! What the tests of our own files share: reading by kind of file, and diagnostics as lines.

use keyholder_diag::{Diagnostics, FileId, Limits, Parsed, Sources};
use keyholder_documents::{FileKind, ours, tables};

/// The facts of a file as text, and its diagnostics.
pub(crate) fn read(kind: FileKind, text: &str) -> (String, Diagnostics) {
    fn shown<T: std::fmt::Debug>(parsed: Parsed<T>) -> (String, Diagnostics) {
        (format!("{:#?}", parsed.value), parsed.diagnostics)
    }
    let (file, limits, path) = (FileId(0), &Limits::default(), "network/t.csv");
    match kind {
        FileKind::Settings => shown(ours::settings(file, text, limits)),
        FileKind::Party => shown(ours::party(file, text, limits)),
        FileKind::Component => shown(ours::component(file, text, limits)),
        FileKind::AccessRoutes => shown(ours::access_routes(file, text, limits)),
        FileKind::Yardstick => shown(ours::yardstick(file, text, limits)),
        FileKind::Evidence => shown(ours::evidence(file, text, limits)),
        FileKind::Publishers => shown(ours::publishers(file, text, limits)),
        FileKind::Groups => shown(ours::groups(file, text, limits)),
        FileKind::Functions => shown(ours::functions(file, text, limits)),
        FileKind::Elements => shown(tables::elements(file, path, text, limits)),
        FileKind::Pools => shown(tables::pools(file, path, text, limits)),
        FileKind::Places => shown(tables::places(file, path, text, limits)),
        FileKind::Aliases => shown(ours::aliases(file, text, limits)),
        FileKind::Gate => shown(ours::gate(file, text, limits)),
        FileKind::Policy => shown(ours::policy(file, text, limits)),
        FileKind::ImportMap => shown(ours::import_map(file, "x", text, limits)),
    }
}

/// Each diagnostic as `KH0103 2: message; help: help`, sorted as a run would print them.
pub(crate) fn lines(text: &str, diagnostics: Diagnostics) -> Vec<String> {
    let mut sources = Sources::default();
    sources.add("file", text);
    let mut diagnostics = diagnostics;
    diagnostics.sort(&sources);
    let line = |d: &keyholder_diag::Diagnostic| {
        let span = d.span.expect("every diagnostic of a reader has a place");
        assert!(
            span.end as usize <= text.len() && span.start <= span.end,
            "{d:?}"
        );
        let help = d
            .help
            .as_deref()
            .expect("every diagnostic of a reader has a help");
        for words in [d.message.as_str(), help] {
            assert!(!words.ends_with('.'), "final period: {words}");
        }
        let place = sources.place(span).replace("file", "");
        format!(
            "{}{}: {}; help: {help}",
            d.code.as_str(),
            place.replace(':', " "),
            d.message
        )
    };
    diagnostics.iter().map(line).collect()
}
