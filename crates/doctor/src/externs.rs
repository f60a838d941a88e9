//! Missing crates in `extern_path`. rustc would report each use of a type in the generated code, but not the setting that
//! causes the error.

use std::collections::BTreeSet;

use super::diagnostics;
use super::found::Crate;
use super::manifest::{Kind, Manifest};
use super::needs::is_named;
use protoward_source::{Report, Sources, nearest};

/// The crates that need no dependency.
pub const BUILT_IN: [&str; 3] = ["alloc", "core", "std"];

/// The reason why code cannot name a crate.
pub(super) enum Absent {
    /// The crate is a dependency of the build script only.
    OfScript,
    /// No dependency has the name. The value is the most similar name of a dependency.
    Unknown(Option<String>),
}

/// An `extern_path` that begins with a crate which the code cannot name.
pub(super) struct MissingCrate<'a> {
    pub(super) proto: &'a str,
    pub(super) rust: &'a str,
    pub(super) name: &'a str,
    pub(super) absent: Absent,
}

/// Reports each missing crate once. A path without a leading `::` is skipped, because it may be a module of the crate
/// itself.
pub(super) fn judge(
    of: &Crate,
    extern_paths: &[(String, String)],
    code: &[&str],
    report: &mut Report,
    sources: &mut Sources,
) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (proto, rust) in extern_paths {
        let Some(name) = crate_of(rust).filter(|name| seen.insert(name)) else { continue };
        if let Some(absent) = absent(&of.manifest, name)
            && code.iter().any(|code| is_named(code, name))
        {
            report.push(diagnostics::no_crate(of, &MissingCrate { proto, rust, name, absent }, sources));
        }
    }
}

/// Returns the crate that a path begins with.
fn crate_of(rust: &str) -> Option<&str> {
    let name = rust.trim().strip_prefix("::")?.split("::").next()?.trim();
    (!name.is_empty()).then_some(name)
}

fn absent(manifest: &Manifest, name: &str) -> Option<Absent> {
    let library = manifest.library.as_ref().unwrap_or(&manifest.name).replace('-', "_");
    // A crate may name itself: `extern crate self as shop`.
    if name == library || BUILT_IN.contains(&name) || manifest.named(name).next().is_some() {
        return None;
    }
    if manifest.dependencies.iter().any(|it| it.name == name) {
        return Some(Absent::OfScript);
    }
    let known: Vec<&str> =
        manifest.dependencies.iter().filter(|it| it.kind != Kind::Build).map(|it| &*it.name).collect();
    Some(Absent::Unknown(nearest(name, known).first().map(|&near| near.to_owned())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::toml::Table;

    #[test]
    fn a_path_that_begins_in_a_crate_names_it() {
        let paths = ["::googleapis::google::api", ":: a :: B", "::a", "crate::a", "a::B", "", "::"];
        assert_eq!(paths.map(crate_of), [Some("googleapis"), Some("a"), Some("a"), None, None, None, None]);
    }

    #[test]
    fn what_code_can_name_is_there() {
        let manifest = "[package]\nname = \"own-name\"\n[dependencies]\nmine = { package = \"theirs\", version = \"1\" }\n\
                        google-apis = { version = \"1\", optional = true }\n[target.'cfg(unix)'.dependencies]\nof-unix = \"1\"\n\
                        [build-dependencies]\nfor-script = \"1\"\n";
        let manifest = Manifest::of(&Table::parse(manifest).unwrap(), None).unwrap();
        for name in ["mine", "google_apis", "of_unix", "own_name", "std", "core"] {
            assert!(absent(&manifest, name).is_none(), "{name}");
        }
        let why = |name| absent(&manifest, name);
        assert!(matches!(why("for_script"), Some(Absent::OfScript)));
        assert!(matches!(why("googleapis"), Some(Absent::Unknown(Some(near))) if near == "google_apis"));
        assert!(matches!(why("theirs"), Some(Absent::Unknown(_))));
        assert!(matches!(why("elsewhere"), Some(Absent::Unknown(None))));
    }
}
