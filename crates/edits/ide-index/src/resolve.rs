//! The meaning of references, by the rules of protoc: from the innermost scope outwards, by the first component.

use std::collections::BTreeSet;

use crate::file::{DeclarationId, DeclarationKind, Reference, ReferenceKind, ValueOf, outwards, qualified};
use crate::workspace::{Analysis, FileId, Target};
use protoward_syntax::literal;

/// Maximum length of a chain of references, each of which has its meaning from the one before.
const MAX_CHAIN: u32 = 256;

/// The type of a value in an option.
enum ValueType {
    /// A message or an enum.
    Declared(Target),
    /// An entry of a map field, `{ key: 1 value: … }`.
    EntryOf(Target),
}

impl Analysis {
    /// Returns the declaration that a reference means. If no visible file declares it, a file that is not imported may.
    pub fn meaning(&self, file: FileId, reference: &Reference) -> Option<Target> {
        self.meaning_within(file, reference, MAX_CHAIN)
    }

    fn meaning_within(&self, file: FileId, reference: &Reference, left: u32) -> Option<Target> {
        let left = left.checked_sub(1)?;
        let own = self.file(file);
        let name = literal::path(&own.text, reference.path);
        match reference.kind {
            ReferenceKind::FieldType
            | ReferenceKind::MapValueType
            | ReferenceKind::MethodType
            | ReferenceKind::Extendee => self.find(file, &name, reference.scope, DeclarationKind::is_type),
            ReferenceKind::Extension => {
                self.find(file, &name, reference.scope, |kind| kind == DeclarationKind::Extension)
            }
            ReferenceKind::AnyType => self.named(&name).first().copied(),
            ReferenceKind::Member(of) => {
                let message = self.value_type(file, reference, of, left)?;
                self.member(message, &name)
            }
            ReferenceKind::Value(of) => {
                let declared = self.value_type(file, reference, of, left)?;
                let holder = self.file(declared.file);
                let mut values = holder.members(Some(declared.declaration));
                let is_value = holder.get(declared.declaration).kind == DeclarationKind::Enum;
                let (declaration, _) = values.find(|(id, _)| is_value && holder.name_of(*id) == name)?;
                Some(Target { file: declared.file, declaration })
            }
        }
    }

    /// Returns the message or enum that has the member or value which a reference names.
    pub fn holder(&self, file: FileId, reference: &Reference) -> Option<Target> {
        match reference.kind {
            ReferenceKind::Member(of) | ReferenceKind::Value(of) => self.value_type(file, reference, of, MAX_CHAIN),
            _ => None,
        }
    }

    /// Returns the message or enum of a value. The entries of maps have no declaration.
    fn value_type(&self, file: FileId, reference: &Reference, of: ValueOf, left: u32) -> Option<Target> {
        match self.value(file, reference, of, left)? {
            ValueType::Declared(target) => Some(target),
            ValueType::EntryOf(_) => None,
        }
    }

    fn value(&self, file: FileId, reference: &Reference, of: ValueOf, left: u32) -> Option<ValueType> {
        let index = match of {
            ValueOf::Options(message) => {
                let message = self.named(&qualified("google.protobuf", message.name())).first();
                return message.copied().map(ValueType::Declared);
            }
            ValueOf::Owner => {
                return self.type_of(Target { file, declaration: reference.owner? }).map(ValueType::Declared);
            }
            ValueOf::Reference(index) => index,
        };
        let left = left.checked_sub(1)?;
        let own = self.file(file);
        let outer = &own.references[index as usize];
        match outer.kind {
            // Inside of an `Any`, the reference is the message itself.
            ReferenceKind::AnyType => self.meaning_within(file, outer, left).map(ValueType::Declared),
            ReferenceKind::Member(of) => match self.value(file, outer, of, left)? {
                ValueType::EntryOf(map) if outer.path.span.of(&own.text) == "value" => {
                    self.type_of(map).map(ValueType::Declared)
                }
                ValueType::EntryOf(_) => None,
                ValueType::Declared(message) => {
                    self.value_of(self.member(message, &literal::path(&own.text, outer.path))?)
                }
            },
            _ => self.value_of(self.meaning_within(file, outer, left)?),
        }
    }

    fn value_of(&self, field: Target) -> Option<ValueType> {
        if self.is_map(field) {
            return Some(ValueType::EntryOf(field));
        }
        self.type_of(field).map(ValueType::Declared)
    }

    /// Returns `true` for a map field whose values are messages or enums.
    pub(crate) fn is_map(&self, field: Target) -> bool {
        self.type_reference(field).is_some_and(|reference| reference.kind == ReferenceKind::MapValueType)
    }

    /// Returns the message or enum that is the type of a field, or of the values of a map.
    pub fn type_of(&self, field: Target) -> Option<Target> {
        if self.declaration(field).kind == DeclarationKind::Group {
            return Some(field);
        }
        self.meaning(field.file, self.type_reference(field)?)
    }

    /// Returns the type of a field, or of the values of a map, as it is written; `None` for scalars.
    fn type_reference(&self, field: Target) -> Option<&Reference> {
        let file = self.file(field.file);
        let declaration = file.get(field.declaration);
        // References are in source order, and those of a field are inside of it.
        let first = file.references.partition_point(|it| it.path.span.start < declaration.span.start);
        let inside = file.references[first..].iter().take_while(|it| it.path.span.start < declaration.span.end);
        let is_type = |it: &&Reference| {
            let is_of_type = matches!(it.kind, ReferenceKind::FieldType | ReferenceKind::MapValueType);
            is_of_type && it.owner == Some(field.declaration)
        };
        inside.into_iter().find(is_type)
    }

    /// Returns the field of a message; in text format, a group has the name of its message or of its field.
    pub fn member(&self, message: Target, name: &str) -> Option<Target> {
        let (declaration, _) = self.fields(message).find(|(id, kind)| {
            let own = self.file(message.file).name_of(*id);
            own == name || *kind == DeclarationKind::Group && own.eq_ignore_ascii_case(name)
        })?;
        Some(Target { file: message.file, declaration })
    }

    /// Returns the fields of a message, including those of oneofs.
    pub fn fields(&self, message: Target) -> impl Iterator<Item = (DeclarationId, DeclarationKind)> {
        let file = self.file(message.file);
        let is_inside = move |parent: Option<DeclarationId>| {
            parent == Some(message.declaration)
                || parent.is_some_and(|parent| {
                    let parent = file.get(parent);
                    parent.kind == DeclarationKind::Oneof && parent.parent == Some(message.declaration)
                })
        };
        file.iter().filter_map(move |(id, declaration)| {
            let is_field = matches!(declaration.kind, DeclarationKind::Field | DeclarationKind::Group);
            (is_field && is_inside(declaration.parent)).then_some((id, declaration.kind))
        })
    }

    /// Returns the type that a name means in a scope of a file.
    pub(crate) fn find_type(&self, file: FileId, name: &str, scope: Option<DeclarationId>) -> Option<Target> {
        self.find(file, name, scope, DeclarationKind::is_type)
    }

    /// Looks up a name in a file, from a scope outwards.
    fn find(
        &self,
        file: FileId,
        name: &str,
        scope: Option<DeclarationId>,
        is_wanted: fn(DeclarationKind) -> bool,
    ) -> Option<Target> {
        let visible = self.visible(file);
        let wanted = |full_name: &str, visible: Option<&BTreeSet<FileId>>| {
            let is_visible = |target: &&Target| visible.is_none_or(|files| files.contains(&target.file));
            let targets = self.named(full_name).iter().filter(is_visible);
            let found = targets.copied().find(|target| is_wanted(self.declaration(*target).kind));
            // An extension may be the field of a group.
            let groups = if is_wanted(DeclarationKind::Extension) { self.group_fields(full_name) } else { &[] };
            found.or_else(|| groups.iter().find(is_visible).copied())
        };
        if let Some(absolute) = name.strip_prefix('.') {
            return wanted(absolute, Some(&visible)).or_else(|| wanted(absolute, None));
        }
        let scope = self.file(file).scope_name(scope);
        let scopes = || outwards(&scope);
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        for scope in scopes() {
            let candidate = qualified(scope, first);
            match rest {
                None => {
                    if let Some(found) = wanted(&candidate, Some(&visible)) {
                        return Some(found);
                    }
                }
                // The first component decides, if it can contain names.
                Some(rest) if self.holds_names(&candidate, &visible) => {
                    if let Some(found) = wanted(&format!("{candidate}.{rest}"), Some(&visible)) {
                        return Some(found);
                    }
                    break;
                }
                Some(_) => {}
            }
        }
        // A declaration that is not imported yet.
        scopes().find_map(|scope| wanted(&qualified(scope, name), None))
    }

    /// Returns `true` if a visible package, message or enum has the name.
    fn holds_names(&self, name: &str, visible: &BTreeSet<FileId>) -> bool {
        let holds = |target: &Target| {
            let kind = self.declaration(*target).kind;
            visible.contains(&target.file) && (kind.is_type() || kind == DeclarationKind::Service)
        };
        self.named(name).iter().any(holds) || self.has_package(name, visible)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// `|` marks the name whose meaning is asked for.
    fn meaning(option: &str) -> Option<String> {
        let schema = "package a; enum Level { HIGH = 0; } message Meta { string owner = 1; string value = 2; \
                      map<string, Meta> by = 3; map<string, Level> levels = 4; repeated Meta list = 5; } \
                      extend google.protobuf.FileOptions { Meta meta = 50001; }";
        let (before, behind) = option.split_once('|').unwrap();
        let mut analysis = Analysis::default();
        let text = format!("{schema} {before}{behind}");
        let file = analysis.set("a.proto", text);
        analysis.set(
            "google/protobuf/descriptor.proto",
            "package google.protobuf; message FileOptions { extensions 1000 to max; }",
        );
        let offset = (schema.len() + 1 + before.len()) as u32;
        Some(analysis.full_name(analysis.definition(file, offset)?))
    }

    #[test]
    fn finds_names_behind_the_values_of_map_entries() {
        let meant = |option: &str| meaning(option).unwrap_or_default();
        assert_eq!(meant("option (meta) = { by: { key: 'k' value: { |owner: 'x' } } };"), "a.Meta.owner");
        assert_eq!(
            meant("option (meta) = { by { value { by < key: 'k' value { |owner: 'x' } > } } };"),
            "a.Meta.owner"
        );
        assert_eq!(
            meant("option (meta) = { by: [{ value: {} }, { value: { list { |value: 'x' } } }] };"),
            "a.Meta.value"
        );
        assert_eq!(meant("option (meta) = { levels: { value: |HIGH } };"), "a.HIGH");
    }

    #[test]
    fn names_in_map_entries_are_not_those_of_the_values() {
        for option in [
            "option (meta) = { by: { |value: { owner: 'x' } } };",
            "option (meta) = { by: { |owner: 'x' } };",
            "option (meta) = { by: { key: { |owner: 'x' } } };",
            "option (meta) = { levels: |HIGH };",
        ] {
            assert_eq!(meaning(option), None, "{option}");
        }
        assert_eq!(meaning("option (meta) = { |value: 'x' };").as_deref(), Some("a.Meta.value"));
    }
}
