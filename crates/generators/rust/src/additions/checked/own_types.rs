//! The own types of fields, by the paths of the settings.

use std::collections::BTreeMap;

use super::settings::{CheckedSettings, fields, paths};
use crate::diagnostics;
use crate::paths::{PathMap, matches};
use protoward_schema::{FieldId, MessageId, Schema};
use protoward_source::Report;

/// Returns the own types of fields of generated messages. The whole name of a field comes before its end.
///
/// # Errors
/// Reports paths that only name fields of other messages.
pub(super) fn own_types(
    schema: &Schema,
    settings: &CheckedSettings,
    is_generated: impl Fn(MessageId) -> bool,
) -> Result<BTreeMap<FieldId, String>, Report> {
    if settings.types.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (generated, others): (Vec<FieldId>, Vec<FieldId>) =
        fields(schema).partition(|&field| is_generated(schema[field].containing()));
    let is_named = |path: &str, field: FieldId| paths(schema, field).iter().any(|name| matches(path, name));
    let unused = settings.types.iter().filter(|(path, _)| !generated.iter().any(|&field| is_named(path, field)));
    let elsewhere = unused.filter_map(|(path, _)| others.iter().copied().find(|&field| is_named(path, field)));
    let report: Report = elsewhere.map(|field| diagnostics::type_for_extern_field(schema, field)).collect();
    if report.has_errors() {
        return Err(report);
    }
    let types: PathMap<String> = settings.types.iter().map(|(path, ty)| (path.as_str(), absolute(ty))).collect();
    let own = |id: FieldId| paths(schema, id).iter().find_map(|path| types.best(path)).cloned();
    Ok(generated.into_iter().filter_map(|id| Some((id, own(id)?))).collect())
}

/// Returns a type so that the module around it does not matter: `uuid::Uuid` is that of the crate, and not of a module of
/// generated code with this name.
fn absolute(ty: &str) -> String {
    let ty = ty.trim();
    let first = ty.split("::").next().unwrap_or(ty);
    let is_crate = first.len() < ty.len()
        && !matches!(first, "crate" | "self" | "super")
        && first.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !first.is_empty();
    if is_crate { format!("::{ty}") } else { ty.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn types_of_crates_are_absolute() {
        for (ty, expected) in [
            ("uuid::Uuid", "::uuid::Uuid"),
            (" ::uuid::Uuid", "::uuid::Uuid"),
            ("crate::Id", "crate::Id"),
            ("String", "String"),
            ("Vec<uuid::Uuid>", "Vec<uuid::Uuid>"),
            ("std::sync::Arc<str>", "::std::sync::Arc<str>"),
        ] {
            assert_eq!(absolute(ty), expected);
        }
    }
}
