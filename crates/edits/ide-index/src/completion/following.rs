//! The text behind the name of an option, on the same line, which decides what the name can be: a part of the option, or its value.

use super::context::Block;
use super::field_type::{FieldType, is_value_of};
use super::written::Written;
use super::{Place, is_identifier};
use crate::file::DeclarationKind;
use crate::workspace::Target;

/// The text behind the name of an option, or of a field in text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Following<'t> {
    /// Nothing that decides about the name.
    Nothing,
    /// The name of a field of the option: `.part`; empty for an extension.
    Part(&'t str),
    /// The first token of the value.
    Value(&'t str),
}

impl<'a> Place<'a> {
    /// Returns the text from the end of the word at the offset up to the end of its line.
    pub(super) fn rest_of_line(self) -> &'a str {
        let rest = self.analysis.file(self.file).text.get(self.context.replace.end as usize..).unwrap_or_default();
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }

    pub(super) fn following(self) -> Following<'a> {
        let mut words = Written(self.rest_of_line()).words();
        let is_in_text = self.context.block == Block::Aggregate;
        let mut word = words.next();
        // The name of an extension ends with its bracket.
        if word == Some(")") || is_in_text && word == Some("]") {
            word = words.next();
        }
        match word {
            Some(".") => Following::Part(words.next().filter(|part| is_identifier(part)).unwrap_or_default()),
            Some("=" | ":") => words.next().map_or(Following::Nothing, Following::Value),
            Some(open @ ("{" | "<")) if is_in_text => Following::Value(open),
            _ => Following::Nothing,
        }
    }

    /// Returns `true` if the text that follows can be that of an option or of a field.
    pub(super) fn may_precede(self, field: Target, following: Following<'_>) -> bool {
        let written = self.analysis.declaration(field).span.of(&self.analysis.file(field.file).text);
        let is_repeated = written.starts_with("repeated");
        let is_message = |value: &str| matches!(value, "{" | "<");
        match following {
            Following::Nothing => true,
            Following::Part(_) if is_repeated || written.starts_with("map") => false,
            Following::Part(part) => {
                let declared = self.analysis.type_of(field).filter(|it| !self.is_enum(*it));
                declared.is_some_and(|it| part.is_empty() || self.analysis.member(it, part).is_some())
            }
            Following::Value("[") => is_repeated,
            Following::Value(value) if written.starts_with("map") => is_message(value),
            Following::Value(value) => match self.analysis.type_of(field) {
                Some(declared) if self.is_enum(declared) => {
                    is_value_of(FieldType::Enum(self.analysis, declared), value)
                }
                Some(_) => is_message(value),
                None => self.scalar_of(field).is_none_or(|scalar| self.is_value_of_scalar(scalar, value)),
            },
        }
    }

    fn is_enum(self, declared: Target) -> bool {
        self.analysis.declaration(declared).kind == DeclarationKind::Enum
    }

    /// Returns `true` for a token that starts a value of a scalar type. Text format has more words than options.
    fn is_value_of_scalar(self, scalar: &str, value: &str) -> bool {
        let words: &[&str] = match scalar {
            _ if self.context.block != Block::Aggregate => &[],
            "bool" => &["t", "f", "True", "False", "0", "1"],
            "float" | "double" => &["infinity"],
            _ => &[],
        };
        is_value_of(FieldType::Scalar(scalar), value) || words.contains(&value)
    }
}
