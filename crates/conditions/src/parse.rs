//! Parses expressions with the crate `cel`, and converts its tree to ours.
//!
//! The parser of `cel` runs without its macros, so that a macro is still a call with a place. It limits neither the
//! length of an expression nor the depth of chains such as `a.b.c`, whose tree is as deep as the chain is long: a long
//! text is refused before, and the rest runs on a thread with a large stack.

use crate::error::ConditionError;
use crate::limits::{MAX_DEPTH, MAX_PATTERN, MAX_REGEX, MAX_TEXT};
use crate::syntax_error;
use crate::tree::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};
use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, SourceInfo, operators};
use protoward_source::parallel;
use regex::{Regex, RegexBuilder};
use std::ops::Range;

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Node, ConditionError> {
    if text.len() > MAX_TEXT {
        let message = format!("the expression has {} bytes, and the limit is {MAX_TEXT}", text.len());
        return Err(ConditionError::new(&(0..text.len()), message));
    }
    parallel::with_stack(|| {
        let parsed = cel::Env::default().parser().parse_with_source_info(text);
        let (expression, places) = parsed.map_err(|errors| syntax_error::first(text, &errors.errors))?;
        Converter { text, places: &places }.node(expression, 0)
    })
}

/// Compiles a regular expression.
pub(crate) fn pattern(text: &str) -> Result<Regex, String> {
    if text.len() > MAX_PATTERN {
        return Err(format!("the regular expression has {} bytes, and the limit is {MAX_PATTERN}", text.len()));
    }
    let regex = RegexBuilder::new(text).size_limit(MAX_REGEX).dfa_size_limit(MAX_REGEX).nest_limit(50).build();
    regex.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
        // The last line says what is wrong, and the lines before it show where.
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").trim();
            format!("the regular expression is invalid: {last}")
        }
    })
}

struct Converter<'a> {
    text: &'a str,
    places: &'a SourceInfo,
}

type Converted = Result<Node, ConditionError>;

impl Converter<'_> {
    fn node(&self, expression: IdedExpr, depth: usize) -> Converted {
        let token = self.token(expression.id);
        if depth > MAX_DEPTH {
            let message = format!("the expression is nested too deeply; the limit is {MAX_DEPTH} levels");
            return Err(ConditionError::new(&token, message));
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
            Expr::Struct(_) => {
                return Err(ConditionError::new(&token, "a condition cannot make messages"));
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

    fn nodes(&self, expressions: Vec<IdedExpr>, depth: usize) -> Result<Vec<Node>, ConditionError> {
        expressions.into_iter().map(|expression| self.node(expression, depth)).collect()
    }

    fn call(
        &self,
        token: Range<usize>,
        call: cel::common::ast::CallExpr,
        depth: usize,
    ) -> Result<(Range<usize>, NodeKind), ConditionError> {
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
                _ => Err(ConditionError::new(&token, "`has` takes an attribute, as in `has(options.deprecated)`")),
            };
        }
        match (Macro::named(&call.func_name), call.target) {
            (Some(which), Some(target)) => {
                let over = self.node(*target, depth)?;
                let arguments = self.nodes(call.args, depth)?;
                Ok((token.clone(), comprehension(&token, which, &call.func_name, over, arguments)?))
            }
            (_, target) => {
                let target = target.map(|target| self.node(*target, depth)).transpose()?.map(Box::new);
                let arguments = self.nodes(call.args, depth)?;
                let pattern = literal_pattern(&call.func_name, &arguments)?;
                Ok((token, NodeKind::Call(Call { function: call.func_name, target, arguments, pattern })))
            }
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

/// Compiles the literal pattern of `matches`, so that a mistake is found before any file is read.
fn literal_pattern(function: &str, arguments: &[Node]) -> Result<Option<Regex>, ConditionError> {
    match arguments.last() {
        Some(Node { kind: NodeKind::Literal(Literal::Text(text)), token, .. }) if function == "matches" => {
            pattern(text).map(Some).map_err(|message| ConditionError::new(token, message))
        }
        _ => Ok(None),
    }
}

fn comprehension(
    token: &Range<usize>,
    which: Macro,
    name: &str,
    over: Node,
    arguments: Vec<Node>,
) -> Result<NodeKind, ConditionError> {
    let form = || {
        let example = format!("write `list.{name}(element, …)`, with a name for the element and an expression");
        ConditionError::new(token, format!("`{name}` takes a name and an expression")).help(example)
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

fn operator(token: &Range<usize>, name: &str, arguments: Vec<Node>) -> Result<NodeKind, ConditionError> {
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

fn unsupported(token: &Range<usize>) -> ConditionError {
    ConditionError::new(token, "conditions do not have this syntax")
}

/// Returns the start of the character at an offset.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Returns the first character boundary from an offset on.
fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
