//! A BUILD file with its `proto_library` targets, and its edits.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::glob;
use super::label::full_label;
use super::list::{Entry, List, quoted};
use super::starlark::{Argument, Call, Statements, Value};

/// The rule of new targets, unless a directive names another one.
const RULE: &str = "proto_library";

/// A BUILD file.
#[derive(Debug)]
pub(crate) struct BuildText<'t> {
    /// The folder of the file.
    folder: &'t str,
    text: &'t str,
    statements: Statements<'t>,
    /// The rule of new targets, and the file that has it; `None` without a file for [`RULE`].
    rule: (&'t str, Option<&'t str>),
    /// The functions whose targets are libraries: the rules, and the names under which they are loaded.
    functions: BTreeSet<&'t str>,
    /// The library of each listed file, by the full label of the file.
    owners: BTreeMap<String, usize>,
}

/// The arguments of a target that follow its files.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) srcs: BTreeSet<String>,
    pub(crate) deps: BTreeSet<String>,
    /// `false` if the imports or their targets are not all known, so that any of the dependencies that exist may be needed.
    pub(crate) has_all_deps: bool,
    /// The folder in which import paths start, with `/` at its start; only for a new target.
    pub(crate) strip_import_prefix: Option<String>,
}

impl<'t> BuildText<'t> {
    /// Returns the BUILD file of a folder. `rule` is the rule of its targets and the file that has it, if that is not `proto_library`.
    pub(crate) fn new(
        folder: &'t str,
        text: &'t str,
        statements: Statements<'t>,
        rule: Option<(&'t str, &'t str)>,
    ) -> Self {
        let rule = rule.map_or((RULE, None), |(rule, file)| (rule, Some(file)));
        let loads = statements.calls.iter().filter(|call| call.function == "load");
        let is_rule =
            |argument: &&Argument<'_>| argument.value.string().is_some_and(|name| name == RULE || name == rule.0);
        let aliases = loads.flat_map(|load| load.arguments.iter().skip(1)).filter(is_rule).filter_map(|it| it.name);
        let functions = aliases.chain([RULE, rule.0]).collect();
        let mut build = Self { folder, text, statements, rule, functions, owners: BTreeMap::new() };
        let libraries = build.statements.calls.iter().enumerate().filter(|(_, call)| build.is_library(call));
        // The first of several libraries with a file has it.
        let listed =
            libraries.rev().flat_map(|(at, call)| build.listed_files(call).into_iter().map(move |file| (file, at)));
        build.owners = listed.collect();
        build
    }

    /// Returns an empty BUILD file, for a folder without one.
    pub(crate) fn empty(folder: &'t str, rule: Option<(&'t str, &'t str)>) -> Self {
        Self::new(folder, "", Statements::default(), rule)
    }

    /// Returns `true` for a library whose name is a string.
    fn is_library(&self, call: &Call<'_>) -> bool {
        self.functions.contains(call.function) && call.name().is_some()
    }

    fn libraries(&self) -> impl Iterator<Item = &Call<'t>> {
        self.statements.calls.iter().filter(|call| self.is_library(call))
    }

    /// Returns the full labels of the files that a library lists, or that a rule in its list lists, such as `filegroup`.
    fn listed_files(&self, call: &Call<'_>) -> Vec<String> {
        let full = |entry: &Entry<'_>| full_label(&entry.value, self.folder);
        let entries = srcs_of(call).map(|list| list.entries.as_slice()).unwrap_or_default();
        let labels: Vec<String> = entries.iter().map(full).collect();
        let is_in_list = |other: &&Call<'_>| {
            let label = other.name().map(|name| full_label(name, self.folder));
            label.is_some_and(|label| labels.contains(&label))
        };
        // Only other rules need a search, and most lists have only files.
        let may_have_rules = labels.iter().any(|label| !label.ends_with(".proto"));
        let rules = self.statements.calls.iter().filter(|_| may_have_rules).filter(is_in_list).filter_map(srcs_of);
        rules.flat_map(|list| &list.entries).map(full).chain(labels.iter().cloned()).collect()
    }

    /// Returns the target with a name, and `true` if it is a library.
    pub(crate) fn target(&self, name: &str) -> Option<(&Call<'t>, bool)> {
        let call = self.statements.calls.iter().find(|call| call.name() == Some(name))?;
        Some((call, self.is_library(call)))
    }

    /// Returns the name of the library that has a file, given by its path in the folder: one that lists it, or else one whose files are an
    /// expression that may contain it.
    pub(crate) fn library_of(&self, path: &str) -> Option<&str> {
        let listing = self.owners.get(&full_label(path, self.folder)).map(|&at| &self.statements.calls[at]);
        let contains = |call: &&Call<'_>| match call.argument("srcs").map(|srcs| &srcs.value) {
            Some(Value::Expression(tokens)) => glob::contains(tokens, path),
            _ => false,
        };
        listing.or_else(|| self.libraries().find(contains))?.name()
    }

    /// Returns the edits for a library. `exists` tells whether there is a file with a path in the folder.
    pub(crate) fn updated(&self, name: &str, wanted: &Wanted, exists: &dyn Fn(&str) -> bool) -> Vec<Edit> {
        let Some((call, true)) = self.target(name) else { return Vec::new() };
        if call.is_kept {
            return Vec::new();
        }
        let listed: BTreeSet<String> = self.listed_files(call).into_iter().collect();
        let is_new = |file: &&String| !listed.contains(&full_label(file, self.folder));
        let new_files = wanted.srcs.iter().filter(is_new).cloned().collect();
        // A file that the schema leaves out, or that another rule makes, stays. Its imports are not known.
        let stays = |entry: &str| !self.is_gone(entry, exists);
        let all: BTreeSet<String> = wanted.srcs.iter().map(|file| full_label(file, self.folder)).collect();
        let is_known = |entry: &Entry<'_>| all.contains(&full_label(&entry.value, self.folder)) || !stays(&entry.value);
        let has_all_imports = srcs_of(call).is_none_or(|list| list.entries.iter().all(is_known));
        let has_all_deps = wanted.has_all_deps && has_all_imports;
        let srcs = self.list_edit(call, "srcs", &new_files, &stays);
        let deps = self.list_edit(call, "deps", &wanted.deps, &|_| !has_all_deps);
        srcs.into_iter().chain(deps).collect()
    }

    /// Returns the edit of a list of labels; `None` if it is right, or another expression. `stays` tells whether an entry stays that is not
    /// wanted.
    fn list_edit(
        &self,
        call: &Call<'_>,
        argument: &str,
        wanted: &BTreeSet<String>,
        stays: &dyn Fn(&str) -> bool,
    ) -> Option<Edit> {
        let Some(known) = call.argument(argument) else {
            let is_added = !wanted.is_empty() && !call.has_unknown_arguments();
            return is_added.then(|| self.new_argument(call, argument, wanted));
        };
        let Value::List(old) = &known.value else { return None };
        if known.is_kept {
            return None;
        }
        let full = |label: &str| full_label(label, self.folder);
        let all: BTreeSet<String> = wanted.iter().map(|label| full(label)).collect();
        let mut new = old.clone();
        new.entries.retain(|entry| entry.is_kept() || stays(&entry.value) || all.contains(&full(&entry.value)));
        let listed: BTreeSet<String> = old.entries.iter().map(|entry| full(&entry.value)).collect();
        let missing: Vec<&String> = wanted.iter().filter(|label| !listed.contains(&full(label))).collect();
        if missing.is_empty() && new.entries.len() == old.entries.len() {
            return None;
        }
        missing.into_iter().for_each(|label| new.insert(label));
        Some(Edit { span: known.span.clone(), text: new.text() })
    }

    /// Returns the edit that adds an argument behind the others.
    fn new_argument(&self, call: &Call<'_>, argument: &str, wanted: &BTreeSet<String>) -> Edit {
        let end = call.end_of_arguments;
        let comment = &self.text[end.code..end.line];
        let comma = if end.has_comma { "" } else { "," };
        let line = if self.text[call.span.clone()].contains('\n') { "\n    " } else { " " };
        let comma_behind = if end.has_comma { "," } else { "" };
        let list = list_text(wanted);
        Edit { span: end.code..end.line, text: format!("{comma}{comment}{line}{argument} = {list}{comma_behind}") }
    }

    /// Returns the libraries none of whose files exist. `exists` tells whether there is a file with a path in the folder.
    fn without_files(&self, exists: &dyn Fn(&str) -> bool) -> impl Iterator<Item = &Call<'t>> {
        self.libraries().filter(|call| {
            let entries = srcs_of(call).map(|list| list.entries.as_slice()).unwrap_or_default();
            let are_gone = entries.iter().all(|entry| !entry.is_kept() && self.is_gone(&entry.value, exists));
            let is_kept = call.is_kept || call.argument("srcs").is_some_and(|srcs| srcs.is_kept);
            !is_kept && !entries.is_empty() && are_gone
        })
    }

    /// Returns the name of the only library none of whose files exist.
    pub(crate) fn only_without_files(&self, exists: &dyn Fn(&str) -> bool) -> Option<&str> {
        let mut calls = self.without_files(exists);
        let only = calls.next()?;
        if calls.next().is_none() { only.name() } else { None }
    }

    /// Returns the edits that remove the libraries none of whose files exist, with the empty lines behind them. Those with a name in
    /// `targets` stay, because they get other files.
    pub(crate) fn removed(&self, targets: &BTreeSet<&str>, exists: &dyn Fn(&str) -> bool) -> Vec<Edit> {
        let removal = |call: &Call<'_>| {
            let behind = &self.text[call.span.end..];
            let empty = behind.len() - behind.trim_start_matches(['\n', '\r']).len();
            Edit { span: call.span.start..call.span.end + empty, text: String::new() }
        };
        let has_other_files = |call: &&Call<'_>| call.name().is_some_and(|name| targets.contains(name));
        self.without_files(exists).filter(|call| !has_other_files(call)).map(removal).collect()
    }

    /// Returns `true` for an entry of `srcs` that is a file of the folder which does not exist, and which no other rule makes.
    fn is_gone(&self, entry: &str, exists: &dyn Fn(&str) -> bool) -> bool {
        let file = entry.strip_prefix(':').unwrap_or(entry);
        let is_file = file.ends_with(".proto") && !file.contains("//");
        let others = self.statements.calls.iter().filter(|call| !self.is_library(call));
        let mut values = others.flat_map(|call| &call.arguments).map(|argument| &argument.value);
        is_file && !exists(file) && !values.any(|value| names(value, file))
    }

    /// Returns the rule of new targets in the file, and the edit that loads it; `load` is the statement for [`RULE`], if it is not native.
    pub(crate) fn rule(&self, load: Option<&str>) -> NewRule<'t> {
        let (rule, file) = self.rule;
        let loads = || self.statements.calls.iter().filter(|call| call.function == "load");
        let loaded = loads().flat_map(|call| call.arguments.iter().skip(1)).find(|it| it.value.string() == Some(rule));
        if let Some(loaded) = loaded {
            return NewRule { name: loaded.name.unwrap_or(rule), load: None };
        }
        let mapped = file.map(|file| format!("load({}, {})", quoted(file), quoted(rule)));
        let statement = mapped.or_else(|| load.map(str::to_owned));
        let last = loads().next_back().map(|last| {
            self.text[last.span.end..].find(['\r', '\n']).map_or(self.text.len(), |end| last.span.end + end)
        });
        let load = statement.map(|load| match (last, self.statements.start) {
            (Some(last), _) => Edit { span: last..last, text: format!("\n{load}") },
            (None, start) if start < self.text.len() => Edit { span: start..start, text: format!("{load}\n\n") },
            (None, end) => {
                let start = self.text.trim_end().len();
                let empty_line = if start == 0 { "" } else { "\n\n" };
                Edit { span: start..end, text: format!("{empty_line}{load}\n") }
            }
        });
        NewRule { name: rule, load }
    }
}

/// The rule of new targets in a BUILD file.
#[derive(Debug)]
pub(crate) struct NewRule<'t> {
    pub(crate) name: &'t str,
    /// The edit that loads the rule; `None` if the file has it.
    pub(crate) load: Option<Edit>,
}

/// Returns the list of the files of a target; `None` if they are an expression.
fn srcs_of<'c, 't>(call: &'c Call<'t>) -> Option<&'c List<'t>> {
    match &call.argument("srcs")?.value {
        Value::List(list) => Some(list),
        Value::String(_) | Value::Expression(_) => None,
    }
}

/// Returns `true` if a value is or contains the name of a file, as the arguments of a rule name its outputs.
fn names(value: &Value<'_>, file: &str) -> bool {
    match value {
        Value::String(text) => text == file,
        Value::List(list) => list.entries.iter().any(|entry| entry.value == file),
        Value::Expression(tokens) => tokens.iter().filter_map(|token| token.content()).any(|text| text == file),
    }
}

/// A replacement of a part of a BUILD file.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
}

/// Returns a text with edits.
pub(crate) fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut new = text.to_owned();
    for Edit { span, text } in edits.into_iter().rev() {
        new.replace_range(span, &text);
    }
    new
}

/// Returns the statement of a new target.
pub(crate) fn new_target(rule: &str, name: &str, wanted: &Wanted) -> String {
    let mut text = format!("{rule}(\n    name = {},\n    srcs = {},\n", quoted(name), list_text(&wanted.srcs));
    if let Some(prefix) = &wanted.strip_import_prefix {
        text += &format!("    strip_import_prefix = {},\n", quoted(prefix));
    }
    text += "    visibility = [\"//visibility:public\"],\n";
    if !wanted.deps.is_empty() {
        text += &format!("    deps = {},\n", list_text(&wanted.deps));
    }
    text + ")"
}

fn list_text(entries: &BTreeSet<String>) -> String {
    entries.iter().map(String::as_str).collect::<List<'_>>().text()
}
