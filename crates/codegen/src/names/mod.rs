//! Names that clash in Rust, though they do not in protobuf.
//!
//! In: descriptors that prost is about to get, and then the code that it made. Out: descriptors in which what cannot be
//! called as prost would call it has a mark for a name, and code with a name of Rust in the place of each mark. It must not
//! know who generates, or where code is written.
//!
//! All names are computed as prost and tonic compute them (`rust`), in each namespace of Rust: types and modules
//! (`scopes`), fields and their methods (`members`), variants (`values`), services and their methods (`services`). Where
//! there is no clash, nothing is done. Names on the wire, in JSON and in paths of services are those of the file always.

mod marks;
mod members;
mod paths;
mod rules;
mod rust;
mod scopes;
mod services;
mod table;
mod taken;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use prost_build::Config;
use prost_types::FileDescriptorSet;
use tonic_prost_build::Builder;

use self::marks::{Mark, Marks};
use self::paths::module;
use self::services::{Renaming, ServiceNames};
use self::table::Table;

pub use self::paths::BESIDE;
pub(super) use self::paths::type_below;
pub(super) use self::paths::{extern_type, module_path};
pub use self::rules::{Externs, Rules, Services, WELL_KNOWN, is_below};
pub(super) use self::rust::bare;
pub(super) use self::rust::identifier;
pub(super) use self::rust::{snake, upper_camel};
pub(super) use self::taken::Taken;

/// The path of a module, from the outermost in.
pub(super) type Path = Vec<String>;

/// What is called otherwise than prost would call it, in a set of files.
#[derive(Debug, Default)]
pub struct Names {
    marks: Marks,
    table: Table,
}

/// The module of a message that is the module of a package too.
#[derive(Debug)]
pub(super) struct Merge {
    /// What prost calls the module of the message.
    pub(super) module: String,
    /// The path of the package.
    pub(super) into: Path,
}

impl Merge {
    fn new(mark: &str, into: &Path) -> Self {
        Self { module: Marks::module(mark), into: into.clone() }
    }
}

impl Mark {
    fn new(proto: &str, camel: &str, snake: &str) -> Self {
        Self { proto: proto.to_owned(), camel: camel.to_owned(), snake: snake.to_owned() }
    }
}

impl Names {
    /// Puts marks into a set where names clash.
    pub(super) fn given(set: &mut FileDescriptorSet, rules: &Rules) -> Self {
        let mut marks = Marks::default();
        let packages: Vec<Path> = set.file.iter().map(|file| module_path(file.package())).collect();
        let chosen = scopes::chosen(set, &packages, rules);
        let mut table = Table::of(&chosen, &members::required(set), rules.strip_enum_prefix, &mut marks);
        table.parts = parts(set, &mut marks);
        if !table.is_empty() {
            table.apply(set);
        }
        Self { marks, table }
    }

    /// The full names, with a dot in front, that messages and enums have while code is generated, where they are not theirs.
    pub(super) const fn moved(&self) -> &BTreeMap<String, String> {
        &self.table.moved
    }

    /// Modules of messages that are to be put where a package is.
    pub(super) fn merges(&self) -> &[Merge] {
        &self.table.merges
    }

    /// A text of prost with names in it.
    pub(super) fn put_back(&self, text: &str) -> String {
        self.marks.put_back(text)
    }

    /// Whether any text can have marks in it.
    pub(super) const fn has_marks(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Lets tonic generate services by these names.
    pub fn over_services(&self, builder: Builder, built: Services, config: &mut Config) -> Builder {
        let names = self.table.services.iter().map(|((package, service), names)| {
            let package = self.table.package(package);
            ((package, service.clone()), names.clone())
        });
        let names: BTreeMap<(String, String), ServiceNames> = names.collect();
        let generator = builder.clone().service_generator();
        let for_odd = builder.clone().trait_attribute(".", "#[allow(non_camel_case_types)]").service_generator();
        let renaming = Renaming { names, extended_types: built.extended_types, generator, for_odd };
        config.service_generator(Box::new(renaming));
        // It would put its own generator in the place of this one.
        builder.build_client(false).build_server(false)
    }

    /// Tells prost of attributes of fields, by their paths.
    pub fn set_attributes(&self, attributes: &[(String, String)], config: &mut Config) {
        for (path, attribute) in attributes {
            config.field_attribute(path, attribute);
            self.paths(path).iter().for_each(|path| _ = config.field_attribute(path, attribute));
        }
    }

    /// The paths by which prost finds what a path of the `.proto` file names, besides that path itself.
    pub fn paths(&self, path: &str) -> BTreeSet<String> {
        let table = &self.table;
        let mut found = BTreeSet::new();
        let owners = table.members.keys().filter_map(|member| Some(member.rsplit_once('.')?.0));
        let owners: BTreeSet<&str> = BTreeSet::from_iter(table.moved.keys().map(String::as_str).chain(owners));
        for old in owners {
            let new = table.moved.get(old).map_or(old, String::as_str);
            let marked = |member: &str| table.members.get(&format!("{old}.{member}")).cloned();
            let named = |member: &str| marked(member).unwrap_or_else(|| member.to_owned());
            found.extend(suffix(path, old, new));
            if let Some((outer, member)) = path.rsplit_once('.') {
                found.extend(suffix(outer, old, new).map(|outer| format!("{outer}.{}", named(member))));
                // A member of a oneof is found behind it.
                if let Some((outer, oneof)) = outer.rsplit_once('.') {
                    let within = |outer| format!("{outer}.{}.{}", named(oneof), named(member));
                    found.extend(suffix(outer, old, new).map(within));
                }
            } else if let Some(mark) = marked(path) {
                found.insert(mark);
            }
        }
        if !self.table.parts.is_empty() {
            found.insert(self.table.package(path));
        }
        found.remove(path);
        found
    }
}

/// As much of `new` as `path` is of `old`: all of it where the path begins with a dot, or so many parts at the end.
fn suffix(path: &str, old: &str, new: &str) -> Option<String> {
    if path.starts_with('.') {
        return (path == old).then(|| new.to_owned());
    }
    let rest = old.strip_suffix(path).filter(|rest| rest.ends_with('.') && !path.is_empty())?;
    let skipped = rest.matches('.').count();
    let parts: Vec<&str> = new.split('.').skip(skipped).collect();
    Some(parts.join("."))
}

/// Marks for parts of packages that are no names, or those of something else.
fn parts(set: &FileDescriptorSet, marks: &mut Marks) -> BTreeMap<String, String> {
    let mut nameless: Vec<&str> = Vec::new();
    for file in &set.file {
        nameless.extend(file.package().split('.').filter(|part| !part.is_empty() && !paths::keeps_name(part)));
    }
    nameless.sort();
    nameless.dedup();
    nameless.into_iter().map(|part| (part.to_owned(), marks.add(Mark::new(part, part, &module(part))))).collect()
}
