//! A crate for each package, or for several packages that depend on each other.

use std::collections::{BTreeMap, BTreeSet};

use super::cargo_toml::{self, Crate, build_script};
use super::dependencies::Dependencies;
use super::library::Library;
use super::units::Unit;
use super::{Files, GRPC, Subject, beside, marked, names};
use crate::providers::{Offer, Taken, offer};
use crate::selection::behind_imports;
use crate::wanted;
use protoward_rust::additions::json;
use protoward_schema::FileId;
use protoward_source::Diagnostic;

pub(super) fn files(subject: &Subject<'_>) -> Result<Files, Box<Diagnostic>> {
    let crates = Crates::of(subject);
    let mut files = Files::new();
    for (&first, units) in &crates.rings {
        let name = &crates.names[&first];
        for (path, text) in crates.files(first, units)? {
            files.insert(format!("{name}/{path}"), text);
        }
    }
    for (module, name) in &crates.beside {
        files.extend(crates.files_beside(module, name)?);
    }
    let members: BTreeSet<String> = crates.names.values().chain(crates.beside.values()).cloned().collect();
    let members: Vec<String> = members.into_iter().collect();
    let workspace = marked::file(subject.folder, "Cargo.toml", &cargo_toml::workspace(&members))?;
    files.insert("Cargo.toml".to_owned(), workspace.into_bytes());
    Ok(files)
}

struct Crates<'a> {
    subject: &'a Subject<'a>,
    /// The units of each crate, by the first unit.
    rings: BTreeMap<usize, Vec<usize>>,
    /// The names of the crates, by the first unit.
    names: BTreeMap<usize, String>,
    /// The first unit of the crate that has a file.
    homes: BTreeMap<FileId, usize>,
    /// The names of the crates for run time, by module.
    beside: BTreeMap<&'static str, String>,
}

impl<'a> Crates<'a> {
    fn of(subject: &'a Subject<'a>) -> Self {
        let rings = subject.units.rings();
        let name = |first: usize| names::of_crate(subject.name, &subject.units.list[first].module);
        let names = rings.keys().map(|&first| (first, name(first))).collect();
        let units = subject.units.list.iter();
        let homes = units.flat_map(|unit| unit.files.iter().map(|&file| (file, unit.ring))).collect();
        let mut beside = beside::crates(subject.entry, subject.schema, subject.files);
        beside.retain(|module, _| subject.modules().any(|written| written == *module));
        Self { subject, rings, names, homes, beside }
    }

    /// Returns the files of a crate for run time.
    fn files_beside(&self, module: &str, name: &str) -> Result<Files, Box<Diagnostic>> {
        let description = Crate {
            name: name.to_owned(),
            remark: "# What the code of the other crates needs.\n".to_owned(),
            dependencies: Dependencies::of_module(module, self.subject),
            ..Crate::default()
        };
        let path = format!("{name}/Cargo.toml");
        let text = marked::file(self.subject.folder, &path, &description.pieces())?;
        let library = self.subject.code[&beside::file(module)].clone();
        Ok([(path, text.into_bytes()), (format!("{name}/src/lib.rs"), library)].into())
    }

    fn files(&self, first: usize, units: &[usize]) -> Result<Files, Box<Diagnostic>> {
        let Subject { units: all, folder, .. } = self.subject;
        let members: Vec<&Unit> = units.iter().map(|&number| &all.list[number]).collect();
        let (mut files, mut library) = (Files::new(), Library::default());
        for unit in &members {
            library.include(&unit.module, &unit.code, None);
            files.extend(self.subject.code_of(unit));
        }
        let needs: BTreeSet<usize> = members.iter().flat_map(|unit| unit.needs.iter().copied()).collect();
        let needs: Vec<usize> = needs.into_iter().filter(|&need| all.list[need].ring != first).collect();
        for &need in &needs {
            let unit = &all.list[need];
            library.reexport(&unit.module, &names::library(&self.names[&unit.ring]));
        }
        let description = self.description(first, &members, &needs);
        let path = format!("{}/Cargo.toml", self.names[&first]);
        files.insert("Cargo.toml".to_owned(), marked::file(folder, &path, &description.pieces())?.into_bytes());
        files.insert("build.rs".to_owned(), build_script().into_bytes());
        files.insert("src/lib.rs".to_owned(), library.render().into_bytes());
        files.extend(self.offered(first, &members)?);
        Ok(files)
    }

    fn description(&self, first: usize, members: &[&Unit], needs: &[usize]) -> Crate {
        let ring = |need: &usize| self.subject.units.list[*need].ring;
        let names: BTreeSet<&String> = needs.iter().map(|need| &self.names[&ring(need)]).collect();
        let (mut features, mut dependencies) = (Vec::new(), Dependencies::of_messages(self.subject));
        if self.subject.has_services() && members.iter().any(|unit| unit.has_services) {
            dependencies.add_services();
            features.push((GRPC.to_owned(), Vec::new()));
        }
        if self.subject.has_json() {
            dependencies.add_json();
            let of_others = names.iter().map(|name| format!("{name}/{}", json::FEATURE)).collect();
            features.push((json::FEATURE.to_owned(), of_others));
        }
        for (module, name) in &self.beside {
            let path = beside::path_of_crate(name);
            if members.iter().any(|unit| self.subject.text_of(&unit.code).contains(&path)) {
                dependencies.add_beside(name, beside::feature(module));
            }
        }
        names.into_iter().for_each(|name| dependencies.add_beside(name, None));
        Crate { name: self.names[&first].clone(), remark: remark(members), features, dependencies, has_types: true }
    }

    /// Returns the list of types for other crates, with the files of a crate and their imports.
    fn offered(&self, first: usize, members: &[&Unit]) -> Result<Files, Box<Diagnostic>> {
        let Subject { schema, .. } = self.subject;
        let own = members.iter().flat_map(|unit| unit.files.iter().copied());
        let files = behind_imports(schema, own);
        let elsewhere = files.iter().filter_map(|&file| {
            let home = self.homes.get(&file).copied().filter(|&home| home != first);
            let package = match (home, self.homes.contains_key(&file)) {
                (Some(home), _) => self.names[&home].clone(),
                (None, true) => return None,
                (None, false) => String::new(),
            };
            Some((schema.text(schema[file].path).to_owned(), package))
        });
        let taken = Taken { files: elsewhere.collect(), ..Taken::default() };
        let name = &self.names[&first];
        let library = names::library(name);
        let extern_paths = self.subject.extern_paths();
        let generator = self.subject.generator;
        let extras = wanted::extras(self.subject.entry);
        let of_crate = Offer {
            package: name,
            library: &library,
            generator,
            taken: &taken,
            extern_paths,
            sources: None,
            extras,
            package_of: &|_| None,
        };
        offer(schema, &files, &of_crate)
    }
}

/// Returns the comment about the packages that share a crate.
fn remark(members: &[&Unit]) -> String {
    match members {
        [] | [_] => String::new(),
        several => {
            let modules: Vec<String> = several.iter().map(|unit| format!("`{}`", unit.module.join("."))).collect();
            format!("# One crate, as these packages need each other: {}.\n", modules.join(", "))
        }
    }
}
