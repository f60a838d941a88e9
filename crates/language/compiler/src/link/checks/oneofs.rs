//! Oneofs without fields. The parser reports oneofs with empty braces.
//!
//! <https://protobuf.dev/programming-guides/proto3/#oneof>

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.messages() {
        for &oneof in &entry.rest().oneofs {
            let oneof = &cx.tables.decls.oneofs[oneof];
            if let (Some(decl), []) = (oneof.decl, &oneof.fields[..]) {
                let diagnostic = diagnostics::oneof_without_fields(decl.name.of(cx.text()), cx.place(decl.name));
                report.push(Phase::Link, id, diagnostic);
            }
        }
    }
}
