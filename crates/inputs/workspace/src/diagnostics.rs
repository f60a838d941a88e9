//! The diagnostics of inputs and configurations.

use crate::codes;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

use super::found::{ConfiguredInput, TargetFile};
use protoward_deps::codes::DEPENDENCY_GONE;
use protoward_deps::{LOCK_FILE_NAME, Lock};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Label, LocatedText, Place, Report, SourceId};

/// `more` is the number of other import paths that the two modules share.
pub(super) fn name_in_two_modules(
    found: &ConfiguredInput,
    first: &TargetFile,
    second: &TargetFile,
    more: usize,
) -> Diagnostic {
    let here = found.tree.display(&first.path);
    let there = found.tree.display(&second.path);
    let message = format!("duplicate file `{}` in the modules `{here}` and `{there}`{}", first.name, and_more(more));
    let diagnostic = Diagnostic::error(codes::NAME_IN_TWO_MODULES, message);
    modules(found, diagnostic, first, second)
        .help("rename one of the files, or leave it out with `excludes`, so that imports of it are unambiguous")
}

/// `more` is the number of other files that the two modules share.
pub(super) fn overlapping_modules(
    found: &ConfiguredInput,
    first: &TargetFile,
    second: &TargetFile,
    more: usize,
) -> Diagnostic {
    let shown = |target: &TargetFile| match &*found.config.modules[target.module].path.text {
        "" => ".".to_owned(),
        path => path.to_owned(),
    };
    let outer = shown(first);
    let inner = shown(second);
    let file = found.tree.display(&first.path);
    let message = format!("modules `{outer}` and `{inner}` overlap: `{file}` is in both{}", and_more(more));
    let diagnostic = Diagnostic::error(codes::OVERLAPPING_MODULES, message);
    modules(found, diagnostic, first, second).help("exclude the inner folder from the outer module with `excludes`")
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(", and {more} more") }
}

fn modules(found: &ConfiguredInput, mut diagnostic: Diagnostic, first: &TargetFile, second: &TargetFile) -> Diagnostic {
    for target in [first, second] {
        if let Some(place) = found.config.modules[target.module].path.place {
            diagnostic = diagnostic.label(place, "module with the file");
        }
    }
    diagnostic
}

pub(super) fn no_such_folder(what: &str, path: &LocatedText, shown: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(protoward_inputs::codes::INPUT_NOT_FOUND, format!("cannot find the folder `{shown}`"));
    let diagnostic = match path.place {
        Some(place) => diagnostic.label(place, format!("named as {what} here")),
        None => diagnostic,
    };
    diagnostic.help("paths are relative to the folder of the configuration")
}

pub(super) fn empty_folder(path: &LocatedText, shown: &str) -> Diagnostic {
    let message = format!("the folder `{shown}` is empty");
    let diagnostic = Diagnostic::error(protoward_inputs::codes::INPUT_NOT_FOUND, message);
    match path.place {
        Some(place) => diagnostic.label(place, "named as module here"),
        None => diagnostic,
    }
}

pub(super) fn folder_in_other_case(what: &str, path: &LocatedText, shown: &str, on_disk: &str) -> Diagnostic {
    no_such_folder(what, path, shown).help(format!("names are compared with their case: the folder is `{on_disk}`"))
}

/// Adds the reason to a missing folder in a submodule that is not checked out.
pub(super) fn in_absent_submodule(missing: Diagnostic, submodule: &str) -> Diagnostic {
    missing.help(format!("check the submodule `{submodule}` out with `git submodule update --init {submodule}`"))
}

/// Replaces the advice to update the lock file, because that of the old side can no longer be changed.
pub(super) fn gone_from_old_side(problems: Report) -> Report {
    let is_gone = |problem: &Diagnostic| problem.code == DEPENDENCY_GONE;
    let of_old_side = |problem: Diagnostic| if is_gone(&problem) { problem.help(GONE_FROM_OLD_SIDE) } else { problem };
    problems.into_iter().map(of_old_side).collect()
}

const GONE_FROM_OLD_SIDE: &str = "the lock file of the baseline cannot be changed: push the commit to that repository again, \
    as a tag, or take the cache (PROTOWARD_CACHE) of a machine that still has it; else `--against-config` gives the baseline \
    other dependencies, and `--against git:REV` names a baseline that locks another commit";

/// Reports the problems at their places, as a warning.
pub(super) fn old_config_unreadable(problems: Report) -> Diagnostic {
    let message = "cannot read the configuration of the old side; the layout of the new side is used instead";
    let mut diagnostic = Diagnostic::warning(codes::OLD_CONFIG, message);
    for problem in &problems {
        diagnostic.labels.extend(problem.place().map(|place| Label { place, text: problem.message.clone() }));
    }
    diagnostic
}

pub(super) fn two_configurations(config: SourceId, work: SourceId) -> Diagnostic {
    Diagnostic::error(protoward_settings::codes::CONFIG, "`buf.yaml` and `buf.work.yaml` in one folder")
        .label(Place::whole(config), "one")
        .label(Place::whole(work), "other file")
        .help("list the modules in a `buf.yaml` of version v2, and remove the `buf.work.yaml`")
}

pub(super) fn v2_in_work(config: SourceId, directory: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        protoward_settings::codes::CONFIG,
        "`buf.yaml` of version v2 in a folder of a `buf.work.yaml`",
    )
    .label(Place::whole(config), "version v2");
    let diagnostic = match directory.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    };
    diagnostic.help("use version v1 there, or list all modules in one `buf.yaml` of version v2")
}

pub(super) fn module_without_files(module: &LocatedText) -> Diagnostic {
    let shown = if module.text.is_empty() { "." } else { &module.text };
    let diagnostic = Diagnostic::error(codes::NO_FILES, format!("module `{shown}` has no `.proto` files"));
    match module.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
    .help("remove the module, or change its `includes` and `excludes`")
}

pub(super) fn no_old_files(input: &str) -> Diagnostic {
    let message = format!("the old version of {} has no `.proto` files", shown_folder(input));
    Diagnostic::error(codes::NO_FILES, message).help("use a newer revision, or the folder of the files at that time")
}

/// A version that predates the schema.
pub(super) fn no_old_schema(version: &str) -> Diagnostic {
    let message = format!("no `.proto` files in {version}");
    Diagnostic::error(codes::NO_FILES, message).help("use a newer revision, or the folder of the files at that time")
}

/// No file of the older version resembles the input. `reference` is that to a folder of the version.
pub(super) fn not_in_older_version(input: &str, others: usize, version: &str, reference: &str) -> Diagnostic {
    let files = if others == 1 { "the `.proto` file" } else { "any of the `.proto` files" };
    let message = format!("{} is not in {version}, and no folder of it resembles {files} there", shown_folder(input));
    Diagnostic::error(codes::NOT_IN_BASELINE, message).help(format!(
        "a schema that is new passes with `--if-baseline`; for one that was moved, name its old folder, as in \
         `--against \"{reference}FOLDER\"`"
    ))
}

/// Files that may have been in either of two folders. `reference` is that to a folder of the version.
pub(super) fn moved_from_several(file: &str, folders: &[String; 2], reference: &str) -> Diagnostic {
    let [one, other] = folders;
    let message = format!("`{file}` resembles the old files in `{one}` and in `{other}` equally");
    Diagnostic::error(codes::NOT_IN_BASELINE, message)
        .help(format!("select its old folder: `--against \"{reference}{one}\"` or `--against \"{reference}{other}\"`"))
}

/// The remedy for a missing common proto.
pub(super) const TURN_ON_COMMON_PROTOS: &str =
    "which `common_protos = false` disables; remove that setting, or add a copy to a folder of `include`";

/// An entry in the `deps` of a `buf.yaml` without a known repository, and the imports that it may have.
pub(super) fn unknown_module(dep: &LocatedText, missing: &BTreeSet<String>) -> Diagnostic {
    let module = dep.text.split_once(':').map_or(&*dep.text, |(module, _)| module);
    let name = module.rsplit('/').next().unwrap_or(module);
    let first = missing.first().map_or("", String::as_str);
    let message = format!("unknown git repository of `{module}`, which may contain `{first}`");
    let diagnostic = Diagnostic::error(codes::DEPS, message);
    let diagnostic = match dep.place {
        Some(place) => diagnostic.label(place, "required here"),
        None => diagnostic,
    };
    diagnostic.help(format!(
        "in a `protoward.toml`, which replaces the `buf.yaml`, add `{name} = {{ git = \"URL\" }}` to `[dependencies]`; \
         or run `buf export {module} -o third_party` and set `include = [\"third_party\"]` there"
    ))
}

/// Reports that the lock file has dependencies that nothing requires.
pub(super) fn lock_has_more(lock: &Lock, needed: &Lock) -> Diagnostic {
    let stale = lock.dependencies.iter().filter(|it| needed.get(&it.name).is_none());
    let names: Vec<String> = stale.map(|it| format!("`{}`", it.name)).collect();
    let message = format!("{LOCK_FILE_NAME} has {}, which nothing requires", names.join(", "));
    Diagnostic::error(protoward_deps::codes::DEPENDENCY_NOT_LOCKED, message)
        .help("run `protoward deps update` and commit the lock file; `--locked` does not change it")
}

pub(super) fn no_dependencies_in_image() -> Diagnostic {
    Diagnostic::error(protoward_inputs::codes::INPUT, "images have no dependencies")
        .help("use the folder of the configuration")
}

pub(super) fn no_config(text: &str) -> Diagnostic {
    Diagnostic::error(protoward_inputs::codes::INPUT, format!("`{text}` is neither a configuration nor a file of one"))
        .help("use a `.toml` or `.yaml` file, or its text, as in `{\"version\": \"v2\"}`")
}

pub(super) fn path_outside(path: &Path, input: &str) -> Diagnostic {
    let message = format!("`{}` is neither in `{input}` nor in its repository", shown(path));
    Diagnostic::error(protoward_settings::codes::PATH_LEAVES_ROOT, message)
        .help("paths of `--path` and `--exclude-path` are relative to the current folder, and select files and folders of the input")
}

/// Nothing is left to compile. `modules` are the searched folders, and `beside` is `true` if the input is in none of them.
pub(super) fn no_files(input: &str, modules: &[String], beside: bool) -> Diagnostic {
    let message = format!("no `.proto` files in {}", shown_folder(input));
    let folders: Vec<String> = modules.iter().map(|module| shown_folder(module)).collect();
    let help = match modules {
        [module] if module == input => "use the folder that contains them".to_owned(),
        _ if beside => format!("use one of the modules, {}, or a folder in one", folders.join(", ")),
        _ => format!("searched {}, the modules of the configuration", folders.join(", ")),
    };
    Diagnostic::error(codes::NO_FILES, message).help(help)
}

pub(super) fn all_filtered(input: &str) -> Diagnostic {
    let message = format!("`--path` and `--exclude-path` exclude all `.proto` files of {}", shown_folder(input));
    Diagnostic::error(codes::NO_FILES, message).help(
        "`protoward ls-files` lists the files there are; to compare a deleted file with its older version, leave `--path` out \
         or name its folder",
    )
}

/// A file that looks like a configuration, where there is none.
pub(super) fn misnamed(path: &str, right: &str) -> Diagnostic {
    Diagnostic::warning(protoward_settings::codes::CONFIG, format!("`{path}` has no effect: it is not named `{right}`"))
        .help(format!("rename it to `{right}`; `--config` names a configuration anywhere"))
}

/// A warning: the path may be that of a file that only the older version of a comparison has.
pub(super) fn idle_path(path: &Path) -> Diagnostic {
    Diagnostic::warning(codes::NO_FILES, format!("`--path {}` selects no `.proto` file", shown(path)))
        .help("`protoward ls-files` lists the files there are; a deleted file is compared with its older version")
}

pub(super) fn idle_exception(path: &Path) -> Diagnostic {
    Diagnostic::warning(codes::NO_FILES, format!("`--exclude-path {}` excludes no `.proto` file", shown(path)))
        .help("`protoward ls-files` lists the files there are; a deleted file is left out of the older version")
}

fn shown_folder(path: &str) -> String {
    if path.is_empty() { "this folder".to_owned() } else { format!("`{path}`") }
}

pub(super) fn empty_image(image: SourceId) -> Diagnostic {
    Diagnostic::error(codes::NO_FILES, "the image has no files")
        .label(Place::whole(image), "")
        .help("build the image again with `protoward build -o`, `buf build -o` or `protoc -o`")
}

/// `place` is the name of a message.
pub(super) fn message_not_read(place: &dyn Display, why: &dyn Display) -> Box<Diagnostic> {
    let message = format!("cannot read the message from `{place}`: {why}");
    Box::new(Diagnostic::error(codes::BAD_MESSAGE, message).help("check the path; `-` is standard input"))
}
