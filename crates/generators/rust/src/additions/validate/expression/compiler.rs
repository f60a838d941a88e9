//! The compiler: the code of each node.

use std::fmt::Write as _;

use protoward_cel::{Expr, FieldValue, NodeKind, Type};

use super::code::Code;
use super::form::{Element, Form};
use super::{Scope, ThisKind, Unsupported};

/// The result of a step that does not know its place.
pub(super) type Step<T = Code> = Result<T, String>;
/// The result of a step that knows its place.
pub(super) type Compiled<T = Code> = Result<T, Unsupported>;

/// Compiles nodes. `__cel` stands for the path of the functions.
pub(super) struct Compiler<'a> {
    pub(super) scope: Scope<'a>,
    /// The variables of the macros around a node, the innermost last, with their code.
    variables: Vec<(String, Code)>,
    /// The number of Rust variables so far.
    count: usize,
    uses_now: bool,
}

pub(super) fn placed(node: &Expr, what: String) -> Unsupported {
    Unsupported { range: node.token.clone(), what }
}

impl<'a> Compiler<'a> {
    pub(super) const fn new(scope: Scope<'a>) -> Self {
        Self { scope, variables: Vec::new(), count: 0, uses_now: false }
    }

    /// Returns `true` if the code has the variable `now`.
    pub(super) const fn uses_now(&self) -> bool {
        self.uses_now
    }

    /// Returns the name of a new Rust variable.
    pub(super) fn name(&mut self) -> String {
        let mut name = String::from("it");
        let _ = write!(name, "{}", self.count);
        self.count += 1;
        name
    }

    /// Compiles a node with a variable of a macro.
    pub(super) fn with<T>(&mut self, name: &str, code: Code, compile: impl FnOnce(&mut Self) -> T) -> T {
        self.variables.push((name.to_owned(), code));
        let result = compile(self);
        self.variables.pop();
        result
    }

    /// Compiles a node.
    pub(super) fn compile(&mut self, node: &Expr) -> Compiled {
        let mut code = self.node(node)?;
        if code.form == Form::Dyn {
            code = self.typed(code, &node.fact.ty);
        }
        Ok(code)
    }

    fn node(&mut self, node: &Expr) -> Compiled {
        let place = |what| placed(node, what);
        match &node.kind {
            NodeKind::Literal(literal) => self.constant(&literal.into()).map_err(place),
            NodeKind::Variable(name) => self.variable(name).map_err(place),
            NodeKind::Type(name) => Ok(Code::new(format!("{name:?}"), Form::Type)),
            NodeKind::Select(operand, name) => {
                let operand = self.compile(operand)?;
                self.select(operand, name).map_err(place)
            }
            NodeKind::Has(operand, name) => {
                let operand = self.compile(operand)?;
                self.has(operand, name).map_err(place)
            }
            NodeKind::Unary(operator, operand) => {
                let operand = self.compile(operand)?;
                self.unary(*operator, operand).map_err(place)
            }
            NodeKind::Binary(operator, nodes) => {
                let [one, other] = nodes.as_ref();
                let (one, other) = (self.compile(one)?, self.compile(other)?);
                self.binary(*operator, one, other).map_err(place)
            }
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                let condition = self.compile(condition)?;
                let (then, otherwise) = (self.compile(then)?, self.compile(otherwise)?);
                self.choice(condition, then, otherwise).map_err(place)
            }
            NodeKind::List(nodes) => {
                let codes = nodes.iter().map(|node| self.compile(node)).collect::<Compiled<Vec<_>>>()?;
                self.array(codes).map_err(place)
            }
            NodeKind::Map(entries) => {
                let mut codes = Vec::new();
                for (key, value) in entries {
                    codes.push((self.compile(key)?, self.compile(value)?));
                }
                self.map(codes).map_err(place)
            }
            NodeKind::Call(call) => {
                let nodes = call.target.as_deref().into_iter().chain(&call.arguments);
                let codes = nodes.map(|node| self.compile(node)).collect::<Compiled<Vec<_>>>()?;
                self.call(&call.function, codes).map_err(place)
            }
            NodeKind::Macro(it) => self.comprehension(node, it),
            NodeKind::Message(name, entries) => {
                let mut codes = Vec::new();
                for FieldValue { name, value, .. } in entries {
                    codes.push((name.as_str(), self.compile(value)?));
                }
                self.message(name, codes).map_err(place)
            }
        }
    }

    fn variable(&mut self, name: &str) -> Step {
        if let Some((_, code)) = self.variables.iter().rev().find(|(known, _)| known == name) {
            return Ok(code.clone());
        }
        match (name, self.scope.predefined) {
            ("this", _) => self.this(),
            ("now", _) => {
                self.uses_now = true;
                Ok(Code::new("now", Form::Timestamp))
            }
            ("rule", Some(predefined)) => self.constant(&predefined.rule),
            ("rules", Some(predefined)) => self.constant(&predefined.rules),
            _ => Err(format!("the variable `{name}`")),
        }
    }

    fn this(&self) -> Step {
        let schema = self.scope.reading.schema;
        let text = self.scope.this.text;
        match self.scope.this.kind {
            ThisKind::Message(ty) => Ok(Code::new(text, Form::Message { ty, may_be_absent: false })),
            ThisKind::Value(field, ty) => Element::of(schema, field, ty, false).read(text),
            ThisKind::All(field) => self.all_of(field, text),
        }
    }

    /// Returns the code of a dynamic value whose type is known after all.
    fn typed(&self, code: Code, ty: &Type) -> Code {
        let (method, form) = match ty {
            Type::Bool => ("boolean", Form::Bool),
            Type::Int => ("int", Form::Int),
            Type::Uint => ("uint", Form::Uint),
            Type::Double => ("double", Form::Double),
            Type::Text => ("text", Form::Text { is_owned: true }),
            Type::Bytes => ("bytes", Form::Bytes { is_owned: true }),
            Type::Duration => ("duration", Form::Duration),
            Type::Timestamp => ("timestamp", Form::Timestamp),
            _ => return code,
        };
        Code::fallible(&[&code], &format!("{}.{method}()", code.text), form)
    }
}

/// Returns the code of an integer.
pub(super) fn int(value: i64) -> Code {
    let text = if value < 0 { format!("({value}i64)") } else { format!("{value}i64") };
    Code::new(text, Form::Int)
}

/// Returns the code of a double.
pub(super) fn double(value: f64) -> Code {
    let text = match value {
        _ if value.is_nan() => "f64::NAN".to_owned(),
        f64::INFINITY => "f64::INFINITY".to_owned(),
        f64::NEG_INFINITY => "f64::NEG_INFINITY".to_owned(),
        _ if value.is_sign_negative() => format!("({value:?}f64)"),
        _ => format!("{value:?}f64"),
    };
    Code::new(text, Form::Double)
}
