//! Colors and styles of terminal text.

use protoward_report::Style;

/// A style of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextStyle {
    Bold,
    Dim,
    Name,
    Good,
    Bad,
    Open,
    Added,
    Removed,
}

impl TextStyle {
    /// Returns the parameters of the escape sequence.
    const fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Name => "36",
            Self::Good => "1;32",
            Self::Bad => "1;31",
            Self::Open => "1;33",
            Self::Added => "32",
            Self::Removed => "31",
        }
    }
}

/// Returns colored text; plain text without color support.
pub(super) fn paint(text: &str, ink: TextStyle, style: Style) -> String {
    if style.color && !text.is_empty() { format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code()) } else { text.to_owned() }
}
