//! Diagnostics about dependencies that do not fit, with places in the manifest and the line that would fit.

use std::path::Path;

use super::local_crate::{Crate, KnownVersion, display_path};
use super::versions::Line;
use protoward_cargo_manifest::{Dependency, ManifestFile, ManifestSpan};
use protoward_source::{Code, Diagnostic, Severity, Sources, list};

/// A crate that generated code does not compile in.
const GENERATE: Code = Code::new("generate");

/// The packages whose default features have everything that code needs.
const WITH_DEFAULT_FEATURES: [&str; 2] = ["prost", "tonic"];

/// A dependency with a version that does not fit.
pub(super) struct Mismatch {
    pub(super) package: &'static str,
    /// The version that the code is for.
    pub(super) line: Line,
    pub(super) known: KnownVersion,
    pub(super) dependency: Dependency,
}

/// A dependency that code needs and the crate lacks.
pub(super) struct Missing {
    pub(super) package: &'static str,
    pub(super) line: Line,
    /// The features that the code needs and that are not default features.
    pub(super) features: Vec<&'static str>,
    /// Whether the default features are for the code.
    pub(super) default_features: bool,
    pub(super) source: MissingSource,
}

/// The source of a missing dependency.
pub(super) enum MissingSource {
    Registry,
    /// The source of another package, which is a path or a repository.
    As(&'static str),
}

impl Missing {
    /// Returns the line to add to `Cargo.toml`, in backticks.
    fn dependency(&self) -> String {
        let Self { package, line, features, default_features, source } = self;
        let list = features.iter().map(|feature| format!("\"{feature}\"")).collect::<Vec<_>>().join(", ");
        let no_default = (!default_features).then(|| "default-features = false".to_owned());
        let list = (!features.is_empty()).then(|| format!("features = [{list}]"));
        let keys = no_default.into_iter().chain(list).collect::<Vec<_>>().join(", ");
        match (source, keys.is_empty()) {
            (MissingSource::As(other), true) => format!("`{package}`, by a path or repository like `{other}`,"),
            (MissingSource::As(other), false) => {
                format!("`{package}`, by a path or repository like `{other}` and with `{keys}`,")
            }
            (MissingSource::Registry, true) => format!("`{package} = \"{line}\"`"),
            (MissingSource::Registry, false) => {
                format!("`{package} = {{ version = \"{line}\", {keys} }}`")
            }
        }
    }
}

/// Returns one diagnostic for all dependencies, because they must be changed together.
pub(super) fn mismatched_dependencies(
    of: &Crate,
    severity: Severity,
    mismatches: &[Mismatch],
    missing: &[Missing],
    sources: &mut Sources,
) -> Diagnostic {
    let name = &of.manifest.name;
    let expected = list(&mismatches.iter().map(|it| format!("{} {}", it.package, it.line)).collect::<Vec<_>>());
    let found = list(&mismatches.iter().map(|it| format!("{} {}", it.package, it.known.version)).collect::<Vec<_>>());
    let missing_list = list(&missing.iter().map(|it| format!("{} {}", it.package, it.line)).collect::<Vec<_>>());
    let message = match (mismatches, missing) {
        ([], _) => format!("the generated code needs {missing_list}, which `{name}` does not depend on"),
        (_, []) => format!("the generated code is for {expected}, but `{name}` depends on {found}"),
        _ => format!(
            "the generated code is for {expected}, and `{name}` depends on {found}; it needs {missing_list} too, which `{name}` does not \
             depend on"
        ),
    };
    let mut diagnostic = match severity {
        Severity::Error => Diagnostic::error(GENERATE, message),
        Severity::Warning => Diagnostic::warning(GENERATE, message),
    };
    for Mismatch { package, known, dependency, .. } in mismatches {
        let place = of.place(&dependency.place, sources);
        diagnostic = diagnostic.label(place, format!("{package} is {} here", known.version));
    }
    if let (true, Some(dependencies_heading)) = (mismatches.is_empty(), &of.manifest.dependencies_heading) {
        diagnostic = diagnostic.label(
            of.place(&ManifestSpan { file: ManifestFile::Own, bytes: dependencies_heading.clone() }, sources),
            "missing here",
        );
    }
    diagnostic.help(help(mismatches, missing))
}

fn help(mismatches: &[Mismatch], missing: &[Missing]) -> String {
    let line = |package: &str, line: &Line| format!("`{package} = \"{line}\"`");
    let changed = list(&mismatches.iter().map(|it| line(it.package, &it.line)).collect::<Vec<_>>());
    let added = list(&missing.iter().map(Missing::dependency).collect::<Vec<_>>());
    let newer = mismatches.iter().find(|it| it.known.line > it.line);
    let otherwise =
        newer.map(|it| format!(", or generate with a version that is for {} {}", it.package, it.known.line));
    let otherwise = otherwise.unwrap_or_default();
    match (mismatches, missing) {
        ([], _) => format!("add {added} to the `[dependencies]`"),
        (_, []) => format!("write {changed} in `Cargo.toml`{otherwise}"),
        _ => format!("write {changed} in `Cargo.toml`, and add {added} to the `[dependencies]`{otherwise}"),
    }
}

pub(super) fn no_channel(of: &Crate, tonic: &Dependency, sources: &mut Sources) -> Diagnostic {
    let message = "the generated clients need the transport of tonic, which no crate of the build enables";
    Diagnostic::warning(GENERATE, message)
        .label(of.place(&tonic.place, sources), "neither `transport` nor `channel` is enabled here")
        .help("add `\"channel\"` to the features of tonic, or generate clients without a transport with `build_transport(false)`")
}

pub(super) fn no_features(of: &Crate, on: &Dependency, missing: &[&str], sources: &mut Sources) -> Diagnostic {
    let package = &on.package;
    let them = if missing.len() == 1 { "it" } else { "them" };
    let named = list(&missing.iter().map(|feature| format!("`{feature}`")).collect::<Vec<_>>());
    let message = format!("the generated code needs {named} of {package}, but no crate of the build enables {them}");
    let added = list(&missing.iter().map(|feature| format!("`\"{feature}\"`")).collect::<Vec<_>>());
    let is_without_default = !on.default_features && WITH_DEFAULT_FEATURES.contains(&&**package);
    let (label, otherwise) = if is_without_default {
        (format!("{package} has no default features here"), ", or remove `default-features = false`")
    } else {
        (format!("{package} does not have {them} here"), "")
    };
    Diagnostic::warning(GENERATE, message)
        .label(of.place(&on.place, sources), label)
        .help(format!("add {added} to the features of {package}{otherwise}"))
}

/// Returns the warning for an `extern_path` whose crate is missing.
pub(super) fn no_crate(of: &Crate, missing: &MissingCrate<'_>, sources: &mut Sources) -> Diagnostic {
    let MissingCrate { proto, rust, name, missing_reason } = missing;
    let own = &of.manifest.name;
    let message = format!("`extern_path` of `{proto}` is `{rust}`, but `{own}` does not depend on a crate `{name}`");
    let mut diagnostic = Diagnostic::warning(GENERATE, message);
    if let Some(dependencies_heading) = &of.manifest.dependencies_heading {
        diagnostic = diagnostic.label(
            of.place(&ManifestSpan { file: ManifestFile::Own, bytes: dependencies_heading.clone() }, sources),
            "missing here",
        );
    }
    match missing_reason {
        MissingReason::BuildScriptOnly => diagnostic
            .help("also add it to the `[dependencies]`; the `[build-dependencies]` are only for the build script"),
        MissingReason::Unknown(Some(near)) => diagnostic.help(format!("did you mean `::{near}`?")),
        MissingReason::Unknown(None) => diagnostic
            .help("add the crate to the `[dependencies]`, or start with `crate::` if it is a module of this crate"),
    }
}

/// Returns the warning for generators that are for different versions.
pub(super) fn several(
    of: &Crate,
    first: &Dependency,
    prost: &[Line],
    tonic: &[Line],
    sources: &mut Sources,
) -> Diagnostic {
    let (what, lines) = if prost.len() > 1 { ("prost", prost) } else { ("tonic", tonic) };
    let message = format!(
        "`{}` generates for {what} {}",
        of.manifest.name,
        list(&lines.iter().map(ToString::to_string).collect::<Vec<_>>())
    );
    Diagnostic::warning(GENERATE, message)
        .label(of.place(&first.place, sources), "one of the generators")
        .help("use generators for the same version")
}

pub(super) fn unreadable_manifest(path: &Path) -> Diagnostic {
    let message = format!("`{}` cannot be parsed, so its crate is not checked", display_path(path));
    Diagnostic::warning(GENERATE, message).help("run `cargo metadata` to see what is wrong with it")
}

pub(super) fn unreadable_lock(path: &Path) -> Diagnostic {
    let message = format!("`{}` cannot be parsed, so locked versions are not known", display_path(path));
    Diagnostic::warning(GENERATE, message).help("run `cargo metadata --locked` to see what is wrong with it")
}

/// The version of a crate, the crate it is built on, and the crate it should be built on.
pub(super) struct OtherBase<'a> {
    pub(super) version: &'a str,
    pub(super) built_on: &'a str,
    pub(super) expected: &'a str,
}

/// Returns the warning for a dependency that is built on another version of prost or tonic.
pub(super) fn other_base(
    of: &Crate,
    dependency: &Dependency,
    base: &OtherBase<'_>,
    sources: &mut Sources,
) -> Diagnostic {
    let OtherBase { version, built_on, expected } = base;
    let package = &dependency.package;
    let message = format!("{package} {version} is built on {built_on}, but the generated code is for {expected}");
    Diagnostic::warning(GENERATE, message)
        .label(of.place(&dependency.place, sources), "incompatible with the generated code")
        .help(format!("use a version of {package} for {expected}"))
}

/// The reason why code cannot name a crate.
pub(super) enum MissingReason {
    /// The crate is a dependency of the build script only.
    BuildScriptOnly,
    /// No dependency has the name. The value is the most similar name of a dependency.
    Unknown(Option<String>),
}

/// An `extern_path` that begins with a crate which the code cannot name.
pub(super) struct MissingCrate<'a> {
    pub(super) proto: &'a str,
    pub(super) rust: &'a str,
    pub(super) name: &'a str,
    pub(super) missing_reason: MissingReason,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn spells_out_missing_dependencies() {
        let line = |features: &[&'static str], default_features: bool, source: MissingSource| {
            let line = Line::of("0.1").unwrap();
            Missing { package: "a", line, features: features.to_vec(), default_features, source }.dependency()
        };
        let near = || MissingSource::As("b");
        assert_eq!(line(&[], true, MissingSource::Registry), "`a = \"0.1\"`");
        assert_eq!(
            line(&["x", "y"], true, MissingSource::Registry),
            "`a = { version = \"0.1\", features = [\"x\", \"y\"] }`"
        );
        assert_eq!(
            line(&["x"], false, MissingSource::Registry),
            "`a = { version = \"0.1\", default-features = false, features = [\"x\"] }`"
        );
        assert_eq!(line(&[], true, near()), "`a`, by a path or repository like `b`,");
        assert_eq!(
            line(&["x"], false, near()),
            "`a`, by a path or repository like `b` and with `default-features = false, features = [\"x\"]`,"
        );
    }
}
