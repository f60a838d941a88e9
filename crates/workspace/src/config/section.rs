use super::document::{Node, Table, Value};
use super::{Word, diagnostics};
use protoward_source::{Diagnostic, Report};

/// Reads a table key by key: what is asked for is what is allowed, and the rest is reported with the nearest of the
/// keys that were asked for.
///
/// ```
/// use protoward_workspace::config::{Section, document_from_toml};
/// use protoward_source::Report;
/// use protoward_source::Sources;
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
    asked: Vec<&'a str>,
    problems: Vec<Diagnostic>,
    /// Whether a number can stand for a text.
    is_lenient: bool,
}

impl<'a> Section<'a> {
    /// The table that `node` is; where it is none, that is said in `report`. `name` is what people call it; empty for
    /// the whole file.
    pub fn new(node: &'a Node, name: &'a str, report: &mut Report) -> Option<Self> {
        static EMPTY: Table = Table { entries: Vec::new() };
        let table = match &node.value {
            Value::Table(table) => table,
            Value::Null => &EMPTY,
            _ => {
                report.push(diagnostics::wrong_type(name, "a table", node));
                return None;
            }
        };
        Some(Self { name, table, asked: Vec::new(), problems: Vec::new(), is_lenient: false })
    }

    /// Takes for a text what looks like something else in YAML, and for `true` what older versions of YAML do.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.is_lenient = true;
        self
    }

    /// The value of a key, whatever it is; nothing where nothing is written.
    pub fn node(&mut self, key: &'a str) -> Option<&'a Node> {
        self.asked.push(key);
        self.table.get(key).filter(|node| node.value != Value::Null)
    }

    /// Where a key is written.
    pub fn key(&self, key: &str) -> Option<&'a Word> {
        self.table.entries.iter().map(|(word, _)| word).find(|word| word.text == key)
    }

    /// Whether a key is not there, or has nothing behind it.
    pub fn is_unsaid(&self, key: &str) -> bool {
        self.table.get(key).is_none_or(|node| node.value == Value::Null)
    }

    /// Keys that are allowed and not read here.
    pub fn allow(&mut self, keys: &[&'a str]) {
        self.asked.extend(keys);
    }

    /// A text.
    pub fn string(&mut self, key: &'a str) -> Option<Word> {
        let node = self.node(key)?;
        let word = self.text(node);
        self.expect(key, "a string", node, word)
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &'a str) -> Option<bool> {
        let node = self.node(key)?;
        let boolean = match node.value {
            Value::Boolean(value) => Some(value),
            Value::String(ref text) if self.is_lenient => match &**text {
                "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
                "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
                _ => None,
            },
            _ => None,
        };
        self.expect(key, "`true` or `false`", node, boolean)
    }

    /// A list of texts; `None` where the key is not there.
    pub fn strings(&mut self, key: &'a str) -> Option<Vec<Word>> {
        let node = self.node(key)?;
        self.words(key, node)
    }

    /// A text, or a list of texts; nothing where the key is not there.
    pub fn string_or_strings(&mut self, key: &'a str) -> Vec<Word> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match (node.string(), &node.value) {
            (Some(word), _) => vec![word],
            (None, Value::List(_)) => self.words(key, node).unwrap_or_default(),
            (None, _) => self.expect(key, "a string, or a list of strings", node, None).unwrap_or_default(),
        }
    }

    /// Whether a key has a list with nothing in it.
    pub fn is_empty_list(&self, key: &str) -> bool {
        matches!(self.table.get(key), Some(Node { value: Value::List(nodes), .. }) if nodes.is_empty())
    }

    /// A list of texts by name, in the order in which they are written.
    pub fn strings_by_name(&mut self, key: &'a str) -> Vec<(Word, Vec<Word>)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::Table(table) = &node.value else {
            self.problems.push(diagnostics::wrong_type(key, "a table of lists", node));
            return Vec::new();
        };
        let lists = table.entries.iter().filter(|(_, node)| node.value != Value::Null);
        lists.filter_map(|(name, node)| Some((name.clone(), self.words(&name.text, node)?))).collect()
    }

    /// Values of a list: the tables of `[[module]]`.
    pub fn list(&mut self, key: &'a str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        let list = match &node.value {
            Value::List(nodes) => Some(&nodes[..]),
            _ => None,
        };
        self.expect(key, "a list", node, list)
    }

    fn words(&mut self, key: &str, node: &Node) -> Option<Vec<Word>> {
        let Value::List(nodes) = &node.value else {
            self.problems.push(diagnostics::wrong_type(key, "a list of strings", node));
            return None;
        };
        let mut words = Vec::new();
        for node in nodes {
            match self.text(node) {
                Some(word) => words.push(word),
                None if self.is_lenient && node.value == Value::Null => {}
                None => self.problems.push(diagnostics::wrong_element(key, node)),
            }
        }
        Some(words)
    }

    fn text(&self, node: &Node) -> Option<Word> {
        let word = |text: String| Word { text, place: Some(node.place) };
        match &node.value {
            Value::Integer(number) if self.is_lenient => Some(word(number.to_string())),
            Value::Float(number) if self.is_lenient => Some(word(number.to_string())),
            Value::Boolean(value) if self.is_lenient => Some(word(value.to_string())),
            _ => node.string(),
        }
    }

    fn expect<T>(&mut self, key: &str, wanted: &str, node: &Node, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.problems.push(diagnostics::wrong_type(key, wanted, node));
        }
        value
    }

    /// Says what was wrong, and reports the keys that nobody asked for.
    pub fn finish(mut self, report: &mut Report) {
        for (key, _) in &self.table.entries {
            if !self.asked.contains(&key.text.as_str()) {
                self.problems.push(diagnostics::unknown_key(self.name, key, &self.asked));
            }
        }
        self.problems.sort_by_key(Diagnostic::place);
        self.problems.into_iter().for_each(|problem| report.push(problem));
    }
}
