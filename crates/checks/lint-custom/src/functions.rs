//! The functions of conditions: the types of all of them, and the values of those that CEL does not have.

use crate::types::ObjectType;
use crate::value::{Object, Value};
use crate::words;
use protoward_cel::Type::{self, Bool, Bytes, Double, Dyn, Int, Text, Uint};
use protoward_cel::{Budget, Called, Overload, Overloads, Problem};
use std::sync::LazyLock;

/// All functions: those with arguments only, and those that are called on a value.
pub(crate) static FUNCTIONS: Overloads = LazyLock::new(|| {
    let mut functions = vec![
        Overload::global("bool", [Dyn], Bool),
        Overload::global("double", [Dyn], Double),
        Overload::global("dyn", [Dyn], Dyn),
        Overload::global("has_option", [Text], Bool),
        Overload::global("int", [Dyn], Int),
        Overload::global("lower_camel_case", [Text], Text),
        Overload::global("lower_snake_case", [Text], Text),
        Overload::global("matches", [Text, Text], Bool),
        Overload::global("pascal_case", [Text], Text),
        Overload::global("size", [Text], Int),
        Overload::global("size", [Bytes], Int),
        Overload::global("size", [Type::list(Dyn)], Int),
        Overload::global("size", [Type::map(Dyn, Dyn)], Int),
        Overload::global("string", [Dyn], Text),
        Overload::global("uint", [Dyn], Uint),
        Overload::global("upper_snake_case", [Text], Text),
    ];
    let declarations = ObjectType::declarations();
    functions.extend(declarations.map(|it| Overload::member("has_option", [it.ty(), Text], Bool)));
    functions.extend([
        Overload::member("size", [Text], Int),
        Overload::member("size", [Bytes], Int),
        Overload::member("size", [Type::list(Dyn)], Int),
        Overload::member("size", [Type::map(Dyn, Dyn)], Int),
        Overload::member("contains", [Text, Text], Bool),
        Overload::member("endsWith", [Text, Text], Bool),
        Overload::member("lowerAscii", [Text], Text),
        Overload::member("matches", [Text, Text], Bool),
        Overload::member("replace", [Text, Text, Text], Text),
        Overload::member("split", [Text, Text], Type::list(Text)),
        Overload::member("startsWith", [Text, Text], Bool),
        Overload::member("trim", [Text], Text),
        Overload::member("upperAscii", [Text], Text),
        Overload::member("join", [Type::list(Text), Text], Text),
    ]);
    functions
});

/// Returns the overloads of a function with one call style.
pub(crate) fn overloads(name: &str, is_member: bool) -> Vec<&'static Overload> {
    FUNCTIONS.iter().filter(|it| it.name == name && it.is_member == is_member).collect()
}

/// Returns the names of the types that an argument can have: `string, bytes, list or map`.
pub(crate) fn names_of_argument(overloads: &[&Overload], at: usize) -> String {
    let mut names: Vec<_> = overloads.iter().filter_map(|it| it.arguments.get(at)).map(name).collect();
    names.dedup();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Returns the name of a type in messages and in the reference.
pub(crate) fn name(ty: &Type) -> String {
    match ty {
        Dyn => "any value".to_owned(),
        Type::List(of) if **of == Dyn => "list".to_owned(),
        Type::Map(..) => "map".to_owned(),
        Type::Object(_) => "declaration".to_owned(),
        other => other.to_string(),
    }
}

/// Changes the case of a name; `None` if there is no function with this name for these values.
pub(crate) fn changed_case(budget: &mut Budget, function: &str, values: &[Value]) -> Option<Called<Object>> {
    let change = match function {
        "lower_snake_case" => words::lower_snake_case,
        "upper_snake_case" => words::upper_snake_case,
        "pascal_case" => words::pascal_case,
        "lower_camel_case" => words::lower_camel_case,
        _ => return None,
    };
    let [Value::Text(text)] = values else { return None };
    Some(changed(budget, text, change))
}

fn changed(budget: &mut Budget, text: &str, change: fn(&str) -> String) -> Result<Value, Problem> {
    budget.allocate_text(text.len())?;
    // Other cases of a letter have up to three letters, and each may get an underscore.
    let changed = change(text);
    budget.allocate_text(changed.len())?;
    Ok(changed.into())
}
