//! Prints the tree as plain text, one statement on each line, before it is reformatted.

use super::model::{File, Kind, Node};

pub(super) fn print(file: &File) -> String {
    let mut out = String::new();
    nodes(&mut out, &file.nodes, 0);
    out
}

fn nodes(out: &mut String, all: &[Node], depth: usize) {
    for it in all {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&head(it));
        match &it.body {
            Some(body) => {
                out.push_str(" {\n");
                nodes(out, body, depth + 1);
                out.push_str(&"  ".repeat(depth));
                out.push_str("}\n");
            }
            None if it.kind == Kind::Empty => out.push_str(";\n"),
            None => out.push_str(";\n"),
        }
    }
}

fn head(it: &Node) -> String {
    let Node { kind, modifier, type_name, name, value, options, body: _ } = it;
    let words = match kind {
        Kind::Syntax => format!("{name} = {value}"),
        Kind::Package => format!("package {name}"),
        Kind::Import => format!("import {modifier} {name}"),
        Kind::Option => format!("option {name} = {value}"),
        Kind::Message => format!("{modifier} message {name}"),
        Kind::Enum => format!("{modifier} enum {name}"),
        Kind::Oneof => format!("oneof {name}"),
        Kind::Extend => format!("extend {name}"),
        Kind::Service => format!("service {name}"),
        Kind::Rpc => format!("rpc {name} ({type_name}) returns ({value})"),
        Kind::Field => format!("{modifier} {type_name} {name} = {value}"),
        Kind::Group => format!("{modifier} group {name} = {value}"),
        Kind::Value => format!("{name} = {value}"),
        Kind::Extensions => format!("extensions {value}"),
        Kind::Reserved => format!("reserved {value}"),
        Kind::Empty => String::new(),
    };
    let mut words = words.trim_start().to_owned();
    if !options.is_empty() {
        let all: Vec<String> = options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        words.push_str(&format!(" [{}]", all.join(", ")));
    }
    words
}
