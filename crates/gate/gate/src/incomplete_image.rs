//! Lint rules that cannot be checked in an image, because the image lacks what they need: imported files, source info, or the
//! module of a file. A rule without an examination is an error, so that it does not pass.

use std::collections::BTreeSet;

use crate::codes;
use protoward_lint::needs_locations;
use protoward_lint_custom::ConditionRule;
use protoward_policy::Rule;
use protoward_schema::{FileId, Schema};
use protoward_settings::Lint;
use protoward_source::{Diagnostic, Report, count, list};
use protoward_workspace::Workspace;

/// The maximum number of rules that a message names.
const NAMED_RULES: usize = 3;

/// An image that is checked by lint rules.
pub(crate) struct CheckedImage<'a> {
    workspace: &'a Workspace,
    /// The rules that cannot be checked.
    rules: BTreeSet<&'static str>,
    /// The files without source info in which these rules would have run.
    files: BTreeSet<FileId>,
}

impl<'a> CheckedImage<'a> {
    /// Creates the check of a schema; `None` if it is not an image.
    pub(crate) fn of(workspace: &'a Workspace) -> Option<Self> {
        workspace.is_image().then(|| Self { workspace, rules: BTreeSet::new(), files: BTreeSet::new() })
    }

    /// Adds the rules that some files of a module lack the source info for.
    pub(crate) fn add_module(&mut self, files: &[FileId], rules: &[&'static Rule], own: &[ConditionRule]) {
        let schema = &self.workspace.schema;
        for &file in files.iter().filter(|&&file| !schema[file].has_locations()) {
            let built_in = rules.iter().filter(|rule| needs_locations(rule, &schema[file])).map(|rule| rule.id());
            let defined = own.iter().filter(|own| own.condition.reads_comments()).map(|own| own.rule.id());
            let unchecked: Vec<_> = built_in.chain(defined).collect();
            if !unchecked.is_empty() {
                self.files.insert(file);
                self.rules.extend(unchecked);
            }
        }
    }

    /// Returns an error for everything that is not checked.
    pub(crate) fn failures(&self, of_modules: &[&Lint]) -> Report {
        let imports = missing_import(&self.workspace.schema).map(|(path, by)| self.without_import(path, by));
        let settings_differ = of_modules.iter().any(|lint| *lint != of_modules[0]);
        let unknown = self.workspace.files_of_unknown_module();
        let module = unknown.first().filter(|_| settings_differ).map(|&file| self.without_module(file, unknown.len()));
        let locations = self.files.first().map(|&file| self.without_locations(file));
        imports.into_iter().chain(module).chain(locations).collect()
    }

    fn error(&self, why: &str) -> Diagnostic {
        let input = &self.workspace.origin.input;
        Diagnostic::error(codes::INCOMPLETE_IMAGE, format!("`{input}` was not checked by all rules: {why}"))
    }

    fn path(&self, file: FileId) -> &str {
        self.workspace.schema.text(self.workspace.schema[file].path)
    }

    fn without_import(&self, path: &str, by: FileId) -> Diagnostic {
        self.error(&format!("it lacks `{path}`, which `{}` imports", self.path(by))).help(
            "write the image with imports: `protoc --include_imports`, or `buf build` and `protoward build` without \
             `--exclude-imports`",
        )
    }

    fn without_module(&self, file: FileId, number: usize) -> Diagnostic {
        let more = if number > 1 { format!(" and {} more", count(number - 1, "file")) } else { String::new() };
        let why = format!("the module of `{}`{more} is unknown, and the modules have different rules", self.path(file));
        self.error(&why)
            .help("run the command in the folder of the files, or select rules for all files with `--config`")
    }

    fn without_locations(&self, file: FileId) -> Diagnostic {
        let mut named: Vec<String> = self.rules.iter().take(NAMED_RULES).map(|id| format!("`{id}`")).collect();
        if self.rules.len() > NAMED_RULES {
            named.push(count(self.rules.len() - NAMED_RULES, "other rule"));
        }
        let files = match self.files.len() {
            1 => format!("`{}` has no source info", self.path(file)),
            several => format!("{} have no source info, such as `{}`", count(several, "file"), self.path(file)),
        };
        let verb = if self.rules.len() == 1 { "needs" } else { "need" };
        self.error(&format!("{files}, which {} {verb}", list(&named))).help(
            "write the image with source info: `protoc --include_source_info`, or `buf build` and `protoward build` without \
             `--exclude-source-info`; or exclude these rules with `except`",
        )
    }
}

/// Returns the path of a file that the schema lacks, and the file that imports it. A weak import may be absent.
fn missing_import(schema: &Schema) -> Option<(&str, FileId)> {
    schema.files.iter().filter(|(_, file)| !file.is_import).find_map(|(id, file)| {
        let missing = file.imports.iter().find(|import| import.file.is_none() && !import.weak)?;
        Some((schema.text(missing.path), id))
    })
}
