//! The label and the type of the field before an offset, which determine the options that its brackets may have.

use super::language::Language;
use super::{Completion, CompletionKind, Place, context::Block};
use crate::collect::SCALARS;
use crate::file::DeclarationKind;
use crate::workspace::Target;

/// The type of a field, as far as options depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenType<'t> {
    Scalar(&'t str),
    Declared(Target),
}

/// A field whose declaration has begun, with its tokens.
struct WrittenField<'t> {
    is_repeated: bool,
    type_name: String,
    scalar: Option<&'t str>,
}

impl<'t> WrittenField<'t> {
    /// Reads the tokens of a statement: `optional`, `a`, `.`, `B`, `name`, `=`, `1`.
    fn of(statement: &[&'t str]) -> Option<Self> {
        let end = statement.iter().position(|token| *token == "=")?;
        let declared = &statement[..end.checked_sub(1)?];
        let label = declared.first().filter(|word| matches!(**word, "optional" | "required" | "repeated"));
        let name = &declared[usize::from(label.is_some())..];
        let scalar = match name {
            [word] => SCALARS.iter().find(|scalar| *scalar == word).copied(),
            _ => None,
        };
        (!name.is_empty()).then(|| Self {
            is_repeated: label == Some(&"repeated") || name.first() == Some(&"map"),
            type_name: name.concat(),
            scalar,
        })
    }
}

impl<'a> Place<'a> {
    /// Returns the options that are no fields of `FieldOptions`: `json_name` and `default`.
    pub(super) fn pseudo_options(self) -> Vec<Completion> {
        let mut all = Vec::new();
        if self.context.block != Block::Extend {
            all.push(Completion::new(CompletionKind::Option, "json_name", "the name in JSON"));
        }
        let Some(field) = WrittenField::of(&self.context.statement) else { return self.matching(all) };
        let is_message = match self.type_named(&field) {
            Some(WrittenType::Declared(target)) => self.analysis.declaration(target).kind != DeclarationKind::Enum,
            Some(WrittenType::Scalar(_)) => false,
            None => field.type_name == "group",
        };
        if self.language() != Language::Proto3 && !field.is_repeated && !is_message {
            all.push(Completion::new(CompletionKind::Option, "default", "the value of a field that is not set"));
        }
        self.matching(all)
    }

    /// Returns the type of the field in front of the offset.
    pub(super) fn written_type(self) -> Option<WrittenType<'a>> {
        self.type_named(&WrittenField::of(&self.context.statement)?)
    }

    fn type_named(self, field: &WrittenField<'a>) -> Option<WrittenType<'a>> {
        if let Some(scalar) = field.scalar {
            return Some(WrittenType::Scalar(scalar));
        }
        let own = self.analysis.file(self.file);
        let is_around = |kind: DeclarationKind| matches!(kind, DeclarationKind::Message | DeclarationKind::Group);
        let around = own.iter().filter(|(_, it)| is_around(it.kind) && it.span.range().contains(&self.offset));
        let scope = around.last().map(|(id, _)| id);
        self.analysis.find_type(self.file, &field.type_name, scope).map(WrittenType::Declared)
    }
}
