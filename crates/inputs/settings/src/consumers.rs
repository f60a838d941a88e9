//! The section `consumers`: who uses a schema, and which version or which part of it.

use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::{LocatedText, Report};

use super::diagnostics;

/// A program or a team that uses a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerEntry {
    /// The name, by which findings mention the consumer.
    pub name: LocatedText,
    /// The version that the consumer was built with, in the form of an input; `None` for the baseline.
    pub schema: Option<LocatedText>,
    /// The file that lists what the consumer uses; `None` for everything in its schema.
    pub usage: Option<LocatedText>,
}

/// Reads the consumers: `web = "web.binpb"` or `web = { schema = "web.binpb", usage = "web.usage" }`.
pub(super) fn read(node: &Node, report: &mut Report) -> Vec<ConsumerEntry> {
    let ConfigValue::Table(table) = &node.value else {
        let help = "name each consumer in one table `[consumers]`, as in `web = \"web.binpb\"`";
        report.push(wrong_type("consumers", "a table of consumers", node).help(help));
        return Vec::new();
    };
    table.entries.iter().filter_map(|(name, node)| consumer(name, node, report)).collect()
}

fn consumer(name: &LocatedText, node: &Node, report: &mut Report) -> Option<ConsumerEntry> {
    let (schema, usage) = match &node.value {
        ConfigValue::String(_) => (node.string(), None),
        ConfigValue::Table(_) => {
            let mut section = Section::new(node, "consumers", report)?;
            let found = (section.string("schema"), section.string("usage"));
            section.finish(report);
            found
        }
        ConfigValue::Null
        | ConfigValue::Boolean(_)
        | ConfigValue::Integer(_)
        | ConfigValue::Float(_)
        | ConfigValue::List(_) => {
            report.push(wrong_type(&name.text, "a reference to a schema, or a table with `schema` and `usage`", node));
            return None;
        }
    };
    if schema.is_none() && usage.is_none() {
        report.push(diagnostics::empty_consumer(name));
        return None;
    }
    Some(ConsumerEntry { name: name.clone(), schema, usage })
}
