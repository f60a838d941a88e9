//! Policies: the rules that run in each module, and the decision about each finding by severities, ignores and comments.

use crate::diagnostics;
use crate::ignores::{IgnoreUsage, Ignores, Scoped};
use crate::names::RuleNames;
use crate::requirements::Requirements;
use crate::{
    Catalog, Clock, CommentIgnore, ConfigVersion, CoveredScope, Ignore, IgnorePolicy, Level, PolicySettings, Rule,
};
use crate::{IgnoreEnd, IgnoreScope, PolicySubject};
use protoward_source::{Diagnostic, LocatedText, Place, Report, Severity};

/// The inputs of a policy besides its settings.
#[derive(Clone, Copy, Debug)]
pub struct PolicyContext<'a> {
    /// The rules that the settings can name.
    pub catalog: &'a Catalog,
    /// `true` if there is a ledger, for rules that need one.
    pub has_ledger: bool,
    /// The day and the version at which ignores end.
    pub clock: &'a Clock,
}

/// The settings of a module, or of several modules with equal settings.
#[derive(Clone, Copy, Debug)]
pub struct ModuleSettings<'a> {
    /// The selection of rules, their severities, and ignores.
    pub settings: &'a PolicySettings,
    /// The version of the configuration, which determines the meaning of names.
    pub version: ConfigVersion,
}

/// The policy of one module: the rules that run, and the decisions about their findings.
#[derive(Clone, Debug)]
pub struct ModulePolicy {
    rules: Vec<&'static Rule>,
    /// The rules about moves that run although no rule runs whose findings they replace.
    lone_moves: Vec<&'static Rule>,
    warnings: Vec<&'static Rule>,
    /// The rules whose ids have a configured severity.
    with_own_severity: Vec<&'static Rule>,
    is_off: bool,
    /// `true` for a module that was removed, whose ignores cannot be changed.
    pub(crate) is_removed: bool,
    ignores_unstable: bool,
    pub(crate) ignores: Ignores,
    /// All valid ignores, including those that cover other modules.
    pub(crate) written: Vec<IgnoreUsage>,
    /// An end by version although the version of the schema is unknown.
    pub(crate) unknown_version: Option<LocatedText>,
}

/// The policies of a schema: one per module, and the ignores in comments, which all modules share.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    pub(crate) modules: Vec<ModulePolicy>,
    pub(crate) comments: Ignores,
    notes: Report,
    violations: Report,
}

/// The decision about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The finding is reported. The listed ignores covered it but have ended.
    Reported(Vec<EndedIgnore>),
    /// The finding is not reported, for this reason.
    Ignored(IgnoreReason),
}

/// The reason why a finding is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreReason {
    /// An ignore, with its place and its reason.
    Written(Place, Option<String>),
    /// The package is unstable according to its name.
    Unstable,
    /// The element has this level of stability, whose findings are ignored.
    Stability(&'static str),
}

/// An ignore that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedIgnore {
    pub(crate) place: Place,
    pub(crate) reason: Option<String>,
    pub(crate) ended: String,
}

impl EndedIgnore {
    /// Adds a note about the ignore to a finding that it covered.
    pub fn note_on(&self, finding: &mut Diagnostic) {
        diagnostics::ignore_ended(finding, self.place, self.reason.as_deref(), &self.ended);
    }
}

impl ModulePolicy {
    /// Creates the policy of a module. Ignores that do not meet the requirements are added to `violations`.
    ///
    /// # Errors
    /// Fails for an unknown rule, and for a rule that needs a ledger if there is none.
    fn new(module: ModuleSettings<'_>, context: PolicyContext<'_>, violations: &mut Report) -> Result<Self, Report> {
        let ModuleSettings { settings, version } = module;
        let names = RuleNames { catalog: context.catalog, version };
        let mut report = Report::default();
        let mut rules = names.selected(settings, context.has_ledger, &mut report);
        if settings.is_off {
            rules.retain(|rule| rule.is_defined() || settings.keeps_plugins && rule.is_of_plugin());
        } else if rules.is_empty() && !report.has_errors() {
            report.push(diagnostics::nothing_is_checked(settings));
        }
        let levels = names.levels(settings, &mut report);
        let is_at = |rule: &&'static Rule, level| levels.contains(&(*rule, level));
        rules.retain(|rule| !is_at(rule, Level::Off));
        let mut lone_moves = names.lone_moves(settings);
        lone_moves.retain(|rule| rules.contains(rule));
        let warnings = context.catalog.rules().iter().copied().filter(|rule| is_at(rule, Level::Warning)).collect();
        let with_own_severity =
            settings.severity.iter().filter_map(|(word, _)| context.catalog.rule(&word.text)).collect();
        let requirements = Requirements { policy: settings.policy, catalog: context.catalog, clock: context.clock };
        let mut ignores = Vec::new();
        let mut written = Vec::new();
        let mut unknown_version = None;
        for ignore in &settings.ignores {
            let rules: Vec<_> = ignore.rules.iter().flat_map(|word| names.ignored(word, &mut report)).collect();
            if let Some(violation) = requirements.violation(ignore) {
                violations.push(violation);
                continue;
            }
            let usage = IgnoreUsage::of_config(ignore, context.clock);
            ignores.extend(scope(ignore, &rules).map(|scope| Scoped { rules, scope, usage: usage.clone() }));
            written.push(usage);
            let open = ignore.until.as_ref().filter(|(_, until)| context.clock.cannot_tell(until));
            unknown_version = unknown_version.or_else(|| open.map(|(word, _)| word.clone()));
        }
        let ignores = Ignores::new(ignores);
        let ignores_unstable = settings.ignore_unstable_packages;
        let is_off = settings.is_off;
        let this = Self {
            rules,
            lone_moves,
            warnings,
            with_own_severity,
            is_off,
            is_removed: false,
            ignores_unstable,
            ignores,
            written,
            unknown_version,
        };
        if report.has_errors() { Err(report) } else { Ok(this) }
    }

    /// Returns the rules that run, sorted by id.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// Returns the rules about moves for which the configuration selects no rule whose findings they replace. They are
    /// asked for by themselves, so everything that they can replace counts.
    pub fn lone_moves(&self) -> &[&'static Rule] {
        &self.lone_moves
    }

    /// Returns `true` if the settings turn all rules off on purpose.
    pub const fn is_off(&self) -> bool {
        self.is_off
    }

    /// Returns `true` if a rule runs.
    pub fn runs(&self, rule: &Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// Returns the severity of the findings of a rule.
    pub fn severity(&self, rule: &Rule) -> Severity {
        if self.warnings.contains(&rule) { Severity::Warning } else { Severity::Error }
    }

    /// Returns the severity that the configuration gives to the id of a rule.
    pub fn own_severity(&self, rule: &Rule) -> Option<Severity> {
        self.with_own_severity.contains(&rule).then(|| self.severity(rule))
    }
}

/// Returns the scope of an ignore; `None` if it covers nothing in the module. A retired rule may select no rules.
fn scope(ignore: &Ignore, rules: &[&'static Rule]) -> Option<CoveredScope> {
    let (path, located) = match (&ignore.within, &ignore.located) {
        (IgnoreScope::All, _) => (None, None),
        (IgnoreScope::Path(path), located) => (Some(path.clone()), located.clone()),
        (IgnoreScope::Nothing, Some(located)) => (None, Some(located.clone())),
        (IgnoreScope::Nothing, None) => return None,
    };
    let element = ignore.element.as_ref().map(|word| word.text.clone());
    (ignore.rules.is_empty() || !rules.is_empty()).then_some(CoveredScope { path, located, element, statement: None })
}

impl Policies {
    /// Creates the policy of each module.
    ///
    /// # Errors
    /// Fails for an unknown rule, and for a rule that needs a ledger if there is none.
    pub fn new<'a>(
        modules: impl IntoIterator<Item = ModuleSettings<'a>>,
        context: PolicyContext<'_>,
    ) -> Result<Self, Report> {
        let mut this = Self::default();
        let mut problems = Report::default();
        for module in modules {
            match ModulePolicy::new(module, context, &mut this.violations) {
                Ok(policy) => this.modules.push(policy),
                Err(report) => problems.append(report),
            }
        }
        if problems.has_errors() { Err(once(problems)) } else { Ok(this) }
    }

    /// Adds the policies of modules that were removed. Unmet requirements and unused ignores of these are not reported, because their
    /// settings can no longer be edited.
    pub fn add_removed<'a>(
        &mut self,
        modules: impl IntoIterator<Item = ModuleSettings<'a>>,
        context: PolicyContext<'_>,
    ) {
        for module in modules {
            match ModulePolicy::new(module, context, &mut Report::default()) {
                Ok(policy) => self.modules.push(ModulePolicy { is_removed: true, ..policy }),
                Err(report) => {
                    self.violations.append(report);
                    self.repeat_first(1);
                }
            }
        }
    }

    /// Appends copies of the policy of the first module.
    pub fn repeat_first(&mut self, count: usize) {
        let first = self.modules.first().cloned();
        self.modules.extend(first.into_iter().cycle().take(count));
    }

    /// Adds ignores from comments. Those without a rule become [notes](Self::notes). Ignores that are not allowed, name an unknown
    /// rule or have an invalid end become [violations](Self::violations), and ignore nothing.
    pub fn add_comments(
        &mut self,
        comments: Vec<CommentIgnore>,
        policy: IgnorePolicy,
        version: ConfigVersion,
        context: PolicyContext<'_>,
    ) {
        let PolicyContext { catalog, clock, .. } = context;
        let names = RuleNames { catalog, version };
        let mut ignores = Vec::new();
        for comment in comments {
            let (rules, problems) = names.rules_of_comment(&comment);
            let is_unknown = problems.has_errors();
            if is_unknown {
                self.violations.append(problems)
            } else {
                self.notes.append(problems)
            }
            let requirements = Requirements { policy, catalog, clock };
            let until = match end(&comment, requirements) {
                Ok(until) => until,
                Err(violation) => {
                    self.violations.push(*violation);
                    continue;
                }
            };
            // Words that mean nothing may be a part of what the author wants.
            if is_unknown || rules.is_empty() {
                continue;
            }
            if let Some(until) = until.as_ref().filter(|until| clock.cannot_tell(until)) {
                let word = LocatedText { text: until.to_string(), place: Some(comment.place) };
                self.notes.push(diagnostics::version_unknown(&word));
            }
            let usage =
                IgnoreUsage::of_comment(comment.place, comment.reason, until.and_then(|until| clock.ended(&until)));
            let scoped = |scope| Scoped { rules: rules.clone(), scope, usage: usage.clone() };
            ignores.extend(comment.scopes.into_iter().map(scoped));
        }
        self.comments = Ignores::new(ignores);
    }

    /// Returns the policy of each module.
    pub fn modules(&self) -> &[ModulePolicy] {
        &self.modules
    }

    /// Returns the number of different rules that run.
    pub fn count_rules(&self) -> usize {
        crate::catalog::unique(self.modules.iter().flat_map(ModulePolicy::rules).copied().collect()).len()
    }

    /// Returns warnings about ignores: comments without a rule, and ends at a version although none is known.
    pub const fn notes(&self) -> &Report {
        &self.notes
    }

    /// Returns errors about invalid ignores, which fail like findings. Modules share the ignores that are written for
    /// all of them.
    pub fn violations(&self) -> Report {
        once(self.violations.clone())
    }

    /// Decides about a finding of a rule in a module, and counts the ignores that cover it. Only an ignore with the id of
    /// its rule covers a move.
    pub fn decide(&mut self, module: usize, finding: &impl PolicySubject) -> Decision {
        let policy = &mut self.modules[module];
        let paths = finding.paths();
        let in_comments = self.comments.count(finding, &[&paths[..], &finding.new_paths()].concat());
        let configured = policy.ignores.count(finding, &paths);
        let valid = self.comments.valid(&in_comments).or_else(|| policy.ignores.valid(&configured));
        if let Some(IgnoreUsage { place, reason, .. }) = valid {
            return Decision::Ignored(IgnoreReason::Written(*place, reason.clone()));
        }
        if policy.ignores_unstable && finding.is_unstable() && !finding.rule().is_move() {
            return Decision::Ignored(IgnoreReason::Unstable);
        }
        let ended = self.comments.count_reported(&in_comments).chain(policy.ignores.count_reported(&configured));
        Decision::Reported(ended.filter_map(EndedIgnore::of).collect())
    }
}

impl EndedIgnore {
    fn of(usage: &IgnoreUsage) -> Option<Self> {
        let ended = usage.ended.clone()?;
        Some(Self { place: usage.place, reason: usage.reason.clone(), ended })
    }
}

/// Parses the end of an ignore in a comment.
///
/// # Errors
/// Fails for an invalid end or unmet requirements. Such an ignore must not hide anything, because it would never end.
fn end(comment: &CommentIgnore, requirements: Requirements<'_>) -> Result<Option<IgnoreEnd>, Box<Diagnostic>> {
    let catalog = requirements.catalog;
    if let Some(mistaken) = &comment.mistaken_end {
        return Err(Box::new(diagnostics::mistaken_end(catalog, comment.place, mistaken)));
    }
    let until = match &comment.until {
        None => None,
        Some(text) => match IgnoreEnd::parse(text) {
            Some(until) => Some(until),
            None => {
                let word = LocatedText { text: text.clone(), place: Some(comment.place) };
                return Err(Box::new(diagnostics::not_an_end(&word)));
            }
        },
    };
    match requirements.violation_of_comment(comment, until.as_ref()) {
        Some(violation) => Err(Box::new(violation)),
        None => Ok(until),
    }
}

/// Removes repetitions: modules with the same settings have the same problems.
fn once(problems: Report) -> Report {
    let mut once: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        if !once.contains(&problem) {
            once.push(problem);
        }
    }
    once.into_iter().collect()
}
