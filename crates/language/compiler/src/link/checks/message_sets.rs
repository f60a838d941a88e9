//! Message sets: messages of an old wire format that contain only extensions of message type.
//!
//! Source: the comment on `message_set_wire_format` in `descriptor.proto`.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::link::collect::FieldEntry;
use protoward_schema::{FieldId, FieldPresence, FieldType, MessageEncoding};

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.messages() {
        if cx.is_message_set(id) {
            for &field in &entry.fields {
                let entry = &cx.tables.decls.fields[field];
                let place = cx.place(cx.name_span(entry));
                let diagnostic = diagnostics::field_of_message_set(cx.field_name(entry), place);
                report.push(Phase::Validate, field, diagnostic);
            }
        }
    }
    for (id, entry) in cx.extensions() {
        let extends_set = cx.tables.types.extendees.get(id).is_some_and(|extendee| cx.is_message_set(extendee));
        if extends_set && !cx.tables.types.unknown.contains(id) && !is_single_message(cx, id, entry) {
            let place = cx.place(cx.field_decl(entry).ty.span());
            let diagnostic = diagnostics::extension_of_message_set(cx.field_name(entry), place);
            report.push(Phase::Validate, id, diagnostic);
        }
    }
}

fn is_single_message(cx: &CheckContext<'_>, id: FieldId, entry: &FieldEntry<'_>) -> bool {
    let features = &cx.tables.features.fields[id];
    matches!(cx.tables.types.fields[id], FieldType::Message(_))
        && features.message_encoding == MessageEncoding::LengthPrefixed
        && features.field_presence != FieldPresence::LegacyRequired
        && !cx.is_repeated(entry)
}
