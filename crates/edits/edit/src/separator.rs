//! The separator of the items of a list, which new items continue.

use protoward_syntax::ast::Span;

/// Returns the separator of a list, such as a comma and a line break.
pub fn separator<'t>(text: &'t str, items: &[Span]) -> &'t str {
    let [first, second, ..] = items else { return ", " };
    let between = text.get(first.end as usize..second.start as usize).unwrap_or(", ");
    if between.chars().all(|character| character == ',' || character.is_whitespace()) { between } else { ", " }
}
