//! Schemas with only the elements of a usage file.

use std::collections::BTreeSet;

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
};

/// The lines of a usage file.
pub(super) struct Kept {
    names: BTreeSet<String>,
    whole: BTreeSet<String>,
}

impl Kept {
    pub(super) fn of(lines: &[String]) -> Self {
        let name = |line: &String| line.trim_start_matches('/').replace('/', ".");
        let (whole, names): (Vec<String>, Vec<String>) = lines.iter().map(name).partition(|line| line.ends_with(".*"));
        let whole = whole.iter().map(|line| line.trim_end_matches(".*").to_owned()).collect();
        Self { names: names.into_iter().collect(), whole }
    }

    /// Returns which members of a type stay: those that are named, or all if the type is named without one.
    fn members(&self, of: &str, members: &[String]) -> Vec<bool> {
        let is_named = |name: &String| self.names.contains(&format!("{of}.{name}"));
        let all = self.whole.contains(of) || self.names.contains(of) && !members.iter().any(is_named);
        members.iter().map(|name| all || is_named(name)).collect()
    }

    /// Returns `true` if a line names an element, or something inside of it.
    fn has(&self, full_name: &str) -> bool {
        let below = format!("{full_name}.");
        let all = || self.names.iter().chain(&self.whole);
        all().any(|name| name == full_name || name.starts_with(&below))
    }

    /// Removes all elements that no line names, and that no other element needs. Returns the number of removed fields, values,
    /// methods and types.
    pub(super) fn strip(&self, set: &mut FileDescriptorSet) -> usize {
        let before = set.file.iter().map(elements).sum::<usize>();
        for file in &mut set.file {
            let package = file.package().to_owned();
            file.message_type.iter_mut().for_each(|it| self.members_of_message(it, &package));
            file.enum_type.iter_mut().for_each(|it| self.values(it, &package));
            file.service.iter_mut().for_each(|it| self.methods(it, &package));
            file.service.retain(|it| self.has(&qualified(&package, it.name())));
        }
        // Without a type, fewer types are needed.
        loop {
            let needed: BTreeSet<String> = set.file.iter().flat_map(references).collect();
            let count = set.file.iter().map(elements).sum::<usize>();
            for file in &mut set.file {
                let package = file.package().to_owned();
                let is_kept = |name: &str| self.has(name) || needed.contains(&format!(".{name}"));
                types(&mut file.message_type, &mut file.enum_type, &package, &is_kept);
            }
            if set.file.iter().map(elements).sum::<usize>() == count {
                return before - count;
            }
        }
    }

    fn members_of_message(&self, message: &mut DescriptorProto, scope: &str) {
        if message.options.as_ref().is_some_and(|options| options.map_entry()) {
            return;
        }
        let full_name = qualified(scope, message.name());
        let names: Vec<String> = message.field.iter().map(|field| field.name().to_owned()).collect();
        let mut kept = self.members(&full_name, &names).into_iter();
        message.field.retain(|_| kept.next() == Some(true));
        // The indices of oneofs that lose all fields are free for those after them.
        let used: Vec<i32> = (0..).take(message.oneof_decl.len()).filter(|&at| has_oneof(message, at)).collect();
        for field in &mut message.field {
            let of = field.oneof_index.and_then(|index| used.iter().position(|&at| at == index));
            field.oneof_index = of.and_then(|at| i32::try_from(at).ok());
        }
        let mut index = -1;
        message.oneof_decl.retain(|_| {
            index += 1;
            used.contains(&index)
        });
        message.nested_type.iter_mut().for_each(|it| self.members_of_message(it, &full_name));
        message.enum_type.iter_mut().for_each(|it| self.values(it, &full_name));
    }

    /// An enum needs its first value.
    fn values(&self, declared: &mut EnumDescriptorProto, scope: &str) {
        let full_name = qualified(scope, declared.name());
        let names: Vec<String> = declared.value.iter().map(|value| value.name().to_owned()).collect();
        let mut kept = self.members(&full_name, &names).into_iter().enumerate();
        declared.value.retain(|_| kept.next().is_some_and(|(at, is_kept)| at == 0 || is_kept));
    }

    fn methods(&self, service: &mut ServiceDescriptorProto, scope: &str) {
        let names: Vec<String> = service.method.iter().map(|method| method.name().to_owned()).collect();
        let mut kept = self.members(&qualified(scope, service.name()), &names).into_iter();
        service.method.retain(|_| kept.next() == Some(true));
    }
}

/// Removes the types that are not kept, the inner ones first.
fn types(
    messages: &mut Vec<DescriptorProto>,
    enums: &mut Vec<EnumDescriptorProto>,
    scope: &str,
    is_kept: &dyn Fn(&str) -> bool,
) {
    for message in &mut *messages {
        let full_name = qualified(scope, message.name());
        types(&mut message.nested_type, &mut message.enum_type, &full_name, is_kept);
    }
    messages
        .retain(|it| !it.nested_type.is_empty() || !it.enum_type.is_empty() || is_kept(&qualified(scope, it.name())));
    enums.retain(|it| is_kept(&qualified(scope, it.name())));
}

fn has_oneof(message: &DescriptorProto, index: i32) -> bool {
    message.field.iter().any(|field| field.oneof_index == Some(index))
}

fn references(file: &FileDescriptorProto) -> Vec<String> {
    let methods = file.service.iter().flat_map(|service| &service.method);
    let of_methods = methods.flat_map(|method| [method.input_type().to_owned(), method.output_type().to_owned()]);
    of_methods.chain(file.message_type.iter().flat_map(references_of_message)).collect()
}

fn references_of_message(message: &DescriptorProto) -> Vec<String> {
    let own = message.field.iter().filter_map(|field| field.type_name.clone());
    own.chain(message.nested_type.iter().flat_map(references_of_message)).collect()
}

fn elements(file: &FileDescriptorProto) -> usize {
    let values = |declared: &EnumDescriptorProto| 1 + declared.value.len();
    let services = file.service.iter().map(|service| 1 + service.method.len());
    let messages = file.message_type.iter().map(elements_of_message);
    messages.chain(file.enum_type.iter().map(values)).chain(services).sum()
}

fn elements_of_message(message: &DescriptorProto) -> usize {
    let inner = message.nested_type.iter().map(elements_of_message);
    let enums = message.enum_type.iter().map(|declared| 1 + declared.value.len());
    1 + message.field.len() + inner.chain(enums).sum::<usize>()
}

fn qualified(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_types::{FieldDescriptorProto, OneofDescriptorProto};

    fn field(name: &str, ty: Option<&str>, oneof: Option<i32>) -> FieldDescriptorProto {
        FieldDescriptorProto {
            name: Some(name.to_owned()),
            type_name: ty.map(str::to_owned),
            oneof_index: oneof,
            ..FieldDescriptorProto::default()
        }
    }

    fn message(name: &str, field: Vec<FieldDescriptorProto>, oneofs: usize) -> DescriptorProto {
        let oneof_decl = vec![OneofDescriptorProto::default(); oneofs];
        DescriptorProto { name: Some(name.to_owned()), field, oneof_decl, ..DescriptorProto::default() }
    }

    #[test]
    fn keeps_only_what_is_named_or_needed() {
        let order = message(
            "Order",
            vec![field("id", None, Some(0)), field("to", Some(".a.Address"), None), field("note", None, Some(1))],
            2,
        );
        let address = message("Address", vec![field("city", None, None)], 0);
        let other = message("Other", vec![field("to", Some(".a.Address"), None)], 0);
        let message_type = vec![order, address, other];
        let file =
            FileDescriptorProto { package: Some("a".to_owned()), message_type, ..FileDescriptorProto::default() };
        let mut set = FileDescriptorSet { file: vec![file] };
        let lines = ["a.Order.to", "a.Order.note"].map(str::to_owned);
        assert_eq!(Kept::of(&lines).strip(&mut set), 4);
        let [order, address] = &set.file[0].message_type[..] else { panic!("two messages stay") };
        assert_eq!(order.field.iter().map(|it| it.oneof_index).collect::<Vec<_>>(), [None, Some(0)]);
        assert_eq!((order.oneof_decl.len(), address.field.len()), (1, 0));
    }
}
