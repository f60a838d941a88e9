//! Types that descriptors need and nobody has. prost-build stops at some of them without saying which, and lets others be
//! looked for where nothing is generated.

use std::collections::BTreeSet;

use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet};

use super::{Asked, diagnostics};
use protoward_source::Report;

/// Numbers of fields in descriptors, as in the paths of their places.
const MESSAGE: i32 = 4;
const SERVICE: i32 = 6;
const FIELD: i32 = 2;
const NESTED: i32 = 3;
const METHOD: i32 = 2;

/// How deep messages are looked into. prost-build would look into them too, and knows no end.
const DEEPEST: usize = 100;

/// The first type of each file that neither the descriptors have, nor another crate.
pub fn missing_types(set: &FileDescriptorSet, asked: &Asked) -> Report {
    let mut declared = BTreeSet::new();
    for file in &set.file {
        let scope = if file.package().is_empty() { String::new() } else { format!(".{}", file.package()) };
        declare(&scope, &file.message_type, &file.enum_type, &mut declared, 0);
    }
    let known = Known { declared, asked };
    set.file.iter().filter_map(|file| known.first_missing(file)).collect()
}

fn declare(
    scope: &str,
    messages: &[DescriptorProto],
    enums: &[EnumDescriptorProto],
    declared: &mut BTreeSet<String>,
    depth: usize,
) {
    declared.extend(enums.iter().map(|it| format!("{scope}.{}", it.name())));
    for message in messages.iter().filter(|_| depth < DEEPEST) {
        let name = format!("{scope}.{}", message.name());
        declare(&name, &message.nested_type, &message.enum_type, declared, depth + 1);
        declared.insert(name);
    }
}

struct Known<'a> {
    declared: BTreeSet<String>,
    asked: &'a Asked,
}

/// A type, what needs it, and where that stands.
struct Need<'a> {
    ty: &'a str,
    user: String,
    path: Vec<i32>,
}

impl Known<'_> {
    fn first_missing(&self, file: &FileDescriptorProto) -> Option<protoward_source::Diagnostic> {
        let mut path = Vec::new();
        let need = self.in_messages(file.package(), &file.message_type, MESSAGE, &mut path);
        let need = need.or_else(|| self.in_services(file))?;
        Some(diagnostics::no_such_type(need.ty, &need.user, &place(file, &need.path)))
    }

    fn in_messages<'m>(
        &self,
        scope: &str,
        messages: &'m [DescriptorProto],
        step: i32,
        path: &mut Vec<i32>,
    ) -> Option<Need<'m>> {
        if path.len() >= 2 * DEEPEST {
            return None;
        }
        (0..).zip(messages).find_map(|(at, message)| {
            let name = protoward_schema::qualified(scope, message.name());
            path.extend_from_slice(&[step, at]);
            let field = (0..).zip(&message.field).find(|(_, field)| self.misses(field));
            let found = match field {
                Some((at, field)) => {
                    let path = [&path[..], &[FIELD, at]].concat();
                    Some(Need { ty: field.type_name(), user: format!("{name}.{}", field.name()), path })
                }
                None => self.in_messages(&name, &message.nested_type, NESTED, path),
            };
            path.truncate(path.len() - 2);
            found
        })
    }

    fn in_services<'m>(&self, file: &'m FileDescriptorProto) -> Option<Need<'m>> {
        for (at, service) in (0..).zip(&file.service) {
            for (method_at, method) in (0..).zip(&service.method) {
                let types = [method.input_type(), method.output_type()];
                if let Some(&ty) = types.iter().find(|ty| !self.has(ty)) {
                    let service = protoward_schema::qualified(file.package(), service.name());
                    let user = format!("{service}.{}", method.name());
                    return Some(Need { ty, user, path: vec![SERVICE, at, METHOD, method_at] });
                }
            }
        }
        None
    }

    fn misses(&self, field: &FieldDescriptorProto) -> bool {
        field.type_name.as_deref().is_some_and(|ty| !self.has(ty))
    }

    fn has(&self, ty: &str) -> bool {
        self.declared.contains(ty) || self.asked.is_elsewhere(ty)
    }
}

/// The file, with line and column where the descriptors have places.
fn place(file: &FileDescriptorProto, path: &[i32]) -> String {
    let places = file.source_code_info.as_ref().map_or(&[][..], |info| &info.location);
    let mut places = places.iter().filter(|place| place.path == path);
    let span = places.find_map(|place| place.span.first_chunk::<2>());
    match span {
        Some([line, column]) => format!("{}:{}:{}", file.name(), line + 1, column + 1),
        None => file.name().to_owned(),
    }
}
