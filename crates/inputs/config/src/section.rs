//! Readers for tables. They report values of a wrong type, and at the end all keys that were not read.

use crate::diagnostics;
use crate::document::{ConfigValue, Node, Table};
use protoward_source::{Diagnostic, LocatedText, Place, Report};

/// A reader for a table. The requested keys are the allowed ones; others are reported with the most similar allowed
/// key.
///
/// ```
/// use protoward_config::{Section, document_from_toml};
/// use protoward_source::{Report, Sources};
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let source = sources.add("x.toml", "x.toml", Some("plugin = \"tonic\"\nuot = \"src\"\n".into()));
/// let document = document_from_toml(source, &sources, &mut report).expect("it is TOML");
/// let mut section = Section::new(&document, "generate", &mut report).expect("it is a table");
/// assert_eq!(section.string("plugin").map(|word| word.text).as_deref(), Some("tonic"));
/// assert!(section.string("out").is_none());
/// section.finish(&mut report);
/// let problem = report.iter().next().expect("`uot` is unknown");
/// assert_eq!(problem.help.as_deref(), Some("did you mean `out`?"));
/// ```
#[derive(Debug)]
pub struct Section<'a> {
    name: &'a str,
    table: &'a Table,
    read_keys: Vec<&'a str>,
    problems: Vec<Diagnostic>,
    /// `true` if a number can stand for a string.
    is_lenient: bool,
}

impl<'a> Section<'a> {
    /// Creates a reader for `node`, and reports an error unless it is a table. `name` is the name in messages; empty
    /// for the whole file.
    pub fn new(node: &'a Node, name: &'a str, report: &mut Report) -> Option<Self> {
        static EMPTY: Table = Table { entries: Vec::new() };
        let table = match &node.value {
            ConfigValue::Table(table) => table,
            ConfigValue::Null => &EMPTY,
            _ => {
                report.push(diagnostics::wrong_type(name, "a table", node));
                return None;
            }
        };
        Some(Self { name, table, read_keys: Vec::new(), problems: Vec::new(), is_lenient: false })
    }

    /// Accepts other YAML scalars as strings, and the booleans of older YAML versions.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.is_lenient = true;
        self
    }

    /// Returns the value of a key; `None` if it is absent or null.
    pub fn node(&mut self, key: &'a str) -> Option<&'a Node> {
        self.read_keys.push(key);
        self.table.get(key).filter(|node| node.value != ConfigValue::Null)
    }

    /// Returns the key as written, with its place.
    pub fn key(&self, key: &str) -> Option<&'a LocatedText> {
        self.table.entries.iter().map(|(word, _)| word).find(|word| word.text == key)
    }

    /// Returns `true` if a key is absent or null.
    pub fn is_unset(&self, key: &str) -> bool {
        self.table.get(key).is_none_or(|node| node.value == ConfigValue::Null)
    }

    /// Allows keys that are not read here.
    pub fn allow(&mut self, keys: &[&'a str]) {
        self.read_keys.extend(keys);
    }

    /// Returns the string of a key.
    pub fn string(&mut self, key: &'a str) -> Option<LocatedText> {
        let node = self.node(key)?;
        let word = self.text(node);
        self.expect(key, "a string", node, word)
    }

    /// Returns the boolean of a key.
    pub fn boolean(&mut self, key: &'a str) -> Option<bool> {
        let node = self.node(key)?;
        let boolean = match node.value {
            ConfigValue::Boolean(value) => Some(value),
            ConfigValue::String(ref text) if self.is_lenient => match &**text {
                "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
                "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
                _ => None,
            },
            _ => None,
        };
        self.expect(key, "`true` or `false`", node, boolean)
    }

    /// Returns the number of a key that counts something.
    pub fn number(&mut self, key: &'a str) -> Option<u64> {
        let node = self.node(key)?;
        let number = match node.value {
            ConfigValue::Integer(value) => u64::try_from(value).ok(),
            _ => None,
        };
        self.expect(key, "a number", node, number)
    }

    /// Returns the place of the value of a key.
    pub fn place(&self, key: &str) -> Option<Place> {
        self.table.get(key).map(|node| node.place)
    }

    /// Returns the list of strings of a key; `None` if it is absent.
    pub fn strings(&mut self, key: &'a str) -> Option<Vec<LocatedText>> {
        let node = self.node(key)?;
        self.words(key, node)
    }

    /// Returns the string or list of strings of a key; empty if it is absent.
    pub fn string_or_strings(&mut self, key: &'a str) -> Vec<LocatedText> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match (node.string(), &node.value) {
            (Some(word), _) => vec![word],
            // Unlike in other lists, buf wants strings here.
            (None, ConfigValue::List(nodes)) => {
                let wrong = nodes.iter().filter(|node| node.string().is_none());
                self.problems.extend(wrong.map(|node| diagnostics::wrong_element(key, node)));
                nodes.iter().filter_map(Node::string).collect()
            }
            (None, _) => self.expect(key, "a string, or a list of strings", node, None).unwrap_or_default(),
        }
    }

    /// Returns `true` if a key has an empty list.
    pub fn is_empty_list(&self, key: &str) -> bool {
        matches!(self.table.get(key), Some(Node { value: ConfigValue::List(nodes), .. }) if nodes.is_empty())
    }

    /// Returns lists of strings by name, in source order.
    pub fn strings_by_name(&mut self, key: &'a str) -> Vec<(LocatedText, Vec<LocatedText>)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let ConfigValue::Table(table) = &node.value else {
            self.problems.push(diagnostics::wrong_type(key, "a table of lists", node));
            return Vec::new();
        };
        let lists = table.entries.iter().filter(|(_, node)| node.value != ConfigValue::Null);
        lists.filter_map(|(name, node)| Some((name.clone(), self.words(&name.text, node)?))).collect()
    }

    /// Returns the values of a list, such as the tables of `[[module]]`.
    pub fn list(&mut self, key: &'a str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        let list = match &node.value {
            ConfigValue::List(nodes) => Some(&nodes[..]),
            _ => None,
        };
        self.expect(key, "a list", node, list)
    }

    fn words(&mut self, key: &str, node: &Node) -> Option<Vec<LocatedText>> {
        let ConfigValue::List(nodes) = &node.value else {
            self.problems.push(diagnostics::wrong_type(key, "a list of strings", node));
            return None;
        };
        let mut words = Vec::new();
        for node in nodes {
            match self.text(node) {
                Some(word) => words.push(word),
                None if self.is_lenient && node.value == ConfigValue::Null => {}
                None => self.problems.push(diagnostics::wrong_element(key, node)),
            }
        }
        Some(words)
    }

    fn text(&self, node: &Node) -> Option<LocatedText> {
        let word = |text: String| LocatedText { text, place: Some(node.place) };
        match &node.value {
            ConfigValue::Integer(number) if self.is_lenient => Some(word(number.to_string())),
            ConfigValue::Float(number) if self.is_lenient => Some(word(number.to_string())),
            ConfigValue::Boolean(value) if self.is_lenient => Some(word(value.to_string())),
            _ => node.string(),
        }
    }

    fn expect<T>(&mut self, key: &str, wanted: &str, node: &Node, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.problems.push(diagnostics::wrong_type(key, wanted, node));
        }
        value
    }

    /// Reports the collected problems and the unknown keys.
    pub fn finish(mut self, report: &mut Report) {
        for (key, _) in &self.table.entries {
            if !self.read_keys.contains(&key.text.as_str()) {
                self.problems.push(diagnostics::unknown_key(self.name, key, &self.read_keys));
            }
        }
        self.problems.sort_by_key(Diagnostic::place);
        self.problems.into_iter().for_each(|problem| report.push(problem));
    }
}
