//! The file that declares all modules. Calls of a build script that generate into the same folder share it.

use std::path::Path;

use super::{cargo, folders};
use protoward_rust::tree::{self, Modules, TREE};

/// Records the name that a call has set for its file that declares all modules.
pub(super) fn record_include_file(folder: &Path, file: &Path) {
    if file == Path::new(TREE) {
        folders::with(folder, |generated| generated.has_include_file = true);
    }
}

/// Adds modules to those of a folder, and returns the content of the file that declares all of them. Returns `None` if
/// a call has set its own file with that name. In `OUT_DIR`, the file exists even without modules, because code
/// includes it by name.
pub(super) fn tree(folder: &Path, modules: Modules) -> Option<String> {
    folders::with(folder, |generated| {
        // Files of earlier calls may have been deleted.
        generated.modules.retain(|_, file| folder.join(file).is_file());
        generated.modules.extend(modules);
        let is_needed = !generated.modules.is_empty() || cargo::out_dir().as_deref() == Some(folder);
        let is_written = !generated.has_include_file && is_needed;
        is_written.then(|| tree::tree(&generated.modules))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn module(name: &str) -> Modules {
        [(vec![name.to_owned()], format!("{name}.rs"))].into()
    }

    #[test]
    fn declares_modules_of_all_calls_in_one_file() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path();
        tree(folder, module("a")).unwrap();
        std::fs::write(folder.join("a.rs"), "").unwrap();
        let both = tree(folder, module("b")).unwrap();
        assert!(both.contains("a.rs") && both.contains("b.rs"), "{both}");
        std::fs::remove_file(folder.join("a.rs")).unwrap();
        assert!(!tree(folder, module("b")).unwrap().contains("a.rs"));
        record_include_file(folder, Path::new("mod.rs"));
        assert_eq!(tree(folder, module("b")), None);
    }
}
