//! The places of relaxations: the key in the new configuration, or else the place of what was removed.

use protoward_breaking::catalog;
use protoward_policy::{Level, Relaxation, Rule};
use protoward_settings::{Breaking, Config};
use protoward_source::tree_path::below;
use protoward_source::{LocatedText, Place};

/// The place of a relaxation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RelaxedPlace {
    /// In the new configuration; `None` if it was removed.
    pub(super) is: Option<Place>,
    /// In the old configuration, of what was removed.
    pub(super) was: Option<Place>,
}

impl From<Place> for RelaxedPlace {
    fn from(place: Place) -> Self {
        Self { is: Some(place), was: None }
    }
}

/// Both configurations, which know the places of their keys.
pub(super) struct Places<'a> {
    pub(super) was: &'a Config,
    pub(super) is: &'a Config,
}

impl Places<'_> {
    /// Returns the place of a relaxation in a module, or in the section `breaking`.
    pub(super) fn of(&self, relaxation: &Relaxation, module: Option<usize>) -> RelaxedPlace {
        match relaxation {
            Relaxation::Stopped(rules) => self.stopped(rules, module),
            Relaxation::OnlyWarn(rules) => match self.severity(rules, Level::Warning, module) {
                Some(place) => place.into(),
                None => self.setting("severity", module),
            },
            Relaxation::Ignored(ignore, _) => ignore.place.into(),
            Relaxation::Unstable => self.setting("ignore_unstable_packages", module),
        }
    }

    /// Returns the place of what stops rules: a severity, an excluded name, or else the selection.
    fn stopped(&self, rules: &[&'static Rule], module: Option<usize>) -> RelaxedPlace {
        let settings = module.map_or(&self.is.of_dependencies, |it| of_module(self.is, it));
        let except = settings.settings.except.iter().find(|word| is_about(word, rules)).and_then(|word| word.place);
        match self.severity(rules, Level::Off, module).or(except) {
            Some(place) => place.into(),
            None => self.setting("use", module),
        }
    }

    fn severity(&self, rules: &[&'static Rule], level: Level, module: Option<usize>) -> Option<Place> {
        let settings = module.map_or(&self.is.of_dependencies, |it| of_module(self.is, it));
        let words = settings.settings.severity.iter().filter(|(_, other)| *other == level);
        words.map(|(word, _)| word).find(|word| is_about(word, rules)).and_then(|word| word.place)
    }

    /// Returns the place of a setting of a module, or of the section `breaking`.
    fn setting(&self, key: &str, module: Option<usize>) -> RelaxedPlace {
        let tables = ["module", "modules"].iter();
        let of_module = module.and_then(|module| {
            let mut keys = tables
                .flat_map(|table| [format!("{table}[{module}].breaking.{key}"), format!("{table}[{module}].breaking")]);
            keys.find_map(|key| self.is.keys.get(&key))
        });
        of_module.map_or_else(|| self.key(&format!("breaking.{key}")), RelaxedPlace::from)
    }

    /// Returns the place of a key of the new configuration, or else that of the old one.
    pub(super) fn key(&self, key: &str) -> RelaxedPlace {
        match self.is.keys.get(key) {
            Some(place) => place.into(),
            None => self.removed(self.was.keys.get(key)),
        }
    }

    /// Returns the place of a list entry of the old configuration, which the new one has elsewhere or not at all.
    pub(super) fn key_of_old(&self, key: &str) -> RelaxedPlace {
        self.removed(self.was.keys.get(key))
    }

    /// Returns the place of what was removed: the new file, and the old place.
    fn removed(&self, was: Option<Place>) -> RelaxedPlace {
        let is = self.is.source.map(Place::whole);
        RelaxedPlace { is, was: was.or_else(|| self.was.source.map(Place::whole)) }
    }

    /// Returns the place of what excludes a file: `excludes`, `include`, `vendor`, or else a removed module.
    pub(super) fn of_left_out(&self, path: &str, was: usize) -> RelaxedPlace {
        let excludes = self.is.modules.iter().flat_map(|module| &module.excludes);
        let words = excludes.chain(&self.is.include).chain(&self.is.vendor);
        let covering = words.filter(|word| below(path, &word.text).is_some()).find_map(|word| word.place);
        let includes = self.is.modules.iter().filter(|module| below(path, &module.path.text).is_some());
        let includes = includes.flat_map(|module| &module.includes).find_map(|word| word.place);
        match covering.or(includes) {
            Some(place) => place.into(),
            None => self.removed(self.was.modules[was].path.place),
        }
    }
}

/// Returns the settings of a module.
pub(super) fn of_module(config: &Config, module: usize) -> &Breaking {
    config.modules[module].breaking.as_ref().unwrap_or(&config.breaking)
}

/// Returns `true` if a name selects one of these rules.
fn is_about(word: &LocatedText, rules: &[&'static Rule]) -> bool {
    let is_in = |rule: &&'static Rule| {
        let versions = [protoward_policy::ConfigVersion::Own, protoward_policy::ConfigVersion::V1];
        let is_in_category = || rule.categories(versions[0]).iter().any(|category| category.id() == word.text);
        rule.id() == word.text
            || rule.is_of_plugin() && is_in_category()
            || versions.iter().any(|version| catalog().named(*version, &word.text).contains(rule))
    };
    rules.iter().any(is_in)
}
