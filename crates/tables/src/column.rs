//! Which column of a table is which of ours.

use keyholder_diag::{Code, Diagnostic, Span, did_you_mean, list_some};
use keyholder_supply::inventory::{KIND_COLUMNS, KIND_WIDTH};

/// Columns that say on whose word a row stands. They do not make a kind.
const PROVENANCE: [&str; 4] = ["source", "as_of", "said_by", "note"];

/// Positions of our columns in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The ids.
    pub(crate) element: usize,
    /// For each of [`KIND_COLUMNS`], where it stands, if it does.
    pub(crate) kind: [Option<usize>; KIND_WIDTH],
    /// How many columns the table has.
    pub(crate) width: usize,
}

impl Columns {
    /// Finds them by their names. Unknown columns are reported and left out; without ids and functions there
    /// is nothing to take.
    pub(crate) fn find<'a>(
        names: impl Iterator<Item = &'a str>,
        span: Span,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut found = Columns::default();
        let mut element = None;
        let mut faults = Vec::new();
        for (at, name) in names.map(str::trim).enumerate() {
            found.width = at + 1;
            let slot = match KIND_COLUMNS.iter().position(|c| *c == name) {
                Some(column) => &mut found.kind[column],
                None if name == "element" => &mut element,
                None if PROVENANCE.contains(&name) => continue,
                None => {
                    faults.push(unknown(name, span));
                    continue;
                }
            };
            if slot.is_some() {
                let message = format!("column `{name}` is there twice; the first counts");
                let twice = Diagnostic::new(Code::KH0206, span, message);
                faults.push(twice.help("rename or remove one of the two"));
                continue;
            }
            *slot = Some(at);
        }
        let missing = [("element", element), ("function", found.kind[0])];
        for (name, _) in missing.iter().filter(|(_, at)| at.is_none()) {
            let message = format!("no column `{name}`; no row is taken");
            let help = format!("the columns are {}", all());
            faults.push(Diagnostic::new(Code::KH0201, span, message).help(help));
        }
        match (element, found.kind[0]) {
            (Some(element), Some(_)) => {
                found.element = element;
                Ok((found, faults))
            }
            _ => Err(faults),
        }
    }
}

fn unknown(name: &str, span: Span) -> Diagnostic {
    let known = || {
        std::iter::once("element")
            .chain(KIND_COLUMNS)
            .chain(PROVENANCE)
    };
    let help = match did_you_mean(name, known()) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => format!("the columns are {}", all()),
    };
    let message = format!("unknown column `{name}`; its cells are not taken");
    Diagnostic::new(Code::KH0202, span, message).help(help)
}

fn all() -> String {
    list_some(std::iter::once("element").chain(KIND_COLUMNS), 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyholder_diag::FileId;

    #[test]
    fn finds_columns_and_tells_what_is_wrong() {
        let span = Span::whole(FileId(0));
        let names = ["place", "element", "funtion", "function", "place", "note"];
        let (found, faults) = Columns::find(names.into_iter(), span).expect("ids and functions");
        assert_eq!(
            (found.element, found.kind[0], found.kind[2]),
            (1, Some(3), Some(0))
        );
        let codes: Vec<Code> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, [Code::KH0202, Code::KH0206]);
        let none = Columns::find(["x"].into_iter(), span).expect_err("nothing to take");
        assert_eq!(none.len(), 3);
    }
}
