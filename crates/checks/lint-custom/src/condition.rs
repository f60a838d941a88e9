//! Conditions: parsed and checked expressions, so that a mistake is found once and not in each declaration.

use crate::evaluation::{LIMITS, Subject, World};
use crate::limits::{MAX_DEPTH, MAX_NESTING, MAX_TEXT};
use crate::pattern::{self, Patterns};
use crate::target::Target;
use crate::value::Value;
use crate::wording::{self, with_article};
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Dialect, Evaluation, Expr, Macro, NodeKind, Type};
use protoward_schema::Element;

const DIALECT: Dialect =
    Dialect { max_text: MAX_TEXT, max_nesting: MAX_NESTING, max_depth: MAX_DEPTH, macros: Macro::named };

/// A parsed and checked expression.
#[derive(Clone, Debug)]
struct Expression {
    root: Expr,
    patterns: Patterns,
}

impl Expression {
    fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let root = protoward_cel::parse(text, &DIALECT)?;
        let root = protoward_cel::check(&root, &target).map_err(|error| wording::mistake(target, error))?;
        check_keys(&root)?;
        let patterns = pattern::literals(&root)?;
        Ok(Self { root, patterns })
    }

    fn subject<'w, 'a>(&'w self, world: &'w World<'a>, element: Element) -> Subject<'w, 'a> {
        Subject { world, element, patterns: &self.patterns }
    }
}

/// Checks that the keys of maps can be keys.
fn check_keys(root: &Expr) -> Result<(), ConditionError> {
    let is_key = |ty: &Type| matches!(ty, Type::Bool | Type::Int | Type::Uint | Type::Text | Type::Dyn);
    let maps =
        root.nodes().into_iter().filter_map(|it| if let NodeKind::Map(map) = &it.kind { Some(map) } else { None });
    match maps.flatten().find(|(key, _)| !is_key(&key.fact.ty)) {
        Some((key, _)) => {
            let message = format!("{} cannot be a key", with_article(&key.fact.ty));
            Err(ConditionError::new(&key.extent, message))
        }
        None => Ok(()),
    }
}

/// A condition on declarations of one kind. Each declaration must meet it.
///
/// ```
/// use protoward_lint_custom::{Condition, Target};
///
/// Condition::parse("field.name.endsWith('_at')", Target::Field)?;
/// let error = Condition::parse("field.nam.endsWith('_at')", Target::Field).unwrap_err();
/// assert_eq!(error.to_string(), "`field` has no attribute `nam`; did you mean `name`?");
/// assert_eq!(error.range, 6..9);
/// # Ok::<(), protoward_lint_custom::ConditionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Condition {
    expression: Expression,
}

impl Condition {
    /// Parses and checks an expression.
    ///
    /// # Errors
    /// Fails for a wrong syntax, an unknown name, a wrong type, and an expression that is too large.
    pub fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let expression = Expression::parse(text, target)?;
        match &expression.root.fact.ty {
            Type::Bool | Type::Dyn => Ok(Self { expression }),
            other => {
                let message = format!("a condition is true or false, and this is {}", with_article(other));
                Err(ConditionError::new(&expression.root.extent, message))
            }
        }
    }

    /// Returns `true` if an element meets the condition, and the number of steps.
    pub(crate) fn evaluate(&self, world: &World<'_>, element: Element) -> (Result<bool, ConditionError>, u64) {
        let subject = self.expression.subject(world, element);
        let mut evaluation = Evaluation::new(&subject, LIMITS);
        let result = evaluation.boolean(&self.expression.root).map_err(wording::failure);
        (result, evaluation.steps())
    }

    /// Returns `true` if the expression reads comments, which a descriptor may lack.
    pub fn reads_comments(&self) -> bool {
        let is_comment = |name: &str| matches!(name, "comment" | "comments");
        let mut nodes = self.expression.root.nodes().into_iter();
        nodes.any(|it| matches!(&it.kind, NodeKind::Select(_, name) | NodeKind::Has(_, name) if is_comment(name)))
    }

    /// Returns the custom options that the expression names, with their places.
    pub(crate) fn named_options(&self) -> Vec<crate::named_options::NamedOption> {
        crate::named_options::of(&self.expression.root)
    }
}

/// An expression with a text: what a message shows in braces.
#[derive(Clone, Debug)]
pub(crate) struct TextExpression {
    expression: Expression,
}

impl TextExpression {
    /// Parses and checks an expression for a text, a number or a boolean.
    pub(crate) fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let expression = Expression::parse(text, target)?;
        match &expression.root.fact.ty {
            Type::Bool | Type::Int | Type::Uint | Type::Double | Type::Text | Type::Dyn => Ok(Self { expression }),
            other => {
                let message = format!("{} cannot be part of a message", with_article(other));
                Err(ConditionError::new(&expression.root.extent, message))
            }
        }
    }

    /// Returns the text for an element; `None` if the expression has none.
    pub(crate) fn evaluate(&self, world: &World<'_>, element: Element) -> Option<String> {
        let subject = self.expression.subject(world, element);
        let value = Evaluation::new(&subject, LIMITS).evaluate(&self.expression.root).ok()?;
        Some(match value {
            Value::Text(text) => text.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Uint(value) => value.to_string(),
            Value::Double(value) => value.to_string(),
            _ => return None,
        })
    }
}
