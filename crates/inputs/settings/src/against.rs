//! The key `against`: one reference, or a list of references and windows of tags.

use super::diagnostics;
use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section};
use protoward_inputs::Versions;
use protoward_source::{LocatedText, Report};

/// Reads the references. A table is a window: `{ tags = "v1.*", last = 2 }` is the reference `tags:v1.*#last=2`.
pub(super) fn read(node: &Node, report: &mut Report) -> Vec<LocatedText> {
    let nodes = match &node.value {
        ConfigValue::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        report.push(diagnostics::no_baseline_named(node));
    }
    nodes.iter().filter_map(|node| reference(node, report)).collect()
}

fn reference(node: &Node, report: &mut Report) -> Option<LocatedText> {
    match &node.value {
        ConfigValue::String(_) => node.string(),
        ConfigValue::Table(_) => window(node, report),
        ConfigValue::Null
        | ConfigValue::Boolean(_)
        | ConfigValue::Integer(_)
        | ConfigValue::Float(_)
        | ConfigValue::List(_) => {
            report.push(wrong_type("against", "a reference or a window of releases, or a list of them", node));
            None
        }
    }
}

fn window(node: &Node, report: &mut Report) -> Option<LocatedText> {
    let mut section = Section::new(node, "breaking.against", report)?;
    let tags = section.string("tags");
    let last = section.node("last");
    let within = section.string("within").map(|within| format!("within={}", within.text));
    section.finish(report);
    let last = match last.map(|node| (node, &node.value)) {
        None => None,
        Some((_, ConfigValue::Integer(count))) => Some(format!("last={count}")),
        Some((node, _)) => {
            report.push(wrong_type("last", "a number of tags", node));
            return None;
        }
    };
    let Some(LocatedText { text: pattern, place }) = tags else {
        report.push(diagnostics::window_without_tags(node));
        return None;
    };
    let options: Vec<String> = last.into_iter().chain(within).collect();
    let separator = if options.is_empty() { "" } else { "#" };
    let reference = LocatedText { text: format!("tags:{pattern}{separator}{}", options.join(",")), place };
    match Versions::parse(&reference.text) {
        Ok(_) => Some(reference),
        Err(error) => {
            report.push(diagnostics::bad_window(error, &reference));
            None
        }
    }
}
