//! Options that only fields of certain types can have.
//!
//! Source: the comments of `FieldOptions` in `descriptor.proto`, and the behavior of protoc.

use super::holders::statement;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::options as diagnostics};
use crate::link::collect::{FieldDecl, FieldScope};
use crate::link::options::OptionsHolder;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Edition, FieldId, FieldType, MessageEncoding, Scalar, Syntax};
use protoward_source::{Diagnostic, Place};
use protoward_syntax::ast::{self, Label, TypeExpr};

const CTYPE: u32 = 1;
const PACKED: u32 = 2;
const LAZY: u32 = 5;
const JSTYPE: u32 = 6;
const UNVERIFIED_LAZY: u32 = 15;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let options = &cx.tables.options.fields;
    for (id, bytes) in options.slice(cx.declared().fields.clone()) {
        let (Some(bytes), FieldDecl::Field(decl)) = (bytes, cx.tables.decls.fields[id].decl()) else { continue };
        if !cx.tables.types.unknown.contains(id) {
            Field { cx, report, id, decl, ty: cx.tables.types.fields[id] }.options(bytes);
        }
    }
}

struct Field<'r, 'a> {
    cx: &'r CheckContext<'a>,
    report: &'r mut PhaseReport,
    id: FieldId,
    decl: &'a ast::FieldDecl,
    ty: FieldType,
}

impl Field<'_, '_> {
    fn options(&mut self, bytes: &[u8]) {
        for option in WireReader::new(bytes).fields() {
            let WireValue::Varint(value) = option.value else { continue };
            match option.number {
                CTYPE => self.ctype(),
                PACKED if value != 0 => self.packed(),
                LAZY if value != 0 => self.lazy("lazy"),
                UNVERIFIED_LAZY if value != 0 => self.unverified_lazy(),
                JSTYPE if value != 0 => self.jstype(),
                _ => {}
            }
        }
    }

    /// Adds a diagnostic. protoc reports all of them at the type.
    fn push(&mut self, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.in_protoc(self.ty_place());
        self.report.push(Phase::Validate, self.id, diagnostic);
    }

    /// Adds a diagnostic whose remedy is to remove an option.
    fn push_without(&mut self, name: &str, diagnostic: Diagnostic) {
        let option = statement(self.cx, OptionsHolder::Element(self.id.into()), &[name]);
        self.push(match option {
            Some(option) => self.cx.without(option, diagnostic),
            None => diagnostic,
        });
    }

    fn ty_place(&self) -> Place {
        self.cx.place(self.decl.ty.span())
    }

    fn option(&self, name: &str) -> Place {
        let option = statement(self.cx, OptionsHolder::Element(self.id.into()), &[name]);
        option.map_or(self.ty_place(), |option| self.cx.place(option.span))
    }

    /// Reports `ctype`, which editions removed in 2024.
    fn ctype(&mut self) {
        if matches!(self.cx.unit().syntax, Syntax::Edition(edition) if edition >= Edition::E2024) {
            let diagnostic = diagnostics::ctype_in_edition(self.option("ctype"));
            self.push(diagnostic);
        }
    }

    fn packed(&mut self) {
        let repeated = matches!(self.decl.label, Some(Label::Repeated));
        let packable = match self.ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        // `packed` in an edition is reported elsewhere.
        if (repeated && packable) || matches!(self.cx.unit().syntax, Syntax::Edition(_)) {
            return;
        }
        let diagnostic = diagnostics::packed(self.option("packed"), self.ty_place(), packable);
        self.push_without("packed", diagnostic);
    }

    /// Reports `lazy` on a field that is not length-delimited.
    fn lazy(&mut self, name: &str) {
        let delimited = self.cx.tables.features.fields[self.id].message_encoding == MessageEncoding::Delimited;
        let is_map = matches!(self.decl.ty, TypeExpr::Map { .. });
        let (is_message, is_group) = match self.ty {
            FieldType::Message(_) => (true, delimited && !is_map),
            FieldType::Group(_) => (true, true),
            FieldType::Scalar(_) | FieldType::Enum(_) => (false, false),
        };
        if !is_message || is_group {
            let diagnostic = diagnostics::lazy(name, self.option(name), self.ty_place(), is_group);
            self.push_without(name, diagnostic);
        }
    }

    fn unverified_lazy(&mut self) {
        self.lazy("unverified_lazy");
        let is_extension = matches!(self.cx.tables.decls.fields[self.id].scope(), FieldScope::Extend { .. });
        if is_extension && self.ty.message().is_some() {
            let diagnostic = diagnostics::lazy_extension(self.option("unverified_lazy"));
            self.push_without("unverified_lazy", diagnostic);
        }
    }

    /// Reports `jstype` on integers that fit a JavaScript number.
    fn jstype(&mut self) {
        let is_wide = matches!(
            self.ty,
            FieldType::Scalar(Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64)
        );
        if !is_wide {
            let diagnostic = diagnostics::jstype(self.option("jstype"), self.ty_place());
            self.push_without("jstype", diagnostic);
        }
    }
}
