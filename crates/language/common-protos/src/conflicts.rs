//! Errors because files of the user and common protos do not fit together: another version of a file, or a copy with
//! another import path.

use std::collections::BTreeSet;

use super::entries::ArchivedFile;
use protoward_source::{Diagnostic, Place, Report, Severity, SourceId, Sources};

/// The code of the error that a name is declared twice.
const ALREADY_DEFINED: &str = "already-defined";

/// The maximum number of files that a remedy lists.
const MAX_SHOWN: usize = 3;

/// Explains errors because files of the user and common protos do not fit together.
///
/// An error in a common proto gets a remedy that names the user's files which replace other common protos. If a file of the
/// user declares the names of a common proto, only that is reported about the two files, because further errors in them
/// follow from it.
pub fn explain_conflicts(report: Report, sources: &Sources) -> Report {
    let is_inside = |it: &Diagnostic| it.place().is_some_and(|place| is_common_proto(place, sources));
    let copies: BTreeSet<SourceId> = report.iter().filter_map(|it| copy(it, sources)).collect();
    if copies.is_empty() && !report.iter().any(is_inside) {
        return report;
    }
    let replaced = other_versions(sources);
    let explain = |it: Diagnostic| match it.severity {
        Severity::Error if copy(&it, sources).is_some() => Some(it),
        Severity::Error if !copies.is_empty() && is_inside(&it) => None,
        Severity::Error if it.place().is_some_and(|place| copies.contains(&place.source)) => None,
        Severity::Error if is_inside(&it) && !replaced.is_empty() => Some(it.help(remedy(&replaced))),
        Severity::Error | Severity::Warning => Some(it),
    };
    report.into_iter().filter_map(explain).collect()
}

/// Returns the user's file if the error is that this file declares a name of a common proto.
fn copy(diagnostic: &Diagnostic, sources: &Sources) -> Option<SourceId> {
    let mut places = diagnostic.labels.iter().map(|label| label.place);
    let own = places.next().filter(|place| !sources.get(place.source).is_built_in)?;
    let is_of_common_proto = places.next().is_some_and(|place| is_common_proto(place, sources));
    (diagnostic.code.as_str() == ALREADY_DEFINED && is_of_common_proto).then_some(own.source)
}

fn is_common_proto(place: Place, sources: &Sources) -> bool {
    let file = sources.get(place.source);
    file.is_built_in && ArchivedFile::find(&file.name).is_some()
}

/// Returns the displayed paths of the files that replace a common proto and differ from it.
fn other_versions(sources: &Sources) -> BTreeSet<&str> {
    let own = sources.iter().map(|(_, source)| source).filter(|source| !source.is_built_in);
    let differs = own.filter(|source| {
        let text = source.text.as_deref().map(str::as_bytes);
        ArchivedFile::find(&source.name).is_some_and(|file| file.text().as_deref() != text)
    });
    differs.map(|source| &*source.display).collect()
}

fn remedy(replaced: &BTreeSet<&str>) -> String {
    let shown: Vec<String> = replaced.iter().take(MAX_SHOWN).map(|path| format!("`{path}`")).collect();
    let more = match replaced.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (verb, them) = if replaced.len() == 1 { ("replaces", "it") } else { ("replace", "them") };
    format!(
        "{}{more} {verb} a common proto with another version: remove or update {them}, or put a copy of this file in that \
         version beside {them}",
        shown.join(", "),
    )
}
