//! The book holds together: links lead somewhere, and every page is in the index.

use std::path::{Component, Path, PathBuf};

use crate::tree::{Text, none, read, root, texts};

fn pages() -> Vec<Text> {
    texts("", &[".md"])
}

/// Links of a page outside code, as `](target)`.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut fenced = false;
    for (n, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        // Every second piece between backticks is code.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        for piece in prose.split("](").skip(1) {
            if let Some((target, _)) = piece.split_once(')') {
                links.push((n + 1, target.to_owned()));
            }
        }
    }
    links
}

fn tidy_path(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                tidy.pop();
            }
            Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}

/// Anchors of headings as they are commonly made: lower case, words joined by hyphens.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut faults = Vec::new();
    for page in pages() {
        let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
        for (line, link) in links(&page.text) {
            if link.starts_with("https://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match path {
                "" => PathBuf::from(&page.path),
                _ => tidy_path(&folder.join(path)),
            };
            let there = root().join(&target);
            let said = format!("{}:{line}: `{link}`", page.path);
            if !there.exists() {
                faults.push(said);
            } else if !anchor.is_empty() {
                let text = std::fs::read_to_string(&there).unwrap_or_default();
                if !anchors(&text).iter().any(|a| a == anchor) {
                    faults.push(said);
                }
            }
        }
    }
    none(&faults, "correct the link");
}

#[test]
fn every_page_of_the_book_is_in_its_index() {
    let index = read("docs/README.md");
    let linked: Vec<String> = links(&index).into_iter().map(|(_, link)| link).collect();
    let top = texts("docs", &[".md"]).into_iter().filter_map(|page| {
        let name = page.path.strip_prefix("docs/")?.to_owned();
        (!name.contains('/') && name != "README.md").then_some(name)
    });
    let faults: Vec<String> = top.filter(|name| !linked.contains(name)).collect();
    none(&faults, "name it in docs/README.md");
}
