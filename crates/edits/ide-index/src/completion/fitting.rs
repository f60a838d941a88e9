//! The types that compile at a place: not every declared type is visible there, and may have the label of the field.

use std::collections::BTreeSet;

use super::declared::DeclaredExtension;
use super::field::FieldShape;
use super::field_type::FieldType;
use super::importable::Importable;
use super::language::Language;
use super::written::{Written, WrittenExtension};
use super::{Place, context::Block};
use crate::file::{DeclarationId, DeclarationKind, File, ReferenceKind};
use crate::workspace::{Analysis, FileId, Target};
use protoward_syntax::ast::{ImportKind, Span};

/// The types that may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any type of a field.
    Field,
    /// A message: what methods take.
    Message,
    /// A message that may have extensions.
    Extendee,
}

/// The demands of a place on a type.
pub(super) struct Fitting<'a> {
    analysis: &'a Analysis,
    file: FileId,
    language: Language,
    wanted: Wanted,
    importable: Importable<'a>,
    /// The files of which only options may be used.
    for_options: BTreeSet<FileId>,
    needs_open_enum: bool,
    is_map_value: bool,
    /// The extensions that follow.
    extensions: Vec<WrittenExtension<'a>>,
    /// The numbers of other extensions that the file sees, with their messages.
    used: Vec<(Target, i64)>,
    /// `true` if the extensions that follow may be those of a message set.
    has_only_messages: bool,
    /// `true` in a block that extends a message set.
    needs_message: bool,
    /// The field whose type is wanted.
    field: FieldShape<'a>,
    /// The declaration of the extension whose type is wanted.
    declared: Option<DeclaredExtension<'a>>,
    place: Place<'a>,
}

impl<'a> Fitting<'a> {
    pub(super) fn new(place: Place<'a>, wanted: Wanted) -> Self {
        let Place { analysis, file, context, .. } = place;
        let language = place.language();
        let statement = &context.statement;
        let own = analysis.file(file);
        let for_options = own.imports.iter().filter(|import| import.kind == ImportKind::Option);
        let is_map_value = statement.first() == Some(&"map");
        let has_presence = context.block != Block::Message || statement.first() == Some(&"repeated");
        let needs_open_enum = match language {
            Language::Proto2 => false,
            Language::Proto3 => true,
            Language::Edition(_) => !has_presence && Written(&own.text).feature("field_presence") == Some("IMPLICIT"),
        };
        let rest = Written(own.text.get(context.replace.end as usize..).unwrap_or_default());
        let extensions = if wanted == Wanted::Extendee { rest.extensions_of_block() } else { Vec::new() };
        Self {
            analysis,
            file,
            language,
            wanted,
            importable: Importable::new(analysis, file),
            for_options: for_options.filter_map(|import| analysis.find_file(&import.name)).collect(),
            needs_open_enum,
            is_map_value,
            used: if extensions.is_empty() { Vec::new() } else { place.used_extensions() },
            extensions,
            has_only_messages: rest.has_only_messages(),
            needs_message: place.extends_message_set(),
            field: place.shape_around(),
            declared: place.declared().filter(|_| wanted == Wanted::Field),
            place,
        }
    }

    /// Returns `true` for a scalar type that compiles at the place.
    pub(super) fn fits_scalar(&self, scalar: &str) -> bool {
        let is_declared = self.declared.is_none_or(|it| it.ty == scalar);
        !self.needs_message && is_declared && self.field.has_type(FieldType::Scalar(scalar))
    }

    /// Returns `true` for a type that compiles at the place.
    pub(super) fn fits(&mut self, target: Target) -> bool {
        let is_own = target.file == self.file;
        let file = self.analysis.file(target.file);
        let is_usable = match self.analysis.declaration(target).kind {
            DeclarationKind::Enum => {
                !self.needs_message
                    && self.allows_enum(file, target.declaration)
                    && self.field.has_type(FieldType::Enum(self.analysis, target))
            }
            _ if self.wanted == Wanted::Field => self.field.has_type(FieldType::Message),
            _ => self.wanted != Wanted::Extendee || self.allows_extensions(target),
        };
        let is_declared = |it: DeclaredExtension<'_>| it.ty.strip_prefix('.') == Some(&self.analysis.full_name(target));
        is_usable
            && self.declared.is_none_or(is_declared)
            && (is_own || !self.for_options.contains(&target.file) && is_exported(file, target.declaration))
            && self.importable.allows(target.file)
    }

    fn allows_enum(&self, file: &File, id: DeclarationId) -> bool {
        let is_first_zero = || {
            let (_, value) = file.members(Some(id)).find(|(_, it)| it.kind == DeclarationKind::EnumValue)?;
            Written(value.span.of(&file.text)).number()
        };
        !(self.needs_open_enum && is_closed(file, id)) && (!self.is_map_value || is_first_zero() == Some(0))
    }

    /// Returns `true` for a message with numbers for extensions. Files of proto3 only declare options.
    fn allows_extensions(&self, target: Target) -> bool {
        let Target { file, declaration: id } = target;
        let file = self.analysis.file(file);
        let text = file.get(id).span.of(&file.text);
        if !self.has_only_messages && is_message_set(self.analysis, target) {
            return false;
        }
        let is_taken =
            |it: &WrittenExtension<'_>| self.used.contains(&(target, it.number)) || !self.place.admits(target, it);
        if self.extensions.iter().any(is_taken) {
            return false;
        }
        let is_of_options = || {
            let name = file.full_name(id);
            name.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"))
        };
        let has_numbers = || {
            let ranges = Written(text).extensions();
            let has = |it: &WrittenExtension<'_>| ranges.iter().any(|range| range.numbers.contains(&it.number));
            !ranges.is_empty() && self.extensions.iter().all(has)
        };
        (self.language != Language::Proto3 || is_of_options()) && has_numbers()
    }
}

impl Place<'_> {
    /// Returns the numbers of the extensions that the file sees, with their messages, except those of the block at the offset.
    pub(super) fn used_extensions(self) -> Vec<(Target, i64)> {
        let Self { analysis, offset, .. } = self;
        let mut used = Vec::new();
        for id in analysis.visible(self.file).into_iter().chain([self.file]) {
            let file = analysis.file(id);
            for reference in file.references.iter().filter(|it| it.kind == ReferenceKind::Extendee) {
                let span = reference.path.span;
                let is_here = id == self.file && span.range().start <= offset && offset <= span.end as usize;
                if is_here {
                    continue;
                }
                let Some(target) = analysis.meaning(id, reference) else { continue };
                let extensions = Written(&file.text[span.end as usize..]).extensions_of_block();
                used.extend(extensions.into_iter().map(|it| (target, it.number)));
            }
        }
        used
    }
}

/// Returns `true` for a message that has only extensions: single messages in an encoding of their own.
pub(super) fn is_message_set(analysis: &Analysis, message: Target) -> bool {
    let declaration = analysis.declaration(message).span.of(&analysis.file(message.file).text);
    Written(inside(declaration)).is_message_set()
}

/// Returns `true` for an enum that has no other values than those that it declares.
fn is_closed(file: &File, id: DeclarationId) -> bool {
    match Language::of(&file.text) {
        Language::Proto2 => true,
        Language::Proto3 => false,
        Language::Edition(_) => feature_of(file, Some(id), "enum_type") == Some("CLOSED"),
    }
}

/// Returns the value of a feature of a declaration, or else of those around it and of the file.
fn feature_of<'t>(file: &'t File, id: Option<DeclarationId>, feature: &str) -> Option<&'t str> {
    if !file.text.contains(feature) {
        return None;
    }
    let around = std::iter::successors(id, |id| file.get(*id).parent);
    let texts = around.map(|id| inside(file.get(id).span.of(&file.text))).chain([&*file.text]);
    texts.into_iter().find_map(|text| Written(text).feature(feature))
}

/// Returns what a declaration has in its braces.
fn inside(declaration: &str) -> &str {
    declaration.find('{').map_or("", |open| &declaration[open + 1..])
}

/// Returns `true` for a type that other files may use.
fn is_exported(file: &File, id: DeclarationId) -> bool {
    let Language::Edition(edition) = Language::of(&file.text) else { return true };
    if edition < 2024 {
        return true;
    }
    let declaration = file.get(id);
    match Span::new(declaration.span.start, declaration.name.start).of(&file.text).split_whitespace().next() {
        Some("export") => return true,
        Some("local") => return false,
        _ => {}
    }
    let default = if edition == 2024 { "EXPORT_TOP_LEVEL" } else { "STRICT" };
    match feature_of(file, None, "default_symbol_visibility").unwrap_or(default) {
        "EXPORT_ALL" => true,
        "EXPORT_TOP_LEVEL" => declaration.parent.is_none(),
        _ => false,
    }
}
