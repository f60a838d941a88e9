//! Locations of features between braces: `features = { enum_type: CLOSED [pb.java] { utf8_validation: NONE } }`.
//!
//! protoc records only the location of the whole option. Diagnostics point at the single feature.

use super::Walk;
use protoward_syntax::ast::{OptionDecl, Span, ValueKind};
use protoward_syntax::{TokenKind, ValueTokens};

/// A field of a features message, with the fields of its own message type, if any.
struct Feature {
    name: &'static str,
    number: i32,
    inside: &'static [Feature],
}

const fn feature(name: &'static str, number: i32) -> Feature {
    Feature { name, number, inside: &[] }
}

/// The fields of `google.protobuf.FeatureSet`, with the extensions that the gate reads.
const FEATURES: &[Feature] = &[
    feature("field_presence", 1),
    feature("enum_type", 2),
    feature("repeated_field_encoding", 3),
    feature("utf8_validation", 4),
    feature("message_encoding", 5),
    feature("json_format", 6),
    Feature { name: "pb.cpp", number: 1000, inside: &[feature("legacy_closed_enum", 1), feature("string_type", 2)] },
    Feature {
        name: "pb.java",
        number: 1001,
        inside: &[feature("legacy_closed_enum", 1), feature("utf8_validation", 2)],
    },
];

impl Walk<'_, '_, '_> {
    /// Records the features that an option sets between braces. `path` is the path of the whole option.
    pub(super) fn braces(&mut self, path: &[i32], option: &OptionDecl) {
        if option.value.kind != ValueKind::Aggregate || !self.locations.has_additional() {
            return;
        }
        let Some(known) = self.set_by(option) else { return };
        let mut found = Vec::new();
        Braces::new(self.text, option.value.span, known).read(&mut found);
        let entered = self.locations.enter(path);
        for (steps, span) in &found {
            self.locations.add_additional(steps, *span);
        }
        self.locations.leave(entered);
    }

    /// Returns the fields that may be set between the braces of `features` and `features.(pb.java)`.
    fn set_by(&self, option: &OptionDecl) -> Option<&'static [Feature]> {
        let (first, rest) = option.name.split_first()?;
        let is_features = !first.is_extension && first.span.of(self.text) == "features";
        match rest {
            [] if is_features => Some(FEATURES),
            [extension] if is_features => {
                let name = extension.span.of(self.text).trim_matches(['(', ')', ' ']).trim_start_matches('.');
                FEATURES.iter().find(|feature| feature.name == name).map(|feature| feature.inside)
            }
            _ => None,
        }
    }
}

/// A reader of text format that recognizes known fields.
struct Braces<'t> {
    text: &'t str,
    tokens: ValueTokens<'t>,
    end: u32,
    known: &'static [Feature],
    /// The enclosing messages from the outside in, each with its field.
    around: Vec<Field>,
}

#[derive(Clone, Copy)]
struct Field {
    start: u32,
    /// `None` for an unknown field.
    feature: Option<&'static Feature>,
}

impl<'t> Braces<'t> {
    fn new(text: &'t str, span: Span, known: &'static [Feature]) -> Self {
        Self { text, tokens: ValueTokens::new(text, span), end: span.end, known, around: Vec::new() }
    }

    fn read(mut self, found: &mut Vec<(Vec<i32>, Span)>) {
        // The field that waits for its value. The first one stands for the outermost brace.
        let mut waiting = Some(Field { start: self.end, feature: None });
        while let Some((span, token, is_word)) = self.next() {
            match (token, waiting) {
                (":" | "," | ";" | "-", _) => {}
                ("{" | "<", _) => self.around.extend(waiting.take()),
                ("}" | ">", _) => {
                    let Some(field) = self.around.pop() else { return };
                    self.note(field, span.end, found);
                }
                ("[", None) => waiting = Some(self.bracketed(span.start)),
                (_, Some(field)) => {
                    self.note(field, span.end, found);
                    waiting = None;
                }
                (name, None) if is_word => waiting = Some(self.field(span.start, name)),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Option<(Span, &'t str, bool)> {
        let token = self.tokens.next()?;
        Some((token.span, token.span.of(self.text), token.kind == TokenKind::Identifier))
    }

    /// Returns the field of this name in the current message.
    fn field(&self, start: u32, name: &str) -> Field {
        let known = match self.around.last() {
            Some(Field { feature: Some(feature), .. }) => feature.inside,
            Some(_) if self.around.len() == 1 => self.known,
            _ => &[],
        };
        Field { start, feature: known.iter().find(|feature| feature.name == name) }
    }

    /// Reads `[pb.java]` after the opening bracket.
    fn bracketed(&mut self, start: u32) -> Field {
        let mut name = String::new();
        while let Some((_, token, _)) = self.next().filter(|(_, token, _)| *token != "]") {
            name += token;
        }
        self.field(start, &name)
    }

    fn note(&self, field: Field, end: u32, found: &mut Vec<(Vec<i32>, Span)>) {
        let Some(feature) = field.feature else { return };
        let around = self.around.iter().filter_map(|field| field.feature.map(|feature| feature.number));
        found.push((around.chain([feature.number]).collect::<Vec<_>>(), Span::new(field.start, end)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Vec<i32>, &str)> {
        let mut found = Vec::new();
        Braces::new(text, Span::new(0, text.len() as u32), FEATURES).read(&mut found);
        found.into_iter().map(|(steps, span)| (steps, span.of(text))).collect()
    }

    #[test]
    fn each_feature_has_a_location() {
        assert_eq!(
            read(
                "{ enum_type: OPEN, [pb.java] { utf8_validation: VERIFY }; [pb . cpp]: <string_type: CORD> json_format : ALLOW }"
            ),
            [
                (vec![2], "enum_type: OPEN"),
                (vec![1001, 2], "utf8_validation: VERIFY"),
                (vec![1001], "[pb.java] { utf8_validation: VERIFY }"),
                (vec![1000, 2], "string_type: CORD"),
                (vec![1000], "[pb . cpp]: <string_type: CORD>"),
                (vec![6], "json_format : ALLOW"),
            ]
        );
    }

    #[test]
    fn skips_unknown_fields() {
        assert_eq!(
            read("{ a: -1 b: [1, 2] c { enum_type: OPEN } s: 'x' 'y' enum_type: OPEN }"),
            [(vec![2], "enum_type: OPEN")]
        );
        for text in ["", "{", "}", "{ [", "{ enum_type", "{ enum_type: {", "{{{{"] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
