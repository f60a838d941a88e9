//! The tables of attributes and functions in `docs/lint-rules.md`, generated from those that the type checker uses.

use crate::attributes::{self, Attribute};
use crate::functions::{FUNCTIONS, Of};
use crate::standard_options;
use crate::target::Target;
use crate::types::{ObjectType, Type};
use protoward_cel::Macro;
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
    for it in FUNCTIONS {
        let arguments: Vec<_> = it.arguments.iter().map(|of| of.name()).collect();
        let target = it.target.map(|of| format!("({}).", of.name())).unwrap_or_default();
        let result = if it.result == Of::Any { "the value, unchecked" } else { it.result.name() };
        let _ = writeln!(text, "| `{target}{}({})` | {result} |", it.name, arguments.join(", "));
    }
    let macros = Macro::NAMES.map(|name| format!("`{name}`")).join(", ");
    let _ = write!(text, "\nThe macros are `has`, {macros}.\n");
    text
}

fn table(text: &mut String, attributes: &[Attribute]) {
    text.push_str("| attribute | type | |\n|---|---|---|\n");
    for attribute in attributes {
        let ty = Type::from(attribute.ty);
        let _ = writeln!(text, "| `{}` | {ty} | {} |", attribute.name, attribute.description);
    }
}
