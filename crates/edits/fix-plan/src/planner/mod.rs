//! The planner, which decides about the changes for a finding.
//!
//! Each file plans one kind of [`SchemaEdit`]. It asks the resolver whether the change is possible (a number may be
//! taken, a name may have another meaning) and the documents where to write. Declarations are copied from the old
//! text.

mod bring_back;
mod declare;
mod exchange;
mod extensions;
mod file;
mod identity;
mod imports;
mod oneofs;
mod option;
mod reserve;
mod rest;
mod shape;
mod spelling;
mod translation;
mod types;
mod wrap;

use std::collections::{BTreeSet, HashMap};

use super::change::Change;
use super::context::{FieldPair, FixContext, OldAndNew, Pair, moved};
use super::plan::{Plan, PlanResult};
use option::OptionToRestore;
use protoward_breaking::{ElementPart, Finding, SchemaEdit};
use protoward_refactor::Texts;
use protoward_schema::{Cardinality, Element, MethodId, Schema};

/// The planner of fixes for one comparison.
pub(crate) struct Planner<'t> {
    cx: FixContext<'t>,
    /// The fixes of the findings that a move replaces, by old element.
    moves: HashMap<Element, Vec<Vec<SchemaEdit>>>,
}

impl<'t> Planner<'t> {
    pub(crate) fn new(old: &'t Schema, new: &'t Schema, texts: &'t Texts<'t>, findings: &[Finding]) -> Self {
        let mut moves: HashMap<Element, Vec<Vec<SchemaEdit>>> = HashMap::new();
        for (element, finding) in findings.iter().filter_map(|finding| Some((moved(finding)?, finding))) {
            let fix = finding.stands_for.iter().map(|it| it.fix.clone());
            moves.entry(element).or_default().extend(fix);
        }
        Self { cx: FixContext::new(old, new, texts), moves }
    }

    /// Returns the plan for a finding. It is empty if there is no unambiguous fix, or nothing to do.
    pub(crate) fn plan(&self, fix: &[SchemaEdit]) -> Plan {
        let mut plan = Plan::default();
        let planned = self.all(fix, &mut plan).and_then(|()| self.undo_moves(&mut plan));
        if planned.is_none() || plan.changes.iter().all(Change::is_mark) {
            plan.changes.clear();
        }
        plan
    }

    fn all(&self, fix: &[SchemaEdit], plan: &mut Plan) -> PlanResult {
        fix.iter().try_for_each(|fix| self.fix(fix, plan))
    }

    /// Fixes the findings that a move explained if the moved element is declared again, because then it did not move.
    fn undo_moves(&self, plan: &mut Plan) -> PlanResult {
        let mut seen = BTreeSet::new();
        while let Some(element) = plan.declared.iter().copied().find(|element| !seen.contains(element)) {
            seen.insert(element);
            let inside = self.cx.resolver.inside(element);
            for fix in inside.iter().filter_map(|inner| self.moves.get(inner)).flatten() {
                (!fix.is_empty()).then_some(())?;
                self.all(fix, plan)?;
            }
        }
        Some(())
    }

    fn fix(&self, fix: &SchemaEdit, plan: &mut Plan) -> PlanResult {
        let cx = &self.cx;
        match *fix {
            SchemaEdit::Reserve { target, ref numbers, ref names } => {
                reserve::reserve(cx, target, numbers, names, plan)
            }
            SchemaEdit::Open { new, old, range, ref numbers } => {
                extensions::open(cx, OldAndNew { old, new }, range, numbers, plan)
            }
            SchemaEdit::Declare(old) => self.declare(old, plan),
            SchemaEdit::DeclareRequired(old) => {
                let new = cx.resolver.new_message(cx.old[old].containing())?;
                let is_other = cx.resolver.is_other_language(cx.old[old].file, cx.new[new].file);
                if is_other { None } else { self.declare(old.into(), plan) }
            }
            SchemaEdit::Restore { part, old, new } => self.restore(part, OldAndNew { old, new }, plan),
            SchemaEdit::Relax(field) => identity::relax(cx, field, plan),
            SchemaEdit::Import(file) => imports::restore_all(cx, file, plan),
            SchemaEdit::ImportPublic { file, old, new } => {
                imports::restore_public(cx, file, OldAndNew { old, new }, plan)
            }
        }
    }

    fn declare(&self, element: Element, plan: &mut Plan) -> PlanResult {
        let cx = &self.cx;
        // A map whose field is still there became something else.
        if let (Some(old), Element::Message(_)) = (cx.old.map_field(element), element)
            && let Some(new) = cx.resolver.new_field(old)
        {
            return shape::restore(cx, &cx.pair(old, new)?, plan);
        }
        plan.open.push(element);
        declare::declare_open(cx, plan)
    }

    fn restore(&self, part: ElementPart, pair: OldAndNew<Element>, plan: &mut Plan) -> PlanResult {
        let (cx, OldAndNew { old, new }) = (&self.cx, pair);
        plan.is_translated |= !cx.is_same_language(old, new);
        plan.attempt(|plan| exchange::undo(cx, part, pair, plan)).or_else(|| match (old, new) {
            (Element::Field(old), Element::Field(new)) => restore_field(cx, part, &cx.pair(old, new)?, plan),
            (Element::Method(old), Element::Method(new)) => restore_method(cx, part, &cx.pair(old, new)?, plan),
            (old, new) => restore_element(cx, part, &cx.pair(old, new)?, plan),
        })
    }
}

fn restore_field(cx: &FixContext<'_>, part: ElementPart, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let is_required = cx.old[field.old].cardinality == Cardinality::Required;
    match part {
        ElementPart::Name => identity::restore_field_name(cx, field, plan),
        ElementPart::Number => identity::restore_field_number(cx, field, plan),
        // An edition has no label for it.
        ElementPart::Label if cx.is_other_syntax(field) && is_required => None,
        ElementPart::Type | ElementPart::Cardinality | ElementPart::Label => shape::restore(cx, field, plan),
        ElementPart::Oneof => oneofs::restore(cx, field, plan),
        ElementPart::JsonName => option::restore_json_name(cx, field, plan),
        ElementPart::Option { name, .. } => shape::restore_option(cx, name, field, plan),
        ElementPart::Message(_)
        | ElementPart::Stream(_)
        | ElementPart::Package
        | ElementPart::Syntax
        | ElementPart::Visibility => None,
    }
}

fn restore_method(cx: &FixContext<'_>, part: ElementPart, method: &Pair<'_, MethodId>, plan: &mut Plan) -> PlanResult {
    match part {
        ElementPart::Message(end) => types::method_type(cx, end, method, plan),
        ElementPart::Stream(end) => types::stream(end, &method.was, &method.now, plan),
        ElementPart::Option { name, otherwise } => {
            option::restore(cx, OptionToRestore { name, otherwise }, method, plan)
        }
        _ => None,
    }
}

fn restore_element(cx: &FixContext<'_>, part: ElementPart, pair: &Pair<'_, Element>, plan: &mut Plan) -> PlanResult {
    match (part, pair.old, pair.new) {
        (ElementPart::Name, Element::EnumValue(old), Element::EnumValue(new)) => {
            identity::restore_value_name(cx, &pair.of(old, new), plan)
        }
        (ElementPart::Name, Element::Oneof(old), Element::Oneof(new)) => {
            oneofs::restore_name(cx, &pair.of(old, new), plan)
        }
        (ElementPart::Number, Element::EnumValue(old), Element::EnumValue(new)) => {
            identity::restore_value_number(cx, &pair.of(old, new), plan)
        }
        (ElementPart::Package, Element::File(old), Element::File(new)) => {
            file::restore_package(cx, OldAndNew { old, new }, plan)
        }
        (ElementPart::Syntax, Element::File(old), Element::File(new)) => {
            file::restore_syntax(cx, &pair.of(old, new), plan)
        }
        (ElementPart::Visibility, _, new) => types::export(cx, new, &pair.now, plan),
        (ElementPart::Option { name, otherwise }, ..) => {
            option::restore(cx, OptionToRestore { name, otherwise }, pair, plan)
        }
        _ => None,
    }
}
