//! Wildcards in the names of input files. The shells of Windows do not expand them, so protoc.exe does, by the rules of the system.

use std::fs;

use crate::errors::Failure;
use crate::mapping::normalize;
use crate::surroundings::Surroundings;
use protoward_source::paths::System;

/// Returns the files that an input names: itself without wildcards, or else the matching files of its folder, in the order of NTFS.
///
/// # Errors
/// Fails if no file matches.
pub(crate) fn expand(input: &str, surroundings: &Surroundings) -> Result<Vec<String>, Failure> {
    let is_pattern = surroundings.system == System::Windows && input.contains(['*', '?']);
    if !is_pattern {
        return Ok(vec![input.to_owned()]);
    }
    let (folder, pattern) = input.split_at(input.rfind(['/', '\\']).map_or(0, |separator| separator + 1));
    let pattern = Pattern::new(pattern);
    let entries =
        fs::read_dir(surroundings.at(&normalize(surroundings.system, folder))).into_iter().flatten().flatten();
    let files = entries.filter(|entry| !entry.path().is_dir());
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| pattern.matches(name)).collect();
    names.sort_by_cached_key(|name| name.to_uppercase().encode_utf16().collect::<Vec<u16>>());
    if names.is_empty() {
        return Err(Failure::NoMatch(input.to_owned()));
    }
    Ok(names.into_iter().map(|name| format!("{folder}{name}")).collect())
}

/// A name with wildcards, as Windows compares it with the names of files. The rules are older than long names, so that dots are
/// special.
///
/// Source: <https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/nf-ntifs-_fsrtl_advanced_fcb_header-fsrtlisnameinexpression>
#[derive(Debug)]
struct Pattern(Vec<Part>);

#[derive(Clone, Copy, Debug)]
enum Part {
    Character(char),
    /// `*`: any characters.
    Any,
    /// `*` before a dot: any characters up to the last dot of the name, or up to its end if no dot follows.
    AnyBeforeLastDot,
    /// `?`: one character that is not a dot, or nothing at a dot or at the end.
    OneOrEnd,
    /// A dot before a wildcard: a dot, or the end of the name.
    DotOrEnd,
}

impl Pattern {
    /// Parses a pattern as `FindFirstFile` does.
    fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let part = |(at, &character): (usize, &char)| match (character, characters.get(at + 1)) {
            ('*', Some('.')) if text != "*.*" => Part::AnyBeforeLastDot,
            ('*', _) => Part::Any,
            ('?', _) => Part::OneOrEnd,
            ('.', Some('*' | '?')) => Part::DotOrEnd,
            _ => Part::Character(character),
        };
        Self(characters.iter().enumerate().map(part).collect())
    }

    fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        // The positions in the name at which the parts so far can end.
        let mut reached = vec![0];
        for part in &self.0 {
            let mut next: Vec<usize> = reached.into_iter().flat_map(|at| part.ends(&name, at)).collect();
            next.sort_unstable();
            next.dedup();
            reached = next;
        }
        reached.contains(&name.len())
    }
}

impl Part {
    /// Returns the positions at which the part can end if it starts at `at`; none if it does not match there.
    fn ends(self, name: &[char], at: usize) -> std::ops::Range<usize> {
        let rest = &name[at..];
        match (self, rest.first()) {
            (Self::Any, _) => at..name.len() + 1,
            (Self::AnyBeforeLastDot, _) => {
                let end = rest.iter().rposition(|&character| character == '.').map_or(name.len(), |dot| at + dot);
                at..end + 1
            }
            (Self::OneOrEnd, None | Some('.')) | (Self::DotOrEnd, None) => at..at + 1,
            (Self::OneOrEnd, Some(_)) | (Self::DotOrEnd, Some('.')) => at + 1..at + 2,
            (Self::Character(one), Some(&other)) if is_same(one, other) => at + 1..at + 2,
            (Self::DotOrEnd | Self::Character(_), _) => at..at,
        }
    }
}

fn is_same(one: char, other: char) -> bool {
    one == other || one.to_uppercase().eq(other.to_uppercase())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const NAMES: [&str; 9] =
        ["B2.proto", "a.b.proto", "a.proto", "a_.proto", "ab.proto", "b10.proto", "noext", ".h.proto", "x.protoo"];

    fn matching(pattern: &str) -> Vec<&'static str> {
        let pattern = Pattern::new(pattern);
        NAMES.into_iter().filter(|name| pattern.matches(name)).collect()
    }

    #[test]
    fn a_star_is_any_characters() {
        assert_eq!(matching("*"), NAMES);
        assert_eq!(matching("*.*"), NAMES);
        assert_eq!(matching("b*"), ["B2.proto", "b10.proto"]);
        assert_eq!(matching("*B*O"), ["B2.proto", "a.b.proto", "ab.proto", "b10.proto"]);
        assert_eq!(
            matching("*.proto"),
            &NAMES.map(|name| name)[..6].iter().copied().chain([".h.proto"]).collect::<Vec<_>>()[..]
        );
        assert_eq!(matching("*.b.proto"), ["a.b.proto"]);
        assert_eq!(matching("noext.*"), ["noext"]);
        assert_eq!(matching("*.pro"), Vec::<&str>::new());
        assert_eq!(matching("*."), Vec::<&str>::new());
    }

    #[test]
    fn a_question_mark_is_a_character_or_the_end_of_a_part() {
        assert_eq!(matching("?.proto"), ["a.proto"]);
        assert_eq!(matching("??.proto"), ["B2.proto", "a.proto", "a_.proto", "ab.proto"]);
        assert_eq!(matching("b?.proto"), ["B2.proto"]);
        assert_eq!(matching("a?b.proto"), Vec::<&str>::new());
        assert_eq!(matching("?oext?"), ["noext"]);
        assert_eq!(matching("a.proto??"), ["a.proto"]);
        assert_eq!(matching("a.pro?o"), ["a.proto"]);
        assert_eq!(matching("nope?"), Vec::<&str>::new());
    }

    #[test]
    fn expands_inputs_in_the_order_of_the_file_system() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("proto/a.proto")).unwrap();
        for name in ["b.proto", "C.proto", "a_.proto", "ab.proto", "z.txt"] {
            fs::write(folder.path().join("proto").join(name), "").unwrap();
        }
        let windows =
            Surroundings { folder: Some(folder.path().to_owned()), system: System::Windows, ..Surroundings::default() };
        let expected = ["ab", "a_", "b", "C"].map(|name| format!(r"proto\{name}.proto"));
        assert_eq!(expand(r"proto\*.proto", &windows).unwrap(), expected);
        assert_eq!(expand(r".\proto/c*", &windows).unwrap(), [r".\proto/C.proto"]);
        for input in [r"proto\x*", r"prot?\b.proto", r"nope\*.proto", "*", r"proto\a.prot?"] {
            assert!(matches!(expand(input, &windows), Err(Failure::NoMatch(_))), "{input}");
        }
        assert_eq!(expand("nope", &windows).unwrap(), ["nope"]);
        let unix = Surroundings { system: System::Unix, ..windows };
        assert_eq!(expand("proto/*.proto", &unix).unwrap(), ["proto/*.proto"]);
    }
}
