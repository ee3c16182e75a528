//! Filters of a page, in style alone: boxes that hide what is not wanted. Without them, and on paper, all is shown.

use std::collections::BTreeSet;

/// Words by which a page can be filtered, each with a box; and subjects, of which one can be looked at alone.
pub(crate) struct Filter {
    /// What is filtered, after "Show".
    pub(crate) what: &'static str,
    /// The words, in the order of their boxes.
    pub(crate) words: Vec<String>,
    /// Those who can be looked at alone; none: no choice.
    pub(crate) subjects: Vec<String>,
}

impl Filter {
    /// The class of style of something of one word.
    pub(crate) fn class(&self, word: &str) -> String {
        let at = self.words.iter().position(|known| known == word);
        at.map_or_else(String::new, |at| format!("o{at}"))
    }

    /// The class of style of something that holds several: it is hidden with the last of them.
    pub(crate) fn holds<'w>(&self, words: impl Iterator<Item = &'w str>) -> String {
        let found: BTreeSet<usize> = words
            .filter_map(|word| self.words.iter().position(|known| known == word))
            .collect();
        let list: String = found.iter().map(|at| format!("-{at}")).collect();
        format!("h{list}")
    }

    /// The class of style of something of one subject.
    pub(crate) fn subject(&self, subject: &str) -> String {
        let at = self.subjects.iter().position(|known| known == subject);
        at.map_or_else(String::new, |at| format!("s{at}"))
    }

    /// What the boxes do.
    pub(crate) fn style(&self) -> String {
        let off = |at: usize| format!(":has(#f{at}:not(:checked))");
        let mut text = String::from("@media screen{\n");
        for at in 0..self.words.len() {
            text.push_str(&format!("body{} .o{at}{{display:none}}\n", off(at)));
        }
        // Every choice of words that something can hold.
        for choice in 1..1_u32 << self.words.len() {
            let held: Vec<usize> = (0..self.words.len())
                .filter(|at| choice >> at & 1 == 1)
                .collect();
            let boxes: String = held.iter().map(|at| off(*at)).collect();
            let list: String = held.iter().map(|at| format!("-{at}")).collect();
            text.push_str(&format!("body{boxes} .h{list}{{display:none}}\n"));
        }
        for at in 0..self.subjects.len() {
            text.push_str(&format!(
                "body:has(#s{at}:checked) .of:not(.s{at}),body:has(#s{at}:checked) .holds:not(:has(.s{at})){{display:none}}\n"
            ));
        }
        text + "}\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_several_goes_with_the_last_of_them() {
        let filter = Filter {
            what: "findings",
            words: ["a", "b"].map(str::to_owned).to_vec(),
            subjects: vec!["x".to_owned()],
        };
        assert_eq!(filter.class("b"), "o1");
        assert_eq!(filter.holds(["b", "a", "b"].into_iter()), "h-0-1");
        let style = filter.style();
        assert!(
            style.contains(
                "body:has(#f0:not(:checked)):has(#f1:not(:checked)) .h-0-1{display:none}"
            )
        );
        assert_eq!(style.lines().count(), 2 + 3 + 1 + 2);
    }
}
