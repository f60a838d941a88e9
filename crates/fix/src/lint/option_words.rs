//! The names in values of options, which may be those of fields and enum values.

use protoward_edit::{Decl, Node};
use protoward_syntax::ast::{OptionDecl, ValueKind};
use protoward_syntax::{Lexer, TokenKind};

/// Adds the names in the options of a declaration and of what it contains. Defaults of fields are left out, as a rename edits
/// them. The parser bounds the recursion.
pub(super) fn collect<'t>(node: &Node<'t>, words: &mut impl Extend<&'t str>) {
    let text = node.doc.text;
    let own = match node.decl {
        Decl::Extensions(extensions) => extensions.options.as_deref(),
        decl => decl.compact_options(),
    };
    if let Decl::Option(option) = node.decl {
        of_option(text, option, words);
    }
    own.into_iter().flat_map(|options| &options.items).for_each(|option| of_option(text, option, words));
    if let Decl::Method(method) = node.decl {
        method.options.iter().for_each(|option| of_option(text, option, words));
    }
    node.items().for_each(|decl| collect(&node.inner(decl), words));
}

fn of_option<'t>(text: &'t str, option: &OptionDecl, words: &mut impl Extend<&'t str>) {
    if option.name_span.of(text) == "default" {
        return;
    }
    let fields = option.name.iter().filter(|part| !part.is_extension);
    words.extend(fields.map(|part| part.span.of(text)));
    if matches!(option.value.kind, ValueKind::Identifier | ValueKind::Aggregate) {
        words.extend(identifiers(option.value.span.of(text)));
    }
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let mut lexer = Lexer::new(text);
    let tokens = std::iter::from_fn(move || Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    tokens.filter(|token| token.kind == TokenKind::Identifier).map(move |token| token.span.of(text))
}
