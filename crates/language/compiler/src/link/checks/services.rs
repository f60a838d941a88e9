//! Generic services, which are deprecated.

use super::holders::statement;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::support as diagnostics};
use crate::link::options::OptionsHolder;
use protoward_schema::wire::{WireReader, WireValue};

const GENERIC_SERVICES: [(u32, &str); 3] =
    [(16, "cc_generic_services"), (17, "java_generic_services"), (18, "py_generic_services")];

/// Warns about generic services. protoc does so for requested files.
pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let Some(bytes) = cx.tables.options.files.get(cx.file).filter(|_| cx.unit().is_requested) else { return };
    let is_set = |number: u32| {
        let mut options = WireReader::new(bytes).fields();
        options.any(|option| option.number == number && matches!(option.value, WireValue::Varint(value) if value != 0))
    };
    let set = GENERIC_SERVICES.iter().find(|&&(number, _)| is_set(number));
    if let Some(option) = set.and_then(|&(_, name)| statement(cx, OptionsHolder::Element(cx.file.into()), &[name])) {
        let diagnostic = diagnostics::generic_services(cx.place(option.span)).in_protoc(cx.nowhere());
        report.push(Phase::Services, cx.file, diagnostic);
    }
}
