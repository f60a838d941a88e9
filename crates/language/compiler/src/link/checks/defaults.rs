//! Default values: only singular fields of a scalar or enum type can have one.
//!
//! <https://protobuf.dev/programming-guides/proto2/#optional>. The parser checks whether a number or a string fits the
//! type.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics, visibility};
use crate::link::collect::{FieldDecl, FieldEntry};
use crate::lookup::HashSet;
use protoward_schema::{Enum, EnumId, FieldId, FieldType, IdSet};
use protoward_source::nearest;
use protoward_syntax::ast::{self, OptionDecl, OptionValue, ValueKind};

/// Limits of the search for similar names: values per enum, and unknown values per file.
const MOST_COMPARED: usize = 1_000;
const MOST_PROPOSALS: usize = 100;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let mut defaults = Defaults { cx, report, names: HashSet::default(), with_names: IdSet::default(), unknown: 0 };
    for (id, entry) in cx.fields() {
        let FieldDecl::Field(decl) = entry.decl() else { continue };
        if let Some(option) = default_option(cx, decl) {
            defaults.field(id, entry, option);
        }
    }
}

struct Defaults<'a, 'c> {
    cx: &'c CheckContext<'a>,
    report: &'c mut PhaseReport,
    /// The value names of some enums.
    names: HashSet<(EnumId, &'a str)>,
    /// The enums whose values are in `names`.
    with_names: IdSet<Enum>,
    /// The number of unknown values so far.
    unknown: usize,
}

/// Returns the `default` of a field.
pub(super) fn default_option<'t>(cx: &CheckContext<'_>, decl: &'t ast::FieldDecl) -> Option<&'t OptionDecl> {
    let mut options = decl.options.as_ref()?.items.iter();
    options.find(|option| option.name_span.of(cx.text()) == "default")
}

impl<'a> Defaults<'a, '_> {
    fn field(&mut self, id: FieldId, entry: &FieldEntry<'a>, option: &OptionDecl) {
        let cx = self.cx;
        let place = cx.place(option.value.span);
        if cx.is_repeated(entry) {
            self.report.push(Phase::Build, id, cx.without(option, diagnostics::default_of_repeated(place)));
            return;
        }
        if cx.tables.types.unknown.contains(id) || visibility::is_hidden(cx, cx.tables.types.fields[id]) {
            return;
        }
        match cx.tables.types.fields[id] {
            FieldType::Message(_) | FieldType::Group(_) => {
                self.report.push(Phase::Link, id, cx.without(option, diagnostics::default_of_message(place)));
            }
            FieldType::Enum(declared) => self.of_enum(id, declared, &option.value),
            FieldType::Scalar(_) => {}
        }
    }

    fn has_value(&mut self, declared: EnumId, name: &'a str) -> bool {
        let decls = self.cx.tables.decls;
        if self.with_names.insert(declared) {
            let values = decls.enums[declared].values.iter();
            self.names.extend(values.map(|&value| (declared, decls.enum_values[value].name)));
        }
        self.names.contains(&(declared, name))
    }

    fn of_enum(&mut self, id: FieldId, declared: EnumId, value: &OptionValue) {
        let word = value.span.of(self.cx.text());
        let decls = self.cx.tables.decls;
        let entry = &decls.enums[declared];
        let values = || entry.values.iter().map(|&value| decls.enum_values[value].name);
        let name = entry.full_name;
        let place = self.cx.place(value.span);
        if value.kind != ValueKind::Identifier {
            let diagnostic = diagnostics::enum_default_is_no_name(name, place, values().next());
            self.report.push(Phase::Link, id, diagnostic);
        } else if !self.has_value(declared, word) {
            let compared = if self.unknown < MOST_PROPOSALS { MOST_COMPARED } else { 0 };
            self.unknown += 1;
            let names = values().take(compared).collect::<Vec<_>>();
            let near = nearest(word, names);
            let diagnostic = diagnostics::enum_default_unknown(word, name, place, &near, values().next());
            self.report.push(Phase::Link, id, diagnostic);
        }
    }
}
