//! Files with `optimize_for = LITE_RUNTIME`, which have no descriptors, and files that require descriptors.
//!
//! Source: the comment on `OptimizeMode` in `descriptor.proto`, and the behavior of protoc.

use super::holders::statement;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::options as diagnostics};
use crate::link::collect::{FieldDecl, FieldScope};
use crate::link::options::OptionsHolder;
use protoward_schema::FileId;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_syntax::ast::ImportKind;

const OPTIMIZE_FOR: u32 = 9;
const LITE_RUNTIME: u64 = 3;
const CC_GENERIC_SERVICES: u32 = 16;
const JAVA_GENERIC_SERVICES: u32 = 17;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if is_lite(cx, cx.file) {
        services(cx, report);
        extensions(cx, report);
    } else {
        imports(cx, report);
    }
}

fn is_lite(cx: &CheckContext<'_>, file: FileId) -> bool {
    number(cx, file, OPTIMIZE_FOR) == Some(LITE_RUNTIME)
}

fn number(cx: &CheckContext<'_>, file: FileId, option: u32) -> Option<u64> {
    let bytes = cx.tables.options.files.get(file)?;
    let values = WireReader::new(bytes).fields().filter(|field| field.number == option);
    values.last().and_then(|field| if let WireValue::Varint(value) = field.value { Some(value) } else { None })
}

/// Reports imports of lite files in a file with descriptors.
fn imports(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (decl, file) in cx.unit().import_decls() {
        let Some(file) = file.filter(|_| decl.kind != ImportKind::Option) else { continue };
        if !is_lite(cx, file) {
            continue;
        }
        let unit = &cx.tables.units[file.index()];
        let holder = OptionsHolder::Element(file.into());
        let there = CheckContext { file, ..*cx };
        let option = statement(&there, holder, &["optimize_for"]).map(|option| there.place(option.span));
        let diagnostic =
            diagnostics::lite_import(unit.name, cx.place(decl.path), option).in_protoc(cx.place(decl.span));
        report.push(Phase::Validate, cx.file, diagnostic);
    }
}

/// Reports generic services of C++ and Java, which require descriptors.
fn services(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let is_set = |option: u32| number(cx, cx.file, option).is_some_and(|value| value != 0);
    let name = match (is_set(CC_GENERIC_SERVICES), is_set(JAVA_GENERIC_SERVICES)) {
        (true, _) => "cc_generic_services",
        (false, true) => "java_generic_services",
        (false, false) => return,
    };
    for &id in &cx.tables.decls.files[cx.file].services {
        let decl = cx.tables.decls.services[id].decl;
        let option = statement(cx, OptionsHolder::Element(cx.file.into()), &[name]).map(|option| cx.place(option.span));
        report.push(Phase::Validate, id, diagnostics::lite_service(cx.place(decl.name), option, name));
    }
}

/// Reports extensions without descriptors of messages with descriptors.
fn extensions(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.fields() {
        let (FieldScope::Extend { decl: block, .. }, FieldDecl::Field(_)) = (entry.scope(), entry.decl()) else {
            continue;
        };
        let Some(extendee) = cx.tables.types.extendees.get(id) else { continue };
        let file = cx.tables.decls.messages[extendee].file;
        if !is_lite(cx, file) {
            let name = cx.tables.decls.messages[extendee].full_name;
            report.push(Phase::Validate, id, diagnostics::lite_extension(name, cx.place(block.extendee.span)));
        }
    }
}
