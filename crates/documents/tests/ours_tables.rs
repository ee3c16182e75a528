//! The readers of tables: what they take, what they refuse, and that the counts reconcile.

mod ours_check;
mod ours_common;

use std::fmt::Write as _;

use keyholder_diag::{FileId, Limits, Span};
use keyholder_documents::FileKind::{self, Elements, Places, Pools};
use keyholder_documents::tables;
use keyholder_supply::Layer;
use keyholder_supply::facts::{Slot, TableCount};
use ours_check::check as check_lines;

const FILE: FileId = FileId(0);

/// Checks diagnostics, that rows = taken + refused + blank, and the three counts.
fn check(kind: FileKind, text: &str, counts: (usize, usize, usize), expect: &[&str]) {
    check_lines(kind, text, expect);
    let limits = Limits::default();
    let count: TableCount = match kind {
        Elements => tables::elements(FILE, "t", text, &limits).value.1,
        Pools => tables::pools(FILE, "t", text, &limits).value.1,
        _ => tables::places(FILE, "t", text, &limits).value.1,
    };
    assert_eq!((count.taken, count.refused, count.blank), counts, "{text}");
    assert_eq!(count.rows, count.taken + count.refused + count.blank);
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn a_whole_row_with_the_place_of_each_name() {
    let text = "\u{feff}element, function ,host,manager,application,platform,wave,source,as_of\r\n\
                \"amf-1\",AMF,none, ems-1 ; ems-2,amf@23.4,?,2,\"inventory, of May\",2024-05-01\r\n";
    check(Elements, text, (1, 0, 0), &[]);
    let (facts, _) = tables::elements(FILE, "t", text, &Limits::default()).value;
    let fact = &facts[0];
    assert_eq!(
        (fact.id.text.as_str(), at(text, fact.id.span)),
        ("amf-1", "\"amf-1\"")
    );
    assert_eq!(fact.host, Slot::Nothing);
    let Slot::Names(managers) = &fact.manager else {
        panic!("managers were named")
    };
    let managers: Vec<_> = managers
        .iter()
        .map(|m| (m.text.as_str(), at(text, m.span)))
        .collect();
    assert_eq!(managers, [("ems-1", "ems-1"), ("ems-2", "ems-2")]);
    assert_eq!(*fact.layer(Layer::Platform), Slot::NotStated);
    assert_eq!(*fact.layer(Layer::Firmware), Slot::NotStated);
    assert!(matches!(fact.layer(Layer::Application), Slot::Names(n) if n[0].text == "amf@23.4"));
    assert_eq!(fact.wave, Some(2));
    assert_eq!(fact.provenance.source.as_deref(), Some("inventory, of May"));
    assert!(at(text, fact.provenance.span).starts_with("\"amf-1\",AMF"));
    assert!(at(text, fact.provenance.span).ends_with("2024-05-01"));
}

#[test]
fn pools_and_places() {
    let text = "pool,function,operator,needed,serves\np,AMF,op,2,north; region=The South ;*\n";
    check(Pools, text, (1, 0, 0), &[]);
    let (pools, _) = tables::pools(FILE, "t", text, &Limits::default()).value;
    let serves: Vec<_> = pools[0].serves.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(
        (pools[0].needed, serves),
        (Some(2), vec!["north", "region=The South", "*"])
    );
    let text =
        "place,name,operator,region,subscribers\nnorth,\"The\nNorth\",op,R,120000\nsouth,,,,0\n";
    check(Places, text, (2, 0, 0), &[]);
    let (places, _) = tables::places(FILE, "t", text, &Limits::default()).value;
    assert_eq!(places[0].name.as_deref(), Some("The\nNorth"));
    assert_eq!(
        (places[0].subscribers, places[1].subscribers),
        (Some(120_000), Some(0))
    );
    assert_eq!(at(text, places[1].id.span), "south");
}

#[test]
fn every_fault_of_a_table_at_once() {
    let text = "element,function,wave,wav,element,host,application,as_of\n\
                a,AMF,1,,,x y,amf,2024-13-01\n\
                \n\
                b,AMF\n\
                c,AMF,0,,,none;x,amf@1;?,\n\
                d d,AMF,1.5,,,,,\n\
                ,AMF,,,,,,\n\
                ,,,,,,,\n\
                e,AMF,,,,,,,\n\
                f,A\u{1}F,,,,,,\n\
                g,AMF,,,,,,\n";
    check(
        Elements,
        text,
        (3, 5, 2),
        &[
            "KH0202 1: unknown column `wav` … its cells are not taken … did you mean `wave`?",
            "KH0206 1: column `element` is there twice; the first counts",
            "KH0311 2: `x y` is not a name (`host`); the cell counts as not known",
            "KH0311 2: `amf` is not a release (`application`)",
            "KH0112 2: `2024-13-01` is not a date",
            "KH0203 4: the row has 2 cells, and the header has 8 … for each blank cell",
            "KH0204 5: `0` is not a number of `wave` … from 1 to 65535",
            "KH0106 5: `none` cannot stand beside other names",
            "KH0106 5: `?` cannot stand beside other names",
            "KH0311 6: `d d` is not a name (`element`); the row is not taken",
            "KH0204 6: `1.5`",
            "KH0311 7: the row has no `element`",
            "KH0203 9: the row has 9 cells … has a comma inside into quotes",
            "KH0106 10: the cell has a control character; the row is not taken",
        ],
    );
}

#[test]
fn a_position_has_two_degrees_or_none() {
    let text = "place,latitude,longitude\n\
                a,-30.25,180\n\
                b,91,1\n\
                c,1,\n\
                d,\"1,5\",2\n";
    check(
        Places,
        text,
        (4, 0, 0),
        &[
            "KH0204 3: `91` is not a number of degrees (`latitude`); the cell counts as not known … from -90 to 90",
            "KH0204 4: there is no `longitude` beside it; the place is on no map",
            "KH0204 5: `1,5` is not a number of degrees",
        ],
    );
}

#[test]
fn a_table_that_cannot_be_read() {
    check(Elements, "", (0, 0, 0), &["KH0201: the table is empty"]);
    check(
        Elements,
        "\n  \n,,\n",
        (0, 0, 0),
        &["KH0201: the table is empty"],
    );
    check(
        Elements,
        "elment,operator\na,b\n\n",
        (0, 1, 1),
        &[
            "KH0202 1: unknown column `elment`",
            "KH0201 1: column `element` is missing; no row of the table is taken",
            "KH0201 1: column `function`",
        ],
    );
    check(
        Elements,
        "element;function\na;AMF\n",
        (0, 1, 0),
        &["KH0205 1: the cells are separated by semicolons, not by commas"],
    );
    check(Places, "place\tname\n", (0, 0, 0), &["KH0205 1: … tabs"]);
    check(
        Places,
        "place,name\na,A\nb,\"B\nc,C\n",
        (1, 1, 0),
        &["KH0205 3: a quote is opened here and never closed"],
    );
    let limits = Limits {
        table_bytes_max: 4,
        ..Limits::default()
    };
    let parsed = tables::places(FILE, "t", "place\na\n", &limits);
    assert_eq!(
        parsed.diagnostics.iter().next().expect("one").code.as_str(),
        "KH0109"
    );
    let limits = Limits {
        cell_bytes_max: 4,
        ..Limits::default()
    };
    let parsed = tables::places(FILE, "t", "place,name\na,abcde\nb,abc\n", &limits);
    assert_eq!(
        parsed.diagnostics.iter().next().expect("one").code.as_str(),
        "KH0110"
    );
    assert_eq!((parsed.value.1.taken, parsed.value.1.refused), (1, 1));
}

#[test]
fn faults_past_the_limit_are_counted() {
    let mut text = String::from("place,subscribers\n");
    for n in 0..5_000 {
        writeln!(text, "p{n},many").expect("writes to memory");
    }
    let parsed = tables::places(FILE, "t", &text, &Limits::default());
    assert_eq!(
        (parsed.value.1.taken, parsed.diagnostics.len()),
        (5_000, 1_001)
    );
    let last = parsed.diagnostics.iter().last().expect("some");
    assert_eq!(
        last.message,
        "4000 more of the kind \"cell is not a number\""
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a bound on time needs a clock")]
fn forty_thousand_rows_in_well_under_a_second() {
    let mut text = format!("{}\n", tables::ELEMENT_COLUMNS.join(","));
    for n in 0..40_000 {
        writeln!(
            text,
            "du-{n},gNB-DU,op,cell-{n},,srv-{n};srv-x,ems-1,b@1,f@2,p@3,\"a@4\",1"
        )
        .expect("writes to memory");
    }
    let start = std::time::Instant::now();
    let parsed = tables::elements(FILE, "t", &text, &Limits::default());
    let taken = start.elapsed();
    assert!(parsed.diagnostics.is_empty());
    assert_eq!(parsed.value.1.taken, 40_000);
    assert!(taken.as_secs_f64() < 5.0, "{taken:?}");
}
