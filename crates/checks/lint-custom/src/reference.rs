//! The tables of attributes and functions in `docs/lint-rules.md`, generated from those that the type checker uses.

use crate::attributes::{self, Attribute};
use crate::functions::{FUNCTIONS, name, names_of_argument, overloads};
use crate::standard_options;
use crate::target::Target;
use crate::types::ObjectType;
use protoward_cel::{Macro, Type};
use std::fmt::Write;

/// Returns the variables, attributes and functions of conditions, as Markdown.
pub fn reference() -> String {
    let mut text = String::from("Every declaration has these attributes:\n\n");
    table(&mut text, attributes::COMMON);
    for target in Target::ALL {
        let article = if target == Target::Enum { "An" } else { "A" };
        let _ = write!(text, "\n{article} {} also has:\n\n", target.name());
        table(&mut text, attributes::own(ObjectType::Declaration(target)));
    }
    let parts = [
        ("Each of `imports`", ObjectType::Import),
        ("`comments`", ObjectType::Comments),
        ("`features`", ObjectType::Features),
    ];
    for (name, object) in parts {
        let _ = write!(text, "\n{name} has:\n\n");
        table(&mut text, attributes::own(object));
    }
    text.push_str("\nThe standard options are:\n\n| of a | `options` |\n|---|---|\n");
    for target in Target::ALL {
        let names: Vec<_> = standard_options::of(target).iter().map(|option| format!("`{}`", option.name)).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "| {} | {} |", target.name(), names.join(", "));
        }
    }
    text.push_str("\nThe functions are:\n\n| function | result |\n|---|---|\n");
    let mut functions: Vec<_> = FUNCTIONS.iter().map(|it| (it.name, it.is_member)).collect();
    functions.dedup();
    for (function, is_member) in functions {
        text.push_str(&row(function, is_member));
    }
    let macros = Macro::NAMES.map(|name| format!("`{name}`")).join(", ");
    let _ = write!(text, "\nThe macros are `has`, {macros}.\n");
    text
}

/// Returns the row of a function.
fn row(function: &str, is_member: bool) -> String {
    let overloads = overloads(function, is_member);
    let count = overloads.first().map_or(0, |it| it.arguments.len());
    let names: Vec<_> = (0..count).map(|at| names_of_argument(&overloads, at)).collect();
    let (target, arguments) = names.split_at(usize::from(is_member));
    let target: String = target.iter().map(|name| format!("({name}).")).collect();
    let result = match overloads.first().map(|it| &it.result) {
        None | Some(Type::Dyn) => "the value, unchecked".to_owned(),
        Some(ty) => name(ty),
    };
    format!("| `{target}{function}({})` | {result} |\n", arguments.join(", "))
}

fn table(text: &mut String, attributes: &[Attribute]) {
    text.push_str("| attribute | type | |\n|---|---|---|\n");
    for attribute in attributes {
        let ty = Type::from(attribute.ty);
        let _ = writeln!(text, "| `{}` | {ty} | {} |", attribute.name, attribute.description);
    }
}
