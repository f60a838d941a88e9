//! The search for types of other crates: which files have them, and how this crate names them.
//!
//! The file of a type decides which crate has it. If this crate compiled another version of the file, that is a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::diagnostics;
use super::manifest::Provider;
use super::texts::fingerprint;
use super::uses::used_types;
use crate::types::types_of;
use protoward_rust::paths::is_below;
use protoward_rust::{ImportedTypes, WELL_KNOWN};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Place, Sources};

/// A type of another crate, and its use in generated code.
struct TypeUse<'a> {
    ty: Element,
    name: &'a str,
    /// The package that has the file of the type.
    package: &'a str,
    /// The first place that uses it; `None` for an unused type.
    place: Option<Place>,
}

/// The properties of the code that takes types from other crates.
#[derive(Clone, Copy, Debug)]
pub struct ImportSettings<'a> {
    /// The values of `extern_path`, which take precedence.
    pub explicit: &'a [(String, String)],
    /// The version of prost that the code is for.
    pub prost: &'a str,
    /// Requires JSON of the messages in fields.
    pub json: bool,
}

/// Finds the types of a schema that other crates have.
pub fn import_types(
    schema: &Schema,
    sources: &Sources,
    providers: &[Provider],
    settings: &ImportSettings<'_>,
) -> ImportedTypes {
    let mut imported = ImportedTypes::default();
    if providers.is_empty() {
        return imported;
    }
    let importer = Importer { schema, sources, providers, explicit: settings.explicit, prost: settings.prost };
    for file in schema.files.ids() {
        importer.file(file, &mut imported);
    }
    importer.types(&mut imported);
    if settings.json && !imported.report.has_errors() {
        importer.json(&mut imported);
    }
    imported
}

struct Importer<'a> {
    schema: &'a Schema,
    sources: &'a Sources,
    providers: &'a [Provider],
    explicit: &'a [(String, String)],
    prost: &'a str,
}

impl Importer<'_> {
    /// Records a file if another crate has its types.
    fn file(&self, file: FileId, imported: &mut ImportedTypes) {
        let name = self.schema.text(self.schema[file].path);
        let owner = self.providers.iter().find(|provider| provider.manifest.files.contains_key(name));
        let package = match owner {
            Some(provider) => Some(provider.manifest.package.clone()),
            None => self.providers.iter().find_map(|provider| self.imported_from(provider, file, name)),
        };
        let package = package.or_else(|| self.reexported_from(file));
        let Some(package) = package else { return };
        imported.files.insert(name.to_owned(), package);
        if !self.schema[file].is_import {
            imported.inputs.insert(name.to_owned());
        }
        if let Some(provider) = owner.filter(|provider| !self.is_below(file, &provider.own_folder())) {
            self.compare(file, name, provider, imported);
        }
    }

    /// Returns the package from which a provider imports a file, if the compiler found the file in the provider's folder of
    /// imports.
    fn imported_from(&self, provider: &Provider, file: FileId, name: &str) -> Option<String> {
        let package = provider.manifest.imports.get(name)?;
        self.is_below(file, &provider.imports_folder()).then(|| package.clone())
    }

    /// Returns the package of a file's first type, if one provider takes all types of the file from other crates and this
    /// crate can name them.
    fn reexported_from(&self, file: FileId) -> Option<String> {
        let names = types_of(self.schema, file).iter().map(|&ty| self.schema.full_name(ty)).collect::<Vec<_>>();
        let has = |provider: &&Provider| names.iter().all(|name| provider.reachable.contains_key(name));
        let first = names.first()?;
        self.providers.iter().find(has).map(|provider| provider.manifest.externs[first].package.clone())
    }

    fn is_below(&self, file: FileId, folder: &Path) -> bool {
        self.sources.get(self.schema[file].source).path().is_some_and(|path| path.starts_with(folder))
    }

    /// Warns if a file that was not found in the provider's folder differs from the provider's file.
    fn compare(&self, file: FileId, name: &str, provider: &Provider, imported: &mut ImportedTypes) {
        if provider.manifest.files[name] != fingerprint(self.schema, file) {
            imported.report.push(diagnostics::file_differs(self.schema, file, &provider.manifest.package));
        }
    }

    /// Adds an extern path for each type in a file of another crate, so that the type is not generated. Errors are reported
    /// only for types that are used.
    fn types(&self, imported: &mut ImportedTypes) {
        let used = self.used(imported);
        let files: Vec<FileId> = self.schema.files.ids().collect();
        for &file in &files {
            let name = self.schema.text(self.schema[file].path);
            let Some(package) = imported.package_of(name).map(str::to_owned) else { continue };
            for &ty in &types_of(self.schema, file) {
                let path = format!(".{}", self.schema.full_name(ty));
                if self.providers.iter().any(|provider| provider.manifest.uncopied.contains(&path[1..])) {
                    imported.not_copied.insert(path[1..].to_owned());
                }
                if is_below(&path, WELL_KNOWN) || self.is_explicit(&path) {
                    continue;
                }
                let place = used.get(&path).copied();
                let rust = self.rust_path_of(&TypeUse { ty, name: &path[1..], package: &package, place }, imported);
                imported.extern_paths.push((path, rust));
            }
        }
    }

    /// Returns the Rust path of a type, and reports errors if the type is used.
    fn rust_path_of(&self, used: &TypeUse<'_>, imported: &mut ImportedTypes) -> String {
        let &TypeUse { ty, name, package, place } = used;
        let mut providers = self.providers.iter().filter(|provider| provider.manifest.types.contains_key(name));
        let first = providers.next();
        let reexported = self.providers.iter().find_map(|provider| provider.reachable.get(name));
        if let Some(place) = place {
            match (first, providers.next()) {
                (Some(one), Some(other)) => {
                    let packages = [&one.manifest, &other.manifest];
                    imported.report.push(diagnostics::two_providers(name, place, packages));
                }
                (Some(one), None) if one.manifest.prost != self.prost => {
                    imported.report.push(diagnostics::other_prost(name, place, &one.manifest, self.prost));
                }
                (None, _) if reexported.is_none() => imported.report.push(self.missing_type(ty, name, package, place)),
                (Some(_) | None, _) => {}
            }
        }
        match (first, reexported) {
            (Some(Provider { manifest, .. }), _) => format!("::{}::{}", manifest.library, manifest.types[name]),
            (None, Some(path)) => path.clone(),
            (None, None) => "()".to_owned(),
        }
    }

    /// Returns the error for a type that is in no crate that this one can name.
    fn missing_type(&self, ty: Element, name: &str, package: &str, place: Place) -> Diagnostic {
        let has_extern = |provider: &&Provider| provider.manifest.externs.contains_key(name);
        match self.providers.iter().find(has_extern) {
            Some(Provider { manifest, .. }) => diagnostics::extern_out_of_reach(name, place, manifest),
            None => diagnostics::no_provider(self.schema, ty, place, package, self.providers),
        }
    }

    /// Reports messages of other crates that have no JSON and are used in fields of this crate.
    fn json(&self, imported: &mut ImportedTypes) {
        let mut reported = BTreeSet::new();
        for file in self.schema.files.ids() {
            let own = imported.package_of(self.schema.text(self.schema[file].path)).is_none();
            for &(ty, place) in &used_types(self.schema, file, own, false) {
                let name = self.schema.full_name(ty);
                let needs_json = matches!(ty, Element::Message(_)) && !self.is_explicit(&format!(".{name}"));
                let of = self.providers.iter().find(|provider| provider.manifest.types.contains_key(&name));
                if let Some(Provider { manifest, .. }) = of.filter(|it| needs_json && !it.manifest.json)
                    && reported.insert(name.clone())
                {
                    imported.report.push(diagnostics::no_json(&name, place, manifest));
                }
            }
        }
    }

    fn is_explicit(&self, path: &str) -> bool {
        self.explicit.iter().any(|(proto, _)| is_below(path, proto))
    }

    /// Returns the paths of the types that the generated code uses, with the place of the first use.
    fn used(&self, imported: &ImportedTypes) -> BTreeMap<String, Place> {
        let mut used = BTreeMap::new();
        for file in self.schema.files.ids() {
            let name = self.schema.text(self.schema[file].path);
            let own = imported.package_of(name).is_none();
            let services = !imported.excludes_services_of(name);
            for &(ty, place) in &used_types(self.schema, file, own, services) {
                used.entry(format!(".{}", self.schema.full_name(ty))).or_insert_with(|| place);
            }
        }
        used
    }
}
