//! Rules, as generated code declares them.

/// A rule of `buf.validate`. Generated code has a static for each.
#[derive(Debug)]
pub struct Rule {
    pub(super) id: &'static str,
    pub(super) message: &'static str,
    pub(super) path: &'static [RuleElement],
    pub(super) index: Option<u64>,
    pub(super) for_key: bool,
}

/// An element of the path of a rule in `buf.validate.FieldRules`: the name, the number and the type of a field.
pub type RuleElement = (&'static str, i32, u8);

impl Rule {
    /// Declares a rule.
    pub const fn new(id: &'static str, message: &'static str, path: &'static [RuleElement]) -> Self {
        Self { id, message, path, index: None, for_key: false }
    }

    /// Sets the position in a list of rules, such as `cel`.
    #[must_use]
    pub const fn at(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// Marks a rule for the keys of a map.
    #[must_use]
    pub const fn of_key(self) -> Self {
        Self { for_key: true, ..self }
    }
}
