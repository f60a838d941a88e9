//! The check plugins of a configuration: their rules, which a policy selects like those of this program, and their answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostics;
use protoward_check_plugin::{
    Annotation, CheckPlugin, CheckRequest, CheckedFiles, Limits, Listing, OptionValue, PluginError, PluginProblem,
    PluginRule, RuleKind,
};
use protoward_policy::{Catalog, ConfigVersion, Policies, RetiredRule, Rule, RuleDefinition};
use protoward_settings::{CheckPluginSetting, Config, Form, PluginCommand, PolicyRules};
use protoward_source::{Place, Report, parallel};

/// The circumstances in which check plugins run: where their programs are, and for how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginHost {
    /// The folder of the configuration, to which paths of programs are relative; `None` if it is not on disk.
    pub root: Option<PathBuf>,
    /// The limits on time; `None` for the default.
    pub limits: Option<Limits>,
}

/// The check plugins of a configuration, with their rules.
#[derive(Debug, Default)]
pub struct CheckPlugins(Vec<LoadedPlugin>);

/// A plugin that has listed its rules.
#[derive(Debug)]
pub(crate) struct LoadedPlugin {
    pub(crate) plugin: CheckPlugin,
    pub(crate) place: Place,
    options: Vec<(String, OptionValue)>,
    listing: Listing,
    /// The rules that can run.
    rules: Vec<(RuleKind, &'static Rule)>,
}

/// The files that plugins check together.
pub(crate) struct PluginTask<'a> {
    pub(crate) kind: RuleKind,
    /// The rules that run, of plugins and others.
    pub(crate) rules: &'a [&'static Rule],
    pub(crate) files: &'a CheckedFiles,
    pub(crate) old_files: Option<&'a CheckedFiles>,
}

/// The violation of a rule that a plugin reports.
pub(crate) struct PluginViolation<'a> {
    pub(crate) plugin: &'a LoadedPlugin,
    pub(crate) rule: &'static Rule,
    pub(crate) annotation: Annotation,
}

impl CheckPlugins {
    /// Starts the plugins of a configuration, and asks for their rules.
    ///
    /// # Errors
    /// Fails if a plugin cannot be run, or if its rules are invalid or conflict with others.
    pub fn load(config: &Config, host: &PluginHost) -> Result<Self, Report> {
        Self::start(&config.plugins, config.form, host)
    }

    /// Starts the plugins of a policy, like [`CheckPlugins::load`]. The file of a policy is one of buf in every configuration.
    pub(crate) fn of_policy(rules: &PolicyRules, host: &PluginHost) -> Result<Self, Report> {
        Self::start(&rules.plugins, Some(Form::Buf), host)
    }

    fn start(settings: &[CheckPluginSetting], form: Option<Form>, host: &PluginHost) -> Result<Self, Report> {
        let threads = settings.len().max(1);
        let loaded = parallel::map(settings.len(), threads, |at| LoadedPlugin::new(&settings[at], form, host));
        let mut plugins = Vec::new();
        let mut report = Report::default();
        for plugin in loaded {
            match plugin {
                Ok(plugin) => plugins.push(plugin),
                Err(diagnostic) => report.push(*diagnostic),
            }
        }
        let this = Self(plugins);
        this.conflicts(&mut report);
        if report.has_errors() { Err(report) } else { Ok(this) }
    }

    /// Returns `true` if the configuration has no check plugins.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the rules for lint, or for breaking changes.
    pub fn rules(&self, kind: RuleKind) -> impl Iterator<Item = &'static Rule> {
        self.0.iter().flat_map(move |plugin| plugin.rules_of(kind))
    }

    /// Returns a catalog with the rules of the plugins, and with the names of the other kind of rules for advice.
    pub fn extend(&self, catalog: &Catalog, kind: RuleKind) -> Catalog {
        let (other, other_kind) = match kind {
            RuleKind::Lint => (protoward_breaking::catalog(), RuleKind::Breaking),
            RuleKind::Breaking => (protoward_lint::catalog(), RuleKind::Lint),
        };
        let other = other.clone().with_defined(self.rules(other_kind));
        let retired: Vec<RetiredRule> = self.0.iter().flat_map(|plugin| plugin.retired(kind)).collect();
        catalog.clone().with_defined(self.rules(kind)).with_retired(&retired).with_other(&other)
    }

    /// Asks the plugins for violations of the rules that run.
    ///
    /// # Errors
    /// Fails if a plugin fails, or if its answer is invalid.
    pub(crate) fn check(&self, task: &PluginTask<'_>) -> Result<Vec<PluginViolation<'_>>, Report> {
        let threads = self.0.len().max(1);
        let answers = parallel::map(self.0.len(), threads, |at| self.0[at].check(task));
        let mut violations = Vec::new();
        let mut report = Report::default();
        for (plugin, answer) in self.0.iter().zip(answers) {
            match answer {
                Ok(annotations) => {
                    violations.extend(annotations.into_iter().filter_map(|annotation| plugin.violation(annotation)));
                }
                Err(error) => report.push(diagnostics::plugin_failed(&error, plugin.place)),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(violations) }
    }

    /// Returns warnings about plugins of which no rule runs, although they have some for this command only.
    pub(crate) fn unused(&self, kind: RuleKind, policies: &Policies) -> Report {
        let runs = |rule: &'static Rule| policies.modules().iter().any(|module| module.runs(rule));
        let is_unused = |plugin: &&LoadedPlugin| {
            let is_of_kind = plugin.rules.iter().all(|(other, _)| *other == kind);
            is_of_kind && !plugin.rules.is_empty() && !plugin.rules_of(kind).any(runs)
        };
        let warning = |plugin: &LoadedPlugin| {
            let ids: Vec<&str> = plugin.rules_of(kind).map(Rule::id).collect();
            diagnostics::unused_plugin(plugin.plugin.name(), &ids, plugin.place)
        };
        self.0.iter().filter(is_unused).map(warning).collect()
    }

    /// Reports ids that several plugins have, or a plugin and this program.
    fn conflicts(&self, report: &mut Report) {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        let catalogs = [protoward_lint::catalog(), protoward_breaking::catalog()];
        for catalog in catalogs {
            let ids = catalog.rules().iter().copied().chain(catalog.rules_of_gate()).map(Rule::id);
            let categories = catalog.categories().iter().map(|category| category.id());
            owners.extend(ids.chain(categories).map(|id| (id, "")));
        }
        for plugin in &self.0 {
            let rules = plugin.listing.rules.iter().map(|rule| rule.id.as_str());
            for id in rules.chain(plugin.listing.categories.iter().map(String::as_str)) {
                if let Some(owner) = owners.insert(id, plugin.plugin.name()) {
                    report.push(diagnostics::plugin_id_twice(id, plugin.plugin.name(), owner, plugin.place));
                }
            }
            for rule in &plugin.listing.rules {
                let replacements = rule.replaced_by.iter().flatten();
                for unknown in
                    replacements.filter(|id| !self.knows(id) && !catalogs.iter().any(|it| it.rule(id).is_some()))
                {
                    let why = format!("its rule `{}` is replaced by `{unknown}`, which is not a rule", rule.id);
                    let error = plugin.plugin.failed(PluginProblem::Rules(why));
                    report.push(diagnostics::plugin_failed(&error, plugin.place));
                }
            }
        }
    }

    fn knows(&self, id: &str) -> bool {
        self.0.iter().any(|plugin| plugin.listing.rule(id).is_some())
    }
}

impl LoadedPlugin {
    fn new(
        setting: &CheckPluginSetting,
        form: Option<Form>,
        host: &PluginHost,
    ) -> Result<Self, Box<protoward_source::Diagnostic>> {
        let words = match &setting.command {
            PluginCommand::Program(words) => words,
            PluginCommand::Remote(word) => return Err(Box::new(diagnostics::remote_plugin(word))),
            PluginCommand::Wasm(word) => return Err(Box::new(diagnostics::wasm_plugin(word))),
        };
        let mut texts = words.iter().map(|word| word.text.clone());
        let name = texts.next().unwrap_or_default();
        let plugin = CheckPlugin::new(&name, texts.collect());
        let plugin = match program(&name, form, host.root.as_deref()) {
            Program::Named => plugin,
            Program::At(path) => plugin.at(path),
            Program::Nowhere => return Err(Box::new(diagnostics::plugin_without_folder(&name, setting.place))),
        };
        let plugin = plugin.limits(CheckPlugin::limited(host.limits.unwrap_or_default()));
        let failed = |error: PluginError| Box::new(diagnostics::plugin_failed(&error, setting.place));
        let listing = plugin.list().map_err(failed)?;
        let rules = rules(plugin.name(), &listing);
        let options = setting.options.iter().map(|(key, value)| (key.text.clone(), value.clone())).collect();
        Ok(Self { plugin, place: setting.place, options, listing, rules })
    }

    fn rules_of(&self, kind: RuleKind) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().filter(move |(other, _)| *other == kind).map(|(_, rule)| *rule)
    }

    /// Returns the deprecated rules of a kind, which stand for their replacements.
    fn retired(&self, kind: RuleKind) -> Vec<RetiredRule> {
        let leak = |text: &str| -> &'static str { Box::leak(Box::from(text)) };
        let retired = |rule: &PluginRule| {
            let replaced_by = rule.replaced_by.as_ref().filter(|_| rule.kind == kind)?;
            let successors: Vec<&'static str> = replaced_by.iter().map(|id| leak(id)).collect();
            let versions = &[ConfigVersion::V2, ConfigVersion::Own];
            Some(RetiredRule { id: leak(&rule.id), successors: Box::leak(successors.into_boxed_slice()), versions })
        };
        self.listing.rules.iter().filter_map(retired).collect()
    }

    fn check(&self, task: &PluginTask<'_>) -> Result<Vec<Annotation>, PluginError> {
        let is_asked = |rule: &&'static Rule| task.rules.contains(rule);
        let rules: Vec<String> = self.rules_of(task.kind).filter(is_asked).map(|rule| rule.id().to_owned()).collect();
        let &PluginTask { kind, files, old_files, .. } = task;
        let request = CheckRequest { kind, rules: &rules, files, old_files, options: &self.options };
        self.plugin.check(&request, &self.listing)
    }

    fn violation(&self, annotation: Annotation) -> Option<PluginViolation<'_>> {
        let (_, rule) = self.rules.iter().find(|(_, rule)| rule.id() == annotation.rule)?;
        Some(PluginViolation { plugin: self, rule, annotation })
    }

    /// Creates the error for an answer that is not about the files which the plugin was given.
    pub(crate) fn wrong(&self, why: String) -> Report {
        let error = self.plugin.failed(PluginProblem::Annotation(why));
        Report::from_iter([diagnostics::plugin_failed(&error, self.place)])
    }
}

/// Returns the rules that can run: those that are not deprecated. They also have the categories of the rules that they
/// replace.
fn rules(plugin: &str, listing: &Listing) -> Vec<(RuleKind, &'static Rule)> {
    let rule = |rule: &PluginRule| {
        let replaced = listing
            .rules
            .iter()
            .filter(|other| other.kind == rule.kind && other.replaced_by.iter().flatten().any(|id| *id == rule.id));
        let mut categories: Vec<&str> = rule.categories.iter().map(String::as_str).collect();
        categories.extend(replaced.flat_map(|other| &other.categories).map(String::as_str));
        let mut known = std::collections::BTreeSet::new();
        categories.retain(|category| known.insert(*category));
        let page = format!("# {}\n\n{}\n\nThis rule is of the plugin `{plugin}`.\n", rule.id, rule.purpose);
        let definition = RuleDefinition { id: &rule.id, summary: &rule.purpose, categories: &categories, page: &page };
        (rule.kind, Rule::of_plugin(definition, rule.is_default))
    };
    listing.rules.iter().filter(|rule| rule.replaced_by.is_none()).map(rule).collect()
}

/// The location of a program.
enum Program {
    /// In the folders of `PATH`.
    Named,
    At(PathBuf),
    /// In the folder of a configuration that is not on disk.
    Nowhere,
}

/// Returns where a program is. A path is relative to the folder of a `protoward.toml`; one of a `buf.yaml` is relative to
/// the working directory, as in buf.
fn program(name: &str, form: Option<Form>, root: Option<&Path>) -> Program {
    let is_path = name.contains('/') || cfg!(windows) && name.contains('\\');
    match (is_path, Path::new(name).is_absolute() || form == Some(Form::Buf), root) {
        (false, ..) => Program::Named,
        (true, true, _) => Program::At(PathBuf::from(name)),
        (true, false, Some(root)) => Program::At(root.join(name)),
        (true, false, None) => Program::Nowhere,
    }
}
