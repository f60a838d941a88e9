//! Prints the tree as plain text, one statement on each line, before it is reformatted.

use super::{File, Node, StatementKind};

pub fn print(file: &File) -> String {
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
            None => out.push_str(";\n"),
        }
    }
}

fn head(it: &Node) -> String {
    let Node { kind, modifier, type_name, name, value, options, body: _ } = it;
    let words = match kind {
        StatementKind::Syntax => format!("{name} = {value}"),
        StatementKind::Package => format!("package {name}"),
        StatementKind::Import => format!("import {modifier} {name}"),
        StatementKind::Option => format!("option {name} = {value}"),
        StatementKind::Message => format!("{modifier} message {name}"),
        StatementKind::Enum => format!("{modifier} enum {name}"),
        StatementKind::Oneof => format!("oneof {name}"),
        StatementKind::Extend => format!("extend {name}"),
        StatementKind::Service => format!("service {name}"),
        StatementKind::Rpc => format!("rpc {name} ({type_name}) returns ({value})"),
        StatementKind::Field => format!("{modifier} {type_name} {name} = {value}"),
        StatementKind::Group => format!("{modifier} group {name} = {value}"),
        StatementKind::Value => format!("{name} = {value}"),
        StatementKind::Extensions => format!("extensions {value}"),
        StatementKind::Reserved => format!("reserved {value}"),
        StatementKind::Empty => String::new(),
    };
    let mut words = words.trim_start().to_owned();
    if !options.is_empty() {
        let all: Vec<String> = options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        words.push_str(&format!(" [{}]", all.join(", ")));
    }
    words
}
