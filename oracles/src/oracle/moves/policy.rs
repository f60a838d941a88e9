//! Drawn configurations, and what they mean, read as plainly as the documentation states it.

use std::fmt::Write;

use super::world::Module;
use protoward_breaking::catalog;
use protoward_kit::random::Random;
use protoward_policy::{ConfigVersion, Rule};

/// The configuration of both modules. `[breaking]` applies to the strict one, and to the lax one if that has no own rules.
#[derive(Clone, Debug)]
pub(super) struct DrawnPolicy {
    pub(super) strict: ModuleRules,
    pub(super) lax: Option<ModuleRules>,
}

/// The rules, severities and ignores of a module.
#[derive(Clone, Debug, Default)]
pub(super) struct ModuleRules {
    selected: Vec<&'static str>,
    except: Vec<&'static str>,
    severity: Vec<(&'static str, &'static str)>,
    /// Paths from the folder of the configuration.
    ignore: Vec<&'static str>,
    ignore_only: Vec<(&'static str, &'static str)>,
    elements: Vec<&'static str>,
    ignores_unstable: bool,
}

/// The place of a finding that decides about it.
#[derive(Clone, Debug)]
pub(super) struct DecidingPlace {
    pub(super) module: Module,
    /// The import path.
    pub(super) path: String,
    pub(super) package: String,
    pub(super) names: Vec<String>,
}

/// The decision about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainDecision {
    /// The rule does not run.
    Off,
    Ignored,
    Warning,
    Error,
}

const PATHS: &[&str] = &["strict/draft", "strict/b.proto", "strict/moved", "strict/beta", "lax", "lax/l/a.proto"];
/// Paths in the lax module, which alone its own rules may name.
const LAX_PATHS: &[&str] = &["lax/l", "lax/l/a.proto", "lax/l/moved.proto"];
const ELEMENTS: &[&str] = &["d.v1", "q.v1", "p.v1beta1", "p.v1.M0", "p.v1.M1"];
/// Categories, and rules that moves replace.
const WORDS: &str = "FILE PACKAGE WIRE_JSON WIRE ENUM_NO_DELETE EXTENSION_NO_DELETE FIELD_SAME_JSON_NAME \
    FIELD_SAME_NAME FIELD_SAME_TYPE FIELD_WIRE_COMPATIBLE_TYPE FIELD_WIRE_JSON_COMPATIBLE_TYPE FILE_NO_DELETE \
    FILE_SAME_PACKAGE MESSAGE_NO_DELETE PACKAGE_MESSAGE_NO_DELETE PACKAGE_NO_DELETE RPC_NO_DELETE SERVICE_NO_DELETE";
/// The number of categories in `WORDS`.
const CATEGORIES: usize = 4;

fn words() -> Vec<&'static str> {
    WORDS.split(' ').collect()
}

impl DrawnPolicy {
    pub(super) fn draw(random: &mut Random) -> Self {
        let strict = ModuleRules::draw(random, None);
        let lax = random.chance(2).then(|| {
            let category = words()[random.below(CATEGORIES)];
            ModuleRules::draw(random, Some(category))
        });
        Self { strict, lax }
    }

    /// Removes the ignores of elements and paths that no version has, which are errors.
    pub(super) fn keep_known(&mut self, is_element: impl Fn(&str) -> bool, is_path: impl Fn(&str) -> bool) {
        for rules in std::iter::once(&mut self.strict).chain(&mut self.lax) {
            rules.elements.retain(|element| is_element(element));
            rules.ignore.retain(|path| is_path(path));
            rules.ignore_only.retain(|(_, path)| is_path(path));
        }
    }

    /// Returns the `protoward.toml` for a category of the strict module.
    pub(super) fn text(&self, category: &str) -> String {
        let mut out = format!("[breaking]\n{}", self.strict.text(category));
        out.push_str("\n[[module]]\npath = \"strict\"\n\n[[module]]\npath = \"lax\"\n");
        if let Some(lax) = &self.lax {
            write!(out, "\n[module.breaking]\n{}", lax.text(category)).expect("a string takes any text");
        }
        out
    }

    pub(super) fn decide(&self, category: &str, rule: &'static Rule, place: &DecidingPlace) -> PlainDecision {
        match (&self.lax, place.module) {
            (Some(lax), Module::Lax) => lax.decide(category, rule, place),
            _ => self.strict.decide(category, rule, place),
        }
    }
}

impl ModuleRules {
    fn draw(random: &mut Random, category: Option<&'static str>) -> Self {
        let mut this = Self { selected: category.into_iter().collect(), ..Self::default() };
        this.ignores_unstable = random.chance(2);
        let words = words();
        let id = |random: &mut Random| words[CATEGORIES + random.below(words.len() - CATEGORIES)];
        let paths = if category.is_some() { LAX_PATHS } else { PATHS };
        let some = |random: &mut Random, all: &[&'static str]| all[random.below(all.len())];
        if random.chance(5) {
            this.except.push(id(random));
        }
        if random.chance(4) {
            this.severity.push((some(random, &words), "warning"));
        }
        if random.chance(8) {
            this.severity.push((id(random), "off"));
        }
        if random.chance(2) {
            this.ignore.push(some(random, paths));
        }
        if random.chance(4) {
            this.ignore_only.push((some(random, &words), some(random, paths)));
        }
        if random.chance(5) {
            this.elements.push(some(random, ELEMENTS));
        }
        this
    }

    fn text(&self, category: &str) -> String {
        let listed = |words: &[&str]| words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
        let mut out = String::new();
        let selected: Vec<&str> = if self.selected.is_empty() { vec![category] } else { self.selected.clone() };
        let paths = self.ignore.iter().map(|path| format!("{path:?}"));
        let elements = self.elements.iter().map(|element| format!("{{ element = {element:?} }}"));
        let ignores: Vec<_> = paths.chain(elements).collect();
        let only: Vec<_> = self.ignore_only.iter().map(|(word, path)| format!("{word} = [{path:?}]")).collect();
        let mut severity: Vec<(&str, &str)> = Vec::new();
        for (word, level) in &self.severity {
            severity.retain(|(other, _)| other != word);
            severity.push((word, level));
        }
        let severity: Vec<_> = severity.iter().map(|(word, level)| format!("{word} = {level:?}")).collect();
        writeln!(out, "use = [{}]", listed(&selected)).expect("a string takes any text");
        writeln!(out, "except = [{}]", listed(&self.except)).expect("a string takes any text");
        writeln!(out, "ignore = [{}]", ignores.join(", ")).expect("a string takes any text");
        writeln!(out, "ignore_only = {{ {} }}", only.join(", ")).expect("a string takes any text");
        writeln!(out, "severity = {{ {} }}", severity.join(", ")).expect("a string takes any text");
        writeln!(out, "ignore_unstable_packages = {}", self.ignores_unstable).expect("a string takes any text");
        out
    }

    fn decide(&self, category: &str, rule: &'static Rule, place: &DecidingPlace) -> PlainDecision {
        let has = |word: &str| catalog().named(ConfigVersion::Own, word).contains(&rule);
        let is_selected = if self.selected.is_empty() { has(category) } else { self.selected.iter().any(|it| has(it)) };
        // A rule id has precedence over a category, and the later of two over the earlier.
        let of_id = self.severity.iter().rev().find(|(word, _)| *word == rule.id());
        let level = of_id.or_else(|| self.severity.iter().rev().find(|(word, _)| has(word))).map(|(_, level)| *level);
        if !is_selected || self.except.iter().any(|it| has(it)) || level == Some("off") {
            return PlainDecision::Off;
        }
        let path = format!("{}/{}", place.module.folder(), place.path);
        let is_below = |path: &str, folder: &str, separator: char| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
        };
        let is_unstable = place.package.ends_with("beta1");
        let is_ignored = self.ignores_unstable && is_unstable
            || self.ignore.iter().any(|folder| is_below(&path, folder, '/'))
            || self.ignore_only.iter().any(|(word, folder)| has(word) && is_below(&path, folder, '/'))
            || self.elements.iter().any(|element| place.names.iter().any(|name| is_below(name, element, '.')));
        match level {
            _ if is_ignored => PlainDecision::Ignored,
            Some("warning") => PlainDecision::Warning,
            _ => PlainDecision::Error,
        }
    }
}
