//! Takes signed text out of the lines around it.

use super::SIGNED_MESSAGE;

/// Text and signature.
pub(super) struct Parts {
    /// What was signed, without blanks at line ends, with `\n` between lines and none at the end.
    pub(super) text: String,
    /// The signature in its armour.
    pub(super) armour: String,
}

/// Reads a signed text strictly: what stands before, after or in the head could be taken for signed.
pub(super) fn read(file: &[u8]) -> Result<Parts, String> {
    let file = std::str::from_utf8(file).map_err(|_| "it is not text".to_owned())?;
    let mut lines = file.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != SIGNED_MESSAGE {
        return Err(format!("it does not begin with `{SIGNED_MESSAGE}`"));
    }
    for line in lines.by_ref() {
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            break;
        }
        if !line.starts_with("Hash: ") {
            return Err("its head holds something else than `Hash:`".to_owned());
        }
    }
    let mut text = String::new();
    let mut begun = false;
    let mut armour = String::new();
    for line in lines.by_ref() {
        let content = line.trim_end_matches('\n');
        let content = content.strip_suffix('\r').unwrap_or(content);
        if content.starts_with("-----") {
            armour.push_str(line);
            break;
        }
        let content = match content.strip_prefix("- ") {
            Some(rest) => rest,
            None if content.starts_with('-') => {
                return Err("a line of it begins with `-` and is not escaped".to_owned());
            }
            None => content,
        };
        if begun {
            text.push('\n');
        }
        begun = true;
        text.push_str(content.trim_end_matches([' ', '\t']));
    }
    armour.extend(lines);
    if armour.is_empty() {
        return Err("its signature is missing".to_owned());
    }
    Ok(Parts { text, armour })
}
