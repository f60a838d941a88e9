//! The judge of the source categories: protoc compiles a file that imports the old API, with each of the two sides.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::contexts::package;
use crate::mutate::Files;
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::files::write;
use protoward_kit::process::Run;

const IMPORTER: &str = "truth_importer.proto";

/// A folder that contains one side at a time.
pub(super) struct Workspace {
    dir: PathBuf,
    written: BTreeMap<String, String>,
    protoc: PathBuf,
}

/// A break for an importer, in one category.
#[derive(Debug, Clone)]
pub(super) struct BrokenImporter {
    pub(super) category: &'static str,
    pub(super) importer: String,
    pub(super) why: String,
}

impl Workspace {
    pub(super) fn new(dir: PathBuf) -> Result<Workspace, Error> {
        files::empty(&dir)?;
        Ok(Workspace { dir, written: BTreeMap::new(), protoc: corpus::protoc()? })
    }

    /// Returns the importers that compile with the old side, but not with the new one. `body` is their declarations.
    pub(super) fn judge(&mut self, old: &Files, new: &Files, body: &str) -> Result<Option<Vec<BrokenImporter>>, Error> {
        let changed = changed(old, new);
        let all_new: Vec<&str> = in_packages(new, &packages(old, &changed));
        let by_file = importer(&changed, body);
        let by_package = importer(&all_new, body);
        self.write_files(new)?;
        let mut broken = Vec::new();
        for (category, text) in [("FILE", &by_file), ("PACKAGE", &by_package)] {
            if let Some(why) = self.refusal(text)? {
                broken.push(BrokenImporter { category, importer: text.clone(), why });
            }
        }
        if broken.is_empty() {
            return Ok(Some(broken));
        }
        // An importer that does not compile with the old side either is invalid, and shows nothing.
        self.write_files(old)?;
        let by_old_package = importer(&in_packages(old, &packages(old, &changed)), body);
        for text in [&by_file, &by_old_package] {
            if self.refusal(text)?.is_some() {
                return Ok(None);
            }
        }
        Ok(Some(broken))
    }

    /// Returns protoc's error for the files of a side, or `None` if it accepts them.
    pub(super) fn accepts(&mut self, files: &Files) -> Result<Option<String>, Error> {
        self.write_files(files)?;
        let all: Vec<&str> = files.keys().map(String::as_str).collect();
        self.compile(&all)
    }

    fn refusal(&mut self, text: &str) -> Result<Option<String>, Error> {
        write(&self.dir.join(IMPORTER), text)?;
        self.compile(&[IMPORTER])
    }

    fn compile(&self, files: &[&str]) -> Result<Option<String>, Error> {
        let mut run = Run::new(&self.protoc).current_dir(&self.dir).args(["-I", ".", "-o", "/dev/null"]);
        run = run.args(files);
        let done = run.output()?;
        Ok((done.code != Some(0)).then_some(done.stderr))
    }

    fn write_files(&mut self, files: &Files) -> Result<(), Error> {
        for gone in self.written.keys().filter(|it| !files.contains_key(*it)) {
            let path = self.dir.join(gone);
            std::fs::remove_file(&path).map_err(Error::at(&path))?;
        }
        for (name, text) in files {
            if self.written.get(name) != Some(text) {
                write(&self.dir.join(name), text)?;
            }
        }
        self.written = files.clone();
        Ok(())
    }
}

/// Returns the old files that were changed or deleted.
pub(super) fn changed<'f>(old: &'f Files, new: &Files) -> Vec<&'f str> {
    old.iter().filter(|(name, text)| new.get(*name) != Some(text)).map(|it| it.0.as_str()).collect()
}

fn packages(files: &Files, names: &[&str]) -> BTreeSet<String> {
    names.iter().filter_map(|it| package(files.get(*it)?)).collect()
}

/// Returns the files of these packages: users of a package import all files that it currently has.
fn in_packages<'f>(files: &'f Files, packages: &BTreeSet<String>) -> Vec<&'f str> {
    files
        .iter()
        .filter(|(_, text)| package(text).is_some_and(|it| packages.contains(&it)))
        .map(|it| it.0.as_str())
        .collect()
}

fn importer(imports: &[&str], body: &str) -> String {
    let mut imports: BTreeSet<&str> = imports.iter().copied().collect();
    imports.insert("google/protobuf/descriptor.proto");
    let imports: String = imports.iter().map(|it| format!("import \"{it}\";\n")).collect();
    format!("syntax = \"proto2\";\npackage truth.importer;\n{imports}{body}")
}
