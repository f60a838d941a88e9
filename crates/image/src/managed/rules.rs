//! What is set where, and where nothing is.

use super::option::{FieldOption, FileOption, Optimize};

/// What managed mode does. Nothing, where it is not enabled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether it does anything.
    pub enabled: bool,
    /// Where files and fields stay as they are.
    pub disable: Vec<Disable>,
    /// Values; of those that are about the same, the last one counts.
    pub overrides: Vec<Override>,
}

/// Which files, and which fields of them, a rule is about; what is not named, does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The module: `registry/owner/name`.
    pub module: Option<String>,
    /// A file or a folder, by the name by which it is imported.
    pub path: Option<String>,
    /// The full name of a field.
    pub field: Option<String>,
}

/// Something that stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disable {
    /// Where.
    pub about: About,
    /// Which option of files.
    pub file_option: Option<FileOption>,
    /// Which option of fields.
    pub field_option: Option<FieldOption>,
}

/// A value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Where.
    pub about: About,
    /// What it is.
    pub value: Value,
}

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An option that is a text.
    Text(FileOption, String),
    /// An option that is `true` or `false`.
    Flag(FileOption, bool),
    /// `optimize_for`.
    Optimize(Optimize),
    /// `jstype` of fields.
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

/// A file that rules are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) module: Option<&'a str>,
}

impl JsType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Normal, Self::String, Self::Number];

    /// The name in `descriptor.proto`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "JS_NORMAL",
            Self::String => "JS_STRING",
            Self::Number => "JS_NUMBER",
        }
    }
}

impl About {
    fn is_file(&self, place: Place<'_>) -> bool {
        let in_module = self.module.as_ref().is_none_or(|module| place.module == Some(module));
        in_module && self.path.as_ref().is_none_or(|path| is_below(place.path, path))
    }

    fn is_field(&self, place: Place<'_>, field: &str) -> bool {
        self.is_file(place) && self.field.as_ref().is_none_or(|name| name == field)
    }
}

/// Whether a path is `folder`, or in it.
fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Rules {
    /// Whether an option of a file stays as it is. As buf does, a rule that names a field and no option is one for the
    /// options of all files as well.
    pub(super) fn is_disabled(&self, place: Place<'_>, option: FileOption) -> bool {
        let is_about = |rule: &&Disable| rule.file_option.is_none_or(|it| it == option) && rule.field_option.is_none();
        self.disable.iter().filter(is_about).any(|rule| rule.about.is_file(place))
    }

    /// The values of options of a file, first to last.
    pub(super) fn of_file(&self, place: Place<'_>) -> impl Iterator<Item = &Value> {
        let of_file = self.overrides.iter().filter(|rule| !matches!(rule.value, Value::JsType(_)));
        of_file.filter(move |rule| rule.about.is_file(place)).map(|rule| &rule.value)
    }

    /// Whether any field of a file may get another `jstype`.
    pub(super) fn has_js_types(&self, place: Place<'_>) -> bool {
        self.overrides.iter().any(|rule| matches!(rule.value, Value::JsType(_)) && rule.about.is_file(place))
    }

    /// The `jstype` of a field.
    pub(super) fn js_type(&self, place: Place<'_>, field: &str) -> Option<JsType> {
        let is_about = |rule: &&Disable| rule.file_option.is_none();
        if self.disable.iter().filter(is_about).any(|rule| rule.about.is_field(place, field)) {
            return None;
        }
        self.overrides.iter().rev().find_map(|rule| match rule.value {
            Value::JsType(ty) if rule.about.is_field(place, field) => Some(ty),
            _ => None,
        })
    }
}
