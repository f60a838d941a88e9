//! The tree of an expression. Each node has its place, and macros are nodes of their own and not expanded.
//!
//! The parser makes a tree without facts, and the checker one with a [`Fact`] at each node.

use std::ops::Range;

use protoward_cel_functions::times::Part;

use crate::literal::Literal;
use crate::overload::Overload;
use crate::types::Type;

/// A node with its place, and with a fact about it.
#[derive(Clone, Debug)]
pub struct Node<F = ()> {
    /// The token that names the node: an identifier, an operator, the name of a function. For a message, all tokens of its name.
    pub token: Range<usize>,
    /// The text of the whole node, as far as it is known: closing brackets are missing.
    pub extent: Range<usize>,
    /// The construct, with the nodes below.
    pub kind: NodeKind<F>,
    /// The fact about the node: nothing in a tree of the parser.
    pub fact: F,
}

/// A checked expression. Its names are resolved: a function in a namespace has no target, and an enum value is a literal.
pub type Expr = Node<Fact>;

/// The result of the check of a node.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The type of the value.
    pub ty: Type,
    /// The overload of an operator or function; `None` if the values decide about it, and for other nodes.
    pub overload: Option<&'static Overload>,
}

/// The kind of a node, with the nodes below.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Debug)]
pub enum NodeKind<F = ()> {
    Literal(Literal),
    Variable(String),
    /// The name of a type, which only a checked tree has.
    Type(String),
    /// `operand.attribute`
    Select(Box<Node<F>>, String),
    /// `has(operand.attribute)`
    Has(Box<Node<F>>, String),
    Unary(UnaryOperator, Box<Node<F>>),
    Binary(Operator, Box<[Node<F>; 2]>),
    /// `condition ? then : otherwise`
    Choice(Box<[Node<F>; 3]>),
    List(Vec<Node<F>>),
    Map(Vec<(Node<F>, Node<F>)>),
    /// `function(arguments)` or `target.function(arguments)`
    Call(Call<F>),
    Macro(Box<Comprehension<F>>),
    /// `name{field: value}`
    Message(String, Vec<FieldValue<F>>),
}

/// An operator before its operand.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    Not,
    Negate,
}

impl UnaryOperator {
    /// Returns the operator as written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Not => "!",
            Self::Negate => "-",
        }
    }
}

/// A binary operator.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    And,
    Or,
    /// `operand[key]`
    Index,
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
    /// Returns the operator as written, and `[]` for an index.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::And => "&&",
            Self::Or => "||",
            Self::Index => "[]",
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
pub struct Call<F = ()> {
    /// The name of the function.
    pub function: String,
    /// The value before the dot.
    pub target: Option<Box<Node<F>>>,
    /// The values in parentheses, in order.
    pub arguments: Vec<Node<F>>,
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

/// A field with its value, where a message is constructed.
#[derive(Clone, Debug)]
pub struct FieldValue<F = ()> {
    /// The name of the field.
    pub name: String,
    /// The token of the name.
    pub token: Range<usize>,
    /// The value of the field.
    pub value: Node<F>,
}

/// A macro over the elements of a list or the keys of a map.
#[derive(Clone, Debug)]
pub struct Comprehension<F = ()> {
    /// The macro that is applied.
    pub which: Macro,
    /// The list or the map whose elements it visits.
    pub over: Node<F>,
    /// The variable for an element.
    pub variable: String,
    /// The condition of a `map` with three arguments.
    pub filter: Option<Node<F>>,
    /// The expression for each element.
    pub body: Node<F>,
}

impl<F> Node<F> {
    /// Returns the nodes directly below.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::Literal(_) | NodeKind::Variable(_) | NodeKind::Type(_) => Vec::new(),
            NodeKind::Select(operand, _) | NodeKind::Has(operand, _) | NodeKind::Unary(_, operand) => vec![operand],
            NodeKind::Binary(_, nodes) => nodes.iter().collect(),
            NodeKind::Choice(nodes) => nodes.iter().collect(),
            NodeKind::List(nodes) => nodes.iter().collect(),
            NodeKind::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            NodeKind::Call(call) => call.target.as_deref().into_iter().chain(&call.arguments).collect(),
            NodeKind::Message(_, entries) => entries.iter().map(|entry| &entry.value).collect(),
            NodeKind::Macro(it) => [&it.over].into_iter().chain(&it.filter).chain([&it.body]).collect(),
        }
    }

    /// Returns the node and all nodes below.
    pub fn nodes(&self) -> Vec<&Self> {
        let below = self.children().into_iter().flat_map(Self::nodes);
        std::iter::once(self).chain(below).collect()
    }

    /// Returns the pattern of a `matches` that is a literal, with its place.
    pub fn literal_pattern(&self) -> Option<(&str, &Range<usize>)> {
        let NodeKind::Call(call) = &self.kind else { return None };
        let last = call.arguments.last().filter(|_| call.function == "matches")?;
        let NodeKind::Literal(Literal::Text(pattern)) = &last.kind else { return None };
        Some((pattern, &last.token))
    }

    /// Returns the time zone of a function such as `getHours` if it is a literal, with its place.
    pub fn literal_zone(&self) -> Option<(&str, &Range<usize>)> {
        let NodeKind::Call(call) = &self.kind else { return None };
        let last = call.arguments.last().filter(|_| Part::of_function(&call.function).is_some())?;
        let NodeKind::Literal(Literal::Text(zone)) = &last.kind else { return None };
        Some((zone, &last.token))
    }
}

impl Node {
    /// Returns the dotted name that a node is, such as `google.protobuf.Duration`.
    pub(crate) fn dotted(&self) -> Option<String> {
        match &self.kind {
            NodeKind::Variable(name) => Some(name.clone()),
            NodeKind::Select(operand, name) => Some(format!("{}.{name}", operand.dotted()?)),
            _ => None,
        }
    }
}

impl Expr {
    /// Changes each fact of the tree.
    pub(crate) fn change_facts(&mut self, change: &impl Fn(&mut Fact)) {
        change(&mut self.fact);
        let children: Vec<&mut Self> = match &mut self.kind {
            NodeKind::Literal(_) | NodeKind::Variable(_) | NodeKind::Type(_) => Vec::new(),
            NodeKind::Select(operand, _) | NodeKind::Has(operand, _) | NodeKind::Unary(_, operand) => vec![operand],
            NodeKind::Binary(_, nodes) => nodes.iter_mut().collect(),
            NodeKind::Choice(nodes) => nodes.iter_mut().collect(),
            NodeKind::List(nodes) => nodes.iter_mut().collect(),
            NodeKind::Map(entries) => entries.iter_mut().flat_map(|(key, value)| [key, value]).collect(),
            NodeKind::Call(call) => call.target.as_deref_mut().into_iter().chain(&mut call.arguments).collect(),
            NodeKind::Message(_, entries) => entries.iter_mut().map(|entry| &mut entry.value).collect(),
            NodeKind::Macro(it) => [&mut it.over].into_iter().chain(&mut it.filter).chain([&mut it.body]).collect(),
        };
        children.into_iter().for_each(|child| child.change_facts(change));
    }
}
