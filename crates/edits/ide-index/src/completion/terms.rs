//! The terms under which an option may be set: the elements that it is for, and the editions that have it.

use super::Place;
use super::language::Language;
use crate::workspace::Target;
use protoward_syntax::{Lexer, TokenKind};

/// The terms of an option, as its declaration says them in `targets` and `feature_support`.
#[derive(Debug, Default)]
pub(super) struct Terms<'t> {
    /// The names of `TargetType`; empty for an option of everything.
    targets: Vec<&'t str>,
    introduced: Option<Language>,
    removed: Option<Language>,
}

impl Place<'_> {
    pub(super) fn terms(&self, option: Target) -> Terms<'_> {
        let text = &self.analysis.file(option.file).text;
        Terms::of(self.analysis.declaration(option).span.of(text))
    }
}

impl<'t> Terms<'t> {
    /// Reads the terms from the declaration of an option.
    fn of(declaration: &'t str) -> Self {
        let mut terms = Self::default();
        if !declaration.contains("targets") && !declaration.contains("edition_") {
            return terms;
        }
        let mut lexer = Lexer::new(declaration);
        let tokens = std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
        let words: Vec<&str> = tokens.map(|token| token.span.of(declaration)).collect();
        for window in words.windows(3) {
            match *window {
                ["targets", "=", target] if target.starts_with("TARGET_TYPE_") => terms.targets.push(target),
                // The names of `FeatureSupport`; `edition_defaults` has other ones.
                ["edition_introduced", ":", edition] => terms.introduced = Language::of_name(edition),
                ["edition_removed", ":", edition] => terms.removed = Language::of_name(edition),
                _ => {}
            }
        }
        terms
    }

    /// Returns `true` if an option with a name may be one of a message of options, such as `google.protobuf.FieldOptions`.
    pub(super) fn allow(&self, options: &str, name: &str, language: Language) -> bool {
        let is_of_language = options.starts_with("google.protobuf.");
        let is_known = match name {
            // The compiler sets them.
            "uninterpreted_option" | "map_entry" => !is_of_language,
            "features" => !is_of_language || language.is_edition(),
            "packed" => !is_of_language || !language.is_edition(),
            "ctype" => !is_of_language || language < Language::Edition(2024),
            "message_set_wire_format" => !is_of_language || language != Language::Proto3,
            _ => true,
        };
        let target = target_of(options);
        is_known
            && (self.targets.is_empty() || target.is_none_or(|target| self.targets.contains(&target)))
            && self.has(language)
    }

    /// Returns `true` if a language has the option, or the value of one.
    pub(super) fn has(&self, language: Language) -> bool {
        self.introduced.is_none_or(|introduced| introduced <= language)
            && self.removed.is_none_or(|removed| language < removed)
    }
}

/// Returns the name in `TargetType` of what a message of options is for.
fn target_of(options: &str) -> Option<&'static str> {
    Some(match options.strip_prefix("google.protobuf.")? {
        "FileOptions" => "TARGET_TYPE_FILE",
        "ExtensionRangeOptions" => "TARGET_TYPE_EXTENSION_RANGE",
        "MessageOptions" => "TARGET_TYPE_MESSAGE",
        "FieldOptions" => "TARGET_TYPE_FIELD",
        "OneofOptions" => "TARGET_TYPE_ONEOF",
        "EnumOptions" => "TARGET_TYPE_ENUM",
        "EnumValueOptions" => "TARGET_TYPE_ENUM_ENTRY",
        "ServiceOptions" => "TARGET_TYPE_SERVICE",
        "MethodOptions" => "TARGET_TYPE_METHOD",
        _ => return None,
    })
}
