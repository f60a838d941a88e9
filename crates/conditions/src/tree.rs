//! The tree of an expression.

use std::ops::Range;

/// A node with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The token that names the node: an identifier, an operator, the name of a function.
    pub(crate) token: Range<usize>,
    /// The text of the whole node, as far as it is known: closing brackets are missing.
    pub(crate) extent: Range<usize>,
    pub(crate) kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
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
}

#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
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
    pub(crate) const fn symbol(self) -> &'static str {
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

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) function: String,
    pub(crate) target: Option<Box<Node>>,
    pub(crate) arguments: Vec<Node>,
    /// The pattern of `matches`, if it is a literal.
    pub(crate) pattern: Option<regex::Regex>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Macro {
    pub(crate) const NAMES: [&'static str; 5] = ["all", "exists", "exists_one", "filter", "map"];

    pub(crate) fn named(name: &str) -> Option<Self> {
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
pub(crate) struct Comprehension {
    pub(crate) which: Macro,
    pub(crate) over: Node,
    pub(crate) variable: String,
    /// The condition of a `map` with three arguments.
    pub(crate) filter: Option<Node>,
    pub(crate) body: Node,
}

impl Node {
    /// Returns the nodes directly below.
    pub(crate) fn children(&self) -> Vec<&Node> {
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
            NodeKind::Macro(it) => [&it.over].into_iter().chain(&it.filter).chain([&it.body]).collect(),
        }
    }
}
