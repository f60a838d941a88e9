//! A BUILD file with its `proto_library` targets, and its edits.

use std::collections::BTreeSet;
use std::ops::Range;

use super::starlark::{Call, Value, calls, start_of_statements};

/// The rule of the targets.
const RULE: &str = "proto_library";

/// A BUILD file.
#[derive(Debug)]
pub(crate) struct BuildText<'t> {
    text: &'t str,
    calls: Vec<Call<'t>>,
}

/// A `proto_library` of a BUILD file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Library<'b> {
    pub(crate) name: &'b str,
    call: &'b Call<'b>,
}

/// The arguments of a target that follow its files.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) srcs: BTreeSet<String>,
    pub(crate) deps: BTreeSet<String>,
    /// The folder in which import paths start, with `/` at its start; only for a new target.
    pub(crate) strip_import_prefix: Option<String>,
}

impl<'t> BuildText<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, calls: calls(text) }
    }

    fn libraries(&self) -> impl Iterator<Item = Library<'_>> {
        self.calls.iter().filter(|call| call.function == RULE).filter_map(|call| match call.argument("name")?.value {
            Value::String(name) => Some(Library { name, call }),
            _ => None,
        })
    }

    /// Returns the target with a name.
    pub(crate) fn library(&self, name: &str) -> Option<Library<'_>> {
        self.libraries().find(|library| library.name == name)
    }

    /// Returns the target that has a file of the folder: one that lists it, or else one whose files are an expression.
    pub(crate) fn library_of(&self, file: &str) -> Option<Library<'_>> {
        let lists =
            |library: &Library<'_>| library.srcs().is_some_and(|srcs| srcs.iter().any(|src| file_of(src) == file));
        self.libraries().find(lists).or_else(|| self.libraries().find(|library| library.has_expression()))
    }

    /// Returns the edits for a target of the BUILD file in a folder. `exists` tells whether the folder has a file.
    pub(crate) fn updated(
        &self,
        name: &str,
        wanted: &Wanted,
        folder: &str,
        exists: &dyn Fn(&str) -> bool,
    ) -> Vec<Edit> {
        let Some(Library { call, .. }) = self.library(name) else { return Vec::new() };
        // A file that the schema leaves out stays if it is there.
        let srcs = EntryRule { normal: &|entry| file_of(entry).to_owned(), stays: &|entry| exists(file_of(entry)) };
        let deps = EntryRule { normal: &|entry| full_label(entry, folder), stays: &|_| false };
        let edits =
            [self.list_edit(call, "srcs", &wanted.srcs, srcs), self.list_edit(call, "deps", &wanted.deps, deps)];
        edits.into_iter().flatten().collect()
    }

    /// Returns the edit of a list of strings; `None` if it is right, or another expression. Entries keep their spelling.
    fn list_edit(
        &self,
        call: &Call<'_>,
        argument: &str,
        wanted: &BTreeSet<String>,
        rule: EntryRule<'_>,
    ) -> Option<Edit> {
        let EntryRule { normal, stays } = rule;
        let Some(known) = call.argument(argument) else {
            let end = self.last_line(&call.span);
            let text = format!("    {argument} = {},\n", list(unmarked(wanted)));
            return (!wanted.is_empty()).then_some(Edit { span: end..end, text });
        };
        let Value::Strings(entries) = &known.value else { return None };
        let is_wanted = |entry: &str| wanted.iter().any(|wanted| normal(wanted) == normal(entry));
        let is_known = |wanted: &&String| entries.iter().any(|(entry, _)| normal(wanted) == normal(entry));
        let mut new: Vec<(&str, bool)> =
            entries.iter().copied().filter(|&(entry, is_kept)| is_kept || stays(entry) || is_wanted(entry)).collect();
        let remaining = new.len();
        new.extend(wanted.iter().filter(|wanted| !is_known(wanted)).map(|entry| (entry.as_str(), false)));
        let is_right = remaining == entries.len() && remaining == new.len();
        (!is_right).then(|| Edit { span: known.span.clone(), text: list(new) })
    }

    /// Returns the edits that remove targets none of whose files exist.
    pub(crate) fn removed(&self, exists: &dyn Fn(&str) -> bool) -> Vec<Edit> {
        let is_gone = |library: &Library<'_>| {
            let srcs = library.srcs().unwrap_or_default();
            !srcs.is_empty() && srcs.iter().all(|src| !src.contains("//") && !exists(file_of(src)))
        };
        let gone = self.libraries().filter(is_gone);
        gone.map(|library| Edit { span: self.lines(&library.call.span), text: String::new() }).collect()
    }

    /// Returns the edits that add targets to the end, and the statement that loads their rule.
    pub(crate) fn added(&self, targets: &[(&str, Wanted)], load: Option<&str>) -> Vec<Edit> {
        let mut edits = Vec::new();
        if targets.is_empty() {
            return edits;
        }
        let is_loaded = |call: &Call<'_>| {
            call.function == "load"
                && call.arguments.iter().skip(1).any(|it| it.name == Some(RULE) || it.value == Value::String(RULE))
        };
        if let Some(load) = load.filter(|_| !self.calls.iter().any(is_loaded)) {
            let last = self.calls.iter().rev().find(|call| call.function == "load");
            edits.push(match (last, start_of_statements(self.text)) {
                (Some(last), _) => Edit { span: last.span.end..last.span.end, text: format!("\n{load}") },
                (None, 0) => Edit { span: 0..0, text: format!("{load}\n") },
                (None, start) => Edit { span: start..start, text: format!("\n\n{load}") },
            });
        }
        let end = self.text.len();
        let text: String = targets.iter().map(|(name, wanted)| new_target(name, wanted)).collect();
        let start = if self.text.is_empty() && load.is_none() { text.trim_start().to_owned() } else { text };
        let line_end = if self.text.is_empty() || self.text.ends_with('\n') { "" } else { "\n" };
        edits.push(Edit { span: end..end, text: format!("{line_end}{start}") });
        edits
    }

    /// Returns the start of the last line of a call, where another argument may be added.
    fn last_line(&self, call: &Range<usize>) -> usize {
        self.text[..call.end].rfind('\n').map_or(call.end - 1, |end| end + 1)
    }

    /// Returns the lines of a span, with the empty lines behind them.
    fn lines(&self, span: &Range<usize>) -> Range<usize> {
        let behind = &self.text[span.end..];
        let empty = behind.len() - behind.trim_start_matches(['\n', '\r']).len();
        span.start..span.end + empty
    }
}

/// How the entries of a list are compared.
#[derive(Clone, Copy)]
struct EntryRule<'a> {
    /// Returns the entry in the spelling that equal entries have.
    normal: &'a dyn Fn(&str) -> String,
    /// Returns `true` for an entry that stays although it is not wanted.
    stays: &'a dyn Fn(&str) -> bool,
}

/// Returns the file of an entry of `srcs`, which may be a label of the same folder.
fn file_of(entry: &str) -> &str {
    entry.trim_start_matches(':')
}

/// Returns a label with its folder and its name.
fn full_label(label: &str, folder: &str) -> String {
    let label = label.strip_prefix('@').filter(|rest| rest.starts_with("//")).unwrap_or(label);
    match label.strip_prefix(':') {
        Some(name) => format!("//{folder}:{name}"),
        None if label.contains(':') => label.to_owned(),
        None if label.contains("//") => format!("{label}:{}", label.rsplit('/').next().unwrap_or_default()),
        None => format!("//{folder}:{label}"),
    }
}

impl<'b> Library<'b> {
    /// Returns the files of the target; `None` if they are an expression.
    fn srcs(&self) -> Option<Vec<&'b str>> {
        match self.call.argument("srcs").map(|it| &it.value) {
            Some(Value::Strings(entries)) => Some(entries.iter().map(|(entry, _)| *entry).collect()),
            Some(_) => None,
            None => Some(Vec::new()),
        }
    }

    fn has_expression(&self) -> bool {
        self.srcs().is_none()
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
    edits.sort_by_key(|edit| edit.span.start);
    let mut new = text.to_owned();
    for Edit { span, text } in edits.into_iter().rev() {
        new.replace_range(span, &text);
    }
    new
}

fn new_target(name: &str, wanted: &Wanted) -> String {
    let mut text = format!("\n{RULE}(\n    name = \"{name}\",\n    srcs = {},\n", list(unmarked(&wanted.srcs)));
    if let Some(prefix) = &wanted.strip_import_prefix {
        text += &format!("    strip_import_prefix = \"{prefix}\",\n");
    }
    text += "    visibility = [\"//visibility:public\"],\n";
    if !wanted.deps.is_empty() {
        text += &format!("    deps = {},\n", list(unmarked(&wanted.deps)));
    }
    text + ")\n"
}

/// Returns a list in the layout of buildifier, sorted as it does: entries of the same folder first, then those of other folders, then
/// those of other repositories. `true` marks an entry that stays.
fn list(mut entries: Vec<(&str, bool)>) -> String {
    let place = |entry: &str| match entry {
        entry if entry.starts_with("//") => 1,
        entry if entry.starts_with('@') => 2,
        _ => 0,
    };
    entries.sort_by_key(|&(entry, _)| (place(entry), entry));
    match entries.as_slice() {
        [] => "[]".to_owned(),
        [(only, false)] => format!("[\"{only}\"]"),
        _ => {
            let line = |(entry, is_kept): &(&str, bool)| {
                let mark = if *is_kept { "  # keep" } else { "" };
                format!("        \"{entry}\",{mark}\n")
            };
            format!("[\n{}    ]", entries.iter().map(line).collect::<String>())
        }
    }
}

fn unmarked(entries: &BTreeSet<String>) -> Vec<(&str, bool)> {
    entries.iter().map(|entry| (entry.as_str(), false)).collect()
}
