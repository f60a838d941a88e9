//! Effects of a change of the configuration, as clauses with places: `FIELD_NO_DELETE` no longer runs in a module, for example. Each
//! is a finding of `GATE_RELAXED`.

use super::ids;
use super::places::{Places, RelaxedPlace};
use protoward_breaking::{code, gate_relaxed};
use protoward_policy::{Ignore, Relaxation};
use protoward_source::{Diagnostic, Place, Severity, count, list};

/// The maximum number of names in a message.
const MAX_NAMES: usize = 12;

/// An effect of a change of the configuration.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    /// The effect as a clause.
    pub(super) message: String,
    pub(super) place: RelaxedPlace,
    /// The modules with the effect, if there are several.
    pub(super) modules: Vec<String>,
}

/// A change of a file that the first configuration leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FirstChange {
    /// The file changed or is gone.
    Changed,
    /// The file had a configuration, which was not the first one then.
    Configured,
    /// The file is as it was.
    Unchanged,
}

impl Effect {
    pub(super) fn new(
        relaxation: Relaxation,
        module: Option<usize>,
        named: Option<String>,
        places: &Places<'_>,
    ) -> Self {
        let place = places.of(&relaxation, module);
        let message = clause(&relaxation);
        // An ignore of several modules is one.
        let modules =
            if matches!(relaxation, Relaxation::Ignored(..)) { Vec::new() } else { named.into_iter().collect() };
        Self { message, place, modules }
    }

    pub(super) const fn of_key(message: String, place: RelaxedPlace) -> Self {
        Self { message, place, modules: Vec::new() }
    }

    /// Returns the effects of what excludes existing files.
    pub(super) fn left_out(places: &Places<'_>, files: &[(String, usize)]) -> Vec<Self> {
        let mut groups: Vec<(RelaxedPlace, Vec<&str>)> = Vec::new();
        for (path, module) in files {
            let place = places.of_left_out(path, *module);
            match groups.iter_mut().find(|(other, _)| *other == place) {
                Some((_, paths)) => paths.push(path),
                None => groups.push((place, vec![path])),
            }
        }
        let effect = |(place, mut paths): (RelaxedPlace, Vec<&str>)| {
            paths.sort_unstable();
            let paths: Vec<String> = paths.into_iter().map(|path| format!("`{path}`")).collect();
            Self::of_key(format!("{} left out of the schema", are(&paths)), place)
        };
        groups.into_iter().map(effect).collect()
    }

    /// Returns the effect of the first configuration on files without a module.
    pub(super) fn first_left_out(places: &Places<'_>, paths: &[&str], change: FirstChange) -> Self {
        let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        let module = places.is.modules.iter().find_map(|module| module.path.place);
        let place = module.or_else(|| places.is.source.map(Place::whole));
        let place = RelaxedPlace { is: place, was: None };
        let rest = match change {
            FirstChange::Changed => ", with changes",
            FirstChange::Configured if paths.len() == 1 => "; before, it had a configuration of its own",
            FirstChange::Configured => "; before, they had configurations of their own",
            FirstChange::Unchanged => "",
        };
        Self::of_key(format!("{} left out of the schema from now on{rest}", are(&paths)), place)
    }

    /// Returns the finding of `GATE_RELAXED` about the effect.
    pub(super) fn finding(self, severity: Severity) -> Diagnostic {
        let Self { message, place, mut modules } = self;
        modules.sort_unstable();
        modules.dedup();
        let modules: Vec<String> = modules.iter().map(|path| named(path)).collect();
        let within = if modules.is_empty() { String::new() } else { format!(" in {}", listed(&modules)) };
        let message = format!("the gate was relaxed{within}: {message}");
        let diagnostic = Diagnostic { severity, ..Diagnostic::error(code(gate_relaxed()), message) };
        let now = if place.was.is_some() { "removed from here" } else { "relaxed here" };
        let diagnostic = place.is.into_iter().fold(diagnostic, |it, place| it.label(place, now));
        let diagnostic = place.was.into_iter().fold(diagnostic, |it, place| it.label(place, "it was here"));
        diagnostic.was(place.was).help(
            "undo this, or let the owner of the gate accept it: `--accept-relaxed` makes it a warning; \
             `protoward explain GATE_RELAXED` describes how",
        )
    }
}

/// Returns a relaxation as a clause.
pub(super) fn clause(relaxation: &Relaxation) -> String {
    match relaxation {
        Relaxation::Stopped(rules) => rules_do(&ids(rules), "no longer runs", "no longer run"),
        Relaxation::OnlyWarn(rules) => rules_do(&ids(rules), "only warns", "only warn"),
        Relaxation::Ignored(ignore, rules) => ignored(ignore, &ids(rules)),
        Relaxation::Unstable => "findings in unstable packages such as `user.v1beta1` are ignored".to_owned(),
    }
}

fn rules_do(ids: &[&str], one: &str, several: &str) -> String {
    match ids {
        [id] => format!("`{id}` {one}"),
        ids => format!("{} {several}: {}", count(ids.len(), "rule"), listed(&quoted(ids))),
    }
}

fn ignored(ignore: &Ignore, ids: &[&str]) -> String {
    let rules = if ignore.rules.is_empty() {
        "all findings".to_owned()
    } else {
        format!("findings of {}", listed(&quoted(ids)))
    };
    let path = ignore.path.as_ref().map(|it| if it.text.is_empty() { "." } else { &it.text });
    let path = path.map(|path| format!(" in `{path}`")).unwrap_or_default();
    let element = ignore.element.as_ref().map(|it| format!(" about `{}`", it.text)).unwrap_or_default();
    let until = ignore.until.as_ref().map(|(word, _)| format!(" until {}", word.text)).unwrap_or_default();
    format!("{rules}{path}{element} are ignored{until}")
}

fn quoted(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("`{id}`")).collect()
}

/// Lists names, the first of many.
pub(super) fn listed(names: &[String]) -> String {
    match names.split_at_checked(MAX_NAMES) {
        Some((first, more @ [_, ..])) => format!("{} and {} more", first.join(", "), more.len()),
        _ => list(names),
    }
}

fn are(paths: &[String]) -> String {
    let verb = if paths.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", listed(paths))
}

fn named(module: &str) -> String {
    match module {
        "the dependencies" => module.to_owned(),
        "" => "module `.`".to_owned(),
        path => format!("module `{path}`"),
    }
}
