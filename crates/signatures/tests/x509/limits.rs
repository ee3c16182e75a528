//! Names that an authority may and may not sign for, against the other verifier.

use crate::faults::{Other, SIGNER, chain, leaf, middle};
use crate::lab::{Asked, CA, CONTENT, Lab, genuine, ours, said};

#[test]
fn names_that_an_authority_may_not_sign_for() {
    let limits = |extensions: &'static str| Asked {
        extensions,
        ..middle()
    };
    let with = |extensions: &'static str| Asked {
        extensions,
        ..leaf()
    };
    let because = "may not sign for a name of";
    let san = "subjectAltName=DNS:build.other.example,email:a@other.example\n";
    let base = "basicConstraints=critical,CA:true\nnameConstraints=critical,";
    for (name, constraint) in [
        ("host outside", "permitted;DNS:lab.example\n"),
        ("host excluded", "excluded;DNS:other.example\n"),
        ("mail outside", "permitted;email:lab.example\n"),
        ("mail excluded", "excluded;email:.example\n"),
    ] {
        let extensions: &'static str = Box::leak(format!("{base}{constraint}").into_boxed_str());
        chain(
            name,
            CA,
            limits(extensions),
            with(san),
            because,
            Other::Refuses,
        );
    }
    let folder = "basicConstraints=critical,CA:true\nnameConstraints=critical,permitted;dirName:dn\n[dn]\nO=Elsewhere\n";
    chain(
        "directory outside",
        CA,
        limits(folder),
        leaf(),
        because,
        Other::Refuses,
    );
    let address = "basicConstraints=critical,CA:true\nnameConstraints=critical,permitted;IP:10.0.0.0/255.0.0.0\n";
    chain(
        "not understood",
        CA,
        limits(address),
        leaf(),
        "in a way that is not understood",
        Other::Accepts,
    );
}

#[test]
fn names_within_the_limits_hold() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    lab.issue(&Asked { extensions: "basicConstraints=critical,CA:true\nnameConstraints=critical,permitted;DNS:lab.example,permitted;email:lab.example,permitted;dirName:dn\n[dn]\nO=LAB\n", ..middle() });
    lab.issue(&Asked {
        extensions: "subjectAltName=DNS:build.lab.example,email:a@lab.example\n",
        ..leaf()
    });
    let blob = lab.sign("a.der", SIGNER);
    let verified = ours(&blob, CONTENT, &[], &lab.trust(&["root"]));
    assert!(genuine(&verified), "{}", said(&verified));
    lab.oracle(&blob, CONTENT, "-CAfile root.pem")
        .expect("openssl agrees");
}
