//! Copies of crates in `fixtures` whose code is generated and whose tests are run by cargo.

use std::fs;
use std::path::{Path, PathBuf};

use protoward_output::apply;
use protoward_rust_crate::{Generate, generate};
use protoward_schema::Schema;

use crate::environment;

/// A copy of a crate in the folder for builds, so that all copies share their built dependencies.
pub(super) struct Copied {
    pub(super) folder: PathBuf,
}

impl Copied {
    pub(super) fn of(fixture: &Path, files: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(fixture.file_name().unwrap());
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        // The target folder may be anywhere, so that paths to the crates of the repository cannot be relative.
        let crates = format!("\"{}/", root.to_str().unwrap().replace('\\', "/"));
        for file in files {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            let text = fs::read_to_string(fixture.join(file)).unwrap();
            fs::write(folder.join(file), text.replace("\"../../../", &crates)).unwrap();
        }
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    pub(super) fn generate(&self, schema: &Schema, entries: &[Generate]) {
        let plans = generate(schema, entries, &self.folder).unwrap();
        apply(&plans.iter().map(|plan| plan.compare().unwrap()).collect::<Vec<_>>()).unwrap();
    }

    /// Runs the tests of the crate, which must pass.
    pub(super) fn test(&self) {
        self.cargo(&["test", "--quiet"]);
    }

    pub(super) fn cargo(&self, arguments: &[&str]) {
        let output = environment::cargo().args(arguments).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
    }
}
