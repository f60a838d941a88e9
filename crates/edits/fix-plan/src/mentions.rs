//! Names in the values of options that no compiler resolves: the path of an http rule, an expression, or a field or enum
//! value in a message.

use std::borrow::Cow;
use std::collections::HashSet;

use protoward_edit::{Decl, Node};
use protoward_syntax::ast::{OptionDecl, Span};
use protoward_syntax::{TokenKind, ValueTokens, literal};

/// The names in options of a schema.
#[derive(Debug, Default)]
pub(crate) struct Mentions<'t> {
    /// The words of all strings.
    words: HashSet<Cow<'t, str>>,
    /// The names outside of strings: fields, extensions and enum values.
    names: HashSet<&'t str>,
}

/// Options of the language whose strings name elements.
const WITH_NAMES: [&str; 2] = ["declaration", "verification"];

impl<'t> Mentions<'t> {
    /// Adds the names in the options of a declaration and of what it contains, without some declarations. The parser bounds the
    /// recursion.
    pub(crate) fn add_unless(&mut self, node: &Node<'t>, is_left_out: &dyn Fn(&Node<'t>) -> bool) {
        if is_left_out(node) {
            return;
        }
        let text = node.doc.text;
        let own = match node.decl {
            Decl::Extensions(extensions) => extensions.options.as_deref(),
            decl => decl.compact_options(),
        };
        if let Decl::Option(option) = node.decl {
            self.add_option(text, option);
        }
        own.into_iter().flat_map(|options| &options.items).for_each(|option| self.add_option(text, option));
        if let Decl::Method(method) = node.decl {
            method.options.iter().for_each(|option| self.add_option(text, option));
        }
        node.items().for_each(|decl| self.add_unless(&node.inner(decl), is_left_out));
    }

    /// Adds the names in a custom option. Values of other options are texts for generators, defaults, or names of the
    /// language.
    fn add_option(&mut self, text: &'t str, option: &OptionDecl) {
        let is_custom = option.name.iter().any(|part| part.is_extension);
        if !is_custom && !WITH_NAMES.contains(&option.name_span.of(text)) {
            return;
        }
        let fields = option.name.iter().filter(|part| !part.is_extension);
        self.names.extend(fields.map(|part| part.span.of(text)));
        let mut was_string = false;
        for token in ValueTokens::new(text, option.value.span) {
            match token.kind {
                TokenKind::Identifier => _ = self.names.insert(token.span.of(text)),
                // Adjacent strings are one.
                TokenKind::String if !was_string => {
                    let rest = Span::new(token.span.start, option.value.span.end);
                    self.add_words(literal::string_lossy(text, rest));
                }
                _ => {}
            }
            was_string = token.kind == TokenKind::String;
        }
    }

    fn add_words(&mut self, string: Cow<'t, str>) {
        match string {
            Cow::Borrowed(text) => self.words.extend(words(text).map(Cow::Borrowed)),
            Cow::Owned(text) => self.words.extend(words(&text).map(|word| Cow::Owned(word.to_owned()))),
        }
    }

    /// Returns `true` if a string has a name as a word.
    pub(crate) fn has_word(&self, name: &str) -> bool {
        self.words.contains(name)
    }

    /// Returns `true` if an option has a name outside of strings.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Returns the words of a string: what may be the name of an element.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}
