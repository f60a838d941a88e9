//! Where types are in Rust: prost's way from a full name to a path.

use prost_build::Module;

use crate::codegen::checks::upper_camel;
use crate::schema::{Element, FileId, Parent, Schema};

/// The messages and enums of a file, nested ones included; entries of maps are no types in Rust.
pub(super) fn types_of(schema: &Schema, file: FileId) -> Vec<Element> {
    let mut found: Vec<Element> = schema[file].enums.iter().map(|&id| id.into()).collect();
    let mut open = schema[file].messages.clone();
    while let Some(id) = open.pop() {
        let message = &schema[id];
        if message.map_field.is_none() {
            found.push(id.into());
        }
        found.extend(message.enums.iter().map(|&id| Element::from(id)));
        open.extend(&message.messages);
    }
    found
}

/// The path of a message or an enum, from the root of the modules: `google::api::http_rule::Pattern`.
pub(super) fn rust_path(schema: &Schema, ty: Element) -> String {
    let mut outer = parent(schema, ty);
    let mut modules = Vec::new();
    let file = loop {
        match outer {
            Parent::Message(id) => {
                modules.push(snake(schema.text(schema[id].name)));
                outer = schema[id].parent;
            }
            Parent::File(file) => break file,
        }
    };
    let package = Module::from_protobuf_package_name(schema.package(file));
    let parts = package.parts().map(str::to_owned).chain(modules.into_iter().rev());
    parts.chain([type_name(schema, ty)]).collect::<Vec<_>>().join("::")
}

/// What a message or an enum is declared in.
fn parent(schema: &Schema, ty: Element) -> Parent {
    match ty {
        Element::Message(id) => schema[id].parent,
        Element::Enum(id) => schema[id].parent,
        _ => unreachable!("only messages and enums are types"),
    }
}

fn type_name(schema: &Schema, ty: Element) -> String {
    let name = match ty {
        Element::Message(id) => schema[id].name,
        Element::Enum(id) => schema[id].name,
        _ => unreachable!("only messages and enums are types"),
    };
    match upper_camel(schema.text(name)) {
        name if name == "Self" => "Self_".to_owned(),
        name => name,
    }
}

fn snake(name: &str) -> String {
    Module::from_protobuf_package_name(name).parts().collect()
}
