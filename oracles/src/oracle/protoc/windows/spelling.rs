//! The ways to write a path of Windows.

use std::path::Path;

use protoward_kit::random::Random;

/// A spelling of a path inside of the working folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `a/b`
    Slashes,
    /// `a\b`
    Backslashes,
    /// `a\b/c`
    Mixed,
    /// `.\a\b`
    Dot,
    /// `a\\b//c`
    Doubled,
    /// `a\b\.`
    DotAtEnd,
    /// `A\b`
    OtherCase,
    /// `a\..\a\b`
    Parent,
}

impl Spelling {
    /// Draws a spelling for a path. Two are not usual, because protoc compares paths as texts.
    pub(super) fn draw(random: &mut Random, is_usual: bool) -> Self {
        match random.below(if is_usual { 10 } else { 14 }) {
            0 | 1 => Self::Slashes,
            2..5 => Self::Backslashes,
            5 | 6 => Self::Mixed,
            7 | 8 => Self::Dot,
            9 => Self::Doubled,
            10 | 11 => Self::OtherCase,
            _ => Self::Parent,
        }
    }

    /// Spells a path that is written with `/`.
    pub(super) fn of(self, path: &str) -> String {
        let names: Vec<&str> = path.split('/').collect();
        let first = names.first().copied().unwrap_or_default();
        match self {
            Self::Slashes => path.to_owned(),
            Self::Backslashes => path.replace('/', "\\"),
            Self::Mixed => path.replacen('/', "\\", 1),
            Self::Dot => format!(".\\{}", path.replace('/', "\\")),
            Self::Doubled => path.replacen('/', "\\\\", 1).replace('/', "//"),
            Self::DotAtEnd => format!("{}\\.", path.replace('/', "\\")),
            Self::OtherCase => format!("{}{}", first.to_uppercase(), &path[first.len()..]),
            Self::Parent => format!("{first}\\..\\{path}"),
        }
    }
}

/// Returns the path that programs of Windows have for a folder of this machine.
pub(super) fn of_windows(folder: &Path) -> String {
    let path = folder.to_string_lossy().into_owned();
    if cfg!(windows) { path } else { format!("Z:{}", path.replace('/', "\\")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_paths_in_eight_ways() {
        let all = [
            Spelling::Slashes,
            Spelling::Backslashes,
            Spelling::Mixed,
            Spelling::Dot,
            Spelling::Doubled,
            Spelling::DotAtEnd,
            Spelling::OtherCase,
            Spelling::Parent,
        ];
        let spelled = all.map(|spelling| spelling.of("a/b/c"));
        let expected = ["a/b/c", r"a\b\c", r"a\b/c", r".\a\b\c", r"a\\b//c", r"a\b\c\.", "A/b/c", r"a\..\a/b/c"];
        assert_eq!(spelled, expected);
    }
}
