//! The editions in which an option or option value is available, according to its declaration.
//!
//! Source: `FieldOptions.FeatureSupport` in `descriptor.proto`, and the behavior of protoc.

use super::holders::statement;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::support as diagnostics};
use crate::link::collect::FieldDecl;
use crate::link::options::OptionsHolder;
use protoward_schema::{EnumId, EnumValueId, FeatureSupport, FieldId, FieldType};

pub(super) fn of_field<'a>(cx: &CheckContext<'a>, field: FieldId) -> Option<FeatureSupport<'a>> {
    FeatureSupport::of_field(cx.tables.options.fields.get(field))
}

pub(super) fn of_value<'a>(cx: &CheckContext<'a>, value: EnumValueId) -> Option<FeatureSupport<'a>> {
    FeatureSupport::of_value(cx.tables.options.enum_values.get(value))
}

/// Returns the contradiction in a `feature_support`. A removal needs no warning if no edition had the feature.
fn fault(support: &FeatureSupport<'_>) -> Option<diagnostics::FeatureSupportError> {
    use diagnostics::FeatureSupportError;
    let introduced = support.introduced.unwrap_or_default();
    if let Some(deprecated) = support.deprecated {
        if deprecated < introduced {
            return Some(FeatureSupportError::DeprecatedBeforeIntroduced);
        } else if support.warning.is_none() {
            return Some(FeatureSupportError::NoWarning);
        }
    } else if support.warning.is_some() {
        return Some(FeatureSupportError::WarningOnly);
    }
    if let Some(removed) = support.removed {
        if support.deprecated.unwrap_or_default() >= removed {
            return Some(FeatureSupportError::DeprecatedAfterRemoved);
        } else if removed < introduced {
            return Some(FeatureSupportError::RemovedBeforeIntroduced);
        } else if support.error.is_none() && support.introduced != Some(removed) {
            return Some(FeatureSupportError::NoError);
        }
    } else if support.error.is_some() {
        return Some(FeatureSupportError::ErrorOnly);
    }
    None
}

/// Returns the contradiction between the `feature_support` of a value and of its field.
fn fault_within(support: &FeatureSupport<'_>, field: &FeatureSupport<'_>) -> Option<diagnostics::FeatureSupportError> {
    use diagnostics::FeatureSupportError;
    if support.introduced.unwrap_or_default() < field.introduced.unwrap_or_default() {
        return Some(FeatureSupportError::IntroducedBeforeField);
    }
    let after = |value: Option<i32>, field: Option<i32>| matches!((value, field), (Some(a), Some(b)) if a > b);
    if after(support.removed, field.removed) {
        return Some(FeatureSupportError::RemovedAfterField);
    }
    after(support.deprecated, field.deprecated).then_some(FeatureSupportError::DeprecatedAfterField)
}

/// Checks the declarations in this file.
pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let decls = cx.tables.decls;
    let options = cx.tables.options;
    let mut reported = Vec::new();
    for (id, bytes) in options.fields.slice(cx.declared().fields.clone()) {
        if bytes.is_some()
            && matches!(decls.fields[id].decl(), FieldDecl::Field(_))
            && let Some(support) = of_field(cx, id)
        {
            field(cx, report, id, support, &mut reported);
        }
    }
    for (id, bytes) in options.enum_values.slice(cx.declared().enum_values.clone()) {
        if bytes.is_some()
            && !reported.contains(&id)
            && let Some(fault) = of_value(cx, id).and_then(|support| fault(&support))
        {
            let name = decls.enum_values[id].name;
            report_fault(cx, report, OptionsHolder::Element(id.into()), name, fault);
        }
    }
}

fn field(
    cx: &CheckContext<'_>,
    report: &mut PhaseReport,
    id: FieldId,
    support: FeatureSupport<'_>,
    reported: &mut Vec<EnumValueId>,
) {
    let holder = OptionsHolder::Element(id.into());
    let decls = cx.tables.decls;
    if let Some(fault) = fault(&support) {
        return report_fault(cx, report, holder, decls.fields[id].name, fault);
    }
    if let FieldType::Enum(declared) = cx.tables.types.fields[id] {
        reported.extend(value(cx, report, holder, support, declared));
    }
}

/// Merges the `feature_support` of each value with that of its field. Reports the first contradiction and returns it.
fn value(
    cx: &CheckContext<'_>,
    report: &mut PhaseReport,
    holder: OptionsHolder,
    field: FeatureSupport<'_>,
    declared: EnumId,
) -> Option<EnumValueId> {
    let mut values = cx.tables.decls.enums[declared].values.iter().copied();
    let faulty = |value: EnumValueId| {
        let merged = field.value_in(cx.tables.options.enum_values.get(value))?;
        Some((value, fault(&merged).or_else(|| fault_within(&merged, &field))?))
    };
    let (value, found) = values.find_map(faulty)?;
    report_fault(cx, report, holder, cx.tables.decls.enum_values[value].name, found);
    Some(value)
}

fn report_fault(
    cx: &CheckContext<'_>,
    report: &mut PhaseReport,
    holder: OptionsHolder,
    name: &str,
    fault: diagnostics::FeatureSupportError,
) {
    let Some(option) = statement(cx, holder, &["feature_support"]) else { return };
    let diagnostic = diagnostics::support(name, fault, cx.place(option.span)).in_protoc(cx.nowhere());
    report.push(Phase::Validate, holder, diagnostic);
}
