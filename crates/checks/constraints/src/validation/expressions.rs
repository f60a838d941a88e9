//! Expressions in CEL: compiled once, and evaluated for a value.

use super::{Passes, Validator};
use crate::cel::environment::Environment;
use crate::cel::evaluation::{LIMITS, Subject};
use crate::cel::value::Value;
use crate::cel::wording::{Reason, reason};
use crate::cel::{self, field_types};
use crate::model::rules::{Expression, Test};
use protoward_cel::{CelError, Evaluation, Expr, Type};
use std::rc::Rc;

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) enum Compiled {
    /// An expression that can be evaluated.
    Ready(Rc<Expr>),
    /// An expression that a program refuses.
    Broken,
    /// An expression that is not understood here.
    Unknown,
}

impl Validator<'_> {
    /// Returns a compiled expression.
    pub(super) fn compiled(&self, expression: &Expression, this: &Type) -> Compiled {
        let predefined = expression.predefined.as_ref().map(|it| it.field);
        let key = format!("{this:?} {predefined:?} {}", expression.text);
        if let Some(compiled) = self.compiled.borrow().get(&key) {
            return compiled.clone();
        }
        let compiled = self.compile(expression, this);
        self.compiled.borrow_mut().insert(key, compiled.clone());
        compiled
    }

    /// Returns the tree of an expression that can be evaluated.
    pub(crate) fn tree(&self, expression: &Expression, this: &Type) -> Option<Rc<Expr>> {
        match self.compiled(expression, this) {
            Compiled::Ready(tree) => Some(tree),
            Compiled::Broken | Compiled::Unknown => None,
        }
    }

    fn compile(&self, expression: &Expression, this: &Type) -> Compiled {
        match self.checked(expression, this) {
            Ok(tree) if cel::is_possible(&tree) => Compiled::Ready(Rc::new(tree)),
            Ok(_) => Compiled::Broken,
            Err(error) if error.is_limit => Compiled::Unknown,
            Err(_) => Compiled::Broken,
        }
    }

    /// Parses and checks an expression about a value of a type.
    ///
    /// # Errors
    /// Returns the first mistake.
    pub fn checked(&self, expression: &Expression, this: &Type) -> Result<Expr, CelError> {
        let schema = self.schema();
        let mut environment = Environment::of_value(schema, this.clone());
        if let Some(predefined) = &expression.predefined {
            let rules = field_types::of_message(schema, schema[predefined.field].containing());
            environment = environment.with_rule(field_types::of_field(schema, predefined.field), rules);
        }
        cel::compile(&expression.text, &environment)
    }

    /// Returns `true` for a condition that a program refuses to prepare.
    pub(super) fn is_broken(&self, test: &Test, this: &Type) -> bool {
        match test {
            Test::Cel(expression) => matches!(self.compiled(expression, this), Compiled::Broken),
            Test::Misfit => true,
            _ => false,
        }
    }

    /// Evaluates an expression: a value passes if the result is `true` or an empty message.
    pub(super) fn evaluate(&self, expression: &Expression, this: &Value, ty: &Type) -> Passes {
        let tree = match self.compiled(expression, ty) {
            Compiled::Ready(tree) => tree,
            Compiled::Broken => return Some(false),
            Compiled::Unknown => return None,
        };
        let mut variables = vec![("this", this.clone()), ("now", Value::Timestamp(now()))];
        if let Some(predefined) = &expression.predefined {
            variables.extend([("rule", predefined.rule.clone()), ("rules", predefined.rules.clone())]);
        }
        let host = Subject { reading: self.reading(), variables, patterns: &self.patterns };
        match Evaluation::new(&host, LIMITS).evaluate(&tree) {
            Ok(Value::Bool(passes)) => Some(passes),
            Ok(Value::Text(text)) => Some(text.is_empty()),
            Ok(_) => Some(false),
            Err(failure) => match reason(failure.kind) {
                // A message for which a rule fails is not accepted.
                Reason::Error(_) => Some(false),
                Reason::Unknown(_) => None,
            },
        }
    }
}

/// Returns the current time in nanoseconds since 1970.
pub(crate) fn now() -> i128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}
