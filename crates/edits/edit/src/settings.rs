//! Changes of several options of a declaration at once: separate ones, and those in messages.

use std::collections::BTreeMap;

use super::aggregate::{self, Setting};
use super::edits::TextEdit;
use super::tree::Document;
use protoward_syntax::ast::{OptionDecl, Span};

/// The changes of the options of a declaration, which do not overlap.
#[derive(Default)]
pub(crate) struct SettingChanges<'t> {
    /// The edits inside of options that stay.
    pub(crate) edits: Vec<TextEdit>,
    /// The new options: `features.enum_type = CLOSED`.
    pub(crate) added: Vec<String>,
    /// The options to remove completely.
    pub(crate) removed: Vec<&'t OptionDecl>,
}

impl<'t> SettingChanges<'t> {
    /// Sets options by name, and removes those without a value.
    pub(crate) fn new(options: &[&'t OptionDecl], values: &BTreeMap<&str, Option<&str>>, doc: &Document<'_>) -> Self {
        let mut changes = Self::default();
        changes.remove(options, values, doc);
        let kept: Vec<&OptionDecl> = options.iter().filter(|option| !changes.removes(option.span)).copied().collect();
        changes.set(&kept, values, doc);
        changes
    }

    fn removes(&self, option: Span) -> bool {
        self.removed.iter().any(|removed| removed.span == option)
    }

    fn remove(&mut self, options: &[&'t OptionDecl], values: &BTreeMap<&str, Option<&str>>, doc: &Document<'_>) {
        let mut parts: BTreeMap<Span, (&OptionDecl, Vec<_>)> = BTreeMap::new();
        for name in values.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name) {
            match aggregate::find(options.iter().copied(), name, doc) {
                Some(Setting { part: Some(part), option, .. }) => {
                    parts.entry(option.span).or_insert_with(|| (option, Vec::new())).1.push(part);
                }
                Some(Setting { part: None, option, .. }) => self.removed.push(option),
                None => {}
            }
        }
        for (option, parts) in parts.into_values() {
            match aggregate::without(doc.text, option.value.span, parts) {
                Some(parts) => self.edits.extend(parts.into_iter().map(TextEdit::remove)),
                // Nothing of the message would be left.
                None => self.removed.push(option),
            }
        }
    }

    /// Sets values of options that stay, to which others are added.
    fn set(&mut self, options: &[&'t OptionDecl], values: &BTreeMap<&str, Option<&str>>, doc: &Document<'_>) {
        let mut fields: BTreeMap<Span, Vec<_>> = BTreeMap::new();
        let removals: Vec<_> = self.edits.iter().map(TextEdit::range).collect();
        for (&name, value) in values {
            let Some(value) = *value else { continue };
            match aggregate::find(options.iter().copied(), name, doc) {
                Some(setting) if setting.value.of(doc.text) == value => {}
                Some(setting) => self.edits.push(TextEdit::new(setting.value.range(), value)),
                None => match aggregate::holder(options.iter().copied(), name, doc, &removals) {
                    Some((message, path)) => fields.entry(message).or_default().push((path, value)),
                    None => self.added.push(format!("{name} = {value}")),
                },
            }
        }
        self.edits.extend(fields.into_iter().map(|(message, fields)| aggregate::insert(message, &fields, doc)));
    }
}
