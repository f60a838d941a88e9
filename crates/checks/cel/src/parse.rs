//! The grammar: a parser by recursive descent, with a limit for each way to nest.

use std::ops::Range;

use crate::error::CelError;
use crate::scan::{Token, TokenKind, tokens};
use crate::tree::{Macro, Node, NodeKind, Operator, UnaryOperator};

/// The syntax and the limits of expressions. An expression may come from other people, so each dialect is limited.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Maximum length of an expression in bytes.
    pub max_text: usize,
    /// Maximum nesting depth of brackets.
    pub max_nesting: usize,
    /// Maximum nesting depth of an expression.
    pub max_depth: usize,
    /// Returns the macro with a name.
    pub macros: fn(&str) -> Option<Macro>,
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
    if text.trim().is_empty() {
        return Err(CelError::new(&(0..text.len()), "the expression is empty"));
    }
    let tokens = tokens(text);
    let mut parser = Parser { text, tokens: &tokens, at: 0, nesting: 0, dialect };
    let root = parser.expression(0)?;
    match parser.peek().kind {
        TokenKind::End => Ok(root.node),
        _ => Err(parser.unexpected()),
    }
}

pub(crate) struct Parser<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) at: usize,
    /// The number of open brackets.
    pub(crate) nesting: usize,
    pub(crate) dialect: &'a Dialect,
}

/// A node, and the length of the longest way down from it.
pub(crate) struct Tree {
    pub(crate) node: Node,
    pub(crate) height: usize,
}

pub(crate) type Parsed = Result<Tree, CelError>;

impl Parser<'_> {
    pub(crate) fn peek(&self) -> &Token {
        // The parser never goes behind the end.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    pub(crate) fn word(&self, token: &Token) -> &str {
        self.text.get(token.range.clone()).unwrap_or_default()
    }

    /// Returns whether the token that is some tokens ahead is this symbol or word.
    pub(crate) fn is_ahead(&self, distance: usize, word: &str) -> bool {
        let token = self.tokens.get(self.at + distance);
        token.is_some_and(|token| matches!(token.kind, TokenKind::Symbol | TokenKind::Word) && self.word(token) == word)
    }

    /// Takes a symbol or keyword, if it is next, and returns its range.
    pub(crate) fn eat(&mut self, word: &str) -> Option<Range<usize>> {
        self.is_ahead(0, word).then(|| self.next())
    }

    pub(crate) fn next(&mut self) -> Range<usize> {
        let range = self.peek().range.clone();
        self.at += 1;
        range
    }

    pub(crate) fn expect(&mut self, symbol: &str) -> Result<Range<usize>, CelError> {
        self.eat(symbol).ok_or_else(|| self.unexpected())
    }

    /// Returns the error that the next token cannot be here.
    pub(crate) fn unexpected(&self) -> CelError {
        let Token { kind, range } = self.peek();
        let rest = self.text.get(range.start..).unwrap_or_default();
        let word = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
        let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
        let place = range.start..range.start + length;
        match kind {
            TokenKind::End => return CelError::new(&place, "the expression ends too early"),
            TokenKind::OpenString => {
                return CelError::new(&place, "this string is not closed, or has an invalid escape");
            }
            _ => {}
        }
        let error = CelError::new(&place, format!("unexpected `{}`", self.text.get(place.clone()).unwrap_or_default()));
        match rest.chars().next() {
            Some('=') if !rest.starts_with("==") => error.help("comparison is written `==`"),
            Some('&') => error.help("write `&&`"),
            Some('|') => error.help("write `||`"),
            _ => error,
        }
    }

    fn too_deep(&self, token: &Range<usize>) -> CelError {
        let message = format!("the expression is nested too deeply; the limit is {} levels", self.dialect.max_depth);
        CelError::limit(token, message)
    }

    /// Makes a node above others.
    pub(crate) fn tree(&self, token: Range<usize>, kind: NodeKind, heights: impl IntoIterator<Item = usize>) -> Parsed {
        let height = heights.into_iter().max().map_or(0, |height| height + 1);
        if height > self.dialect.max_depth {
            return Err(self.too_deep(&token));
        }
        let mut node = Node { extent: token.clone(), token, kind, fact: () };
        let extents: Vec<_> = node.children().into_iter().map(|child| child.extent.clone()).collect();
        for extent in extents {
            node.extent = node.extent.start.min(extent.start)..node.extent.end.max(extent.end);
        }
        Ok(Tree { node, height })
    }

    pub(crate) fn binary(&self, token: Range<usize>, operator: Operator, left: Tree, right: Tree) -> Parsed {
        let heights = [left.height, right.height];
        self.tree(token, NodeKind::Binary(operator, Box::new([left.node, right.node])), heights)
    }

    /// `condition ? then : otherwise`. `depth` counts the expressions around this one, which brackets and chains of choices nest.
    pub(crate) fn expression(&mut self, depth: usize) -> Parsed {
        if depth > self.dialect.max_depth {
            return Err(self.too_deep(&self.peek().range));
        }
        let condition = self.or(depth)?;
        let Some(token) = self.eat("?") else { return Ok(condition) };
        let then = self.or(depth)?;
        self.expect(":")?;
        let otherwise = self.expression(depth + 1)?;
        let heights = [condition.height, then.height, otherwise.height];
        self.tree(token, NodeKind::Choice(Box::new([condition.node, then.node, otherwise.node])), heights)
    }

    fn or(&mut self, depth: usize) -> Parsed {
        self.chain(Operator::Or, |parser| parser.and(depth))
    }

    fn and(&mut self, depth: usize) -> Parsed {
        self.chain(Operator::And, |parser| parser.relation(depth))
    }

    /// Operands between operators whose order does not matter. The tree is balanced, so that long lists of conditions are not deep.
    fn chain(&mut self, operator: Operator, mut operand: impl FnMut(&mut Self) -> Parsed) -> Parsed {
        let first = operand(self)?;
        let mut rest = Vec::new();
        while let Some(token) = self.eat(operator.symbol()) {
            rest.push((token, operand(self)?));
        }
        self.balanced(operator, first, rest)
    }

    fn balanced(&self, operator: Operator, first: Tree, mut rest: Vec<(Range<usize>, Tree)>) -> Parsed {
        let mut right = rest.split_off(rest.len() / 2).into_iter();
        let Some((token, middle)) = right.next() else { return Ok(first) };
        let left = self.balanced(operator, first, rest)?;
        let right = self.balanced(operator, middle, right.collect())?;
        self.binary(token, operator, left, right)
    }

    fn relation(&mut self, depth: usize) -> Parsed {
        const OPERATORS: [Operator; 7] = [
            Operator::Equal,
            Operator::NotEqual,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
            Operator::In,
        ];
        self.left_associative(&OPERATORS, |parser| parser.addition(depth))
    }

    fn addition(&mut self, depth: usize) -> Parsed {
        const OPERATORS: [Operator; 2] = [Operator::Add, Operator::Subtract];
        self.left_associative(&OPERATORS, |parser| parser.multiplication(depth))
    }

    fn multiplication(&mut self, depth: usize) -> Parsed {
        const OPERATORS: [Operator; 3] = [Operator::Multiply, Operator::Divide, Operator::Modulo];
        self.left_associative(&OPERATORS, |parser| parser.unary(depth))
    }

    fn left_associative(&mut self, operators: &[Operator], mut operand: impl FnMut(&mut Self) -> Parsed) -> Parsed {
        let mut left = operand(self)?;
        while let Some((token, operator)) = operators.iter().find_map(|it| Some((self.eat(it.symbol())?, *it))) {
            let right = operand(self)?;
            left = self.binary(token, operator, left, right)?;
        }
        Ok(left)
    }

    fn unary(&mut self, depth: usize) -> Parsed {
        if self.is_ahead(0, "!") {
            self.repeated(UnaryOperator::Not, depth)
        } else if self.is_ahead(0, "-") && !self.is_signed_number() {
            self.repeated(UnaryOperator::Negate, depth)
        } else {
            self.member(depth)
        }
    }

    /// An operator in front of its operand, any number of times. Two of them cancel each other out.
    fn repeated(&mut self, operator: UnaryOperator, depth: usize) -> Parsed {
        let first = self.expect(operator.symbol())?;
        let mut is_odd = true;
        while self.eat(operator.symbol()).is_some() {
            is_odd = !is_odd;
        }
        let operand = self.member(depth)?;
        if !is_odd {
            return Ok(operand);
        }
        let height = operand.height;
        self.tree(first, NodeKind::Unary(operator, Box::new(operand.node)), [height])
    }

    /// Returns whether a number with its sign is next. The sign belongs to the number, so that the smallest one can be written.
    pub(crate) fn is_signed_number(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        self.is_ahead(0, "-") && next.is_some_and(|it| matches!(it.kind, TokenKind::Int | TokenKind::Double))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIALECT: Dialect = Dialect { max_text: 1 << 20, max_nesting: 24, max_depth: 200, macros: Macro::named };

    fn error(text: &str) -> CelError {
        parse(text, &DIALECT).expect_err("the text is invalid")
    }

    #[test]
    fn limits_each_way_to_nest() {
        for text in ["(", "[", "f(", "a[", "{1: ", "-(", "a.b(1, "] {
            let error = error(&text.repeat(10_000));
            assert!(error.is_limit && error.message.contains("the brackets are nested too deeply"), "{text}: {error}");
        }
        let long = [
            format!("a{}", ".b".repeat(10_000)),
            format!("a{}", "[0]".repeat(10_000)),
            format!("1{}", " + 1".repeat(10_000)),
            format!("{}a", "a ? b : ".repeat(10_000)),
            format!("a{}", ".b()".repeat(10_000)),
        ];
        for text in long {
            let error = error(&text);
            assert!(error.is_limit && error.message.contains("the limit is 200 levels"), "{error}");
        }
        assert!(parse(&format!("a{}", " && a".repeat(10_000)), &DIALECT).is_ok(), "chains are balanced");
        assert!(parse(&format!("{}a", "!".repeat(10_001)), &DIALECT).is_ok(), "two negations are none");
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let at = |text: &str| {
            let error = error(text);
            format!("{} {:?}", error, &text[error.range.clone()])
        };
        assert_eq!(at("a = 1"), "unexpected `=`; comparison is written `==` \"=\"");
        assert_eq!(at("package == 1"), "`package` is a reserved word \"package\"");
        assert_eq!(at("a == 'b\\q'"), "this string has an invalid escape \"'b\\\\q'\"");
        assert_eq!(at("1e999"), "this number is too large \"1e999\"");
        assert_eq!(at("a.?b"), "conditions have no optional values \"?\"");
    }
}
