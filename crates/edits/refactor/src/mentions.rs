//! Names in the strings of options, which no compiler resolves: an expression, the name of a resource, or a text for people.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::field_paths::is_understood;
use crate::option_strings::{extension, keyed_strings};
use crate::texts::Texts;
use protoward_edit::{Decl, Node};
use protoward_schema::{FileId, Schema};
use protoward_source::{SourceId, Sources};
use protoward_syntax::ast::{OptionDecl, Span};
use protoward_syntax::literal;

/// The strings in custom options of a schema.
#[derive(Debug, Default)]
pub(crate) struct Mentions<'t> {
    /// The words of all strings.
    words: HashSet<Cow<'t, str>>,
    strings: Vec<OptionString<'t>>,
}

/// A string in a custom option.
#[derive(Clone, Debug)]
pub(crate) struct OptionString<'t> {
    pub(crate) file: FileId,
    pub(crate) source: SourceId,
    pub(crate) span: Span,
    /// The value.
    pub(crate) text: Cow<'t, str>,
}

impl<'t> Mentions<'t> {
    /// Returns the strings of all files that have a text, but not of those that the program brings along.
    pub(crate) fn new(schema: &Schema, texts: &'t Texts<'t>, sources: &Sources) -> Self {
        let mut mentions = Self::default();
        for (file, declared) in schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in) {
            if let Some(document) = texts.get(declared.source) {
                mentions.add(file, &document.root());
            }
        }
        mentions
    }

    /// Adds the strings in the options of a declaration and of what it contains. The parser bounds the recursion.
    fn add(&mut self, file: FileId, node: &Node<'t>) {
        let own = match node.decl {
            Decl::Extensions(extensions) => extensions.options.as_deref(),
            decl => decl.compact_options(),
        };
        if let Decl::Option(option) = node.decl {
            self.add_option(file, node, option);
        }
        own.into_iter().flat_map(|options| &options.items).for_each(|option| self.add_option(file, node, option));
        // A method without a body has no options.
        node.items().for_each(|decl| self.add(file, &node.inner(decl)));
    }

    /// Adds the strings in a custom option. Values of other options are texts for generators, defaults, or names of the
    /// language.
    fn add_option(&mut self, file: FileId, node: &Node<'t>, option: &OptionDecl) {
        let text = node.doc.text;
        let is_custom = option.name.iter().any(|part| part.is_extension);
        if !is_custom {
            return;
        }
        let extension = extension(option, text).unwrap_or_default();
        for string in keyed_strings(option, text).into_iter().filter(|string| !is_understood(extension, string.key)) {
            let span = string.span();
            let text = literal::string_lossy(text, span);
            match &text {
                Cow::Borrowed(text) => self.words.extend(words(text).map(Cow::Borrowed)),
                Cow::Owned(text) => self.words.extend(words(text).map(|word| Cow::Owned(word.to_owned()))),
            }
            self.strings.push(OptionString { file, source: node.doc.id, span, text });
        }
    }

    /// Returns `true` if a string has a name as a word.
    pub(crate) fn has_word(&self, name: &str) -> bool {
        self.words.contains(name)
    }

    /// Returns the strings that have a name as a word.
    pub(crate) fn with_word(&self, name: &str) -> impl Iterator<Item = &OptionString<'t>> {
        let all: &[_] = if self.has_word(name) { &self.strings } else { &[] };
        all.iter().filter(move |string| words(&string.text).any(|word| word == name))
    }

    /// Returns the strings that contain a full name whose last component is a word of some string.
    pub(crate) fn with_full_name(&self, name: &str) -> impl Iterator<Item = &OptionString<'t>> {
        let all: &[_] = if words(name).last().is_some_and(|last| self.has_word(last)) { &self.strings } else { &[] };
        all.iter().filter(move |string| string.text.contains(name))
    }
}

/// Returns the words of a string: what may be the name of an element.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}
