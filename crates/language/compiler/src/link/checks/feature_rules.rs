//! Features: permitted values and permitted combinations.
//!
//! Source: <https://protobuf.dev/editions/features/>, and the behavior of protoc.

use super::holders::{self, statement};
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::features as diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope};
use crate::link::lower::pseudo_options;
use crate::link::options::OptionsHolder;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{EnumType, FeatureSet, FieldId, FieldOptions, FieldPresence, FieldType, Parent, Scalar, Syntax};
use protoward_syntax::ast::{self, Label, TypeExpr};
use protoward_syntax::options::removal_of_option;

/// The features of `FeatureSet` by number, with their permitted values.
pub(super) const FEATURES: [(&str, &str); 9] = [
    ("field_presence", "`EXPLICIT`, `IMPLICIT` or `LEGACY_REQUIRED`"),
    ("enum_type", "`OPEN` or `CLOSED`"),
    ("repeated_field_encoding", "`PACKED` or `EXPANDED`"),
    ("utf8_validation", "`VERIFY` or `NONE`"),
    ("message_encoding", "`LENGTH_PREFIXED` or `DELIMITED`"),
    ("json_format", "`ALLOW` or `LEGACY_BEST_EFFORT`"),
    ("enforce_naming_style", "`STYLE2024`, `STYLE2026` or `STYLE_LEGACY`"),
    ("default_symbol_visibility", "`EXPORT_ALL`, `EXPORT_TOP_LEVEL`, `LOCAL_ALL` or `STRICT`"),
    ("enforce_proto_limits", "`PROTO_LIMITS2026` or `LEGACY_NO_EXPLICIT_LIMITS`"),
];

/// The numbers of the features that a field can set.
const PRESENCE: u32 = 1;
const REPEATED_ENCODING: u32 = 3;
const UTF8: u32 = 4;
const MESSAGE_ENCODING: u32 = 5;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    match cx.unit().syntax {
        Syntax::Proto2 | Syntax::Proto3 => no_features(cx, report),
        Syntax::Edition(_) => {
            known_values(cx, report);
            file(cx, report);
            for (id, entry) in cx.fields() {
                match entry.decl() {
                    FieldDecl::Field(decl) => field(cx, report, &Candidate { id, entry, decl }),
                    FieldDecl::MapValue(decl) => map_value(cx, report, id, decl),
                    FieldDecl::MapKey(_) => {}
                }
            }
        }
    }
}

/// Reports features in files of proto2 and proto3.
fn no_features(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    holders::features(cx, &mut |holder, _| {
        let Some(option) = statement(cx, holder, &["features"]) else { return };
        let syntax = cx.unit().file.syntax.as_ref().map(|syntax| cx.place(syntax.value));
        let language = if cx.unit().syntax == Syntax::Proto3 { "proto3" } else { "proto2" };
        let diagnostic = diagnostics::only_in_editions(cx.place(option.name_span), syntax, language);
        report.push(Phase::Features, holder, cx.at_name(holder, diagnostic));
    });
}

/// Reports features that resolve to an unknown value.
fn known_values(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    holders::features(cx, &mut |holder, features| {
        for number in own(features).filter_map(|(number, value)| (value == 0).then_some(number)) {
            let Some((name, values)) = (number as usize).checked_sub(1).and_then(|index| FEATURES.get(index)) else {
                continue;
            };
            let Some(option) = statement(cx, holder, &["features", name]) else { continue };
            let diagnostic = diagnostics::unknown_value(name, values, cx.place(option.value.span));
            report.push(Phase::Features, holder, cx.at_name(holder, diagnostic));
        }
    });
}

/// Returns the features that a serialized `FeatureSet` sets, with their values.
fn own(features: &[u8]) -> impl Iterator<Item = (u32, u64)> {
    WireReader::new(features).fields().filter_map(|field| match field.value {
        WireValue::Varint(value) => Some((field.number, value)),
        _ => None,
    })
}

/// Reports features and options that a file must not set.
fn file(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    const JAVA_STRING_CHECK_UTF8: u32 = 27;
    let Some(bytes) = cx.tables.options.files.get(cx.file) else { return };
    let holder = OptionsHolder::Element(cx.file.into());
    if cx.tables.features.files[cx.file].field_presence == FieldPresence::LegacyRequired
        && let Some(option) = statement(cx, holder, &["features", "field_presence"])
    {
        let diagnostic = diagnostics::all_required(cx.place(option.value.span));
        report.push(Phase::Validate, holder, cx.at_name(holder, diagnostic));
    }
    if WireReader::new(bytes).fields().any(|field| field.number == JAVA_STRING_CHECK_UTF8)
        && let Some(option) = statement(cx, holder, &["java_string_check_utf8"])
    {
        let diagnostic = diagnostics::java_string_check_utf8(cx.place(option.name_span));
        report.push(Phase::Validate, holder, cx.at_name(holder, diagnostic));
    }
}

/// A field of an edition, or an extension.
struct Candidate<'a> {
    id: FieldId,
    entry: &'a FieldEntry<'a>,
    decl: &'a ast::FieldDecl,
}

impl Candidate<'_> {
    fn is_repeated(&self) -> bool {
        matches!(self.decl.label, Some(Label::Repeated)) || self.is_map()
    }

    const fn is_map(&self) -> bool {
        matches!(self.decl.ty, TypeExpr::Map { .. })
    }

    const fn is_extension(&self) -> bool {
        matches!(self.entry.scope(), FieldScope::Extend { .. })
    }
}

fn field(cx: &CheckContext<'_>, report: &mut PhaseReport, field: &Candidate<'_>) {
    let features = cx.tables.features.fields[field.id];
    let bytes = cx.tables.options.fields.get(field.id);
    if bytes.is_none() && features.field_presence == FieldPresence::Explicit {
        return;
    }
    if cx.tables.types.unknown.contains(field.id) {
        return;
    }
    Rules { cx, report, field, features, ty: cx.tables.types.fields[field.id] }.check(bytes);
}

/// Reports a closed enum as the value of a map whose fields have implicit presence.
fn map_value(cx: &CheckContext<'_>, report: &mut PhaseReport, id: FieldId, decl: &ast::FieldDecl) {
    let FieldType::Enum(declared) = cx.tables.types.fields[id] else { return };
    let is_implicit = cx.tables.features.fields[id].field_presence == FieldPresence::Implicit;
    if !is_implicit || cx.tables.features.enums[declared].enum_type == EnumType::Open {
        return;
    }
    let TypeExpr::Map(map) = &decl.ty else { return };
    let whence = statement(cx, OptionsHolder::Element(cx.file.into()), &["features", "field_presence"]);
    let whence = whence.map(|option| cx.place(option.span));
    let name = cx.tables.decls.enums[declared].full_name;
    let diagnostic = diagnostics::implicit_map_with_closed_enum(name, cx.place(map.value.span), whence);
    report.push(Phase::Validate, id, diagnostic.in_protoc(cx.nowhere()));
}

struct Rules<'r, 'a> {
    cx: &'r CheckContext<'a>,
    report: &'r mut PhaseReport,
    field: &'r Candidate<'a>,
    features: FeatureSet,
    ty: FieldType,
}

impl Rules<'_, '_> {
    fn check(&mut self, bytes: Option<&[u8]>) {
        const PACKED: u32 = 2;
        if WireReader::new(bytes.unwrap_or_default()).fields().any(|option| option.number == PACKED) {
            self.packed();
        }
        self.implicit();
        self.required_extension();
        let holder = OptionsHolder::Element(self.field.id.into());
        let whole = self.cx.tables.options.whole_features.get(&holder).map(|whole| &whole[..]);
        let mut set = [None; FEATURES.len() + 1];
        for features in FieldOptions::features_in(bytes).map(|features| whole.unwrap_or(features)) {
            for (number, value) in own(features) {
                if let Some(slot) = set.get_mut(number as usize) {
                    *slot = Some(value);
                }
            }
        }
        self.own(&set);
        self.required_map();
    }

    /// Checks the features that the field itself sets.
    fn own(&mut self, set: &[Option<u64>]) {
        if set[PRESENCE as usize].is_some() {
            self.presence();
        }
        if let Some(value) = set[REPEATED_ENCODING as usize] {
            self.repeated_encoding(value == 1);
        }
        if set[UTF8 as usize].is_some() && !self.has_strings() {
            let diagnostic = diagnostics::utf8_of_no_string(self.option("utf8_validation"), self.ty_place());
            self.push_without("utf8_validation", diagnostic);
        }
        if set[MESSAGE_ENCODING as usize].is_some() && (self.field.is_map() || self.ty.message().is_none()) {
            let diagnostic =
                diagnostics::message_encoding_of_no_message(self.option("message_encoding"), self.ty_place());
            self.push_without("message_encoding", diagnostic);
        }
    }

    fn push(&mut self, diagnostic: protoward_source::Diagnostic) {
        let holder = OptionsHolder::Element(self.field.id.into());
        self.report.push(Phase::Validate, holder, self.cx.at_name(holder, diagnostic));
    }

    /// Adds a diagnostic whose remedy is to remove a feature of the field.
    fn push_without(&mut self, feature: &str, diagnostic: protoward_source::Diagnostic) {
        let holder = OptionsHolder::Element(self.field.id.into());
        self.push(match statement(self.cx, holder, &["features", feature]) {
            Some(option) => self.cx.without(option, diagnostic),
            None => diagnostic,
        });
    }

    /// Returns the location of the option name that sets a feature of the field.
    fn option(&self, feature: &str) -> protoward_source::Place {
        let holder = OptionsHolder::Element(self.field.id.into());
        let option = statement(self.cx, holder, &["features", feature]);
        self.cx.place(option.map_or(self.field.decl.name, |option| option.span))
    }

    fn ty_place(&self) -> protoward_source::Place {
        self.cx.place(self.field.decl.ty.span())
    }

    fn packed(&mut self) {
        let holder = OptionsHolder::Element(self.field.id.into());
        let Some(option) = statement(self.cx, holder, &["packed"]) else { return };
        let is_packed = option.value.span.of(self.cx.text()) == "true";
        let bare = removal_of_option(self.cx.text(), option.span);
        let diagnostic =
            diagnostics::packed_in_edition(self.cx.place(option.span), self.cx.place(bare), is_packed, &self.features);
        self.push(diagnostic);
    }

    /// Reports default values and closed enums on fields with implicit presence.
    fn implicit(&mut self) {
        let has_presence =
            self.field.is_extension() || self.field.entry.oneof().is_some() || self.ty.message().is_some();
        if self.features.field_presence != FieldPresence::Implicit || self.field.is_repeated() || has_presence {
            return;
        }
        let mut options = pseudo_options(self.field.decl);
        if let Some(default) = options.find(|option| option.name_span.of(self.cx.text()) == "default") {
            let diagnostic = diagnostics::implicit_with_default(self.cx.place(default.span), self.whence());
            let removal = self.cx.place(removal_of_option(self.cx.text(), default.span));
            self.push(diagnostic.choice(removal, ""));
        }
        if let FieldType::Enum(id) = self.ty
            && self.cx.tables.features.enums[id].enum_type != EnumType::Open
        {
            let name = self.cx.tables.decls.enums[id].full_name;
            let diagnostic = diagnostics::implicit_with_closed_enum(name, self.ty_place(), self.whence());
            self.push(diagnostic);
        }
    }

    /// Reports a required extension. The presence may be inherited from the enclosing message.
    fn required_extension(&mut self) {
        if self.field.is_extension() && self.features.field_presence == FieldPresence::LegacyRequired {
            let place = self.whence().unwrap_or(self.cx.place(self.field.decl.name));
            let diagnostic = diagnostics::presence(diagnostics::Presence::RequiredExtension, place);
            self.push(diagnostic);
        }
    }

    /// Reports a map that inherits required presence.
    fn required_map(&mut self) {
        if self.field.is_map() && self.features.field_presence == FieldPresence::LegacyRequired {
            let diagnostic = diagnostics::required_map(self.ty_place(), self.whence()).in_protoc(self.ty_place());
            self.report.push(Phase::Validate, self.field.id, diagnostic);
        }
    }

    /// Returns the location of the option that makes the field implicit or required.
    fn whence(&self) -> Option<protoward_source::Place> {
        let path = ["features", "field_presence"];
        let mut holders = vec![OptionsHolder::Element(self.field.id.into())];
        let mut parent = match self.field.entry.scope() {
            FieldScope::Message(message) => Parent::Message(message),
            FieldScope::Extend { scope, .. } => scope,
        };
        while let Parent::Message(message) = parent {
            holders.push(OptionsHolder::Element(message.into()));
            parent = self.cx.tables.decls.messages[message].parent;
        }
        holders.push(OptionsHolder::Element(self.cx.file.into()));
        let option = holders.iter().find_map(|&holder| statement(self.cx, holder, &path));
        option.map(|option| self.cx.place(option.span))
    }

    fn presence(&mut self) {
        let option = self.option("field_presence");
        let required = self.features.field_presence == FieldPresence::LegacyRequired;
        let reason = if self.field.is_extension() && required {
            // The unknown value is already reported.
            return;
        } else if self.field.entry.oneof().is_some() {
            diagnostics::Presence::Oneof
        } else if self.field.is_repeated() {
            diagnostics::Presence::Repeated { is_map: self.field.is_map() }
        } else if self.field.is_extension() {
            diagnostics::Presence::Extension
        } else if self.ty.message().is_some() && self.features.field_presence == FieldPresence::Implicit {
            diagnostics::Presence::Message
        } else {
            return;
        };
        self.push_without("field_presence", diagnostics::presence(reason, option));
    }

    fn repeated_encoding(&mut self, packed: bool) {
        let option = self.option("repeated_field_encoding");
        if !self.field.is_repeated() {
            self.push_without("repeated_field_encoding", diagnostics::encoding_of_one(option));
            return;
        }
        let packable = match self.ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        if packed && !packable {
            let diagnostic = diagnostics::packed_of_unpackable(option, self.ty_place());
            self.push_without("repeated_field_encoding", diagnostic);
        }
    }

    /// Returns `true` if the field is a string, or a map with string keys or values.
    fn has_strings(&self) -> bool {
        let is_string = |id: FieldId| self.cx.tables.types.fields[id] == FieldType::Scalar(Scalar::String);
        if self.field.is_map()
            && let Some(entry) = self.cx.tables.decls.own_messages.get(self.field.id)
        {
            return self.cx.tables.decls.messages[entry].fields.iter().any(|&part| is_string(part));
        }
        is_string(self.field.id)
    }
}
