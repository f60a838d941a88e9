//! A parser for the subset of TOML that is used in Cargo's files.
//!
//! It is written by hand because build scripts compile it. The crate `toml` would take 3.8 s of CPU time, even without
//! serde. Numbers, dates and flags are kept as text. A text outside of the subset gives `None`, and nothing is checked.

use std::ops::Range;

/// Keys and values, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<(String, Range<usize>, TomlValue)>,
}

/// A value of the subset. What code has no use for is kept as text.
#[derive(Clone, Debug, PartialEq)]
pub enum TomlValue {
    /// A string, without quotes and escape sequences.
    Text(String),
    /// A number, a date or a flag.
    Word(String),
    /// The values of a list.
    List(Vec<TomlValue>),
    /// A table, in a line or of its own.
    Table(Table),
}

/// The maximum depth of nested lists and tables.
const MAX_DEPTH: usize = 32;

impl Table {
    /// Parses a text; `None` if it is not in the subset.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let mut root = Self::default();
        let mut path = Vec::new();
        while !reader.at_end() {
            if reader.eat("[[") {
                path = reader.path()?;
                reader.eat("]]").then_some(())?;
                root.new_element(&path)?;
            } else if reader.eat("[") {
                path = reader.path()?;
                reader.eat("]").then_some(())?;
                root.inner(&path)?;
            } else {
                reader.pair(root.inner(&path)?, MAX_DEPTH)?;
            }
            reader.end_line()?;
        }
        Some(root)
    }

    /// Returns a value by its key.
    pub fn get(&self, name: &str) -> Option<&TomlValue> {
        self.entries.iter().find(|(known, ..)| known == name).map(|(_, _, value)| value)
    }

    /// Returns a table by its key.
    pub fn table(&self, name: &str) -> Option<&Self> {
        match self.get(name)? {
            TomlValue::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Returns a string by its key.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            TomlValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a flag by its key.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            TomlValue::Word(word) => word.parse().ok(),
            _ => None,
        }
    }

    /// Returns a list by its key; without one, an empty list.
    pub fn list(&self, name: &str) -> &[TomlValue] {
        match self.get(name) {
            Some(TomlValue::List(list)) => list,
            _ => &[],
        }
    }

    /// Returns the strings in a list.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.list(name).iter().filter_map(|value| if let TomlValue::Text(text) = value { Some(&**text) } else { None })
    }

    /// Returns the names, their byte ranges, and the values.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Range<usize>, &TomlValue)> {
        self.entries.iter().map(|(name, place, value)| (&**name, place, value))
    }

    /// Returns the table at a path, and creates it if it does not exist. In a list of tables, the last one is meant.
    fn inner(&mut self, path: &[Key]) -> Option<&mut Self> {
        let Some(((name, place), rest)) = path.split_first() else { return Some(self) };
        if self.get(name).is_none() {
            self.entries.push((name.clone(), place.clone(), TomlValue::Table(Self::default())));
        }
        let value = self.entries.iter_mut().find(|(known, ..)| known == name).map(|(_, _, value)| value)?;
        let value = if let TomlValue::List(list) = value { list.last_mut()? } else { value };
        if let TomlValue::Table(table) = value { table.inner(rest) } else { None }
    }

    fn new_element(&mut self, path: &[Key]) -> Option<()> {
        let ((name, place), outer) = path.split_last()?;
        let table = self.inner(outer)?;
        if table.get(name).is_none() {
            table.entries.push((name.clone(), place.clone(), TomlValue::List(Vec::new())));
        }
        let value = table.entries.iter_mut().find(|(known, ..)| known == name).map(|(_, _, value)| value)?;
        let TomlValue::List(list) = value else { return None };
        list.push(TomlValue::Table(Self::default()));
        Some(())
    }
}

type Key = (String, Range<usize>);

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn eat(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        self.at += if is_next { what.len() } else { 0 };
        is_next
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|letter: char| !holds(letter)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn spaces(&mut self) {
        self.take_while(|letter: char| letter == ' ' || letter == '\t');
    }

    /// Skips spaces, line ends and comments.
    fn skip_blank(&mut self) {
        loop {
            self.take_while(|letter: char| letter.is_ascii_whitespace() || letter == '\u{feff}');
            if !self.rest().starts_with('#') {
                return;
            }
            self.take_while(|letter: char| letter != '\n');
        }
    }

    fn at_end(&mut self) -> bool {
        self.skip_blank();
        self.rest().is_empty()
    }

    fn end_line(&mut self) -> Option<()> {
        self.spaces();
        matches!(self.rest().chars().next(), None | Some('\n' | '\r' | '#')).then_some(())
    }

    /// Reads a dotted key such as `a."b".c`.
    fn path(&mut self) -> Option<Vec<Key>> {
        let mut path = Vec::new();
        loop {
            self.spaces();
            let start = self.at;
            let name = match self.rest().chars().next()? {
                '"' | '\'' => self.quoted()?,
                _ => self
                    .take_while(|letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
                    .to_owned(),
            };
            (self.at > start).then_some(())?;
            path.push((name, start..self.at));
            self.spaces();
            if !self.eat(".") {
                return (path.len() <= MAX_DEPTH).then_some(path);
            }
        }
    }

    fn pair(&mut self, table: &mut Table, max_depth: usize) -> Option<()> {
        let path = self.path()?;
        self.eat("=").then_some(())?;
        self.spaces();
        let value = self.value(max_depth)?;
        let ((name, place), outer) = path.split_last()?;
        let table = table.inner(outer)?;
        table.get(name).is_none().then_some(())?;
        table.entries.push((name.clone(), place.clone(), value));
        Some(())
    }

    fn value(&mut self, max_depth: usize) -> Option<TomlValue> {
        let max_depth = max_depth.checked_sub(1)?;
        if self.rest().starts_with(['"', '\'']) {
            return self.quoted().map(TomlValue::Text);
        }
        if self.eat("[") {
            let mut list = Vec::new();
            self.list("]", |reader| reader.value(max_depth).map(|value| list.push(value)))?;
            return Some(TomlValue::List(list));
        }
        if self.eat("{") {
            let mut table = Table::default();
            self.list("}", |reader| reader.pair(&mut table, max_depth))?;
            return Some(TomlValue::Table(table));
        }
        let word = self.take_while(|letter: char| letter.is_ascii_alphanumeric() || "+-.:_".contains(letter));
        (!word.is_empty()).then(|| TomlValue::Word(word.to_owned()))
    }

    /// Reads elements separated by commas, up to `end`.
    fn list(&mut self, end: &str, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        loop {
            self.skip_blank();
            if self.eat(end) {
                return Some(());
            }
            element(self)?;
            self.skip_blank();
            if !self.eat(",") && !self.rest().starts_with(end) {
                return None;
            }
        }
    }

    fn quoted(&mut self) -> Option<String> {
        for &(quote, escapes) in &[("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
            if self.eat(quote) {
                return self.until(quote, escapes);
            }
        }
        None
    }

    fn until(&mut self, quote: &str, escapes: bool) -> Option<String> {
        let is_long = quote.len() > 1;
        if is_long && !self.eat("\r\n") {
            self.eat("\n");
        }
        let mut text = String::new();
        loop {
            if self.eat(quote) {
                // Additional quotes at the end belong to the long string.
                let more = if is_long { self.take_while(|letter: char| quote.starts_with(letter)) } else { "" };
                return Some(text + more);
            }
            let letter = self.rest().chars().next()?;
            self.at += letter.len_utf8();
            match letter {
                '\\' if escapes => text.extend(self.escaped()?),
                '\n' if !is_long => return None,
                _ => text.push(letter),
            }
        }
    }

    /// Reads the rest of an escape sequence after the `\`. A line end and the spaces after it give no character.
    fn escaped(&mut self) -> Option<Option<char>> {
        let letter = self.rest().chars().next()?;
        self.at += letter.len_utf8();
        Some(Some(match letter {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            '"' | '\\' => letter,
            'x' | 'u' | 'U' => {
                let length = if letter == 'x' {
                    2
                } else if letter == 'u' {
                    4
                } else {
                    8
                };
                let digits = self.rest().get(..length)?;
                self.at += length;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ if letter.is_ascii_whitespace() => {
                self.take_while(|letter: char| letter.is_ascii_whitespace());
                return Some(None);
            }
            _ => return None,
        }))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Returns `true` if two values are equal. Numbers and dates are not compared.
    fn is_equal(ours: &TomlValue, theirs: &toml::Value) -> bool {
        match (ours, theirs) {
            (TomlValue::Text(ours), toml::Value::String(theirs)) => ours == theirs,
            (TomlValue::List(ours), toml::Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_equal(ours, theirs))
            }
            (TomlValue::Table(ours), toml::Value::Table(theirs)) => {
                ours.entries.len() == theirs.len()
                    && theirs.iter().all(|(name, theirs)| ours.get(name).is_some_and(|ours| is_equal(ours, theirs)))
            }
            (TomlValue::Word(ours), toml::Value::Boolean(theirs)) => *ours == theirs.to_string(),
            (TomlValue::Word(_), theirs) => !theirs.is_str() && !theirs.is_array() && !theirs.is_table(),
            _ => false,
        }
    }

    fn assert_same_as_crate_toml(text: &str) {
        let ours = TomlValue::Table(Table::parse(text).unwrap_or_else(|| panic!("{text}")));
        assert!(is_equal(&ours, &text.parse::<toml::Table>().unwrap().into()), "{ours:?}");
    }

    #[test]
    fn reads_the_same_as_the_crate_toml() {
        assert_same_as_crate_toml(include_str!("../../../../Cargo.toml"));
        assert_same_as_crate_toml(include_str!("../../../../Cargo.lock"));
        assert_same_as_crate_toml(
            "a = 1 # one\r\n'b c'.\"d\".e = [ 1, # one\n [\"x\", ], { y = 'z' , w.v = 1 } ]\n\n[ t . u ]\nv = -1.5e3\n",
        );
        assert_same_as_crate_toml(
            "[[a]]\nb = 1\n[[a.c]]\n[[a]]\nc = '''\n'x''''\nd = \"\"\"\na \\\n  b \\u0041\\\"\"\"\"\n[a.e]\nf = 2020-01-01T00:00:00Z\n",
        );
        assert_same_as_crate_toml("");
    }

    #[test]
    fn rejects_invalid_and_unsupported_text() {
        let deep = format!("a = {}", "[".repeat(100_000));
        let wrong =
            ["a", "a =", "a = [", "a = {b}", "[a", "a = 1 2", "a = \"", "a = 1\na = 2", "[a]\nb=1\n[a.b.c]", &deep];
        for text in wrong.into_iter().chain(["a = \"\\", "a = \"\\u12", "a = \"\\ué\"", "= 1", "[]"]) {
            assert_eq!(Table::parse(text), None, "{text:.40}");
        }
    }
}
