//! The table in docs/breaking.md of what decides about a finding has a row for every part of a policy. The parts are named without
//! `..`, so that a new one does not compile before it has a row.

use std::collections::BTreeSet;

use crate::Gate;
use crate::policy::{GateOptions, Policy};
use jiff::Timestamp;
use protoward_policy::{Clock, IgnorePolicy, PolicySettings};
use protoward_settings::{
    ApprovalsSetting, Breaking, CheckPluginSetting, Config, ConsumerEntry, DeprecationSetting, LevelRules, Module,
    StabilitySetting,
};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/breaking.md");
const HEADING: &str = "### What decides about a finding";

const RULES: &str = "rules, severities and ignores";
const CONDITIONS: &str = "requirements for ignores and conditions of failing";
const FIRST: &str = "the first configuration";
const ORIGIN: &str = "the origin of the policy";
const BASELINE: &str = "the baseline";
const MODULES: &str = "modules and their files";
const IMPORTS: &str = "folders for imports, dependencies and files that modules leave out";
const LEDGER: &str = "the ledger";
const APPROVALS: &str = "approvals";
const APPROVERS: &str = "people who may approve";
const CONSUMERS: &str = "consumers";
const EVIDENCE: &str = "usage files and schemas of consumers";
const DEPRECATION: &str = "deprecation periods";
const LEVELS: &str = "levels of stability";
const LEVEL_RULES: &str = "rules of levels";
const PLUGINS: &str = "check plugins";
const POLICIES: &str = "policies";
const VERSION: &str = "the version of the schema";
const COMMENTS: &str = "ignore comments";
const CALLER: &str = "flags and the time";
const NOTHING: &str = "nothing about changes";

/// Returns the row about a part. The part is named so that it exists.
const fn row<T>(_part: &T, row: &'static str) -> &'static str {
    row
}

fn of_config(config: &Config) -> Vec<&'static str> {
    let Config {
        source,
        form,
        version,
        current,
        include,
        common_protos,
        deps,
        dependencies,
        vendor,
        modules,
        breaking,
        of_dependencies,
        lint,
        approvals,
        consumers,
        deprecation,
        stability,
        plugins,
        policies,
        format,
        generate,
        managed,
        keys,
    } = config;
    let mut rows = vec![
        row(source, FIRST),
        row(form, RULES),
        row(version, RULES),
        row(current, VERSION),
        row(include, IMPORTS),
        row(common_protos, IMPORTS),
        row(deps, IMPORTS),
        row(dependencies, IMPORTS),
        row(vendor, IMPORTS),
        row(breaking, RULES),
        row(of_dependencies, RULES),
        row(lint, NOTHING),
        row(approvals, APPROVERS),
        row(consumers, CONSUMERS),
        row(deprecation, DEPRECATION),
        row(stability, LEVELS),
        row(plugins, PLUGINS),
        row(policies, POLICIES),
        row(format, NOTHING),
        row(generate, NOTHING),
        row(managed, NOTHING),
        row(keys, RULES),
    ];
    rows.extend(modules.iter().flat_map(of_module));
    rows.extend(of_breaking(breaking));
    rows
}

fn of_module(module: &Module) -> Vec<&'static str> {
    let Module { name, path, includes, excludes, breaking, lint, is_further_root } = module;
    vec![
        row(name, MODULES),
        row(path, MODULES),
        row(includes, MODULES),
        row(excludes, MODULES),
        row(breaking, RULES),
        row(lint, NOTHING),
        row(is_further_root, MODULES),
    ]
}

fn of_breaking(breaking: &Breaking) -> Vec<&'static str> {
    let Breaking {
        version,
        settings,
        against,
        released_only,
        ledger,
        policy_from,
        proven,
        directions,
        spares_unused,
        registry,
    } = breaking;
    let PolicySettings {
        use_,
        except,
        ignores,
        severity,
        ignore_unstable_packages,
        uses_defaults,
        is_off,
        keeps_plugins,
        policy,
    } = settings;
    let IgnorePolicy { disallows_comments, requires_reason, requires_until } = policy;
    vec![
        row(version, RULES),
        row(against, BASELINE),
        row(released_only, CONDITIONS),
        row(ledger, LEDGER),
        row(policy_from, ORIGIN),
        row(proven, CONDITIONS),
        row(directions, CONDITIONS),
        row(spares_unused, CONDITIONS),
        row(registry, CONDITIONS),
        row(use_, RULES),
        row(except, RULES),
        row(ignores, RULES),
        row(severity, RULES),
        row(ignore_unstable_packages, RULES),
        row(uses_defaults, RULES),
        row(is_off, RULES),
        row(keeps_plugins, RULES),
        row(disallows_comments, COMMENTS),
        row(requires_reason, CONDITIONS),
        row(requires_until, CONDITIONS),
    ]
}

fn of_people(approvals: &ApprovalsSetting, consumer: &ConsumerEntry) -> Vec<&'static str> {
    let ApprovalsSetting { approvers, codeowners, people } = approvals;
    let ConsumerEntry { name, schema, usage } = consumer;
    vec![
        row(approvers, APPROVERS),
        row(codeowners, APPROVERS),
        row(people, APPROVERS),
        row(name, CONSUMERS),
        row(schema, EVIDENCE),
        row(usage, EVIDENCE),
    ]
}

fn of_life_cycle(deprecation: &DeprecationSetting, stability: &StabilitySetting) -> Vec<&'static str> {
    let DeprecationSetting { remove_after, releases } = deprecation;
    let StabilitySetting { options, levels, rules } = stability;
    let [LevelRules { severity, rules: of_level }, ..] = rules;
    vec![
        row(remove_after, DEPRECATION),
        row(releases, DEPRECATION),
        row(options, LEVELS),
        row(levels, LEVELS),
        row(rules, LEVEL_RULES),
        row(severity, LEVEL_RULES),
        row(of_level, LEVEL_RULES),
    ]
}

fn of_plugin(plugin: &CheckPluginSetting) -> Vec<&'static str> {
    let CheckPluginSetting { place: _, command, options: of_plugin } = plugin;
    vec![row(command, PLUGINS), row(of_plugin, PLUGINS)]
}

fn of_gate(gate: &Gate, options: &GateOptions) -> Vec<&'static str> {
    let Gate {
        exclude_imports,
        limit_to_input_files,
        ledger,
        compat,
        policy_from,
        config,
        accepts_relaxed,
        accepts_unreadable,
        released_only,
        witnesses,
        registry,
        plugin_limits,
        renamed,
        is_in_ci,
        now,
    } = gate;
    let mut rows = vec![
        row(exclude_imports, CALLER),
        row(limit_to_input_files, CALLER),
        row(ledger, CALLER),
        row(compat, CALLER),
        row(policy_from, CALLER),
        row(config, CALLER),
        row(accepts_relaxed, CALLER),
        row(accepts_unreadable, CALLER),
        row(released_only, CALLER),
        row(witnesses, CALLER),
        row(registry, CALLER),
        row(plugin_limits, CALLER),
        row(renamed, CALLER),
        row(is_in_ci, CALLER),
        row(now, CALLER),
    ];
    let GateOptions {
        exclude_imports,
        limit_to_input_files,
        ledger,
        approvals,
        deprecation,
        consumers,
        compat,
        clock,
        plugins,
        accepts_relaxed,
        accepts_unreadable,
        released_only,
        renamed,
        has_given_configuration,
    } = options;
    rows.extend([
        row(exclude_imports, CALLER),
        row(limit_to_input_files, CALLER),
        row(ledger, LEDGER),
        row(approvals, APPROVALS),
        row(deprecation, DEPRECATION),
        row(consumers, EVIDENCE),
        row(compat, CALLER),
        row(clock, VERSION),
        row(plugins, PLUGINS),
        row(accepts_relaxed, CALLER),
        row(accepts_unreadable, CALLER),
        row(released_only, CALLER),
        row(renamed, CALLER),
        row(has_given_configuration, CALLER),
    ]);
    rows
}

fn of_policy(policy: &Policy) -> Vec<&'static str> {
    let Policy { policies, options, plugins, catalog, stability, is_compat_buf, notes: _, added } = policy;
    vec![
        row(policies, RULES),
        row(options, CALLER),
        row(plugins, PLUGINS),
        row(catalog, PLUGINS),
        row(stability, LEVEL_RULES),
        row(is_compat_buf, CALLER),
        row(added, POLICIES),
    ]
}

/// Returns the first cells of the table.
fn rows_of_page(page: &str) -> BTreeSet<&str> {
    let lines = page.lines().skip_while(|line| *line != HEADING);
    let rows = lines.skip_while(|line| !line.starts_with("|---")).skip(1).take_while(|line| line.starts_with('|'));
    rows.filter_map(|line| line.trim_matches(['|', ' ']).split(" | ").next()).collect()
}

#[test]
fn every_part_of_a_policy_has_a_row() {
    let config = Config::default();
    let options = GateOptions::new(Clock::now(None));
    let gate = Gate::new(Timestamp::UNIX_EPOCH);
    let mut rows: BTreeSet<&str> = of_config(&config).into_iter().chain(of_gate(&gate, &options)).collect();
    let policy = Policy::new(&config, options).expect("the default configuration is valid");
    rows.extend(of_policy(&policy));
    let consumer = ConsumerEntry { name: protoward_source::LocatedText::unplaced("web"), schema: None, usage: None };
    let level = || LevelRules { severity: protoward_policy::Level::Error, rules: None };
    let rules = [level(), level(), level()];
    let stability = StabilitySetting { options: Vec::new(), levels: Vec::new(), rules };
    let mut sources = protoward_source::Sources::default();
    let source = sources.add("protoward.toml", "protoward.toml", None);
    let plugin = CheckPluginSetting {
        place: protoward_source::Place::whole(source),
        command: protoward_settings::PluginCommand::Program(Vec::new()),
        options: Vec::new(),
    };
    rows.extend(of_people(&ApprovalsSetting::default(), &consumer));
    rows.extend(of_life_cycle(&DeprecationSetting::default(), &stability));
    rows.extend(of_plugin(&plugin));
    let page = std::fs::read_to_string(PAGE).expect("the page is in the repository");
    assert_eq!(rows, rows_of_page(&page));
}
