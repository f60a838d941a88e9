//! Expressions and short statements as trees, so that they can be broken as prettyplease breaks them.

use super::Writer;
use super::line::{Break, INDENT};

pub(crate) const NONE: &str = "::core::option::Option::None";
pub(crate) const SOME: &str = "::core::option::Option::Some";

/// A Rust expression, as far as implementations of messages need them.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// A literal or a name, which is never broken.
    Text(String),
    /// A path, which can be broken between its type arguments.
    Path(String),
    /// An operator and its operand: `&value`.
    Prefix(&'static str, Box<Expr>),
    Parenthesized(Box<Expr>),
    Field(Box<Expr>, String),
    /// A call of a path.
    Call(String, Vec<Expr>),
    Method(Box<Expr>, String, Vec<Expr>),
    Binary(Box<Expr>, &'static str, Box<Expr>),
    /// The target and the value of an assignment.
    Assign(Box<Expr>, Box<Expr>),
    /// The parameters and the value of a closure.
    Closure(&'static str, Box<Expr>),
    /// The condition of an `if`, then the values of both branches.
    If(Box<[Expr; 3]>),
    Tuple(Vec<Expr>),
}

/// Returns a literal or a name.
pub(crate) fn text(text: impl Into<String>) -> Expr {
    Expr::Text(text.into())
}

/// Returns an expression that names an item, such as a function that is passed on.
pub(crate) fn path(path: impl Into<String>) -> Expr {
    Expr::Path(path.into())
}

/// Returns a call of a path.
pub(crate) fn call(function: impl Into<String>, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call(function.into(), arguments.into())
}

impl Expr {
    pub(crate) fn prefixed(self, operator: &'static str) -> Self {
        Self::Prefix(operator, self.into())
    }

    pub(crate) fn parenthesized(self) -> Self {
        Self::Parenthesized(self.into())
    }

    pub(crate) fn field(self, name: &str) -> Self {
        Self::Field(self.into(), name.to_owned())
    }

    pub(crate) fn method(self, name: &str, arguments: impl Into<Vec<Self>>) -> Self {
        Self::Method(self.into(), name.to_owned(), arguments.into())
    }

    pub(crate) fn binary(self, operator: &'static str, right: Self) -> Self {
        Self::Binary(self.into(), operator, right.into())
    }

    pub(crate) fn assign(self, value: Self) -> Self {
        Self::Assign(self.into(), value.into())
    }

    /// Returns a closure that evaluates the expression.
    pub(crate) fn closure(self, parameters: &'static str) -> Self {
        Self::Closure(parameters, self.into())
    }

    fn is_short(&self) -> bool {
        matches!(self, Self::Text(name) if name.len() <= INDENT as usize)
    }

    /// Returns `true` if prettyplease adds no box around the expression as the only argument, and no braces as a closure body.
    fn is_block(&self) -> bool {
        matches!(self, Self::Closure(..) | Self::Tuple(_))
    }
}

impl Writer {
    pub(crate) fn expression(&mut self, expr: &Expr) {
        self.placed(expr, false);
    }

    /// Writes an expression as a statement, and ends the line.
    pub(crate) fn statement(&mut self, expr: &Expr) {
        self.begin_inconsistent(0);
        self.placed(expr, true);
        self.word(";");
        self.end();
        self.newline();
    }

    /// Writes the final expression of a block, and ends the line.
    pub(crate) fn value(&mut self, expr: &Expr) {
        self.placed(expr, true);
        self.newline();
    }

    /// Writes a match arm whose body is an expression.
    pub(crate) fn value_arm(&mut self, pattern: &Expr, value: &Expr) {
        self.arm_of(|writer| writer.expression(pattern), |writer| writer.placed(value, true));
    }

    /// Writes a keyword such as `if`, a condition, and a block.
    pub(crate) fn conditional(&mut self, keyword: &str, condition: &Expr, body: impl FnOnce(&mut Self)) {
        self.word(keyword);
        self.condition(condition);
        self.word("{");
        self.open();
        body(self);
        self.close("}");
    }

    /// Writes `if let pattern = value { … }`.
    pub(crate) fn if_let(&mut self, pattern: &Expr, value: &Expr, body: impl FnOnce(&mut Self)) {
        self.word("if ");
        self.begin(0);
        self.begin_inconsistent(0);
        self.word("let ");
        self.begin_inconsistent(0);
        self.expression(pattern);
        self.end();
        self.word(" = ");
        self.never_break();
        self.begin_inconsistent(0);
        self.expression(value);
        self.end();
        self.end();
        self.space();
        self.end();
        self.word("{");
        self.open();
        body(self);
        self.close("}");
    }

    /// Writes the condition of an `if`, or the operand of a `match` or a `for`, followed by a space.
    pub(crate) fn condition(&mut self, condition: &Expr) {
        self.begin(0);
        self.expression(condition);
        self.space();
        self.end();
    }

    /// Recurses as deep as the templates of this crate nest.
    fn placed(&mut self, expr: &Expr, begins_line: bool) {
        match expr {
            Expr::Text(text) => self.word(text),
            Expr::Path(path) => self.path(path),
            Expr::Prefix(operator, of) => {
                self.word(operator);
                self.expression(of);
            }
            Expr::Parenthesized(of) => {
                self.word("(");
                self.expression(of);
                self.word(")");
            }
            Expr::Field(..) | Expr::Method(..) => {
                self.begin(INDENT);
                self.chain(expr, begins_line);
                self.end();
            }
            Expr::Call(function, arguments) => {
                self.path(function);
                self.call_arguments(arguments);
            }
            Expr::Binary(left, operator, right) => self.binary(left, operator, right),
            Expr::Assign(place, value) => {
                self.begin_inconsistent(0);
                self.expression(place);
                self.word(" = ");
                self.never_break();
                self.expression(value);
                self.end();
            }
            Expr::Closure(parameters, value) => self.closure(parameters, value),
            Expr::If(parts) => self.if_else(parts),
            Expr::Tuple(parts) => self.list(("(", ")"), parts, Self::expression),
        }
    }

    /// Writes a path. In `<Type as Trait>::name`, only the type arguments of `Trait` can be broken.
    fn path(&mut self, path: &str) {
        let qualified = path.strip_prefix('<').and_then(|path| path.split_once(" as "));
        match qualified.and_then(|(ty, rest)| Some((ty, rest.rsplit_once(">::")?))) {
            Some((ty, (of, name))) => {
                self.word(&format!("<{ty} as "));
                self.ty(of);
                self.word(&format!(">::{name}"));
            }
            None => self.ty(path),
        }
    }

    /// Writes field accesses and method calls. They share the box that the caller has opened.
    fn chain(&mut self, expr: &Expr, begins_line: bool) {
        let (Expr::Field(base, name) | Expr::Method(base, name, _)) = expr else {
            self.begin(-INDENT);
            if let Expr::Call(function, arguments) = expr {
                self.path(function);
                self.end();
                self.call_arguments(arguments);
            } else {
                self.expression(expr);
                self.end();
            }
            return;
        };
        self.chain(base, begins_line);
        if !(begins_line && base.is_short()) {
            self.soft_break();
        }
        self.word(".");
        self.path(name);
        if let Expr::Method(_, _, arguments) = expr {
            self.call_arguments(arguments);
        }
    }

    fn call_arguments(&mut self, arguments: &[Expr]) {
        match arguments {
            [] => self.word("()"),
            [only] if only.is_block() => {
                self.word("(");
                self.expression(only);
                self.word(")");
            }
            _ => self.list(("(", ")"), arguments, Self::expression),
        }
    }

    fn binary(&mut self, left: &Expr, operator: &str, right: &Expr) {
        self.begin_inconsistent(INDENT);
        self.begin_inconsistent(-INDENT);
        self.expression(left);
        self.end();
        self.space();
        self.word(operator);
        self.word(" ");
        self.expression(right);
        self.end();
    }

    fn closure(&mut self, parameters: &str, value: &Expr) {
        self.begin_inconsistent(0);
        self.word(parameters);
        self.word(" ");
        self.never_break();
        if value.is_block() || matches!(value, Expr::Call(..)) {
            self.expression(value);
        } else {
            let end = if matches!(value, Expr::Assign(..)) { ";" } else { "" };
            self.begin(INDENT);
            self.line.place_break(Break { before: "{", ..Break::default() });
            self.expression(value);
            self.line.place_break(Break { offset: -INDENT, before: end, after: "}", ..Break::default() });
            self.end();
        }
        self.end();
    }

    fn if_else(&mut self, [condition, yes, no]: &[Expr; 3]) {
        self.begin(INDENT);
        self.word("if ");
        self.begin(-INDENT);
        self.condition(condition);
        self.end();
        for (open, value) in [("{", yes), (" else {", no)] {
            self.word(open);
            self.space();
            self.begin_inconsistent(0);
            self.placed(value, true);
            self.end();
            self.closing_space();
            self.word("}");
        }
        self.end();
    }
}
