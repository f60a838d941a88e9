//! The baseline of lint: old findings that are accepted, so that only new ones fail.

mod diagnostics;
mod file;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::lint_verdict::LintVerdict;
use diagnostics::{gone, malformed, missing, not_complete, not_named, not_on_disk, not_replaced, unknown_rule};
use file::BaselineLine;
use protoward_inputs::{InputError, read_file};
use protoward_lint::Finding;
use protoward_policy::IgnoreReason;
use protoward_schema::{Element, Schema};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText, Place, Report, SourceId, Sources, count, legible};
use protoward_workspace::{TreeFile, Workspace};

/// The origin of the baseline of lint.
#[derive(Clone, Copy, Debug, Default)]
pub enum LintBaseline<'a> {
    /// The file that the key `baseline` of the configuration names, if any.
    #[default]
    Configured,
    /// This file, in place of the configured one.
    File(&'a Path),
    /// None: all findings are reported.
    Off,
}

/// The lines of a baseline, with their places.
struct AcceptedLines {
    source: SourceId,
    lines: Vec<BaselineLine>,
}

impl<'a> LintBaseline<'a> {
    /// Returns the baseline in a file, by default in that of the configuration.
    pub fn of(file: Option<&'a Path>) -> Self {
        file.map_or(Self::Configured, Self::File)
    }

    /// Moves the findings that the baseline has from `findings` to `accepted`. `rules` are the ids of all rules.
    ///
    /// # Errors
    /// Fails if the baseline cannot be read, or if one of its lines is not one of a baseline.
    pub(crate) fn apply(
        self,
        verdict: &mut LintVerdict,
        rules: &[&str],
        workspace: &Workspace,
        sources: &mut Sources,
    ) -> Result<(), Report> {
        let Some(file) = self.read(workspace)? else { return Ok(()) };
        let accepted = AcceptedLines::parse(file, sources)?;
        accepted.note_unknown_rules(rules, sources, &mut verdict.notes);
        let mut left: HashMap<&str, Vec<Place>> = HashMap::new();
        for line in accepted.lines.iter().rev() {
            left.entry(&line.text).or_default().push(accepted.place(line, sources));
        }
        let findings = std::mem::take(&mut verdict.findings);
        for finding in findings {
            let place = left.get_mut(&*line_of(&finding, &workspace.schema)).and_then(Vec::pop);
            match place {
                Some(place) => verdict.accepted.push((finding, IgnoreReason::Written(place, None))),
                None => verdict.findings.push(finding),
            }
        }
        // Files that are not selected, and rules that did not run, may have the other findings.
        if workspace.is_complete() && !verdict.failures.has_errors() {
            let known: HashSet<&str> = rules.iter().copied().collect();
            let lines = accepted.lines.iter().filter(|line| known.contains(line.rule()));
            let lines: Vec<Place> = lines.map(|line| accepted.place(line, sources)).collect();
            let unused: HashSet<Place> = left.into_values().flatten().collect();
            verdict.notes.append(gone(lines.into_iter().filter(|place| unused.contains(place))));
        }
        Ok(())
    }

    fn read(self, workspace: &Workspace) -> Result<Option<TreeFile>, Report> {
        match self {
            Self::Off => Ok(None),
            Self::File(path) => {
                let file = |bytes| TreeFile { display: shown(path).to_string().into(), bytes };
                let problem = |error| match error {
                    InputError::NotFound { .. } => missing(&shown(path).to_string(), None),
                    error => error.into(),
                };
                read_file(path, "lint baseline").map(file).map(Some).map_err(|error| one(problem(error)))
            }
            Self::Configured => {
                let Some(word) = word(workspace) else { return Ok(None) };
                match workspace.read_beside_config(&word.text) {
                    Ok(Some(file)) => Ok(Some(file)),
                    Ok(None) => Err(one(missing(&word.text, Some(word)))),
                    Err(error) => Err(one(diagnostics::unreadable(&error, word))),
                }
            }
        }
    }
}

/// Returns the value of the key `baseline`.
fn word(workspace: &Workspace) -> Option<&LocatedText> {
    workspace.config.lint.as_ref()?.baseline.as_ref()
}

fn one(diagnostic: Diagnostic) -> Report {
    Report::from_iter([diagnostic])
}

impl AcceptedLines {
    fn parse(file: TreeFile, sources: &mut Sources) -> Result<Self, Report> {
        let text = String::from_utf8(file.bytes).ok().map(Arc::<str>::from);
        let source = sources.add(&*file.display.shown, file.display.clone(), text.clone());
        let Some(text) = text else { return Err(one(malformed(Place::whole(source)))) };
        match file::parse(&text) {
            Ok(lines) => Ok(Self { source, lines }),
            Err(bytes) => Err(one(malformed(sources.place(source, bytes)))),
        }
    }

    fn place(&self, line: &BaselineLine, sources: &Sources) -> Place {
        sources.place(self.source, line.bytes.clone())
    }

    /// Reports misspelled rules, whose lines accept nothing: each rule once.
    fn note_unknown_rules(&self, rules: &[&str], sources: &Sources, notes: &mut Report) {
        let known: HashSet<&str> = rules.iter().copied().collect();
        let mut unknown: BTreeMap<&str, &BaselineLine> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| !known.contains(line.rule())) {
            unknown.entry(line.rule()).or_insert(line);
        }
        for (rule, line) in unknown {
            notes.push(unknown_rule(rule, rules, self.place(line, sources)));
        }
    }
}

/// Returns the line of a finding: the rule, the element or its file, and the message. Places are not part of it, so that a
/// finding stays the same when its declaration moves.
fn line_of(finding: &Finding, schema: &Schema) -> String {
    let subject = match finding.element {
        Element::File(file) => schema.text(schema[file].path).to_owned(),
        element => schema.full_name(element),
    };
    let text = format!("{} {subject}: {}", finding.rule.id(), finding.diagnostic.message);
    legible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Returns the lines of the findings of a baseline, sorted, each as often as there are findings.
pub(crate) fn lines<'f>(findings: impl Iterator<Item = &'f Finding>, schema: &Schema) -> Vec<String> {
    let mut lines: Vec<String> = findings.map(|finding| line_of(finding, schema)).collect();
    lines.sort_unstable();
    lines
}

/// Returns the lines of the baseline that a side of a comparison has; `None` if it has none that can be read.
pub(crate) fn lines_of_side(side: &Workspace, path: &str) -> Option<Vec<String>> {
    let file = side.read_beside_config(path).ok()??;
    let lines = file::parse(&String::from_utf8(file.bytes).ok()?).ok()?;
    Some(lines.into_iter().map(|line| line.text).collect())
}

/// The baseline of lint that a command is about to write, compared with the file that is there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewLintBaseline {
    /// The path of the file.
    pub path: PathBuf,
    /// The text of the file, with one line for each accepted finding.
    pub text: String,
    /// The number of findings that it accepts.
    pub findings: usize,
    /// The number of findings that it accepts, and that the earlier file did not.
    pub added: usize,
    /// The number of lines of the earlier file that it does not have.
    pub removed: usize,
}

impl NewLintBaseline {
    /// Returns the baseline with all findings of a verdict without a baseline. `file` names the file, by default the
    /// configuration does.
    ///
    /// # Errors
    /// Fails if no file is named, if the schema is not complete, and if the file has another content.
    pub fn of(verdict: &LintVerdict, workspace: &Workspace, file: Option<&Path>) -> Result<Self, Box<Diagnostic>> {
        let path = match (file, word(workspace), &workspace.root) {
            (Some(path), _, _) => path.to_owned(),
            (None, None, _) => return Err(not_named()),
            (None, Some(word), None) => return Err(not_on_disk(word)),
            (None, Some(word), Some(root)) if root == Path::new(".") => PathBuf::from(&word.text),
            (None, Some(word), Some(root)) => root.join(&word.text),
        };
        if !workspace.is_complete() || verdict.failures.has_errors() {
            return Err(not_complete());
        }
        let lines = lines(verdict.findings.iter(), &workspace.schema);
        let earlier = match read_file(&path, "lint baseline") {
            Ok(bytes) => String::from_utf8(bytes).ok().and_then(|text| file::parse(&text).ok()),
            Err(InputError::NotFound { .. }) => Some(Vec::new()),
            Err(error) => return Err(Box::new(error.into())),
        };
        let earlier = earlier.ok_or_else(|| not_replaced(&path))?;
        let earlier: Vec<String> = earlier.into_iter().map(|line| line.text).collect();
        Ok(Self {
            path,
            text: file::text(&lines),
            findings: lines.len(),
            added: more(&lines, &earlier).len(),
            removed: more(&earlier, &lines).len(),
        })
    }
}

impl fmt::Display for NewLintBaseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, findings, added, removed, .. } = self;
        write!(f, "wrote {} to {}: {added} added, {removed} removed", count(*findings, "finding"), shown(path))
    }
}

/// Returns the lines that are more often in `lines` than in `others`.
pub(crate) fn more<'l>(lines: &'l [String], others: &[String]) -> Vec<&'l str> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    others.iter().for_each(|line| *left.entry(line).or_default() += 1);
    let is_more = |line: &&str| match left.get_mut(*line) {
        Some(number @ 1..) => {
            *number -= 1;
            false
        }
        _ => true,
    };
    lines.iter().map(String::as_str).filter(is_more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lines_are_counted() {
        let of = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<String>>();
        assert_eq!(more(&of(&["a", "a", "b", "c"]), &of(&["a", "c", "d"])), ["a", "b"]);
        assert!(more(&of(&["a", "a"]), &of(&["a", "a", "a"])).is_empty());
    }
}
