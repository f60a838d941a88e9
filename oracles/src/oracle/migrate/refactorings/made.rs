//! A refactoring that is made in memory, and judged by protoward's proof and by protoc.

use std::collections::BTreeSet;
use std::path::Path;

use super::dynamic::files;
use super::outcome::{Files, Outcome, compiled, edited, error_lines, has_other_files, is_about_names, reason};
use crate::oracle::compilers::Compiler;
use protoward_compiler::Sources;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_refactor::proof::differences;
use protoward_refactor::{Planner, Refactoring, Refusal, Texts};
use protoward_schema::Schema;
use protoward_source::Edit;

/// A set of files before a refactoring.
pub(super) struct Before<'a> {
    pub(super) texts: &'a Files,
    pub(super) schema: &'a Schema,
    pub(super) sources: &'a Sources,
}

/// The set of files after a refactoring.
pub(super) struct After {
    pub(super) texts: Files,
    pub(super) schema: Schema,
    pub(super) sources: Sources,
    pub(super) refactoring: Refactoring,
}

impl After {
    pub(super) const fn before(&self) -> Before<'_> {
        Before { texts: &self.texts, schema: &self.schema, sources: &self.sources }
    }
}

impl Before<'_> {
    pub(super) fn plan<T>(&self, plan: impl FnOnce(&Planner<'_>) -> T) -> T {
        let texts = Texts::new(self.sources, self.schema.files.iter().map(|(_, file)| file.source));
        plan(&Planner::new(self.schema, &texts, self.sources))
    }

    pub(super) fn applied(&self, refactoring: &Refactoring) -> Files {
        let edits: Vec<Edit> = refactoring.all_edits().cloned().collect();
        let mut new = edited(self.texts, &edits, self.sources);
        for &file in &refactoring.removed {
            new.remove(self.schema.name(file.into()));
        }
        new.extend(refactoring.created.iter().map(|file| (file.path.clone(), file.text.clone())));
        new
    }

    /// Makes a refactoring. The error is the outcome of one that is refused or wrong.
    pub(super) fn make(
        &self,
        what: &str,
        plan: impl FnOnce(&Planner<'_>) -> Result<Refactoring, Refusal>,
    ) -> Result<After, Outcome> {
        let wrong = |why: String| Outcome::Wrong(format!("{what}: {why}"));
        let refactoring = self.plan(plan).map_err(|refusal| Outcome::Refused(reason(&refusal)))?;
        let edits: Vec<Edit> = refactoring.all_edits().cloned().collect();
        if has_other_files(self.texts, &edits, self.sources) {
            return Err(Outcome::Refused("built-in files".to_owned()));
        }
        let texts = self.applied(&refactoring);
        let mut sources = self.sources.clone();
        let schema = compiled(&texts, &mut sources).map_err(|errors| {
            if is_about_scopes(&errors) {
                Outcome::Refused("refused by the compiler".to_owned())
            } else {
                wrong(errors)
            }
        })?;
        match differences(self.schema, &schema, &refactoring.changes, &sources).first() {
            // The command shows the difference and writes nothing.
            Some(difference) if is_inherited(difference.what) => Err(Outcome::Refused("other features".to_owned())),
            Some(difference) => Err(wrong(format!("{difference:?}"))),
            None => Ok(After { texts, schema, sources, refactoring }),
        }
    }
}

/// Returns `true` for what a declaration inherits from the scope around it.
fn is_inherited(what: &str) -> bool {
    what == "the features"
}

/// Returns `true` for errors about names and scopes.
pub(super) fn is_about_scopes(errors: &str) -> bool {
    let is_about_visibility = || error_lines(errors).all(|it| it.contains("[not-visible]"));
    is_about_names(errors) || !errors.is_empty() && is_about_visibility()
}

/// The descriptors of protoc for both sides; the error is what it says about the new texts.
pub(super) type Descriptors = Result<[Vec<u8>; 2], String>;

/// Returns the descriptors that protoc writes. `None` if protoc rejects the old texts, or if a default value is not valid UTF-8, which
/// prost-reflect cannot decode.
pub(super) fn descriptors(old: &Files, new: &Files, protoc: &Compiler) -> Result<Option<Descriptors>, Error> {
    let set = |texts: &Files| -> Result<_, Error> {
        let own: BTreeSet<String> =
            texts.keys().filter(|name| !name.starts_with("google/protobuf/")).cloned().collect();
        let names: Vec<String> = own.into_iter().collect();
        let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        for name in &names {
            protoward_kit::files::write(&folder.path().join(name), texts[name].as_bytes())?;
        }
        let dir = folder.path().to_owned();
        let tree = Tree { corpus: "drawn", prefix: String::new(), dir, includes: Vec::new(), files: names.clone() };
        protoc.set(&tree, &names, &["--include_imports", "--retain_options"])
    };
    let Ok(before) = set(old)? else { return Ok(None) };
    if files(&before).is_none() {
        return Ok(None);
    }
    Ok(Some(match set(new)? {
        Ok(after) => Ok([before, after]),
        Err(errors) => Err(format!("protoc refuses the result: {errors}")),
    }))
}
