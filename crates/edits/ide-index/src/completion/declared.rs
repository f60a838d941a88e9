//! The extensions that a message declares: only these may have their numbers.

use super::written::{Written, WrittenExtension};
use super::{Place, context::Block};
use crate::collect::SCALARS;
use crate::file::{DeclarationId, DeclarationKind, qualified};
use crate::workspace::Target;
use protoward_syntax::literal;

/// The declaration of an extension in a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DeclaredExtension<'t> {
    pub(super) number: i64,
    /// The full name, with a dot in front.
    pub(super) full_name: &'t str,
    /// A scalar type, or a full name with a dot in front.
    pub(super) ty: &'t str,
    pub(super) is_repeated: bool,
    /// `true` if no extension may have the number.
    pub(super) is_reserved: bool,
}

impl<'t> Written<'t> {
    /// Returns the extensions that the ranges of a message declare, each by its own `declaration`.
    pub(super) fn declared_extensions(self) -> Vec<DeclaredExtension<'t>> {
        let mut all = Vec::new();
        if !self.0.contains("declaration") {
            return all;
        }
        let mut declared = None::<DeclaredExtension<'t>>;
        let mut before = ["", ""];
        for word in self.words() {
            match (before, &mut declared) {
                (["declaration", "="], declared) if word == "{" => *declared = Some(DeclaredExtension::default()),
                (_, declared) if word == "}" => all.extend(declared.take().filter(|it| it.number > 0)),
                (["number", ":"], Some(declared)) => declared.number = literal::unsigned(word).unwrap_or(0) as i64,
                (["full_name", ":"], Some(declared)) => declared.full_name = word.trim_matches(['"', '\'']),
                (["type", ":"], Some(declared)) => declared.ty = word.trim_matches(['"', '\'']),
                (["repeated", ":"], Some(declared)) => declared.is_repeated = word == "true",
                (["reserved", ":"], Some(declared)) => declared.is_reserved = word == "true",
                _ => {}
            }
            before = [before[1], word];
        }
        all
    }
}

impl<'a> Place<'a> {
    /// Returns `true` unless a message has the number of an extension for another one.
    pub(super) fn admits(self, message: Target, extension: &WrittenExtension<'_>) -> bool {
        let written = self.written(message);
        let mut ranges = written.extensions().into_iter();
        if !ranges.any(|range| range.is_declared && range.numbers.contains(&extension.number)) {
            return true;
        }
        let declared = written.declared_extensions().into_iter().find(|it| it.number == extension.number);
        declared.is_some_and(|it| {
            let ty = self.full_type(&extension.ty);
            !it.is_reserved
                && it.full_name == self.full_name_of_extension(extension.name)
                && it.is_repeated == extension.is_repeated
                && ty.is_none_or(|ty| it.ty == ty)
        })
    }

    /// Returns the declaration of the extension whose name and number are behind the offset.
    pub(super) fn declared(self) -> Option<DeclaredExtension<'a>> {
        if self.context.block != Block::Extend {
            return None;
        }
        let mut words = Written(self.text_behind()).words();
        let mut name = None;
        let number = loop {
            match words.next()? {
                "=" => break literal::unsigned(words.next()?)? as i64,
                ";" | "{" | "}" | "[" => return None,
                word => name = Some(word),
            }
        };
        let full_name = self.full_name_of_extension(name?);
        let mut declared = self.written(self.extended()?).declared_extensions().into_iter();
        declared.find(|it| it.number == number && it.full_name == full_name && !it.is_reserved)
    }

    /// Returns the text of a declaration.
    fn written(self, target: Target) -> Written<'a> {
        Written(self.analysis.declaration(target).span.of(&self.analysis.file(target.file).text))
    }

    /// Returns the full name of an extension with a name around the offset, with a dot in front.
    fn full_name_of_extension(self, name: &str) -> String {
        format!(".{}", qualified(&self.analysis.file(self.file).scope_name(self.message_around()), name))
    }

    /// Returns a scalar type, or the full name of another one with a dot in front; `None` for one that is not known.
    fn full_type(self, name: &str) -> Option<String> {
        if SCALARS.contains(&name) {
            return Some(name.to_owned());
        }
        let target = self.analysis.find_type(self.file, name, self.message_around())?;
        Some(format!(".{}", self.analysis.full_name(target)))
    }

    fn message_around(self) -> Option<DeclarationId> {
        let file = self.analysis.file(self.file);
        let is_around = |kind: DeclarationKind| kind == DeclarationKind::Message;
        let messages = file.iter().filter(|(_, it)| is_around(it.kind) && it.span.range().contains(&self.offset));
        messages.last().map(|(id, _)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_of_extensions() {
        let text = "message M { extensions 1 to 5 [declaration = { number: 2, full_name: \".a.b\" type: \".a.T\" repeated: true }, \
                    declaration = { reserved: true number: 3 }]; extensions 7; }";
        let first =
            DeclaredExtension { number: 2, full_name: ".a.b", ty: ".a.T", is_repeated: true, is_reserved: false };
        let second = DeclaredExtension { number: 3, is_reserved: true, ..DeclaredExtension::default() };
        assert_eq!(Written(text).declared_extensions(), [first, second]);
        let ranges: Vec<_> = Written(text).extensions().into_iter().map(|range| range.is_declared).collect();
        assert_eq!(ranges, [true, false]);
    }
}
