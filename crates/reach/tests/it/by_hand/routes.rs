//! Which routes who can use, and what that changes.

use keyholder_diag::{FileId, Span};
use keyholder_reach::{Cut, fewest_cuts};
use keyholder_supply::SafeguardKind::{Approval, SecondSignature, StagedRollout};
use keyholder_supply::bom::{Bom, BomComponent, BomFormat};
use keyholder_supply::facts::{BomDocument, BomFact};
use keyholder_witness::{Means, View};

use super::{AT_MOST, POSSIBLY, SURELY, Story, actor, can, claim, safe, signed};
use crate::random::name;

/// Three parties without owners, and one that holds `a` and `b`.
fn parties() -> Story {
    Story::default()
        .party("a", "XA", &[("owner", 100)])
        .party("b", "XA", &[("owner", 60)])
        .party("c", "XC", &[])
        .party("owner", "XO", &[])
}

/// Two of three must sign. Nobody alone, any two together, and alone whoever controls two.
#[test]
fn two_of_three() {
    let net = parties()
        .component("box", vec![signed("r", &["a", "b", "c"], 2)], None, &[])
        .element("e", "AMF", "box")
        .network();
    for one in ["a", "b", "c", "XC"] {
        assert!(!can(&net, &[one], AT_MOST, "uses", "r"), "{one}");
    }
    for two in [["a", "b"], ["a", "c"], ["b", "c"]] {
        assert!(can(&net, &two, SURELY, "alters", "e"), "{two:?}");
    }
    assert!(can(&net, &["owner"], SURELY, "alters", "e"));
}

/// Two brands, one law: `a` and `b` must both sign, and neither owns the other. No party of country `XA`
/// reaches the element; the country, which decides for both, does. A column is more than the sum of its parts.
#[test]
fn two_brands_one_law() {
    let net = Story::default()
        .party("a", "XA", &[])
        .party("b", "XA", &[])
        .component("box", vec![signed("r", &["a", "b"], 2)], None, &[])
        .element("e", "AMF", "box")
        .network();
    assert!(!can(&net, &["a"], AT_MOST, "alters", "e"));
    assert!(!can(&net, &["b"], AT_MOST, "alters", "e"));
    assert!(can(&net, &["XA"], SURELY, "alters", "e"));
}

/// A second signature by a laboratory stops `a`, unless `a` controls the laboratory.
/// Where nobody says who signs second, it is not sure and not out of the question.
#[test]
fn a_second_signature() {
    let story = |lab_owner: &str, signer: Option<&str>| {
        parties()
            .party("lab", "XL", &[(lab_owner, 51)])
            .component(
                "box",
                vec![safe(signed("r", &["a"], 1), SecondSignature, signer)],
                None,
                &[],
            )
            .element("e", "AMF", "box")
            .network()
    };
    let independent = story("c", Some("lab"));
    assert!(!can(&independent, &["a"], AT_MOST, "alters", "e"));
    assert!(!can(&independent, &["lab"], AT_MOST, "alters", "e"));
    assert!(can(&independent, &["a", "c"], SURELY, "alters", "e"));
    assert!(can(&story("a", Some("lab")), &["a"], SURELY, "alters", "e"));
    let unnamed = story("c", None);
    assert!(!can(&unnamed, &["a"], SURELY, "alters", "e"));
    assert!(can(&unnamed, &["a"], POSSIBLY, "alters", "e"));
}

/// One key of one, and nobody knows whose: surely nobody's, possibly nobody's in particular, at most anybody's.
/// Of two keys one is `a`'s and one is unknown, and both are needed: possibly `a` has the other, too.
#[test]
fn an_unknown_keyholder_is_an_interval() {
    let net = parties()
        .component(
            "box",
            vec![signed("one", &["?"], 1), signed("two", &["a", "?"], 2)],
            None,
            &[],
        )
        .element("e", "AMF", "box")
        .network();
    assert!(!can(&net, &["c"], SURELY, "uses", "one"));
    assert!(!can(&net, &["c"], POSSIBLY, "uses", "one"));
    assert!(can(&net, &["c"], AT_MOST, "uses", "one"));
    assert!(!can(&net, &["a"], SURELY, "uses", "two"));
    assert!(can(&net, &["a"], POSSIBLY, "uses", "two"));
    assert!(!can(&net, &["c"], AT_MOST, "uses", "two"));
}

/// Nobody says how many of two must sign: surely both, possibly one.
#[test]
fn a_threshold_not_stated() {
    let mut open = signed("r", &["a", "c"], 1);
    open.threshold = None;
    let net = parties()
        .component("box", vec![open], None, &[])
        .element("e", "AMF", "box")
        .network();
    assert!(!can(&net, &["a"], SURELY, "uses", "r"));
    assert!(can(&net, &["a"], POSSIBLY, "uses", "r"));
    assert!(can(&net, &["a", "c"], SURELY, "uses", "r"));
}

/// `c` publishes a library inside the product that `a` signs. Where `a`'s pipeline signs what it pulls in, `c`
/// changes the element without a key; where it does not, `c` does not; where nobody knows, it is possible.
/// Counting only keys, never. And a laboratory that must approve `a`'s updates stands in the way of `c`, too.
#[test]
fn a_library_inside() {
    let story = |auto_sign, route| {
        parties()
            .party("lab", "XL", &[])
            .component("library", vec![signed("publish", &["c"], 1)], None, &[])
            .component("box", vec![route], auto_sign, &["library"])
            .element("e", "AMF", "box")
            .network()
    };
    let plain = || signed("r", &["a"], 1);
    let keys = |view| View {
        means: Means::Keys,
        ..view
    };
    let yes = story(Some(true), plain());
    assert!(can(&yes, &["c"], SURELY, "alters", "e"));
    assert!(!can(&yes, &["c"], keys(AT_MOST), "alters", "e"));
    assert!(!can(&yes, &["c"], AT_MOST, "uses", "r"));
    assert!(!can(
        &story(Some(false), plain()),
        &["c"],
        AT_MOST,
        "alters",
        "e"
    ));
    let unknown = story(None, plain());
    assert!(!can(&unknown, &["c"], SURELY, "alters", "e"));
    assert!(can(&unknown, &["c"], POSSIBLY, "alters", "e"));
    let guarded = story(Some(true), safe(plain(), Approval, Some("lab")));
    assert!(!can(&guarded, &["c"], AT_MOST, "alters", "e"));
    assert!(can(&guarded, &["c", "lab"], SURELY, "alters", "e"));
}

/// A bill of materials names a version of `library` that nobody stated. What is inside that version is not known,
/// so it matters whether the pipeline signs it: where nobody said so, as much is possible as where it does.
#[test]
fn a_version_that_nobody_stated() {
    let story = |auto_sign| {
        let mut story = parties()
            .component("library", vec![signed("r", &["a"], 1)], auto_sign, &[])
            .component("box", vec![signed("s", &["a"], 1)], Some(true), &[]);
        let [library, whole] = &mut story.0.components[..] else {
            panic!("two components");
        };
        library.purl = Some(name("pkg:generic/library"));
        whole.releases[0].bom = BomFact::Files(vec![name("documents/box.json")]);
        story.0.boms.push(BomDocument {
            path: "documents/box.json".to_owned(),
            span: Span::whole(FileId(0)),
            bom: Bom {
                components: vec![BomComponent {
                    name: "library".to_owned(),
                    version: "2".to_owned(),
                    purl: Some("pkg:generic/library".to_owned()),
                    ..BomComponent::default()
                }],
                complete: Some(true),
                ..Bom::new(BomFormat::CycloneDxJson, "1.6")
            },
        });
        story.network()
    };
    let at_most = |auto_sign| can(&story(auto_sign), &["c"], AT_MOST, "changes", "library@2");
    assert!(at_most(Some(true)));
    assert!(at_most(None));
    assert!(!at_most(Some(false)));
    assert!(!can(&story(None), &["c"], SURELY, "changes", "library@2"));
}

/// Two libraries, each inside the other. A circle gives nothing to `b`, who publishes neither;
/// `c`, who publishes one, changes both.
#[test]
fn a_circle_of_libraries() {
    let net = parties()
        .component("egg", vec![signed("r1", &["a"], 1)], Some(true), &["hen"])
        .component("hen", vec![signed("r2", &["c"], 1)], Some(true), &["egg"])
        .element("e", "AMF", "egg")
        .network();
    assert!(!can(&net, &["b"], AT_MOST, "alters", "e"));
    assert!(can(&net, &["c"], SURELY, "changes", "egg@1"));
}

/// Nobody says by which routes the component changes: surely nobody, at most anybody.
#[test]
fn routes_not_stated() {
    let mut story = parties()
        .component("box", Vec::new(), None, &[])
        .element("e", "AMF", "box");
    let stated_none = story.0.clone();
    story.0.components[0].routes = None;
    let blank = story.network();
    assert!(!can(&blank, &["c"], POSSIBLY, "alters", "e"));
    assert!(can(&blank, &["c"], AT_MOST, "alters", "e"));
    assert!(!can(
        &Story(stated_none).network(),
        &["c"],
        AT_MOST,
        "alters",
        "e"
    ));
}

/// `a` has two routes of its own and a maintenance access; to stop it, all three must be guarded.
/// For `c`, whose library is inside, one stopped pipeline is enough.
#[test]
fn the_fewest_cuts() {
    let routes = vec![
        signed("r1", &["a"], 1),
        safe(signed("r2", &["a"], 1), StagedRollout, None),
    ];
    let net = parties()
        .component(
            "library",
            vec![signed("p1", &["c"], 1), signed("p2", &["c"], 1)],
            None,
            &[],
        )
        .component("box", routes, Some(true), &["library"])
        .element("e", "AMF", "box")
        .access(signed("m", &["a"], 1), &["e"])
        .network();
    let target = [claim(&net, "alters", "e")];
    let ours = fewest_cuts(&net, &actor(&net, &["a"]), SURELY, &target);
    assert_eq!(ours.cuts.len(), 3, "{ours:?}");
    assert!(ours.cuts.iter().all(|cut| matches!(cut, Cut::Route(_))));
    let theirs = fewest_cuts(&net, &actor(&net, &["c"]), SURELY, &target);
    assert!(matches!(theirs.cuts[..], [Cut::Pipeline(_)]), "{theirs:?}");
    let nobody = fewest_cuts(&net, &actor(&net, &["b"]), SURELY, &target);
    assert!(nobody.possible && nobody.cuts.is_empty());
}

/// What is reached through a blank has no route to guard.
#[test]
fn a_blank_cannot_be_cut() {
    let net = parties().element("e", "AMF", "?").network();
    let target = [claim(&net, "alters", "e")];
    let cuts = fewest_cuts(&net, &actor(&net, &["a"]), AT_MOST, &target);
    assert!(!cuts.possible && cuts.cuts.is_empty(), "{cuts:?}");
}
