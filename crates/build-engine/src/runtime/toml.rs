//! The keys and values of a `Cargo.toml` or a `Cargo.lock`, line by line.
//!
//! This is not a full TOML parser: it does not validate, and it skips syntax that it does not know. It is small
//! because build scripts compile it.

/// The maximum nesting depth of inline tables.
const DEEPEST: usize = 8;

const MULTI_LINE_QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// A key with its value.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    /// The number of the heading above the entry, from 1.
    pub(super) heading: usize,
    /// The names in the heading, followed by those in the key.
    pub(super) path: Vec<String>,
    /// The value as written; a string without its quotes.
    pub(super) value: String,
}

impl Entry {
    /// Returns the strings of an array.
    pub(super) fn list(&self) -> impl Iterator<Item = String> {
        let elements = self.value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
        parts(elements, ',').into_iter().map(|part| unquoted(part.trim())).filter(|part| !part.is_empty())
    }
}

/// Returns the entries of a document. Each key of an inline table is an entry of its own.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut entries, mut heading, mut outer) = (Vec::new(), 0, Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = without_comment(line).trim();
        if let Some(name) = line.strip_prefix('[') {
            heading += 1;
            outer = path(name.trim_matches(['[', ']']));
        } else if let Some((key, value)) = split_key(line) {
            let mut value = value.trim().to_owned();
            if let Some(quote) = MULTI_LINE_QUOTES.into_iter().find(|quote| value.starts_with(quote)) {
                let Some(end) = value[quote.len()..].find(quote) else {
                    // The value of a multi-line string is skipped, so that text in it is not parsed as keys.
                    let _end = lines.find(|line| line.contains(quote));
                    continue;
                };
                value = format!("{0}{1}{0}", &quote[..1], &value[quote.len()..quote.len() + end]);
            }
            while is_open(&value) {
                let Some(more) = lines.next() else { break };
                value.push_str(without_comment(more).trim());
            }
            let mut full = outer.clone();
            full.extend(path(key));
            add(&mut entries, heading, full, &value, DEEPEST);
        }
    }
    entries
}

fn add(entries: &mut Vec<Entry>, heading: usize, outer: Vec<String>, value: &str, max_depth: usize) {
    let table = value.strip_prefix('{').and_then(|rest| rest.trim_end().strip_suffix('}'));
    let Some((table, max_depth)) = table.zip(max_depth.checked_sub(1)) else {
        entries.push(Entry { heading, path: outer, value: unquoted(value) });
        return;
    };
    for (key, value) in parts(table, ',').into_iter().filter_map(split_key) {
        let mut full = outer.clone();
        full.extend(path(key));
        add(entries, heading, full, value.trim(), max_depth);
    }
}

fn split_key(line: &str) -> Option<(&str, &str)> {
    let at = outside_of_quotes(line).find(|(_, character)| *character == '=')?.0;
    Some((&line[..at], &line[at + 1..]))
}

fn path(key: &str) -> Vec<String> {
    parts(key, '.').into_iter().map(|part| unquoted(part.trim())).collect()
}

fn unquoted(text: &str) -> String {
    let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text).to_owned()
}

fn without_comment(line: &str) -> &str {
    let end = outside_of_quotes(line).find(|(_, character)| *character == '#').map(|(at, _)| at);
    &line[..end.unwrap_or(line.len())]
}

/// Returns `true` if an array or an inline table continues on the next line.
fn is_open(value: &str) -> bool {
    value.starts_with(['[', '{']) && depth(value) > 0
}

fn depth(text: &str) -> i64 {
    let step =
        |(_, character): (usize, char)| i64::from("[{".contains(character)) - i64::from("]}".contains(character));
    outside_of_quotes(text).map(step).sum()
}

/// Splits a text at a character, except in strings, arrays and inline tables.
fn parts(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i64);
    for (index, character) in outside_of_quotes(text) {
        depth += i64::from("[{".contains(character)) - i64::from("]}".contains(character));
        if character == at && depth == 0 {
            parts.push(&text[start..index]);
            start = index + at.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn outside_of_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut is_escaped = false;
    text.char_indices().filter(move |&(_, character)| {
        if std::mem::take(&mut is_escaped) {
            return false;
        }
        match quote {
            Some(open) => {
                is_escaped = open == '"' && character == '\\';
                quote = quote.filter(|_| character != open);
                false
            }
            None if character == '"' || character == '\'' => {
                quote = Some(character);
                false
            }
            None => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Vec<String> {
        let rendered = |entry: Entry| format!("{} {}: {}", entry.heading, entry.path.join("/"), entry.value);
        entries(text).into_iter().map(rendered).collect()
    }

    #[test]
    fn reads_all_forms_of_keys() {
        let text = "a.b = 1 # c = 2\n[\"d.e\".'f' ]\ng = { h = \"#,}\", i.j = [\"k\", 'l'], m = {n=1} }\n[[o]]\np = [ # q\n\
                    \"r\", # s\n  \"t]\",\n]\nu=\"v\\\"=\"\n";
        assert_eq!(
            rendered(text),
            [
                "0 a/b: 1",
                "1 d.e/f/g/h: #,}",
                "1 d.e/f/g/i/j: [\"k\", 'l']",
                "1 d.e/f/g/m/n: 1",
                "2 o/p: [\"r\",\"t]\",]",
                "2 o/u: v\\\"=",
            ]
        );
        let lists: Vec<Vec<String>> = entries(text).iter().map(|entry| entry.list().collect()).collect();
        assert_eq!(lists[2], ["k", "l"]);
        assert_eq!(lists[4], ["r", "t]"]);
    }

    #[test]
    fn ignores_keys_in_multiline_strings() {
        assert_eq!(rendered("a = \"\"\"\nb = 1\n\"\"\"\ne = 3\n"), ["0 e: 3"]);
        assert_eq!(rendered("c = '''d = 2'''\nf = \"\"\"0.13\"\"\" # g\n"), ["0 c: d = 2", "0 f: 0.13"]);
    }

    #[test]
    fn ignores_invalid_lines() {
        let deep = format!("a = {}", "{b = ".repeat(10_000));
        let closed = format!("a = {}1{}", "{b = ".repeat(10_000), "}".repeat(10_000));
        for text in ["", "=", "[", "]", "a = [", "a = {", "[[", "\"", "a = \"", "é = 'ü", "a = ]", &deep] {
            assert!(entries(text).len() <= 1, "{text:.20}");
        }
        assert_eq!(entries(&closed).len(), 1);
        assert_eq!(entries(&closed)[0].path.len(), DEEPEST + 1);
    }
}
