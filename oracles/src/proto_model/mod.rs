//! A set of files as a tree of statements with text parts, so that a mutation may put any text anywhere.

mod print;

pub use print::print;

/// A set of files. Each file follows the files that it imports.
#[derive(Debug, Clone, Default)]
pub struct FileSet {
    pub files: Vec<File>,
}

#[derive(Debug, Clone)]
pub struct File {
    pub path: String,
    pub nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// proto2 without a `syntax` statement.
    Unspecified,
    Proto2,
    Proto3,
    E2023,
    E2024,
    E2026,
}

impl Edition {
    pub fn has_features(self) -> bool {
        self >= Edition::E2023
    }

    pub fn is_proto2(self) -> bool {
        matches!(self, Edition::Unspecified | Edition::Proto2)
    }

    /// Returns the statement that declares the edition.
    pub fn statement(self) -> Option<(&'static str, &'static str)> {
        match self {
            Edition::Unspecified => None,
            Edition::Proto2 => Some(("syntax", "\"proto2\"")),
            Edition::Proto3 => Some(("syntax", "\"proto3\"")),
            Edition::E2023 => Some(("edition", "\"2023\"")),
            Edition::E2024 => Some(("edition", "\"2024\"")),
            Edition::E2026 => Some(("edition", "\"2026\"")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    Syntax,
    Package,
    Import,
    Option,
    Message,
    Enum,
    Value,
    Oneof,
    Extend,
    Service,
    Rpc,
    Field,
    Group,
    Extensions,
    Reserved,
    Empty,
}

/// A statement. Its kind decides what a part means. Parts that the kind does not use are empty.
#[derive(Debug, Clone)]
pub struct Node {
    pub kind: StatementKind,
    /// A label, a visibility, or the kind of an import.
    pub modifier: String,
    /// The type of a field, or the request type of a method.
    pub type_name: String,
    /// A name, or the extended message.
    pub name: String,
    /// A number, ranges, the value of an option, or the response type of a method.
    pub value: String,
    /// The options in brackets.
    pub options: Vec<(String, String)>,
    pub body: Option<Vec<Node>>,
}

impl Node {
    pub fn new(kind: StatementKind) -> Node {
        let empty = String::new;
        Node {
            kind,
            modifier: empty(),
            type_name: empty(),
            name: empty(),
            value: empty(),
            options: Vec::new(),
            body: None,
        }
    }

    pub fn named(kind: StatementKind, name: impl Into<String>) -> Node {
        Node { name: name.into(), ..Node::new(kind) }
    }

    pub fn valued(kind: StatementKind, name: impl Into<String>, value: impl Into<String>) -> Node {
        Node { value: value.into(), ..Node::named(kind, name) }
    }

    pub fn modified(mut self, modifier: impl Into<String>) -> Node {
        self.modifier = modifier.into();
        self
    }

    pub fn typed(mut self, type_name: impl Into<String>) -> Node {
        self.type_name = type_name.into();
        self
    }

    pub fn optioned(mut self, options: Vec<(String, String)>) -> Node {
        self.options = options;
        self
    }

    pub fn holding(mut self, body: Vec<Node>) -> Node {
        self.body = Some(body);
        self
    }
}
