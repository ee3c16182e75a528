//! The formatter: canonical, keeps comments, never changes what is read.

use keyholder_documents::FileKind::{self, AccessRoutes, Component, Party, Settings};
use keyholder_documents::fmt;

fn check(kind: FileKind, input: &str, expect: &str) {
    let once = fmt::file(input, kind).expect("formats");
    assert_eq!(once, expect);
    assert_eq!(
        fmt::file(&once, kind).expect("formats again"),
        once,
        "not idempotent"
    );
}

#[test]
fn keys_take_the_documented_order_and_comments_follow() {
    check(
        Party,
        "\u{feff}# Acme, as registered.\r\n\r\n# short name\r\nname='Acme'   # as printed  \r\n\
         note = \"x\"\r\nodd=1\r\n\"id\"  =  \"acme\"\r\n\r\n\r\n[[presence]]  # since 2020\n\
         kind=\"build\"\ncountry=\"XA\"\n\n# the parent\n  [[owner]]\npercent = 51 \nparty=\"p\"\n# end\n\n",
        "# Acme, as registered.\n\nid = \"acme\"\n# short name\nname = 'Acme' # as printed\n\
         note = \"x\"\nodd = 1\n\n# the parent\n[[owner]]\nparty = \"p\"\npercent = 51\n\n\
         [[presence]] # since 2020\ncountry = \"XA\"\nkind = \"build\"\n\n# end\n",
    );
}

#[test]
fn nested_blocks_stay_with_their_route() {
    check(
        AccessRoutes,
        "[[route]]\nid=\"a\"\n[[route.safeguard]]\nkind=\"approval\"\n[route.leads_to]\nclasses=['core']\n\
         [[route]]\nid=\"b\"\nleads_to.classes=[ \"core\" ,\"access\" ]\n",
        "[[route]]\nid = \"a\"\n\n[route.leads_to]\nclasses = ['core']\n\n[[route.safeguard]]\n\
         kind = \"approval\"\n\n[[route]]\nid = \"b\"\nleads_to.classes = [\"core\", \"access\"]\n",
    );
}

#[test]
fn lists_break_when_long_or_commented() {
    let long = "x".repeat(60);
    check(
        Component,
        &format!(
            "id=\"c\"\n[[release]]\nbom=[\n\"documents/a\",  # first\n# then\n\"documents/b\" # last\n, # odd\n# none\n]\ncontains=[\"{long}@1\",\"{long}@2\"]\n"
        ),
        &format!(
            "id = \"c\"\n\n[[release]]\nbom = [\n  \"documents/a\", # first\n  # then\n  \"documents/b\", # last\n  # odd\n  # none\n]\ncontains = [\n  \"{long}@1\",\n  \"{long}@2\",\n]\n"
        ),
    );
}

#[test]
fn a_broken_or_newer_file_stays() {
    assert!(
        fmt::toml("id = \"a\nname = 1", Party)
            .expect_err("broken")
            .contains("line 1")
    );
    assert!(
        fmt::toml("format = 2", Settings)
            .expect_err("newer")
            .contains("newer")
    );
    assert!(
        fmt::csv("a,b\n\"x,y\n")
            .expect_err("open quote")
            .contains("line 2")
    );
    assert!(fmt::toml(&"[".repeat(100_000), Party).is_err());
    assert!(fmt::toml(&format!("a = {}", "[".repeat(100_000)), Party).is_err());
}

#[test]
fn tables_are_trimmed_and_sorted() {
    check(
        FileKind::Places,
        "\u{feff} place , name\r\nb,\"B\"\r\n\r\n,,\r\n\" a \",\"A, \"\"x\"\"\"\r\nb, again\r\nz\r\n",
        "place,name\na,\"A, \"\"x\"\"\"\nb,B\nb,again\nz\n",
    );
    check(FileKind::Places, "", "");
}
