//! Missing crates in `extern_path`. rustc would report each use of a type in the generated code, but not the setting that
//! causes the error.

use std::collections::BTreeSet;

use super::diagnostics;
use super::diagnostics::{MissingCrate, MissingReason};
use super::local_crate::Crate;
use super::needs::is_named;
use protoward_cargo_manifest::{DependencyKind, Manifest};
use protoward_source::{Report, Sources, nearest};

/// The crates that need no dependency.
pub const BUILT_IN: [&str; 3] = ["alloc", "core", "std"];

/// Reports each missing crate once. A path without a leading `::` is skipped, because it may be a module of the crate
/// itself.
pub(super) fn check(
    of: &Crate,
    extern_paths: &[(String, String)],
    code: &[&str],
    report: &mut Report,
    sources: &mut Sources,
) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (proto, rust) in extern_paths {
        let Some(name) = crate_of(rust).filter(|name| seen.insert(name)) else { continue };
        if let Some(missing_reason) = missing_reason(&of.manifest, name)
            && code.iter().any(|code| is_named(code, name))
        {
            report.push(diagnostics::no_crate(of, &MissingCrate { proto, rust, name, missing_reason }, sources));
        }
    }
}

/// Returns the crate that a path begins with.
fn crate_of(rust: &str) -> Option<&str> {
    let name = rust.trim().strip_prefix("::")?.split("::").next()?.trim();
    (!name.is_empty()).then_some(name)
}

fn missing_reason(manifest: &Manifest, name: &str) -> Option<MissingReason> {
    let library = manifest.library.as_ref().unwrap_or(&manifest.name).replace('-', "_");
    // A crate may name itself: `extern crate self as shop`.
    if name == library || BUILT_IN.contains(&name) || manifest.named(name).next().is_some() {
        return None;
    }
    if manifest.dependencies.iter().any(|it| it.name == name) {
        return Some(MissingReason::BuildScriptOnly);
    }
    let known: Vec<&str> =
        manifest.dependencies.iter().filter(|it| it.kind != DependencyKind::Build).map(|it| &*it.name).collect();
    Some(MissingReason::Unknown(nearest(name, known).first().map(|&near| near.to_owned())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use protoward_cargo_manifest::Table;

    #[test]
    fn reads_the_crate_of_an_extern_path() {
        let paths = ["::googleapis::google::api", ":: a :: B", "::a", "crate::a", "a::B", "", "::"];
        assert_eq!(paths.map(crate_of), [Some("googleapis"), Some("a"), Some("a"), None, None, None, None]);
    }

    #[test]
    fn finds_crates_that_code_can_name() {
        let manifest = "[package]\nname = \"own-name\"\n[dependencies]\nmine = { package = \"theirs\", version = \"1\" }\n\
                        google-apis = { version = \"1\", optional = true }\n[target.'cfg(unix)'.dependencies]\nof-unix = \"1\"\n\
                        [build-dependencies]\nfor-script = \"1\"\n";
        let manifest = Manifest::of(&Table::parse(manifest).unwrap(), None).unwrap();
        for name in ["mine", "google_apis", "of_unix", "own_name", "std", "core"] {
            assert!(missing_reason(&manifest, name).is_none(), "{name}");
        }
        let reason = |name| missing_reason(&manifest, name);
        assert!(matches!(reason("for_script"), Some(MissingReason::BuildScriptOnly)));
        assert!(matches!(reason("googleapis"), Some(MissingReason::Unknown(Some(near))) if near == "google_apis"));
        assert!(matches!(reason("theirs"), Some(MissingReason::Unknown(_))));
        assert!(matches!(reason("elsewhere"), Some(MissingReason::Unknown(None))));
    }
}
