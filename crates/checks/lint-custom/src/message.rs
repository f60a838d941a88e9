//! The messages of rules, with expressions in braces: ``timestamp `{name}` must end in `_at` ``.

use crate::condition::TextExpression;
use crate::evaluation::World;
use crate::target::Target;
use protoward_cel::CelError as ConditionError;
use protoward_schema::Element;

/// A message with expressions in braces. An attribute of the declaration itself needs no variable: `{name}` is
/// `{this.name}`. A brace is written twice.
#[derive(Clone, Debug)]
pub struct MessageTemplate {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Expression(TextExpression),
}

impl MessageTemplate {
    /// Parses a message and checks its expressions.
    ///
    /// # Errors
    /// Fails for a brace without its other half, and for a wrong expression.
    pub fn parse(text: &str, target: Target) -> Result<Self, ConditionError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(brace) = text.get(at..).and_then(|rest| rest.find(['{', '}'])).map(|found| at + found) {
            plain.push_str(text.get(at..brace).unwrap_or_default());
            let rest = text.get(brace..).unwrap_or_default();
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.extend(rest.chars().next());
                at = brace + 2;
                continue;
            }
            let Some(length) = rest.find('}').filter(|_| rest.starts_with('{')) else {
                let error = ConditionError::new(&(brace..brace + 1), "this brace has no other half");
                return Err(error.help("a brace in a message is written twice"));
            };
            parts.push(Part::Text(std::mem::take(&mut plain)));
            let inside = rest.get(1..length).unwrap_or_default();
            parts.push(Part::Expression(expression(inside, brace + 1, target)?));
            at = brace + length + 1;
        }
        plain.push_str(text.get(at..).unwrap_or_default());
        parts.push(Part::Text(plain));
        Ok(Self { parts })
    }

    /// Returns the message for an element. An expression without a value stays empty, because the finding counts.
    pub(crate) fn text(&self, world: &World<'_>, element: Element) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Expression(expression) => expression.evaluate(world, element).unwrap_or_default(),
        };
        self.parts.iter().map(text).collect()
    }
}

/// Parses the expression in braces at an offset of a message.
fn expression(text: &str, offset: usize, target: Target) -> Result<TextExpression, ConditionError> {
    const THIS: &str = "this.";
    let first = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap_or_default();
    let is_variable = target.variables().iter().any(|(name, _)| *name == first);
    let is_plain = text.starts_with(|it: char| it.is_ascii_alphabetic()) && !text[first.len()..].starts_with('(');
    let added = if is_plain && (!is_variable || text == first) { THIS } else { "" };
    let moved = |at: usize| at.saturating_sub(added.len()) + offset;
    TextExpression::parse(&format!("{added}{text}"), target).map_err(|error| {
        let range = moved(error.range.start)..moved(error.range.end);
        ConditionError { range, ..error }
    })
}
