//! Extension declarations: `extensions 4 to 10 [declaration = { … }]`.
//!
//! <https://protobuf.dev/programming-guides/extension_declarations/>

use super::diagnostics::Difference;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::ranges::{MAX_IN_MESSAGE_SET, MAX_NUMBER, NumberRange, RangeKind};
use super::{CheckContext, diagnostics, extensions, is_options_message};
use crate::link::collect::{FieldEntry, MessageEntry};
use crate::link::options::OptionsHolder;
use crate::lookup::HashMap;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{FieldId, FieldType, MessageId, Scalar};
use protoward_source::{Diagnostic, Place};
use protoward_syntax::ast::{ExtensionsDecl, Member, RangeDecl, Span};
use protoward_syntax::options;

/// One `declaration = { … }` of an extension range. Absent fields are `None`, zero or `false`.
#[derive(Clone, Copy, Default)]
struct Declaration<'a> {
    number: i32,
    full_name: Option<&'a str>,
    ty: Option<&'a str>,
    reserved: bool,
    repeated: bool,
    /// The span of the declaration.
    span: Span,
}

/// The declarations and the verification state in the options of a range.
#[derive(Default)]
struct Declared<'a> {
    declarations: Vec<Declaration<'a>>,
    /// 0 if only declared extensions are permitted, 1 if any are; `None` if not set.
    verification: Option<u64>,
}

const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

const DECLARATION: u64 = 0;
const UNVERIFIED: u64 = 1;

impl<'a> Declared<'a> {
    fn new(cx: &CheckContext<'a>, id: MessageId, index: usize, decl: &ExtensionsDecl) -> Option<Self> {
        let options = cx.tables.options;
        let whole = options.whole_ranges.get(&OptionsHolder::Extensions(id, index));
        let bytes = whole.map(|bytes| &bytes[..]).or_else(|| options.extension_range(id, index))?;
        let spans = options::compact(decl.options.as_deref()).iter();
        let mut spans = spans.filter(|option| option.name_span.of(cx.text()) == "declaration");
        let mut declared = Self::default();
        for field in WireReader::new(bytes).flatten() {
            match (field.number, field.value) {
                (2, WireValue::Bytes(bytes)) => {
                    declared
                        .declarations
                        .push(Declaration::new(bytes, spans.next().map_or(decl.span, |option| option.value.span)));
                }
                (3, WireValue::Varint(value)) => declared.verification = Some(value),
                _ => {}
            }
        }
        Some(declared)
    }
}

impl<'a> Declaration<'a> {
    fn new(bytes: &'a [u8], span: Span) -> Self {
        let mut declaration = Self { span, ..Self::default() };
        for field in WireReader::new(bytes).flatten() {
            match (field.number, field.value) {
                (1, WireValue::Varint(value)) => declaration.number = value as i32,
                (2, WireValue::Bytes(bytes)) => declaration.full_name = std::str::from_utf8(bytes).ok(),
                (3, WireValue::Bytes(bytes)) => declaration.ty = std::str::from_utf8(bytes).ok(),
                (5, WireValue::Varint(value)) => declaration.reserved = value != 0,
                (6, WireValue::Varint(value)) => declaration.repeated = value != 0,
                _ => {}
            }
        }
        declaration
    }
}

/// Returns the `extensions` statements of a message with their indices.
fn statements<'t>(entry: &MessageEntry<'t>) -> impl Iterator<Item = (usize, &'t ExtensionsDecl)> {
    let statements = entry.decl.body().iter().filter_map(|member| match member {
        Member::Extensions(decl) => Some(decl),
        _ => None,
    });
    statements.enumerate()
}

/// Returns the numbers of a range in the `extensions` statement at `index`.
fn extension_range(cx: &CheckContext<'_>, id: MessageId, index: usize, range: &RangeDecl) -> NumberRange {
    let max = if cx.is_message_set(id) { MAX_IN_MESSAGE_SET } else { MAX_NUMBER };
    NumberRange::new(cx, range, RangeKind::Extensions, index, max)
}

/// Checks each declaration by itself.
pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if cx.tables.options.whole_ranges.is_empty() && cx.tables.options.extension_ranges.is_empty() {
        return;
    }
    for (id, entry) in cx.messages() {
        let mut names = HashMap::default();
        for (index, statement) in statements(entry) {
            let Some(declared) = Declared::new(cx, id, index, statement) else { continue };
            for range in &statement.ranges {
                let range = OfRange { cx, range: extension_range(cx, id, index, range) };
                let found = range.check(statement, &declared, &mut names);
                // A mistake is repeated for each range of the statement, and is reported once.
                let is_right = found.is_empty();
                let push = |diagnostic| report.push_for_range(Phase::Validate, id, range.range.span, diagnostic);
                found.into_iter().for_each(push);
                if !is_right {
                    break;
                }
            }
        }
    }
}

struct OfRange<'a, 'c> {
    cx: &'c CheckContext<'a>,
    range: NumberRange,
}

impl<'a> OfRange<'a, '_> {
    /// Checks all declarations of the statement against one range. Like protoc, stops at a duplicate name.
    fn check(
        &self,
        statement: &ExtensionsDecl,
        declared: &Declared<'a>,
        names: &mut HashMap<&'a str, Span>,
    ) -> Vec<Diagnostic> {
        let cx = self.cx;
        let nowhere = Place::whole(cx.unit().source);
        let mut found = Vec::new();
        if let (Some(first), Some(UNVERIFIED)) = (declared.declarations.first(), declared.verification) {
            let diagnostic = diagnostics::declared_and_unverified(verification(cx, statement), cx.place(first.span));
            return vec![diagnostic.in_protoc(nowhere)];
        }
        let mut numbers: HashMap<i64, usize> = HashMap::default();
        for (index, declaration) in declared.declarations.iter().enumerate() {
            let before = numbers.insert(declaration.number.into(), index).map(|before| &declared.declarations[before]);
            self.number(declaration, before, &mut found);
            let place = cx.place(declaration.span);
            let (Some(full_name), Some(ty)) = (declaration.full_name, declaration.ty) else {
                if declaration.full_name.is_some() != declaration.ty.is_some() || !declaration.reserved {
                    let missing = missing(declaration);
                    let diagnostic = diagnostics::declaration_incomplete(declaration.number, place, missing);
                    found.push(diagnostic.in_protoc(nowhere));
                }
                continue;
            };
            if let Some(first) = names.insert(full_name, declaration.span) {
                let diagnostic = diagnostics::declaration_name_twice(full_name, place, cx.place(first));
                found.push(diagnostic.in_protoc(nowhere));
                return found;
            }
            let mut check = |name: &str| {
                if !is_full_name(name) {
                    found.push(diagnostics::declaration_name(name, place).in_protoc(nowhere));
                }
            };
            check(full_name);
            if !is_scalar(ty) {
                check(ty);
            }
        }
        found
    }

    /// Checks the number of a declaration. `before` is the last declaration before it with the same number.
    fn number(&self, declaration: &Declaration<'_>, before: Option<&Declaration<'_>>, found: &mut Vec<Diagnostic>) {
        let cx = self.cx;
        let number = declaration.number;
        let place = cx.place(declaration.span);
        let range = cx.place(self.range.span);
        if !(self.range.start..=self.range.end).contains(&i64::from(number)) {
            found.push(diagnostics::declaration_outside(number, place, range).in_protoc(range));
        }
        if let Some(before) = before {
            found.push(diagnostics::declaration_twice(number, place, cx.place(before.span)).in_protoc(range));
        }
    }
}

const fn missing(declaration: &Declaration<'_>) -> &'static str {
    match (declaration.full_name, declaration.ty) {
        (None, None) => "`full_name` and no `type`",
        (None, Some(_)) => "`full_name`",
        (Some(_), _) => "`type`",
    }
}

fn verification(cx: &CheckContext<'_>, statement: &ExtensionsDecl) -> Place {
    let mut options = options::compact(statement.options.as_deref()).iter();
    let option = options.find(|option| option.name_span.of(cx.text()) == "verification");
    cx.place(option.map_or(statement.span, |option| option.span))
}

/// Returns `true` if a type is a keyword. protoc counts `enum` as one, but not `group`.
fn is_scalar(ty: &str) -> bool {
    ty == "enum" || Scalar::from_keyword(ty).is_some()
}

fn is_full_name(name: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    name.strip_prefix('.').is_some_and(|name| name.split('.').all(is_part))
}

/// Checks extensions against the declarations of the extended message.
pub(super) fn check_extensions(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if cx.tables.options.whole_ranges.is_empty() && cx.tables.options.extension_ranges.is_empty() {
        return;
    }
    for group in extensions::own(cx).chunk_by(|a, b| a.extendee == b.extendee) {
        let Some(extended) = Extended::new(cx, group[0].extendee) else { continue };
        for &extensions::Extension { field: id, number, .. } in group {
            let extension = Extension { cx, id, entry: &cx.tables.decls.fields[id] };
            if let Some(diagnostic) = extension.check(number, &extended) {
                report.push(Phase::Validate, id, diagnostic.in_protoc(cx.extendee_in_protoc(extension.entry)));
            }
        }
    }
}

/// An extended message with extension declarations.
struct Extended<'a> {
    /// The context of the message's file.
    cx: CheckContext<'a>,
    name: &'a str,
    /// The ranges with options, sorted, each with the index of its statement.
    ranges: Vec<NumberRange>,
    statements: Vec<Statement<'a>>,
}

/// An `extensions` statement with its declarations.
struct Statement<'a> {
    span: Span,
    is_declared: bool,
    declarations: Vec<Declaration<'a>>,
    /// The first declaration of each number.
    by_number: HashMap<i64, usize>,
}

impl<'a> Extended<'a> {
    /// Returns `None` for a message without declarations. Like protoc, ignores the declared options.
    fn new(cx: &CheckContext<'a>, id: MessageId) -> Option<Self> {
        let entry = &cx.tables.decls.messages[id];
        let cx = CheckContext { file: entry.file, ..*cx };
        let name = entry.full_name;
        if cx.unit().name == DESCRIPTOR || is_options_message(name) {
            return None;
        }
        let mut extended = Self { cx, name, ranges: Vec::new(), statements: Vec::new() };
        for (index, decl) in statements(entry) {
            let Some(declared) = Declared::new(&cx, id, index, decl) else { continue };
            let position = extended.statements.len();
            extended.ranges.extend(decl.ranges.iter().map(|range| extension_range(&cx, id, position, range)));
            let mut by_number = HashMap::default();
            for (index, declaration) in declared.declarations.iter().enumerate() {
                by_number.entry(i64::from(declaration.number)).or_insert(index);
            }
            extended.statements.push(Statement {
                span: decl.span,
                is_declared: !declared.declarations.is_empty() || declared.verification == Some(DECLARATION),
                declarations: declared.declarations,
                by_number,
            });
        }
        extended.ranges.sort();
        (!extended.ranges.is_empty()).then_some(extended)
    }

    fn find(&self, number: i64) -> Option<&Statement<'a>> {
        let behind = self.ranges.partition_point(|range| range.start <= number);
        let range = self.ranges[..behind].last()?;
        (number <= range.end).then(|| &self.statements[range.index as usize])
    }
}

impl<'a> Statement<'a> {
    /// Returns the first declaration of a number.
    fn declaration(&self, number: i64) -> Option<&Declaration<'a>> {
        self.by_number.get(&number).map(|&index| &self.declarations[index])
    }
}

struct Extension<'a, 'c> {
    cx: &'c CheckContext<'a>,
    id: FieldId,
    entry: &'a FieldEntry<'a>,
}

impl Extension<'_, '_> {
    fn check(&self, number: i64, extended: &Extended<'_>) -> Option<Diagnostic> {
        let statement = extended.find(number)?;
        let place = self.cx.place(self.cx.field_decl(self.entry).number);
        let full_name = crate::link::resolve::full_name(self.cx.tables.decls, self.id);
        match statement.declaration(number) {
            Some(declaration) if declaration.reserved => {
                Some(diagnostics::declared_reserved(number, place, extended.cx.place(declaration.span)))
            }
            Some(declaration) => self.compare(declaration, &full_name, extended.cx.place(declaration.span)),
            None if !statement.is_declared => None,
            None => {
                let range = extended.cx.place(statement.span);
                Some(diagnostics::not_declared(number, &full_name, extended.name, place, range))
            }
        }
    }

    fn compare(&self, declaration: &Declaration<'_>, full_name: &str, declared: Place) -> Option<Diagnostic> {
        let cx = self.cx;
        let decl = self.cx.field_decl(self.entry);
        if cx.tables.types.unknown.contains(self.id) {
            return None;
        }
        let actual = type_name(cx, cx.tables.types.fields[self.id]);
        if let Some(ty) = declaration.ty.filter(|ty| !ty.is_empty() && *ty != actual) {
            let place = cx.place(decl.ty.span());
            let difference = Difference { what: "type", declared: ty, actual: &actual };
            return Some(diagnostics::declared_otherwise(full_name, difference, place, declared));
        }
        let actual = format!(".{full_name}");
        if let Some(name) = declaration.full_name.filter(|name| !name.is_empty() && *name != actual) {
            let place = cx.place(decl.name);
            let difference = Difference { what: "name", declared: name, actual: &actual };
            return Some(diagnostics::declared_otherwise(full_name, difference, place, declared));
        }
        if declaration.repeated != cx.is_repeated(self.entry) {
            let place = cx.place(decl.label_span().unwrap_or(decl.name));
            return Some(diagnostics::declared_repeated(full_name, declaration.repeated, place, declared));
        }
        None
    }
}

/// Returns the type of an extension in the form that a declaration uses.
fn type_name(cx: &CheckContext<'_>, ty: FieldType) -> String {
    let name = match ty {
        FieldType::Scalar(scalar) => return scalar.keyword().to_owned(),
        FieldType::Enum(id) => cx.tables.decls.enums[id].full_name,
        FieldType::Message(id) | FieldType::Group(id) => cx.tables.decls.messages[id].full_name,
    };
    format!(".{name}")
}
