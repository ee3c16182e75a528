//! Keys, signed notes, cosignatures and proofs as texts, with examples that others published.

use keyholder_ledger::{
    Checkpoint, EntryProof, GrowthProof, KeyFault, KeyKind, NotHeld, NotProved, Note, Prover,
    PublicKey, SecretKey, Tree, WrongKind,
};

use crate::oracle::{entry, log};

fn key(name: &str, kind: KeyKind, seed: u8) -> SecretKey {
    SecretKey::new(name, kind, &[seed; 32]).expect("a key")
}

fn ours() -> SecretKey {
    key("example.com/log", KeyKind::Log, 1)
}

fn witness(seed: u8) -> SecretKey {
    key("witness.example/w", KeyKind::Witness, seed)
}

/// The example of C2SP signed-note, and of its forerunner.
#[test]
fn a_published_note_is_read() {
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let key = PublicKey::parse(vkey).expect("a key");
    assert_eq!(key.to_string(), vkey);
    let note = Note::parse(format!("{text}\n{line}").as_bytes()).expect("a note");
    assert_eq!(
        note.verify(std::slice::from_ref(&key)).expect("held").len(),
        1
    );
    let other = text.replace("answer", "Answer");
    let note = Note::parse(format!("{other}\n{line}").as_bytes()).expect("a note");
    let fault = note.verify(&[key]).expect_err("changed");
    assert_eq!(fault, NotHeld::Broken("PeterNeumann".to_owned()));
}

#[test]
fn only_known_keys_count() {
    let tree = log(5).1;
    let note = Checkpoint::new("example.com/log", tree)
        .sign(&ours())
        .expect("signed");
    let other = key("example.com/log", KeyKind::Log, 2);
    assert_eq!(note.verify(&[other.public()]), Err(NotHeld::Nobody));
    assert_eq!(note.verify(&[]), Err(NotHeld::Nobody));
    let both = [other.public(), ours().public()];
    assert_eq!(note.verify(&both).expect("held").len(), 1);
    // A key of the same bytes and another name, or another kind, is another key.
    let named = key("example.com/other", KeyKind::Log, 1).public();
    let kind = key("example.com/log", KeyKind::Witness, 1).public();
    assert_eq!(note.verify(&[named, kind]), Err(NotHeld::Nobody));
}

#[test]
fn any_changed_bit_of_a_checkpoint_is_noticed() {
    let note = Checkpoint::new("example.com/log", log(5).1)
        .sign(&ours())
        .expect("signed");
    let bytes = note.to_string().into_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let held = Note::parse(&changed).map(|note| note.verify(&[ours().public()]));
            assert!(!matches!(held, Ok(Ok(_))), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_witness_signs_the_time_as_well() {
    let mut note = Checkpoint::new("example.com/log", log(5).1)
        .sign(&ours())
        .expect("signed");
    note.cosign(&witness(7), 1_679_315_147).expect("signed");
    note.cosign(&witness(7), 1_679_315_148).expect("signed");
    assert_eq!(note.signatures().len(), 2, "one for each key");
    assert_eq!(note.cosign(&witness(7), u64::MAX), Err(WrongKind));
    assert_eq!(note.cosign(&ours(), 1), Err(WrongKind));
    assert_eq!(note.sign(&witness(7)), Err(WrongKind));
    let note = Note::parse(note.to_string().as_bytes()).expect("a note");
    let held = note
        .verify(&[ours().public(), witness(7).public()])
        .expect("held");
    let times: Vec<_> = held.iter().map(|one| one.time).collect();
    assert_eq!(times, [None, Some(1_679_315_148)]);
    let line = note.signatures()[1].to_string();
    let text = line.trim_end().rsplit(' ').next().expect("base64").len();
    assert_eq!(text, 104, "4 + 8 + 64 bytes");
}

#[test]
fn keys_have_one_spelling() {
    let vkey = ours().public().to_string();
    let cases = [
        (vkey.replace("example", "Example"), KeyFault::Id),
        (vkey.replace("example.com", "example com"), KeyFault::Name),
        (vkey.replacen('+', "", 1), KeyFault::Form),
        (format!("+{vkey}"), KeyFault::Name),
        (vkey.replace("+A", "+B"), KeyFault::Kind),
        (format!("{vkey}="), KeyFault::Form),
        (format!("{vkey}\n"), KeyFault::Form),
        (String::new(), KeyFault::Form),
    ];
    for (text, fault) in cases {
        assert_eq!(PublicKey::parse(&text), Err(fault), "{text}");
    }
    let secret = ours().text();
    assert_eq!(SecretKey::parse(&secret).expect("a key").text(), secret);
    SecretKey::parse(&vkey).expect_err("a public key");
    let shown = format!("{:?}", ours());
    assert!(!secret.contains("PRIVATE+KEY+example.com/log+x") && !shown.contains("PRIVATE"));
    SecretKey::new("", KeyKind::Log, &[1; 32]).expect_err("no name");
    SecretKey::new("a+b", KeyKind::Log, &[1; 32]).expect_err("a plus");
    SecretKey::new("a\u{2003}b", KeyKind::Log, &[1; 32]).expect_err("a space");
}

#[test]
fn checkpoints_have_one_spelling() {
    let root = Tree::empty().root;
    let good = format!("a log\n0\n{root}\none more\n");
    let read = Checkpoint::parse(&good).expect("a checkpoint");
    assert_eq!(read.to_string(), good);
    assert_eq!(read.extensions, ["one more"]);
    for (bad, line) in [
        (String::new(), 1),
        (format!("a log\n0\n{root}"), 1),
        (format!("\n0\n{root}\n"), 1),
        (format!("a log\n00\n{root}\n"), 2),
        (format!("a log\n+1\n{root}\n"), 2),
        (format!("a log\n18446744073709551616\n{root}\n"), 2),
        (format!("a log\n\n{root}\n"), 2),
        ("a log\n0\n".to_owned(), 3),
        (format!("a log\n0\n{root}=\n"), 3),
        (format!("a log\n0\n {root}\n"), 3),
        (format!("a log\n0\n{root}\n\n"), 4),
    ] {
        let fault = Checkpoint::parse(&bad).expect_err("not one");
        assert_eq!(fault.line, line, "{bad:?}");
    }
    let torn = Checkpoint::new("two\nlines", Tree::empty());
    torn.sign(&ours())
        .expect_err("would be read as something else");
    let mut blank = Checkpoint::new("a log", Tree::empty());
    blank.extensions.push(String::new());
    blank
        .sign(&ours())
        .expect_err("would be read as something else");
}

#[test]
fn a_proof_of_an_entry_stands_alone() {
    let (files, tree) = log(700);
    let prover = Prover::new(&files, 700);
    let mut checkpoint = Checkpoint::new("example.com/log", tree)
        .sign(&ours())
        .expect("signed");
    checkpoint.cosign(&witness(7), 1000).expect("signed");
    let proof = EntryProof {
        extra: Some(b"more".to_vec()),
        index: 300,
        hashes: prover.inclusion(300, 700).expect("a proof"),
        checkpoint,
    };
    let text = proof.to_string();
    let read = EntryProof::parse(text.as_bytes()).expect("a proof");
    assert_eq!(read, proof);
    let log = ours().public();
    let seen = [witness(7).public(), witness(8).public()];
    let held = read.check(&entry(300), &log, &seen, 1).expect("shown");
    assert_eq!(held.len(), 2);
    let fault = read
        .check(&entry(300), &log, &seen, 2)
        .expect_err("one only");
    assert_eq!(fault, NotProved::Witnesses(1, 2));
    // The same witness under two names is one witness.
    let alias = key("witness.example/alias", KeyKind::Witness, 7);
    let mut twice = read.clone();
    twice.checkpoint.cosign(&alias, 1000).expect("signed");
    let names = [witness(7).public(), alias.public()];
    let fault = twice.check(&entry(300), &log, &names, 2);
    assert_eq!(fault, Err(NotProved::Witnesses(1, 2)));
    read.check(&entry(301), &log, &seen, 0)
        .expect_err("another entry");
    let other = key("example.com/log", KeyKind::Log, 9).public();
    read.check(&entry(300), &other, &seen, 0)
        .expect_err("another log");
    // A witness alone does not make a log.
    read.check(&entry(300), &other, &seen, 1)
        .expect_err("another log");
    let mut moved = read.clone();
    moved.index = 301;
    moved
        .check(&entry(300), &log, &seen, 0)
        .expect_err("another index");
    for (from, to, line) in [
        ("tlog-proof@v1", "tlog-proof@v2", 1),
        ("extra ", "extra  ", 2),
        ("index 300", "index 0300", 3),
        ("index 300\n", "", 3),
        ("\n700\n", "\n0700\n", 16),
    ] {
        let fault = EntryProof::parse(text.replacen(from, to, 1).as_bytes()).expect_err("not one");
        assert_eq!(fault.line, line, "{from}");
    }
}

#[test]
fn a_proof_of_growth_stands_alone() {
    let (files, tree) = log(700);
    let prover = Prover::new(&files, 700);
    let past = Tree {
        size: 300,
        root: prover.root(300).expect("a root"),
    };
    let proof = GrowthProof {
        old: 300,
        hashes: prover.consistency(300, 700).expect("a proof"),
        checkpoint: Checkpoint::new("example.com/log", tree)
            .sign(&ours())
            .expect("signed"),
    };
    let read = GrowthProof::parse(proof.to_string().as_bytes()).expect("a proof");
    assert_eq!(read, proof);
    assert_eq!(read.check(&past, &ours().public()), Ok(tree));
    let fault = read.check(&tree, &ours().public());
    assert_eq!(fault, Err(NotProved::OtherStart(300)));
    let forked = Tree {
        root: tree.root,
        ..past
    };
    read.check(&forked, &ours().public()).expect_err("a fork");
}
