//! Operands: primary expressions, and the attributes, calls and keys behind them.

use std::ops::Range;

use crate::error::CelError;
use crate::literal::{self, InvalidLiteral, Literal};
use crate::parse::{Parsed, Parser, Tree};
use crate::scan::TokenKind;
use crate::tree::{Call, Comprehension, FieldValue, Macro, Node, NodeKind, Operator};

/// Words that cannot name variables and functions, because other languages have constructs with these names.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

impl Parser<'_> {
    /// A primary expression, with attributes, calls and keys behind it.
    pub(crate) fn member(&mut self, depth: usize) -> Parsed {
        let mut tree = self.primary(depth)?;
        loop {
            if self.eat(".").is_some() {
                if self.is_ahead(0, "?") {
                    return Err(unsupported(&self.peek().range));
                }
                let token = self.name()?;
                let name = self.text[token.clone()].to_owned();
                if self.is_ahead(0, "(") {
                    tree = self.call(token, name, Some(tree), depth)?;
                } else {
                    let height = tree.height;
                    tree = self.tree(token, NodeKind::Select(Box::new(tree.node), name), [height])?;
                }
            } else if let Some(token) = self.open("[")? {
                if self.is_ahead(0, "?") {
                    return Err(unsupported(&self.peek().range));
                }
                let key = self.expression(depth + 1)?;
                self.close("]")?;
                tree = self.binary(token, Operator::Index, tree, key)?;
            } else {
                return Ok(tree);
            }
        }
    }

    /// Takes an opening bracket, if it is next.
    fn open(&mut self, bracket: &str) -> Result<Option<Range<usize>>, CelError> {
        let Some(token) = self.eat(bracket) else { return Ok(None) };
        self.nesting += 1;
        if self.nesting > self.dialect.max_nesting {
            let max = self.dialect.max_nesting;
            let message = format!("the brackets are nested too deeply; the limit is {max} levels");
            return Err(CelError::limit(&token, message));
        }
        Ok(Some(token))
    }

    fn close(&mut self, bracket: &str) -> Result<(), CelError> {
        self.expect(bracket)?;
        self.nesting -= 1;
        Ok(())
    }

    /// Takes the name of an attribute. Reserved words can be attributes, keywords cannot.
    fn name(&mut self) -> Result<Range<usize>, CelError> {
        let is_name = self.peek().kind == TokenKind::Word && !is_keyword(self.word(self.peek()));
        if is_name { Ok(self.next()) } else { Err(self.unexpected()) }
    }

    fn primary(&mut self, depth: usize) -> Parsed {
        if self.open("(")?.is_some() {
            let inner = self.expression(depth + 1)?;
            self.close(")")?;
            return Ok(inner);
        }
        if let Some(token) = self.open("[")? {
            let (elements, heights) =
                self.list("]", |parser| parser.expression(depth + 1).map(|it| (it.node, it.height)))?;
            return self.tree(token, NodeKind::List(elements), heights);
        }
        if let Some(token) = self.open("{")? {
            let (entries, heights) = self.list("}", |parser| {
                let key = parser.expression(depth + 1)?;
                parser.expect(":")?;
                let value = parser.expression(depth + 1)?;
                Ok(((key.node, value.node), key.height.max(value.height)))
            })?;
            return self.tree(token, NodeKind::Map(entries), heights);
        }
        if let Some(length) = self.message_name() {
            return self.message(length, depth);
        }
        let dot = self.eat(".");
        let token = self.peek().clone();
        let word = self.word(&token).to_owned();
        match token.kind {
            TokenKind::Word if !is_keyword(&word) => {
                let range = self.next();
                if RESERVED.contains(&&*word) {
                    return Err(CelError::new(&range, format!("`{word}` is a reserved word")));
                }
                let name = if dot.is_some() { format!(".{word}") } else { word };
                if self.is_ahead(0, "(") {
                    self.call(range, name, None, depth)
                } else {
                    self.tree(range, NodeKind::Variable(name), [])
                }
            }
            _ if dot.is_some() => Err(self.unexpected()),
            _ => self.literal(),
        }
    }

    fn literal(&mut self) -> Parsed {
        let start = self.peek().range.start;
        let is_negative = self.is_signed_number();
        if is_negative {
            self.next();
        }
        let token = self.peek().clone();
        let written = self.word(&token);
        let signed = if is_negative { format!("-{written}") } else { written.to_owned() };
        let value = match token.kind {
            TokenKind::Int => literal::int(&signed),
            TokenKind::Uint => literal::uint(written),
            TokenKind::Double => literal::double(&signed),
            TokenKind::Text => literal::text(written),
            TokenKind::Bytes => literal::bytes(written),
            TokenKind::Word if written == "true" => Ok(Literal::Bool(true)),
            TokenKind::Word if written == "false" => Ok(Literal::Bool(false)),
            TokenKind::Word if written == "null" => Ok(Literal::Null),
            _ => return Err(self.unexpected()),
        };
        let value = value.map_err(|reason| {
            let message = match reason {
                InvalidLiteral::TooLarge => "this number is too large",
                InvalidLiteral::Escape => "this string has an invalid escape",
            };
            CelError::new(&token.range, message)
        })?;
        self.next();
        self.tree(start..token.range.end, NodeKind::Literal(value), [])
    }

    /// Takes elements between commas up to a closing bracket, with their heights. A last comma may close nothing.
    fn list<T>(
        &mut self,
        bracket: &str,
        mut element: impl FnMut(&mut Self) -> Result<(T, usize), CelError>,
    ) -> Result<(Vec<T>, Vec<usize>), CelError> {
        let mut elements = Vec::new();
        let mut heights = Vec::new();
        // The grammar allows a comma without any element.
        let is_over = self.eat(",").is_some();
        while !is_over && !self.is_ahead(0, bracket) {
            if self.is_ahead(0, "?") {
                return Err(unsupported(&self.peek().range));
            }
            let (one, height) = element(self)?;
            elements.push(one);
            heights.push(height);
            if self.eat(",").is_none() {
                break;
            }
        }
        self.close(bracket)?;
        Ok((elements, heights))
    }

    /// Returns the number of tokens of the name of a message, if one with its fields is next.
    fn message_name(&self) -> Option<usize> {
        let mut length = usize::from(self.is_ahead(0, "."));
        loop {
            let token = self.tokens.get(self.at + length)?;
            if token.kind != TokenKind::Word || is_keyword(self.word(token)) {
                return None;
            }
            length += 1;
            if self.is_ahead(length, "{") {
                return Some(length);
            }
            if !self.is_ahead(length, ".") {
                return None;
            }
            length += 1;
        }
    }

    fn message(&mut self, length: usize, depth: usize) -> Parsed {
        let text = self.text;
        let tokens: Vec<Range<usize>> = (0..length).map(|_| self.next()).collect();
        let name: String = tokens.iter().map(|token| &text[token.clone()]).collect();
        let token = tokens[0].start..tokens[length - 1].end;
        if self.open("{")?.is_none() {
            return Err(self.unexpected());
        }
        let (entries, heights) = self.list("}", |parser| {
            let token = parser.name()?;
            parser.expect(":")?;
            let Tree { node: value, height } = parser.expression(depth + 1)?;
            Ok((FieldValue { name: parser.text[token.clone()].to_owned(), token, value }, height))
        })?;
        self.tree(token, NodeKind::Message(name, entries), heights)
    }

    /// Takes the arguments of a call, and makes `has` and macros of those that are none.
    fn call(&mut self, token: Range<usize>, name: String, target: Option<Tree>, depth: usize) -> Parsed {
        self.open("(")?;
        let mut arguments = Vec::new();
        let mut heights: Vec<usize> = target.iter().map(|target| target.height).collect();
        while !self.is_ahead(0, ")") {
            let argument = self.expression(depth + 1)?;
            heights.push(argument.height);
            arguments.push(argument.node);
            if self.eat(",").is_none() {
                break;
            }
            if self.is_ahead(0, ")") {
                return Err(self.unexpected());
            }
        }
        self.close(")")?;
        if name == "has" && target.is_none() {
            return match (arguments.pop(), arguments.is_empty()) {
                (Some(Node { kind: NodeKind::Select(operand, field), token, .. }), true) => {
                    self.tree(token, NodeKind::Has(operand, field), heights)
                }
                _ => Err(CelError::new(&token, "`has` takes an attribute, as in `has(options.deprecated)`")),
            };
        }
        let kind = match ((self.dialect.macros)(&name), target) {
            (Some(which), Some(target)) => comprehension(&token, which, &name, target.node, arguments)?,
            (_, target) => {
                let target = target.map(|target| Box::new(target.node));
                NodeKind::Call(Call { function: name, target, arguments })
            }
        };
        self.tree(token, kind, heights)
    }
}

fn is_keyword(word: &str) -> bool {
    ["false", "in", "null", "true"].contains(&word)
}

/// Optional values are an extension that neither dialect has.
fn unsupported(token: &Range<usize>) -> CelError {
    CelError::new(token, "conditions have no optional values")
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
