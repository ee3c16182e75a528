//! The readers of our own TOML files: what they take, and every fault that they name.

mod ours_check;
mod ours_common;

use keyholder_diag::{FileId, Limits};
use keyholder_documents::FileKind::{
    AccessRoutes, Component, Functions, Groups, Party, Publishers, Settings,
};
use keyholder_documents::ours;
use keyholder_supply::Share;
use keyholder_supply::facts::{BomFact, Holder, KeyholderFact};
use ours_check::check;

const FILE: FileId = FileId(0);

#[test]
fn a_whole_party() {
    let text = r#"
id = "acme"
name = "Acme Radio"
kind = "company"
seat = "XA"
managed_from = "XB"
dispersed_percent = 33.4
source = "register of XA"
as_of = 2024-02-29
said_by = "the operator"

[[owner]]
party = "acme-holding"
percent = 51
as_of = "2024-01-01"

[[owner]]
country = "XC"
percent_min = 5
percent_max = 10.5

[[controlled_by]]
country = "XA"
how = "golden-share"
contested = true

[[presence]]
country = "XD"
kind = "key-custody"
"#;
    check(Party, text, &[]);
    let party = ours::party(FILE, text, &Limits::default())
        .value
        .expect("taken");
    assert_eq!(party.dispersed, Some(Share(334_000)));
    assert_eq!(party.owners.len(), 2);
    assert_eq!(party.owners[1].share.high, Share(105_000));
    assert!(matches!(&party.owners[1].holder, Holder::Country(c) if c.text == "XC"));
    assert!(party.controlled_by[0].contested);
    assert_eq!(
        party.provenance.as_of,
        party.provenance.as_of.filter(|d| d.day() == 29)
    );
    let span = party.owners[0].provenance.span;
    assert_eq!(&text[span.start as usize..span.end as usize], "[[owner]]");
}

#[test]
fn every_fault_of_a_party_at_once() {
    let text = r#"id = "acme radio"
name = 5
kind = "compny"
sead = "XA"
managed_from = "Xanadu"
dispersed_percent = 130
as_of = 2024-02-30

[[owner]]
party = "x"
country = "XA"
percent = 10

[[owner]]
party = "y"

[[owner]]
party = "z"
percent = "half"

[[owner]]
percent_min = 20
percent_max = 10

[[controlled_by]]
party = "x"

[presence]
country = "XA"
"#;
    let facts = check(
        Party,
        text,
        &[
            "KH0311 1: `acme radio` is not a name (`id`); … until then the file is left out",
            "KH0105 2: `name` must be text in quotes, not a whole number",
            "KH0106 3: `compny` is not a value of `kind` … did you mean `company`? … `public-body`",
            "KH0103 4: unknown key `sead` in the file … did you mean `seat`?",
            "KH0310 5: `Xanadu` is not a country code",
            "KH0113 6: `130` is not a percentage",
            "KH0112 7: `2024-02-30` is not a day of the calendar",
            "KH0106 11: `party` and `country` exclude each other",
            "KH0104 14: missing key `percent` in [[owner]] … 0 to 100 %",
            "KH0105 19: `percent` must be a number from 0 to 100, not text",
            "KH0104 21: missing key `party`",
            "KH0113 21: `percent_min` is greater than `percent_max`",
            "KH0104 25: missing key `how`",
            "KH0105 28: `presence` must be [[presence]], not a table",
        ],
    );
    assert_eq!(facts, "None");
}

#[test]
fn a_share_that_cannot_be_read_is_anything() {
    let text = "id = \"a\"\nname = \"A\"\n[[owner]]\nparty = \"b\"\npercent = -1\n";
    check(Party, text, &["KH0113 5:"]);
    let party = ours::party(FILE, text, &Limits::default())
        .value
        .expect("taken");
    assert_eq!(
        (party.owners[0].share.low, party.owners[0].share.high),
        (Share::ZERO, Share::ALL)
    );
}

#[test]
fn a_broken_line_costs_itself_alone() {
    let text = r#"id = "a"
name = "A
seat = "XA"
kind

[[owner]]
party = "b"
percent = 10 20

[[owner
party = "c"
percent = 30

[[owner]]
party = "d"
percent = 40
percent = 50
"#;
    let facts = check(
        Party,
        text,
        &[
            "KH0102 2: syntax error: invalid basic string … this line is not taken",
            "KH0102 4: syntax error",
            "KH0102 8: syntax error",
            "KH0102 10: syntax error: unclosed array table … the block under this header",
            "KH0102 17: `percent` is written twice; the first counts",
        ],
    );
    assert!(facts.contains("\"XA\"") && facts.contains("\"d\"") && !facts.contains("\"c\""));
    assert!(facts.contains("400000"));
}

#[test]
fn an_open_list_does_not_swallow_the_next_key() {
    let text = "[[route]]\nid = \"r\"\nkind = \"managed-service\"\nkeyholders = [\"a\",\nthreshold = 2\n\
                [route.leads_to]\nclasses = [\"core\"]\n";
    check(
        AccessRoutes,
        text,
        &["KH0102 4: … a bracket is opened here and never closed"],
    );
    let routes = ours::access_routes(FILE, text, &Limits::default()).value;
    assert_eq!(
        (routes[0].keyholders.clone(), routes[0].threshold),
        (None, Some(2))
    );
}

#[test]
fn a_broken_header_takes_its_inner_blocks_along() {
    let text = r#"[[route]]
id = "a"
kind = "managed-service"
[route.leads_to]
classes = ["core"]
[[route
id = "b"
[[route.safeguard]]
kind = "approval"
[[route]]
id = "c"
kind = "managed-service"
[route.leads_to]
classes = ["core"]
"#;
    check(
        AccessRoutes,
        text,
        &["KH0102 6: … the block under this header"],
    );
    let routes = ours::access_routes(FILE, text, &Limits::default()).value;
    assert_eq!(routes.len(), 3, "a way in that cannot be read is still one");
    assert!(routes[2].leads_to.elements[0].is_unreadable());
    assert_eq!(
        routes[0].safeguards, None,
        "the safeguard was that of another route"
    );
}

#[test]
fn nesting_and_size_have_limits() {
    let deep = format!("id = {}", "[".repeat(100_000));
    check(
        Party,
        &deep,
        &["KH0110 1: … more than the 64 that are read"],
    );
    let dotted = format!("{}z = 1", "a.".repeat(100_000));
    check(Party, &dotted, &["KH0110 1:"]);
    let limits = Limits {
        toml_bytes_max: 10,
        ..Limits::default()
    };
    let parsed = ours::party(FILE, "id = \"abcdefgh\"", &limits);
    assert_eq!(
        parsed.diagnostics.iter().next().expect("one").code.as_str(),
        "KH0109"
    );
}

#[test]
fn what_is_too_much_to_list_is_counted() {
    let limits = Limits {
        diagnostics_per_code_max: 3,
        ..Limits::default()
    };
    let text = "id = \"a\"\nname = \"A\"\na = 1\nb = 1\nc = 1\nd = 1\ne = 1\n";
    let parsed = ours::party(FILE, text, &limits);
    assert_eq!(parsed.diagnostics.len(), 4);
    let last = parsed.diagnostics.iter().last().expect("some");
    assert_eq!(last.message, "2 more of the kind \"unknown key\"");
}

#[test]
fn settings_and_their_format() {
    let text = "format = 1\nname = \"N\"\nas_of = 2025-01-31\nsynthetic = true\n\
                [control]\nthreshold_percent = 10\ninclusive = true\n";
    check(Settings, text, &[]);
    let settings = ours::settings(FILE, text, &Limits::default()).value;
    assert_eq!(settings.control_threshold, Share(100_000));
    assert!(settings.control_threshold_inclusive && settings.synthetic);
    check(
        Settings,
        "format = 2\nnew_key = [\nother\n",
        &["KH0107 1: this project has format 2, and this version of keyholder reads format 1"],
    );
    check(
        Settings,
        "format = 0\nthreshold_percent = 5\n[control]\ninclusive = \"no\"\n",
        &[
            "KH0104: missing key `as_of`",
            "KH0104: missing key `name`",
            "KH0107 1: `format` must be 1",
            "KH0103 2: unknown key `threshold_percent` … it belongs under [control]",
            "KH0105 4: `inclusive` must be true or false",
        ],
    );
}

#[test]
fn a_whole_component() {
    let text = r#"
id = "amf"
name = "AMF"
supplier = "acme"
kind = "software"
purl = "pkg:generic/amf"
auto_sign = false

[[route]]
id = "amf-update"
kind = "signed-update"
keyholders = ["acme", "?"]
threshold = 2
safeguards = "none"

[[route]]
id = "amf-build"
kind = "unsigned-update"

[[route.safeguard]]
kind = "staged-rollout"

[[release]]
version = "23.4.1+b2"
date = 2024-03-01
support_ends = "2027-03-01"
bom = ["documents/amf.cdx.json"]
contains = ["libx@1.2"]

[[release]]
version = "24"
bom = "none"
"#;
    check(Component, text, &[]);
    let component = ours::component(FILE, text, &Limits::default())
        .value
        .expect("taken");
    let routes = component.routes.expect("stated");
    let holders = routes[0].keyholders.as_deref().expect("stated");
    assert!(matches!(
        holders,
        [KeyholderFact::Named(_), KeyholderFact::Unknown(_)]
    ));
    assert_eq!(routes[0].safeguards, Some(vec![]));
    assert_eq!(routes[1].safeguards.as_ref().map(Vec::len), Some(1));
    assert_eq!(
        (routes[1].keyholders.clone(), routes[1].threshold),
        (None, None)
    );
    assert!(matches!(&component.releases[0].bom, BomFact::Files(files) if files.len() == 1));
    assert_eq!(component.releases[1].bom, BomFact::Nothing);
}

#[test]
fn not_stated_is_not_none() {
    let routes = |text: &str| {
        let text = format!("id = \"c\"\nname = \"C\"\n{text}");
        ours::component(FILE, &text, &Limits::default())
            .value
            .expect("taken")
            .routes
    };
    assert_eq!(routes(""), None);
    assert_eq!(routes("routes = \"none\""), Some(vec![]));
    assert_eq!(routes("routes = \"no\""), None);
    // A route that cannot be read is still a way in, of which nobody knows who can use it.
    for broken in ["id = \"r\"", "kind = \"signed-update\"", "id = 5"] {
        let read = routes(&format!(
            "[[route]]\n{broken}\n[[route]]\nid = \"s\"\nkind = \"signed-update\"\n"
        ));
        let read = read.expect("stated");
        assert_eq!(read.len(), 2, "{broken}");
        assert!(
            matches!(
                read[0].keyholders.as_deref(),
                Some([KeyholderFact::Unknown(_)])
            ),
            "{broken}"
        );
    }
}

#[test]
fn every_fault_of_a_component_at_once() {
    let text = r#"id = "c"
name = ""
purl = "pkg:generic/amf@1.0"
auto_sign = "yes"
routes = "none"
version = "1"

[[route]]
id = "r"
kind = "signed-update"
keyholders = ["acme", "Acme Corp", 5]
threshold = 0
safeguards = "none"
leads_to = { classes = ["core"] }
[[route.safeguard]]
kind = "second-signatur"

[[release]]
version = "1 beta"
bom = ["../etc/passwd", "documents/../x"]
contains = ["libx"]
"#;
    let facts = check(
        Component,
        text,
        &[
            "KH0106 2: `` is empty",
            "KH0106 3: … names one version",
            "KH0105 4: `auto_sign` must be true or false without quotes",
            "KH0103 6: unknown key `version` in the file … it belongs in a [[release]]",
            "KH0106 8: `routes` and `route` exclude each other",
            "KH0311 11: `Acme Corp` … a keyholder that is not known",
            "KH0105 11: `keyholders` must be text",
            "KH0106 12: `0` is not a value of `threshold`",
            "KH0103 14: unknown key `leads_to`",
            "KH0106 15: `safeguards` and `safeguard` exclude each other … not stated",
            "KH0106 16: … did you mean `second-signature`?",
            "KH0311 19: `1 beta` is not a version",
            "KH0106 20: `../etc/passwd` is not a file in `documents/`",
            "KH0106 20: `documents/../x`",
            "KH0311 21: `libx` is not a release",
        ],
    );
    assert!(facts.contains("safeguards: None"));
    assert_eq!(facts.matches("Unknown(").count(), 2);
}

#[test]
fn access_routes_lead_somewhere() {
    let text = r#"
[[route]]
id = "support"
kind = "remote-maintenance"
[route.leads_to]
elements = ["amf-1"]
functions = ["AMF"]
classes = ["core"]
operators = ["op"]
places = ["north"]
regions = ["The North"]
components = ["amf"]
"#;
    check(AccessRoutes, text, &[]);
    let bad = r#"note = "x"
[[route]]
id = "a"
kind = "managed-service"
[[route]]
id = "b"
kind = "managed-service"
[route.leads_to]
[[route]]
id = "c"
kind = "managed-service"
[route.leads_to]
classes = ["cor"]
places = []
[[route]]
id = "d"
kind = "managed-service"
[route.leads_to]
elements = ["x", "y z"]
"#;
    let facts = check(
        AccessRoutes,
        bad,
        &[
            "KH0103 1: unknown key `note` … write it in each block",
            "KH0104 2: missing key `leads_to`",
            "KH0104 8: [route.leads_to] does not say",
            "KH0106 13: `cor` is not a function class … did you mean `core`?",
            "KH0106 14: `places` is empty",
            "KH0311 19: `y z` … the route may lead anywhere",
        ],
    );
    let anywhere = facts.matches("text: \"?\"").count();
    assert_eq!(anywhere, 4, "{facts}");
    let lost = ours::access_routes(FILE, "[[route\nid = \"a\"\n", &Limits::default());
    assert_eq!(
        lost.value.len(),
        1,
        "a way in that cannot be read is still one"
    );
}

#[test]
fn what_cannot_be_read_is_not_left_out() {
    let text = "id = \"c\"\nname = \"C\"\n[[release]]\nversion = \"1\"\n\
                bom = [\"elsewhere/x.json\"]\ncontains = [\"x@1\", \"y\"]\n\
                [[release]]\nversion = \"2\"\nbom = \"non\"\ncontains = 5\n";
    let component = ours::component(FILE, text, &Limits::default());
    let releases = component.value.expect("taken").releases;
    for release in releases {
        assert!(matches!(&release.bom, BomFact::Files(f) if f[0].is_unreadable()));
        assert!(release.contains.last().expect("one").is_unreadable());
    }
    let text = "id = \"p\"\nname = \"P\"\nmanaged_from = \"Xanadu\"\n\
                [[owner]]\nparty = \"a b\"\npercent = 60\n\
                [[controlled_by]]\nparty = \"q\"\nhow = \"somehow\"\n";
    let party = ours::party(FILE, text, &Limits::default());
    let party = party.value.expect("taken");
    let somebody = |holder: &Holder| matches!(holder, Holder::Party(name) if name.is_unreadable());
    assert!(party.managed_from.is_some_and(|name| name.is_unreadable()));
    assert!(somebody(&party.owners[0].holder) && somebody(&party.controlled_by[0].holder));
}

#[test]
fn publishers_groups_and_functions() {
    let text = "[[publisher]]\npurl_prefix = \"pkg:golang/example.org/team/\"\nparty = \"acme\"\n\
                [[publisher]]\npurl_prefix = \"pkg:npm/\"\nparty = \"?\"\n\
                [[publisher]]\npurl_prefix = \"golang\"\n";
    check(
        Publishers,
        text,
        &["KH0104 7: missing key `party`", "KH0106 8: `golang` is not"],
    );
    let publishers = ours::publishers(FILE, text, &Limits::default()).value;
    assert_eq!((publishers.len(), publishers[1].party.clone()), (2, None));

    let text = "[[group]]\nid = \"g\"\nname = \"G\"\nparties = [\"a\"]\ncountries = [\"XA\", \"x\"]\n\
                [[group]]\nid = \"h\"\n";
    let expect = [
        "KH0310 5",
        "KH0104 6: missing key `name`",
        "KH0104 6: [[group]] names nobody",
    ];
    let facts = check(Groups, text, &[expect[0], expect[2], expect[1]]);
    assert!(facts.contains("name: \"h\""));

    let text = "[[function]]\nname = \"AMF\"\nclass = \"core\"\ncriticality = \"critical\"\n\
                sees = [\"signalling\", \"identities\"]\nneed = \"one-of:core\"\nwhy = \"because\"\n\
                [[function]]\nname = \"SMF\"\nsees = [\"signalling\", \"all\"]\nneed = \"yes\"\n";
    let facts = check(
        Functions,
        text,
        &[
            "KH0104 8: missing key `why`",
            "KH0106 10: `all`",
            "KH0106 11: `yes`",
        ],
    );
    assert!(facts.contains("OneOf") && !facts.contains("SMF"));
}

#[test]
fn windows_files_are_read_like_others() {
    let text = "\u{feff}id = \"a\"\r\nname = \"A\"\r\nnote = \"\"\"x\r\ny\"\"\"\r\n";
    let facts = check(Party, text, &[]);
    assert!(facts.contains("x\\ny") && !facts.contains("\\r"));
}
