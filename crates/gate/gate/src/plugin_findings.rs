//! Findings of check plugins: from annotations to elements and places.

use std::collections::HashSet;

use crate::plugins::{CheckPlugins, LoadedPlugin, PluginTask, PluginViolation};
use protoward_check_plugin::{CheckedFiles, FileLocation, RuleKind};
use protoward_policy::Rule;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Place, Report, Sources, legible};
use protoward_workspace::{ModuleFiles, Workspace};

/// Returns the lint findings of plugins in the files of a module.
///
/// # Errors
/// Fails if a plugin fails, or if its answer is invalid.
pub(crate) fn lint(
    plugins: &CheckPlugins,
    workspace: &Workspace,
    sources: &Sources,
    files: &[FileId],
    rules: &[&'static Rule],
) -> Result<Vec<protoward_lint::Finding>, Report> {
    let Some(&first) = files.first().filter(|_| runs(rules)) else { return Ok(Vec::new()) };
    let schema = &workspace.schema;
    let mut is_checked = vec![false; schema.files.len()];
    files.iter().for_each(|file| is_checked[file.index()] = true);
    let checked = encoded(workspace, sources, &|file| is_checked[file.index()]);
    let task = PluginTask { kind: RuleKind::Lint, rules, files: &checked, old_files: None };
    let finding = |violation: PluginViolation<'_>| {
        let PluginViolation { plugin, rule, annotation } = violation;
        if let Some(old) = &annotation.old_location {
            let why = format!("a violation of `{}` is in `{}` before a change, and there is none", rule.id(), old.file);
            return Err(plugin.wrong(why));
        }
        let message = message(&annotation.message, rule);
        let Some(location) = &annotation.location else {
            return Ok(protoward_lint::Finding::without_place(first, rule, message));
        };
        let (element, place) = located(plugin, rule, schema, &checked, location)?;
        Ok(protoward_lint::Finding::new(schema, rule, element, place, message))
    };
    let mut findings = plugins.check(&task)?.into_iter().map(finding).collect::<Result<Vec<_>, Report>>()?;
    remove_repeated(&mut findings);
    Ok(findings)
}

/// Removes findings of plugins that others repeat: several paths may have one place, and several modules may import one file.
pub(crate) fn remove_repeated(findings: &mut Vec<protoward_lint::Finding>) {
    let mut known = HashSet::new();
    findings.retain(|it| {
        !it.rule.is_of_plugin() || known.insert((it.rule.id(), it.diagnostic.place(), it.diagnostic.message.clone()))
    });
}

/// Returns the findings of plugins in the files of a module since an older version. `is_old` returns `true` for the old
/// files to compare with.
///
/// # Errors
/// Fails if a plugin fails, or if its answer is invalid.
pub(crate) fn breaking(
    plugins: &CheckPlugins,
    [new, old]: [&Workspace; 2],
    sources: &Sources,
    module: &ModuleFiles,
    options: BreakingOptions<'_>,
) -> Result<Vec<protoward_breaking::Finding>, Report> {
    let BreakingOptions { rules, exclude_imports, limit_to_input_files } = options;
    let is_new = |file: FileId| module.new[file.index()];
    let is_known = |file: FileId| {
        new.schema.find_file(old.schema.text(old.schema[file].path)).is_some_and(|file| module.new[file.index()])
    };
    let is_old = |file: FileId| module.old[file.index()] && (!limit_to_input_files || is_known(file));
    if !runs(rules) || !module.new.contains(&true) {
        return Ok(Vec::new());
    }
    let files = encoded(new, sources, &is_new);
    let old_files = encoded(old, sources, &is_old);
    let task = PluginTask { kind: RuleKind::Breaking, rules, files: &files, old_files: Some(&old_files) };
    let mut findings = Vec::new();
    for PluginViolation { plugin, rule, annotation } in plugins.check(&task)? {
        let now = annotation.location.as_ref().map(|at| located(plugin, rule, &new.schema, &files, at)).transpose()?;
        let was = annotation
            .old_location
            .as_ref()
            .map(|at| located(plugin, rule, &old.schema, &old_files, at))
            .transpose()?;
        let is_import = |found: Option<(Element, Place)>, schema: &Schema, is_own: &dyn Fn(FileId) -> bool| {
            found.is_some_and(|(element, _)| !is_own(schema.file_of(element)))
        };
        if exclude_imports && (is_import(now, &new.schema, &is_new) || is_import(was, &old.schema, &is_old)) {
            continue;
        }
        let message = message(&annotation.message, rule);
        findings.push(protoward_breaking::Finding::new(rule, message, now, was, [&new.schema, &old.schema]));
    }
    Ok(findings)
}

/// The options of a comparison.
#[derive(Clone, Copy)]
pub(crate) struct BreakingOptions<'a> {
    /// The rules that run, those of this program included.
    pub(crate) rules: &'a [&'static Rule],
    /// `true` to leave out findings in imports.
    pub(crate) exclude_imports: bool,
    /// `true` to exclude files that only the old side has.
    pub(crate) limit_to_input_files: bool,
}

/// Returns `true` if a rule of a plugin runs.
fn runs(rules: &[&'static Rule]) -> bool {
    rules.iter().any(|rule| rule.is_of_plugin())
}

/// Encodes the files to check, with their imports and the names of their modules.
fn encoded(workspace: &Workspace, sources: &Sources, is_checked: &dyn Fn(FileId) -> bool) -> CheckedFiles {
    let schema = &workspace.schema;
    let mut modules = vec![None; schema.files.len()];
    for (module, files) in workspace.config.modules.iter().zip(workspace.files_by_module()) {
        let name = module.name.as_ref().map(|name| name.text.clone());
        files.into_iter().for_each(|file| modules[file.index()].clone_from(&name));
    }
    let module = |file: FileId| {
        let of_image = schema[file].module.map(|name| schema.text(name).to_owned());
        of_image.or_else(|| modules[file.index()].clone())
    };
    CheckedFiles::new(schema, sources, is_checked, &module)
}

/// Returns the element and the place at a location.
///
/// # Errors
/// Fails if the plugin was not given the file, or if the file has nothing at the path.
fn located(
    plugin: &LoadedPlugin,
    rule: &Rule,
    schema: &Schema,
    files: &CheckedFiles,
    location: &FileLocation,
) -> Result<(Element, Place), Report> {
    let name = &location.file;
    let path = &location.path[..];
    let file = schema.find_file(name).filter(|&file| files.contains(file));
    let Some(file) = file else {
        return Err(plugin.wrong(format!("a violation of `{}` is in `{name}`, which it was not given", rule.id())));
    };
    let source = schema[file].source;
    if path.is_empty() {
        return Ok((file.into(), Place::whole(source)));
    }
    if schema.element_at(file, path).is_none() {
        let why = format!("a violation of `{}` is at the path {path:?} of `{name}`, where nothing is", rule.id());
        return Err(plugin.wrong(why));
    }
    let locations = &schema[file].locations;
    let path = match locations.find(path) {
        Some(_) => path.to_vec(),
        None => locations.nearest(path).unwrap_or_default(),
    };
    let element = schema.element_at(file, &path).unwrap_or(file.into());
    let extent = locations.find(&path).filter(|_| !path.is_empty()).map(|location| location.extent);
    Ok((element, Place { source, extent }))
}

/// Returns the message of a finding in one line; without one, the purpose of the rule.
fn message(text: &str, rule: &Rule) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match &lines[..] {
        [] => legible(rule.summary()).into_owned(),
        lines => legible(&lines.join(" ")).into_owned(),
    }
}
