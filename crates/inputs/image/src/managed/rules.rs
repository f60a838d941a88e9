//! The rules of managed mode: values, and exceptions.

use super::option::{FieldOption, FileOption, Optimize};
use protoward_source::LocatedText;

/// The settings of managed mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// `true` if managed mode is enabled.
    pub enabled: bool,
    /// The files and fields that stay unchanged.
    pub disable: Vec<Disable>,
    /// The values. The last matching value wins.
    pub overrides: Vec<Override>,
}

/// The files and fields that a rule matches. `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleMatcher {
    /// The module by its full name: `registry/owner/name`.
    pub module: Option<String>,
    /// A file or folder, by import name.
    pub path: Option<LocatedText>,
    /// The full name of a field.
    pub field: Option<LocatedText>,
}

/// An exception from managed mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disable {
    /// The affected files and fields.
    pub about: RuleMatcher,
    /// The file option that stays unchanged; `None` with `field_option` unset for all.
    pub file_option: Option<FileOption>,
    /// The field option that stays unchanged.
    pub field_option: Option<FieldOption>,
}

/// A rule that sets an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The affected files and fields.
    pub about: RuleMatcher,
    /// The option with its value.
    pub value: ManagedValue,
}

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManagedValue {
    /// The value of a string option, or the affix of one that is derived from the package.
    Text(FileOption, String),
    /// The value of a boolean option.
    Flag(FileOption, bool),
    /// The value of `optimize_for`.
    Optimize(Optimize),
    /// The value of `jstype` of fields.
    JsType(JsType),
}

/// A value of `jstype`, by its number in `descriptor.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the values of the option by their names")]
pub enum JsType {
    Normal = 0,
    String = 1,
    Number = 2,
}

/// A file, with the properties that rules match.
#[derive(Clone, Copy, Debug)]
pub(super) struct ManagedFile<'a> {
    pub(super) path: &'a str,
    pub(super) module: Option<&'a str>,
}

impl JsType {
    /// All values, by number.
    pub const ALL: [Self; 3] = [Self::Normal, Self::String, Self::Number];

    /// Returns the name in `descriptor.proto`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "JS_NORMAL",
            Self::String => "JS_STRING",
            Self::Number => "JS_NUMBER",
        }
    }
}

impl RuleMatcher {
    fn is_file(&self, place: ManagedFile<'_>) -> bool {
        let in_module = self.module.as_ref().is_none_or(|module| place.module == Some(module));
        in_module && self.path.as_ref().is_none_or(|path| is_below(place.path, &path.text))
    }

    fn is_field(&self, place: ManagedFile<'_>, field: &str) -> bool {
        self.is_file(place) && self.field.as_ref().is_none_or(|name| name.text == field)
    }
}

/// Returns whether a path is `folder` or inside it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Rules {
    /// Returns whether an option of a file stays unchanged. As in buf, a rule with a field and without an option also
    /// matches the options of all files.
    pub(super) fn is_disabled(&self, place: ManagedFile<'_>, option: FileOption) -> bool {
        let is_about = |rule: &&Disable| rule.file_option.is_none_or(|it| it == option) && rule.field_option.is_none();
        self.disable.iter().filter(is_about).any(|rule| rule.about.is_file(place))
    }

    /// Returns the values for options of a file, in order.
    pub(super) fn of_file(&self, place: ManagedFile<'_>) -> impl Iterator<Item = &ManagedValue> {
        let of_file = self.overrides.iter().filter(|rule| !matches!(rule.value, ManagedValue::JsType(_)));
        of_file.filter(move |rule| rule.about.is_file(place)).map(|rule| &rule.value)
    }

    /// Returns whether any field of a file may get a different `jstype`.
    pub(super) fn has_js_types(&self, place: ManagedFile<'_>) -> bool {
        self.overrides.iter().any(|rule| matches!(rule.value, ManagedValue::JsType(_)) && rule.about.is_file(place))
    }

    /// Returns the `jstype` for a field.
    pub(super) fn js_type(&self, place: ManagedFile<'_>, field: &str) -> Option<JsType> {
        let is_about = |rule: &&Disable| rule.file_option.is_none();
        if self.disable.iter().filter(is_about).any(|rule| rule.about.is_field(place, field)) {
            return None;
        }
        self.overrides.iter().rev().find_map(|rule| match rule.value {
            ManagedValue::JsType(ty) if rule.about.is_field(place, field) => Some(ty),
            _ => None,
        })
    }
}
