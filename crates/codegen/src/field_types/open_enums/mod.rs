//! Fields of enums as a type that holds any number, and names those that the enum has.
//!
//! In: the code of prost, and which enums are wanted. Out: changes to that code, and a module with the type, `OpenEnum`.
//! It must not know who generates, or where code is written.
//!
//! Where a message or a oneof has such a field, what prost would write is written out, with the functions of the module
//! (`runtime`) for the enums.

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
mod runtime;

use std::collections::{BTreeMap, BTreeSet};

use super::written::{NAMED, enumeration};
use crate::beside::{Home, Module};
use crate::code::{Edits, Package, Packages};
use crate::matching::matches;
use protoward_schema::{EnumId, FieldId, FieldType, MessageId, Schema, Shape};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The enums, by paths as prost has them.
    pub enums: Vec<String>,
    /// Where the module is.
    pub home: Home,
}

/// The name of the module, and of its file.
pub(crate) const MODULE: &str = "protoward_enums";

/// The fields that are to change, of all packages in their order.
pub(super) struct Changes<'a> {
    settings: &'a Settings,
    wanted: Vec<Wanted>,
    /// The enums that fields are of, by their paths.
    named: Vec<Vec<String>>,
    /// Those of other crates that the module is to name.
    in_module: Vec<String>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(packages: &Packages, schema: &Schema, settings: &'a Settings) -> Self {
        if settings.enums.is_empty() {
            return Self { settings, wanted: Vec::new(), named: Vec::new(), in_module: Vec::new() };
        }
        let wanted = packages.iter().map(|package| wanted(packages, package, schema, settings)).collect();
        let mut named = Named { schema, settings, foreign: BTreeSet::new(), in_module: Vec::new() };
        let of_packages = packages.iter().map(|package| named.of_package(packages, package)).collect();
        Self { settings, wanted, named: of_packages, in_module: named.in_module }
    }

    /// The path of the module that the code finds this way.
    pub(super) fn path(&self, way: &str) -> String {
        self.settings.home.path().map_or_else(|| format!("{way}{MODULE}"), str::to_owned)
    }

    /// Says of the enums of a package that they are enums.
    pub(super) fn declare(&self, package: usize, module: &str, edits: &mut Edits) {
        for path in self.named.get(package).into_iter().flatten() {
            edits.append(&format!("#[allow(deprecated)]\nimpl {module}::Enumeration for {path} {{}}\n"));
        }
    }

    /// The numbers of fields that a struct or a oneof is to have as enums, if there are any.
    pub(super) fn numbers(&self, package: usize, site: &str) -> Option<&BTreeSet<i32>> {
        self.wanted.get(package)?.get(site)
    }

    /// The module that the changes need; none where there are none.
    pub(super) fn module(&self, prost: &str) -> Option<Module> {
        let mut named = self.named.iter().map(Vec::len).chain(self.wanted.iter().map(BTreeMap::len));
        named.any(|count| count > 0).then(|| module(prost, &self.in_module))
    }
}

/// The numbers of fields that are to change, by the paths of the structs and oneofs that hold them.
type Wanted = BTreeMap<String, BTreeSet<i32>>;

fn wanted(packages: &Packages, package: &Package, schema: &Schema, settings: &Settings) -> Wanted {
    let mut wanted = Wanted::new();
    let ids = schema.messages.ids().filter(|&id| package.sources.contains(&schema[id].file));
    for id in ids.filter(|&id| !schema.is_map_entry(id)) {
        let Some((_, code)) = packages.message(schema, id) else { continue };
        for (number, is_wanted) in fields(schema, id, settings) {
            let Some(member) = code.members.get(&number).filter(|_| is_wanted) else { continue };
            let holder = member.variant.as_ref().and_then(|variant| variant.rsplit_once("::")).map(|(oneof, _)| oneof);
            wanted.entry(holder.unwrap_or(&code.path).to_owned()).or_default().insert(number);
        }
    }
    wanted
}

/// The numbers of a message's fields, and whether they are of an enum that is wanted.
fn fields(schema: &Schema, id: MessageId, settings: &Settings) -> impl Iterator<Item = (i32, bool)> {
    schema[id].fields.iter().map(|&id| (schema[id].number.0, is_wanted(schema, id, settings)))
}

fn is_wanted(schema: &Schema, id: FieldId, settings: &Settings) -> bool {
    enum_of(schema, id).is_some_and(|id| settings.want(schema, id))
}

fn enum_of(schema: &Schema, id: FieldId) -> Option<EnumId> {
    let id = match schema.shape(id) {
        Shape::Map { value, .. } => value,
        Shape::Single(_) | Shape::Repeated { .. } => id,
    };
    match schema[id].ty {
        FieldType::Enum(of) => Some(of),
        FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_) => None,
    }
}

impl Settings {
    fn want(&self, schema: &Schema, id: EnumId) -> bool {
        let full_name = format!(".{}", schema.text(schema[id].full_name));
        self.enums.iter().any(|path| matches(path, &full_name))
    }

    /// Whether the module is in another crate, which says of enums of further crates that they are enums.
    fn is_elsewhere(&self) -> bool {
        let own = |path: &str| ["crate::", "self::", "super::"].iter().any(|own| path.starts_with(own));
        matches!(&self.home, Home::Elsewhere(path) if !own(path))
    }
}

/// Which enums fields are of.
struct Named<'a> {
    schema: &'a Schema,
    settings: &'a Settings,
    /// Enums of other crates that one package has named.
    foreign: BTreeSet<EnumId>,
    /// The paths of those that the module is to name, as the packages are in crates of their own, or not always there.
    in_module: Vec<String>,
}

impl Named<'_> {
    /// The enums of a package, used or not, so that others may use them, and those of other crates that it uses: by their
    /// paths.
    fn of_package(&mut self, packages: &Packages, package: &Package) -> Vec<String> {
        let (schema, settings) = (self.schema, self.settings);
        let own = schema.enums.ids().filter(|&id| package.sources.contains(&schema[id].file));
        let own = own.filter(|&id| settings.want(schema, id));
        let mut paths: Vec<String> =
            own.filter_map(|id| Some(packages.enumeration(schema, id)?.1.path.clone())).collect();
        let messages = schema.messages.ids().filter(|&id| package.sources.contains(&schema[id].file));
        for (message, field) in messages.flat_map(|id| schema[id].fields.iter().map(move |&field| (id, field))) {
            let Some(id) = enum_of(schema, field).filter(|&id| settings.want(schema, id)) else { continue };
            if packages.enumeration(schema, id).is_some() || settings.is_elsewhere() || self.foreign.contains(&id) {
                continue;
            }
            if let Some(path) = foreign_path(packages, package, schema, message, field) {
                if settings.home.is_apart() { &mut self.in_module } else { &mut paths }.push(path);
                self.foreign.insert(id);
            }
        }
        paths
    }
}

/// The path of an enum of another crate, as a field has it: it begins with the crate.
fn foreign_path(
    packages: &Packages,
    package: &Package,
    schema: &Schema,
    message: MessageId,
    field: FieldId,
) -> Option<String> {
    let (_, code) = packages.message(schema, message)?;
    let member = code.members.get(&schema[field].number.0)?;
    let holder = member.variant.as_ref().and_then(|variant| variant.rsplit_once("::"));
    let holder = holder.map_or(&*code.path, |(oneof, _)| oneof);
    let site = package.sites.iter().find(|site| site.path == holder)?;
    let field =
        site.fields.iter().find(|it| it.said.text("oneof").is_none() && it.numbers() == [schema[field].number.0])?;
    enumeration(field)
}

/// The module with the type. Of enums of other crates, it says that they are enums.
fn module(prost: &str, foreign: &[String]) -> Module {
    let mut module = Module::new(MODULE, "a field of an open enum");
    module.offer("open_enum", "*");
    module.offer("named", "Named");
    module.add("named", NAMED);
    module.add("open_enum", &include_str!("runtime.rs").replace("::prost::", &format!("{prost}::")));
    if !foreign.is_empty() {
        let named = foreign.iter().map(|path| format!("impl super::Enumeration for {path} {{}}\n"));
        module.add("foreign", &named.collect::<String>());
    }
    module
}
