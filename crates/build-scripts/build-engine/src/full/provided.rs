//! Types that build scripts share between crates: reading the lists of other crates, and publishing that of this crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::diagnostics::diagnostic_error;
use crate::origin::SourcedSchema;
use crate::{cargo, script};
use protoward_build_protocol::Error;
use protoward_output::Plan;
use protoward_rust::{Generator, ImportedTypes};
use protoward_rust_crate::providers::{
    self, Extern, MANIFEST, Manifest, MessageExtras, ProvidedTypes, Provider, library, with_root,
};
use protoward_source::paths::shown;

/// Returns the dependencies that provide types to this crate, sorted by name. Cargo watches their lists.
pub(super) fn providers(provided_by: &[PathBuf], prints_instructions: bool) -> Result<Vec<Provider>, Error> {
    let mut lists: Vec<PathBuf> = cargo::provided_lists();
    lists.extend_from_slice(provided_by);
    if prints_instructions && !lists.is_empty() {
        cargo::rerun_if_changed(lists.iter().map(|list| shown(list).to_string()));
    }
    let mut providers = Vec::new();
    for list in &lists {
        providers.push(read(list)?);
    }
    let own = own_manifest();
    for Provider { manifest, reachable, .. } in &mut providers {
        if let Some(name) = own.as_ref().and_then(|own| own.new_name(&manifest.package)) {
            manifest.library = with_root(&manifest.library, name);
        }
        let path = |found| path_of(found, manifest, own.as_ref());
        *reachable =
            BTreeMap::from_iter(manifest.externs.iter().filter_map(|(ty, found)| Some((ty.clone(), path(found)?))));
    }
    providers.sort_by(|a, b| a.manifest.package.cmp(&b.manifest.package));
    providers.dedup_by(|a, b| a.folder == b.folder);
    Ok(providers)
}

/// Publishes the path of the list, after the list is written.
pub(super) fn publish(out: &Path) -> Result<(), Error> {
    if cargo::is_build_script() {
        tell_dependents(&std::path::absolute(out.join(FOLDER).join(MANIFEST))?);
    }
    Ok(())
}

/// Returns the manifest of the package of this build script.
fn own_manifest() -> Option<protoward_doctor::Manifest> {
    protoward_doctor::manifest(&cargo::manifest_dir().filter(|_| cargo::is_build_script())?)
}

/// Returns the path of a type that another crate has taken from a third crate. Returns `None` if this crate cannot
/// access the type: it must be in the other crate, or in a crate that this crate depends on too.
fn path_of(found: &Extern, of: &Manifest, own: Option<&protoward_doctor::Manifest>) -> Option<String> {
    let path = found.path.trim_start_matches("::");
    if found.package == of.package {
        let library = of.library.split("::").next().unwrap_or_default();
        return path.starts_with("crate::").then(|| format!("::{}", with_root(path, library)));
    }
    if protoward_doctor::BUILT_IN.contains(&&*found.package) {
        return Some(format!("::{path}"));
    }
    let name = own?.name_of(&found.package)?;
    let is_renamed = name != found.package.replace('-', "_");
    Some(format!("::{}", if is_renamed { with_root(path, name) } else { path.to_owned() }))
}

/// The types that this crate provides, with their Rust paths.
pub(super) struct Provided<'a> {
    /// The module that contains the modules of all packages.
    pub(super) module: &'a str,
    pub(super) generator: &'a Generator<'a>,
    pub(super) extras: MessageExtras,
}

/// Plans the folder with the types that this crate provides.
pub(super) fn plan_provided_types(
    origin: &SourcedSchema,
    taken: &ImportedTypes,
    provided: &Provided<'_>,
    out: &Path,
) -> Result<Plan, Error> {
    let &Provided { module, generator, extras } = provided;
    let mut plan = Plan::unmanaged(out.join(FOLDER)).exclusive();
    let package = package().unwrap_or_default();
    let own = own_manifest();
    let own_library = own.as_ref().and_then(|own| own.library.as_deref());
    let library = library(module, own_library.unwrap_or(&package));
    let library = library.ok_or_else(|| diagnostic_error(providers::not_in_crate(module)))?;
    if cargo::is_build_script() && !has_links() {
        return Err(diagnostic_error(providers::no_links()));
    }
    let sources = Some(&origin.sources);
    let package_of = |name: &str| own.as_ref()?.package_of(name).map(str::to_owned);
    let offer = ProvidedTypes {
        package: &package,
        library: &library,
        generator,
        imported: taken,
        sources,
        extras,
        package_of: &package_of,
    };
    let provided_types =
        providers::provide(generator.files(), &offer).map_err(|diagnostic| diagnostic_error(*diagnostic))?;
    if cargo::is_build_script() && provided_types.get(MANIFEST).is_some_and(|list| !is_only(list, &PROVIDED)) {
        return Err(diagnostic_error(providers::provided_twice()));
    }
    let added = provided_types.into_iter().try_for_each(|(path, text)| plan.add(&path, text));
    added.map_err(|diagnostic| diagnostic_error(*diagnostic))?;
    Ok(plan)
}

/// The list that this build script has published.
static PROVIDED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Returns `true` if no different list was published. Cargo passes on only one.
fn is_only(list: &[u8], published: &Mutex<Vec<u8>>) -> bool {
    let mut published = published.lock().unwrap_or_else(PoisonError::into_inner);
    if published.is_empty() {
        *published = list.to_vec();
    }
    *published == list
}

/// The folder of provided types, in the output folder.
const FOLDER: &str = "protoward";

fn read(list: &Path) -> Result<Provider, Error> {
    let text = std::fs::read_to_string(list)
        .map_err(|error| diagnostic_error(providers::cannot_read_manifest(list, &error)))?;
    let manifest = Manifest::parse(&text).map_err(|why| diagnostic_error(providers::invalid_manifest(list, &why)))?;
    let folder = list.parent().unwrap_or(Path::new("")).to_owned();
    Ok(Provider { manifest, folder, reachable: BTreeMap::new() })
}

/// Returns the name of the package that Cargo builds.
fn package() -> Option<String> {
    script::variable("CARGO_PKG_NAME")?.into_string().ok()
}

/// Returns `true` if Cargo passes metadata of this build script to dependents, which needs `links`.
fn has_links() -> bool {
    script::variable("CARGO_MANIFEST_LINKS").is_some()
}

/// Publishes the path of the list of types to the build scripts of crates that depend on this one.
fn tell_dependents(list: &Path) {
    cargo::print_instruction(format!("cargo:protoward={}", shown(&list)));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::sync::Mutex;

    use super::{Extern, Manifest, is_only, path_of};

    #[test]
    fn publishes_only_one_list() {
        let published = Mutex::default();
        assert!(is_only(b"a", &published) && is_only(b"a", &published));
        assert!(!is_only(b"b", &published));
    }

    #[test]
    fn resolves_paths_of_types_from_other_crates() {
        let temp = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"own\"\n[dependencies]\na-types = \"1\"\nb = { package = \"b-types\", version = \"1\" }\n\
                        [build-dependencies]\nc-types = \"1\"\n";
        std::fs::write(temp.path().join("Cargo.toml"), manifest).unwrap();
        let of = Manifest { package: "shop-types".into(), library: "store::proto".into(), ..Manifest::default() };
        let own = protoward_doctor::manifest(temp.path());
        let path = |package: &str, path: &str| {
            path_of(&Extern { package: package.into(), path: path.into() }, &of, own.as_ref())
        };
        assert_eq!(path("a-types", "::a_types::A").as_deref(), Some("::a_types::A"));
        assert_eq!(path("b-types", "b_types::B").as_deref(), Some("::b::B"));
        assert_eq!(path("shop-types", "crate::time::T").as_deref(), Some("::store::time::T"));
        assert_eq!(path("std", "::std::string::String").as_deref(), Some("::std::string::String"));
        assert_eq!([path("c-types", "::c_types::C"), path("", "super::D")], [None, None]);
    }
}
