//! What is to be said about ignores: that they have ended, or have nothing to do any more.

use std::collections::{BTreeMap, BTreeSet};

use super::decisions::{Cause, Decisions};
use super::now::Now;
use super::{diagnostics, ignore_policy};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Place, Report};
use protoward_workspace::config::{Breaking, Ignore};

/// Both sides of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Schema,
    pub(super) new: &'a Schema,
    /// Whether all files were looked at, so that what has nothing to do has nothing to do at all.
    pub(super) are_whole: bool,
}

/// About the ignores of a configuration; each may be there for several modules.
pub(super) fn of_config(kinds: &[&Breaking], decisions: &mut [Decisions], now: &Now, sides: Sides<'_>) -> Report {
    for schema in [sides.old, sides.new] {
        for (_, file) in schema.files.iter() {
            decisions.iter_mut().for_each(|decisions| decisions.ignores.see(schema.text(file.path)));
        }
    }
    // Those that violate the policy have been reported already.
    let counts =
        |breaking: &Breaking, ignore: &Ignore| ignore_policy::of_config(ignore, breaking.policy, now).is_none();
    let ignores =
        || kinds.iter().flat_map(|breaking| breaking.ignores.iter().filter(|ignore| counts(breaking, ignore)));
    let judged = decisions.iter().flat_map(|decisions| decisions.ignores.causes.iter().cloned());
    let open = ignores().filter_map(|ignore| ignore.until.as_ref()).find(|(_, until)| now.cannot_tell(until));
    let mut report: Report = open.map(|(word, _)| diagnostics::version_unknown(word)).into_iter().collect();
    report.append(about(ignores().map(|ignore| Cause::of(ignore, now)).chain(judged), sides));
    report
}

/// About ignores, by what has become of them; what stands in one place is one ignore.
pub(super) fn about(causes: impl Iterator<Item = Cause>, sides: Sides<'_>) -> Report {
    let mut merged: BTreeMap<Place, Cause> = BTreeMap::new();
    for cause in causes {
        match merged.get_mut(&cause.place) {
            Some(known) => known.add(&cause),
            None => drop(merged.insert(cause.place, cause)),
        }
    }
    merged.values().filter_map(|cause| about_one(cause, sides)).collect()
}

fn about_one(cause: &Cause, sides: Sides<'_>) -> Option<Diagnostic> {
    let is_used = cause.findings > 0 || !cause.is_exception && cause.has_files;
    match &cause.ended {
        Some(ended) if cause.shown > 0 => Some(diagnostics::has_ended(cause, ended)),
        _ if is_used || !sides.are_whole => None,
        _ => Some(diagnostics::unused_ignore(cause, unknown(cause, sides).as_deref())),
    }
}

/// The name of the element, where neither side has it.
fn unknown(cause: &Cause, Sides { old, new, .. }: Sides<'_>) -> Option<Vec<String>> {
    let name = cause.element.as_deref()?.trim_start_matches('.');
    let names: BTreeSet<String> = names(old).chain(names(new)).collect();
    if names.contains(name) {
        return None;
    }
    Some(protoward_source::nearest(name, names.iter().map(|it| &**it)).into_iter().map(str::to_owned).collect())
}

/// Every name that an ignore may have.
fn names(schema: &Schema) -> impl Iterator<Item = String> {
    let packages = schema.files.ids().map(|file| schema.package(file).to_owned());
    let elements = (schema.messages.ids().map(Element::Message))
        .chain(schema.enums.ids().map(Element::Enum))
        .chain(schema.services.ids().map(Element::Service))
        .chain(schema.fields.ids().map(Element::Field))
        .chain(schema.enum_values.ids().map(Element::EnumValue))
        .chain(schema.oneofs.ids().map(Element::Oneof))
        .chain(schema.methods.ids().map(Element::Method));
    packages.chain(elements.map(|element| schema.full_name(element)))
}
