//! The features that decide how options are encoded. They are read directly from the text, before any option is
//! interpreted.

use protoward_syntax::ast::{OptionDecl, ValueKind};
use protoward_syntax::{Token, TokenKind, ValueTokens};

/// A feature that affects the encoding of options.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    FieldPresence,
    EnumType,
    RepeatedEncoding,
    MessageEncoding,
}

const NAMES: [&str; 4] = ["field_presence", "enum_type", "repeated_field_encoding", "message_encoding"];

/// The values that an element sets for these features.
#[derive(Clone, Copy, Default)]
pub(super) struct ChosenFeatures<'t> {
    words: [Option<&'t str>; NAMES.len()],
}

impl<'t> ChosenFeatures<'t> {
    pub(super) const fn get(&self, choice: Choice) -> Option<&'t str> {
        self.words[choice as usize]
    }

    fn set(&mut self, name: &str, word: &'t str) {
        if let Some(index) = NAMES.iter().position(|known| *known == name) {
            self.words[index] = Some(word);
        }
    }
}

/// Reads `features.x = Y` and `features = { x: Y }`.
pub(super) fn chosen<'t>(text: &'t str, options: &mut dyn Iterator<Item = &'t OptionDecl>) -> ChosenFeatures<'t> {
    let mut chosen = ChosenFeatures::default();
    for decl in options {
        let plain =
            |index: usize| decl.name.get(index).filter(|part| !part.is_extension).map(|part| part.span.of(text));
        match (plain(0), plain(1), decl.value.kind) {
            (Some("features"), Some(name), ValueKind::Identifier) => chosen.set(name, decl.value.span.of(text)),
            (Some("features"), None, ValueKind::Aggregate) if decl.name.len() == 1 => {
                aggregate(text, decl, &mut chosen)
            }
            _ => {}
        }
    }
    chosen
}

/// Reads `x: Y` directly between the outer braces.
fn aggregate<'t>(text: &'t str, decl: &OptionDecl, chosen: &mut ChosenFeatures<'t>) {
    let mut depth = 0_u32;
    let mut name = "";
    let mut before = Token { kind: TokenKind::End, span: decl.value.span };
    for token in ValueTokens::new(text, decl.value.span) {
        match (token.kind, token.span.of(text)) {
            (TokenKind::Symbol, "{" | "<") => depth += 1,
            (TokenKind::Symbol, "}" | ">") => depth = depth.saturating_sub(1),
            (TokenKind::Symbol, ":") if depth == 1 => name = before.span.of(text),
            (TokenKind::Identifier, word) if depth == 1 && before.span.of(text) == ":" => chosen.set(name, word),
            _ => {}
        }
        before = token;
    }
}
