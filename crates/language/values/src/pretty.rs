//! JSON output for people: an entry per line, two spaces per level.

use super::tree::quote;
use super::view::blanks;
use super::{View, Written};

/// Formats a value as a JSON document, indented by two spaces per level.
pub fn write_json(value: &impl Written) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a value. Recursion is bounded by the depth of the value.
fn write<V: Written>(value: &V, depth: usize, out: &mut String) {
    match value.view() {
        View::Null => out.push_str("null"),
        View::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        View::Number(text) => out.push_str(text),
        View::String(text) => quote(text, out),
        View::Array([]) => out.push_str("[]"),
        View::Object([]) => out.push_str("{}"),
        View::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                line(depth + 1, out);
                write(value, depth + 1, out);
            }
            line(depth, out);
            out.push(']');
        }
        View::Object(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                line(depth + 1, out);
                quote(key.as_ref(), out);
                out.push_str(": ");
                write(value, depth + 1, out);
            }
            line(depth, out);
            out.push('}');
        }
    }
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    blanks(2 * depth, out);
}

#[cfg(test)]
mod tests {
    use super::super::parse_json;
    use super::write_json;

    #[test]
    fn writes_one_value_per_line() {
        let Ok(node) = parse_json(br#"{"a":[1,{"b":"\n"}],"c":[],"d":{},"e":null}"#) else { panic!("it is JSON") };
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"\\n\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {},\n  \"e\": null\n}\n";
        assert_eq!(write_json(&node), expected);
    }
}
