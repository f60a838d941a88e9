//! `protoward bazel`: BUILD files with a `proto_library` for the files of each folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::diagnostics;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_bazel::{BuildFiles, Generated, ProtoFile, Repositories, generate};
use protoward_inputs::Input;
use protoward_output::EditedFiles;
use protoward_schema::{FileId, Schema};
use protoward_source::paths::{shown, tree_path};
use protoward_source::{Sources, count};

/// The names of a BUILD file, the one that Bazel prefers first.
const BUILD_FILES: [&str; 2] = ["BUILD.bazel", "BUILD"];

/// The files that mark the root of a tree that names other repositories by modules.
const MODULES: [&str; 1] = ["MODULE.bazel"];

/// The files that mark the root of another tree.
const WORKSPACES: [&str; 2] = ["WORKSPACE.bazel", "WORKSPACE"];

/// Write BUILD files with a `proto_library` for the files of each folder
///
/// Each package of a folder has a target with the name that Gazelle gives it. Targets that exist keep their names and arguments; their
/// `srcs` and `deps` follow the files, except entries that are marked `# keep`. The root is the folder around INPUT that has a
/// `MODULE.bazel` or `WORKSPACE`.
#[derive(Debug, clap::Args)]
pub(super) struct BazelCommand {
    #[command(flatten)]
    input: InputArgs,

    /// Show the changes without writing them; exit with 100 if there are any
    #[arg(short, long)]
    diff: bool,
}

impl BazelCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        if !matches!(input, Input::Folder(_) | Input::File(_) | Input::Package(_)) {
            console.problem(diagnostics::no_build_files(&input));
            return Outcome::Failed;
        }
        let mut sources = Sources::default();
        let Some(workspace) = args.open(&mut sources, console) else { return Outcome::Failed };
        let paths = paths(&workspace.schema, &sources);
        let root = paths.first().and_then(|(_, path)| Root::around(path));
        let Some(root) = root else {
            console.problem(diagnostics::no_bazel_root());
            return Outcome::Failed;
        };
        let files = root.files(&workspace.schema, &paths);
        let build_files = root.build_files(&files);
        let generated = generate(&files, &build_files, root.repositories);
        let edited = root.edited(&generated, &build_files);
        generated.unresolved.iter().for_each(|it| console.problem(diagnostics::no_bazel_target(it)));
        let changes = edited.len();
        if self.diff {
            console.print(&edited.diff());
        } else if !console.written(edited.write()) {
            return Outcome::Failed;
        }
        let verb = if self.diff { "would write" } else { "wrote" };
        let build_files = count(changes, "BUILD file");
        console.print_status(&format!("{verb} {build_files}, for {}", count(generated.targets, "target")));
        match () {
            () if !generated.unresolved.is_empty() => Outcome::Failed,
            () if self.diff && changes > 0 => Outcome::Findings,
            () => Outcome::Fine,
        }
    }
}

/// Returns the files of a schema that are on disk, with their absolute paths.
fn paths(schema: &Schema, sources: &Sources) -> Vec<(FileId, PathBuf)> {
    let files = schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in);
    files.filter_map(|(id, file)| Some((id, fs::canonicalize(sources.get(file.source).path()?).ok()?))).collect()
}

/// The root of a tree of Bazel.
struct Root {
    folder: PathBuf,
    repositories: Repositories,
}

impl Root {
    /// Returns the innermost root around a path.
    fn around(path: &Path) -> Option<Self> {
        path.ancestors().skip(1).find_map(|folder| {
            let has = |names: &[&str]| names.iter().any(|name| folder.join(name).is_file());
            let repositories = match () {
                () if has(&MODULES) => Repositories::Modules,
                () if has(&WORKSPACES) => Repositories::Workspace,
                () => return None,
            };
            Some(Self { folder: folder.to_owned(), repositories })
        })
    }

    /// Returns the files below the root.
    fn files(&self, schema: &Schema, paths: &[(FileId, PathBuf)]) -> Vec<ProtoFile> {
        let file = |(id, path): &(FileId, PathBuf)| {
            let file = &schema[*id];
            let imports = file.imports.iter().chain(&file.option_imports);
            Some(ProtoFile {
                path: tree_path(path.strip_prefix(&self.folder).ok()?)?,
                name: schema.text(file.path).to_owned(),
                package: schema.package(*id).to_owned(),
                imports: imports.map(|import| schema.text(import.path).to_owned()).collect(),
            })
        };
        paths.iter().filter_map(file).collect()
    }

    /// Reads the BUILD files of the folders of files, and of the folders around them, which may have directives.
    fn build_files(&self, files: &[ProtoFile]) -> BuildFiles {
        let known: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let folders: BTreeSet<&Path> =
            files.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1)).collect();
        let mut build_files = BuildFiles::default();
        for folder in folders {
            let text =
                |name: &&str| Some((folder.join(name), fs::read_to_string(self.folder.join(folder).join(name)).ok()?));
            let text = BUILD_FILES.iter().find_map(text);
            build_files.texts.extend(text.and_then(|(path, text)| Some((tree_path(&path)?, text))));
            let entries = fs::read_dir(self.folder.join(folder)).into_iter().flatten().flatten();
            let names = entries.map(|entry| folder.join(entry.file_name()));
            let others = names.filter(|path| path.extension().is_some_and(|ending| ending == "proto"));
            build_files
                .excluded
                .extend(others.filter_map(|path| tree_path(&path)).filter(|path| !known.contains(path.as_str())));
        }
        build_files
    }

    /// Returns the changes of the BUILD files, by their paths on disk.
    fn edited(&self, generated: &Generated, build_files: &BuildFiles) -> EditedFiles {
        let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let mut edited = EditedFiles::default();
        for (path, text) in &generated.changed {
            let absolute = self.folder.join(path);
            let path_on_disk = shown(absolute.strip_prefix(&here).unwrap_or(&absolute)).to_string();
            match build_files.texts.get(path) {
                Some(old) => edited.set(&path_on_disk, old.as_str().into(), text.clone()),
                None => edited.create(path_on_disk, text.clone()),
            }
        }
        edited
    }
}
