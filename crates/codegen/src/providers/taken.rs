use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::diagnostics;
use super::manifest::{FOREIGN, Manifest, OWN};
use super::paths::types_of;
use super::texts::fingerprint;
use super::uses::used_types;
use crate::names::{WELL_KNOWN, is_below};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Place, Report, Sources};

/// A crate that this one depends on, and that has types.
#[derive(Debug)]
pub struct Provider {
    /// Its list of types.
    pub manifest: Manifest,
    /// Where its list is.
    pub folder: PathBuf,
    /// Types that it has from elsewhere, as far as this crate gets at them, by their full names, and where they are.
    pub reached: BTreeMap<String, String>,
}

impl Provider {
    /// The files whose types it has.
    pub fn own(&self) -> PathBuf {
        self.folder.join(OWN)
    }

    /// The files that those import.
    pub fn foreign(&self) -> PathBuf {
        self.folder.join(FOREIGN)
    }
}

/// A type of another crate.
struct Use<'a> {
    ty: Element,
    /// Its full name.
    name: &'a str,
    /// The crate that the file of the type is from.
    package: &'a str,
    /// The first place that uses it; `None` for an unused type.
    place: Option<Place>,
}

/// What is taken from other crates.
#[derive(Debug, Default)]
pub struct Taken {
    /// Types by their paths in the schema, and where they are in Rust.
    pub extern_paths: Vec<(String, String)>,
    /// Files of which nothing is generated, with the packages that have them; empty where nobody is known to.
    pub(crate) files: BTreeMap<String, String>,
    /// Files of other crates that were named: their services are generated.
    pub(crate) named: BTreeSet<String>,
    /// Messages that cannot be copied, though prost would take them for such.
    pub uncopied: BTreeSet<String>,
    /// What is wrong.
    pub report: Report,
}

impl Taken {
    /// The package that has the types of a file, where that is another one.
    pub fn package_of(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// The files whose services are those of other crates.
    pub fn files_without_services(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|file| self.has_services_of(file))
    }

    fn has_services_of(&self, file: &str) -> bool {
        self.files.contains_key(file) && !self.named.contains(file)
    }
}

/// What the code is that takes types of other crates.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The paths that somebody said, which come first.
    pub explicit: &'a [(String, String)],
    /// The version of prost that it is for.
    pub prost: &'a str,
    /// Whether it is to have JSON, and so is what it uses.
    pub json: bool,
}

/// Finds what other crates have of a schema.
pub fn take(schema: &Schema, sources: &Sources, providers: &[Provider], wanted: &Wanted<'_>) -> Taken {
    let mut taken = Taken::default();
    if providers.is_empty() {
        return taken;
    }
    let cx = Cx { schema, sources, providers, explicit: wanted.explicit, prost: wanted.prost };
    for file in schema.files.ids() {
        cx.file(file, &mut taken);
    }
    cx.types(&mut taken);
    if wanted.json && !taken.report.has_errors() {
        cx.json(&mut taken);
    }
    taken
}

struct Cx<'a> {
    schema: &'a Schema,
    sources: &'a Sources,
    providers: &'a [Provider],
    explicit: &'a [(String, String)],
    prost: &'a str,
}

impl Cx<'_> {
    /// Whether a file is that of another crate.
    fn file(&self, file: FileId, taken: &mut Taken) {
        let name = self.schema.text(self.schema[file].path);
        let owner = self.providers.iter().find(|provider| provider.manifest.files.contains_key(name));
        let package = match owner {
            Some(provider) => Some(provider.manifest.package.clone()),
            None => self.providers.iter().find_map(|provider| self.behind(provider, file, name)),
        };
        let package = package.or_else(|| self.beyond(file));
        let Some(package) = package else { return };
        taken.files.insert(name.to_owned(), package);
        if !self.schema[file].is_import {
            taken.named.insert(name.to_owned());
        }
        if let Some(provider) = owner.filter(|provider| !self.is_below(file, &provider.own())) {
            self.compare(file, name, provider, taken);
        }
    }

    /// The package behind a provider that has a file, where the file was found there and nowhere else.
    fn behind(&self, provider: &Provider, file: FileId, name: &str) -> Option<String> {
        let package = provider.manifest.imports.get(name)?;
        self.is_below(file, &provider.foreign()).then(|| package.clone())
    }

    /// The package beyond a provider that has all types of a file, where this crate gets at them.
    fn beyond(&self, file: FileId) -> Option<String> {
        let names = types_of(self.schema, file).iter().map(|&ty| self.schema.full_name(ty)).collect::<Vec<_>>();
        let has = |provider: &&Provider| names.iter().all(|name| provider.reached.contains_key(name));
        let first = names.first()?;
        self.providers.iter().find(has).map(|provider| provider.manifest.externs[first].package.clone())
    }

    fn is_below(&self, file: FileId, folder: &Path) -> bool {
        Path::new(&self.sources.get(self.schema[file].source).display).starts_with(folder)
    }

    /// A file that was found elsewhere should say the same as the one that the provider has.
    fn compare(&self, file: FileId, name: &str, provider: &Provider, taken: &mut Taken) {
        if provider.manifest.files[name] != fingerprint(self.schema, file) {
            taken.report.push(diagnostics::other_text(self.schema, file, &provider.manifest.package));
        }
    }

    /// A path for every type of such files: what has one is not generated. Only what is used has to be somewhere.
    fn types(&self, taken: &mut Taken) {
        let used = self.used(taken);
        let files: Vec<FileId> = self.schema.files.ids().collect();
        for &file in &files {
            let name = self.schema.text(self.schema[file].path);
            let Some(package) = taken.package_of(name).map(str::to_owned) else { continue };
            for &ty in &types_of(self.schema, file) {
                let path = format!(".{}", self.schema.full_name(ty));
                if self.providers.iter().any(|provider| provider.manifest.uncopied.contains(&path[1..])) {
                    taken.uncopied.insert(path[1..].to_owned());
                }
                if is_below(&path, WELL_KNOWN) || self.is_explicit(&path) {
                    continue;
                }
                let place = used.get(&path).copied();
                let rust = self.place_of(&Use { ty, name: &path[1..], package: &package, place }, taken);
                taken.extern_paths.push((path, rust));
            }
        }
    }

    /// Where a type is, and what is wrong with that if it is used.
    fn place_of(&self, used: &Use<'_>, taken: &mut Taken) -> String {
        let &Use { ty, name, package, place } = used;
        let mut providers = self.providers.iter().filter(|provider| provider.manifest.types.contains_key(name));
        let first = providers.next();
        let beyond = self.providers.iter().find_map(|provider| provider.reached.get(name));
        if let Some(place) = place {
            match (first, providers.next()) {
                (Some(one), Some(other)) => {
                    let packages = [&one.manifest, &other.manifest];
                    taken.report.push(diagnostics::two_providers(name, place, packages));
                }
                (Some(one), None) if one.manifest.prost != self.prost => {
                    taken.report.push(diagnostics::other_prost(name, place, &one.manifest, self.prost));
                }
                (None, _) if beyond.is_none() => taken.report.push(self.nowhere(ty, name, package, place)),
                (Some(_) | None, _) => {}
            }
        }
        match (first, beyond) {
            (Some(Provider { manifest, .. }), _) => format!("::{}::{}", manifest.library, manifest.types[name]),
            (None, Some(path)) => path.clone(),
            (None, None) => "()".to_owned(),
        }
    }

    /// A type that no crate has, as far as this one gets at it.
    fn nowhere(&self, ty: Element, name: &str, package: &str, place: Place) -> Diagnostic {
        let elsewhere = |provider: &&Provider| provider.manifest.externs.contains_key(name);
        match self.providers.iter().find(elsewhere) {
            Some(Provider { manifest, .. }) => diagnostics::elsewhere(name, place, manifest),
            None => diagnostics::no_provider(self.schema, ty, place, package, self.providers),
        }
    }

    /// Messages of other crates in fields of this one have JSON if it has.
    fn json(&self, taken: &mut Taken) {
        let mut said = BTreeSet::new();
        for file in self.schema.files.ids() {
            let own = taken.package_of(self.schema.text(self.schema[file].path)).is_none();
            for &(ty, place) in &used_types(self.schema, file, own, false) {
                let name = self.schema.full_name(ty);
                let is_asked = matches!(ty, Element::Message(_)) && !self.is_explicit(&format!(".{name}"));
                let of = self.providers.iter().find(|provider| provider.manifest.types.contains_key(&name));
                if let Some(Provider { manifest, .. }) = of.filter(|it| is_asked && !it.manifest.json)
                    && said.insert(name.clone())
                {
                    taken.report.push(diagnostics::no_json(&name, place, manifest));
                }
            }
        }
    }

    fn is_explicit(&self, path: &str) -> bool {
        self.explicit.iter().any(|(proto, _)| is_below(path, proto))
    }

    /// What the code that is generated uses, with the first place where.
    fn used(&self, taken: &Taken) -> BTreeMap<String, Place> {
        let mut used = BTreeMap::new();
        for file in self.schema.files.ids() {
            let name = self.schema.text(self.schema[file].path);
            let (own, services) = (taken.package_of(name).is_none(), !taken.has_services_of(name));
            for &(ty, place) in &used_types(self.schema, file, own, services) {
                used.entry(format!(".{}", self.schema.full_name(ty))).or_insert_with(|| place);
            }
        }
        used
    }
}
