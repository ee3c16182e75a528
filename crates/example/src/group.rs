//! Rows that differ in their number only, and pools.

use crate::text::csv_row;

/// How many columns there are beside the id.
pub(crate) const CELLS: usize = 11;

/// What somebody forgot or misspelt on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    Host,
    Manager,
    Firmware,
    Wave,
    Misspelt,
    /// Nothing is known but that it is there.
    Old,
}

/// Elements with ids that count on.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Ids without their number.
    pub(crate) stem: String,
    /// The first number.
    pub(crate) first: usize,
    pub(crate) count: usize,
    /// The cells behind the id, in the order of the table; an empty one is blank.
    pub(crate) cells: [String; CELLS],
    /// Hosts that carry them in turn: ids without their number, and how many. It stands over the cell.
    pub(crate) hosts: Option<(String, usize)>,
    pub(crate) hole: Option<Hole>,
}

/// Positions of cells behind the id.
pub(crate) mod cell {
    pub(crate) const FUNCTION: usize = 0;
    pub(crate) const OPERATOR: usize = 1;
    pub(crate) const POOL: usize = 3;
    pub(crate) const HOST: usize = 4;
    pub(crate) const MANAGER: usize = 5;
    pub(crate) const FIRMWARE: usize = 7;
    pub(crate) const WAVE: usize = 10;
}

/// The id with a number behind its stem.
pub(crate) fn numbered(stem: &str, number: usize) -> String {
    let mut id = String::new();
    number_into(&mut id, stem, number);
    id
}

/// Writes an id into a text that is used again and again: four digits at least, so that ids sort.
pub(crate) fn number_into(id: &mut String, stem: &str, mut number: usize) {
    id.clear();
    id.push_str(stem);
    id.push('-');
    let mut digits = [b'0'; 20];
    let mut from = digits.len();
    while number > 0 || from > digits.len() - 4 {
        from -= 1;
        digits[from] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    id.extend(digits[from..].iter().map(|digit| char::from(*digit)));
}

/// Elements that stand in for each other.
pub(crate) struct Pool {
    pub(crate) id: String,
    pub(crate) function: &'static str,
    pub(crate) operator: usize,
    /// `None`: not stated.
    pub(crate) needed: Option<usize>,
    pub(crate) serves: String,
}

/// `network/pools.csv`.
pub(crate) fn pools_table(pools: &[Pool], operators: &[String]) -> String {
    let mut sorted: Vec<&Pool> = pools.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = "pool,function,operator,needed,serves\n".to_owned();
    for pool in sorted {
        let needed = pool.needed.map_or(String::new(), |n| n.to_string());
        let operator = operators[pool.operator].as_str();
        csv_row(
            &mut out,
            [&pool.id, pool.function, operator, &needed, &pool.serves],
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_they_count() {
        assert_eq!(numbered("a/ru", 7), "a/ru-0007");
        assert_eq!(numbered("a/ru", 12_345), "a/ru-12345");
        assert_eq!(numbered("a/ru", 0), "a/ru-0000");
    }
}
