//! Both sides of a comparison, compiled together: the baselines that a request has, and which files of them are compiled.

use std::sync::Arc;

use jiff::Timestamp;
use memchr::memmem;

use crate::absence::{Absent, MissingBaseline};
use crate::baseline::{Baseline, NewSide, PreparedBaseline, begins_before, without_known};
use crate::diagnostics;
use crate::not_compared::{NotCompared, SameVersion};
use crate::self_comparison::SelfComparison;
use protoward_breaking::catalog;
use protoward_inputs::{Change, Input};
use protoward_settings::{Breaking, Config, Form};
use protoward_source::{Diagnostic, LocatedText, Report, Sources};
use protoward_workspace::{ConfigHome, InvalidSide, Layout, OpenOptions, Prepared, Workspace};

/// Both sides of a comparison.
#[derive(Debug)]
pub(crate) struct Sides {
    /// The older versions: the baseline, and also the checked-out commit if there are uncommitted changes.
    pub(crate) olds: Arc<[OlderVersion]>,
    pub(crate) new: Workspace,
}

impl Sides {
    pub(crate) fn new(new: Workspace, olds: Vec<Workspace>, baselines: Vec<Baseline>) -> Self {
        let olds = olds.into_iter().zip(baselines).map(|(workspace, baseline)| OlderVersion {
            workspace,
            baseline,
            problems: Report::default(),
        });
        Self { olds: olds.collect(), new }
    }
}

/// An older version of a schema, compiled: a baseline, a release of a window, or the checked-out commit.
#[derive(Debug)]
#[non_exhaustive]
pub struct OlderVersion {
    /// The schema, with its configuration.
    pub workspace: Workspace,
    /// The origin of the older version.
    pub baseline: Baseline,
    /// The errors of the files that the schema lacks because of them.
    pub(crate) problems: Report,
}

/// The files to compile among those that are equal on both sides and not imported by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unchanged {
    /// All files, because a rule, a plugin or a consumer may need any of them.
    Kept,
    /// Only files with a comment that ignores findings.
    LeftOut,
}

/// A reader of the change that a CI service describes; it is empty outside of CI. The argument is `true` if something names a
/// baseline, so that the description may be invalid.
pub type ChangeReader = fn(bool) -> Result<Change, Box<Diagnostic>>;

/// A request for the baselines of a schema.
#[derive(Clone, Debug)]
pub struct BaselineRequest<'a> {
    /// The reader of the change under review.
    pub change: ChangeReader,
    /// References to the old side; if there are none, it is derived from the configuration and the history of the input.
    pub against: &'a [String],
    /// The options for opening the old side.
    pub options: OpenOptions,
    /// `true` if the request is only for a comparison, `false` if it is one of several tasks.
    pub is_required: bool,
    /// `true` if a missing baseline is no failure.
    pub if_baseline: bool,
    /// `true` for a part of an input whose other parts have uncommitted changes: this one may be compared with itself.
    pub is_beside_change: bool,
    /// `true` while the input is edited: the newest commit is a baseline besides those that the history decides, and a missing
    /// one is no failure.
    pub is_edited: bool,
    /// A callback with the name of each baseline, called before the baseline is read.
    pub on_input: fn(&str),
}

/// The configuration and the layout of the new side.
#[derive(Clone, Debug)]
pub(crate) struct SchemaSide<'a> {
    /// The configuration, which may name baselines and the origin of the policy.
    pub config: &'a Config,
    /// The place of the configuration, to which paths in it are relative.
    pub home: ConfigHome<'a>,
    /// The layout of the files.
    pub layout: Layout,
}

impl<'a> SchemaSide<'a> {
    /// Returns the side of a prepared schema.
    pub(crate) fn of(new: &'a Prepared) -> Self {
        Self { config: new.config(), home: new.home(), layout: new.layout() }
    }

    /// Returns the side of a compiled schema.
    pub(crate) fn of_workspace(new: &'a Workspace) -> Self {
        Self { config: &new.config, home: new.home(), layout: new.layout() }
    }
}

impl BaselineRequest<'_> {
    /// Returns at least one baseline, except for an input that is edited.
    ///
    /// The commit before a push, and the parent commit on the default branch, do not contain the changes of the newest
    /// commit. With uncommitted changes, the newest commit is therefore a baseline as well, whatever releases are too. So are the
    /// other parents of a merge commit that is about to be made.
    ///
    /// # Errors
    /// Fails if there is no baseline, or if the baseline of a change is the change itself.
    pub(crate) fn baselines(
        &self,
        input: &Input,
        side: SchemaSide<'_>,
        now: Timestamp,
        sources: &mut Sources,
    ) -> Result<Vec<PreparedBaseline>, NotCompared> {
        let SchemaSide { config, home, layout } = side;
        let is_named = !self.against.is_empty() || !config.breaking.against.is_empty();
        let change =
            (self.change)(is_named).map_err(|problem| NotCompared::unreadable(Report::from_iter([*problem])))?;
        let new = NewSide { input, config, home, change: &change, now };
        let mut find = |request: BaselineRequest<'_>| Baselines { request, new, layout: layout.clone() }.find(sources);
        let mut found = match find(self.clone()) {
            Err(missing) if self.is_edited && !is_named && !missing.is_failure => Vec::new(),
            found => found?,
        };
        if self.is_edited && begins_before(found.iter().map(|it| &it.baseline)) {
            match find(self.accepting(&[HEAD.to_owned()])) {
                Ok(head) => found.extend(without_known(head, &found)),
                Err(missing) if found.is_empty() => return Err(missing),
                Err(_) => {}
            }
        }
        for commit in self.merged_commits(input, &found)? {
            // A branch without the schema has nothing to compare with.
            match find(self.accepting(&[format!("git:{}", commit.get(..12).unwrap_or(&commit))])) {
                Ok(merged) => found.extend(merged),
                Err(missing) if !missing.is_failure => {}
                Err(failed) => return Err(failed),
            }
        }
        Ok(found)
    }

    /// Returns the versions where the work began that are not among the baselines: the commits that a change is made to. A change
    /// does not choose what decides about it, whatever its schema is compared with. Versions that are not available, or that
    /// have no configuration, cannot object.
    pub(crate) fn origins(
        &self,
        input: &Input,
        side: SchemaSide<'_>,
        found: &[PreparedBaseline],
        sources: &mut Sources,
    ) -> Vec<PreparedBaseline> {
        if found.iter().all(|it| it.baseline.is_chosen()) {
            return Vec::new();
        }
        // An invalid description of the change was reported with the baselines.
        let Ok(change) = (self.change)(true) else { return Vec::new() };
        let mut began = Baseline::chosen(input, &change).unwrap_or_default();
        if began.iter().any(Baseline::is_presumed) {
            let committed = Baseline::committed(input, &side.layout.deciding_paths());
            began = committed.ok().flatten().into_iter().collect();
        }
        let commits = found.iter().filter(|it| it.baseline.is_commit());
        let known: Vec<_> = commits.map(|it| it.baseline.commit_id()).collect();
        let prepare = |baseline: Baseline| {
            let prepared = baseline.prepare(self.options.clone(), side.layout.clone(), sources).ok()?;
            Some(PreparedBaseline { baseline, prepared })
        };
        let unknown = began.into_iter().filter(|it| !known.contains(&it.commit_id()));
        unknown.filter_map(prepare).filter(|it| it.prepared.has_configuration()).collect()
    }

    /// Returns the request for other baselines, of which none has to exist.
    fn accepting<'b>(&'b self, against: &'b [String]) -> BaselineRequest<'b> {
        BaselineRequest { against, if_baseline: true, ..self.clone() }
    }

    /// Returns the other parents of the commit that is about to be made, if its first parent or the commit where the work began is a
    /// baseline.
    fn merged_commits(&self, input: &Input, found: &[PreparedBaseline]) -> Result<Vec<String>, NotCompared> {
        let is_parent = matches!(self.against, [named] if named == HEAD);
        let is_work = matches!(input, Input::Staged { .. } | Input::Folder(_) | Input::File(_) | Input::Package(_));
        if !is_work || !is_parent && !found.iter().any(|it| it.baseline.is_chosen()) {
            return Ok(Vec::new());
        }
        input.merged_commits().map_err(|error| NotCompared::unreadable(Report::from_iter([error.into()])))
    }
}

/// The reference to the checked-out commit, which is a baseline of uncommitted changes.
const HEAD: &str = "git:HEAD";

/// The reason why a comparison has no sides.
#[derive(Debug)]
pub(crate) enum NoSides {
    /// The new side cannot be read or does not compile.
    New(Report),
    /// The reason on the old side.
    Old(NotCompared),
}

impl NoSides {
    pub(crate) fn invalid(invalid: InvalidSide, baselines: &[Baseline]) -> Self {
        match invalid {
            InvalidSide::New(report) => Self::New(report),
            // Warnings about an old side are dropped, because it can no longer be changed.
            InvalidSide::Old(at, problems) => Self::Old(NotCompared::invalid(baselines[at].explain_errors(problems))),
        }
    }
}

/// The search for the baselines of a schema.
struct Baselines<'a> {
    request: BaselineRequest<'a>,
    new: NewSide<'a>,
    layout: Layout,
}

impl Baselines<'_> {
    fn find(&self, sources: &mut Sources) -> Result<Vec<PreparedBaseline>, NotCompared> {
        let weigh = |(absence, origin): Absent| absence.weigh(origin, self.request.if_baseline);
        let named = Baseline::find(self.request.against, &self.new);
        if matches!(&named, Ok(found) if found.is_empty()) {
            let is_required = self.request.is_required || is_configured(self.new.config) || self.new.change.is_in_ci();
            return Err(MissingBaseline::without_baseline(is_required, self.request.if_baseline));
        }
        let (mut found, absent) = match named.and_then(|named| self.first(named, sources)) {
            Ok(found) => (found, None),
            // A change that names a missing baseline is still compared with the commits where it began.
            Err((absence, origin)) if absence.is_accepted(origin, self.request.if_baseline) => {
                (Vec::new(), Some((absence, origin)))
            }
            Err(absent) => return Err(weigh(absent)),
        };
        let same = SelfComparison { new: self.new, layout: &self.layout };
        found.iter_mut().for_each(|it| it.baseline.is_input = same.is_input(it));
        if let Some(itself) = found.iter().find(|it| it.baseline.is_input && self.new.change.is_in_ci()) {
            let same = SameVersion::Input { reference: itself.baseline.text().to_owned() };
            return Err(MissingBaseline::the_change_itself(same, self.request.if_baseline));
        }
        self.add_chosen(&mut found, sources);
        let mut found = self.with_first_configuration(found, sources);
        if let Some(absent) = found.iter().find_map(all_left_out) {
            return Err(weigh(absent));
        }
        if let Some(report) = self.unread_submodules(&found).map_err(weigh)? {
            return Err(NotCompared::unreadable(report));
        }
        if begins_before(found.iter().map(|it| &it.baseline)) {
            self.committed(&mut found, sources).map_err(weigh)?;
        } else if let Some(same) = same.commit(&found, self.request.is_beside_change).map_err(weigh)? {
            found = self.before_merge(sources).map_err(weigh)?;
            if found.is_empty() {
                return Err(MissingBaseline::the_change_itself(same, self.request.if_baseline));
            }
        }
        match absent.filter(|_| found.is_empty()) {
            Some(absent) => Err(weigh(absent)),
            None => Ok(found),
        }
    }

    /// Prepares the baselines. Those without a schema are left out if others have one, and with `--if-baseline` those that are
    /// missing.
    fn first(&self, named: Vec<Baseline>, sources: &mut Sources) -> Result<Vec<PreparedBaseline>, Absent> {
        let if_baseline = self.request.if_baseline;
        if let Some(missing) = Baseline::several_missing(&named).filter(|_| !if_baseline) {
            return Err(missing);
        }
        let mut found = Vec::new();
        let mut absent = Vec::new();
        for baseline in named {
            match self.prepared(baseline, sources) {
                Ok(prepared) => found.push(prepared),
                Err(absence) => absent.push(absence),
            }
        }
        if if_baseline && !found.is_empty() {
            absent.retain(|(absence, origin)| !absence.is_accepted(*origin, if_baseline));
        }
        match MissingBaseline::together(absent, !found.is_empty()) {
            Some(absent) => Err(absent),
            None => Ok(found),
        }
    }

    /// Adds the commits where the work began, if the configuration names another baseline there, or a file that has other
    /// contents there: a change does not choose what it is compared with. Such a commit that is not available cannot object,
    /// and the named baseline is compared.
    fn add_chosen(&self, found: &mut Vec<PreparedBaseline>, sources: &mut Sources) {
        let words = &self.new.config.breaking.against;
        if words.is_empty() || !self.request.against.is_empty() {
            return;
        }
        let chosen = Baseline::chosen(self.new.input, self.new.change).unwrap_or_default();
        let commits = found.iter().filter(|it| it.baseline.is_commit());
        let named: Vec<_> = commits.map(|it| it.baseline.commit_id()).collect();
        // What a configuration in a commit or an archive names is there, whatever other commits have.
        let replaced = found.iter().filter(|_| !self.new.home.is_in_tree());
        let replaced: Vec<Baseline> = replaced.flat_map(|it| it.baseline.replaced_since(&chosen)).collect();
        for baseline in chosen.into_iter().filter(|baseline| !named.contains(&baseline.commit_id())) {
            let Ok(chosen) = self.prepared(baseline, sources) else { continue };
            if !self.names_there(&chosen.prepared, words) {
                found.push(chosen);
            }
        }
        for baseline in replaced {
            found.extend(self.prepared(baseline, sources));
        }
    }

    /// Marks the commits that lack the configuration, if the commits where the work began lack it too: those of flags, and those
    /// where the work began, whatever names them.
    fn with_first_configuration(&self, found: Vec<PreparedBaseline>, sources: &mut Sources) -> Vec<PreparedBaseline> {
        let lacks = |it: &PreparedBaseline| {
            !it.baseline.is_chosen() && it.baseline.is_commit() && it.prepared.inherits_configuration()
        };
        if !found.iter().any(lacks) {
            return found;
        }
        let chosen = Baseline::chosen(self.new.input, self.new.change).unwrap_or_default();
        let committed = || Baseline::committed(self.new.input, &self.layout.deciding_paths()).ok().flatten();
        let committed = if chosen.iter().all(Baseline::is_commit_before) { committed() } else { None };
        let began: Vec<_> = chosen.iter().chain(&committed).map(Baseline::commit_id).collect();
        let has_one = |baseline| self.prepared(baseline, sources).is_ok_and(|it| !it.prepared.inherits_configuration());
        let is_first = !chosen.into_iter().any(has_one);
        let marked = |it: PreparedBaseline| {
            let is_origin = || it.baseline.is_by_flag() || began.contains(&it.baseline.commit_id());
            let is_before = is_first && lacks(&it) && is_origin();
            PreparedBaseline { baseline: it.baseline.before_configuration(is_before), ..it }
        };
        found.into_iter().map(marked).collect()
    }

    /// Returns `true` if the configuration of an older version names the same baselines.
    fn names_there(&self, old: &Prepared, words: &[LocatedText]) -> bool {
        let texts = |words: &[LocatedText]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        let is_same = |config: &Config| texts(&config.breaking.against) == texts(words);
        let own = Some(old.config()).filter(|was| was.source.is_some() && was.source != self.new.config.source);
        let former = old.former_configs();
        (own.is_some() || !former.is_empty()) && own.into_iter().chain(former).all(is_same)
    }

    /// Adds the checked-out commit if there are uncommitted changes.
    fn committed(&self, found: &mut Vec<PreparedBaseline>, sources: &mut Sources) -> Result<(), Absent> {
        let deciding = self.layout.deciding_paths();
        if let Some(committed) = Baseline::committed(self.new.input, &deciding)? {
            match self.prepared(committed, sources) {
                Ok(committed) => found.extend(without_known(vec![committed], found)),
                Err((absence, _)) if absence.is_nothing_before() => {}
                Err(absent) => return Err(absent),
            }
        }
        Ok(())
    }

    /// Returns an error for each submodule that changed and cannot be read.
    fn unread_submodules(&self, found: &[PreparedBaseline]) -> Result<Option<Report>, Absent> {
        let mut report = Report::default();
        for PreparedBaseline { baseline, prepared } in found {
            let is_read = |path: &str| [self.layout.may_read(path), self.layout.may_read_with(prepared, path)];
            let unread = self.new.input.unread_submodules(baseline.input(), &is_read);
            let unread = unread.map_err(|error| (MissingBaseline::of(error), baseline.origin))?;
            unread.iter().for_each(|submodule| report.push(diagnostics::unread_submodule(submodule)));
        }
        Ok(report.has_errors().then_some(report))
    }

    /// Returns the commits before the checked-out one, in a run on the default branch after a change was merged; nothing in
    /// other runs.
    fn before_merge(&self, sources: &mut Sources) -> Result<Vec<PreparedBaseline>, Absent> {
        match Baseline::chosen(self.new.input, self.new.change) {
            Ok(chosen) if self.new.change.target.is_none() && chosen.iter().all(Baseline::is_commit_before) => {
                self.first(chosen, sources)
            }
            // Nothing tells that this is the default branch.
            _ => Ok(Vec::new()),
        }
    }

    fn prepared(&self, baseline: Baseline, sources: &mut Sources) -> Result<PreparedBaseline, Absent> {
        (self.request.on_input)(baseline.text());
        match baseline.prepare(self.request.options.clone(), self.layout.clone(), sources) {
            Ok(prepared) => Ok(PreparedBaseline { baseline, prepared }),
            Err(absence) => Err((absence, baseline.origin)),
        }
    }
}

/// Returns the error for a baseline of whose files the configuration leaves out all, unless that is a finding.
fn all_left_out(PreparedBaseline { baseline, prepared }: &PreparedBaseline) -> Option<Absent> {
    let is_wrong = prepared.is_left_out() && !baseline.shows_left_out_files();
    let problem = is_wrong.then(|| diagnostics::all_left_out(baseline.text()))?;
    Some((MissingBaseline::NotHere(Report::from_iter([problem])), baseline.origin))
}

/// Returns `true` if a `protoward.toml` configures the gate.
fn is_configured(config: &Config) -> bool {
    let is_written = config.breaking != Breaking::default() || config.modules.iter().any(|it| it.breaking.is_some());
    config.form == Some(Form::Protoward) && is_written
}

/// Compiles the new side and its baselines.
///
/// # Errors
/// Fails if a side does not compile.
pub(crate) fn compile_sides(
    new: Prepared,
    found: Vec<PreparedBaseline>,
    unchanged: Unchanged,
    sources: &mut Sources,
) -> Result<Sides, NoSides> {
    let (baselines, prepared) = unzipped(found);
    match new.compile_with(prepared, &keep(unchanged), sources) {
        Ok((new, workspaces)) => Ok(Sides::new(new, workspaces, baselines)),
        Err(invalid) => Err(NoSides::invalid(invalid, &baselines)),
    }
}

/// Returns the reason why nothing is compared; errors of the new side come first.
pub(crate) fn without_baselines(new: Prepared, reason: NotCompared, sources: &mut Sources) -> NoSides {
    let mut report = Report::default();
    match new.compile(sources, &mut report) {
        Some(_) => NoSides::Old(reason),
        None => NoSides::New(report),
    }
}

/// Returns versions without their schemas, of which only the configurations and the files beside them are compared.
pub(crate) fn without_schemas(found: Vec<PreparedBaseline>, sources: &Sources) -> Arc<[OlderVersion]> {
    let version = |PreparedBaseline { baseline, prepared }: PreparedBaseline| {
        let workspace = prepared.without_schema(sources)?;
        Some(OlderVersion { workspace, baseline, problems: Report::default() })
    };
    found.into_iter().filter_map(version).collect()
}

pub(crate) fn unzipped(found: Vec<PreparedBaseline>) -> (Vec<Baseline>, Vec<Prepared>) {
    found.into_iter().map(|PreparedBaseline { baseline, prepared }| (baseline, prepared)).unzip()
}

/// Returns a predicate over texts that are equal on both sides. It returns `true` if the file must be compared nevertheless.
pub(crate) fn keep(unchanged: Unchanged) -> impl Fn(&[u8]) -> bool + Sync {
    let mark = memmem::Finder::new(&catalog().mark()).into_owned();
    move |bytes: &[u8]| unchanged == Unchanged::Kept || mark.find(bytes).is_some()
}
