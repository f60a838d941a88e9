//! Expressions in CEL: compiled once, and evaluated for a value.

use super::Validator;
use super::verdict::{Cause, Verdict};
use crate::cel::environment::Environment;
use crate::cel::evaluation::{LIMITS, Subject};
use crate::cel::value::Value;
use crate::cel::wording::{Reason, reason};
use crate::cel::{self, field_types};
use crate::model::rules::Expression;
use protoward_cel::{CelError, Evaluation, Expr, Type};
use std::rc::Rc;

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) enum Compiled {
    /// An expression that can be evaluated.
    Ready(Rc<Expr>),
    /// An expression that a program refuses, for this reason.
    Broken(Cause),
    /// An expression that is not understood here, for this reason.
    Unknown(Cause),
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
            Compiled::Broken(_) | Compiled::Unknown(_) => None,
        }
    }

    fn compile(&self, expression: &Expression, this: &Type) -> Compiled {
        match self.checked(expression, this) {
            Ok(tree) if cel::is_possible(&tree) => Compiled::Ready(Rc::new(tree)),
            Ok(_) => Compiled::Broken(cel::IMPOSSIBLE.into()),
            Err(error) if error.is_limit => Compiled::Unknown(error.into()),
            Err(error) => Compiled::Broken(error.into()),
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

    /// Evaluates an expression: a value passes if the result is `true` or an empty message.
    pub(super) fn evaluate(&self, expression: &Expression, this: &Value, ty: &Type) -> Verdict {
        let tree = match self.compiled(expression, ty) {
            Compiled::Ready(tree) => tree,
            Compiled::Broken(why) => return Verdict::Fails(why),
            Compiled::Unknown(why) => return Verdict::Unknown(why),
        };
        let mut variables = vec![("this", this.clone()), ("now", Value::Timestamp(now()))];
        if let Some(predefined) = &expression.predefined {
            variables.extend([("rule", predefined.rule.clone()), ("rules", predefined.rules.clone())]);
        }
        let host = Subject { reading: self.reading(), variables, patterns: &self.patterns };
        match Evaluation::new(&host, LIMITS).evaluate(&tree) {
            Ok(Value::Bool(passes)) => passes.into(),
            Ok(Value::Text(text)) if text.is_empty() => Verdict::Passes,
            Ok(Value::Text(text)) => Verdict::Violated(Some(text.to_string())),
            Ok(other) => Verdict::Fails(format!("its value is of type `{}`", other.type_name()).as_str().into()),
            Err(failure) => match reason(failure.kind) {
                Reason::Error(reason) => Verdict::Fails(Cause { reason, part: Some(failure.range), help: None }),
                Reason::Unknown(reason) => Verdict::Unknown(Cause { reason, part: Some(failure.range), help: None }),
            },
        }
    }
}

/// Returns the current time in nanoseconds since 1970.
pub(crate) fn now() -> i128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}
