//! What changed between two reports, in words.

use super::{Change, Diff, Pair};

/// What changed, for people.
#[must_use]
pub fn human(diff: &Diff, width: usize) -> String {
    human_up_to(diff, width, usize::MAX)
}

/// The same with no more than so many answers told one by one.
#[must_use]
pub fn human_up_to(diff: &Diff, width: usize, most: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |text: &str, first: &str, rest: &str| {
        lines.extend(crate::text::wrapped(text, width, first, rest));
    };
    let causes = [("Rules", &diff.rules), ("Files", &diff.files)];
    if let Some(days) = &diff.days {
        say(&told(days), "", "  ");
    }
    for (title, pairs) in causes.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
        say(
            &format!("{title} that are others ({})", pairs.len()),
            "",
            "",
        );
        for pair in pairs.iter().take(SHOWN) {
            say(&told(pair), "  ", "    ");
        }
        if pairs.len() > SHOWN {
            say(&format!("and {} more", pairs.len() - SHOWN), "  ", "  ");
        }
    }
    let (changed, same) = (diff.changes.len(), diff.same);
    say(
        &match changed {
            1 => format!("1 answer is another, {same} are the same"),
            _ => format!("{changed} answers are others, {same} are the same"),
        },
        "",
        "",
    );
    for change in widest(diff, most) {
        say(&changed_answer(change), "  ", "    ");
        for reason in change.because.iter().take(SHOWN) {
            say(reason, "      ", "        ");
        }
        if change.because.len() > SHOWN {
            say(
                &format!("and {} more", change.because.len() - SHOWN),
                "      ",
                "      ",
            );
        }
    }
    if changed > most {
        lines.push(format!("  and {} more", changed - most));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// So many changes: the widest in what is sure, then in what is possible, then in what is open; in their order.
fn widest(diff: &Diff, most: usize) -> Vec<&Change> {
    let moved = |change: &Change| {
        let [Some(before), Some(after)] = change.shares else {
            return [u64::MAX; 3];
        };
        [0, 1, 2].map(|n| before.ends[n].abs_diff(after.ends[n]))
    };
    let mut order: Vec<usize> = (0..diff.changes.len()).collect();
    order.sort_by_key(|n| (std::cmp::Reverse(moved(&diff.changes[*n])), *n));
    order.truncate(most);
    order.sort_unstable();
    order.into_iter().map(|n| &diff.changes[n]).collect()
}

/// An answer before and after; of a share, the ends that moved.
fn changed_answer(change: &Change) -> String {
    if let [Some(before), Some(after)] = change.shares
        && before.of == after.of
    {
        let ends = ["surely", "possibly", "at most"].into_iter().enumerate();
        let moved = ends.filter(|(n, _)| before.ends[*n] != after.ends[*n]);
        let told = moved.map(|(n, end)| format!("{end} {} → {}", before.ends[n], after.ends[n]));
        let told: Vec<String> = told.collect();
        return format!("{}: {} of {}", change.what, told.join(", "), after.of);
    }
    // A report lists no share of an actor that reaches nothing there by what is stated.
    let nothing = match change.shares {
        [None, None] => "not asked",
        _ => "not listed",
    };
    let word = |of: &Option<String>| of.clone().unwrap_or_else(|| nothing.to_owned());
    let (before, after) = (word(&change.before), word(&change.after));
    format!("{}: {before} → {after}", change.what)
}

/// Causes and reasons that are printed; JSON has all.
const SHOWN: usize = 6;

fn told(pair: &Pair) -> String {
    let short = |of: &Option<String>| {
        let text = of.clone().unwrap_or_else(|| "none".to_owned());
        match text.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    };
    format!(
        "{}: {} → {}",
        pair.what,
        short(&pair.before),
        short(&pair.after)
    )
}
