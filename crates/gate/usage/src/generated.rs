//! The Rust items of a schema, by path and by name.
//!
//! Settings of generators change names: some keep the prefix of enum values, and clashing names. The settings of a crate are
//! in its build script or elsewhere, so that this index has the names of all of them. A name too much only finds more uses.

use std::collections::{BTreeMap, BTreeSet};

use protoward_rust::additions::checked::MODULE as CHECKED_MODULE;
use protoward_rust::ident::bare;
use protoward_rust::{FIELD_METHODS, ItemNames, Runtime, RustSettings, Services};
use protoward_schema::{Element, FileId, Schema};

/// A module path or a path of an item, outermost module first and without `r#`.
pub(crate) type ModulePath = Vec<String>;

/// The modules, items and members that generators write for a schema.
#[derive(Debug)]
pub(crate) struct Generated<'a> {
    pub(crate) schema: &'a Schema,
    modules: BTreeSet<ModulePath>,
    items: BTreeMap<ModulePath, BTreeSet<Element>>,
    /// The services of each module, with the start of the names of their own modules.
    services: BTreeMap<ModulePath, BTreeSet<(String, Element)>>,
    /// The items of each name, in any module.
    by_name: BTreeMap<String, BTreeSet<Element>>,
    /// The names of fields, variants, methods and oneofs in code.
    members: BTreeMap<Element, BTreeSet<String>>,
    /// The module path of each package, by package and by the name of its file.
    packages: BTreeMap<String, ModulePath>,
}

impl<'a> Generated<'a> {
    /// Returns the names of all elements of a schema. `files` are those that code is generated for.
    pub(crate) fn new(schema: &'a Schema, files: &[FileId]) -> Self {
        let mut generated = Self {
            schema,
            modules: BTreeSet::new(),
            items: BTreeMap::new(),
            services: BTreeMap::new(),
            by_name: BTreeMap::new(),
            members: BTreeMap::new(),
            packages: BTreeMap::new(),
        };
        for settings in settings() {
            let names = ItemNames::new(schema, files, &settings).expect("no setting has an extern path");
            generated.add(&names);
        }
        generated
    }

    fn add(&mut self, names: &ItemNames<'_>) {
        for file in self.schema.files.ids() {
            let package = self.schema.package(file);
            let path = plain(names.package(package));
            self.packages.insert(package.to_owned(), path.clone());
            self.packages.insert(names.file(package), path.clone());
            self.add_module(path);
        }
        for element in self.schema.declarations() {
            match element {
                Element::Message(id) if self.schema.is_map_entry(id) => {}
                Element::Message(_) | Element::Enum(_) => self.add_item(names.path(element), element),
                Element::Oneof(id) if self.schema[id].synthetic => {}
                Element::Oneof(_) => {
                    self.add_item(names.path(element), element);
                    self.add_member(element, names.field(element));
                }
                Element::Field(id) if self.schema[id].is_extension() => self.add_item(names.path(element), element),
                Element::Service(_) => self.add_service(names, element),
                Element::Field(_) | Element::EnumValue(_) | Element::Method(_) => {
                    self.add_member(element, names.name(element));
                }
                Element::File(_) => {}
            }
        }
    }

    fn add_module(&mut self, mut path: ModulePath) {
        while self.modules.insert(path.clone()) && path.pop().is_some() {}
    }

    /// Adds an item, and its checked type.
    fn add_item(&mut self, path: Vec<String>, element: Element) {
        let path = plain(path);
        let package = self.schema.package(self.schema.file_of(element));
        let modules = self.packages.get(package).map_or(0, Vec::len);
        let mut checked = path.clone();
        checked.insert(modules, CHECKED_MODULE.to_owned());
        self.add_path(checked, element);
        self.add_path(path, element);
    }

    fn add_path(&mut self, path: ModulePath, element: Element) {
        let (name, module) = path.split_last().expect("a path ends with a name");
        self.add_module(module.to_vec());
        self.by_name.entry(name.clone()).or_default().insert(element);
        self.items.entry(path).or_default().insert(element);
    }

    fn add_service(&mut self, names: &ItemNames<'_>, element: Element) {
        let name = bare(names.name(element));
        let prefix = names.service_module(element);
        let of_trait = ["", "Client", "Server"].map(|suffix| format!("{name}{suffix}"));
        let of_module = ["client", "server"].map(|suffix| format!("{prefix}_{suffix}"));
        let of_additions = ["Checked", "Mock", "Parsed", "Validated"].map(|prefix| format!("{prefix}{name}"));
        for name in of_trait.into_iter().chain(of_module).chain(of_additions) {
            self.by_name.entry(name).or_default().insert(element);
        }
        self.services.entry(plain(names.module(element))).or_default().insert((prefix, element));
    }

    fn add_member(&mut self, element: Element, name: &str) {
        self.members.entry(element).or_default().insert(bare(name).to_owned());
    }

    /// Returns `true` if generated code has this module.
    pub(crate) fn is_module(&self, path: &[String]) -> bool {
        self.modules.contains(path)
    }

    /// Returns the items of a name in a module, and the services that have a module of this name.
    pub(crate) fn items(&self, module: &[String], name: &str) -> BTreeSet<Element> {
        let path: ModulePath = module.iter().cloned().chain([name.to_owned()]).collect();
        let mut found = self.items.get(&path).cloned().unwrap_or_default();
        for (prefix, service) in self.services.get(module).into_iter().flatten() {
            let rest = name.strip_prefix(&**prefix);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_')) {
                found.insert(*service);
            }
        }
        found
    }

    /// Returns the items of a name in any module.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = Element> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// Returns the module of a package, or of the package whose code has a file name such as `shop.v1.rs`.
    pub(crate) fn package(&self, name: &str) -> Option<&ModulePath> {
        self.packages.get(name)
    }

    /// Returns `true` if one of the names in code is that of a member, or of one of its methods.
    pub(crate) fn is_named(&self, member: Element, names: &BTreeSet<String>) -> bool {
        let own = self.members.get(&member).into_iter().flatten();
        own.into_iter().any(|own| match member {
            Element::Field(_) | Element::Oneof(_) => {
                names.contains(own) || FIELD_METHODS.iter().any(|prefix| has_method(names, prefix, own))
            }
            // Mocks have the methods `on_get` and `calls_to_get`.
            Element::Method(_) => names.iter().any(|name| name == own || is_last_word(name, own)),
            _ => names.contains(own),
        })
    }
}

/// Returns `true` if a name is the method `prefix_field`, to which a generator adds `_` if another method has the name.
fn has_method(names: &BTreeSet<String>, prefix: &str, field: &str) -> bool {
    let method = format!("{prefix}_{field}");
    let mut alike = names.range(method.clone()..).take_while(|name| name.starts_with(&method));
    alike.any(|name| name[method.len()..].bytes().all(|byte| byte == b'_' || byte.is_ascii_digit()))
}

fn is_last_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'))
}

fn plain(path: Vec<String>) -> ModulePath {
    path.iter().map(|name| bare(name).to_owned()).collect()
}

/// Returns all settings that change names.
fn settings() -> Vec<RustSettings> {
    let mut all = Vec::new();
    for prost_names in [false, true] {
        for retain_enum_prefix in [false, true] {
            for runtime in [Runtime::Prost013Tonic013, Runtime::Prost014Tonic014] {
                let mut settings = RustSettings::default();
                settings.prost_names = prost_names;
                settings.retain_enum_prefix = retain_enum_prefix;
                settings.runtime = runtime;
                settings.services = Some(Services::default());
                settings.extensions.insert(".", ());
                all.push(settings);
            }
        }
    }
    all
}
