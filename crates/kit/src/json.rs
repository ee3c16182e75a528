//! JSON in the order in which it is written, so that the bytes are the same whatever else is built.

/// A text.
pub(crate) fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for letter in value.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// An object of members that are JSON already.
pub(crate) fn object(members: &[(&str, String)]) -> String {
    let members = members.iter();
    let members = members.map(|(key, value)| format!("{}:{value}", text(key)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A list of values that are JSON already.
pub(crate) fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// A list of texts.
pub(crate) fn texts(values: &[&str]) -> String {
    list(&values.iter().map(|value| text(value)).collect::<Vec<_>>())
}
