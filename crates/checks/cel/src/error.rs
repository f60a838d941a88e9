//! Errors in expressions, with their place in the text and a remedy.

use std::ops::Range;

/// An error in an expression, with its place there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CelError {
    /// The problem: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place: a range of bytes in the expression.
    pub range: Range<usize>,
    /// The remedy, such as the nearest name.
    pub help: Option<String>,
    /// `true` if the expression may be right, and only exceeds a limit of this program.
    pub is_limit: bool,
}

impl CelError {
    /// Creates an error at a range of bytes.
    pub fn new(range: &Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), range: range.clone(), help: None, is_limit: false }
    }

    /// Creates an error about an expression that exceeds a limit.
    pub fn limit(range: &Range<usize>, message: impl Into<String>) -> Self {
        Self { is_limit: true, ..Self::new(range, message) }
    }

    /// Adds advice how to correct the expression.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Suggests the nearest known name, or else lists the known names if there are only a few.
    #[must_use]
    pub fn suggest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        match protoward_source::nearest(name, known.iter().copied()).first() {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => self,
            None => {
                let all: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                self.help(format!("there are {}", all.join(", ")))
            }
        }
    }
}

/// The reason of an error with its place. The caller words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<K> {
    /// The place: a range of bytes in the expression.
    pub range: Range<usize>,
    /// The reason.
    pub kind: K,
}

impl<K> Placed<K> {
    pub(crate) fn new(range: &Range<usize>, kind: K) -> Self {
        Self { range: range.clone(), kind }
    }
}

impl std::fmt::Display for CelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CelError {}
