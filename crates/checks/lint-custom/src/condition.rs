//! Conditions: parsed and checked expressions, so that a mistake is found once and not in each declaration.

use crate::check::Scope;
use crate::evaluation::{Evaluation, Failure, World};
use crate::limits::{MAX_DEPTH, MAX_NESTING, MAX_TEXT};
use crate::pattern;
use crate::target::Target;
use crate::types::Type;
use crate::types::with_article;
use crate::value::Value;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Dialect, Macro, Node, NodeKind};
use protoward_schema::Element;

const DIALECT: Dialect = Dialect {
    max_text: MAX_TEXT,
    max_nesting: MAX_NESTING,
    max_depth: MAX_DEPTH,
    has_messages: false,
    macros: Macro::named,
    pattern: Some(pattern::compile),
};

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
    root: Node,
}

impl Condition {
    /// Parses and checks an expression.
    ///
    /// # Errors
    /// Fails for a wrong syntax, an unknown name, a wrong type, and an expression that is too large.
    pub fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let root = protoward_cel::parse(text, &DIALECT)?;
        match Scope::of(target).check(&root)? {
            Type::Bool | Type::Dyn => Ok(Self { root }),
            other => {
                let message =
                    format!("a condition is true or false, and this is {other}", other = with_article(&other));
                Err(ConditionError::new(&root.extent, message))
            }
        }
    }

    /// Returns `true` if an element meets the condition, and the number of steps.
    pub(crate) fn evaluate(&self, world: &World<'_>, element: Element) -> (Result<bool, ConditionError>, u64) {
        let mut evaluation = Evaluation::new(world, element);
        let result = evaluation.boolean(&self.root).map_err(Failure::into_error);
        (result, evaluation.steps())
    }

    /// Returns `true` if the expression reads comments, which a descriptor may lack.
    pub fn reads_comments(&self) -> bool {
        reads_comments(&self.root)
    }

    /// Returns the custom options that the expression names, with their places.
    pub(crate) fn named_options(&self) -> Vec<crate::named_options::NamedOption> {
        crate::named_options::of(&self.root)
    }
}

fn reads_comments(node: &Node) -> bool {
    let is_comment = |name: &str| matches!(name, "comment" | "comments");
    matches!(&node.kind, NodeKind::Select(_, name) | NodeKind::Has(_, name) if is_comment(name))
        || node.children().into_iter().any(reads_comments)
}

/// An expression with a text: what a message shows in braces.
#[derive(Clone, Debug)]
pub(crate) struct TextExpression {
    root: Node,
}

impl TextExpression {
    /// Parses and checks an expression for a text, a number or a boolean.
    pub(crate) fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let root = protoward_cel::parse(text, &DIALECT)?;
        match Scope::of(target).check(&root)? {
            Type::Bool | Type::Int | Type::Uint | Type::Double | Type::Text | Type::Dyn => Ok(Self { root }),
            other => Err(ConditionError::new(
                &root.extent,
                format!("{other} cannot be part of a message", other = with_article(&other)),
            )),
        }
    }

    /// Returns the text for an element.
    pub(crate) fn evaluate(&self, world: &World<'_>, element: Element) -> Result<String, ConditionError> {
        let value: Value<'_> = Evaluation::new(world, element).evaluate(&self.root).map_err(Failure::into_error)?;
        value.text().ok_or_else(|| {
            ConditionError::new(
                &self.root.extent,
                format!("{} cannot be part of a message", with_article(value.type_name())),
            )
        })
    }
}
