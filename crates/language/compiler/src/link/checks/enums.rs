//! Enums: at least one value, zero first in open enums, unique numbers, and names that stay distinct without the enum's
//! name.
//!
//! <https://protobuf.dev/programming-guides/proto3/#enum>

use std::cell::OnceCell;

use super::diagnostics::NamedDeclaration;
use super::free::UsedNumbers;
use super::json_values::{JsonValue, JsonValues};
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::ranges::number;
use super::{CheckContext, diagnostics};
use crate::link::collect::EnumEntry;
use crate::lookup::HashMap;
use protoward_schema::{EnumId, EnumOptions, EnumType, EnumValueId, Syntax, value_name_in_code};
use protoward_syntax::ast::{EnumValueDecl, Span};

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let mut spelled = Vec::new();
    for (id, entry) in cx.enums() {
        let checked = Checked { cx, id, entry };
        let Some(&first) = entry.values.first() else {
            let place = cx.place(entry.decl.name);
            let name = entry.name;
            let inside = inside_of_braces(cx.text(), entry.decl.span);
            let is_blank = inside.of(cx.text()).trim().is_empty();
            let inside = if is_blank { inside } else { Span::new(inside.end, inside.end) };
            let lines = inside.of(cx.text()).contains('\n').then(|| indentation(cx.text(), entry.decl.span));
            let diagnostic = diagnostics::enum_without_values(name, place, cx.place(inside), lines);
            report.push_first(Phase::Build, id, diagnostic);
            continue;
        };
        // The order of the checks is that of protoc, in which the diagnostics of one enum are reported.
        let in_json = checked.in_json();
        checked.names(&mut spelled, report);
        if let Some(in_json) = &in_json {
            in_json.conflicts(cx, id, report);
        }
        checked.zero(first, report);
        checked.numbers(report);
        if let Some(in_json) = &in_json {
            in_json.each(cx, id, report);
        }
    }
}

/// Returns the span between the braces of a declaration.
fn inside_of_braces(text: &str, declaration: Span) -> Span {
    let written = declaration.of(text);
    let end = written.rfind('}').unwrap_or(written.len()) as u32;
    let start = written.find('{').map_or(end, |start| start as u32 + 1);
    Span::new(declaration.start + start, declaration.start + end)
}

/// Returns the white space in front of a declaration that starts its line.
fn indentation(text: &str, declaration: Span) -> &str {
    let before = &text[..declaration.start as usize];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    &line[..line.len() - line.trim_start().len()]
}

/// The check of one enum.
struct Checked<'a, 'c> {
    cx: &'c CheckContext<'a>,
    id: EnumId,
    entry: &'a EnumEntry<'a>,
}

impl<'a> Checked<'a, '_> {
    fn decl(&self, value: EnumValueId) -> &'a EnumValueDecl {
        self.cx.tables.decls.enum_values[value].decl
    }

    fn name(&self, value: EnumValueId) -> &'a str {
        self.decl(value).name.of(self.cx.text())
    }

    fn number(&self, value: EnumValueId) -> i64 {
        number(self.cx.text(), self.decl(value).number)
    }

    fn in_json(&self) -> Option<JsonValues<'a>> {
        let values = self.entry.values.iter();
        let value = |&id| JsonValue { id, name: self.name(id), number: self.number(id) };
        JsonValues::of(self.cx, values.map(value))
    }

    /// Checks that an open enum starts with zero, which is its default value.
    fn zero(&self, first: EnumValueId, report: &mut PhaseReport) {
        let cx = self.cx;
        let is_open = cx.tables.features.enums[self.id].enum_type == EnumType::Open;
        if is_open && self.number(first) != 0 {
            let name = self.entry.name;
            let zero = self.entry.values.iter().find(|&&value| self.number(value) == 0);
            let zero = zero.map(|&value| (self.name(value), cx.place(self.decl(value).span)));
            let place = cx.place(self.decl(first).number);
            let start = self.decl(first).span.start;
            let before = cx.place(Span::new(start, start));
            report.push(Phase::Validate, self.id, diagnostics::enum_without_zero(name, place, before, zero));
        }
    }

    /// Checks that duplicate numbers are permitted by `allow_alias`.
    fn numbers(&self, report: &mut PhaseReport) {
        let values = &self.entry.values;
        let numbers = values.iter().map(|&value| self.number(value));
        if numbers.is_sorted_by(|a, b| a < b) || self.allows_alias() {
            return;
        }
        let cx = self.cx;
        let taken = OnceCell::new();
        let mut by_number: HashMap<i64, usize> = HashMap::default();
        for (index, &again) in values.iter().enumerate() {
            let number = self.number(again);
            let first = values[*by_number.entry(number).or_insert(index)];
            if first == again {
                continue;
            }
            let taken = taken.get_or_init(|| UsedNumbers::of_enum(cx, self.id));
            let diagnostic = diagnostics::duplicate_enum_number(
                number,
                NamedDeclaration { name: self.name(again), place: cx.place(self.decl(again).number) },
                NamedDeclaration { name: self.name(first), place: cx.place(self.decl(first).number) },
                taken.next(number.max(0)),
            );
            report.push(Phase::Validate, self.id, diagnostic);
        }
    }

    fn allows_alias(&self) -> bool {
        EnumOptions::new(self.cx.tables.options.enums.get(self.id)).allow_alias() == Some(true)
    }

    /// Checks that value names stay distinct in camel case without the enum name, as generators write them. Compares
    /// hashes first, because almost all names are distinct.
    fn names(&self, spelled: &mut Vec<(u64, EnumValueId)>, report: &mut PhaseReport) {
        spelled.clear();
        let declared = self.entry.name;
        let hash = |value: EnumValueId| {
            // FNV-1a, which needs no copy of the name.
            value_name_in_code(self.name(value), declared).fold(0xcbf2_9ce4_8422_2325, |hash: u64, letter| {
                (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3)
            })
        };
        spelled.extend(self.entry.values.iter().map(|&value| (hash(value), value)));
        spelled.sort_unstable();
        if spelled.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            self.names_alike(declared, report);
        }
    }

    fn names_alike(&self, declared: &str, report: &mut PhaseReport) {
        let cx = self.cx;
        let values = &self.entry.values;
        let spelled = |&value: &EnumValueId| value_name_in_code(self.name(value), declared).collect();
        let spelled: Vec<String> = values.iter().map(spelled).collect();
        let mut first: HashMap<&str, usize> = HashMap::default();
        for (index, &value) in values.iter().enumerate() {
            let first = values[*first.entry(&spelled[index]).or_insert(index)];
            // Equal names are duplicates, which have an error of their own. Aliases may look alike.
            if self.name(first) != self.name(value) && self.number(first) != self.number(value) {
                let diagnostic = diagnostics::enum_names_alike(
                    self.passes(),
                    NamedDeclaration { name: self.name(first), place: cx.place(self.decl(first).name) },
                    NamedDeclaration { name: self.name(value), place: cx.place(self.decl(value).name) },
                );
                report.push(Phase::Validate, self.id, diagnostic);
            }
        }
    }

    /// Returns `true` if the edition and the options of the enum permit similar names.
    fn passes(&self) -> bool {
        let options = EnumOptions::new(self.cx.tables.options.enums.get(self.id));
        self.cx.unit().syntax == Syntax::Proto2 && options.deprecated_legacy_json_field_conflicts() == Some(true)
    }
}
