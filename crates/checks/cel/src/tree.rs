//! The tree of an expression. Each node has its place, and macros are nodes of their own and not expanded.

use std::ops::Range;

/// A node with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The token that names the node: an identifier, an operator, the name of a function.
    pub token: Range<usize>,
    /// The text of the whole node, as far as it is known: closing brackets are missing.
    pub extent: Range<usize>,
    /// The construct, with the nodes below.
    pub kind: NodeKind,
}

/// The kind of a node, with the nodes below.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Debug)]
pub enum NodeKind {
    Literal(Literal),
    Variable(String),
    /// `operand.attribute`
    Select(Box<Node>, String),
    /// `has(operand.attribute)`
    Has(Box<Node>, String),
    /// `operand[key]`
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    /// `condition ? then : otherwise`
    Choice(Box<[Node; 3]>),
    Binary(Operator, Box<Node>, Box<Node>),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// `function(arguments)` or `target.function(arguments)`
    Call(Call),
    Macro(Box<Comprehension>),
    /// `name{field: value}`
    Message(String, Vec<(String, Node)>),
}

/// A literal value.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Debug)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A binary operator.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

impl Operator {
    /// Returns the operator as written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
        }
    }
}

/// A call of a function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The name of the function.
    pub function: String,
    /// The value before the dot.
    pub target: Option<Box<Node>>,
    /// The values in parentheses, in order.
    pub arguments: Vec<Node>,
    /// The pattern of `matches`, if it is a literal.
    pub pattern: Option<regex::Regex>,
}

/// A macro over a list or a map.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Macro {
    /// The names of all macros.
    pub const NAMES: [&'static str; 5] = ["all", "exists", "exists_one", "filter", "map"];

    /// Returns the macro with a name. `exists_one` has a second spelling, `existsOne`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "exists" => Self::Exists,
            "exists_one" | "existsOne" => Self::ExistsOne,
            "filter" => Self::Filter,
            "map" => Self::Map,
            _ => return None,
        })
    }
}

/// A macro over the elements of a list or the keys of a map.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The macro that is applied.
    pub which: Macro,
    /// The list or the map whose elements it visits.
    pub over: Node,
    /// The variable for an element.
    pub variable: String,
    /// The condition of a `map` with three arguments.
    pub filter: Option<Node>,
    /// The expression for each element.
    pub body: Node,
}

impl Node {
    /// Returns the nodes directly below.
    #[must_use]
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Literal(_) | NodeKind::Variable(_) => Vec::new(),
            NodeKind::Select(operand, _)
            | NodeKind::Has(operand, _)
            | NodeKind::Not(operand)
            | NodeKind::Negate(operand) => vec![operand],
            NodeKind::Index(one, other)
            | NodeKind::And(one, other)
            | NodeKind::Or(one, other)
            | NodeKind::Binary(_, one, other) => vec![one, other],
            NodeKind::Choice(nodes) => nodes.iter().collect(),
            NodeKind::List(nodes) => nodes.iter().collect(),
            NodeKind::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            NodeKind::Call(call) => call.target.as_deref().into_iter().chain(&call.arguments).collect(),
            NodeKind::Message(_, entries) => entries.iter().map(|(_, value)| value).collect(),
            NodeKind::Macro(it) => [&it.over].into_iter().chain(&it.filter).chain([&it.body]).collect(),
        }
    }
}
