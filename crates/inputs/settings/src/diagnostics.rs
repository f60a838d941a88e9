//! The diagnostics of configuration files.

use crate::codes;
use protoward_check_plugin::UnusableValue;
use protoward_config::Node;
use protoward_config::diagnostics::labelled;
use protoward_inputs::InputError;
use protoward_policy::END_FORMS;
use protoward_registries::UnknownRegistry;
use protoward_source::paths::System;
use protoward_source::{Diagnostic, LocatedText, Place, nearest};

pub(super) fn not_an_ignore(node: &Node) -> Diagnostic {
    let message = format!("expected a path or a table in `ignore`, found {}", node.kind());
    Diagnostic::error(protoward_config::codes::WRONG_TYPE, message)
        .label(node.place, "not a path or a table")
        .help("write a path in quotes, or `{ path = \"...\", rule = \"...\", reason = \"...\" }`")
}

pub(super) fn no_baseline_named(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`against` has no baseline")
        .label(node.place, "empty list")
        .help("add one, as in `against = [\"git:main\"]`, or remove the key to choose the baseline by the history")
}

pub(super) fn window_without_tags(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "missing `tags` of a window of releases")
        .label(node.place, "no pattern of tags")
        .help("add a pattern, as in `{ tags = \"v1.*\", last = 2 }`")
}

/// A window whose limits cannot be understood.
pub(super) fn bad_window(error: InputError, reference: &LocatedText) -> Diagnostic {
    protoward_config::diagnostics::labelled(error.into(), reference, "this window")
}

pub(super) fn ignores_everything(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`ignore` without a selection would hide all findings")
        .label(place, "selects nothing")
        .help("select findings with `path`, `rule` or `element`")
}

pub(super) fn not_an_end(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is neither a date nor a version", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "not a date or a version").help(END_FORMS)
}

pub(super) fn not_a_version(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` is not a version", word.text));
    labelled(diagnostic, word, "not a version").help(
        "write the version of the schema, as in `version = \"1.4.2\"`; the format of `protoward.toml` has no version",
    )
}

pub(super) fn rule_lacks(keys: &[String], rule: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("missing {} of a rule", keys.join(" and ")))
        .label(rule.place, "here")
        .help("a rule has an `id`, a `message`, a `target` and a `condition`")
}

pub(super) fn unknown_level(word: &LocatedText, names: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("unknown severity `{}`", word.text));
    let diagnostic = labelled(diagnostic, word, "unknown");
    match nearest(&word.text, names.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("use `off`, `warning` or `error`"),
    }
}

pub(super) fn path_leaves_root(path: &LocatedText) -> Diagnostic {
    let message = format!("path `{}` is outside of the folder of the configuration", path.text);
    labelled(Diagnostic::error(codes::PATH_LEAVES_ROOT, message), path, "outside").help(
        "move the configuration to a folder that contains both, and write paths relative to that folder, without `..`",
    )
}

pub(super) fn path_is_absolute(path: &LocatedText) -> Diagnostic {
    let message = format!("absolute path `{}`", path.text);
    labelled(Diagnostic::error(codes::PATH_LEAVES_ROOT, message), path, "not a relative path")
        .help("write the path relative to the folder of the configuration")
}

pub(super) fn backslash(path: &LocatedText) -> Diagnostic {
    let mended = System::Windows.portable(&path.text);
    labelled(
        Diagnostic::error(codes::CONFIG, format!("backslash in the path `{}`", path.text)),
        path,
        "contains a backslash",
    )
    .help(format!("use `{mended}`; paths have `/` on every system"))
}

pub(super) fn module_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let message = format!("duplicate module `{}`", shown(again));
    let diagnostic = Diagnostic::error(codes::MODULE_TWICE, message);
    labelled(labelled(diagnostic, again, "again"), first, "first here")
        .help("remove one of them, or separate them with `includes` and `excludes`")
}

pub(super) fn not_in_module(key: &str, path: &LocatedText, module: &LocatedText) -> Diagnostic {
    let message = format!("path `{}` in `{key}` is outside of the module `{}`", path.text, shown(module));
    let diagnostic = labelled(Diagnostic::error(codes::CONFIG, message), path, "outside of the module");
    labelled(diagnostic, module, "the module").help("paths are relative to the folder of the configuration")
}

pub(super) fn no_version(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "missing key `version`")
        .label(place, "in this file")
        .help("add `version: v2`, or `version: v1` if the file has the older format")
}

pub(super) fn unknown_version(version: &LocatedText, known: &[&str]) -> Diagnostic {
    let known: Vec<String> = known.iter().map(|version| format!("`{version}`")).collect();
    labelled(
        Diagnostic::error(codes::CONFIG, format!("unknown version `{}` of the configuration", version.text)),
        version,
        "unknown",
    )
    .help(format!("use {}", known.join(" or ")))
}

pub(super) fn missing_key(section: &str, key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("missing key `{key}` in `{section}`"))
        .label(place, "in this table")
        .help(format!("add `{key}`"))
}

pub(super) fn not_a_module_name(key: &str, name: &LocatedText) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` is not the name of a module", name.text));
    labelled(diagnostic, name, "not the name of a module")
        .help("use the form `registry/owner/name`, as in `buf.build/acme/petapis`")
}

pub(super) fn name_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::MODULE_TWICE, format!("duplicate name of a module: `{}`", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("use different names")
}

pub(super) fn name_beside_modules(name: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, "`name` is not allowed beside `modules`");
    labelled(diagnostic, name, "not allowed here").help("set the name in the entry of its module")
}

pub(super) fn folder_itself(path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::CONFIG,
        format!("`{}` in `directories` is the folder of the configuration", path.text),
    );
    labelled(diagnostic, path, "not a folder below it")
        .help("list folders below it; for a folder that is itself a module, use a `buf.yaml`")
}

pub(super) fn not_a_folder(key: &str, path: &LocatedText) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::CONFIG, format!("expected a folder in `{key}`, found the file `{}`", path.text));
    labelled(diagnostic, path, "not a folder").help("use the folder that contains the file")
}

pub(super) fn whole_module(key: &str, path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` excludes the whole module", path.text));
    let help = match key {
        "ignore_only" => "add the rule to `except`, or list folders of the module",
        _ => "list folders of the module, or remove the entry",
    };
    labelled(diagnostic, path, "the whole module").help(help)
}

/// An ignore of a policy for all files.
pub(super) fn ignores_the_schema(key: &str, path: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{}` in `{key}` ignores the whole schema", path.text));
    labelled(diagnostic, path, "the whole schema").help("name folders, or remove the policy")
}

pub(super) fn policy_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("duplicate policy `{}`", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("remove one of them")
}

pub(super) fn remote_policy(name: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is a policy of a registry; registries are not supported", name.text);
    labelled(Diagnostic::error(codes::POLICY_FILE, message), name, "policy of a registry")
        .help("add its `buf.policy.yaml` to the repository and name that file, or remove the policy")
}

pub(super) fn no_policy_file(name: &LocatedText) -> Diagnostic {
    let message = format!("cannot find the policy `{}`", name.text);
    labelled(Diagnostic::error(codes::POLICY_FILE, message), name, "no such file")
        .help("paths are relative to the folder of the configuration")
}

/// A policy of a configuration that is not a file of a folder.
pub(super) fn policy_without_folder(name: &LocatedText) -> Diagnostic {
    let message = format!("cannot read the policy `{}`: its configuration has no folder here", name.text);
    labelled(Diagnostic::error(codes::POLICY_FILE, message), name, "not read")
        .help("put the configuration into the folder of the schema")
}

pub(super) fn excluded_in_vain(path: &LocatedText) -> Diagnostic {
    let message = format!("`{}` in `excludes` is not inside a path of `includes`", path.text);
    labelled(Diagnostic::error(codes::CONFIG, message), path, "not part of the included paths")
        .help("remove it, or use a folder inside an included one")
}

pub(super) fn path_twice(key: &str, again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("duplicate entry `{}` in `{key}`", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("remove one of them")
}

pub(super) fn path_in_path(key: &str, inner: &LocatedText, outer: &LocatedText) -> Diagnostic {
    let message = format!("`{}` in `{key}` is inside `{}`, which is also listed", inner.text, outer.text);
    labelled(labelled(Diagnostic::error(codes::CONFIG, message), inner, "inside"), outer, "contains it")
        .help("remove one of them")
}

pub(super) fn one_of(section: &str, keys: &[&str], place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{section}` can have only one of {}", ticked(keys)))
        .label(place, "several in this table")
        .help("keep one of them, and add another entry for the other")
}

pub(super) fn one_of_words(section: &str, keys: &[&str], word: &LocatedText) -> Diagnostic {
    let message = format!("`{section}` can have only one of {}", ticked(keys));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "one of several").help("add another entry for it")
}

pub(super) fn missing_one_of(section: &str, keys: &[&str], place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("missing one of {} in `{section}`", ticked(keys)))
        .label(place, "in this table")
        .help(format!("add `{}`", keys.first().copied().unwrap_or_default()))
}

pub(super) fn not_one_of(key: &str, word: &LocatedText, names: impl IntoIterator<Item = &'static str>) -> Diagnostic {
    let names: Vec<&str> = names.into_iter().collect();
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("unknown value `{}` of `{key}`", word.text));
    let diagnostic = labelled(diagnostic, word, "unknown");
    match nearest(&word.text, names.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("use one of {}", ticked(&names))),
    }
}

/// A key of `override` in a v1 file, where the names of options are in upper case.
pub(super) fn unknown_override(key: &LocatedText, names: impl IntoIterator<Item = &'static str>) -> Diagnostic {
    let names: Vec<String> = names.into_iter().map(str::to_ascii_uppercase).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("unknown option `{}` in `override`", key.text));
    let diagnostic = labelled(diagnostic, key, "unknown");
    match nearest(&key.text, names.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("use one of {}", ticked(&names))),
    }
}

pub(super) fn unknown_registry(word: &LocatedText, unknown: &UnknownRegistry) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`breaking.registry`: {unknown}"));
    labelled(diagnostic, word, "unknown").help(unknown.help())
}

pub(super) fn not_with_local(key: &str, word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("`{key}` is not allowed beside `local`"));
    labelled(diagnostic, word, "not for local plugins").help("remove it; it is only for the generators of protoc")
}

pub(super) fn revision_of_local(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`revision` is not allowed beside `local`")
        .label(place, "a local plugin")
        .help("remove it; the version of a local plugin is the installed one")
}

pub(super) fn remote_plugin(word: &LocatedText, instead: String) -> Diagnostic {
    let message = format!("`{}` is a remote plugin, which would run on a server of the registry", word.text);
    labelled(Diagnostic::error(codes::REMOTE_PLUGIN, message), word, "remote plugin").help(instead)
}

/// Values of managed mode in a file that does not enable it.
pub(super) fn not_enabled(key: &LocatedText) -> Diagnostic {
    let message = format!("`{}` has no effect, because managed mode is not enabled", key.text);
    let help = if key.text == "options" { "add `managed: true`" } else { "add `enabled: true`" };
    labelled(Diagnostic::warning(codes::CONFIG, message), key, "no effect")
        .help(format!("{help}, or remove the values"))
}

pub(super) fn wkt_without_imports(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`include_wkt` has no effect without `include_imports`")
        .label(place, "in this table")
        .help("well-known types are imports: add `include_imports: true`, or remove `include_wkt`")
}

pub(super) fn module_of_a_registry(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is a module of a registry; registries are not supported", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "module of a registry")
        .help("export its files, for example with `buf export`, and use `directory` with their folder")
}

pub(super) fn option_of_other_input(option: &str, input: &str, word: &LocatedText) -> Diagnostic {
    labelled(
        Diagnostic::error(codes::CONFIG, format!("`{option}` is not an option of `{input}`")),
        word,
        "not allowed here",
    )
    .help("remove it")
}

pub(super) fn disables_everything(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`disable` without a selection would disable managed mode").label(place, "selects nothing").help(
        "select declarations with `file_option`, `field_option`, `module`, `path` or `field`; or set `enabled: false`",
    )
}

pub(super) fn field_of_a_file_option(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::CONFIG,
        format!("`field` has no effect on `{}`, which is an option of files", word.text),
    );
    labelled(diagnostic, word, "option of files").help("remove `field`")
}

pub(super) fn plugin_lacks_command(key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("missing `{key}` of a plugin"))
        .label(place, "here")
        .help("add its program, or a list of the program and its first arguments")
}

pub(super) fn plugin_without_program(key: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{key}` is empty")).label(place, "expected a program")
}

pub(super) fn options_are_no_table(node: &Node) -> Diagnostic {
    let message = format!("expected a table of keys and values in `options`, found {}", node.kind());
    Diagnostic::error(protoward_config::codes::WRONG_TYPE, message)
        .label(node.place, format!("this is {}", node.kind()))
}

pub(super) fn not_an_option_key(key: &LocatedText) -> Diagnostic {
    let message = format!("key `{}` of an option must have 1 to 64 characters", key.text);
    labelled(Diagnostic::error(codes::CONFIG, message), key, "here")
}

pub(super) fn not_an_option(key: &str, node: &Node) -> Diagnostic {
    let message = format!("option `{key}` is {}, which plugins cannot receive", node.kind());
    Diagnostic::error(codes::CONFIG, message)
        .label(node.place, "here")
        .help("use a Boolean, a number, a string, or a list of these")
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
    let message = format!("consumer `{}` has neither `schema` nor `usage`", name.text);
    labelled(Diagnostic::error(codes::CONFIG, message), name, "incomplete")
        .help("add `schema = \"...\"` with the image, folder or commit that it was built with, or `usage = \"...\"` with a file of the names that it uses")
}

pub(super) fn no_approvers(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "missing `approvers` in `[approvals]`")
        .label(node.place, "incomplete")
        .help("add `approvers = [\"@team\"]`, or `approvers = [\"*\"]` for all owners in `CODEOWNERS`")
}

pub(super) fn not_an_owner(word: &LocatedText, wanted: &str) -> Diagnostic {
    let message = format!("`{}` is not an account, team or e-mail address", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "unknown form").help(format!("write {wanted}"))
}

pub(super) fn bad_period(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is not a period", word.text);
    labelled(Diagnostic::error(codes::CONFIG, message), word, "expected a number and a unit")
        .help("use a form such as `180 days`, `6 months` or `1 year`")
}

pub(super) fn empty_deprecation(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "missing `remove-after` or `releases` in `[deprecation]`")
        .label(node.place, "incomplete")
        .help(
            "add `remove-after = \"180 days\"`, `releases = 2`, or both; deprecated elements may be deleted after that",
        )
}

/// An error: as in buf, only templates of version v2 may have no plugins.
pub(super) fn no_plugins(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "the template has no plugins")
        .label(place, "nothing to generate")
        .help("add one to `plugins`")
}
