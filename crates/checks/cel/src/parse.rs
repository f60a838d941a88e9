//! Parses expressions with the crate `cel`, and converts its tree to ours.
//!
//! The parser of `cel` runs without its macros, so that a macro is still a call with a place. It limits neither the
//! length of an expression nor the depth of chains such as `a.b.c`, whose tree is as deep as the chain is long: a long
//! text and deep brackets are refused before, and the rest runs on a thread with a large stack.

use crate::error::CelError;
use crate::tree::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};
use crate::{nesting, syntax_error};
use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, SourceInfo, operators};
use regex::Regex;
use std::ops::Range;
use std::panic::resume_unwind;

/// Compiles a regular expression, or says what is wrong with it.
pub type PatternCompiler = fn(&str) -> Result<Regex, String>;

/// The syntax and the limits of expressions. An expression may come from other people, so each dialect is limited.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Maximum length of an expression in bytes.
    pub max_text: usize,
    /// Maximum nesting depth of brackets.
    pub max_nesting: usize,
    /// Maximum nesting depth of an expression.
    pub max_depth: usize,
    /// `true` if an expression can make messages.
    pub has_messages: bool,
    /// Returns the macro with a name.
    pub macros: fn(&str) -> Option<Macro>,
    /// Compiles a literal pattern of `matches`; `None` if patterns are compiled when the expression runs.
    pub pattern: Option<PatternCompiler>,
}

/// Parses an expression.
///
/// # Errors
/// Fails for a wrong syntax, syntax that the dialect does not have, and a text beyond its limits.
pub fn parse(text: &str, dialect: &Dialect) -> Result<Node, CelError> {
    if text.len() > dialect.max_text {
        let message = format!("the expression has {} bytes, and the limit is {}", text.len(), dialect.max_text);
        return Err(CelError::limit(&(0..text.len()), message));
    }
    if let Some(at) = nesting::too_deep(text, dialect.max_nesting) {
        let message = format!("the brackets are nested too deeply; the limit is {} levels", dialect.max_nesting);
        return Err(CelError::limit(&(at..at + 1), message));
    }
    with_stack(text, || {
        let parsed = cel::Env::default().parser().parse_with_source_info(text);
        let (expression, places) = parsed.map_err(|errors| syntax_error::first(text, &errors.errors))?;
        Converter { text, places: &places, dialect }.node(expression, 0)
    })
}

/// The stack of the parser, for the deepest tree of a text within the limit. Only the pages that are used take memory.
const STACK: usize = 128 << 20;

/// Runs a parser of `text` on a thread of its own.
fn with_stack(text: &str, work: impl FnOnce() -> Converted + Send) -> Converted {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(error) => {
            let message = format!("the expression cannot be parsed: no thread can be started: {error}");
            Err(CelError::new(&(0..text.len()), message))
        }
    })
}

struct Converter<'a> {
    text: &'a str,
    places: &'a SourceInfo,
    dialect: &'a Dialect,
}

type Converted = Result<Node, CelError>;

impl Converter<'_> {
    fn node(&self, expression: IdedExpr, depth: usize) -> Converted {
        let token = self.token(expression.id);
        if depth > self.dialect.max_depth {
            let message =
                format!("the expression is nested too deeply; the limit is {} levels", self.dialect.max_depth);
            return Err(CelError::limit(&token, message));
        }
        let depth = depth + 1;
        let (token, kind) = match expression.expr {
            Expr::Literal(literal) => (token, NodeKind::Literal(converted(literal))),
            Expr::Ident(name) => (token, NodeKind::Variable(name)),
            Expr::Select(select) => {
                let token = self.name_after(&token, &select.field);
                (token, NodeKind::Select(Box::new(self.node(*select.operand, depth)?), select.field))
            }
            Expr::List(list) if list.optional_indices.is_empty() => {
                (token, NodeKind::List(self.nodes(list.elements, depth)?))
            }
            Expr::Map(map) => {
                let mut entries = Vec::new();
                for entry in map.entries {
                    match entry.expr {
                        EntryExpr::MapEntry(entry) if !entry.optional => {
                            entries.push((self.node(entry.key, depth)?, self.node(entry.value, depth)?));
                        }
                        EntryExpr::MapEntry(_) | EntryExpr::StructField(_) => return Err(unsupported(&token)),
                    }
                }
                (token, NodeKind::Map(entries))
            }
            Expr::Call(call) => self.call(token, call, depth)?,
            Expr::Struct(it) if self.dialect.has_messages => {
                let mut entries = Vec::new();
                for entry in it.entries {
                    match entry.expr {
                        EntryExpr::StructField(entry) if !entry.optional => {
                            entries.push((entry.field, self.node(entry.value, depth)?));
                        }
                        EntryExpr::MapEntry(_) | EntryExpr::StructField(_) => return Err(unsupported(&token)),
                    }
                }
                (token, NodeKind::Message(it.type_name, entries))
            }
            Expr::Struct(_) => {
                return Err(CelError::new(&token, "a condition cannot make messages"));
            }
            Expr::Comprehension(_) | Expr::List(_) | Expr::Unspecified => return Err(unsupported(&token)),
        };
        let mut node = Node { extent: token.clone(), token, kind };
        let extents: Vec<_> = node.children().into_iter().map(|child| child.extent.clone()).collect();
        for extent in extents {
            node.extent = node.extent.start.min(extent.start)..node.extent.end.max(extent.end);
        }
        Ok(node)
    }

    fn nodes(&self, expressions: Vec<IdedExpr>, depth: usize) -> Result<Vec<Node>, CelError> {
        expressions.into_iter().map(|expression| self.node(expression, depth)).collect()
    }

    fn call(
        &self,
        token: Range<usize>,
        call: cel::common::ast::CallExpr,
        depth: usize,
    ) -> Result<(Range<usize>, NodeKind), CelError> {
        let is_name = |name: &str| name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '.');
        if !is_name(&call.func_name) {
            let arguments = self.nodes(call.args, depth)?;
            return Ok((token.clone(), operator(&token, &call.func_name, arguments)?));
        }
        let token = self.name_before(&token, &call.func_name);
        if call.func_name == operators::HAS && call.target.is_none() {
            let mut arguments = self.nodes(call.args, depth)?;
            return match (arguments.pop(), arguments.is_empty()) {
                (Some(Node { kind: NodeKind::Select(operand, field), token, .. }), true) => {
                    Ok((token, NodeKind::Has(operand, field)))
                }
                _ => Err(CelError::new(&token, "`has` takes an attribute, as in `has(options.deprecated)`")),
            };
        }
        match ((self.dialect.macros)(&call.func_name), call.target) {
            (Some(which), Some(target)) => {
                let over = self.node(*target, depth)?;
                let arguments = self.nodes(call.args, depth)?;
                Ok((token.clone(), comprehension(&token, which, &call.func_name, over, arguments)?))
            }
            (_, target) => {
                let target = target.map(|target| self.node(*target, depth)).transpose()?.map(Box::new);
                let arguments = self.nodes(call.args, depth)?;
                let pattern = self.literal_pattern(&call.func_name, &arguments)?;
                Ok((token, NodeKind::Call(Call { function: call.func_name, target, arguments, pattern })))
            }
        }
    }

    /// Compiles the literal pattern of `matches`, so that a mistake is found before the expression runs.
    fn literal_pattern(&self, function: &str, arguments: &[Node]) -> Result<Option<Regex>, CelError> {
        match (self.dialect.pattern, arguments.last()) {
            (Some(compile), Some(Node { kind: NodeKind::Literal(Literal::Text(text)), token, .. }))
                if function == "matches" =>
            {
                compile(text).map(Some).map_err(|message| CelError::new(token, message))
            }
            _ => Ok(None),
        }
    }

    /// Returns the range of the token with this id.
    fn token(&self, id: u64) -> Range<usize> {
        let Some((start, last)) = self.places.offset_for(id) else { return 0..self.text.len() };
        let start = floor(self.text, start as usize);
        start..ceil(self.text, (last as usize).saturating_add(1)).max(start)
    }

    /// Returns the range of a name after a dot.
    fn name_after(&self, dot: &Range<usize>, name: &str) -> Range<usize> {
        let rest = self.text.get(dot.end..).unwrap_or_default();
        match rest.find(name) {
            Some(at) => dot.end + at..dot.end + at + name.len(),
            None => dot.clone(),
        }
    }

    /// Returns the range of a name before a parenthesis.
    fn name_before(&self, parenthesis: &Range<usize>, name: &str) -> Range<usize> {
        let before = self.text.get(..parenthesis.start).unwrap_or_default().trim_end();
        match before.strip_suffix(name) {
            Some(rest) => rest.len()..before.len(),
            None => parenthesis.clone(),
        }
    }
}

fn comprehension(
    token: &Range<usize>,
    which: Macro,
    name: &str,
    over: Node,
    arguments: Vec<Node>,
) -> Result<NodeKind, CelError> {
    let form = || {
        let example = format!("write `list.{name}(element, …)`, with a name for the element and an expression");
        CelError::new(token, format!("`{name}` takes a name and an expression")).help(example)
    };
    let mut arguments = arguments.into_iter();
    let variable = match arguments.next() {
        Some(Node { kind: NodeKind::Variable(name), .. }) if !name.starts_with('.') => name,
        _ => return Err(form()),
    };
    let (filter, body) = match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(body), None, None) => (None, body),
        (Some(filter), Some(body), None) if which == Macro::Map => (Some(filter), body),
        _ => return Err(form()),
    };
    Ok(NodeKind::Macro(Box::new(Comprehension { which, over, variable, filter, body })))
}

fn operator(token: &Range<usize>, name: &str, arguments: Vec<Node>) -> Result<NodeKind, CelError> {
    let mut arguments = arguments.into_iter();
    Ok(match (name, arguments.next(), arguments.next(), arguments.next()) {
        (operators::LOGICAL_NOT, Some(one), None, None) => NodeKind::Not(Box::new(one)),
        (operators::NEGATE, Some(one), None, None) => NodeKind::Negate(Box::new(one)),
        (operators::LOGICAL_AND, Some(one), Some(other), None) => NodeKind::And(Box::new(one), Box::new(other)),
        (operators::LOGICAL_OR, Some(one), Some(other), None) => NodeKind::Or(Box::new(one), Box::new(other)),
        (operators::INDEX, Some(one), Some(other), None) => NodeKind::Index(Box::new(one), Box::new(other)),
        (operators::CONDITIONAL, Some(condition), Some(then), Some(otherwise)) => {
            NodeKind::Choice(Box::new([condition, then, otherwise]))
        }
        (name, Some(one), Some(other), None) => {
            let operator = binary(name).ok_or_else(|| unsupported(token))?;
            NodeKind::Binary(operator, Box::new(one), Box::new(other))
        }
        _ => return Err(unsupported(token)),
    })
}

fn binary(name: &str) -> Option<Operator> {
    Some(match name {
        operators::ADD => Operator::Add,
        operators::SUBSTRACT => Operator::Subtract,
        operators::MULTIPLY => Operator::Multiply,
        operators::DIVIDE => Operator::Divide,
        operators::MODULO => Operator::Modulo,
        operators::EQUALS => Operator::Equal,
        operators::NOT_EQUALS => Operator::NotEqual,
        operators::LESS => Operator::Less,
        operators::LESS_EQUALS => Operator::LessOrEqual,
        operators::GREATER => Operator::Greater,
        operators::GREATER_EQUALS => Operator::GreaterOrEqual,
        operators::IN => Operator::In,
        _ => return None,
    })
}

fn converted(literal: LiteralValue) -> Literal {
    match literal {
        LiteralValue::Null => Literal::Null,
        LiteralValue::Boolean(value) => Literal::Bool(value.into_inner()),
        LiteralValue::Int(value) => Literal::Int(value.into_inner()),
        LiteralValue::UInt(value) => Literal::Uint(value.into_inner()),
        LiteralValue::Double(value) => Literal::Double(value.into_inner()),
        LiteralValue::String(value) => Literal::Text(value.into_inner()),
        LiteralValue::Bytes(value) => Literal::Bytes(value.into_inner()),
    }
}

fn unsupported(token: &Range<usize>) -> CelError {
    CelError::new(token, "conditions do not have this syntax")
}

/// Returns the start of the character at an offset.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Returns the first character boundary from an offset on.
fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
