//! Fields of enums as a type that holds any number, and names those that the enum has.
//!
//! In: the code of prost, and which enums are wanted. Out: changes to that code, and a module with the type, `OpenEnum`.
//! It must not know who generates, or where code is written.
//!
//! The macros of prost take enums as `i32` alone. So where a message or a oneof has such a field, they are not asked: what
//! they would write is written out (`written`), field by field (`field`, `lines`), with the functions of prost, and with
//! those of the module (`runtime`) for the enums. Bytes on the wire, `Debug` and methods are the same.

mod field;
mod lines;
mod methods;

#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
mod runtime;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use field::{Field, Paths, enum_of_map};

use crate::codegen::beside::{Home, Module};
use crate::codegen::code::{Edits, Package, Packages, Site, SiteField, SiteKind, matches};
use crate::schema::{EnumId, FieldId, FieldType, MessageId, Schema, Shape};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::codegen) struct Settings {
    /// The enums, by paths as prost has them.
    pub(in crate::codegen) enums: Vec<String>,
    /// Where the module is.
    pub(in crate::codegen) home: Home,
}

/// The name of the module, and of its file.
pub(in crate::codegen) const MODULE: &str = "protoward_enums";

/// Changes the fields of the enums that are wanted, and makes the module that this needs; none where nothing is changed.
pub(super) fn change(
    packages: &mut Packages,
    edits: &mut BTreeMap<String, Edits>,
    schema: &Schema,
    settings: &Settings,
) -> Option<Module> {
    if settings.enums.is_empty() {
        return None;
    }
    let is_sole = packages.sole().is_some();
    let wanted: Vec<Wanted> = packages.iter().map(|package| wanted(packages, package, schema, settings)).collect();
    let mut named = Named { schema, settings, foreign: BTreeSet::new(), in_module: Vec::new() };
    let of_packages: Vec<Vec<String>> = packages.iter().map(|package| named.of_package(packages, package)).collect();
    let mut is_changed = false;
    for ((package, wanted), paths) in packages.iter_mut().zip(wanted).zip(of_packages) {
        let root = if is_sole { String::new() } else { package.way_to_root() };
        let edits = edits.entry(package.file.clone()).or_default();
        let path = settings.home.path().map(str::to_owned);
        let module = path.clone().unwrap_or_else(|| format!("{root}{MODULE}"));
        for path in &paths {
            edits.append(&format!("#[allow(deprecated)]\nimpl {module}::Enumeration for {path} {{}}\n"));
            is_changed = true;
        }
        for site in &mut package.sites {
            let Some(numbers) = wanted.get(&site.path) else { continue };
            let beside = || format!("{}{root}{MODULE}", "super::".repeat(site.depth()));
            write_out(site, numbers, &path.clone().unwrap_or_else(beside), edits);
            is_changed = true;
        }
    }
    is_changed.then(|| module(packages.prost(), &named.in_module))
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

/// Puts implementations in the place of the macro, and types of enums in the place of numbers.
fn write_out(site: &mut Site, numbers: &BTreeSet<i32>, open: &str, edits: &mut Edits) {
    const NUMBER: &str = "i32";
    edits.replace(site.derive.clone(), "");
    site.attributes.iter().for_each(|at| edits.replace(at.clone(), ""));
    let in_oneof = site.kind == SiteKind::Oneof;
    for field in &mut site.fields {
        field.attributes.iter().for_each(|at| edits.replace(at.clone(), ""));
        if !numbers.contains(&field.numbers().first().copied().unwrap_or_default())
            || field.said.text("oneof").is_some()
        {
            continue;
        }
        let Some(path) = enumeration(field) else { continue };
        // The number is what the type ends with: `i32`, `Option<i32>`, `HashMap<i32, i32>`.
        let Some(at) = field.ty.rfind(NUMBER) else { continue };
        let ty = format!("{open}::OpenEnum<{path}>");
        edits.replace(field.ty_at.start + at..field.ty_at.start + at + NUMBER.len(), &*ty);
        field.ty.replace_range(at..at + NUMBER.len(), &ty);
    }
    let is_open = |field: &SiteField| field.numbers().iter().all(|number| numbers.contains(number));
    let fields: Vec<Field<'_>> =
        site.fields.iter().filter_map(|field| Field::of(field, is_open(field), in_oneof)).collect();
    let paths = Paths { prost: &site.prost, open };
    let text = match site.kind {
        SiteKind::Message => written::message(site.name(), &fields, paths, site.skips_debug),
        SiteKind::Oneof => written::oneof(site.name(), &fields, paths, site.skips_debug),
    };
    edits.insert(site.end, format!("\n{}", indented(&text, site.depth())));
}

/// The path of the enum that a field is of.
fn enumeration(field: &SiteField) -> Option<String> {
    let of_map = || enum_of_map(field.map()?.1.split_once(',')?.1.trim());
    field.said.text("enumeration").or_else(of_map).map(str::to_owned)
}

/// Code in so many modules, without the end of its last line.
fn indented(text: &str, depth: usize) -> String {
    let indent = "    ".repeat(depth);
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The module with the type. Of enums of other crates, it says that they are enums.
fn module(prost: &str, foreign: &[String]) -> Module {
    let mut module = Module::new(MODULE, "a field of an open enum");
    module.offer("open_enum", "*");
    module.add("open_enum", &include_str!("runtime.rs").replace("::prost::", &format!("{prost}::")));
    if !foreign.is_empty() {
        let named = foreign.iter().map(|path| format!("impl super::Enumeration for {path} {{}}\n"));
        module.add("foreign", &named.collect::<String>());
    }
    module
}
