//! "Did you mean".

/// The candidate nearest to what was written, when one is near enough to be a slip of the hand.
///
/// Distance is Damerau-Levenshtein on lower-cased text; at most a third of the letters may differ.
/// Of several equally near, one as long as what was written is taken, then the first in alphabetical order.
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_lowercase();
    let long = written.chars().count();
    let most = (long / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&written, &candidate.to_lowercase()),
                candidate.chars().count().abs_diff(long),
                candidate,
            )
        })
        .filter(|(distance, ..)| *distance <= most)
        .min()
        .map(|(.., candidate)| candidate)
}

/// The first few of a list as text: "`a`, `b`, `c` and 4 more".
pub fn list_some<'a>(items: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    let shown: Vec<String> = items
        .iter()
        .take(most)
        .map(|item| format!("`{item}`"))
        .collect();
    let rest = items.len().saturating_sub(most);
    if rest > 0 {
        format!("{} and {rest} more", shown.join(", "))
    } else {
        shown.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_leaves_strangers() {
        assert_eq!(did_you_mean("AFM", ["SMF", "AMF", "UPF"]), Some("AMF"));
        assert_eq!(
            did_you_mean("managd-from", ["seat", "managed-from"]),
            Some("managed-from")
        );
        assert_eq!(did_you_mean("AFM", ["AF", "AMF"]), Some("AMF"));
        assert_eq!(did_you_mean("zebra", ["AMF", "SMF"]), None);
        assert_eq!(list_some(["a", "b", "c"], 2), "`a`, `b` and 1 more");
    }
}
