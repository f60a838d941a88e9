//! Values to JSON, with a line for each of them.

use super::{Node, Tree, quoted};

/// Writes a value as a document, indented by two blanks for each level.
pub fn write_json(node: &Node) -> String {
    let mut out = String::new();
    write(node, 0, &mut out);
    out.push('\n');
    out
}

/// Recurses as deep as the value nests, which whoever made it has bounded.
fn write(node: &Node, depth: usize, out: &mut String) {
    match &node.tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(text) => out.push_str(text),
        Tree::String(text) => out.push_str(&quoted(text)),
        Tree::Array(nodes) if nodes.is_empty() => out.push_str("[]"),
        Tree::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Tree::Array(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                line(depth + 1, out);
                write(node, depth + 1, out);
            }
            line(depth, out);
            out.push(']');
        }
        Tree::Object(entries) => {
            for (index, (key, node)) in entries.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                line(depth + 1, out);
                out.push_str(&quoted(&key.text));
                out.push_str(": ");
                write(node, depth + 1, out);
            }
            line(depth, out);
            out.push('}');
        }
    }
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::super::parse_json;
    use super::write_json;

    #[test]
    fn each_value_has_a_line() {
        let Ok(node) = parse_json(br#"{"a":[1,{"b":"\n"}],"c":[],"d":{},"e":null}"#) else { panic!("it is JSON") };
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"\\n\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {},\n  \"e\": null\n}\n";
        assert_eq!(write_json(&node), expected);
    }
}
