//! Types that descriptors use but do not contain. Those with an `extern_path` are declared, and the others are errors.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

use crate::diagnostics;
use protoward_rust::RustSettings;
use protoward_schema::qualified;
use protoward_schema::wire::Writer;
use protoward_source::Report;

/// Field numbers in descriptors, as in the paths of source info.
const MESSAGE: i32 = 4;
const SERVICE: i32 = 6;
const FIELD: i32 = 2;
const NESTED: i32 = 3;
const METHOD: i32 = 2;

/// The maximum nesting depth of messages to search.
const MAX_DEPTH: usize = 100;

/// The types that descriptors use but do not contain.
pub(super) struct MissingTypes {
    /// Errors: for each file, the first type without an `extern_path`.
    pub(super) report: Report,
    /// Types with an `extern_path`, and whether they are enums.
    external: BTreeMap<String, bool>,
}

impl MissingTypes {
    pub(super) fn of(set: &FileDescriptorSet, settings: &RustSettings) -> Self {
        let mut declared = BTreeSet::new();
        for file in &set.file {
            let scope = if file.package().is_empty() { String::new() } else { format!(".{}", file.package()) };
            declare(&scope, &file.message_type, &file.enum_type, &mut declared, 0);
        }
        let mut missing = Self { report: Report::default(), external: BTreeMap::new() };
        for file in &set.file {
            let mut uses = TypeUses::default();
            uses.add_messages(file.package(), &file.message_type, MESSAGE);
            uses.add_services(file);
            uses.all.retain(|used| !declared.contains(used.ty));
            let (external, unresolved): (Vec<_>, Vec<_>) =
                uses.all.into_iter().partition(|used| settings.is_external(used.ty));
            missing.external.extend(external.into_iter().map(|used| (used.ty.to_owned(), used.is_enum)));
            if let Some(TypeUse { ty, user, path, .. }) = unresolved.first() {
                missing.report.push(diagnostics::no_such_type(ty, user, &place(file, path)));
            }
        }
        missing
    }

    /// Returns a serialized `FileDescriptorSet` with one file for each type that has an `extern_path`.
    pub(super) fn declarations(&self) -> Vec<u8> {
        let mut set = Writer::default();
        for (at, (ty, is_enum)) in self.external.iter().enumerate() {
            let (package, name) = ty.trim_start_matches('.').rsplit_once('.').unwrap_or(("", ty));
            set.message(1, |file| {
                file.string(1, &format!("protoward-extern-{at}.proto"));
                if !package.is_empty() {
                    file.string(2, package);
                }
                file.message(if *is_enum { 5 } else { 4 }, |declared| {
                    declared.string(1, name.trim_start_matches('.'));
                    if *is_enum {
                        declared.message(2, |value| {
                            value.string(1, &format!("protoward_extern_{at}"));
                            value.int32(2, 0);
                        });
                    }
                });
            });
        }
        set.into_bytes()
    }
}

fn declare(
    scope: &str,
    messages: &[DescriptorProto],
    enums: &[EnumDescriptorProto],
    declared: &mut BTreeSet<String>,
    depth: usize,
) {
    declared.extend(enums.iter().map(|it| format!("{scope}.{}", it.name())));
    for message in messages.iter().filter(|_| depth < MAX_DEPTH) {
        let name = format!("{scope}.{}", message.name());
        declare(&name, &message.nested_type, &message.enum_type, declared, depth + 1);
        declared.insert(name);
    }
}

/// A reference to a type, the name of its user, and the descriptor path of that user.
struct TypeUse<'a> {
    ty: &'a str,
    is_enum: bool,
    user: String,
    path: Vec<i32>,
}

/// The references to types in a file.
#[derive(Default)]
struct TypeUses<'a> {
    all: Vec<TypeUse<'a>>,
    path: Vec<i32>,
}

impl<'a> TypeUses<'a> {
    fn add_messages(&mut self, scope: &str, messages: &'a [DescriptorProto], step: i32) {
        if self.path.len() >= 2 * MAX_DEPTH {
            return;
        }
        for (at, message) in (0..).zip(messages) {
            let name = qualified(scope, message.name());
            self.path.extend_from_slice(&[step, at]);
            for (at, field) in (0..).zip(&message.field) {
                if let Some(ty) = field.type_name.as_deref() {
                    let path = [&self.path[..], &[FIELD, at]].concat();
                    let user = format!("{name}.{}", field.name());
                    self.all.push(TypeUse { ty, is_enum: field.r#type() == Type::Enum, user, path });
                }
            }
            self.add_messages(&name, &message.nested_type, NESTED);
            self.path.truncate(self.path.len() - 2);
        }
    }

    fn add_services(&mut self, file: &'a FileDescriptorProto) {
        for (at, service) in (0..).zip(&file.service) {
            for (method_at, method) in (0..).zip(&service.method) {
                for ty in [method.input_type(), method.output_type()] {
                    let user = format!("{}.{}", qualified(file.package(), service.name()), method.name());
                    self.all.push(TypeUse { ty, is_enum: false, user, path: vec![SERVICE, at, METHOD, method_at] });
                }
            }
        }
    }
}

/// Returns the file name, with line and column if the descriptors contain source info.
fn place(file: &FileDescriptorProto, path: &[i32]) -> String {
    let places = file.source_code_info.as_ref().map_or(&[][..], |info| &info.location);
    let mut places = places.iter().filter(|place| place.path == path);
    let span = places.find_map(|place| place.span.first_chunk::<2>());
    match span {
        Some([line, column]) => format!("{}:{}:{}", file.name(), line + 1, column + 1),
        None => file.name().to_owned(),
    }
}
