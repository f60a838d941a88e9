//! The meaning of references, by the rules of protoc: from the innermost scope outwards, by the first component.

use std::collections::BTreeSet;

use crate::file::{DeclarationId, DeclarationKind, Reference, ReferenceKind, ValueOf, outwards, qualified};
use crate::workspace::{Analysis, FileId, Target};
use protoward_syntax::literal;

/// Maximum length of a chain of references, each of which has its meaning from the one before.
const MAX_CHAIN: u32 = 256;

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
            ReferenceKind::FieldType | ReferenceKind::MethodType | ReferenceKind::Extendee => {
                self.find(file, &name, reference.scope, DeclarationKind::is_type)
            }
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

    fn value_type(&self, file: FileId, reference: &Reference, of: ValueOf, left: u32) -> Option<Target> {
        match of {
            ValueOf::Options(message) => self.named(&qualified("google.protobuf", message)).first().copied(),
            ValueOf::Reference(index) => {
                let outer = self.file(file).references[index as usize];
                match outer.kind {
                    // Inside of an `Any`, the reference is the message itself.
                    ReferenceKind::AnyType => self.meaning_within(file, &outer, left),
                    _ => {
                        let field = self.meaning_within(file, &outer, left)?;
                        self.type_of(field)
                    }
                }
            }
            ValueOf::Owner => self.type_of(Target { file, declaration: reference.owner? }),
        }
    }

    /// Returns the message or enum that is the type of a field.
    pub fn type_of(&self, field: Target) -> Option<Target> {
        let file = self.file(field.file);
        let declaration = file.get(field.declaration);
        if declaration.kind == DeclarationKind::Group {
            return Some(field);
        }
        // References are in source order, and those of a field are inside of it.
        let first = file.references.partition_point(|it| it.path.span.start < declaration.span.start);
        let inside = file.references[first..].iter().take_while(|it| it.path.span.start < declaration.span.end);
        let is_type = |it: &&Reference| it.owner == Some(field.declaration) && it.kind == ReferenceKind::FieldType;
        let reference = inside.into_iter().find(is_type)?;
        self.meaning(field.file, reference)
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
