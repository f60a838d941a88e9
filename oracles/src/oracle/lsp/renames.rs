//! Renames random declarations, and compares the descriptors of all files that see them.
//!
//! The new name has the length and the shape of the old one, and occurs nowhere else. So the descriptors of both schemas are the
//! same bytes once the old name is put in place of the new one.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_schema::{FileId, Schema};
use protoward_source::MemoryTree;
use serde_json::Value;

use crate::language_server::{Editor, Symbol, Uses, apply, path, position, uri};
use crate::oracle::agreement::Agreement;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The length of names that are short enough to be part of others.
const SHORT: usize = 4;

/// The largest number of files that are compiled for one name.
pub(super) const FILES: usize = 400;

/// The renamed declarations, and those that the server refused to rename, by reason.
#[derive(Debug, Default)]
pub(super) struct Renames {
    pub(super) agreement: Agreement,
    pub(super) refused: BTreeMap<String, usize>,
}

/// Renames declarations until `count` were renamed, or all were tried.
pub(super) fn renames(
    editor: &mut Editor,
    renamer: &Renamer<'_>,
    count: usize,
    random: &mut Random,
) -> Result<Renames, Error> {
    let mut renames = Renames::default();
    let mut left: Vec<&Symbol> = renamer.uses.symbols.iter().filter(|symbol| symbol.name.len() > SHORT).collect();
    while renames.agreement.total() < count && !left.is_empty() {
        let symbol = left.swap_remove(random.below(left.len()));
        let names = renamer.names(vec![renamer.uses.schema.file_of(symbol.element)]);
        if names.len() <= FILES {
            renamer.rename(editor, symbol, &names, random, &mut renames)?;
        }
    }
    Ok(renames)
}

/// The files in which something gets a new name.
pub(super) struct Renamer<'a> {
    pub(super) tree: &'a Tree,
    /// The folder that the server has open.
    pub(super) folder: &'a Path,
    pub(super) uses: &'a Uses,
    importers: BTreeMap<FileId, Vec<FileId>>,
}

impl<'a> Renamer<'a> {
    pub(super) fn new(tree: &'a Tree, folder: &'a Path, uses: &'a Uses) -> Self {
        Self { tree, folder, uses, importers: importers(&uses.schema) }
    }

    fn rename(
        &self,
        editor: &mut Editor,
        symbol: &Symbol,
        names: &[String],
        random: &mut Random,
        renames: &mut Renames,
    ) -> Result<(), Error> {
        let full_name = self.uses.schema.full_name(symbol.element);
        let text = &self.uses.texts[&symbol.path];
        let Some(before) = self.compile(names, BTreeMap::new()) else { return Ok(()) };
        let new = unused(&symbol.name, &before, random);
        let params = serde_json::json!({
            "textDocument": { "uri": uri(&symbol.path) },
            "position": position(text, symbol.bytes.start),
            "newName": new,
        });
        let answer = match editor.try_ask("textDocument/rename", params)? {
            Ok(answer) => answer,
            Err(reason) => {
                let kind = reason.split('`').step_by(2).collect::<Vec<_>>().join("…");
                *renames.refused.entry(kind).or_default() += 1;
                return Ok(());
            }
        };
        let after = self.edited(&answer).and_then(|edited| self.compile(names, edited));
        let restored = after.as_ref().map(|bytes| restore(bytes, &new, &symbol.name));
        let is_same = restored.as_ref() == Some(&before);
        if !is_same {
            let why = if after.is_none() { "does not compile" } else { "has other descriptors" };
            println!("DIFFERS {full_name} -> {new} ({}): {why}", symbol.path.display());
        }
        renames.agreement.count(&full_name, is_same);
        Ok(())
    }

    /// Returns the import names of files, and of all files that import them, directly or not.
    pub(super) fn names(&self, files: Vec<FileId>) -> Vec<String> {
        let schema = &self.uses.schema;
        let mut found = files;
        let mut at = 0;
        while let Some(file) = found.get(at) {
            for &importer in self.importers.get(file).into_iter().flatten() {
                if !found.contains(&importer) {
                    found.push(importer);
                }
            }
            at += 1;
        }
        found.iter().map(|&file| schema.text(schema[file].path).to_owned()).collect()
    }

    /// Returns the descriptors of files, with some texts in place of those on disk; `None` if they do not compile.
    pub(super) fn compile(&self, names: &[String], edited: BTreeMap<String, String>) -> Option<Vec<u8>> {
        let compiler =
            Compiler::new().resolver(MemoryTree::new(edited)).include(self.folder).includes(self.tree.includes.clone());
        compiler.source_info(false).encode(names).ok()
    }

    /// Returns the text of a file.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(name)).ok()
    }

    /// Returns the texts after an edit, by import name; `None` if it cannot be applied, or changes a file outside of the folder.
    pub(super) fn edited(&self, answer: &Value) -> Option<BTreeMap<String, String>> {
        let mut texts = BTreeMap::new();
        for (uri, edits) in answer["changes"].as_object()? {
            let path = path(uri)?;
            let name = path.strip_prefix(self.folder).ok()?.to_str()?.to_owned();
            let text = apply(&self.text(&name)?, edits.as_array()?)?;
            texts.insert(name, text);
        }
        Some(texts)
    }
}

fn importers(schema: &Schema) -> BTreeMap<FileId, Vec<FileId>> {
    let mut importers: BTreeMap<FileId, Vec<FileId>> = BTreeMap::new();
    for (id, file) in schema.files.iter() {
        for imported in file.imports.iter().chain(&file.option_imports).filter_map(|import| import.file) {
            importers.entry(imported).or_default().push(id);
        }
    }
    importers
}

/// Returns a name of the same length and shape, none of whose forms is in a set of descriptors.
pub(super) fn unused(name: &str, set: &[u8], random: &mut Random) -> String {
    loop {
        let letter = |old: char, random: &mut Random| match old {
            'a'..='z' => char::from(b'a' + random.below(26) as u8),
            'A'..='Z' => char::from(b'A' + random.below(26) as u8),
            other => other,
        };
        let new: String = name.chars().map(|old| letter(old, random)).collect();
        let is_free = |form: &String| !set.windows(form.len()).any(|bytes| bytes == form.as_bytes());
        if forms(&new).iter().all(is_free) {
            return new;
        }
    }
}

/// Returns a name as it is written, as that of the entry of a map, and as that in JSON.
fn forms(name: &str) -> [String; 3] {
    let mut json = String::new();
    let mut is_next_upper = false;
    for letter in name.chars() {
        match letter {
            '_' => is_next_upper = true,
            _ if is_next_upper => {
                json.push(letter.to_ascii_uppercase());
                is_next_upper = false;
            }
            _ => json.push(letter),
        }
    }
    let first = json.chars().take(1).map(|letter| letter.to_ascii_uppercase());
    let entry = first.chain(json.chars().skip(1)).collect::<String>() + "Entry";
    [name.to_owned(), entry, json]
}

/// Puts the old name in place of the new one, in all of its forms.
pub(super) fn restore(set: &[u8], new: &str, old: &str) -> Vec<u8> {
    let mut set = set.to_vec();
    for (new, old) in forms(new).iter().zip(forms(old)) {
        let mut at = 0;
        while let Some(found) = set[at..].windows(new.len()).position(|bytes| bytes == new.as_bytes()) {
            at += found;
            set.splice(at..at + new.len(), old.bytes());
            at += old.len();
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_those_of_descriptors() {
        assert_eq!(forms("foo_bar2"), ["foo_bar2", "FooBar2Entry", "fooBar2"]);
        assert_eq!(forms("Http"), ["Http", "HttpEntry", "Http"]);
    }

    #[test]
    fn restores_the_old_set() {
        let mut random = Random::new(1);
        let old = b"foo_bar FooBarEntry fooBar other";
        let new = unused("foo_bar", old, &mut random);
        let [name, entry, json] = forms(&new);
        assert_eq!(restore(format!("{name} {entry} {json} other").as_bytes(), &new, "foo_bar"), old);
    }
}
