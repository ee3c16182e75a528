//! Supplier, product and version wherever they are stated, the order of versions, and what was shown before.

use keyholder_packages::ClaimKind;
use keyholder_supply::bom::BomComponent;
use keyholder_supply::gate::CheckState::{self, Failed, NotDone, Passed};
use keyholder_supply::gate::GateCheck;

use crate::world::{World, claim, past};

fn identity(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(GateCheck::Identity, state, words);
}

fn order(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(GateCheck::VersionOrder, state, words);
}

fn says(w: &mut World, kind: ClaimKind, value: &str) {
    w.package.claims.push(claim(kind, value));
}

fn subject(w: &mut World) -> &mut BomComponent {
    let parts = w.after.as_mut().expect("a list of parts");
    parts.bom.subject.as_mut().expect("a subject")
}

#[test]
fn as_was_asked() {
    identity(
        Passed,
        "it says that it is `suite@1.1`, as was asked",
        |_| {},
    );
    // The name that people read, in either case, with blanks around it.
    identity(Passed, "as was asked", |w| {
        w.package.claims[1].value = " THE SUITE ".to_owned()
    });
    identity(Passed, "as was asked", |w| {
        says(w, ClaimKind::Descriptor, "anything")
    });
}

#[test]
fn one_wrong_word_among_good_ones() {
    let wrong = "product is `other`, and `suite` or `The Suite` was asked for @ manifest";
    identity(Failed, wrong, |w| says(w, ClaimKind::Product, "other"));
    identity(Failed, "version is `1.2`, and `1.1` was asked for", |w| {
        says(w, ClaimKind::Version, "1.2");
    });
    identity(
        Failed,
        "supplier is `The third`, and `maker` or `The maker`",
        |w| {
            says(w, ClaimKind::Supplier, "The third");
        },
    );
    identity(Failed, "product is `suitе`", |w| {
        says(w, ClaimKind::Product, "suitе")
    });
}

#[test]
fn names_that_the_project_knows() {
    identity(Passed, "as was asked", |w| {
        says(w, ClaimKind::Product, "SuiteOne");
        says(w, ClaimKind::Supplier, "Maker AB");
        w.gate = w.gate.replace(
            "builders",
            "product_names = [\"SuiteOne\"]\nsupplier_names = [\"Maker AB\"]\nbuilders",
        );
    });
}

#[test]
fn not_said_is_not_done() {
    for gone in [1, 2] {
        identity(
            NotDone,
            "does not say which product and version it is",
            |w| {
                w.package.claims.remove(gone);
            },
        );
    }
    // A wrong word is wrong even so.
    identity(Failed, "version is `9`", |w| {
        w.package.claims = vec![claim(ClaimKind::Version, "9")]
    });
}

#[test]
fn nobody_to_compare_the_supplier_with() {
    identity(NotDone, "it is not stated who supplies `suite`", |w| {
        w.suite = w.suite.replace("supplier = \"maker\"\n", "");
    });
    identity(Passed, "as was asked", |w| {
        w.suite = w.suite.replace("supplier = \"maker\"\n", "");
        w.package.claims.remove(0);
    });
}

#[test]
fn what_the_list_of_parts_is_a_list_of() {
    identity(Failed, "product is `other`", |w| {
        subject(w).name = "other".to_owned()
    });
    identity(Failed, "version is `1.0`", |w| {
        subject(w).version = "1.0".to_owned()
    });
    identity(Passed, "as was asked", |w| subject(w).version.clear());
    identity(Passed, "as was asked", |w| {
        w.after.as_mut().expect("a list").bom.subject = None;
    });
}

#[test]
fn newer() {
    order(Passed, "`1.1` is newer than `1.0`, which 2 run", |_| {});
}

#[test]
fn older_and_same() {
    let runs = |w: &mut World, version: &str| {
        w.releases
            .push(format!("version = \"{version}\"\nbom = \"none\"\n"));
        w.elements = w.elements.replace("suite@1.0", &format!("suite@{version}"));
    };
    order(Failed, "`1.1` is older than `1.10`, which 2 run", |w| {
        runs(w, "1.10")
    });
    order(Failed, "2 run `1.1` already", |w| {
        w.elements = w.elements.replace("suite@1.0", "suite@1.1");
    });
    // The same by the order, if not in letters.
    order(Failed, "2 run `1.1-0` already", |w| {
        w.gate = w.gate.replace("natural", "deb");
        runs(w, "1.1-0");
    });
}

#[test]
fn several_run_and_one_is_newer() {
    let two = |w: &mut World| {
        w.releases
            .push("version = \"1.3\"\nbom = \"none\"\n".to_owned());
        w.elements = w.elements.replacen("suite@1.0", "suite@1.3", 1);
    };
    order(Failed, "`1.1` is older than `1.3`, which 1 run", two);
    order(Passed, "`1.1` is newer than `1.0`, which 1 run", |w| {
        two(w);
        w.wanted = vec!["a2".to_owned()];
    });
}

#[test]
fn no_order_or_none_that_fits() {
    order(
        NotDone,
        "it is not stated how versions of `suite` are ordered",
        |w| {
            w.gate = w.gate.replace("version_order = \"natural\"\n", "");
        },
    );
    order(
        NotDone,
        "`R22A` and `1.1` cannot be ordered as `semver`",
        |w| {
            w.gate = w.gate.replace("natural", "semver");
            w.releases
                .push("version = \"R22A\"\nbom = \"none\"\n".to_owned());
            w.elements = w.elements.replace("suite@1.0", "suite@R22A");
        },
    );
    // What is the same is the same by any order.
    order(Failed, "run `1.1` already", |w| {
        w.gate = w.gate.replace("version_order = \"natural\"\n", "");
        w.elements = w.elements.replace("suite@1.0", "suite@1.1");
    });
}

#[test]
fn nothing_runs_there_yet() {
    order(Passed, "no release of it runs there yet", |w| {
        w.wanted = vec!["s1".to_owned()]
    });
}

#[test]
fn the_same_version_in_other_bytes() {
    let words = "version `1.1` was shown on 2026-06-01T10:00:00Z with other bytes";
    order(Failed, words, |w| {
        w.history.push(past("1.1", b"other", "admit", &[1]))
    });
    order(Failed, words, |w| {
        w.history.push(past("1.1", b"other", "hold", &[1]))
    });
    // The same bytes again, another version, another product: nothing was replaced.
    order(Passed, "newer", |w| {
        w.history.push(past("1.1", b"suite 1.1", "admit", &[1]))
    });
    order(Passed, "newer", |w| {
        let mut other = past("1.1", b"other", "admit", &[1]);
        other.component = "rival".to_owned();
        w.history.push(other);
    });
    // What was refused, or signed by nobody, says nothing of the supplier.
    order(Passed, "newer", |w| {
        w.history.push(past("1.1", b"other", "refuse", &[1]))
    });
    order(Passed, "newer", |w| {
        w.history.push(past("1.1", b"other", "hold", &[]))
    });
}

#[test]
fn what_nobody_stood_behind_is_no_past() {
    let asked = |decided: bool, installed: bool| {
        move |w: &mut World| {
            let mut other = past("1.1", b"other", "admit", &[1]);
            (other.decided, other.installed) = (decided, installed);
            w.history.push(other);
        }
    };
    order(Passed, "newer", asked(false, false));
    order(Failed, "with other bytes", asked(true, false));
    order(Failed, "with other bytes", asked(false, true));
}

#[test]
fn released_in_the_future() {
    let released = |day: &str| {
        let day = day.to_owned();
        move |w: &mut World| says(w, ClaimKind::Released, &day)
    };
    order(
        Failed,
        "it was released on 2026-11-26, which is to come",
        released("2026-11-26"),
    );
    // A day more is another time zone.
    order(Passed, "newer", released("2026-11-25T13:00:00+13:00"));
    order(Passed, "newer", released("2026-11-10T09:00:00Z"));
    order(Passed, "newer", released("soon"));
    order(Passed, "newer", released("ääääääääää"));
}
