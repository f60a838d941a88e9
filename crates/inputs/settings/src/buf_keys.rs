//! Keys that several files of buf have: `version`, and the selection of rules.

use super::diagnostics;
use super::raw::RawRules;
use super::settings::Version;
use protoward_config::{Node, Section};
use protoward_source::Report;

/// The versions of `buf.yaml` and `buf.gen.yaml`.
const VERSIONS: &[(&str, Version)] = &[("v2", Version::V2), ("v1", Version::V1), ("v1beta1", Version::V1Beta1)];

/// Reads the version of a `buf.yaml` or `buf.gen.yaml`.
pub(super) fn version(root: &mut Section<'_>, document: &Node, report: &mut Report) -> Option<Version> {
    version_of(root, document, VERSIONS, report)
}

/// Reads the version of a file that exists in the `known` ones.
pub(super) fn version_of(
    root: &mut Section<'_>,
    document: &Node,
    known: &[(&str, Version)],
    report: &mut Report,
) -> Option<Version> {
    let Some(word) = root.string("version") else {
        if root.is_unset("version") {
            report.push(diagnostics::no_version(document.place));
        }
        return None;
    };
    let found = known.iter().find(|(name, _)| *name == word.text).map(|(_, version)| *version);
    if found.is_none() {
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        report.push(diagnostics::unknown_version(&word, &known));
    }
    found
}

/// Reads the selection of rules.
pub(super) fn selection(section: &mut Section<'_>) -> RawRules {
    let is_off = section.boolean("disable_builtin").unwrap_or(false);
    RawRules {
        use_: section.strings("use"),
        except: section.strings("except").unwrap_or_default(),
        is_off,
        keeps_plugins: is_off,
        ..RawRules::default()
    }
}
