//! Refused rows as a table that people correct and import again.

use crate::proposal::Refused;

/// Columns that say why, after those of the export.
pub(crate) const WHY: [&str; 5] = ["refused from", "row", "code", "message", "remedy"];

/// A CSV table of refused rows: the columns of the export, then where each stood and why it was refused.
/// Where exports have different columns, the columns of all stand side by side.
///
/// Office programs run cells that begin like formulas; such cells get an apostrophe in front.
#[must_use]
pub(crate) fn csv(refused: &[Refused]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for row in refused {
        for column in &row.columns {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: Vec<String> = columns.iter().chain(&WHY).map(|c| safe(c)).collect();
    // Writing into memory does not fail.
    let _ = writer.write_record(&header);
    for row in refused {
        let mut cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let at = row.columns.iter().position(|c| c == column);
                safe(
                    at.and_then(|at| row.cells.get(at))
                        .map_or("", String::as_str),
                )
            })
            .collect();
        cells.push(safe(&row.table));
        cells.push(row.row.to_string());
        cells.push(row.code.as_str().to_owned());
        cells.push(safe(&row.message));
        cells.push(safe(&row.remedy));
        let _ = writer.write_record(&cells);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that no office program takes for a formula.
fn safe(cell: &str) -> String {
    match cell.trim_start().as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use keyholder_diag::Code;

    use super::*;

    #[test]
    fn cells_that_begin_like_formulas_are_told_to_be_text() {
        let row = Refused {
            table: "a.csv".to_owned(),
            row: 4,
            columns: vec!["NE".to_owned(), "=x".to_owned()],
            cells: vec!["=1+1".to_owned(), "-2, \"q\"".to_owned()],
            code: Code::KH0711,
            message: "m".to_owned(),
            remedy: "r".to_owned(),
        };
        assert_eq!(
            csv(&[row]),
            "NE,'=x,refused from,row,code,message,remedy\n'=1+1,\"'-2, \"\"q\"\"\",a.csv,4,KH0711,m,r\n"
        );
    }
}
