//! The diagnostics of configuration files.

use crate::codes;
use crate::inputs::InputError;
use protoward_check_plugin::UnusableValue;
use protoward_config::Node;
use protoward_config::diagnostics::labelled;
use protoward_policy::END_FORMS;
use protoward_registries::UnknownRegistry;
use protoward_source::{Diagnostic, LocatedText, Place, nearest};

pub(super) fn not_an_ignore(node: &Node) -> Diagnostic {
    let message = format!("`ignore` is a list of paths and tables; {} is in it", node.kind());
    Diagnostic::error(protoward_config::codes::WRONG_TYPE, message)
        .label(node.place, format!("this is {}", node.kind()))
        .help("write a path in quotes, or `{ path = \"...\", rule = \"...\", reason = \"...\" }`")
}

pub(super) fn no_baseline_named(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`against` names no baseline")
        .label(node.place, "this list is empty")
        .help("name one, as in `against = [\"git:main\"]`, or remove the key: the history decides then")
}

pub(super) fn window_without_tags(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "a window of releases needs a pattern for their tags")
        .label(node.place, "this one has none")
        .help("add one, as in `{ tags = \"v1.*\", last = 2 }`")
}

/// A window whose limits cannot be understood.
pub(super) fn bad_window(error: InputError, reference: &LocatedText) -> Diagnostic {
    protoward_config::diagnostics::labelled(error.into(), reference, "this window")
}

pub(super) fn ignores_everything(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "an `ignore` that names nothing would hide everything")
        .label(place, "this one")
        .help("select findings with `path`, `rule` or `element`")
}

pub(super) fn not_an_end(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is neither a day of the calendar nor a version", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "when it ends").help(END_FORMS)
}

pub(super) fn not_a_version(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` is no version", word.text));
    labelled(diagnostic, word, "not a version")
        .help("write the version of the schema, as in `version = \"1.4.2\"`; the form of the file has none")
}

pub(super) fn rule_lacks(keys: &[String], rule: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("this rule has no {}", keys.join(", no ")))
        .label(rule.place, "here")
        .help("a rule has an `id`, a `message`, a `target` and a `condition`")
}

pub(super) fn unknown_level(word: &LocatedText, names: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` is no severity", word.text));
    let diagnostic = labelled(diagnostic, word, "unknown");
    match nearest(&word.text, names.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("a rule is `off`, a `warning` or an `error`"),
    }
}

pub(super) fn path_leaves_root(path: &LocatedText) -> Diagnostic {
    let message = format!("`{}` leaves the folder of the configuration", path.text);
    labelled(Diagnostic::error(codes::PATH_LEAVES_ROOT, message), path, "not inside")
        .help("move the configuration to a folder that contains both, and write the path from there, without `..`")
}

pub(super) fn path_is_absolute(path: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is an absolute path", path.text);
    labelled(Diagnostic::error(codes::PATH_LEAVES_ROOT, message), path, "not inside")
        .help("write it from the folder of the configuration")
}

pub(super) fn backslash(path: &LocatedText) -> Diagnostic {
    let mended = path.text.replace('\\', "/");
    labelled(Diagnostic::error(codes::CONFIG, format!("`{}` has a backslash", path.text)), path, "not a path")
        .help(format!("write `{mended}`; paths have `/` on every system"))
}

pub(super) fn module_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let message = format!("the module `{}` is there twice", shown(again));
    let diagnostic = Diagnostic::error(codes::MODULE_TWICE, message);
    labelled(labelled(diagnostic, again, "again"), first, "first here")
        .help("remove one, or tell them apart with `includes` and `excludes`")
}

pub(super) fn not_in_module(key: &str, path: &LocatedText, module: &LocatedText) -> Diagnostic {
    let message = format!("`{}` in `{key}` is not in the module `{}`", path.text, shown(module));
    let diagnostic = labelled(Diagnostic::error(codes::CONFIG, message), path, "not in the module");
    labelled(diagnostic, module, "the module").help("paths are written from the folder of the configuration")
}

pub(super) fn no_version(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`version` is missing")
        .label(place, "in this file")
        .help("add `version: v2`, or `version: v1` where the file is of that form")
}

pub(super) fn unknown_version(version: &LocatedText, known: &[&str]) -> Diagnostic {
    let known: Vec<String> = known.iter().map(|version| format!("`{version}`")).collect();
    labelled(
        Diagnostic::error(codes::CONFIG, format!("`{}` is no version of this file", version.text)),
        version,
        "unknown",
    )
    .help(format!("the versions are {}", known.join(", ")))
}

pub(super) fn missing_key(section: &str, key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{key}` of `{section}` is missing"))
        .label(place, "in this table")
        .help(format!("add `{key}`"))
}

pub(super) fn not_a_module_name(key: &str, name: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` is no name of a module", name.text));
    labelled(diagnostic, name, "not a name").help("a name is `registry/owner/name`, as in `buf.build/acme/petapis`")
}

pub(super) fn name_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::MODULE_TWICE, format!("two modules are called `{}`", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("give each a name of its own")
}

pub(super) fn name_beside_modules(name: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, "`name` and `modules` exclude each other");
    labelled(diagnostic, name, "whose name is it?").help("write it in the module that it is the name of")
}

pub(super) fn folder_itself(path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `directories` is the folder itself", path.text));
    labelled(diagnostic, path, "not below it")
        .help("name folders below; a folder that is a module itself has a `buf.yaml`")
}

pub(super) fn not_a_folder(key: &str, path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` is a file", path.text));
    labelled(diagnostic, path, "not a folder").help(format!("`{key}` names folders; name the one that the file is in"))
}

pub(super) fn whole_module(key: &str, path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` is the whole module", path.text));
    let help = match key {
        "ignore_only" => "leave the rule out with `except`, or name folders of the module",
        _ => "name folders of the module, or leave it out",
    };
    labelled(diagnostic, path, "all of it").help(help)
}

pub(super) fn excluded_in_vain(path: &LocatedText) -> Diagnostic {
    let message = format!("`{}` in `excludes` takes nothing from `includes`", path.text);
    labelled(Diagnostic::error(codes::CONFIG, message), path, "not part of the included paths")
        .help("remove it; or name a folder inside of an included one")
}

pub(super) fn path_twice(key: &str, again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` is in `{key}` twice", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("remove one of them")
}

pub(super) fn path_in_path(key: &str, inner: &LocatedText, outer: &LocatedText) -> Diagnostic {
    let message = format!("`{}` in `{key}` is inside of `{}`, which is there as well", inner.text, outer.text);
    labelled(labelled(Diagnostic::error(codes::CONFIG, message), inner, "inside"), outer, "the outer one")
        .help("remove one of them")
}

pub(super) fn one_of(section: &str, keys: &[&str], place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{section}` can have only one of {}", ticked(keys)))
        .label(place, "several are here")
        .help("keep one of them; write another entry for the other")
}

pub(super) fn one_of_words(section: &str, keys: &[&str], word: &LocatedText) -> Diagnostic {
    let message = format!("`{section}` can have only one of {}", ticked(keys));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "one of several")
        .help("write another entry for the other")
}

pub(super) fn missing_one_of(section: &str, keys: &[&str], place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("one of {} is missing in `{section}`", ticked(keys)))
        .label(place, "in this table")
        .help(format!("add `{}`", keys.first().copied().unwrap_or_default()))
}

pub(super) fn not_one_of(key: &str, word: &LocatedText, names: impl IntoIterator<Item = &'static str>) -> Diagnostic {
    let names: Vec<&str> = names.into_iter().collect();
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` is no value of `{key}`", word.text));
    let diagnostic = labelled(diagnostic, word, "unknown");
    match nearest(&word.text, names.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("there are {}", ticked(&names))),
    }
}

pub(super) fn unknown_registry(word: &LocatedText, unknown: &UnknownRegistry) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`breaking.registry`: {unknown}"));
    labelled(diagnostic, word, "unknown").help(unknown.help())
}

pub(super) fn not_with_local(key: &str, word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{key}` and `local` exclude each other"));
    labelled(diagnostic, word, "not of a local plugin").help("remove it; it is for the generators of protoc")
}

pub(super) fn revision_of_local(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`revision` and `local` exclude each other")
        .label(place, "a local plugin")
        .help("remove it; a local plugin has the version that is installed")
}

pub(super) fn remote_plugin(word: &LocatedText, instead: String) -> Diagnostic {
    let message = format!("`{}` is a plugin of a registry, which would run it on a server of its own", word.text);
    labelled(Diagnostic::error(codes::REMOTE_PLUGIN, message), word, "not run from here").help(instead)
}

pub(super) fn wkt_without_imports(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`include_wkt` means nothing without `include_imports`")
        .label(place, "in this table")
        .help("well-known types are imports: add `include_imports: true`, or remove `include_wkt`")
}

pub(super) fn module_of_a_registry(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is a module of a registry, which is not fetched", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "not here")
        .help("get its files, as with `buf export`, and name the folder with `directory`")
}

pub(super) fn option_of_other_input(option: &str, input: &str, word: &LocatedText) -> Diagnostic {
    labelled(Diagnostic::error(codes::CONFIG, format!("a `{input}` has no `{option}`")), word, "not here")
        .help("remove it")
}

pub(super) fn disables_everything(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "a `disable` that names nothing would disable everything").label(place, "this one").help(
        "select declarations with `file_option`, `field_option`, `module`, `path` or `field`; or set `enabled: false`",
    )
}

pub(super) fn field_of_a_file_option(word: &LocatedText) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::CONFIG, format!("`{}` is an option of files; `field` means nothing", word.text));
    labelled(diagnostic, word, "of files").help("remove `field`")
}

pub(super) fn plugin_lacks_command(key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("this plugin has no `{key}`"))
        .label(place, "here")
        .help("name its program, or a list of its program and first arguments")
}

pub(super) fn plugin_without_program(key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{key}` names no program")).label(place, "empty")
}

pub(super) fn options_are_no_table(node: &Node) -> Diagnostic {
    let message = format!("`options` is a table of keys and values; this is {}", node.kind());
    Diagnostic::error(protoward_config::codes::WRONG_TYPE, message)
        .label(node.place, format!("this is {}", node.kind()))
}

pub(super) fn not_an_option_key(key: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is no key of an option: a key has 1 to 64 characters", key.text);
    labelled(Diagnostic::error(codes::CONFIG, message), key, "here")
}

pub(super) fn not_an_option(key: &str, node: &Node) -> Diagnostic {
    let message = format!("the option `{key}` is {}, which plugins do not have", node.kind());
    Diagnostic::error(codes::CONFIG, message)
        .label(node.place, "here")
        .help("an option is a boolean, a number, a string, or a list of these")
}

pub(super) fn unusable_option(key: &str, why: UnusableValue, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("option `{key}`: {why}")).label(place, "here")
}

fn ticked(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn shown(path: &LocatedText) -> &str {
    if path.text.is_empty() { "." } else { &path.text }
}

pub(super) fn empty_consumer(name: &LocatedText) -> Diagnostic {
    let message = format!("the consumer `{}` names neither a schema nor a usage file", name.text);
    labelled(Diagnostic::error(codes::CONFIG, message), name, "this consumer")
        .help("write `schema = \"...\"`: an image, a folder or a commit that it was built with; or `usage = \"...\"`: a file with the names that it uses")
}

pub(super) fn no_approvers(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`[approvals]` names no approvers")
        .label(node.place, "this section")
        .help("write whose approvals count: `approvers = [\"@team\"]`, or `approvers = [\"*\"]` for all owners in `CODEOWNERS`")
}

pub(super) fn not_an_owner(word: &LocatedText, wanted: &str) -> Diagnostic {
    let message = format!("`{}` names nobody", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "here").help(format!("write {wanted}"))
}

pub(super) fn bad_period(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is not a period", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "the period")
        .help("write a number and a unit, as in `180 days`, `6 months` or `1 year`")
}

pub(super) fn empty_deprecation(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`[deprecation]` has neither `remove-after` nor `releases`")
        .label(node.place, "this section")
        .help("write when a deprecated element may be deleted: `remove-after = \"180 days\"`, `releases = 2`, or both")
}
