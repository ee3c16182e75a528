//! The page: whole, balanced, escaped, self-contained, and the same every time.

mod sample;

use std::collections::BTreeSet;

use keyholder_report::outline::Outline;
use keyholder_report::{html, wire::*};
use keyholder_supply::Position;

const VOID: &[&str] = &["meta", "wbr", "br", "link", "input", "img", "hr"];

/// The tags of a page: name, attributes, and whether it closes. Every `<` in our pages begins a tag.
fn tags(page: &str) -> Vec<(String, String, bool)> {
    let style = page.find("<style>").zip(page.find("</style>"));
    let (from, to) = style.expect("a page has its style");
    let without = format!("{}{}", &page[..from + 7], &page[to..]);
    let pieces = without.split('<').skip(1);
    pieces
        .map(|piece| {
            let inside = piece.split_once('>').expect("every tag ends").0;
            let closes = inside.starts_with('/');
            let inside = inside.trim_start_matches('/');
            let (name, rest) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
            (
                name.trim_end_matches('/').to_owned(),
                rest.to_owned(),
                closes || inside.ends_with('/'),
            )
        })
        .filter(|(name, _, _)| !name.starts_with('!'))
        .collect()
}

fn balanced(page: &str) {
    let mut open: Vec<String> = Vec::new();
    for (name, rest, closes) in tags(page) {
        assert_eq!(
            rest.matches('"').count() % 2,
            0,
            "quotes of <{name} {rest}>"
        );
        if VOID.contains(&name.as_str()) || rest.ends_with('/') {
            continue;
        }
        if closes {
            assert_eq!(
                open.pop().as_deref(),
                Some(name.as_str()),
                "closed while open: {open:?}"
            );
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

/// The words of a page as a reader sees them.
fn words(page: &str) -> String {
    let mut out = String::new();
    for piece in page.split('<') {
        out.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    for (code, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        out = out.replace(code, letter);
    }
    out
}

/// An assessment in which everything that may be empty is.
fn empty() -> Assessment {
    let mut a = sample::assessment();
    a.inputs.clear();
    a.scopes.clear();
    a.actors.clear();
    a.control_map = ControlMap::default();
    a.areas = Areas::default();
    a.concentration.clear();
    a.unknowns.clear();
    a.assumptions.clear();
    a.tables.clear();
    a.summary = Summary::default();
    a.counts = Counts::default();
    a.project.as_of = None;
    a.project.synthetic = false;
    a
}

#[test]
fn pages_are_balanced_and_the_same_every_time() {
    for a in [sample::assessment(), empty()] {
        for outline in [None, Some(&outline())] {
            let page = html::render_on(&a, outline);
            balanced(&page);
            assert_eq!(page, html::render_on(&a, outline));
        }
    }
}

/// A land around the regions.
fn outline() -> Outline {
    let corner = |latitude, longitude| Position::new(latitude, longitude).expect("on earth");
    Outline {
        source: "made-up.geojson".to_owned(),
        rings: vec![vec![
            corner(49_000_000, 14_000_000),
            corner(49_000_000, 17_000_000),
            corner(46_000_000, 17_000_000),
            corner(46_000_000, 14_000_000),
            corner(49_000_000, 14_000_000),
        ]],
    }
}

/// The sample with a map, which is off by default.
fn with_map() -> String {
    html::render_on(&sample::assessment(), Some(&outline()))
}

#[test]
fn a_map_is_drawn_when_asked_and_a_table_says_the_same() {
    let plain = html::render(&sample::assessment());
    let drawn = with_map();
    let circles = "class=\"whole\"";
    assert!(!plain.contains(circles) && plain.contains("All operators by region"));
    // Two regions with a position, for each of two actors; the third region is in the table alone.
    assert_eq!(drawn.matches(circles).count(), 4);
    let text = words(&drawn);
    assert!(text.contains("1 of the regions state no position"));
    assert!(text.contains("made-up.geojson"));
    // 14 of 14 million in the first region, of two operators: what is drawn is what is written.
    let title = "Upper North: 14\u{202f}000\u{202f}000 subscribers, can stop 33.3\u{202f}%, possibly 50\u{202f}%";
    assert!(text.contains(title), "{text}");
    let row = "33.3\u{202f}%possibly 50\u{202f}%";
    assert!(text.contains(row), "{text}");
    let nowhere = Areas {
        areas: Vec::new(),
        ..sample::assessment().areas
    };
    let mut a = sample::assessment();
    a.areas = nowhere;
    assert!(!html::render_on(&a, Some(&outline())).contains(circles));
}

#[test]
fn nothing_of_the_sample_is_left_out() {
    let a = sample::assessment();
    let text = words(&html::render(&a));
    let plain = |text: &str| text.replace('`', "");
    let actors = a.actors.iter().map(|actor| actor.name.clone());
    let scopes = a.scopes.iter().map(|scope| scope.label.clone());
    let unknowns = a
        .unknowns
        .iter()
        .flat_map(|one| [plain(&one.what), plain(&one.remedy)]);
    let inputs = a
        .inputs
        .iter()
        .flat_map(|one| [one.path.clone(), one.sha256.clone()]);
    let rest = a
        .assumptions
        .iter()
        .map(|one| plain(one))
        .chain([a.summary.headline.clone()]);
    for needed in actors
        .chain(scopes)
        .chain(unknowns)
        .chain(inputs)
        .chain(rest)
    {
        assert!(text.contains(&needed), "`{needed}` is not in the page");
    }
    assert!(text.contains("Synthetic data."));
    assert!(!words(&html::render(&empty())).contains("Synthetic data."));
}

#[test]
fn hostile_names_stay_text() {
    let page = with_map();
    assert!(!page.contains("<script") && !page.contains("alert(\"x\")"));
    assert!(words(&page).contains(sample::HOSTILE));
}

#[test]
fn no_page_refers_to_another_host_or_runs_anything() {
    let page = with_map();
    assert!(
        page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"")
    );
    for (name, rest, _) in tags(&page) {
        assert!(
            ![
                "script", "link", "iframe", "object", "embed", "img", "form", "base"
            ]
            .contains(&name.as_str()),
            "<{name}>"
        );
        for attribute in ["href=\"", "src=\"", "action=\"", "srcset=\""] {
            for value in rest.split(attribute).skip(1) {
                assert!(value.starts_with('#'), "<{name} {rest}>");
            }
        }
        assert!(!rest.contains(" on") || name != "svg", "<{name} {rest}>");
    }
    let style = page
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next());
    let style = style.expect("a page has its style");
    assert!(!style.contains("@import") && !style.contains("//"));
    assert!(
        style
            .split("url(")
            .skip(1)
            .all(|rest| rest.starts_with('#'))
    );
}

#[test]
fn anchors_lead_somewhere_and_ids_are_used_once() {
    let page = with_map();
    let all = tags(&page);
    let of = |attribute: &str| -> Vec<String> {
        let start = format!("{attribute}=\"");
        let value = |rest: &str| {
            Some(
                format!(" {rest}")
                    .split_once(&format!(" {start}"))?
                    .1
                    .split('"')
                    .next()?
                    .to_owned(),
            )
        };
        all.iter().filter_map(|(_, rest, _)| value(rest)).collect()
    };
    let ids = of("id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "an id is used twice");
    for href in of("href") {
        assert!(
            unique.contains(&href[1..].to_owned()),
            "{href} leads nowhere"
        );
    }
    for label in of("aria-labelledby")
        .iter()
        .flat_map(|value| value.split(' '))
    {
        assert!(unique.contains(&label.to_owned()), "{label} names nothing");
    }
}

#[test]
fn headings_descend_one_level_at_a_time_and_tables_say_what_they_are() {
    let page = with_map();
    let mut last = 0;
    for (name, rest, closes) in tags(&page) {
        let level = name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok());
        if let Some(level) = level.filter(|_| !closes) {
            assert!(level <= last + 1, "h{level} after h{last}");
            last = level;
        }
        if name == "th" && !closes {
            assert!(rest.contains("scope="), "<th {rest}>");
        }
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    assert_eq!(
        page.matches("<table").count(),
        page.matches("<caption>").count()
    );
}
