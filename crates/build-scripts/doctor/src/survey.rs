//! The generators and dependencies of the crates in a folder, without a run of the generators.

use std::ffi::OsStr;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::local_crate::{self, Crate, MANIFEST, display_path};
use super::needs::CodeRequirements;
use super::versions::Line;
use super::{TONIC, TargetVersions, diagnostics, fits};
use protoward_cargo_manifest::DependencyKind;
use protoward_source::{Diagnostic, Report, Sources};

/// The generators of a crate, and the fit of its dependencies.
#[derive(Debug)]
pub struct Survey {
    /// The name of the crate.
    pub name: String,
    /// The path of its manifest.
    pub manifest: String,
    /// The generators among its build dependencies.
    pub generators: Vec<Generator>,
    /// The versions of prost and of tonic that the code is for; `None` if the version is unknown or no such code is
    /// generated.
    pub code_for: (Option<String>, Option<String>),
    /// The dependencies that must fit.
    pub dependencies: Vec<Dependency>,
    /// The diagnostics about dependencies that do not fit.
    pub report: Report,
    /// The manifests that the report points to.
    pub sources: Sources,
}

/// A build dependency that generates code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    /// The name of the package.
    pub package: String,
    /// The version, as precisely as it is known.
    pub version: Option<String>,
}

/// A dependency that must fit the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name of the package.
    pub package: String,
    /// The version, as precisely as it is known.
    pub version: Option<String>,
    /// The crate it is built on, whose version must fit, such as `tonic 0.14`; `None` if its own version must fit.
    pub built_on: Option<String>,
    /// Whether it fits; `None` if that is unknown.
    pub fits: Option<bool>,
}

const PROST_BUILD: &str = "prost-build";
const TONIC_PROST_BUILD: &str = "tonic-prost-build";
const TONIC_BUILD: &str = "tonic-build";
const PROTOWARD: &str = "protoward-build";
/// The versions that protoward generates code for.
const SUPPORTED_PROST: &[&str] = &["0.13", "0.14"];
const SUPPORTED_TONIC: &[&str] = &["0.12", "0.13", "0.14"];

const GENERATORS: [&str; 4] = [PROTOWARD, TONIC_PROST_BUILD, TONIC_BUILD, PROST_BUILD];

/// The codec of services since tonic 0.14, whose versions are those of tonic.
const TONIC_PROST: &str = "tonic-prost";

/// The crates that generated code names.
const OF_PROST: [&str; 2] = ["prost", "prost-types"];
const OF_TONIC: [&str; 2] = ["tonic", TONIC_PROST];

/// The crates that are used with generated code through the traits and types of prost or tonic.
const COMPANIONS: [&str; 7] = [
    "tonic-health",
    "tonic-reflection",
    "tonic-types",
    "tonic-web",
    "prost-reflect",
    "prost-wkt-types",
    "pbjson-types",
];

/// Returns the crates with generators in a folder and below it, in the order of their paths, and warnings about manifests that
/// cannot be parsed.
pub fn survey(folder: &Path) -> (Vec<Survey>, Report) {
    let folders = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_searched).flatten();
    let manifests = folders.filter(|entry| entry.file_type().is_file() && entry.file_name() == MANIFEST);
    let manifests: Vec<_> = manifests.map(DirEntry::into_path).collect();
    let unreadable = manifests.iter().filter(|manifest| !local_crate::is_readable(manifest));
    let unreadable = unreadable.map(|manifest| diagnostics::unreadable_manifest(manifest)).collect();
    (manifests.iter().filter_map(|manifest| survey_crate(manifest.parent()?)).collect(), unreadable)
}

impl Survey {
    /// Returns `true` if everything fits, and `None` if nothing is known not to fit, but the versions are not all known.
    pub fn fits(&self) -> Option<bool> {
        let is_known = self.dependencies.iter().all(|dependency| dependency.fits.is_some());
        if !self.report.is_empty() { Some(false) } else { is_known.then_some(true) }
    }
}

/// Returns `true` for folders that may have crates of the user, and for files. Folders of Cargo, npm and Git are skipped.
fn is_searched(entry: &DirEntry) -> bool {
    let is_hidden = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with('.') && name.len() > 2);
    let name = entry.file_name();
    let is_skipped = is_hidden(name) || name == "node_modules" || entry.path().join("CACHEDIR.TAG").exists();
    entry.depth() == 0 || !entry.file_type().is_dir() || !is_skipped
}

fn survey_crate(folder: &Path) -> Option<Survey> {
    let of = Crate::at(&folder.canonicalize().ok()?)?;
    let built_by = of.manifest.dependencies.iter().filter(|it| it.kind == DependencyKind::Build);
    let built_by: Vec<_> = built_by.filter(|it| GENERATORS.contains(&&*it.package)).collect();
    let first = built_by.first()?;
    let generators = built_by.iter().map(|it| {
        let version = of.version(it).map(|known| known.version);
        Generator { package: it.package.clone(), version }
    });
    let generators: Vec<_> = generators.collect();
    let lines = |line: fn(&Crate, &Generator) -> Option<Line>| {
        let mut lines: Vec<Line> = generators.iter().filter_map(|generator| line(&of, generator)).collect();
        lines.sort();
        lines.dedup();
        lines
    };
    let prost = lines(prost_of);
    let tonic = lines(tonic_of);
    let mut sources = Sources::default();
    let mut report = Report::default();
    if !prost.is_empty() || !tonic.is_empty() {
        let known_prost = prost.first().cloned();
        let target = TargetVersions {
            prost: known_prost.unwrap_or(TargetVersions::newest().prost),
            tonic: tonic.first().cloned(),
        };
        let all = needs(&of, &target, folder);
        // If the version of prost is unknown, only tonic is checked.
        let of_tonic = CodeRequirements { prost: false, derive: false, prost_types: false, ..all };
        let needs = if prost.is_empty() { of_tonic } else { all };
        report = fits::check(&of, needs, &target, true, &mut sources);
    }
    if prost.len() > 1 || tonic.len() > 1 {
        report = Report::from_iter([diagnostics::several(&of, first, &prost, &tonic, &mut sources)]);
    }
    of.unreadable_lock.iter().for_each(|lock| report.push(diagnostics::unreadable_lock(lock)));
    let single = |lines: &[Line]| if let [line] = lines { Some(line.clone()) } else { None };
    let prost = single(&prost);
    let tonic = single(&tonic);
    let of_prost = OF_PROST.iter().filter_map(|package| dependency(&of, package, prost.as_ref()));
    // Code for an earlier tonic does not name `tonic-prost`.
    let is_apart = tonic.as_ref().is_none_or(has_codec_apart);
    let (of_tonic, companions) = if is_apart { (&OF_TONIC[..], None) } else { (&OF_TONIC[..1], Some(&TONIC_PROST)) };
    let of_tonic = of_tonic.iter().filter_map(|package| dependency(&of, package, tonic.as_ref()));
    let mut dependencies: Vec<_> = of_prost.chain(of_tonic).collect();
    let companions = companions.into_iter().chain(&COMPANIONS);
    for (package, line) in companions.filter_map(|package| Some((package, built_on(&of, package)?))) {
        let (base, built_on) = line;
        let target = if base == "tonic" { &tonic } else { &prost };
        let fits = target.as_ref().map(|target| *target == built_on);
        let found =
            of.manifest.dependencies.iter().find(|it| it.package == *package && it.kind != DependencyKind::Build);
        let (Some(found), Some(fits)) = (found, fits) else { continue };
        let version = of.version(found).map(|known| known.version);
        if let (false, Some(target), Some(version)) = (fits, target, &version) {
            let on = format!("{base} {built_on}");
            let base = diagnostics::OtherBase { version, built_on: &on, expected: &format!("{base} {target}") };
            // No version of tonic-prost is for an earlier tonic.
            let help = (*package == TONIC_PROST)
                .then(|| format!("write `tonic = \"{built_on}\"` in `Cargo.toml`, or remove {package}"));
            let diagnostic = diagnostics::other_base(&of, found, &base, &mut sources);
            report.push(help.into_iter().fold(diagnostic, Diagnostic::help));
        }
        let built_on = Some(format!("{base} {built_on}"));
        dependencies.push(Dependency { package: (*package).to_owned(), version, built_on, fits: Some(fits) });
    }
    let text = |line: Option<Line>| line.map(|line| line.to_string());
    Some(Survey {
        name: of.manifest.name.clone(),
        manifest: display_path(&folder.join(MANIFEST)),
        generators,
        code_for: (text(prost), text(tonic)),
        dependencies,
        report,
        sources,
    })
}

/// Returns the version of prost that a generator is for.
fn prost_of(of: &Crate, generator: &Generator) -> Option<Line> {
    if generator.package == PROST_BUILD {
        return Line::of(generator.version.as_deref()?);
    }
    let locked = of.locked_of(&generator.package, generator.version.as_deref(), PROST_BUILD);
    locked.and_then(|version| Line::of(&version)).or_else(|| match &*generator.package {
        // The versions of `tonic-prost-build` and prost have the same numbers.
        TONIC_PROST_BUILD => Line::of(generator.version.as_deref()?),
        PROTOWARD => Some(line_of(of, "prost").unwrap_or(TargetVersions::newest().prost)),
        _ => None,
    })
}

/// Returns the version of tonic that a generator is for.
fn tonic_of(of: &Crate, generator: &Generator) -> Option<Line> {
    let version = generator.version.as_deref();
    match &*generator.package {
        TONIC_PROST_BUILD | TONIC_BUILD => Line::of(version?),
        // protoward generates for the version that the crate depends on.
        PROTOWARD => {
            let locked = of.locked_of(PROTOWARD, version, TONIC_PROST_BUILD).and_then(|version| Line::of(&version));
            locked.or_else(|| line_of(of, "tonic")).or(TargetVersions::newest().tonic)
        }
        _ => None,
    }
}

/// Returns the version of the dependency on a package under its own name, if protoward generates code for it.
fn line_of(of: &Crate, package: &str) -> Option<Line> {
    let mut named = of.manifest.named(package).filter(|it| it.package == package);
    let line = of.version(named.next()?)?.line;
    let known = if package == "prost" { SUPPORTED_PROST } else { SUPPORTED_TONIC };
    known.iter().any(|version| Line::of(version).as_ref() == Some(&line)).then_some(line)
}

/// Returns the needs of the generated code, without the code itself. The dependencies of the crate are assumed to be
/// needed.
fn needs(of: &Crate, target: &TargetVersions, folder: &Path) -> CodeRequirements {
    let script = std::fs::read_to_string(folder.join("build.rs")).unwrap_or_default();
    let has = |name| of.manifest.named(name).next().is_some();
    let serves = target.tonic.is_some()
        && of.manifest.named("tonic").any(|it| it.kind == DependencyKind::Normal && !it.is_conditional);
    let is_codec_apart = target.tonic.as_ref().is_some_and(has_codec_apart);
    let needs_codec = serves && !script.contains("codec_path");
    let connects = !["build_transport(false)", "build_client(false)"].iter().any(|disabled| script.contains(disabled));
    CodeRequirements {
        prost: has("prost"),
        derive: has("prost"),
        prost_types: has("prost_types"),
        tonic: has("tonic"),
        tonic_prost: is_codec_apart && (has("tonic_prost") || needs_codec),
        channel: serves && connects && !script.is_empty(),
        ..CodeRequirements::default()
    }
}

/// Returns `true` for a version of tonic whose codec is in the crate `tonic-prost`.
fn has_codec_apart(tonic: &Line) -> bool {
    Line::of(TONIC).is_some_and(|first| *tonic >= first)
}

/// Returns the dependency that code means by the name of a package. If there are several, one that fits is preferred. If
/// all are renamed, returns the first, and its fit is unknown.
fn dependency(of: &Crate, package: &str, target: Option<&Line>) -> Option<Dependency> {
    let fits = |it: &protoward_cargo_manifest::Dependency| Some(of.version(it)?.line == *target?);
    let is_meant = |it: &&protoward_cargo_manifest::Dependency| it.name == package.replace('-', "_");
    let all = || of.manifest.dependencies.iter().filter(|it| it.package == package && it.kind != DependencyKind::Build);
    let meant = || all().filter(is_meant);
    let found = meant().find(|it| fits(it) == Some(true)).or_else(|| meant().next());
    let fits = found.and_then(fits);
    let version = of.version(found.or_else(|| all().next())?).map(|it| it.version);
    Some(Dependency { package: package.to_owned(), version, built_on: None, fits })
}

/// Returns the locked version of tonic, or else of prost, that a package is built on.
fn built_on(of: &Crate, package: &str) -> Option<(&'static str, Line)> {
    if package == TONIC_PROST {
        let used =
            of.manifest.dependencies.iter().find(|it| it.package == package && it.kind != DependencyKind::Build)?;
        return Some(("tonic", of.version(used)?.line));
    }
    let on = |base: &'static str| Some((base, Line::of(&of.locked_of(package, None, base)?)?));
    on("tonic").or_else(|| on("prost"))
}
