//! The compiler for the files of an input, with the order in which it looks up imports, and the problems that users see.

use std::sync::Arc;

use super::absent_submodule::AbsentSubmodule;
use super::found::{ConfiguredInput, TargetFile};
use super::resolution::{DependencyScope, Imported};
use super::{dependencies, diagnostics};
use protoward_common_protos::{CommonProtos, TurnedOff, explain_conflicts};
use protoward_compiler::Compiler;
use protoward_inputs::OpenedFiles;
use protoward_source::{Diagnostic, Extent, FixSafety, FolderTree, Report, Sources};

/// Forwards the problems of a compilation, and returns `true` if everything compiled. `is_configured` is `false` for the default
/// configuration.
pub(super) fn forward_problems(problems: Report, is_configured: bool, sources: &Sources, report: &mut Report) -> bool {
    let is_complete = !problems.has_errors();
    let problems = explain_conflicts(without_consequences(problems), sources);
    for problem in problems {
        report.push(if is_configured { problem } else { at_unknown_root(with_import_root(problem, sources), sources) });
    }
    is_complete
}

/// Adds to the error of a missing import how its path can stay as it is, if a file has this path inside of a folder.
fn with_import_root(problem: Diagnostic, sources: &Sources) -> Diagnostic {
    let Some(import) = missing_import(&problem, sources) else { return problem };
    let root = |path: &str| path.trim_matches('"').strip_suffix(import)?.strip_suffix('/').map(str::to_owned);
    let root = problem.fix.iter().chain(&problem.choices).find_map(|edit| root(&edit.text));
    match (root, &problem.help) {
        (Some(root), Some(help)) => {
            let help = format!("{help} if import paths start in `{root}`, `protoward init` configures that");
            problem.help(help)
        }
        _ => problem,
    }
}

/// Makes a fix unsafe that adds an import of a file of the input, unless the package of that file has the folders of its path.
fn at_unknown_root(problem: Diagnostic, sources: &Sources) -> Diagnostic {
    let is_guess = |path: &str| {
        let package = path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.replace('/', "."));
        let is_of_package = |text: &str| text.lines().any(|line| line.starts_with(&format!("package {package};")));
        let file = sources.iter().find(|(_, source)| source.name == path && source.path().is_some());
        file.is_some_and(|(_, source)| !source.text.as_deref().is_some_and(is_of_package))
    };
    let mut added = problem.fix.iter().filter_map(|edit| edit.text.trim().strip_prefix("import ")?.split('"').nth(1));
    let fix_safety = if added.any(is_guess) { FixSafety::Unsafe } else { problem.fix_safety };
    Diagnostic { fix_safety, ..problem }
}

/// Removes the other problems if the content of files was not fetched, because they may be consequences.
pub(super) fn without_consequences(problems: Report) -> Report {
    let is_cause = |problem: &Diagnostic| problem.code == protoward_inputs::codes::NOT_FETCHED;
    if problems.iter().any(is_cause) { problems.into_iter().filter(is_cause).collect() } else { problems }
}

/// Returns the import path that an error could not find; `None` for other errors.
pub fn missing_import<'s>(error: &Diagnostic, sources: &'s Sources) -> Option<&'s str> {
    let place = error.place().filter(|_| error.code == protoward_compiler::codes::IMPORT_NOT_FOUND)?;
    let text = sources.get(place.source).text.as_deref()?;
    let Some(Extent::Bytes(span)) = place.extent else { return None };
    Some(text.get(span.start as usize..span.end as usize)?.trim_matches(['"', '\'']))
}

/// Returns a compiler that resolves imports in the modules first, then in the folders for imports, then in the
/// dependencies, then among the common protos. Returns the dependencies too. Returns `None` after errors, which are added
/// to `report`.
pub(super) fn compiler(
    found: &ConfiguredInput,
    files: &OpenedFiles,
    targets: &[TargetFile],
    scope: DependencyScope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Compiler, Imported)> {
    let compiler = Compiler::new().resolvers(found.folders());
    let compiler = match &scope.options.file_cache {
        Some(cache) => compiler.file_cache(Arc::clone(cache)),
        None => compiler,
    };
    // A change that corrects a comment must not fail because of the older version.
    let compiler = compiler.any_comments(scope.options.fallback.is_some());
    let imported = dependencies::imports(found, targets, scope, sources, report)?;
    let imports = imported.imports.clone();
    let compiler = if imports.is_empty() { compiler } else { compiler.resolver(imports) };
    let compiler = scope.options.imports.iter().map(FolderTree::new).fold(compiler, Compiler::resolver);
    let compiler = match AbsentSubmodule::of(found, files) {
        Some(absent) => compiler.built_in(absent),
        None => compiler,
    };
    let compiler = if found.config.common_protos {
        compiler.built_in(CommonProtos)
    } else {
        compiler.built_in(TurnedOff { remedy: diagnostics::TURN_ON_COMMON_PROTOS })
    };
    Some((compiler, imported))
}

/// Returns the import paths of files, which are their names in a compilation.
pub(super) fn names(targets: Vec<TargetFile>) -> Vec<String> {
    targets.into_iter().map(|target| target.name).collect()
}
