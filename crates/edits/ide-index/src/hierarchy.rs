//! The hierarchy of services, methods and types: a service uses its methods, a method its request and response, and a message the
//! types of its fields.

use std::collections::BTreeMap;

use crate::file::{DeclarationId, DeclarationKind, File, Reference, ReferenceKind};
use crate::workspace::{Analysis, Target};
use protoward_syntax::ast::Span;

/// A use of one declaration by another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The declaration at the other end.
    pub declaration: Target,
    /// The names of the used declaration in the file of the one that uses it.
    pub names: Vec<Span>,
}

impl Analysis {
    /// Returns the declarations that use another one, in the order of files.
    pub fn users(&self, used: Target) -> Vec<Use> {
        let mut users: BTreeMap<Target, Vec<Span>> = BTreeMap::new();
        if let Some(declaration) = self.holder_of(used) {
            users.entry(Target { declaration, ..used }).or_default().push(self.declaration(used).name);
        }
        let name = self.file(used.file).name_of(used.declaration);
        for file in self.seen_by(used.file) {
            let own = self.file(file);
            // Comparing names is cheap; resolving one takes a search.
            let may_be = |it: &Reference| !it.path.plain || it.path.span.of(&own.text).ends_with(name);
            for (reference, declaration) in type_references(own).filter(|(reference, _)| may_be(reference)) {
                if self.meaning(file, reference) == Some(used) {
                    users.entry(Target { file, declaration }).or_default().push(reference.path.span);
                }
            }
        }
        users.into_iter().map(|(declaration, names)| Use { declaration, names }).collect()
    }

    /// Returns the declarations that a declaration uses, in the order in which it names them first.
    pub fn used_by(&self, user: Target) -> Vec<Use> {
        let mut used: BTreeMap<Target, Vec<Span>> = BTreeMap::new();
        let own = self.file(user.file);
        for (reference, _) in type_references(own).filter(|(_, owner)| *owner == user.declaration) {
            if let Some(target) = self.meaning(user.file, reference) {
                used.entry(target).or_default().push(reference.path.span);
            }
        }
        for (declaration, it) in own.iter() {
            let target = Target { declaration, ..user };
            if self.holder_of(target) == Some(user.declaration) {
                used.entry(target).or_default().push(it.name);
            }
        }
        let mut uses: Vec<Use> = used.into_iter().map(|(declaration, names)| Use { declaration, names }).collect();
        uses.sort_by_key(|it| it.names.iter().map(|name| name.start).min());
        uses
    }

    /// Returns the declaration that uses another one by holding it: the service of a method, or the message of a group.
    fn holder_of(&self, held: Target) -> Option<DeclarationId> {
        let file = self.file(held.file);
        let declaration = file.get(held.declaration);
        match declaration.kind {
            DeclarationKind::Method => declaration.parent,
            DeclarationKind::Group => message_around(file, declaration.parent),
            _ => None,
        }
    }
}

/// Returns the types that fields and methods name, each with the declaration that uses it.
fn type_references(file: &File) -> impl Iterator<Item = (&Reference, DeclarationId)> {
    file.references.iter().filter_map(|reference| match reference.kind {
        ReferenceKind::FieldType | ReferenceKind::MapValueType | ReferenceKind::MethodType => {
            Some((reference, user(file, reference.owner?)?))
        }
        _ => None,
    })
}

/// Returns the message of a field. Methods and extensions stand for themselves.
fn user(file: &File, owner: DeclarationId) -> Option<DeclarationId> {
    let declaration = file.get(owner);
    match declaration.kind {
        DeclarationKind::Field => message_around(file, declaration.parent),
        _ => Some(owner),
    }
}

/// Returns a message, or that of a oneof.
fn message_around(file: &File, parent: Option<DeclarationId>) -> Option<DeclarationId> {
    let declaration = file.get(parent?);
    if declaration.kind == DeclarationKind::Oneof { declaration.parent } else { parent }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the full names of declarations that are used or use, each with the number of its places.
    fn named(analysis: &Analysis, uses: &[Use]) -> Vec<String> {
        uses.iter().map(|it| format!("{} {}", analysis.full_name(it.declaration), it.names.len())).collect()
    }

    fn find(analysis: &Analysis, full_name: &str) -> Target {
        analysis.named(full_name)[0]
    }

    #[test]
    fn services_methods_and_messages() {
        let mut analysis = Analysis::default();
        analysis.set(
            "a.proto",
            "package a; message Item { optional Unit unit = 1; oneof kind { Box box = 2; } repeated group Part = 3 {} } enum Unit { NONE = 0; } message Box {}",
        );
        analysis.set(
            "b.proto",
            "package b; import \"a.proto\"; message AnItem { map<string, a.Item> items = 1; a.Item /**/ last = 2; } extend a.Item { optional AnItem more = 100; } \
             service Shop { rpc Get(a.Item) returns (stream a.Item); rpc Put(AnItem) returns (a.Box); }",
        );
        let users = |name: &str| named(&analysis, &analysis.users(find(&analysis, name)));
        let used = |name: &str| named(&analysis, &analysis.used_by(find(&analysis, name)));
        assert_eq!(users("a.Item"), ["b.AnItem 2", "b.Shop.Get 2"]);
        assert_eq!(users("a.Unit"), ["a.Item 1"]);
        assert_eq!(users("a.Box"), ["a.Item 1", "b.Shop.Put 1"]);
        assert_eq!(users("a.Item.Part"), ["a.Item 1"]);
        assert_eq!(users("b.AnItem"), ["b.more 1", "b.Shop.Put 1"]);
        assert_eq!(users("b.Shop.Get"), ["b.Shop 1"]);
        assert_eq!(users("b.Shop"), [""; 0]);
        assert_eq!(used("b.Shop"), ["b.Shop.Get 1", "b.Shop.Put 1"]);
        assert_eq!(used("b.Shop.Get"), ["a.Item 2"]);
        assert_eq!(used("b.Shop.Put"), ["b.AnItem 1", "a.Box 1"]);
        assert_eq!(used("a.Item"), ["a.Unit 1", "a.Box 1", "a.Item.Part 1"]);
        assert_eq!(used("b.more"), ["b.AnItem 1"]);
        assert_eq!(used("a.Unit"), [""; 0]);
    }
}
