//! Renames random files and folders, and compares the descriptors of these files and of all that import them.
//!
//! The descriptors before and after are equal once the old name replaces the new one.

use std::collections::BTreeMap;

use serde_json::json;

use super::renames::{FILES, Renamer, restore, unused};
use crate::language_server::{Editor, uri};
use crate::oracle::agreement::Agreement;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The number of draws for each rename. Files with too many importers are left out.
const TRIES: usize = 20;

/// Renames `count` files, and as many folders, or fewer if too many files import most of them.
pub(super) fn file_renames(
    editor: &mut Editor,
    renamer: &Renamer<'_>,
    count: usize,
    random: &mut Random,
) -> Result<Agreement, Error> {
    let mut agreement = Agreement::default();
    for is_folder in [false, true] {
        let target = agreement.total() + count;
        for _ in 0..count * TRIES {
            if agreement.total() == target {
                break;
            }
            let Some(path) = random.pick(&renamer.tree.files) else { break };
            let path = if is_folder { path.rsplit_once('/').map(|(folder, _)| folder) } else { Some(path.as_str()) };
            if let Some(path) = path {
                rename(editor, renamer, path, random, &mut agreement)?;
            }
        }
    }
    Ok(agreement)
}

fn rename(
    editor: &mut Editor,
    renamer: &Renamer<'_>,
    path: &str,
    random: &mut Random,
    agreement: &mut Agreement,
) -> Result<(), Error> {
    let (parent, name) = path.rsplit_once('/').map_or(("", path), |(parent, name)| (&path[..=parent.len()], name));
    let old = name.strip_suffix(".proto").unwrap_or(name);
    let moved: Vec<&String> =
        renamer.tree.files.iter().filter(|file| *file == path || file.starts_with(&format!("{path}/"))).collect();
    let names = renamer.names(moved.iter().filter_map(|file| renamer.uses.schema.find_file(file)).collect());
    // In a sample, files that the server does not have may import the old name.
    if names.len() > FILES || names.iter().any(|name| !renamer.tree.files.contains(name)) {
        return Ok(());
    }
    let Some(before) = renamer.compile(&names, BTreeMap::new()) else { return Ok(()) };
    let new = unused(old, &before, random);
    let new_path = format!("{parent}{}", name.replacen(old, &new, 1));
    let [old_uri, new_uri] = [path, new_path.as_str()].map(|path| uri(&renamer.folder.join(path)));
    let params = json!({ "files": [{ "oldUri": old_uri, "newUri": new_uri }] });
    let after = match editor.try_ask("workspace/willRenameFiles", params)? {
        Ok(answer) => renamer.edited(&answer).and_then(|mut texts| {
            let new_name = |file: &str| format!("{new_path}{}", &file[path.len()..]);
            for &file in &moved {
                let text = texts.remove(file).or_else(|| renamer.text(file))?;
                texts.insert(new_name(file), text);
            }
            let is_moved = |file: &String| moved.contains(&file);
            let names: Vec<String> =
                names.iter().map(|file| if is_moved(file) { new_name(file) } else { file.clone() }).collect();
            renamer.compile(&names, texts)
        }),
        Err(_) => None,
    };
    let is_same = after.as_ref().is_some_and(|after| restore(after, &new, old) == before);
    if !is_same {
        let why = if after.is_none() { "does not compile" } else { "has other descriptors" };
        println!("DIFFERS {path} -> {new_path}: {why}");
    }
    agreement.count(path, is_same);
    Ok(())
}
