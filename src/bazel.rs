//! `protoward bazel`: BUILD files with a `proto_library` for the files of each folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::diagnostics;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_bazel::{BuildFiles, Generated, Problem, ProtoFile, Repositories, generate};
use protoward_inputs::Input;
use protoward_output::EditedFiles;
use protoward_schema::Schema;
use protoward_source::paths::{absolute, shown, tree_path};
use protoward_source::tree_path::below;
use protoward_source::{Diagnostic, Report, SourceId, Sources, count};

/// The names of a BUILD file, the one that Bazel prefers first.
const BUILD_FILES: [&str; 2] = ["BUILD.bazel", "BUILD"];

/// The text without which a BUILD file of a folder without `.proto` files is not read.
const RULE: &[u8] = b"proto_library";

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
        let (Input::Folder(start) | Input::File(start) | Input::Package(start)) = &input else {
            console.problem(diagnostics::no_build_files(&input));
            return Outcome::Failed;
        };
        let mut sources = Sources::default();
        let Some(workspace) = args.open(&mut sources, console) else { return Outcome::Failed };
        let start = absolute(start).unwrap_or_else(|_| start.clone());
        let Some(root) = Root::around(&start) else {
            console.problem(diagnostics::no_bazel_root());
            return Outcome::Failed;
        };
        let files = root.files(&workspace.schema, &sources);
        let mut report = Report::default();
        let folders = root.folders(&files, &start);
        let mut build_files = root.build_files(&folders, &mut sources, &mut report);
        build_files.left_out = root.left_out(&files, &folders);
        let exists = |path: &str| root.folder.join(path).is_file();
        let generated = generate(&files, &build_files, root.repositories, &exists);
        for problem in &generated.problems {
            report.push(root.diagnostic(problem, &build_files, &mut sources));
        }
        console.problems(&report, &sources);
        let edited = root.edited(&generated, &build_files);
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
            () if !report.is_empty() => Outcome::Failed,
            () if self.diff && changes > 0 => {
                let (findings, sources) = diagnostics::about_files(edited.paths(), diagnostics::build_file_not_current);
                console.findings_beside(&findings, &sources);
                Outcome::Findings
            }
            () => Outcome::Fine,
        }
    }
}

/// The root of a tree of Bazel.
struct Root {
    /// The absolute path. Links in it, and in the paths below it, are kept: labels have their names.
    folder: PathBuf,
    repositories: Repositories,
    /// The folders that Bazel does not read, from the root.
    ignored: Vec<String>,
}

impl Root {
    /// Returns the innermost root around an absolute path.
    fn around(path: &Path) -> Option<Self> {
        path.ancestors().find_map(|folder| {
            let has = |names: &[&str]| names.iter().any(|name| folder.join(name).is_file());
            let repositories = match () {
                () if has(&MODULES) => Repositories::Modules,
                () if has(&WORKSPACES) => Repositories::Workspace,
                () => return None,
            };
            Some(Self { folder: folder.to_owned(), repositories, ignored: ignored_folders(folder) })
        })
    }

    /// Returns the path of a file or folder from the root; `None` if it is not below.
    fn inside(&self, path: &Path) -> Option<String> {
        tree_path(absolute(path).ok()?.strip_prefix(&self.folder).ok()?)
    }

    /// Returns `true` for a file or folder that Bazel does not read.
    fn is_ignored(&self, path: &str) -> bool {
        self.ignored.iter().any(|folder| below(path, folder).is_some())
    }

    /// Returns the files of a schema that are below the root, and that Bazel reads.
    fn files(&self, schema: &Schema, sources: &Sources) -> Vec<ProtoFile> {
        let files = schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in);
        let file = |(id, file)| {
            let file: &protoward_schema::File = file;
            let imports = file.imports.iter().chain(&file.option_imports);
            Some(ProtoFile {
                path: self.inside(sources.get(file.source).path()?).filter(|path| !self.is_ignored(path))?,
                name: schema.text(file.path).to_owned(),
                package: schema.package(id).to_owned(),
                imports: imports.map(|import| schema.text(import.path).to_owned()).collect(),
            })
        };
        files.filter_map(file).collect()
    }

    /// Returns the folders whose BUILD files count, from the root: those of files and those around them, which may have directives, and
    /// those below a folder that may have targets of files that are gone.
    fn folders(&self, files: &[ProtoFile], start: &Path) -> BTreeSet<PathBuf> {
        let around = files.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1));
        let mut folders: BTreeSet<PathBuf> = around.map(Path::to_owned).collect();
        let mut left = vec![start.to_owned()];
        while let Some(folder) = left.pop() {
            if self.inside(&folder).is_some_and(|folder| self.is_ignored(&folder)) {
                continue;
            }
            let has_rule = |text: Vec<u8>| text.windows(RULE.len()).any(|part| part == RULE);
            if build_file(&folder).and_then(|path| fs::read(path).ok()).is_some_and(has_rule) {
                folders.extend(folder.strip_prefix(&self.folder).map(Path::to_owned));
            }
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            let inner = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            let is_hidden = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
            left.extend(inner.filter(|entry| !is_hidden(entry)).map(|entry| entry.path()));
        }
        folders
    }

    /// Returns the paths of `.proto` files in folders that are not among the files, such as those that the input does not select.
    fn left_out(&self, files: &[ProtoFile], folders: &BTreeSet<PathBuf>) -> BTreeSet<String> {
        let known: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let entries =
            folders.iter().flat_map(|folder| fs::read_dir(self.folder.join(folder)).into_iter().flatten().flatten());
        let paths =
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "proto"));
        paths.filter_map(|path| self.inside(&path)).filter(|path| !known.contains(path.as_str())).collect()
    }

    /// Reads the BUILD files of folders. Those that cannot be read are reported.
    fn build_files(&self, folders: &BTreeSet<PathBuf>, sources: &mut Sources, report: &mut Report) -> BuildFiles {
        let mut build_files = BuildFiles::default();
        for path in folders.iter().filter_map(|folder| build_file(&self.folder.join(folder))) {
            let Some(name) = self.inside(&path) else { continue };
            let text = text_of(&path, sources);
            match text {
                Ok(text) => _ = build_files.texts.insert(name, text),
                Err(diagnostic) => {
                    report.push(*diagnostic);
                    build_files.unreadable.insert(name);
                }
            }
        }
        build_files
    }

    /// Returns the diagnostic for a problem.
    fn diagnostic(&self, problem: &Problem, build_files: &BuildFiles, sources: &mut Sources) -> Diagnostic {
        let mut place = |path: &String, bytes| {
            let text = build_files.texts.get(path).map_or("", String::as_str);
            let source = add_source(&self.folder.join(path), text, sources);
            sources.place(source, bytes)
        };
        match problem {
            Problem::Syntax { path, error } => {
                diagnostics::build_file_syntax(error.kind, place(path, error.span.clone()))
            }
            Problem::NameTaken { path, start, function, name } => {
                diagnostics::bazel_name_taken(function, name, place(path, *start..start + function.len()))
            }
            Problem::UnresolvedImport { file, import } => diagnostics::no_bazel_target(file, import),
            Problem::NoLabel { file } => diagnostics::no_bazel_label(file),
        }
    }

    /// Returns the changes of the BUILD files, by their paths on disk.
    fn edited(&self, generated: &Generated, build_files: &BuildFiles) -> EditedFiles {
        let mut edited = EditedFiles::default();
        for (path, text) in &generated.changed {
            let path_on_disk = path_here(&self.folder.join(path));
            match build_files.texts.get(path) {
                Some(old) => edited.set(&path_on_disk, old.as_str().into(), text.clone()),
                None => edited.create(path_on_disk, text.clone()),
            }
        }
        edited
    }
}

/// Returns the folders that the `.bazelignore` of a root names, one in each line: <https://bazel.build/run/bazelrc#bazelignore>.
fn ignored_folders(root: &Path) -> Vec<String> {
    let text = fs::read(root.join(".bazelignore")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.trim_start_matches("./").trim_end_matches('/').to_owned()).collect()
}

/// Returns the path of the BUILD file in a folder.
fn build_file(folder: &Path) -> Option<PathBuf> {
    BUILD_FILES.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// Returns the text of a BUILD file.
fn text_of(path: &Path, sources: &mut Sources) -> Result<String, Box<Diagnostic>> {
    let bytes = fs::read(path).map_err(|error| diagnostics::build_file_unreadable(&path_here(path), &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let source = add_source(path, &String::from_utf8_lossy(error.as_bytes()), sources);
        let place = sources.place(source, valid..valid + char::REPLACEMENT_CHARACTER.len_utf8());
        Box::new(diagnostics::build_file_not_utf8(place))
    })
}

fn add_source(path: &Path, text: &str, sources: &mut Sources) -> SourceId {
    let name = path_here(path);
    sources.add(name.clone(), name, Some(text.into()))
}

/// Returns an absolute path as users see it: relative if it is below the working folder.
fn path_here(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    shown(path.strip_prefix(here).unwrap_or(path)).to_string()
}
