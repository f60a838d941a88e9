//! An old declaration in the words of the file that it comes back into, which may be of another syntax or edition by now,
//! or set other features: there it means what it meant.

use std::collections::BTreeMap;
use std::ops::Range;

use super::brackets;
use super::fixer::{Fixer, Side};
use super::language::{Language, Spelling};
use super::restore::type_span;
use super::support::home_of;
use super::texts::Declared;
use super::tree::{Decl, option_name};
use protoward_schema::visibility::{exports, is_exported};
use protoward_schema::{
    Cardinality, Edition, Element, EnumType, FieldId, FileId, JsonFormat, OneofId, SymbolVisibility, Syntax, qualified,
};
use protoward_syntax::ast::{FieldDecl, OptionDecl, Reserved, VisibilityDecl};

/// What an old text needs to become one of another language.
#[derive(Default)]
pub(crate) struct Translation {
    /// In the old text, in no order.
    pub(crate) edits: Vec<(Range<usize>, String)>,
    /// By the start of a field: what its brackets have to say.
    pub(crate) options: BTreeMap<usize, BTreeMap<&'static str, Option<String>>>,
    /// Files with the features that it needs.
    pub(crate) imports: Vec<&'static str>,
}

/// Where a declaration stands.
#[derive(Clone, Copy)]
struct Spot<'n> {
    /// The full name of what it is looked up in.
    scope: &'n str,
    /// What holds there where it comes back.
    language: Language,
    file: FileId,
    is_nested: bool,
    /// Whether it comes back inside of something.
    is_inside: bool,
}

impl<'t> Fixer<'t> {
    /// What is different about an old declaration where it comes back; `None` where the new file has no words for it.
    pub(crate) fn translation(&self, declared: &Declared<'t>, element: Element, into: FileId) -> Option<Translation> {
        let mut translation = Translation::default();
        let (was, language) = (self.language(Side::Old, element), self.new_language(element, into));
        if was == language {
            return Some(translation);
        }
        self.differs();
        let is_unstable = |language: Language| language.syntax.edition() == Edition::UNSTABLE;
        if is_unstable(was) != is_unstable(language) {
            return None;
        }
        let own = self.old.full_name(element);
        let scope = own.rsplit_once('.').map_or("", |(scope, _)| scope);
        let is_nested = declared.parents.iter().any(|parent| matches!(parent, Decl::Message(_) | Decl::Field(_)));
        self.translate(declared, Spot { scope, language, file: into, is_nested, is_inside: false }, &mut translation)?;
        Some(translation)
    }

    /// The depth is that of the tree, which the parser bounds.
    fn translate(&self, declared: &Declared<'t>, spot: Spot<'_>, out: &mut Translation) -> Option<()> {
        let text = declared.text.text;
        let own = qualified(spot.scope, declared.decl.name().unwrap_or_default().of(text));
        let mut inner = Spot { scope: &own, is_nested: true, is_inside: true, ..spot };
        match (declared.decl, self.old.find(&own)) {
            (Decl::Field(field), _) => {
                let id = self.old_field_in(spot.scope, field.name.of(text))?;
                // A message that comes back without the word breaks a promise that nothing was said of.
                let is_required = self.old[id].cardinality == Cardinality::Required;
                if is_required && spot.is_inside && spot.language.has_features() {
                    return None;
                }
                return self.field_in(
                    declared,
                    field,
                    self.spelling(id, declared, (spot.language, spot.file))?,
                    spot,
                    out,
                );
            }
            (Decl::Message(decl), Some(Element::Message(id))) => {
                let message = &self.old[id];
                let around = spot.language;
                inner.language = around.with(message.options.features());
                let visibility = (decl.visibility, is_exported(self.old, id.into()));
                show(visibility, decl.span.start as usize, spot, out);
                self.json_format(declared, message.features.json_format, inner.language, out)?;
            }
            (Decl::Enum(decl), Some(Element::Enum(id))) => {
                let whole = &self.old[id];
                inner.language = spot.language.with(whole.options.features());
                let visibility = (decl.visibility, is_exported(self.old, id.into()));
                show(visibility, decl.span.start as usize, spot, out);
                self.json_format(declared, whole.features.json_format, inner.language, out)?;
                let name = match whole.features.enum_type {
                    EnumType::Open => "OPEN",
                    EnumType::Closed => "CLOSED",
                };
                let is_same = whole.features.enum_type == inner.language.features.enum_type;
                say(declared, ("features.enum_type", name), is_same, inner.language, out)?;
            }
            (Decl::Oneof(decl), _) => {
                let id = self.old_oneof_in(spot.scope, decl.name.of(text))?;
                let language = spot.language.with(self.old[id].options.features());
                inner = Spot { language, is_inside: true, ..spot };
            }
            (Decl::Extend(_), _) => inner = spot,
            (Decl::Reserved(decl), _) => names(&decl.what, text, spot.language, out),
            (Decl::Option(option), _) => self.is_option_there(option, declared, spot.language)?,
            _ => {}
        }
        let brackets = brackets::of(declared.decl).and_then(|(options, _)| options);
        for option in brackets.into_iter().flat_map(|options| &options.items) {
            self.is_option_there(option, declared, spot.language)?;
        }
        let Some(body) = declared.body() else { return Some(()) };
        body.items.iter().try_for_each(|decl| self.translate(&declared.inner(decl), inner, out))
    }

    /// The field of an old message, or the extension in an old scope.
    fn old_field_in(&self, scope: &str, name: &str) -> Option<FieldId> {
        if let Some(Element::Field(extension)) = self.old.find(&qualified(scope, name)) {
            return Some(extension);
        }
        let Some(Element::Message(message)) = self.old.find(scope) else { return None };
        self.old[message].fields.iter().copied().find(|&field| self.old.text(self.old[field].name) == name)
    }

    fn old_oneof_in(&self, scope: &str, name: &str) -> Option<OneofId> {
        let Some(Element::Message(message)) = self.old.find(scope) else { return None };
        self.old[message].oneofs.iter().copied().find(|&oneof| self.old.text(self.old[oneof].name) == name)
    }

    fn field_in(
        &self,
        declared: &Declared<'t>,
        field: &FieldDecl,
        spelling: Spelling,
        spot: Spot<'_>,
        out: &mut Translation,
    ) -> Option<()> {
        let options = field.options.iter().flat_map(|options| &options.items);
        for option in options {
            let name = option_name(option, declared.text.text);
            let is_spelled = spelling.options.contains_key(&*name) || name.starts_with("features");
            if !is_spelled {
                self.is_option_there(option, declared, spot.language)?;
            }
        }
        let ty = type_span(&field.ty).start as usize;
        out.edits.extend(label_edit(field, declared.text.text, spelling.label, ty));
        out.imports.extend(imports(&spelling));
        out.options.insert(declared.start(), spelling.options);
        Some(())
    }

    /// Whether the language has an option, and this value of it.
    fn is_option_there(&self, option: &OptionDecl, declared: &Declared<'t>, language: Language) -> Option<()> {
        let (name, value) = (option_name(option, declared.text.text), option.value.span.of(declared.text.text));
        let holder = match declared.decl {
            Decl::Option(_) => declared.parents.last().copied()?,
            holder => holder,
        };
        self.has_option(holder, &name, value, language.syntax).then_some(())
    }

    /// Whether an option, and this value of it, can stand in a declaration of a file of this syntax.
    pub(crate) fn has_option(&self, holder: Decl<'_>, name: &str, value: &str, syntax: Syntax) -> bool {
        let is_feature = name == "features" || name.starts_with("features.");
        let has_features = matches!(syntax, Syntax::Edition(_));
        let holder = match holder {
            Decl::File(_) => "google.protobuf.FileOptions",
            Decl::Message(_) => "google.protobuf.MessageOptions",
            Decl::Enum(_) => "google.protobuf.EnumOptions",
            Decl::Value(_) => "google.protobuf.EnumValueOptions",
            Decl::Field(_) => "google.protobuf.FieldOptions",
            Decl::Oneof(_) => "google.protobuf.OneofOptions",
            Decl::Extensions(_) => "google.protobuf.ExtensionRangeOptions",
            Decl::Service(_) => "google.protobuf.ServiceOptions",
            Decl::Method(_) => "google.protobuf.MethodOptions",
            Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) => return true,
            Decl::Option(_) | Decl::Extend(_) | Decl::Reserved(_) => return true,
        };
        (has_features || !is_feature) && self.is_option_of(syntax.edition(), holder, name, value)
    }

    fn json_format(
        &self,
        declared: &Declared<'t>,
        format: JsonFormat,
        language: Language,
        out: &mut Translation,
    ) -> Option<()> {
        // Where nothing was promised, a promise does no harm.
        let is_kept = format == language.features.json_format || format == JsonFormat::LegacyBestEffort;
        say(declared, ("features.json_format", "ALLOW"), is_kept, language, out)
    }
}

/// The label of a field becomes this one.
pub(crate) fn label_edit(
    field: &FieldDecl,
    text: &str,
    wanted: Option<&str>,
    ty: usize,
) -> Option<(Range<usize>, String)> {
    match (field.label, wanted) {
        (Some((_, label)), Some(wanted)) => (label.of(text) != wanted).then(|| (label.range(), wanted.to_owned())),
        (Some((_, label)), None) => Some((label.start as usize..ty, String::new())),
        (None, Some(wanted)) => Some((ty..ty, format!("{wanted} "))),
        (None, None) => None,
    }
}

/// The files that declare the features of a spelling.
pub(crate) fn imports(spelling: &Spelling) -> impl Iterator<Item = &'static str> {
    let said = spelling.options.iter().filter(|(_, value)| value.is_some());
    said.filter_map(|(name, _)| {
        let (_, extension) = name.split_once('(')?;
        home_of(extension.split_once(')')?.0)
    })
}

/// A feature of a message or an enum is said in its first line, where it would be another one.
fn say(
    declared: &Declared<'_>,
    (name, value): (&str, &str),
    is_same: bool,
    language: Language,
    out: &mut Translation,
) -> Option<()> {
    if is_same {
        return Some(());
    }
    let (text, body) = (declared.text.text, declared.body().filter(|_| language.has_features())?);
    let statement = format!("option {name} = {value};");
    let line = super::lines::line_end(text);
    out.edits.push(match text[body.open..body.close].contains('\n') {
        true => (body.open..body.open, format!("{line}{}{statement}", body.indent(declared))),
        false => (body.open..body.open, format!(" {statement}")),
    });
    Some(())
}

/// Names that are reserved are strings, or identifiers in editions.
fn names(reserved: &Reserved, text: &str, language: Language, out: &mut Translation) {
    let bare = |name: &str| name.trim_matches(['"', '\'']).to_owned();
    match (reserved, language.has_features()) {
        (Reserved::Strings(names), true) => {
            out.edits.extend(names.iter().map(|name| (name.range(), bare(name.of(text)))));
        }
        (Reserved::Identifiers(names), false) => {
            out.edits.extend(names.iter().map(|name| (name.range(), format!("\"{}\"", name.of(text)))));
        }
        (Reserved::Numbers(_) | Reserved::Strings(_) | Reserved::Identifiers(_), _) => {}
    }
}

/// `export` or `local`, where others see a type, or do not, as before.
fn show((word, was_exported): (Option<VisibilityDecl>, bool), start: usize, spot: Spot<'_>, out: &mut Translation) {
    let by_itself = exports(spot.language.features, spot.is_nested);
    match word {
        Some(word) if !spot.language.has_visibility() => {
            let behind = word.span.end as usize;
            // The blank behind it goes along.
            out.edits.push((word.span.start as usize..behind + 1, String::new()));
        }
        None if spot.language.has_visibility() && was_exported != by_itself => {
            // Nothing inside of another type can be exported where visibility is strict.
            let is_strict = spot.language.features.symbol_visibility == SymbolVisibility::Strict;
            if !(was_exported && spot.is_nested && is_strict) {
                out.edits.push((start..start, if was_exported { "export " } else { "local " }.to_owned()));
            }
        }
        _ => {}
    }
}
