//! `policy-from`: rules, severities and ignores from elsewhere than the configuration of the change.

use std::path::{Path, PathBuf};

use crate::baseline::PreparedBaseline;
use crate::diagnostics;
use protoward_inputs::{Input, Opened, read_file};
use protoward_settings::{Config, FILE_NAMES, Form};
use protoward_source::paths::shown;
use protoward_source::{LocatedText, Report, SourceId, SourcePath, Sources, paths};
use protoward_workspace::{ConfigHome, Layout, OpenOptions, TreeFile};

/// The value of `policy-from` for the configuration of the baseline.
const BASELINE: &str = "baseline";

/// The requests of a caller about the origin of the policy, and what they are relative to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PolicyRequest<'a> {
    /// The value of `--policy-from`, which takes precedence over the key of the configuration.
    pub(crate) from: Option<&'a str>,
    /// `--config`, a file or its text.
    pub(crate) given: Option<&'a str>,
    /// The input of the new side, to which a reference to a commit is relative.
    pub(crate) input: &'a Input,
    /// The place of its configuration.
    pub(crate) home: ConfigHome<'a>,
    /// Its files, which tell what its modules were in older versions.
    pub(crate) layout: &'a Layout,
}

/// The configurations of the new side after the choice of a policy.
#[derive(Clone, Debug)]
pub(crate) struct GoverningPolicy {
    /// The configuration with the policy to apply.
    pub applied: Config,
    /// The configuration to compare with that of the baseline.
    pub compared: Config,
}

impl PolicyRequest<'_> {
    /// Returns the policy for a new side with this configuration, and sets the configurations of the baselines, and of the
    /// versions where the work began, that it is compared with; `None` if the policy is that of the configuration.
    ///
    /// The baseline decides about the origin of the policy: a change that removes `policy-from` does not choose its rules. A
    /// baseline without a configuration leaves that to the version where the work began.
    ///
    /// # Errors
    /// Fails if the origin cannot be read, or has no configuration.
    pub(crate) fn choose(
        &self,
        config: &Config,
        [baselines, origins]: [&mut [PreparedBaseline]; 2],
        sources: &mut Sources,
    ) -> Result<Option<GoverningPolicy>, Report> {
        let flag = self.from.map(LocatedText::unplaced);
        let is_own = |old: &Config| old.source.is_some() && old.source != config.source;
        let deciding = baselines.iter().take(1).chain(&*origins).map(|old| old.prepared.config());
        let old_origin = deciding.into_iter().find(|old| is_own(old)).and_then(|old| old.breaking.policy_from.clone());
        let before = flag.clone().or(old_origin);
        let after = flag.or_else(|| config.breaking.policy_from.clone());
        if let Some(text) = self.given {
            self.compare_given(text, config, baselines.iter_mut().chain(&mut *origins), sources)?;
        }
        let mut first = None;
        // What another commit of the input has now is what it gets from this change: the files themselves are compared.
        let is_compared = |origin: &&LocatedText| !matches!(Input::parse(&origin.text), Ok(Input::At { .. }) | Err(_));
        for old in baselines.iter_mut().chain(&mut *origins) {
            let own = old.prepared.config().clone();
            let policy = self.elsewhere(before.as_ref().filter(is_compared), &[old], sources)?;
            if let (Some(policy), true) = (policy, is_own(&own)) {
                old.prepared.set_policy(own.clone(), own.with_policy(&policy));
            }
            if is_own(&own) || self.given.is_some() {
                first.get_or_insert_with(|| old.prepared.compared_config().clone());
            }
        }
        let compared = match self.elsewhere(after.as_ref().filter(is_compared), &[], sources)? {
            Some(policy) => config.with_policy(&policy),
            None => config.clone(),
        };
        let Some(origin) = before.as_ref().or(after.as_ref()) else { return Ok(None) };
        let olds: Vec<&PreparedBaseline> = baselines.iter().take(1).chain(&*origins).collect();
        let known = baselines.iter().chain(&*origins).find(|old| self.given.is_some() || is_own(old.prepared.config()));
        // A change does not choose the rules of a module by another name for it.
        let before = known.map(|old| self.layout.modules_before(&old.prepared)).unwrap_or_default();
        let applied = match (self.elsewhere(Some(origin), &olds, sources)?, first) {
            (Some(policy), _) | (None, Some(policy)) => config.with_policy_of(&policy, &before),
            (None, None) if self.from.is_some() && !baselines.is_empty() => {
                return Err(Report::from_iter([diagnostics::no_policy(origin)]));
            }
            // The first configuration may name the baseline: it decides from the next change on.
            (None, None) => config.clone(),
        };
        Ok(Some(GoverningPolicy { applied, compared }))
    }

    /// Compares the file of `--config` with what it was. A text is not a part of the change.
    fn compare_given<'o>(
        &self,
        text: &str,
        config: &Config,
        baselines: impl Iterator<Item = &'o mut PreparedBaseline>,
        sources: &mut Sources,
    ) -> Result<(), Report> {
        for old in baselines {
            let own = old.prepared.config().clone();
            let file = Path::new(text);
            let was = match file.is_file().then(|| in_baseline(file, None, old, sources)).transpose()?.flatten() {
                Some(source) => read(file, source, sources)?,
                None => config.clone(),
            };
            let compared = Config { source: was.source, keys: was.keys.clone(), ..own.with_policy(&was) };
            let compared = Config { breaking: with_words_of(compared.breaking, &was.breaking), ..compared };
            old.prepared.set_policy(own, compared);
        }
        Ok(())
    }

    /// Returns the configuration that `policy-from` names; `None` for the baseline and without the key. A file that is a
    /// part of the change is read in the first of `olds` that has it.
    fn elsewhere(
        &self,
        origin: Option<&LocatedText>,
        olds: &[&PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Option<Config>, Report> {
        let Some(origin) = origin.filter(|origin| origin.text != BASELINE) else { return Ok(None) };
        let at_origin = |report: Report| diagnostics::in_policy_origin(report, origin);
        if form(Path::new(&origin.text)).is_some() {
            return self.file(origin, &origin.text, olds, sources).map_err(at_origin).map(Some);
        }
        let input = Input::parse(&origin.text).and_then(|input| input.of(self.input));
        let input = match input.map_err(|error| at_origin(Report::from_iter([error.into()])))? {
            Input::Folder(_) => return self.folder(origin, olds, sources).map(Some),
            // A flag is relative to the working directory.
            input if origin.place.is_none() => input,
            input => {
                let input = self.home.resolve(input, self.input);
                input.map_err(|error| at_origin(Report::from_iter([error.into()])))?
            }
        };
        let mut report = Report::default();
        let found = protoward_workspace::config(&input, &OpenOptions::default(), sources, &mut report);
        match found {
            Some((config, _)) if config.source.is_some() => Ok(Some(config)),
            Some(_) => Err(Report::from_iter([diagnostics::no_policy(origin)])),
            None => Err(at_origin(report)),
        }
    }

    /// Returns the configuration in a folder.
    fn folder(
        &self,
        origin: &LocatedText,
        olds: &[&PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Config, Report> {
        let at_origin = |report: Report| diagnostics::in_policy_origin(report, origin);
        for (name, _) in FILE_NAMES {
            let path = format!("{}/{name}", origin.text.trim_end_matches('/'));
            let is_there = if self.is_in_tree(origin) {
                !matches!(self.home.read(&path), Ok(None))
            } else {
                self.located(origin, PathBuf::from(&path)).is_file()
            };
            let mut is_in_baseline = || self.in_baseline(origin, &path, olds, sources).map(|found| found.is_some());
            if is_there || is_in_baseline().map_err(at_origin)? {
                return self.file(origin, &path, olds, sources).map_err(at_origin);
            }
        }
        Err(Report::from_iter([diagnostics::no_policy(origin)]))
    }

    /// Returns the configuration in a file.
    fn file(
        &self,
        origin: &LocatedText,
        text: &str,
        olds: &[&PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Config, Report> {
        let path = self.located(origin, PathBuf::from(text));
        let source = match self.in_baseline(origin, text, olds, sources)? {
            Some(source) => source,
            None if self.is_in_tree(origin) => match self.home.read(text) {
                Ok(Some(TreeFile { display, bytes })) => admit(display, bytes, sources)?,
                Ok(None) => return Err(Report::from_iter([diagnostics::no_policy(origin)])),
                Err(error) => return Err(Report::from_iter([diagnostics::unreadable_policy(&error)])),
            },
            None => on_disk(&path, sources)?,
        };
        read(&path, source, sources)
    }

    /// Returns `true` for a path of a configuration in a commit or an archive.
    fn is_in_tree(&self, origin: &LocatedText) -> bool {
        origin.place.is_some() && self.home.is_in_tree()
    }

    /// Reads a file as it was in the first version that has it; `None` if it is a part of none.
    fn in_baseline(
        &self,
        origin: &LocatedText,
        text: &str,
        olds: &[&PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Option<SourceId>, Report> {
        // A path of the configuration is relative to it in both versions.
        let relative = origin.place.map(|_| text);
        let path = self.located(origin, PathBuf::from(text));
        for old in olds {
            if let Some(source) = in_baseline(&path, relative, old, sources)? {
                return Ok(Some(source));
            }
        }
        Ok(None)
    }

    /// Returns a path of the configuration relative to its folder; a flag is relative to the working directory.
    fn located(&self, origin: &LocatedText, path: PathBuf) -> PathBuf {
        match self.home.root().filter(|_| origin.place.is_some()) {
            Some(root) if root != Path::new(".") => root.join(path),
            Some(_) | None => path,
        }
    }
}

/// Returns the baseline, the ledger and the origin of a configuration that has no modules.
fn with_words_of(
    breaking: protoward_settings::Breaking,
    words: &protoward_settings::Breaking,
) -> protoward_settings::Breaking {
    protoward_settings::Breaking {
        against: words.against.clone(),
        ledger: words.ledger.clone(),
        policy_from: words.policy_from.clone(),
        ..breaking
    }
}

/// Returns the format of a configuration file by its ending; `None` for other references.
fn form(path: &Path) -> Option<Form> {
    match path.extension()?.to_str()? {
        "toml" => Some(Form::Protoward),
        "yaml" | "yml" | "json" => Some(Form::Buf),
        _ => None,
    }
}

fn read(path: &Path, source: SourceId, sources: &Sources) -> Result<Config, Report> {
    let mut report = Report::default();
    let form = form(path).unwrap_or(Form::Protoward);
    protoward_settings::read(form, source, sources, &mut report).ok_or(report)
}

fn on_disk(path: &Path, sources: &mut Sources) -> Result<SourceId, Report> {
    let bytes = read_file(path, "policy").map_err(|error| Report::from_iter([error.into()]))?;
    admit(shown(path).to_string(), bytes, sources)
}

/// Reads a file as it was in the baseline; `None` if it is not a part of that. `relative` is the path from the folder of
/// the configuration.
fn in_baseline(
    path: &Path,
    relative: Option<&str>,
    old: &PreparedBaseline,
    sources: &mut Sources,
) -> Result<Option<SourceId>, Report> {
    let Ok(Opened::Files(files)) = old.baseline.input().open() else { return Ok(None) };
    let inside = match (&files.commit, &files.root, old.prepared.root()) {
        // Another folder has a file of its own.
        (None, _, Some(root)) => relative.and_then(|relative| files.path_of(&real(&root.join(relative)))),
        (Some(_), None, _) => relative.and_then(|relative| files.path_of(Path::new(relative))),
        _ => files.path_of(&real(path)),
    };
    let Some(inside) = inside else { return Ok(None) };
    match files.tree.read(&inside) {
        Ok(Some(bytes)) => admit(files.tree.displayed(&inside), bytes, sources).map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(Report::from_iter([diagnostics::unreadable_policy(&error)])),
    }
}

/// Returns a path without `..`.
fn real(path: &Path) -> PathBuf {
    paths::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn admit(display: impl Into<SourcePath>, bytes: Vec<u8>, sources: &mut Sources) -> Result<SourceId, Report> {
    let mut report = Report::default();
    protoward_settings::admit(display, bytes, sources, &mut report).ok_or(report)
}
