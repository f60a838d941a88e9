//! Features in a text that change the encoding of a field.

use protoward_syntax::ast::{CompactOptions, OptionDecl, Span, ValueKind};
use protoward_syntax::{TokenKind, ValueTokens, literal};

/// Features of a field or file; `None` if not set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FieldFeatures {
    pub(super) is_delimited: Option<bool>,
    pub(super) is_required: Option<bool>,
}

impl FieldFeatures {
    /// Returns the features of a field, with the file's features as defaults.
    pub(super) fn of_field(self, text: &str, options: Option<&CompactOptions>) -> Self {
        let items = options.map_or(&[][..], |options| &options.items);
        let own = items.iter().fold(Self::default(), |features, option| features.with(text, option));
        Self { is_delimited: own.is_delimited.or(self.is_delimited), is_required: own.is_required.or(self.is_required) }
    }

    /// Adds the features of one more option.
    pub(super) fn with(mut self, text: &str, option: &OptionDecl) -> Self {
        let mut names = option.name.iter().map(|part| (part.is_extension, literal::path(text, part.name)));
        if names.next() != Some((false, "features".into())) {
            return self;
        }
        match (names.next(), option.value.kind) {
            (Some((false, feature)), ValueKind::Identifier) if names.next().is_none() => {
                self.say(&feature, option.value.span.of(text));
            }
            (None, ValueKind::Aggregate) => self.aggregate(text, option.value.span),
            _ => {}
        }
        self
    }

    /// Reads `{ message_encoding: DELIMITED }`; nested braces belong to extensions.
    fn aggregate(&mut self, text: &str, span: Span) {
        let mut depth = 0;
        let mut name = None;
        for token in ValueTokens::new(text, span) {
            match (token.kind, token.span.of(text)) {
                (TokenKind::Symbol, "{" | "<" | "[") => depth += 1,
                (TokenKind::Symbol, "}" | ">" | "]") => depth -= 1,
                (TokenKind::Symbol, ":") => {}
                (TokenKind::Identifier, word) if depth == 1 => match name.take() {
                    Some(feature) => self.say(feature, word),
                    None => name = Some(word),
                },
                _ => name = None,
            }
        }
    }

    fn say(&mut self, feature: &str, value: &str) {
        match feature {
            "message_encoding" => self.is_delimited = Some(value == "DELIMITED"),
            "field_presence" => self.is_required = Some(value == "LEGACY_REQUIRED"),
            _ => {}
        }
    }
}
