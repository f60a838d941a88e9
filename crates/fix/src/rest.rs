//! What a field is besides its name and its number. It counts where a mend makes another pair of fields: what was never
//! compared would be the next finding.

use std::collections::BTreeSet;

use super::brackets;
use super::change::Change;
use super::fixer::{Fixer, Side};
use super::restore::{head_span, type_span};
use super::texts::Declared;
use super::tree::{Decl, option_name};
use protoward_schema::{Cardinality, FeatureSet, FieldId, FieldOwner, FieldType, Scalar, Schema};
use protoward_syntax::ast::{FieldDecl, TypeExpr};

/// What stands in the brackets of a declaration, or of these options only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    /// Those that are extensions, which nobody here can restore.
    Custom,
}

impl<'t> Fixer<'t> {
    /// The pieces that make a new field what an old one was, but for its name and its number; `None` where something of
    /// it cannot be restored.
    pub(crate) fn rest(
        &self,
        old: FieldId,
        new: FieldId,
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Option<Vec<Change>> {
        let inherits = self.inherits_the_same((old, new), was, |_| true);
        if !inherits || written(was, Which::Custom) != written(now, Which::Custom) {
            return None;
        }
        let mut changes = match self.is_same_shape((old, new), was, now) {
            true => Vec::new(),
            false => self.shape(old, new, was, now)?,
        };
        changes.extend(self.typed_options((old, new), was, now)?);
        if self.old.json_name(old) != self.new.json_name(new) {
            changes.extend(self.json_name(old, new, was, now)?);
        }
        Some(changes)
    }

    fn is_same_shape(&self, (old, new): (FieldId, FieldId), was: &Declared<'t>, now: &Declared<'t>) -> bool {
        let (before, after) = (&self.old[old], &self.new[new]);
        let oneof =
            |side, schema: &'t Schema, field| self.real_oneof(side, field).map(|id| schema.text(schema[id].name));
        let is_map = |decl| matches!(decl, Decl::Field(FieldDecl { ty: TypeExpr::Map { .. }, .. }));
        if is_map(was.decl) || is_map(now.decl) {
            return head(was) == head(now);
        }
        self.old.type_name(before.ty) == self.new.type_name(after.ty)
            && before.cardinality == after.cardinality
            && before.proto3_optional == after.proto3_optional
            && oneof(Side::Old, self.old, old) == oneof(Side::New, self.new, new)
    }

    /// Whether a field has the same features from what is around it, as far as they are about it and it says nothing
    /// itself. `counts` says which of them can make a difference.
    pub(crate) fn inherits_the_same(
        &self,
        (old, new): (FieldId, FieldId),
        was: &Declared<'t>,
        counts: impl Fn(&str) -> bool,
    ) -> bool {
        let (before, after) = (around(self.old, old), around(self.new, new));
        let field = &self.old[old];
        let is_many = field.cardinality == Cardinality::Repeated;
        let is_text = field.ty == FieldType::Scalar(Scalar::String);
        let is_message = field.ty.message().is_some();
        let features = [
            ("features.utf8_validation", is_text, before.utf8_validation == after.utf8_validation),
            ("features.message_encoding", is_message, before.message_encoding == after.message_encoding),
            (
                "features.repeated_field_encoding",
                is_many && !is_text && !is_message,
                before.repeated_encoding == after.repeated_encoding,
            ),
            ("features.field_presence", !is_many && !is_message, before.field_presence == after.field_presence),
        ];
        let is_own = |name| brackets::find(was, name).is_some();
        features
            .into_iter()
            .all(|(name, is_about_it, is_same)| is_same || !is_about_it || !counts(name) || is_own(name))
    }
}

/// What holds around a field.
fn around(schema: &Schema, id: FieldId) -> FeatureSet {
    match schema[id].owner {
        FieldOwner::Message(message) => schema[message].features,
        FieldOwner::Extension { .. } => schema[schema[id].file].features,
    }
}

/// Label and type as they are written.
pub(crate) fn head(declared: &Declared<'_>) -> Option<String> {
    match declared.decl {
        Decl::Field(field) => Some(plain(head_span(field).of(declared.text.text))),
        _ => None,
    }
}

/// The type as it is written.
pub(crate) fn ty(declared: &Declared<'_>) -> Option<String> {
    match declared.decl {
        Decl::Field(field) => Some(plain(type_span(&field.ty).of(declared.text.text))),
        _ => None,
    }
}

/// Label, type and options as they are written.
pub(crate) fn all(declared: &Declared<'_>) -> (Option<String>, BTreeSet<(String, String)>) {
    (head(declared), written(declared, Which::All))
}

fn written(declared: &Declared<'_>, which: Which) -> BTreeSet<(String, String)> {
    let text = declared.text.text;
    let options = brackets::of(declared.decl).and_then(|(options, _)| options);
    let options = options.into_iter().flat_map(|options| &options.items);
    let options = options.map(|option| (option_name(option, text), plain(option.value.span.of(text))));
    options.filter(|(name, _)| which == Which::All || name.starts_with('(')).collect()
}

/// The same words with one blank between them.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
