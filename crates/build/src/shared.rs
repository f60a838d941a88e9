//! Modules that are written beside the code. Calls of a build script that generate into the same folder share these
//! files: a file contains everything that the code of these calls needs.

use std::path::Path;

use super::folders::{self, SharedFile};
use crate::diagnostics;
use protoward_rust::additions::runtime_modules::{ALLOW_LINTS, RUNTIME_MODULES};
use protoward_rust::tree::{Files, Modules};
use protoward_source::Diagnostic;

/// Merges the modules of a call with those of earlier calls. A call that sets its own file that declares all modules
/// gets separate files, because that file does not include the modules of other calls.
///
/// # Errors
/// Returns an error if the calls have conflicting settings for a module.
pub(super) fn merge(
    folder: &Path,
    tree: Option<&Path>,
    files: &mut Files,
    modules: &mut Modules,
    include: Option<&mut Vec<u8>>,
) -> Result<(), Box<Diagnostic>> {
    let mut include = include;
    let packages: Modules = modules.clone().into_iter().filter(|(path, _)| !is_shared_module(path)).collect();
    for name in RUNTIME_MODULES {
        let plain = format!("{name}.rs");
        let Some(code) = files.remove(&plain) else { continue };
        let own = SharedFile {
            tree: tree.map(Path::to_owned),
            text: String::from_utf8_lossy(&code).into_owned(),
            packages: packages.clone(),
        };
        let (file, earlier) = folders::with(folder, |known| {
            let file = file_of(name, tree, &known.shared);
            let earlier = find(&known.shared, &file).cloned();
            (file, earlier)
        });
        let merged = match earlier {
            Some(earlier) => earlier.merged_with(own, folder, name)?,
            None => own,
        };
        if file != plain {
            modules.values_mut().filter(|it| **it == plain).for_each(|it| it.clone_from(&file));
            if let Some(text) = include.as_deref_mut() {
                *text = String::from_utf8_lossy(text).replace(&format!("{plain}\""), &format!("{file}\"")).into_bytes();
            }
        }
        files.insert(file.clone(), merged.text.clone().into_bytes());
        folders::with(folder, |known| {
            known.shared.retain(|(name, _)| *name != file);
            known.shared.push((file, merged));
        });
    }
    Ok(())
}

fn is_shared_module(path: &[String]) -> bool {
    matches!(path, [name] if RUNTIME_MODULES.contains(&name.as_str()))
}

/// Returns the file name of a module. The first call gets the plain name.
fn file_of(name: &str, tree: Option<&Path>, written: &[(String, SharedFile)]) -> String {
    let plain = format!("{name}.rs");
    match find(written, &plain) {
        Some(other) if other.tree.as_deref() != tree => {
            let stem = tree.and_then(Path::file_stem).map_or_else(|| "mod".into(), |stem| stem.to_string_lossy());
            format!("{name}.{stem}.rs")
        }
        _ => plain,
    }
}

fn find<'w>(written: &'w [(String, SharedFile)], file: &str) -> Option<&'w SharedFile> {
    written.iter().find(|(name, _)| name == file).map(|(_, shared)| shared)
}

impl SharedFile {
    /// Merges the module with that of a later call.
    fn merged_with(mut self, later: Self, folder: &Path, name: &str) -> Result<Self, Box<Diagnostic>> {
        // The code of an earlier call may have been deleted or generated again.
        self.packages.retain(|path, file| !later.packages.contains_key(path) && folder.join(file).is_file());
        if self.packages.is_empty() {
            return Ok(later);
        }
        let Self { tree, text, mut packages } = self;
        let (head, mut blocks) = blocks(&text);
        for block in self::blocks(&later.text).1 {
            match blocks.iter().position(|it| key(it) == key(&block)) {
                Some(at) if blocks[at] == block => {}
                Some(_) => return Err(diagnostics::calls_differ(name, key(&block), folder)),
                None => blocks.push(block),
            }
        }
        let (uses, parts): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|block| key(block).starts_with("pub use "));
        let uses = uses.iter().map(|block| format!("{ALLOW_LINTS}\n{block}\n"));
        let parts = parts.iter().map(|block| format!("\n{ALLOW_LINTS}\n{block}\n"));
        let text = [head].into_iter().chain(uses).chain(parts).collect();
        packages.extend(later.packages);
        Ok(Self { tree, text, packages })
    }
}

/// Splits a module into its head and its blocks.
fn blocks(text: &str) -> (String, Vec<String>) {
    let mark = format!("{ALLOW_LINTS}\n");
    let mut parts = text.split(&*mark);
    let head = parts.next().unwrap_or_default().to_owned();
    (head, parts.map(|part| part.trim_end().to_owned()).collect())
}

/// Returns the first line of a block, which identifies the block.
fn key(block: &str) -> &str {
    block.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn module(parts: &[(&str, &str)]) -> String {
        let part = |(name, code): &(&str, &str)| format!("\n{ALLOW_LINTS}\nmod {name} {{\n{code}\n}}\n");
        let uses = format!("{ALLOW_LINTS}\npub use self::{}::X;\n", parts[0].0);
        format!("// head\n\n{uses}{}", parts.iter().map(part).collect::<String>())
    }

    /// Makes a call that generates the code of a package and a shared module.
    fn call(folder: &Path, tree: Option<&str>, package: &str, text: &str) -> Result<(Files, Modules), String> {
        let file = format!("{package}.rs");
        let shared = (vec!["protoward_grpc".to_owned()], "protoward_grpc.rs".to_owned());
        let mut modules: Modules = [(vec![package.to_owned()], file.clone()), shared].into();
        let mut files: Files = [(file.clone(), Vec::new()), ("protoward_grpc.rs".to_owned(), text.into())].into();
        std::fs::write(folder.join(file), "").unwrap();
        merge(folder, tree.map(Path::new), &mut files, &mut modules, None).map_err(|it| it.message.clone())?;
        Ok((files, modules))
    }

    fn text(files: &Files, name: &str) -> String {
        String::from_utf8(files[name].clone()).unwrap()
    }

    #[test]
    fn merges_blocks_of_all_calls() {
        let temp = tempfile::tempdir().unwrap();
        let _ = call(temp.path(), None, "a", &module(&[("codec", "1"), ("time", "2")])).unwrap();
        let (files, _) = call(temp.path(), None, "b", &module(&[("codec", "1"), ("any", "3")])).unwrap();
        let expected = module(&[("codec", "1"), ("time", "2"), ("any", "3")]);
        assert_eq!(text(&files, "protoward_grpc.rs"), expected);
    }

    #[test]
    fn rejects_conflicting_blocks() {
        let temp = tempfile::tempdir().unwrap();
        let _ = call(temp.path(), None, "a", &module(&[("options", "1")])).unwrap();
        let why = call(temp.path(), None, "b", &module(&[("options", "2")])).unwrap_err();
        assert!(why.contains("`protoward_grpc`") && why.contains("`prost_path`"), "{why}");
        let (files, _) = call(temp.path(), None, "a", &module(&[("options", "2")])).unwrap();
        assert_eq!(text(&files, "protoward_grpc.rs"), module(&[("options", "2")]), "nothing is left of the first");
    }

    #[test]
    fn separates_modules_by_include_file() {
        let temp = tempfile::tempdir().unwrap();
        let _ = call(temp.path(), Some("one.rs"), "a", &module(&[("options", "1")])).unwrap();
        let (files, modules) = call(temp.path(), Some("two.rs"), "b", &module(&[("options", "2")])).unwrap();
        assert_eq!(text(&files, "protoward_grpc.two.rs"), module(&[("options", "2")]));
        assert_eq!(modules[&vec!["protoward_grpc".to_owned()]], "protoward_grpc.two.rs");
    }
}
