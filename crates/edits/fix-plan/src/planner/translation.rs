//! Translation of an old declaration to the language of its new file, with the same meaning: another syntax or
//! edition, or other features.

use std::collections::BTreeMap;

use super::spelling::Spelling;
use crate::context::FixContext;
use crate::resolver::{Language, Side, scope_of};
use protoward_edit::{Decl, Node, OptionComments, Statement, TextEdit, edited, option_name};
use protoward_schema::visibility::{exports, is_exported};
use protoward_schema::{Cardinality, Edition, Element, EnumType, FileId, JsonFormat, SymbolVisibility, qualified};
use protoward_syntax::ast::{OptionDecl, Reserved, VisibilityDecl};

/// The differences between an old declaration and its restored form.
#[derive(Debug, Default)]
pub(crate) struct Translation {
    /// Edits of the old text.
    edits: Vec<TextEdit>,
    /// The bracket options by start of the field.
    options: BTreeMap<usize, BTreeMap<&'static str, Option<String>>>,
    /// The files that declare the used features.
    pub(crate) imports: Vec<&'static str>,
    /// `true` if the languages differ.
    pub(crate) is_other: bool,
}

impl Translation {
    /// Returns the translation of an old declaration for a new file, or `None` if its language cannot express the
    /// declaration.
    pub(crate) fn new(cx: &FixContext<'_>, node: &Node<'_>, element: Element, into: FileId) -> Option<Self> {
        let was = cx.resolver.language(Side::Old, element);
        let language = cx.resolver.new_language(element, into);
        let mut translation = Self { is_other: was != language, ..Self::default() };
        if was == language {
            return Some(translation);
        }
        let is_unstable = |language: Language| language.syntax.edition() == Edition::UNSTABLE;
        if is_unstable(was) != is_unstable(language) {
            return None;
        }
        let own = cx.old.full_name(element);
        let is_nested = node.parents.iter().any(|parent| matches!(parent, Decl::Message(_) | Decl::Field(_)));
        let place = RestoredPlace { scope: scope_of(&own), language, file: into, is_nested, is_inside: false };
        translation.translate(cx, node, place)?;
        Some(translation)
    }

    /// Returns the text of the translated declaration. A field, enum value or method is marked as deprecated, because
    /// it was removed for a reason.
    pub(crate) fn deprecated(mut self, node: &Node<'_>) -> Option<String> {
        const OPTION: &str = "deprecated";
        match node.decl {
            Decl::Field(_) | Decl::Value(_) if node.bracket_setting(OPTION).is_none() => {
                self.options.entry(node.start()).or_default().insert(OPTION, Some("true".to_owned()));
            }
            Decl::Method(_) if node.statement_setting(OPTION).is_none() => {
                let statement = Statement::new(vec![format!("option {OPTION} = true;")]);
                self.edits.push(node.insert_option(&statement)?);
            }
            _ => {}
        }
        for (owner, options) in &self.options {
            let options = options.iter().map(|(&name, value)| (name, value.as_deref())).collect();
            let brackets = node.doc.node(*owner)?.set_brackets(&options, &self.edits, OptionComments::Removed);
            self.edits.extend(brackets);
        }
        Some(edited(node.doc.text, node.range(), self.edits))
    }

    /// Translates a declaration and everything in it. The parser bounds the recursion.
    fn translate(&mut self, cx: &FixContext<'_>, node: &Node<'_>, place: RestoredPlace<'_>) -> Option<()> {
        let own = qualified(place.scope, node.name());
        let mut inner = RestoredPlace { scope: &own, is_nested: true, is_inside: true, ..place };
        match (node.decl, cx.old.find(&own)) {
            (Decl::Field(_), _) => return self.field(cx, node, place),
            (Decl::Message(decl), Some(Element::Message(id))) => {
                let message = &cx.old[id];
                inner.language = place.language.with(message.options.features());
                self.visibility(decl.visibility, is_exported(cx.old, id.into()), node, place);
                self.json_format(node, message.features.json_format, inner.language)?;
            }
            (Decl::Enum(decl), Some(Element::Enum(id))) => {
                let parent = &cx.old[id];
                inner.language = place.language.with(parent.options.features());
                self.visibility(decl.visibility, is_exported(cx.old, id.into()), node, place);
                self.json_format(node, parent.features.json_format, inner.language)?;
                let value = match parent.features.enum_type {
                    EnumType::Open => "OPEN",
                    EnumType::Closed => "CLOSED",
                };
                if parent.features.enum_type != inner.language.features.enum_type {
                    self.feature(node, "features.enum_type", value, inner.language)?;
                }
            }
            (Decl::Oneof(_), _) => {
                let id = cx.resolver.old_oneof_of(place.scope, node.name())?;
                let language = place.language.with(cx.old[id].options.features());
                inner = RestoredPlace { language, is_inside: true, ..place };
            }
            (Decl::Extend(_), _) => inner = place,
            (Decl::Reserved(decl), _) => self.names(&decl.what, node, place.language),
            (Decl::Option(option), _) => {
                place.has_option(cx, *node.parents.last()?, option, node)?;
            }
            _ => {}
        }
        node.bracket_options().try_for_each(|option| place.has_option(cx, node.decl, option, node))?;
        node.items().try_for_each(|decl| self.translate(cx, &node.inner(decl), inner))
    }

    fn field(&mut self, cx: &FixContext<'_>, node: &Node<'_>, place: RestoredPlace<'_>) -> Option<()> {
        let id = cx.resolver.old_field_of(place.scope, node.name())?;
        // A message that is restored without the label would lose a guarantee without a finding.
        let is_required = cx.old[id].cardinality == Cardinality::Required;
        if is_required && place.is_inside && place.language.has_features() {
            return None;
        }
        let spelling = Spelling::new(&cx.resolver, id, node, place.language, place.file)?;
        for option in node.bracket_options() {
            let name = option_name(option, node.doc.text);
            let is_spelled = spelling.options.contains_key(&*name) || name.starts_with("features");
            if !is_spelled {
                place.has_option(cx, node.decl, option, node)?;
            }
        }
        self.edits.extend(node.set_label(spelling.label));
        self.imports.extend(spelling.imports());
        self.options.insert(node.start(), spelling.options);
        Some(())
    }

    fn json_format(&mut self, node: &Node<'_>, format: JsonFormat, language: Language) -> Option<()> {
        // A guarantee is harmless where there was none.
        if format == language.features.json_format || format == JsonFormat::LegacyBestEffort {
            return Some(());
        }
        self.feature(node, "features.json_format", "ALLOW", language)
    }

    /// Sets a feature of a message or enum in its first line.
    fn feature(&mut self, node: &Node<'_>, name: &str, value: &str, language: Language) -> Option<()> {
        let doc = node.doc;
        let body = node.body().filter(|_| language.has_features())?;
        let front = if doc.text[body.open..body.close].contains('\n') {
            format!("{}{}", doc.line_break(), body.indent())
        } else {
            " ".to_owned()
        };
        self.edits.push(TextEdit::insert(body.open, format!("{front}option {name} = {value};")));
        Some(())
    }

    /// Writes reserved names as strings, or as identifiers in editions.
    fn names(&mut self, reserved: &Reserved, node: &Node<'_>, language: Language) {
        match (reserved, language.has_features()) {
            (Reserved::Strings(names), true) => {
                let bare = |name| node.text(name).trim_matches(['"', '\'']);
                self.edits.extend(names.iter().map(|&name| TextEdit::new(name.range(), bare(name))));
            }
            (Reserved::Identifiers(names), false) => {
                let quoted = |name| format!("\"{}\"", node.text(name));
                self.edits.extend(names.iter().map(|&name| TextEdit::new(name.range(), quoted(name))));
            }
            (Reserved::Numbers(_) | Reserved::Strings(_) | Reserved::Identifiers(_), _) => {}
        }
    }

    /// Adds or removes `export` or `local`, so that other files can reference a type as before.
    fn visibility(
        &mut self,
        word: Option<VisibilityDecl>,
        was_exported: bool,
        node: &Node<'_>,
        place: RestoredPlace<'_>,
    ) {
        let features = place.language.features;
        match word {
            Some(word) if !place.language.has_visibility() => {
                // Includes the following space.
                let word = word.span();
                self.edits.push(TextEdit::remove(word.start as usize..word.end as usize + 1));
            }
            None if place.language.has_visibility() && was_exported != exports(features, place.is_nested) => {
                // Strict visibility forbids exported nested types.
                let is_strict = features.symbol_visibility == SymbolVisibility::Strict;
                if !(was_exported && place.is_nested && is_strict) {
                    let word = if was_exported { "export " } else { "local " };
                    self.edits.push(TextEdit::insert(node.start(), word));
                }
            }
            _ => {}
        }
    }
}

/// The place of a restored declaration.
#[derive(Clone, Copy)]
struct RestoredPlace<'n> {
    /// The full name of the scope.
    scope: &'n str,
    /// The language at the place.
    language: Language,
    file: FileId,
    /// `true` inside of a message.
    is_nested: bool,
    /// `true` if the parent is restored too.
    is_inside: bool,
}

impl RestoredPlace<'_> {
    /// Returns `None` if the language lacks an option or its value.
    fn has_option(self, cx: &FixContext<'_>, holder: Decl<'_>, option: &OptionDecl, node: &Node<'_>) -> Option<()> {
        let name = option_name(option, node.doc.text);
        let value = node.text(option.value.span);
        cx.resolver.has_option(holder, &name, value, self.language.syntax).then_some(())
    }
}
