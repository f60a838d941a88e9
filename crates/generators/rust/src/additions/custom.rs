//! Additional code for messages, enums and services, by an implementation of the caller.

use std::collections::HashMap;
use std::fmt;

use protoward_schema::{EnumId, MessageId, Schema, ServiceId};

use super::packages::Packages;
use crate::tree::Files;
use crate::{EnumCode, Generator, MessageCode, ServiceCode};

/// A generator of additional code for messages, enums and services, like prost-build's `ServiceGenerator` for services.
///
/// Each method returns the code for one declaration, which is appended to the file of its package. Paths of types are relative
/// to the module of the package. By default, the methods return no code.
///
/// The code must depend only on the schema and on the fields that the `Debug` output of the implementation contains: a build
/// script does not generate again while these are unchanged.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_rust::additions::{Additions, custom::CustomCode, generate};
/// use protoward_rust::{MessageCode, RustSettings};
/// use protoward_schema::{MessageId, Schema};
///
/// /// Implements the trait `Table` of a program, with the names of the columns.
/// #[derive(Debug)]
/// struct Tables;
///
/// impl CustomCode for Tables {
///     fn message(&self, schema: &Schema, id: MessageId, code: &MessageCode) -> String {
///         let columns: Vec<&str> = schema[id].fields.iter().map(|&field| schema.name(field.into())).collect();
///         format!("impl crate::Table for {} {{\n    const COLUMNS: &[&str] = &{columns:?};\n}}\n", code.path)
///     }
/// }
///
/// let text = "syntax = \"proto3\"; package shop.v1; message User { string name = 1; int32 age = 2; }";
/// let compiled = Compiler::new().resolver(MemoryTree::new([("user.proto", text)])).compile(["user.proto"])?;
/// let schema = compiled.schema();
/// let files: Vec<_> = schema.files.ids().collect();
/// let code = generate(schema, &files, &RustSettings::default(), &Additions::default(), &[&Tables]).unwrap();
/// let code = String::from_utf8_lossy(&code["shop.v1.rs"]);
/// assert!(code.contains("pub struct User {"));
/// assert!(code.contains("impl crate::Table for User {\n    const COLUMNS: &[&str] = &[\"name\", \"age\"];\n}\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait CustomCode: fmt::Debug + Send + Sync {
    /// Returns the code for a message.
    fn message(&self, schema: &Schema, id: MessageId, code: &MessageCode) -> String {
        let _ = (schema, id, code);
        String::new()
    }

    /// Returns the code for an enum.
    fn enumeration(&self, schema: &Schema, id: EnumId, code: &EnumCode) -> String {
        let _ = (schema, id, code);
        String::new()
    }

    /// Returns the code for a service that has a client or a server.
    fn service(&self, schema: &Schema, id: ServiceId, code: &ServiceCode) -> String {
        let _ = (schema, id, code);
        String::new()
    }
}

/// Appends the code of each generator to the files of the packages.
pub fn add(files: &mut Files, generator: &Generator<'_>, packages: &Packages, custom: &[&dyn CustomCode]) {
    custom.iter().for_each(|custom| add_of(files, generator, packages, *custom));
}

/// Appends the code for the messages, enums and services of each package to its file.
fn add_of(files: &mut Files, generator: &Generator<'_>, packages: &Packages, custom: &dyn CustomCode) {
    let schema = generator.schema();
    for package in packages.iter() {
        let mut text = String::new();
        for &file in &package.sources {
            for &id in packages.messages_of(file) {
                let code = packages.message(schema, id).map(|(_, code)| custom.message(schema, id, code));
                text.extend(code);
            }
            for &id in packages.enums_of(file) {
                let code = packages.enumeration(schema, id).map(|(_, code)| custom.enumeration(schema, id, code));
                text.extend(code);
            }
        }
        append(files, &package.file, &text);
    }
    let ids: HashMap<&str, ServiceId> =
        schema.services.iter().map(|(id, service)| (schema.text(service.full_name), id)).collect();
    for (path, services) in generator.services() {
        let of_services = services.iter().filter_map(|code| Some(custom.service(schema, *ids.get(&*code.name)?, code)));
        append(files, &generator.file_name(&path), &of_services.collect::<String>());
    }
}

fn append(files: &mut Files, file: &str, code: &str) {
    if let Some(file) = files.get_mut(file) {
        file.extend_from_slice(code.as_bytes());
    }
}
