//! Maximum numbers of members of messages, oneofs and enums from edition 2026 on.
//!
//! Source: the comment on `ProtoLimitsFeature` in `descriptor.proto`, and the behavior of protoc.

use super::CheckContext;
use super::diagnostics::NamedDeclaration;
use super::diagnostics::limits::{self as diagnostics, ExceededLimit};
use super::phase::Phase;
use super::phase_report::PhaseReport;
use crate::edition_rules::{FIELDS_OF_MESSAGE, FIELDS_OF_ONEOF, ONEOFS_OF_MESSAGE, VALUES_OF_ENUM};
use crate::link::options::OptionsHolder;
use protoward_schema::{Element, FeatureSet, FieldId, ProtoLimits, Syntax};
use protoward_syntax::ast::Span;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if !matches!(cx.unit().syntax, Syntax::Edition(_)) {
        return;
    }
    let decls = cx.tables.decls;
    let all = cx.tables.features;
    let field = |id: FieldId| Some(decls.fields[id].decl().name());
    for (id, entry) in cx.messages() {
        let mut holder = Limited { cx, report, id: id.into(), name: entry.decl.name(), features: all.messages[id] };
        holder.holds(
            ExceededLimit { what: "message", members: "fields", count: entry.fields.len(), most: FIELDS_OF_MESSAGE },
            &|at| field(entry.fields[at]),
        );
        let oneof = |at: usize| Some(decls.oneofs[entry.rest().oneofs[at]].decl?.name);
        holder.holds(
            ExceededLimit {
                what: "message",
                members: "oneofs",
                count: entry.rest().oneofs.len(),
                most: ONEOFS_OF_MESSAGE,
            },
            &oneof,
        );
        for &oneof in &entry.rest().oneofs {
            let entry = &decls.oneofs[oneof];
            let features = all.oneofs[oneof];
            if let Some(decl) = entry.decl {
                let mut holder = Limited { cx, report, id: oneof.into(), name: decl.name, features };
                holder.holds(
                    ExceededLimit {
                        what: "oneof",
                        members: "fields",
                        count: entry.fields.len(),
                        most: FIELDS_OF_ONEOF,
                    },
                    &|at| field(entry.fields[at]),
                );
            }
        }
    }
    for (id, entry) in cx.enums() {
        let mut holder = Limited { cx, report, id: id.into(), name: entry.decl.name, features: all.enums[id] };
        let value = |at: usize| Some(decls.enum_values[entry.values[at]].decl.name);
        holder.holds(
            ExceededLimit { what: "enum", members: "values", count: entry.values.len(), most: VALUES_OF_ENUM },
            &value,
        );
    }
}

struct Limited<'r, 'a> {
    cx: &'r CheckContext<'a>,
    report: &'r mut PhaseReport,
    id: Element,
    name: Span,
    features: FeatureSet,
}

impl Limited<'_, '_> {
    /// Checks a member count. `name` returns the span of a member's name.
    fn holds(&mut self, members: ExceededLimit, name: &dyn Fn(usize) -> Option<Span>) {
        if members.count <= members.most || self.features.proto_limits != ProtoLimits::Limits2026 {
            return;
        }
        let cx = self.cx;
        let holder = OptionsHolder::Element(self.id);
        let first = name(members.most).map(|name| cx.place(name));
        let named = NamedDeclaration { name: self.name.of(cx.text()), place: cx.place(self.name) };
        let diagnostic = diagnostics::too_many(named, members, first);
        self.report.push(Phase::Limits, holder, cx.at_name(holder, diagnostic));
    }
}
