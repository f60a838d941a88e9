//! Errors in common protos. The files of one package fit together, so the cause is a user's copy of another version that
//! replaces some of them.

use super::archive::ArchivedFile;
use protoward_source::{Diagnostic, Report, Severity, Sources};

/// The maximum number of copies that a remedy lists.
const MAX_SHOWN: usize = 3;

/// Adds a remedy to each error in a common proto: the files of the user that replace other common protos.
pub fn explain_conflicts(report: Report, sources: &Sources) -> Report {
    let is_inside = |it: &Diagnostic| it.severity == Severity::Error && is_in_common_proto(it, sources);
    if !report.iter().any(is_inside) {
        return report;
    }
    let copies = other_versions(sources);
    let explain = |diagnostic: Diagnostic| match is_inside(&diagnostic) && !copies.is_empty() {
        true => diagnostic.help(remedy(&copies)),
        false => diagnostic,
    };
    report.into_iter().map(explain).collect()
}

fn is_in_common_proto(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    diagnostic.place().is_some_and(|place| {
        let file = sources.get(place.source);
        file.is_built_in && ArchivedFile::find(&file.name).is_some()
    })
}

/// Returns the displayed paths of the files that replace a common proto and differ from it.
fn other_versions(sources: &Sources) -> Vec<&str> {
    let mut copies = Vec::new();
    for (_, source) in sources.iter().filter(|(_, source)| !source.is_built_in) {
        let differs = |file: &ArchivedFile| file.text().as_deref() != source.text.as_deref().map(str::as_bytes);
        if ArchivedFile::find(&source.name).is_some_and(differs) && !copies.contains(&&*source.display) {
            copies.push(&*source.display);
        }
    }
    copies
}

fn remedy(copies: &[&str]) -> String {
    let shown: Vec<String> = copies.iter().take(MAX_SHOWN).map(|path| format!("`{path}`")).collect();
    let more = match copies.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (verb, them) = if copies.len() == 1 { ("replaces", "it") } else { ("replace", "them") };
    format!(
        "{}{more} {verb} a common proto, with the text of another version: remove or update {them}, or copy the file with \
         the error beside {them} in that version",
        shown.join(", "),
    )
}
