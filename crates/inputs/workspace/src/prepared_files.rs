//! Files of an input that are listed and not compiled yet, so that both sides of a comparison can be compiled together.

use std::collections::BTreeMap;

use super::advice::ProjectFiles;
use super::resolution::Imported;
use super::workspace::{ImportedFiles, Origin, Setting, Workspace};
use protoward_common_protos::package;
use protoward_compiler::{Compilation, Compiler, Side};
use protoward_schema::{File, Schema};
use protoward_source::{Report, Sources};

/// `.proto` files to compile, with the compiler that finds their imports.
#[derive(Clone)]
pub(super) struct PreparedFiles {
    pub(super) compiler: Compiler,
    pub(super) imported: Imported,
    /// The import paths of the files to compile.
    pub(super) targets: Vec<String>,
    /// The import paths of the other files of the modules.
    pub(super) others: Vec<String>,
    pub(super) origin: Origin,
    /// The module of each available file, imports included.
    pub(super) modules: BTreeMap<String, usize>,
    /// The errors of files that cannot be read.
    pub(super) unread: Report,
    pub(super) leave_memory: bool,
    /// `false` for the default configuration.
    pub(super) is_configured: bool,
}

impl PreparedFiles {
    pub(super) const fn side(&self) -> Side<'_> {
        Side { compiler: &self.compiler, files: self.targets.as_slice() }
    }

    /// Compiles the files. If `with_stripped` is `true`, also returns the schema without options of source retention.
    pub(super) fn compile(&self, with_stripped: bool, sources: &mut Sources) -> (Compilation, Option<Box<Schema>>) {
        self.compile_if(with_stripped, sources, |_, _| true).expect("the schema is wanted")
    }

    /// Compiles the files, and passes the problems to `is_wanted` before the schema is created. Returns `None` if `is_wanted`
    /// returns `false`.
    pub(super) fn compile_if(
        &self,
        with_stripped: bool,
        sources: &mut Sources,
        is_wanted: impl FnOnce(&Sources, &Report) -> bool,
    ) -> Option<(Compilation, Option<Box<Schema>>)> {
        let loaded = self.compiler.load(&self.targets, sources);
        let linked = loaded.link(sources);
        let compiled = is_wanted(sources, linked.report()).then(|| {
            let stripped = with_stripped.then(|| Box::new(linked.stripped_schema()));
            (linked.compilation(), stripped)
        });
        drop(linked);
        if self.leave_memory {
            // The syntax trees of a large schema take long to free, and the next steps need the memory.
            std::thread::spawn(move || drop(loaded));
        }
        compiled
    }

    pub(super) fn workspace(
        self,
        compilation: Compilation,
        setting: Setting,
        sources: &Sources,
        report: &mut Report,
    ) -> Option<Workspace> {
        self.forward_problems(compilation.report, sources, report)
            .then(|| self.workspace_of(compilation.schema, setting, sources))
    }

    pub(super) fn project(&self) -> ProjectFiles<'_> {
        let Self { compiler, targets, others, is_configured, .. } = self;
        ProjectFiles { compiler, targets, others, is_configured: *is_configured }
    }

    /// Forwards the problems of a compilation, and returns `true` if everything was read and compiled.
    pub(super) fn forward_problems(&self, mut problems: Report, sources: &Sources, report: &mut Report) -> bool {
        problems.append(self.unread.clone());
        self.project().forward_problems(problems, sources, report)
    }

    /// Returns the workspace of a schema.
    pub(super) fn workspace_of(self, schema: Schema, setting: Setting, sources: &Sources) -> Workspace {
        let Self { origin, imported, .. } = self;
        let built_in = schema.files.iter().map(|(_, file)| sources.get(file.source)).filter(|file| file.is_built_in);
        let common_protos =
            built_in.filter(|file| package(&file.name).is_some()).map(|file| file.name.clone()).collect();
        let is_of_dependency = |file: &&File| {
            let shown = &sources.get(file.source).display;
            file.is_import && imported.has(schema.text(file.path), shown)
        };
        let of_dependencies = schema.files.iter().map(|(_, file)| file).filter(is_of_dependency);
        let located = |file: &File| {
            let name = schema.text(file.path);
            let shown = &sources.get(file.source).display;
            (name.to_owned(), imported.path(name, shown))
        };
        let imported = ImportedFiles { paths: of_dependencies.map(located).collect(), imported };
        Workspace { common_protos, imported, ..setting.workspace(schema, origin, false) }
    }
}
