//! The graph of dependencies as text, for programs and for pictures.

use std::fmt::Write as _;

use serde_json::Value;

use crate::deps::graph::DependencyGraph;

/// Writes each module and dependency, with those that it needs indented below.
pub fn graph_text(graph: &DependencyGraph) -> String {
    let mut text = String::new();
    for (name, needs) in &graph.needs {
        let _ = writeln!(text, "{name}");
        needs.iter().for_each(|needed| text += &format!("  {needed}\n"));
    }
    text
}

/// Writes a directed graph for Graphviz, as `buf dep graph` does.
pub fn graph_dot(graph: &DependencyGraph) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = "digraph {\n\n".to_owned();
    for (name, needs) in &graph.needs {
        if needs.is_empty() && !is_needed(graph, name) {
            let _ = writeln!(text, "  {}", quoted(name));
        }
        needs.iter().for_each(|needed| text += &format!("  {} -> {}\n", quoted(name), quoted(needed)));
    }
    text + "\n}\n"
}

/// Writes a flowchart for Mermaid.
pub fn graph_mermaid(graph: &DependencyGraph) -> String {
    let id = |name: &str| graph.needs.keys().position(|other| other == name).unwrap_or_default();
    let mut text = "graph LR\n".to_owned();
    for name in graph.needs.keys() {
        let _ = writeln!(text, "  n{}[\"{}\"]", id(name), name.replace('"', "#quot;"));
    }
    for (name, needs) in &graph.needs {
        needs.iter().for_each(|needed| text += &format!("  n{} --> n{}\n", id(name), id(needed)));
    }
    text
}

/// Writes a list of the modules, with the keys of `buf dep graph --format json` but for digests. Its keys are stable.
pub fn graph_json(graph: &DependencyGraph) -> String {
    let nodes: Vec<String> = graph.modules.iter().map(|name| node(graph, name, &mut Vec::new())).collect();
    format!("[{}]\n", nodes.join(","))
}

/// Returns a node with those that it needs. `above` has the names from the root to it, against cycles.
fn node<'g>(graph: &'g DependencyGraph, name: &'g str, above: &mut Vec<&'g str>) -> String {
    let mut text = format!("{{\"name\":{}", Value::from(name));
    above.push(name);
    let needs = graph.needs.get(name).into_iter().flatten().filter(|it| !above.contains(&it.as_str()));
    let needs: Vec<&String> = needs.collect();
    let needs: Vec<String> = needs.into_iter().map(|needed| node(graph, needed, above)).collect();
    above.pop();
    if !needs.is_empty() {
        text += &format!(",\"deps\":[{}]", needs.join(","));
    }
    if graph.is_module(name) {
        text += ",\"local\":true";
    }
    text + "}"
}

fn is_needed(graph: &DependencyGraph, name: &str) -> bool {
    graph.needs.values().any(|needs| needs.contains(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn graph() -> DependencyGraph {
        let needs = [("a", vec!["b \"x\"", "c"]), ("b \"x\"", vec!["a"]), ("c", vec![]), ("d", vec![])];
        let needs = needs.map(|(name, needs)| (name.to_owned(), needs.into_iter().map(str::to_owned).collect()));
        DependencyGraph { modules: vec!["a".to_owned(), "d".to_owned()], needs: needs.into() }
    }

    #[test]
    fn every_form_has_all_nodes_and_edges() {
        assert_eq!(graph_text(&graph()), "a\n  b \"x\"\n  c\nb \"x\"\n  a\nc\nd\n");
        let dot =
            "digraph {\n\n  \"a\" -> \"b \\\"x\\\"\"\n  \"a\" -> \"c\"\n  \"b \\\"x\\\"\" -> \"a\"\n  \"d\"\n\n}\n";
        assert_eq!(graph_dot(&graph()), dot);
        let nodes = "  n0[\"a\"]\n  n1[\"b #quot;x#quot;\"]\n  n2[\"c\"]\n  n3[\"d\"]\n";
        assert_eq!(graph_mermaid(&graph()), format!("graph LR\n{nodes}  n0 --> n1\n  n0 --> n2\n  n1 --> n0\n"));
    }

    #[test]
    fn a_cycle_ends() {
        let json = graph_json(&graph());
        assert_eq!(
            serde_json::from_str::<Value>(&json).ok(),
            Some(json!([
                { "name": "a", "deps": [{ "name": "b \"x\"" }, { "name": "c" }], "local": true },
                { "name": "d", "local": true },
            ]))
        );
    }
}
