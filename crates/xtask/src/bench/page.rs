//! Results as a table, and the table into `docs/performance.md`.

use std::path::Path;

/// One measured job.
pub(super) struct Measured {
    pub(super) name: &'static str,
    pub(super) size: String,
    /// Sorted.
    pub(super) seconds: Vec<f64>,
    pub(super) peak: Option<u64>,
    pub(super) units: (f64, &'static str),
    /// Time in which the bytes alone could be read.
    pub(super) limit: Option<f64>,
}

/// The table in Markdown.
pub(super) fn table(rows: &[Measured]) -> String {
    let mut out = String::from(
        "| job | size | best, CPU s | median | memory on top, MiB | each second | limit, s | times the limit |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let best = row.seconds[0];
        let limit = row.limit;
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} {} | {} | {} |\n",
            row.name,
            row.size,
            seconds(best),
            seconds(row.seconds[row.seconds.len() / 2]),
            row.peak.map_or("–".to_owned(), |p| format!(
                "{:.1}",
                p as f64 / f64::from(1 << 20)
            )),
            short(row.units.0 / best),
            row.units.1,
            limit.map_or("–".to_owned(), seconds),
            limit.map_or("–".to_owned(), |limit| format!("{:.1}", best / limit)),
        ));
    }
    out
}

fn seconds(s: f64) -> String {
    if s < 0.01 {
        format!("{s:.4}")
    } else {
        format!("{s:.3}")
    }
}

fn short(n: f64) -> String {
    match n {
        n if n >= 1e9 => format!("{:.1} × 10⁹", n / 1e9),
        n if n >= 1e6 => format!("{:.1} × 10⁶", n / 1e6),
        n => format!("{:.1} × 10³", n / 1e3),
    }
}

/// Puts a text between the markers of that name on the page.
pub(super) fn write(page: &Path, name: &str, text: &str) -> Result<(), String> {
    let shown = page.display();
    let (begin, end) = (
        format!("<!-- {name}: begin -->\n"),
        format!("<!-- {name}: end -->"),
    );
    let old = std::fs::read_to_string(page).map_err(|e| format!("cannot read `{shown}`: {e}"))?;
    let parts = old
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!(
            "`{shown}` has no place for the table between `{}` and `{end}`",
            begin.trim()
        ));
    };
    let new = format!("{before}{begin}\n{text}\n{end}{after}");
    std::fs::write(page, new).map_err(|e| format!("cannot write `{shown}`: {e}"))
}
