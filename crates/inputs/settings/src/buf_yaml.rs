//! The keys of `buf.yaml`, in the versions v1beta1, v1 and v2, and of `buf.work.yaml`.

use super::buf_keys::{selection, version, version_of};
use super::raw::{RawBreaking, RawConfig, RawLint, RawModule, RawRules};
use super::settings::Version;
use super::{Form, LintOptions, buf_rules, check_plugin, diagnostics, ignore, lint, policies};
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::paths::below;
use protoward_source::{LocatedText, Report, tree_path};

pub(super) fn read(document: &Node, report: &mut Report) -> RawConfig {
    let Some(mut root) = Section::new(document, "", report).map(Section::lenient) else { return RawConfig::default() };
    let Some(version) = version(&mut root, document, report) else {
        root.allow(&["modules", "build", "breaking", "lint", "name", "deps", "plugins", "policies"]);
        root.finish(report);
        return RawConfig::default();
    };
    let breaking = root.node("breaking").and_then(|node| breaking(node, report));
    let lint = root.node("lint").and_then(|node| lint(node, version, report));
    let name = root.string("name");
    let deps = root.strings("deps").unwrap_or_default();
    buf_rules::names(name.iter(), "name", report);
    buf_rules::names(deps.iter(), "deps", report);
    buf_rules::different(&deps, report);
    let modules = match version {
        Version::V2 => {
            let modules = modules(&mut root, report);
            match (&name, modules.is_empty()) {
                (Some(name), false) => {
                    report.push(diagnostics::name_beside_modules(name));
                    modules
                }
                (_, true) => vec![RawModule { name, ..RawModule::default() }],
                (None, false) => modules,
            }
        }
        Version::V1 => vec![RawModule { name, ..build(&mut root, report) }],
        Version::V1Beta1 => build_with_roots(&mut root, name, report),
    };
    let plugins = match version {
        Version::V2 => check_plugin::read(root.list("plugins").unwrap_or_default(), Form::Buf, report),
        Version::V1 | Version::V1Beta1 => Vec::new(),
    };
    let policies = match version {
        Version::V2 => policies::read(root.list("policies").unwrap_or_default(), Form::Buf, report),
        Version::V1 | Version::V1Beta1 => Vec::new(),
    };
    root.finish(report);
    buf_rules::modules(&modules, breaking.as_ref(), lint.as_ref(), version, report);
    let lint = Some(lint.unwrap_or_else(|| default_lint(version)));
    RawConfig {
        form: Some(Form::Buf),
        version,
        deps,
        modules,
        breaking,
        lint,
        plugins,
        policies,
        ..RawConfig::default()
    }
}

/// Reads the folders in a `buf.work.yaml`.
pub(super) fn read_work(document: &Node, report: &mut Report) -> Vec<LocatedText> {
    let Some(mut root) = Section::new(document, "", report).map(Section::lenient) else { return Vec::new() };
    version_of(&mut root, document, &[("v1", Version::V1)], report);
    let directories = root.strings("directories");
    if root.is_unset("directories") || directories.as_ref().is_some_and(Vec::is_empty) {
        report.push(diagnostics::missing_key("buf.work.yaml", "directories", document.place));
    }
    root.finish(report);
    let directories = directories.unwrap_or_default();
    buf_rules::directories(&directories, report);
    directories
}

fn modules(root: &mut Section<'_>, report: &mut Report) -> Vec<RawModule> {
    let nodes = root.list("modules").unwrap_or_default();
    nodes.iter().filter_map(|node| module(node, report)).collect()
}

fn module(node: &Node, report: &mut Report) -> Option<RawModule> {
    let mut section = Section::new(node, "modules", report)?.lenient();
    let module = RawModule {
        name: section.string("name"),
        path: section.string("path"),
        includes: section.strings("includes").unwrap_or_default(),
        excludes: section.strings("excludes").unwrap_or_default(),
        breaking: section.node("breaking").and_then(|node| breaking(node, report)),
        lint: section.node("lint").and_then(|node| lint(node, Version::V2, report)),
        is_further_root: false,
    };
    section.finish(report);
    Some(module)
}

fn build(root: &mut Section<'_>, report: &mut Report) -> RawModule {
    let excludes = section_of(root, "build", report, |section| section.strings("excludes").unwrap_or_default());
    RawModule { excludes, ..RawModule::default() }
}

/// Reads a v1beta1 configuration, whose module may have several roots. Excludes are relative to the configuration and
/// belong to the root that contains them.
fn build_with_roots(root: &mut Section<'_>, name: Option<LocatedText>, report: &mut Report) -> Vec<RawModule> {
    let (roots, excludes) = section_of(root, "build", report, |section| {
        (section.strings("roots").unwrap_or_default(), section.strings("excludes").unwrap_or_default())
    });
    if roots.is_empty() {
        return vec![RawModule { name, excludes, ..RawModule::default() }];
    }
    let module = |(index, path)| {
        let is_further_root = index > 0;
        RawModule { name: name.clone(), path: Some(path), is_further_root, ..RawModule::default() }
    };
    let mut modules: Vec<RawModule> = roots.into_iter().enumerate().map(module).collect();
    for exclude in excludes {
        let is_in = |module: &RawModule| module.path.as_ref().is_some_and(|path| contains(&path.text, &exclude.text));
        // An exclude outside of all roots stays with the first, where it is reported.
        let index = modules.iter().position(is_in).unwrap_or(0);
        modules[index].excludes.push(exclude);
    }
    modules
}

fn contains(folder: &str, path: &str) -> bool {
    let (Some(folder), Some(path)) = (tree_path::normal(folder), tree_path::normal(path)) else { return false };
    below(&path, &folder).is_some()
}

fn section_of<T: Default>(
    root: &mut Section<'_>,
    key: &'static str,
    report: &mut Report,
    read: impl FnOnce(&mut Section<'_>) -> T,
) -> T {
    let Some(mut section) = root.node(key).and_then(|node| Section::new(node, key, report)).map(Section::lenient)
    else {
        return T::default();
    };
    let value = read(&mut section);
    section.finish(report);
    value
}

/// Reads the section `breaking`.
fn breaking(node: &Node, report: &mut Report) -> Option<RawBreaking> {
    let mut section = Section::new(node, "breaking", report)?.lenient();
    let ignore_unstable_packages = section.boolean("ignore_unstable_packages").unwrap_or(false);
    let rules = RawRules { ignore_unstable_packages, ..rules(&mut section) };
    section.finish(report);
    (!is_empty(node)).then_some(RawBreaking { rules, ..RawBreaking::default() })
}

/// Reads the section `lint`.
fn lint(node: &Node, version: Version, report: &mut Report) -> Option<RawLint> {
    let mut section = Section::new(node, "lint", report)?.lenient();
    let rules = rules(&mut section);
    let skips_comment_ignores = match version {
        Version::V2 => section.boolean("disallow_comment_ignores").unwrap_or(false),
        Version::V1 | Version::V1Beta1 => !section.boolean("allow_comment_ignores").unwrap_or(false),
    };
    let options = LintOptions { skips_comment_ignores, ..lint::options(&mut section) };
    section.finish(report);
    (!is_empty(node)).then_some(RawLint { rules, options, ..RawLint::default() })
}

/// Returns the settings of a configuration without a section `lint`, which has rules as well.
pub(super) fn default_lint(version: Version) -> RawLint {
    let options = LintOptions { skips_comment_ignores: version != Version::V2, ..LintOptions::default() };
    RawLint { options, ..RawLint::default() }
}

/// Reads what `breaking` and `lint` have in common.
fn rules(section: &mut Section<'_>) -> RawRules {
    let ignore = section.strings("ignore").unwrap_or_default();
    RawRules { ignores: ignore::plain(ignore, section.strings_by_name("ignore_only")), ..selection(section) }
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.value, ConfigValue::Table(table) if table.entries.is_empty())
}
