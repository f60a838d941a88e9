//! The keys of `protoward.toml`, as values that are not checked against each other yet.

use super::raw::{RawBreaking, RawConfig, RawLint, RawModule, RawRules};
use super::{
    Form, against, approvals, check_plugin, consumers, deprecation, diagnostics, ignore, lint, managed, policies,
    severity, stability,
};
use protoward_config::Node;
use protoward_config::Section;
use protoward_policy::{IgnorePolicy, is_version};
use protoward_source::{Report, Sources};

pub(super) fn read(document: &Node, sources: &Sources, report: &mut Report) -> RawConfig {
    let Some(mut root) = Section::new(document, "", report) else { return RawConfig::default() };
    let current = root.string("version").filter(|version| {
        let is_right = is_version(&version.text);
        if !is_right {
            report.push(diagnostics::not_a_version(version));
        }
        is_right
    });
    let include = root.strings("include").unwrap_or_default();
    let lacks_common_protos = root.boolean("common_protos") == Some(false);
    let vendor = root.string("vendor");
    let dependencies =
        root.node("dependencies").map(|node| protoward_deps::read_table(node, report)).unwrap_or_default();
    let modules = root.list("module").unwrap_or_default();
    let modules = modules.iter().filter_map(|node| module(node, report)).collect();
    let breaking = root.node("breaking").and_then(|node| breaking(node, report));
    let approvals = root.node("approvals").and_then(|node| approvals::read(node, report));
    let consumers = root.node("consumers").map(|node| consumers::read(node, report)).unwrap_or_default();
    let deprecation = root.node("deprecation").and_then(|node| deprecation::read(node, report));
    let stability = root.node("stability").and_then(|node| stability::read(node, report));
    let lint = root.node("lint").and_then(|node| lint(node, sources, report));
    let plugins = check_plugin::read(root.list("plugin").unwrap_or_default(), Form::Protoward, report);
    let policies = policies::read(root.list("policy").unwrap_or_default(), Form::Protoward, report);
    let format = root.boolean("format").unwrap_or(false);
    let generate = root.list("generate").unwrap_or_default().to_vec();
    let managed = root.node("managed").map(|node| managed::v2(node, report)).unwrap_or_default();
    managed::note_unused(&managed, root.key("managed"), report);
    root.finish(report);
    let form = Some(Form::Protoward);
    RawConfig {
        form,
        current,
        include,
        lacks_common_protos,
        dependencies,
        vendor,
        modules,
        breaking,
        approvals,
        consumers,
        deprecation,
        stability,
        lint,
        plugins,
        policies,
        format,
        generate,
        managed,
        ..RawConfig::default()
    }
}

fn module(node: &Node, report: &mut Report) -> Option<RawModule> {
    let mut section = Section::new(node, "module", report)?;
    let module = RawModule {
        name: section.string("name"),
        path: section.string("path"),
        includes: section.strings("includes").unwrap_or_default(),
        excludes: section.strings("excludes").unwrap_or_default(),
        breaking: section.node("breaking").and_then(|node| module_breaking(node, report)),
        lint: section.node("lint").and_then(|node| module_lint(node, report)),
        is_further_root: false,
    };
    section.finish(report);
    Some(module)
}

fn breaking(node: &Node, report: &mut Report) -> Option<RawBreaking> {
    let mut section = Section::new(node, "breaking", report)?;
    let against = section.node("against").map(|node| against::read(node, report)).unwrap_or_default();
    let released_only = section.boolean("released-only").unwrap_or(false);
    let ledger = section.string("ledger");
    let policy_from = section.string("policy-from");
    let policy = policy(&mut section);
    let proven = section.boolean("proven").unwrap_or(false);
    let rules = RawRules { policy, ..rules(&mut section, report) };
    let direction = section.string("direction");
    let registry = section.string("registry");
    let without_consumer = section.string("without-consumer");
    let breaking = RawBreaking {
        rules,
        against,
        released_only,
        ledger,
        policy_from,
        proven,
        direction,
        registry,
        without_consumer,
    };
    section.finish(report);
    Some(breaking)
}

/// Reads the policy, which applies to the whole repository: a module must not relax it.
fn policy(section: &mut Section<'_>) -> IgnorePolicy {
    IgnorePolicy {
        disallows_comments: section.boolean("disallow_comment_ignores").unwrap_or(false),
        requires_reason: section.boolean("require_ignore_reason").unwrap_or(false),
        requires_until: section.boolean("require_ignore_until").unwrap_or(false),
    }
}

/// Reads the rules of a module. All modules share the baseline.
fn module_breaking(node: &Node, report: &mut Report) -> Option<RawBreaking> {
    let mut section = Section::new(node, "module.breaking", report)?;
    let breaking = RawBreaking { rules: rules(&mut section, report), ..RawBreaking::default() };
    section.finish(report);
    Some(breaking)
}

/// Reads the section `lint`.
fn lint(node: &Node, sources: &Sources, report: &mut Report) -> Option<RawLint> {
    let mut section = Section::new(node, "lint", report)?;
    let policy = policy(&mut section);
    let rules = RawRules { policy, ..rules(&mut section, report) };
    let own = lint::rules(section.list("rule").unwrap_or_default(), sources, report);
    let baseline = section.string("baseline");
    let lint = RawLint { rules, options: lint::options(&mut section), own, baseline };
    section.finish(report);
    Some(lint)
}

/// Reads the lint rules and options of a module.
fn module_lint(node: &Node, report: &mut Report) -> Option<RawLint> {
    let mut section = Section::new(node, "module.lint", report)?;
    let rules = rules(&mut section, report);
    let lint = RawLint { rules, options: lint::options(&mut section), ..RawLint::default() };
    section.finish(report);
    Some(lint)
}

/// Reads rules. An empty list of rules turns all off; in a `buf.yaml` it is the default.
fn rules(section: &mut Section<'_>, report: &mut Report) -> RawRules {
    let mut ignores = ignore::read(section.list("ignore").unwrap_or_default(), report);
    ignores.extend(ignore::plain(Vec::new(), section.strings_by_name("ignore_only")));
    RawRules {
        use_: section.strings("use"),
        is_off: section.is_empty_list("use"),
        except: section.strings("except").unwrap_or_default(),
        ignores,
        severity: section.node("severity").map(|node| severity::read(node, report)).unwrap_or_default(),
        ignore_unstable_packages: section.boolean("ignore_unstable_packages").unwrap_or(false),
        ..RawRules::default()
    }
}
