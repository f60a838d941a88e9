//! The packages of a run: which file prost has written for each, and what is in it.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Code, TypeCode};
use crate::names::{Names, module_path};
use protoward_schema::{EnumId, FileId, MessageId, Parent, Schema};

/// One package.
#[derive(Debug)]
pub(crate) struct Package {
    /// The file that its code is in.
    pub(crate) file: String,
    /// The modules that it lies in, as Rust names them.
    modules: Vec<String>,
    code: Code,
    /// The modules of packages that lie in it.
    below: BTreeSet<String>,
    /// The files of the schema, in their order.
    pub(crate) sources: Vec<FileId>,
    /// Its structs and oneofs in the text.
    pub(crate) sites: Vec<super::Site>,
}

/// All packages that code was generated for.
#[derive(Debug)]
pub(crate) struct Packages {
    all: BTreeMap<String, Package>,
    /// Types that go by other names while code is generated.
    moved: BTreeMap<String, String>,
}

impl Packages {
    pub(crate) fn read(
        files: &BTreeMap<String, Vec<u8>>,
        include: Option<&str>,
        schema: &Schema,
        generated: &[FileId],
        names: &Names,
    ) -> Result<Self, String> {
        let mut sources: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for &id in generated {
            sources.entry(schema.package(id)).or_default().push(id);
        }
        let mut by_module: BTreeMap<String, &String> = BTreeMap::new();
        for file in files.keys().filter(|file| Some(file.as_str()) != include) {
            if let Some(stem) = file.strip_suffix(".rs") {
                by_module.insert(names.put_back(stem), file);
            }
        }
        let module = |package: &str| module_path(package).join(".");
        let named = BTreeSet::from_iter(sources.keys().map(|name| module(name)));
        let mut all = BTreeMap::new();
        for (name, sources) in sources {
            let file = match name.is_empty() {
                // Its file has any name that somebody chose.
                true => by_module.iter().find(|(known, _)| !named.contains(*known)).map(|(_, it)| *it),
                false => by_module.get(&module(name)).copied(),
            };
            let Some(file) = file else { continue };
            let text = String::from_utf8_lossy(&files[file]);
            let parsed = syn::parse_file(&text).map_err(|error| format!("`{file}` cannot be read: {error}"))?;
            let stem = file.strip_suffix(".rs").unwrap_or(file);
            let modules = if name.is_empty() { Vec::new() } else { stem.split('.').map(str::to_owned).collect() };
            let package = Package {
                file: file.clone(),
                below: below(&modules, by_module.values().copied()),
                modules,
                code: Code::of(&parsed),
                sources,
                sites: super::sites::sites(&text, &parsed),
            };
            all.insert(name.to_owned(), package);
        }
        Ok(Self { all, moved: names.moved().clone() })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Package> {
        self.all.values()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Package> {
        self.all.values_mut()
    }

    /// The file of the only package there is.
    pub(crate) fn sole(&self) -> Option<&str> {
        match self.all.len() {
            1 => self.iter().next().map(|package| &*package.file),
            _ => None,
        }
    }

    /// A message that was generated.
    pub(crate) fn message(&self, schema: &Schema, id: MessageId) -> Option<(&Package, &TypeCode)> {
        let package = self.all.get(schema.package(schema[id].file))?;
        let names = names(schema, Parent::Message(id));
        Some((package, self.find(schema.text(schema[id].full_name), package, &names)?))
    }

    /// An enum that was generated.
    pub(crate) fn enumeration(&self, schema: &Schema, id: EnumId) -> Option<(&Package, &TypeCode)> {
        let package = self.all.get(schema.package(schema[id].file))?;
        let mut names = names(schema, schema[id].parent);
        names.push(schema.text(schema[id].name));
        Some((package, self.find(schema.text(schema[id].full_name), package, &names)?))
    }

    /// A type by its names inside of its package.
    fn find<'p>(&self, full_name: &str, package: &'p Package, names: &[&str]) -> Option<&'p TypeCode> {
        match self.moved.get(&format!(".{full_name}")) {
            Some(moved) => {
                let outer = moved.split('.').count().saturating_sub(names.len());
                package.code.find(moved.split('.').skip(outer))
            }
            None => package.code.find(names.iter().copied()),
        }
    }

    /// Where prost is.
    pub(crate) fn prost(&self) -> &str {
        self.iter().find_map(|package| package.code.prost.as_deref()).unwrap_or("::prost")
    }
}

impl Package {
    /// The way from the module of this package to that of another.
    pub(crate) fn way_to(&self, other: &Package) -> String {
        let common = self.modules.iter().zip(&other.modules).take_while(|(one, other)| one == other).count();
        let mut way = "super::".repeat(self.modules.len() - common);
        other.modules[common..].iter().for_each(|module| way.push_str(&format!("{module}::")));
        way
    }

    /// The way from the root of all modules.
    pub(crate) fn way_from_root(&self) -> String {
        self.modules.iter().map(|module| format!("{module}::")).collect()
    }

    /// The modules of packages that lie in that of this one.
    pub(crate) fn below(&self, names: &Names) -> impl Iterator<Item = String> {
        self.below.iter().map(|name| names.put_back(name))
    }

    /// The way to the root of all modules.
    pub(crate) fn way_to_root(&self) -> String {
        "super::".repeat(self.modules.len())
    }
}

/// The modules of packages in one, by the files of all.
fn below<'f>(modules: &[String], files: impl Iterator<Item = &'f String>) -> BTreeSet<String> {
    let way = modules.iter().map(|module| format!("{module}.")).collect::<String>();
    let stems = files.filter_map(|file| file.strip_suffix(".rs")?.strip_prefix(&way));
    BTreeSet::from_iter(stems.map(|inside| inside.split('.').next().unwrap_or(inside).to_owned()))
}

/// The names from the package to a message.
fn names(schema: &Schema, mut parent: Parent) -> Vec<&str> {
    let mut names = Vec::new();
    while let Parent::Message(id) = parent {
        names.push(schema.text(schema[id].name));
        parent = schema[id].parent;
    }
    names.reverse();
    names
}
