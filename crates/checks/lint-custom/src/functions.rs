//! The functions of conditions: the types of all of them, and the values of those that CEL does not have.

use crate::value::{Object, Value};
use crate::words;
use protoward_cel::Of::{Any, Bool, Bytes, Double, Int, List, Map, Object as ObjectOf, Text, Uint};
use protoward_cel::{Budget, Called, Of, Overload, Problem};

/// All functions: those with arguments only, and those that are called on a value.
pub(crate) const FUNCTIONS: &[Overload] = &[
    Overload::global("bool", &[Any], Bool),
    Overload::global("double", &[Any], Double),
    Overload::global("dyn", &[Any], Any),
    Overload::global("has_option", &[Text], Bool),
    Overload::global("int", &[Any], Int),
    Overload::global("lower_camel_case", &[Text], Text),
    Overload::global("lower_snake_case", &[Text], Text),
    Overload::global("matches", &[Text, Text], Bool),
    Overload::global("pascal_case", &[Text], Text),
    Overload::global("size", &[Text], Int),
    Overload::global("size", &[Bytes], Int),
    Overload::global("size", &[List(&Any)], Int),
    Overload::global("size", &[Map(&Any, &Any)], Int),
    Overload::global("string", &[Any], Text),
    Overload::global("uint", &[Any], Uint),
    Overload::global("upper_snake_case", &[Text], Text),
    Overload::member("has_option", &[ObjectOf("file"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("message"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("field"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("oneof"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("enum"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("value"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("service"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("method"), Text], Bool),
    Overload::member("has_option", &[ObjectOf("file or message"), Text], Bool),
    Overload::member("size", &[Text], Int),
    Overload::member("size", &[Bytes], Int),
    Overload::member("size", &[List(&Any)], Int),
    Overload::member("size", &[Map(&Any, &Any)], Int),
    Overload::member("contains", &[Text, Text], Bool),
    Overload::member("endsWith", &[Text, Text], Bool),
    Overload::member("lowerAscii", &[Text], Text),
    Overload::member("matches", &[Text, Text], Bool),
    Overload::member("replace", &[Text, Text, Text], Text),
    Overload::member("split", &[Text, Text], List(&Text)),
    Overload::member("startsWith", &[Text, Text], Bool),
    Overload::member("trim", &[Text], Text),
    Overload::member("upperAscii", &[Text], Text),
    Overload::member("join", &[List(&Text), Text], Text),
];

/// Returns the overloads of a function with one call style.
pub(crate) fn overloads(name: &str, is_member: bool) -> Vec<&'static Overload> {
    FUNCTIONS.iter().filter(|it| it.name == name && it.is_member == is_member).collect()
}

/// Returns the names of the types that an argument can have: `string, bytes, list or map`.
pub(crate) fn names_of_argument(overloads: &[&Overload], at: usize) -> String {
    let mut names: Vec<_> = overloads.iter().filter_map(|it| it.arguments.get(at)).map(|&of| name(of)).collect();
    names.dedup();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Returns the name of a type in messages and in the reference.
pub(crate) const fn name(of: Of) -> &'static str {
    match of {
        Of::Bool => "bool",
        Of::Int => "int",
        Of::Uint => "uint",
        Of::Double => "double",
        Of::Text => "string",
        Of::Bytes => "bytes",
        Of::Duration => "duration",
        Of::Timestamp => "timestamp",
        Of::List(Of::Text) => "list(string)",
        Of::List(_) => "list",
        Of::Map(..) => "map",
        Of::Object(_) => "declaration",
        Of::Any | Of::A | Of::B | Of::TypeOf(_) => "any value",
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
