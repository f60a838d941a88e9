//! Rules in CEL: their ids, messages and expressions.

use crate::file_checker::FileChecker;
use protoward_cel::{Expr, Type};
use protoward_constraints::View;
use protoward_constraints::cel;
use protoward_constraints::cel::environment::Environment;
use std::collections::HashMap;

/// Checks `cel` and `cel_expression`. Returns `true` if an expression cannot run.
pub(super) fn check(cx: &mut FileChecker<'_>, view: &View<'_, '_>, environment: &Environment<'_>) -> bool {
    let mut is_broken = false;
    for (at, text) in view.texts("cel_expression").iter().enumerate() {
        let path = view.path_at("cel_expression", at);
        let name = view.name_of("cel_expression");
        is_broken |= !expression(cx, &path, &name, text, environment).is_some_and(|it| cel::is_possible(&it));
    }
    let rules = view.messages("cel");
    let mut counts: HashMap<String, usize> = HashMap::new();
    for id in rules.iter().filter_map(|rule| rule.text("id")).filter(|id| !id.is_empty()) {
        *counts.entry(id).or_default() += 1;
    }
    for rule in rules {
        let id = rule.text("id").unwrap_or_default();
        let id_name = rule.name_of("id");
        if !id.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it)) {
            let message = format!(
                "the id `{id}` in `{id_name}` has other characters than letters, digits, `.`, `_` and `-`: rename it"
            );
            cx.problem(&rule.path, message);
        }
        if counts.get(&id).is_some_and(|&count| count > 1) {
            cx.problem(&rule.path, format!("the id `{id}` in `{id_name}` is not unique here: rename all but one"));
        }
        let text = rule.text("expression").unwrap_or_default();
        let Some(checked) = expression(cx, &rule.path, &rule.name_of("expression"), &text, environment) else {
            is_broken = true;
            continue;
        };
        is_broken |= !cel::is_possible(&checked);
        let has_message = rule.text("message").is_some_and(|message| !message.is_empty());
        if has_message && is_text(&checked.fact.ty) {
            let name = rule.name_of("message");
            let message = format!("`{name}` is never shown, because the expression itself makes a message: remove it");
            cx.problem(&rule.path, message);
        }
    }
    is_broken
}

/// Checks an expression. Returns `None` if it cannot run.
fn expression(
    cx: &mut FileChecker<'_>,
    path: &[i32],
    name: &str,
    text: &str,
    environment: &Environment<'_>,
) -> Option<Expr> {
    if text.trim().is_empty() {
        cx.problem(path, format!("`{name}` has no expression: write a condition in CEL"));
        return None;
    }
    match cel::compile(text, environment) {
        Ok(checked) if is_text(&checked.fact.ty) || is_bool(&checked.fact.ty) => Some(checked),
        Ok(checked) => {
            let message = format!(
                "`{name}` has a value of type `{}`: write an expression of type `bool`, or a `string` with the message",
                checked.fact.ty
            );
            cx.problem(path, message);
            None
        }
        Err(error) if error.is_limit => {
            cx.unjudged(path, format!("`{name}`: {error}"));
            None
        }
        Err(error) => {
            cx.problem(path, format!("`{name}` is not a valid expression of CEL: {error}"));
            None
        }
    }
}

fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Text => true,
        Type::Wrapper(of) => is_text(of),
        _ => false,
    }
}

fn is_bool(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Dyn | Type::Any => true,
        Type::Wrapper(of) => is_bool(of),
        _ => false,
    }
}
