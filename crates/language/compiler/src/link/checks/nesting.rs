//! Limits of nesting depth and of the number of fields, in any edition.
//!
//! Source: the behavior of protoc. The parser limits messages and groups, but does not see map entries.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::link::collect::MessageDecl;
use protoward_schema::Parent;

/// Maximum nesting depth of messages, including groups and map entries.
const MOST_NESTED: usize = 31;
/// Maximum number of fields of a message.
const MOST_FIELDS: usize = 65_535;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let first = cx.messages().next().map_or(0, |(id, _)| id.index());
    let mut depths: Vec<usize> = Vec::new();
    for (id, entry) in cx.messages() {
        let depth = match entry.parent {
            Parent::File(_) => 1,
            Parent::Message(outer) => depths[outer.index() - first] + 1,
        };
        depths.push(depth);
        if depth == MOST_NESTED + 1 {
            let place = cx.place(entry.decl.name());
            let is_map = matches!(entry.decl, MessageDecl::MapEntry(_));
            report.push(Phase::Build, id, diagnostics::nested_too_deeply(is_map, MOST_NESTED, place));
        }
        if entry.fields.len() > MOST_FIELDS {
            let place = cx.place(entry.decl.name());
            let count = entry.fields.len();
            report.push(
                Phase::Build,
                id,
                diagnostics::too_many_fields(cx.message_text(entry), count, MOST_FIELDS, place),
            );
        }
    }
}
