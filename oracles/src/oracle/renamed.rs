//! Random sets of files, in which some names are replaced, such as by keywords of a language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::disk;
use crate::oracle::random;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::tokens::{Token, TokenKind, tokens};
use protoward_kit::{parallel, workspace};

/// The maximum number of names of a set that are replaced.
const RENAMED: usize = 3;

/// Random sets to compare.
pub(super) struct RenamedSets<'a> {
    /// The number of sets.
    pub(super) count: u64,
    pub(super) seed: u64,
    /// The folder of the sets, below `target`.
    pub(super) folder: &'a str,
    /// The names that replace others.
    pub(super) replacements: &'a [&'static str],
}

impl RenamedSets<'_> {
    /// Writes each set to a folder and compares it: `compare` gets its number, the folder and the files. The folder is kept
    /// if `is_full` returns `false` for the result.
    pub(super) fn compare<R: Send>(
        &self,
        compare: impl Fn(u64, &Path, &[String]) -> Result<R, Error> + Sync,
        is_full: impl Fn(&R) -> bool + Sync,
    ) -> Result<Vec<R>, Error> {
        let numbers: Vec<u64> = (0..self.count).collect();
        let results = parallel::map(&numbers, |&number| {
            let folder = workspace::scratch(self.folder)?.join(number.to_string());
            let texts = draw(self.seed, number, self.replacements);
            disk::write_all(&folder, texts.iter().map(|(name, text)| (name, text)))?;
            let names: Vec<String> = texts.into_iter().map(|(name, _)| name).collect();
            let result = compare(number, &folder, &names)?;
            if is_full(&result) {
                std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
            } else {
                println!("  set {number} is kept: {}", folder.display());
            }
            Ok(result)
        });
        results.into_iter().collect()
    }
}

/// Draws one set: the files and their contents. Some names of every other set are replaced by `replacements`.
fn draw(seed: u64, number: u64, replacements: &[&'static str]) -> Vec<(String, Vec<u8>)> {
    let mut texts: Vec<(String, String)> = random::legal(seed, number)
        .into_iter()
        .map(|(name, text)| (name, String::from_utf8_lossy(&text).into_owned()))
        .collect();
    let mut random = Random::keyed(seed, &[number, 3]);
    // Half of the sets stay unchanged, because protoc refuses many of the others.
    if random.chance(2) {
        let names: BTreeSet<String> = texts.iter().flat_map(|(_, text)| declared(text)).collect();
        let names = random.sample(names.into_iter().collect(), RENAMED);
        let keywords = random.sample(replacements.to_vec(), names.len());
        let renamed = names.into_iter().zip(keywords).collect();
        texts.iter_mut().for_each(|(_, text)| *text = rename(text, &renamed));
    }
    texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// Returns the names of messages, enums, fields and values.
fn declared(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let word = |token: &Token| text[token.span.clone()].to_owned();
    let names =
        tokens.windows(3).filter_map(|three| match (&word(&three[0])[..], three[1].kind, &word(&three[2])[..]) {
            ("message" | "enum", TokenKind::Word, "{") => Some(word(&three[1])),
            ("option", ..) => None,
            (_, TokenKind::Word, "=") if three[0].kind == TokenKind::Word => Some(word(&three[1])),
            _ => None,
        });
    names.collect()
}

fn rename(text: &str, renamed: &BTreeMap<String, &str>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut end = 0;
    for token in tokens(text) {
        let keyword = renamed.get(&text[token.span.clone()]).filter(|_| token.kind == TokenKind::Word);
        if let Some(keyword) = keyword {
            result += &text[end..token.span.start];
            result += keyword;
            end = token.span.end;
        }
    }
    result + &text[end..]
}

#[cfg(test)]
mod tests {
    use super::{declared, rename};

    #[test]
    fn renames_names_everywhere() {
        let text = "message A { option x = 1; B b = 2; } // A\nmessage B { A a = 1; }";
        assert_eq!(declared(text), ["A", "b", "B", "a"]);
        let renamed = rename(text, &[("A".to_owned(), "class")].into());
        assert_eq!(renamed, "message class { option x = 1; B b = 2; } // A\nmessage B { class a = 1; }");
    }
}
