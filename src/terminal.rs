//! The capabilities of the output streams, and colors of text. No other module inspects the environment for this.

use std::env;
use std::ffi::OsStr;
use std::io::IsTerminal;

use protoward_report::Style;

/// The maximum width, because longer lines are hard to read.
const MAX_WIDTH: usize = 120;
/// The assumed width of a stream that is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Standard output or standard error, as the environment describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// `true` if it is a terminal.
    pub(super) attended: bool,
    /// Colors, Unicode and the width of lines.
    pub(super) style: Style,
}

impl Terminal {
    pub(super) fn stdout() -> Self {
        Self::of(std::io::stdout().is_terminal(), terminal_size::terminal_size_of(std::io::stdout()))
    }

    pub(super) fn stderr() -> Self {
        Self::of(std::io::stderr().is_terminal(), terminal_size::terminal_size_of(std::io::stderr()))
    }

    fn of(attended: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Self {
        let width = size.map(|(width, _)| usize::from(width.0)).filter(|&width| width > 0);
        let width = width.unwrap_or(DEFAULT_WIDTH).min(MAX_WIDTH);
        Self { attended, style: Style { color: color(attended), unicode: unicode(), width } }
    }

    /// Returns `true` for a terminal that surely understands escape sequences, such as those that erase a line.
    pub(super) fn is_capable(self) -> bool {
        self.attended && understands_escapes(env::var_os("TERM").as_deref(), enable_escapes()).unwrap_or(false)
    }
}

/// Implements <https://no-color.org>, and `CLICOLOR_FORCE` for piped output with color.
fn color(attended: bool) -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    let understands = || understands_escapes(env::var_os("TERM").as_deref(), enable_escapes()).unwrap_or(true);
    !is_set("NO_COLOR") && (forced || attended && understands())
}

/// Makes the consoles of Windows process escape sequences, which they otherwise print as text. Returns `false` if a console cannot,
/// or if an output is no console; `None` on other systems.
fn enable_escapes() -> Option<bool> {
    anstyle_query::windows::enable_ansi_colors()
}

/// Returns whether a terminal understands escape sequences, by the variable `TERM` and the result of [`enable_escapes`]; `None` if
/// neither tells. The variable counts first: on Windows, terminals that are no consoles set it, such as that of Git.
fn understands_escapes(term: Option<&OsStr>, console: Option<bool>) -> Option<bool> {
    match (term, console) {
        (Some(term), _) => Some(term != "dumb"),
        (None, console) => console,
    }
}

/// Returns `true` unless the locale forbids Unicode; containers usually set no locale but support it.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env::var_os).find(|value| !value.is_empty());
    let refuses = locale.is_some_and(|locale| {
        let locale = locale.to_str().unwrap_or_default().to_ascii_uppercase();
        matches!(locale.as_str(), "C" | "POSIX") || locale.contains("ISO-8859") || locale.contains("ISO8859")
    });
    !refuses && env::var_os("TERM").is_none_or(|term| term != "linux")
}

/// A style of text, by its meaning where several commands share one.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_need_a_terminal_or_a_console_that_processes_them() {
        let understands = |term: Option<&str>, console| understands_escapes(term.map(OsStr::new), console);
        assert_eq!(understands(Some("xterm-256color"), None), Some(true));
        assert_eq!(understands(Some("dumb"), None), Some(false));
        assert_eq!(understands(None, None), None);
        assert_eq!(understands(None, Some(true)), Some(true));
        assert_eq!(understands(None, Some(false)), Some(false), "an old console, or one beside a pipe");
        assert_eq!(understands(Some("xterm"), Some(false)), Some(true), "mintty is a pipe to programs");
    }
}
