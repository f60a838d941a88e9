//! Diagnostics about comparisons that cannot be made.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use crate::codes;
use protoward_breaking::release::ReleaseVersion;
use protoward_breaking::{baseline_unreadable, code};
use protoward_check_plugin::PluginError;
use protoward_inputs::{InputError, UnreadSubmodule};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText, Place, ReadError, Report, Severity, join, list};
use protoward_workspace::codes::NOT_IN_BASELINE;

/// The state of an older file with errors in the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnreadableFile {
    /// The change corrects the file.
    Corrected,
    /// The change deletes the file.
    Deleted,
    /// The file is behind a link that leads out of the older version.
    Elsewhere,
    /// The file has the same text, so that something around it differs.
    Same,
}

/// Adds the place of a configuration value.
pub(crate) fn in_config(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(crate) fn nothing_to_compare_with() -> Diagnostic {
    Diagnostic::error(codes::NO_BASELINE, "missing baseline").help(
        "add `--against` with a folder, an image or a commit, such as `git:HEAD~1`, or write `against = \"...\"` below \
         `[breaking]` in `protoward.toml`; in a git repository, it is the commit where the branch was left",
    )
}

/// Returns a reason as a sentence.
pub(crate) fn nothing_was_compared(reason: &dyn fmt::Display) -> String {
    format!("nothing was compared: {reason}")
}

/// The named baseline has nothing of the new version.
pub(crate) fn nothing_corresponds(unrelated: &dyn fmt::Display) -> Diagnostic {
    Diagnostic::error(codes::UNRELATED_BASELINE, nothing_was_compared(unrelated))
        .help("use an older version of the same schema")
}

/// The change would be compared with itself, so that a comparison would find nothing.
pub(crate) fn same_version(same: &dyn fmt::Display, help: &str) -> Diagnostic {
    let help = format!("{help}; `--if-baseline` accepts a run that compares nothing");
    Diagnostic::error(codes::NO_CHANGE, nothing_was_compared(same)).help(help)
}

/// A warning: outside of CI, people may compare a version with itself to check its configuration.
pub(crate) fn baseline_is_input(same: &dyn fmt::Display) -> Diagnostic {
    Diagnostic::warning(codes::NO_CHANGE, format!("{same}, so nothing can differ"))
        .help("name an older version, such as `git:HEAD~1`")
}

/// A push may have had older commits, which the service does not tell.
pub(crate) fn newest_commit_only(service: &str) -> Diagnostic {
    let message = format!(
        "only the newest commit was compared: {service} names no commit before the push, so older commits of the same \
         push were not"
    );
    Diagnostic::warning(codes::NEWEST_COMMIT_ONLY, message).help(
        "set `PROTOWARD_BEFORE` to the newest commit before the push, or name a baseline with `against` or `--against`",
    )
}

/// The files of the submodule are missing on both sides.
pub(crate) fn unread_submodule(submodule: &UnreadSubmodule) -> Diagnostic {
    let UnreadSubmodule { within, inside, was, is } = submodule;
    let path = join(within, inside);
    let change =
        if was == is { "is no longer part of the schema".to_owned() } else { format!("changed from {was} to {is}") };
    let message = format!("submodule `{path}` {change}, but is not checked out, so its files cannot be compared");
    let outer = if within.is_empty() { String::new() } else { format!(" -C {within}") };
    Diagnostic::error(codes::UNREAD_SUBMODULE, message).help(format!(
        "`git{outer} submodule update --init -- {inside}` gets it; `--exclude-path {path}` leaves a submodule without \
         schemas out"
    ))
}

/// The baseline is an image, whose own error says how it is built again.
pub(crate) fn invalid_baseline_image(against: &str) -> Diagnostic {
    Diagnostic::error(codes::BASELINE_DOES_NOT_COMPILE, format!("baseline `{against}` is not a valid image"))
}

/// The baseline has files, and the configuration has none of them.
pub(crate) fn all_left_out(against: &str) -> Diagnostic {
    let message = format!("the configuration leaves out all `.proto` files of the baseline `{against}`");
    Diagnostic::error(NOT_IN_BASELINE, message)
        .help("use an older version that has files of its modules; a schema that is new passes with `--if-baseline`")
}

/// The baseline is committed, so its errors cannot be fixed there.
pub(crate) fn baseline_does_not_compile(against: &str) -> Diagnostic {
    let message = format!("baseline `{against}` does not compile");
    Diagnostic::error(codes::BASELINE_DOES_NOT_COMPILE, message).help(
        "compare with a commit that compiles, as in `--against git:REV`; where imports were not found, \
         `--against-config \"include = ['FOLDER']\"` gives it folders to look in; `--exclude-path FILE` leaves a file out \
         that no other one imports",
    )
}

/// A file of the baseline was left out of the comparison.
pub(crate) fn unreadable_file(path: &str, error: &Diagnostic, place: Place, state: UnreadableFile) -> Diagnostic {
    let (what, help) = match state {
        UnreadableFile::Deleted => (
            "does not compile, so its declarations were not compared; this change deletes it",
            "restore the file and correct it, or accept its deletion with `--accept-unreadable`",
        ),
        UnreadableFile::Elsewhere => (
            "is behind a symbolic link that leads out of this version, so its declarations were not compared",
            "put the file into the repository in place of the link, leave it out of the module, or accept this with \
             `--accept-unreadable`",
        ),
        UnreadableFile::Corrected | UnreadableFile::Same => (
            "does not compile, so its declarations were not compared; this change corrects it",
            "change nothing else in the file until this is merged",
        ),
    };
    let diagnostic = Diagnostic::error(code(baseline_unreadable()), format!("`{path}` {what}"));
    diagnostic.label(place, error.message.clone()).help(help)
}

/// A file of the baseline was left out of the comparison, because it imports one that does not compile.
pub(crate) fn imports_unreadable_file(name: &str, state: UnreadableFile) -> Diagnostic {
    let what = if state == UnreadableFile::Deleted { "; this change deletes it" } else { "" };
    let message = format!(
        "older version of `{name}` imports a file that does not compile, so its declarations were not compared{what}"
    );
    let help = if state == UnreadableFile::Deleted {
        "delete it in a later change, or accept its deletion with `--accept-unreadable`"
    } else {
        "change nothing else in the file until this is merged"
    };
    Diagnostic::error(code(baseline_unreadable()), message).help(help)
}

/// An error: a gate that compares nothing accepts everything.
pub(crate) fn no_rule_runs(place: Option<Place>) -> Diagnostic {
    let message = "all breaking rules are excluded";
    let help = "select rules with `use` below `[breaking]`, or write `use = []` to turn the gate off; \
                `protoward rules` lists the rules";
    labelled(Diagnostic::error(protoward_policy::codes::CONFIG, message).help(help), place, "excludes the last rules")
}

/// A warning: the gate is off on purpose.
pub(crate) fn gate_is_off(place: Option<Place>) -> Diagnostic {
    let message = "the configuration disables all breaking rules";
    let diagnostic = Diagnostic::warning(protoward_policy::codes::CONFIG, message);
    labelled(diagnostic.help("add rules to `use` to compare changes"), place, "disabled here")
}

/// A warning: the other modules are compared.
pub(crate) fn module_is_off(module: &str, place: Option<Place>) -> Diagnostic {
    let module = if module.is_empty() { "." } else { module };
    let message = format!("the configuration disables all breaking rules of module `{module}`");
    let diagnostic = Diagnostic::warning(protoward_policy::codes::CONFIG, message);
    labelled(
        diagnostic.help("add rules to `use` in `[module.breaking]` to compare its changes"),
        place,
        "disabled here",
    )
}

/// An error: a check without rules finds nothing.
pub(crate) fn no_lint_rule_runs(place: Option<Place>) -> Diagnostic {
    let message = "all lint rules are excluded";
    let help = "select rules with `use` below `[lint]`, or write `use = []` to turn lint off; \
                `protoward rules lint` lists the rules";
    labelled(Diagnostic::error(protoward_policy::codes::CONFIG, message).help(help), place, "excludes the last rules")
}

/// A warning: the constraint may be right, so it must not fail the check, and it may be wrong.
pub(crate) fn constraint_is_unjudged(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::warning(protoward_policy::codes::UNKNOWN_RULE, format!("unchecked constraint: {reason}"))
        .label(place, "not checked")
        .help("test the constraint in a program that validates messages")
}

/// A warning: lint is off on purpose.
pub(crate) fn lint_is_off(place: Option<Place>) -> Diagnostic {
    let message = "the configuration disables all lint rules";
    let diagnostic = Diagnostic::warning(protoward_policy::codes::CONFIG, message);
    labelled(diagnostic.help("add rules to `use` in `[lint]` to check conventions"), place, "disabled here")
}

fn labelled(diagnostic: Diagnostic, place: Option<Place>, text: &str) -> Diagnostic {
    place.into_iter().fold(diagnostic, |it, place| it.label(place, text))
}

/// An error about several last releases: the version follows one of them.
pub(crate) fn several_last_releases() -> Diagnostic {
    Diagnostic::error(codes::SEVERAL_RELEASES, "the next version follows one release, and several are given")
        .help("give the last one: `--against latest-tag`, or the tag, such as `--against git:v1.4.2`")
}

/// An error about a version whose numbers cannot grow.
pub(crate) fn no_next_version(current: &ReleaseVersion) -> Diagnostic {
    Diagnostic::error(codes::NO_NEXT_VERSION, format!("no version follows {current}: a number is at most {}", u64::MAX))
        .help("give the version of the last release with `--current`, such as `--current 1.4.2`")
}

/// An error: a gate without its policy would have the rules of the change.
pub(crate) fn no_policy(origin: &LocatedText) -> Diagnostic {
    let message = format!("no configuration in `policy-from = \"{}\"`", origin.text);
    let help = "use a `protoward.toml`, a folder or commit that contains one, or `baseline`";
    in_config(Diagnostic::error(codes::NO_POLICY, message).help(help), origin)
}

/// Adds the place of `policy-from` to errors without one.
pub(crate) fn in_policy_origin(report: Report, origin: &LocatedText) -> Report {
    let at_word = |it: Diagnostic| if it.place().is_none() { in_config(it, origin) } else { it };
    report.into_iter().map(at_word).collect()
}

pub(crate) fn unreadable_policy(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::NO_POLICY, error.to_string());
    error.help().into_iter().fold(diagnostic, Diagnostic::help)
}

pub(crate) fn no_ledger(error: &InputError, word: Option<&LocatedText>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::NO_LEDGER, error.to_string());
    let diagnostic = match word {
        Some(word) => in_config(diagnostic, word),
        None => diagnostic,
    };
    let near = error.help().filter(|help| help.starts_with("did you mean"));
    diagnostic.help(near.unwrap_or_else(|| {
        "create one with `protoward ledger init --from-git` for the whole history, or with `protoward ledger init` from now on"
            .to_owned()
    }))
}

/// A warning: the rules are perhaps those of another version of this program, and the others were compared.
pub(crate) fn unknown_earlier_rules(names: &str, version: &str, word: &LocatedText) -> Diagnostic {
    let message = format!("the configuration of `{version}` has unknown rules, which are not compared: {names}");
    in_config(Diagnostic::warning(protoward_policy::codes::UNKNOWN_RULE, message), word)
        .help("`protoward rules` lists all rules; another version of protoward may have these")
}

/// A warning: no window contains the newest release, so `released-only` cannot tell what is unreleased.
pub(crate) fn newer_release(newer: &str, word: Option<&LocatedText>) -> Diagnostic {
    let message = format!(
        "no window has the newest release, `{newer}`, so that changes to unreleased elements are not told apart: `released-only` has \
         no effect"
    );
    let diagnostic = Diagnostic::warning(codes::NEWER_RELEASE, message);
    let diagnostic = match word {
        Some(word) => in_config(diagnostic, word),
        None => diagnostic,
    };
    diagnostic.help(format!("widen the pattern, or add a window with `{newer}` beside it"))
}

/// A warning: these names may have changed, so everything that may have one of them counts as used.
pub(crate) fn unknown_uses(consumer: &str, names: &BTreeSet<String>) -> Diagnostic {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "the consumer `{consumer}` uses {}, which the compared version does not have: what may be a new name of it counts as used",
        list(&names)
    );
    Diagnostic::warning(codes::CONSUMER, message)
        .help("write the new names to the usage file, or remove what was deleted; with a `schema`, the consumer keeps its own names")
}

/// Returns the warning for an unreadable older ledger.
pub(crate) fn ledger_not_compared(problem: Diagnostic) -> Diagnostic {
    let message = format!("the earlier ledger is not compared: {}", problem.message);
    Diagnostic { message, ..Diagnostic { severity: Severity::Warning, ..problem } }
}

/// Returns the error for an older ledger that may have lines, but cannot be read.
pub(crate) fn unreadable_ledger(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::NO_LEDGER, format!("the earlier ledger cannot be read: {error}"));
    error.help().into_iter().fold(diagnostic, Diagnostic::help)
}

pub(crate) fn plugin_failed(error: &PluginError, place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CHECK_PLUGIN, error.text()).label(place, "this plugin");
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(crate) fn remote_plugin(word: &LocatedText) -> Diagnostic {
    let message = format!("remote plugin `{}` is not supported", word.text);
    in_config(Diagnostic::error(codes::CHECK_PLUGIN, message), word)
        .help("install its program and use that, or remove it from `plugins`")
}

pub(crate) fn wasm_plugin(word: &LocatedText) -> Diagnostic {
    let message = format!("WebAssembly plugin `{}` is not supported", word.text);
    in_config(Diagnostic::error(codes::CHECK_PLUGIN, message), word)
        .help("build the plugin as a program, or use a program that runs the module")
}

pub(crate) fn plugin_without_folder(name: &str, place: Place) -> Diagnostic {
    let message = format!("the path of plugin `{name}` is relative, but the configuration is not in a folder");
    Diagnostic::error(codes::CHECK_PLUGIN, message)
        .label(place, "this plugin")
        .help("check out the files, or use a program from `PATH`")
}

pub(crate) fn plugin_id_twice(id: &str, plugin: &str, owner: &str, place: Place) -> Diagnostic {
    let owner = match owner {
        "" => "conflicts with the built-in one".to_owned(),
        owner if owner == plugin => "conflicts with another entry".to_owned(),
        owner => format!("conflicts with that of `{owner}`"),
    };
    let message = format!("rule or category `{id}` of plugin `{plugin}` {owner}");
    Diagnostic::error(codes::CHECK_PLUGIN, message).label(place, "this plugin")
}

pub(crate) fn unused_plugin(name: &str, rules: &[&str], place: Place) -> Diagnostic {
    let rules: Vec<String> = rules.iter().map(|id| format!("`{id}`")).collect();
    let message = format!("no rule of plugin `{name}` is enabled; its rules are {}", rules.join(", "));
    Diagnostic::warning(codes::UNUSED_PLUGIN, message)
        .label(place, "this plugin")
        .help("add its rules or categories to `use`, or remove the plugin")
}

/// Several projects cannot have the ledger that a flag names.
pub(crate) fn one_ledger_for_many(ledger: &Path) -> Diagnostic {
    let message = format!("`--ledger {}` with several projects", shown(ledger));
    Diagnostic::error(codes::LEDGER, message).help(
        "use the folder of one project, or add `ledger = \"...\"` below `[breaking]` in the `protoward.toml` of each; \
         `--no-nested` compares all files by the same rules",
    )
}

pub(crate) fn unknown_ages(reason: &str) -> Diagnostic {
    let message = format!("unknown ages of deprecations: {reason}");
    Diagnostic::error(codes::DEPRECATION, message).help(
        "use a git repository with its complete history: `git fetch --unshallow` completes a shallow clone, and \
             `git fetch --refetch --no-filter` a partial one",
    )
}

pub(crate) fn no_deprecation_setting() -> Diagnostic {
    Diagnostic::error(codes::DEPRECATION, "missing `[deprecation]` in the configuration")
        .help("add `[deprecation]` to `protoward.toml`, with `remove-after = \"180 days\"`, `releases = 2`, or both")
}

pub(crate) fn no_window_of_releases(word: &LocatedText) -> Diagnostic {
    let message = "`releases` needs a window of releases in `against`";
    let diagnostic = Diagnostic::error(codes::DEPRECATION, message);
    let diagnostic = match word.place {
        Some(place) => diagnostic.label(place, "set here"),
        None => diagnostic,
    };
    diagnostic.help("add `against = [{ tags = \"v*\", last = 2 }]` to `[breaking]`")
}

/// An error: nothing was approved.
pub fn unknown_fingerprint(fingerprint: &str, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `{near}`? `protoward approve` lists the findings with their fingerprints"),
        None => "`protoward approve` lists the findings with their fingerprints".to_owned(),
    };
    Diagnostic::error(codes::UNKNOWN_FINDING, format!("no finding has the fingerprint `{fingerprint}`")).help(help)
}

/// An error: an approval that has ended has no effect.
pub(crate) fn ended_before_it_began(ended: &str) -> Diagnostic {
    Diagnostic::error(codes::APPROVAL, format!("the approval would have ended {ended}"))
        .help("use a later end, or none")
}
