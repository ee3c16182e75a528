//! The commands of docs/import.md, typed in the order in which they stand there.

use super::{folder, keyholder, out};

#[test]
fn the_page_shows_what_is_printed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/import.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let folder = folder();
    let mut seen = 0;
    let mut new = String::new();
    for (n, piece) in page.split("```").enumerate() {
        if n > 0 {
            new.push_str("```");
        }
        let (info, body) = piece.split_once('\n').unwrap_or((piece, ""));
        if n % 2 == 1
            && let Some(name) = info.strip_prefix("csv ")
        {
            // As the inventory systems of western Europe write it.
            let bytes: Vec<u8> = body
                .chars()
                .map(|c| u8::try_from(u32::from(c)).expect("a Latin letter"))
                .collect();
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        let typed = info
            .strip_prefix("text $ keyholder ")
            .filter(|_| n % 2 == 1);
        let Some(typed) = typed else {
            new.push_str(piece);
            continue;
        };
        // Every second piece between quotes holds its blanks.
        let pieces = typed.split('"').enumerate();
        let arguments: Vec<&str> = pieces
            .flat_map(|(n, piece)| match n % 2 {
                1 => vec![piece],
                _ => piece.split(' ').filter(|word| !word.is_empty()).collect(),
            })
            .collect();
        let printed = out(&keyholder(folder.path(), &arguments));
        new.push_str(&format!("{info}\n{printed}"));
        seen += 1;
    }
    assert_eq!(seen, 3, "the page shows three commands");
    if std::env::var("KEYHOLDER_BLESS").is_ok_and(|v| v == "1") {
        std::fs::write(path, &new).expect("written");
        return;
    }
    assert_eq!(
        page, new,
        "run the test with KEYHOLDER_BLESS=1 and look at the difference"
    );
    let refused =
        std::fs::read_to_string(folder.path().join("keyholder-import/inventory.refused.csv"))
            .expect("read");
    assert!(refused.starts_with("NE-Name,Gerätetyp,"), "{refused}");
    assert!(
        refused.contains(",UPF,Süd,Beta Radio,,5.0,,\"3,00\",inventory.csv,6,KH0711,"),
        "{refused}"
    );
}
