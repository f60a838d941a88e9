//! The text of the files of a schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::world::{Body, Field, Home, Module, Type, World};

/// A file as text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) module: Module,
    pub(super) package: String,
    pub(super) text: String,
}

/// Returns the files that have declarations, by import path; `None` if files import each other in a cycle, or if two files or
/// declarations have one name.
pub(super) fn texts(world: &World) -> Option<BTreeMap<String, Text>> {
    let mut imports: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for index in world.alive() {
        let file = world.file_of(index);
        let used = world.references(index).into_iter().map(|other| world.file_of(other)).filter(|&other| other != file);
        imports.entry(file).or_default().extend(used);
        if !names.insert(world.full_name(index)) {
            return None;
        }
    }
    if has_cycle(&imports) {
        return None;
    }
    let mut texts = BTreeMap::new();
    for (&file, imports) in &imports {
        let declared = &world.files[file];
        let text =
            Text { module: declared.module, package: declared.package.clone(), text: text(world, file, imports) };
        if texts.insert(declared.path.clone(), text).is_some() {
            return None;
        }
    }
    Some(texts)
}

fn has_cycle(imports: &BTreeMap<usize, BTreeSet<usize>>) -> bool {
    let mut left = imports.clone();
    loop {
        let leaves: Vec<_> = left
            .iter()
            .filter(|(_, used)| used.iter().all(|it| !left.contains_key(it)))
            .map(|(file, _)| *file)
            .collect();
        if leaves.is_empty() {
            return !left.is_empty();
        }
        leaves.iter().for_each(|file| drop(left.remove(file)));
    }
}

fn text(world: &World, file: usize, imports: &BTreeSet<usize>) -> String {
    let declared = &world.files[file];
    let mut out = format!("syntax = \"proto2\";\n\npackage {};\n\n", declared.package);
    for &import in imports {
        writeln!(out, "import \"{}\";", world.files[import].path).expect("a string takes any text");
    }
    if let Some(package) = &declared.go_package {
        writeln!(out, "option go_package = \"{package}\";").expect("a string takes any text");
    }
    for index in world.alive().filter(|&index| world.declarations[index].home == Home::File(file)) {
        out.push('\n');
        declaration(world, index, "", &mut out);
    }
    out
}

fn declaration(world: &World, index: usize, indent: &str, out: &mut String) {
    let declared = &world.declarations[index];
    let inner = format!("{indent}  ");
    let mut lines = Vec::new();
    match &declared.body {
        Body::Message(fields) => {
            if declared.is_lax {
                lines.push(format!(
                    "{indent}// protoward:breaking:ignore FILE, PACKAGE, WIRE_JSON, WIRE these are drafts"
                ));
            }
            lines.push(format!("{indent}message {} {{", declared.name));
            lines.extend(fields.iter().map(|field| format!("{inner}{}", field_line(world, field))));
            lines.push(format!("{inner}extensions 100 to 199;"));
        }
        Body::Enum(values) => {
            lines.push(format!("{indent}enum {} {{", declared.name));
            lines.extend(values.iter().map(|(name, number)| format!("{inner}{name} = {number};")));
        }
        Body::Service(methods) => {
            lines.push(format!("{indent}service {} {{", declared.name));
            lines.extend(methods.iter().map(|method| {
                let [input, output] = [method.input, method.output].map(|it| world.full_name(it));
                let level = if method.is_idempotent { "IDEMPOTENT" } else { "IDEMPOTENCY_UNKNOWN" };
                let name = &method.name;
                format!("{inner}rpc {name}(.{input}) returns (.{output}) {{ option idempotency_level = {level}; }}")
            }));
        }
        Body::Extension { extendee, field } => {
            lines.push(format!("{indent}extend .{} {{", world.full_name(*extendee)));
            let field = Field { name: declared.name.clone(), ..field.clone() };
            lines.push(format!("{inner}{}", field_line(world, &field)));
        }
    }
    lines.iter().for_each(|line| writeln!(out, "{line}").expect("a string takes any text"));
    for nested in world.alive().filter(|&nested| world.declarations[nested].home == Home::Message(index)) {
        declaration(world, nested, &inner, out);
    }
    writeln!(out, "{indent}}}").expect("a string takes any text");
}

fn field_line(world: &World, field: &Field) -> String {
    let Field { name, number, ty, default, is_repeated } = field;
    let label = if *is_repeated { "repeated" } else { "optional" };
    let (head, default) = match *ty {
        Type::Scalar(scalar) => (format!("{label} {scalar}"), default.filter(|_| scalar == "int32" && !is_repeated)),
        Type::Declared(other) => (format!("{label} .{}", world.full_name(other)), None),
        Type::Map(other) => (format!("map<string, .{}>", world.full_name(other)), None),
    };
    let default = default.map(|value| format!(" [default = {value}]")).unwrap_or_default();
    format!("{head} {name} = {number}{default};")
}
