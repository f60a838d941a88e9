//! Fields that the schema does not have, kept with the message.
//!
//! In: the code of prost, and which messages are wanted. Out: which structs get a field for them, and a module with its type,
//! `UnknownFields`. It must not know who generates, or where code is written.

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
mod runtime;

use std::collections::BTreeSet;

use super::written::NAMED;
use crate::beside::{Home, Module};
use crate::code::{Package, Packages};
use crate::copied::holders;
use crate::matching::matches;
use protoward_compiler::well_known;
use protoward_schema::{MessageId, Schema};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The messages, by paths as prost has them.
    pub messages: Vec<String>,
    /// Where the module is.
    pub home: Home,
}

impl Settings {
    /// The messages of a schema that are to keep them.
    pub fn kept(&self, schema: &Schema) -> BTreeSet<MessageId> {
        schema.messages.ids().filter(|&id| is_wanted(schema, id, &self.messages)).collect()
    }
}

/// The name of the module, and of its file.
pub(crate) const MODULE: &str = "protoward_unknown";

/// What is to change, of all packages in their order.
pub(super) struct Changes<'a> {
    settings: &'a Settings,
    packages: Vec<OfPackage>,
}

/// Structs and oneofs, by their paths.
#[derive(Default)]
struct OfPackage {
    /// Those that keep what the schema does not have.
    keep: BTreeSet<String>,
    /// Those that hold one of these, and so are no plain numbers any more.
    hold: BTreeSet<String>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(packages: &Packages, schema: &Schema, settings: &'a Settings) -> Self {
        let keep = settings.kept(schema);
        if keep.is_empty() {
            return Self { settings, packages: Vec::new() };
        }
        let hold = holders(schema, &keep);
        let of_package = |package: &Package| {
            let mut found = OfPackage::default();
            let own = hold.iter().filter(|&&id| package.sources.contains(&schema[id].file));
            for (id, code) in own.filter_map(|&id| Some((id, packages.message(schema, id)?.1))) {
                found.hold.insert(code.path.clone());
                let variants = code.members.values().filter_map(|member| member.variant.as_ref()?.rsplit_once("::"));
                found.hold.extend(variants.map(|(oneof, _)| oneof.to_owned()));
                if keep.contains(&id) {
                    found.keep.insert(code.path.clone());
                }
            }
            found
        };
        Self { settings, packages: packages.iter().map(of_package).collect() }
    }

    /// The path of the module that the code finds this way.
    pub(super) fn path(&self, way: &str) -> String {
        self.settings.home.path().map_or_else(|| format!("{way}{MODULE}"), str::to_owned)
    }

    /// Whether a struct is to keep what the schema does not have.
    pub(super) fn keep(&self, package: usize, site: &str) -> bool {
        self.packages.get(package).is_some_and(|found| found.keep.contains(site))
    }

    /// Whether a struct or a oneof cannot be copied any more.
    pub(super) fn hold(&self, package: usize, site: &str) -> bool {
        self.packages.get(package).is_some_and(|found| found.hold.contains(site))
    }

    /// The module that the changes need; none where there are none.
    pub(super) fn module(&self, prost: &str) -> Option<Module> {
        self.packages.iter().any(|found| !found.keep.is_empty()).then(|| module(prost))
    }
}

/// Well-known types are what everybody knows them for: code that makes them names all of their fields.
fn is_wanted(schema: &Schema, id: MessageId, wanted: &[String]) -> bool {
    let is_own = !schema.is_map_entry(id) && well_known(schema.text(schema[schema[id].file].path)).is_none();
    let full_name = format!(".{}", schema.text(schema[id].full_name));
    is_own && wanted.iter().any(|path| matches(path, &full_name))
}

/// The module with the type.
fn module(prost: &str) -> Module {
    let mut module = Module::new(MODULE, "a message that keeps what its schema does not have");
    module.offer("unknown_fields", "UnknownFields");
    module.offer("named", "Named");
    module.add("named", NAMED);
    module.add("unknown_fields", &include_str!("runtime.rs").replace("::prost::", &format!("{prost}::")));
    module
}
