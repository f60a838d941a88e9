//! Whole crates of generated code: one crate with a feature for each package, or one crate for each package.
//!
//! In: a schema, and the code of its packages. Out: the files of the crates, by path. These are code, a `lib.rs` with the
//! modules, `Cargo.toml`, the list of types for other crates, and a build script that passes them the path of the list.
//! Does not depend on the generation of code.
//!
//! A package depends on the packages whose types its code names (`units`), not on all imports of its files: most imports
//! are for options. Packages that depend on each other are in one crate.

mod cargo_toml;
mod dependencies;
mod diagnostics;
mod features;
mod library;
mod marked;
mod names;
mod units;
mod workspace;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::entry_settings;
use super::generator::Generated;
use super::providers::{ProvidedTypes, provide};
use super::selection::with_imports;
use super::settings::Generate;
use cargo_toml::{Crate, build_script};
use library::Library;
use protoward_rust::additions::{embedded, json};
use protoward_rust::{Generator, ImportedTypes, OptionValue, Plugin};
use protoward_schema::FileId;
use protoward_schema::descriptor::encode_files;
use protoward_source::Diagnostic;
use units::{PackageUnit, PackageUnits};

/// Files by path in the output folder.
type Files = BTreeMap<String, Vec<u8>>;

/// The feature for clients and servers.
const GRPC: &str = "grpc";

/// The options that cannot be combined with a layout, with the help text for each.
const CONFLICTING_OPTIONS: &[(&str, &str)] = &[
    (
        "file_descriptor_set_path",
        "leave it out, and ask for `file_descriptor_set`: packages then have their descriptors",
    ),
    ("include_file", "leave it out: `lib.rs` has the modules"),
    ("provides", "leave it out: each crate has a list of its types"),
    ("types", "leave it out: the crates of own types are no dependencies of generated crates"),
];

/// The arrangement of packages in crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A crate with a feature for each package.
    Features,
    /// A crate for each package.
    Workspace,
}

impl Layout {
    /// Returns the layout of an entry, if one is set.
    ///
    /// # Errors
    /// Returns an error if the layout is unknown, if another option conflicts with it, or if `crate_name` is set without a
    /// layout.
    pub(super) fn of(entry: &Generate) -> Result<Option<Self>, Box<Diagnostic>> {
        let layout = match entry.text("layout") {
            None => return entry.get("crate_name").map_or(Ok(None), |_| Err(diagnostics::name_without_layout())),
            Some("features") => Self::Features,
            Some("workspace") => Self::Workspace,
            Some(other) => return Err(diagnostics::unknown_layout(other)),
        };
        let conflicting = CONFLICTING_OPTIONS.iter().find(|(name, _)| entry.get(name).is_some());
        match conflicting {
            Some((option, help)) => Err(diagnostics::not_with_layout(option, help)),
            None => Ok(Some(layout)),
        }
    }
}

/// Returns a copy of an entry with the attributes that put services behind a feature.
pub(super) fn entry_with_features(entry: &Generate) -> Generate {
    let gate = format!("#[cfg(feature = \"{GRPC}\")]");
    let mut entry = entry.clone();
    let rows: &[&str] = match entry.plugin {
        Plugin::Prost => &[],
        Plugin::Tonic => &["client_mod_attribute", "server_mod_attribute"],
    };
    for name in rows {
        let mut pairs = entry.pairs(name).to_vec();
        pairs.insert(0, (".".to_owned(), gate.clone()));
        entry.set(name, OptionValue::Pairs(pairs)).expect("the plugin has the option, and it takes pairs");
    }
    entry
}

/// The input for the files of the crates.
struct LayoutInput<'a> {
    entry: &'a Generate,
    code: &'a Files,
    generator: &'a Generator<'a>,
    units: PackageUnits,
    /// The output folder, which may have `Cargo.toml` files already.
    folder: &'a Path,
    /// The value of `crate_name`: the name of the crate, or the prefix of the names of all crates of a workspace.
    name: Option<&'a str>,
}

/// Returns the files of the crates.
///
/// # Errors
/// Returns an error if a crate has no name or an invalid one, or if an existing `Cargo.toml` lacks the marks around the
/// generated parts.
pub(super) fn files(
    layout: Layout,
    entry: &Generate,
    generated: &Generated<'_>,
    folder: &Path,
) -> Result<Files, Box<Diagnostic>> {
    let name = entry.text("crate_name");
    if let Some(name) = name.filter(|name| !names::is_crate(name)) {
        return Err(diagnostics::no_crate_name(name));
    }
    let Generated { files: code, generator, .. } = generated;
    let units = units::of(generated, &entry_settings::custom_options(entry));
    let subject = LayoutInput { entry, code, generator, units, folder, name };
    match layout {
        Layout::Features => features::files(&subject),
        Layout::Workspace => workspace::files(&subject),
    }
}

impl LayoutInput<'_> {
    /// Returns the files that each crate with types has beside its code. `manifest` is the path of its `Cargo.toml`, which
    /// may exist already.
    fn crate_files(
        &self,
        manifest: &str,
        description: &Crate,
        library: &Library,
    ) -> Result<[(String, Vec<u8>); 3], Box<Diagnostic>> {
        let files = [
            ("Cargo.toml", marked::file(self.folder, manifest, &description.pieces())?),
            ("build.rs", build_script()),
            ("src/lib.rs", library.render(self.generator.runtime_path())),
        ];
        Ok(files.map(|(path, text)| (path.to_owned(), text.into_bytes())))
    }

    /// Returns the list of types for other crates, and these files, as `.proto` text.
    fn provided_types(
        &self,
        package: &str,
        files: &[FileId],
        imported: &ImportedTypes,
    ) -> Result<Files, Box<Diagnostic>> {
        let types = ProvidedTypes {
            package,
            library: &names::library(package),
            generator: self.generator,
            imported,
            sources: None,
            extras: entry_settings::provided_extras(self.entry),
            package_of: &|_| None,
        };
        provide(files, &types)
    }

    /// Returns the code of a unit. With `file_descriptor_set`, adds the descriptors of its files and their imports. The
    /// descriptors of other packages are left out, because a user of one package does not need them.
    fn code_of(&self, unit: &PackageUnit) -> Files {
        let mut code = self.code[&unit.code].clone();
        let mut files = Files::new();
        if self.entry.is_set("file_descriptor_set") && !unit.files.is_empty() {
            let set = embedded::descriptor_file(&unit.code);
            code.extend_from_slice(embedded::descriptors_constant("this package and its imports", &set).as_bytes());
            let described = with_imports(self.generator.schema(), unit.files.iter().copied());
            files.insert(format!("src/{set}"), encode_files(self.generator.schema(), described, false));
        }
        files.insert(format!("src/{}", unit.code), code);
        files
    }

    fn text_of(&self, file: &str) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.code[file])
    }

    fn has_json(&self) -> bool {
        entry_settings::has_json(self.entry)
    }

    /// Returns `true` if the code of a package uses a module of `protoward-runtime`.
    fn uses_runtime(&self, unit: &PackageUnit, module: &str) -> bool {
        self.text_of(&unit.code).contains(&format!("{}::{module}::", self.generator.runtime_path()))
    }

    /// Returns `true` if a package has a list of the types that an `Any` may hold.
    fn has_json_types(&self, unit: &PackageUnit) -> bool {
        self.text_of(&unit.code).contains(&format!("static {}:", json::TYPES))
    }

    /// Returns `true` if clients or servers are generated.
    fn has_services(&self) -> bool {
        let flag = |name| self.entry.get(name).is_none_or(OptionValue::flag);
        self.entry.plugin == Plugin::Tonic && (flag("build_client") || flag("build_server"))
    }

    fn uses_well_known_types(&self) -> bool {
        !self.entry.is_set("compile_well_known_types")
    }
}
