//! Stanzas as Debian writes them: `Key: value` lines, continued by lines that begin with a blank.

/// Longest text that is read.
const BYTES_MAX: usize = 64 << 20;
/// Most keys of one stanza.
const KEYS_MAX: usize = 500;

/// One stanza.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stanza<'t> {
    fields: Vec<(&'t str, Vec<&'t str>)>,
}

impl<'t> Stanza<'t> {
    /// The first line of a field.
    pub(crate) fn get(&self, key: &str) -> Option<&'t str> {
        let lines = self.lines(key)?;
        lines.first().copied().filter(|line| !line.is_empty())
    }

    /// All lines of a field; the first may be empty.
    pub(crate) fn lines(&self, key: &str) -> Option<&[&'t str]> {
        let mut fields = self.fields.iter();
        let found = fields.find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        Some(&found.1)
    }
}

/// The stanzas of a text, one at a time. A stanza that cannot be read is an error in its place.
pub(crate) fn stanzas(text: &str) -> impl Iterator<Item = Result<Stanza<'_>, String>> {
    let text = if text.len() > BYTES_MAX { "" } else { text };
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut stanza = Stanza::default();
        let mut fault = None;
        loop {
            let line = lines.next();
            let Some(line) = line.map(str::trim_end).filter(|line| !line.is_empty()) else {
                let ended = line.is_none();
                if let Some(fault) = fault {
                    return Some(Err(fault));
                }
                if !stanza.fields.is_empty() {
                    return Some(Ok(stanza));
                }
                if ended {
                    return None;
                }
                continue;
            };
            if let Err(why) = take(&mut stanza, line) {
                fault.get_or_insert(why);
            }
        }
    })
}

fn take<'t>(stanza: &mut Stanza<'t>, line: &'t str) -> Result<(), String> {
    if line.starts_with('#') {
        return Ok(());
    }
    if line.starts_with([' ', '\t']) {
        let last = stanza
            .fields
            .last_mut()
            .ok_or("it begins with a continued line")?;
        last.1.push(line.trim());
        return Ok(());
    }
    let (key, value) = line.split_once(':').ok_or("a line has no `:`")?;
    if stanza.lines(key).is_some() {
        return Err(format!("`{}` is there twice", crate::answers::shown(key)));
    }
    if stanza.fields.len() >= KEYS_MAX {
        return Err("it has too many fields".to_owned());
    }
    stanza.fields.push((key, vec![value.trim()]));
    Ok(())
}
