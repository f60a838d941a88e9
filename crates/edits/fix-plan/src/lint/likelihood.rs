//! Fixes after which there is probably another finding.

use super::LintFix;
use protoward_lint::SchemaChange;
use protoward_schema::{Element, Schema};

/// Returns `true` for a fix that renames a service whose requests or responses are named after it, as lint rules require. After the
/// rename, they would violate these rules.
pub fn is_unlikely(schema: &Schema, fix: &LintFix) -> bool {
    let SchemaChange::Rename { element: Element::Service(service), .. } = fix.change else { return false };
    let name = schema.name(service.into());
    schema[service].methods.iter().any(|&id| {
        let method = schema.name(id.into());
        let types = [(schema[id].input, "Request"), (schema[id].output, "Response")];
        types.into_iter().any(|(message, suffix)| {
            let rest = schema.name(message.into()).strip_prefix(name).and_then(|rest| rest.strip_prefix(method));
            rest == Some(suffix)
        })
    })
}
