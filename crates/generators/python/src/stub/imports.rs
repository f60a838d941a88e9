//! The imports of a stub: those of the runtime that its declarations need, and the modules of its types under their names.

use std::collections::{HashMap, HashSet};

use super::super::names::{self, Imports};
use super::super::page::Page;
use super::types::{self, Types};
use super::uses::Uses;
use protoward_schema::{FileId, Import, Schema};

/// Writes everything before the descriptor, and returns the names of types.
pub(super) fn write<'s>(schema: &'s Schema, file: FileId, uses: &Uses, page: &mut Page) -> Types<'s> {
    if uses.datetime {
        page.line(format_args!("import datetime\n"));
    }
    let mut modules = Modules { schema, imports: Imports::default(), taken: HashSet::new(), names: HashMap::new() };
    for import in &schema[file].imports {
        modules.import(import, page);
        let imported = import.file.map_or(&[][..], |file| &schema[file].imports);
        imported.iter().filter(|import| import.public).for_each(|import| modules.import(import, page));
    }
    runtime(uses, page);
    library(uses, page);
    let public = schema[file].imports.iter().filter(|import| import.public);
    public.for_each(|import| re_exports(schema, import, page));
    Types { schema, file, modules: modules.names }
}

/// The imported modules of files.
struct Modules<'s> {
    schema: &'s Schema,
    imports: Imports,
    taken: HashSet<String>,
    names: HashMap<FileId, String>,
}

impl Modules<'_> {
    /// Imports a module. A repeated import gets a second name, which is then used.
    fn import(&mut self, import: &Import, page: &mut Page) {
        let module = names::module(self.schema.text(import.path));
        let mut name = types::module(&module);
        while self.taken.contains(&name) {
            name.push_str("_1");
        }
        self.imports.import(&module, &name, page);
        // As in protoc, the names of modules with keywords are not registered.
        if !names::is_reserved(&module) {
            self.taken.insert(name.clone());
            self.names.extend(import.file.map(|file| (file, name)));
        }
    }
}

fn runtime(uses: &Uses, page: &mut Page) {
    let internal = [
        (uses.containers, "containers"),
        (uses.enum_type_wrapper, "enum_type_wrapper"),
        (uses.python_message, "python_message"),
        (uses.well_known_types, "well_known_types"),
    ];
    for (_, module) in internal.iter().filter(|(is_used, _)| *is_used) {
        page.line(format_args!("from google.protobuf.internal import {module} as _{module}"));
    }
    for (_, module) in [(true, "descriptor"), (uses.message, "message"), (uses.service, "service")]
        .iter()
        .filter(|(is_used, _)| *is_used)
    {
        page.line(format_args!("from google.protobuf import {module} as _{module}"));
    }
}

fn library(uses: &Uses, page: &mut Page) {
    from("collections.abc", &[(uses.iterable, "Iterable"), (uses.mapping, "Mapping")], page);
    from("typing", &[(true, "ClassVar"), (uses.optional, "Optional"), (uses.union, "Union")], page);
}

/// Imports the used names of a module, each with a `_` prefix.
fn from(module: &str, things: &[(bool, &str)], page: &mut Page) {
    let used = things.iter().filter(|(is_used, _)| *is_used).map(|(_, name)| format!("{name} as _{name}"));
    let used: Vec<String> = used.collect();
    if !used.is_empty() {
        page.line(format_args!("from {module} import {}", used.join(", ")));
    }
}

/// Re-exports the declarations of a public import.
fn re_exports(schema: &Schema, import: &Import, page: &mut Page) {
    let Some(file) = import.file.map(|file| &schema[file]) else { return };
    let module = names::module(schema.text(import.path));
    let messages = file.messages.iter().map(|&id| schema[id].name);
    for name in messages.chain(file.enums.iter().map(|&id| schema[id].name)).map(|name| schema.text(name)) {
        page.line(format_args!("from {module} import {name} as {name}"));
    }
}
