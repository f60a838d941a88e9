//! The parser of lock files: a small part of TOML, one key per line.
//!
//! Strings have no escapes and tables one form, so that a line has one meaning, and the marks of a merge conflict are
//! recognized.

use std::ops::Range;

use protoward_source::{Diagnostic, Place, Report, SourceId, Sources};

use crate::diagnostics;
use crate::digest::is_digest;
use crate::lock::{Lock, Locked, VERSION};
use crate::requirement::{Reference, is_commit, is_name, path_problem, reference_problem, url_problem};
use protoward_source::tree_path::normal;

/// Reads a lock file. Returns `None` after errors, which are added to `report`.
pub(crate) fn read(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Lock> {
    let text = sources.get(source).text.clone().unwrap_or_default();
    let mut parser = Parser { source, sources, lock: Lock::default(), table: None, has_version: false };
    match parser.text(&text) {
        Ok(()) => Some(parser.lock),
        Err(diagnostic) => {
            report.push(*diagnostic);
            None
        }
    }
}

type Parsed<T> = Result<T, Box<Diagnostic>>;

struct Parser<'a> {
    source: SourceId,
    sources: &'a Sources,
    lock: Lock,
    table: Option<Table>,
    has_version: bool,
}

/// A table that is not complete yet: its keys and values with their places.
struct Table {
    place: Place,
    entries: Vec<(String, Vec<String>, Place)>,
}

impl Parser<'_> {
    fn text(&mut self, text: &str) -> Parsed<()> {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let place = self.sources.place(self.source, start..start + content.len());
            self.line(content, start..start + content.len(), place)?;
            start += line.len();
        }
        self.finish_table()?;
        let is_empty = self.lock.dependencies.is_empty();
        if !self.has_version && !is_empty {
            return Err(Box::new(diagnostics::lock_without_version(Place::whole(self.source))));
        }
        Ok(())
    }

    fn line(&mut self, line: &str, at: Range<usize>, place: Place) -> Parsed<()> {
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker)) {
            return Err(Box::new(diagnostics::lock_conflict(place)));
        }
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line == "[[dependency]]" {
            self.finish_table()?;
            self.table = Some(Table { place, entries: Vec::new() });
            return Ok(());
        }
        let Some((key, value)) = line.split_once(" = ") else {
            return Err(Box::new(diagnostics::lock_syntax(place)));
        };
        let key_place = self.sources.place(self.source, at.start..at.start + key.len());
        let Some(table) = &mut self.table else { return self.version(key, value, place) };
        if table.entries.iter().any(|(other, _, _)| other == key) {
            return Err(Box::new(diagnostics::lock_key_twice(key, key_place)));
        }
        if !KEYS.contains(&key) {
            return Err(Box::new(diagnostics::lock_unknown_key(key, key_place)));
        }
        let values = if key == "paths" { strings(value) } else { string(value).map(|value| vec![value]) };
        let values = values.ok_or_else(|| diagnostics::lock_syntax(place))?;
        table.entries.push((key.to_owned(), values, place));
        Ok(())
    }

    fn version(&mut self, key: &str, value: &str, place: Place) -> Parsed<()> {
        match (key, value) {
            ("version", _) if self.has_version => Err(Box::new(diagnostics::lock_key_twice(key, place))),
            ("version", VERSION) => {
                self.has_version = true;
                Ok(())
            }
            ("version", value) => Err(Box::new(diagnostics::lock_version(value, place))),
            (key, _) => Err(Box::new(diagnostics::lock_unknown_key(key, place))),
        }
    }

    fn finish_table(&mut self) -> Parsed<()> {
        let Some(mut table) = self.table.take() else { return Ok(()) };
        let name = table.take("name", is_name)?;
        let git = table.take("git", |text| url_problem(text).is_none())?;
        let commit = table.take("commit", is_commit)?;
        let tree = table.take("tree", is_commit)?;
        let digest = table.take("digest", is_digest)?;
        let is_path = |text: &str| path_problem(text).is_none() && normal(text).as_deref() == Some(text);
        let root = if table.has("root") { table.take("root", is_path)? } else { String::new() };
        let paths = if table.has("paths") { table.take_all("paths", is_path)? } else { Vec::new() };
        let reference = table.reference()?;
        let place = Some(table.place);
        let locked = Locked { name, place, git, reference, root, paths, commit, tree, digest };
        if let Some(first) = self.lock.dependencies.iter().find(|it| it.key() == locked.key()) {
            return Err(Box::new(diagnostics::lock_twice(&locked.name, table.place, first.place)));
        }
        self.lock.dependencies.push(locked);
        Ok(())
    }
}

const KEYS: [&str; 10] = ["name", "git", "tag", "rev", "branch", "root", "paths", "commit", "tree", "digest"];

impl Table {
    fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(other, _, _)| other == key)
    }

    fn take_all(&mut self, key: &str, is_right: impl Fn(&str) -> bool) -> Parsed<Vec<String>> {
        let Some(index) = self.entries.iter().position(|(other, _, _)| other == key) else {
            return Err(Box::new(diagnostics::lock_key_missing(key, self.place)));
        };
        let (_, values, place) = self.entries.remove(index);
        if values.iter().all(|value| is_right(value)) {
            Ok(values)
        } else {
            Err(Box::new(diagnostics::lock_value(key, place)))
        }
    }

    fn take(&mut self, key: &str, is_right: impl Fn(&str) -> bool) -> Parsed<String> {
        Ok(self.take_all(key, is_right)?.pop().unwrap_or_default())
    }

    fn reference(&mut self) -> Parsed<Reference> {
        let is_reference = |text: &str| reference_problem(text).is_none();
        let reference = match () {
            () if self.has("tag") => Reference::Tag(self.take("tag", is_reference)?),
            () if self.has("branch") => Reference::Branch(self.take("branch", is_reference)?),
            () if self.has("rev") => Reference::Rev(self.take("rev", is_commit)?),
            () => Reference::Default,
        };
        // All other keys were taken before, so what is left is a second reference.
        match self.entries.first() {
            Some((key, _, place)) => Err(Box::new(diagnostics::lock_two_references(key, *place))),
            None => Ok(reference),
        }
    }
}

/// Returns the content of a string in quotes, which has no escapes.
fn string(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = text.len() > 1 && !inner.contains(['"', '\\']) && !inner.chars().any(char::is_control);
    is_plain.then(|| inner.to_owned())
}

fn strings(text: &str) -> Option<Vec<String>> {
    text.strip_prefix('[')?.strip_suffix(']')?.split(", ").map(string).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::digest::digest;

    fn lock(name: &str) -> Lock {
        let locked = |name: &str, reference: Reference| Locked {
            name: name.to_owned(),
            place: None,
            git: "https://example.com/a".to_owned(),
            reference,
            root: String::new(),
            paths: Vec::new(),
            commit: "a".repeat(40),
            tree: "b".repeat(40),
            digest: digest(b""),
        };
        let full = Locked {
            root: "proto".to_owned(),
            paths: vec!["acme/a".to_owned(), "b".to_owned()],
            ..locked("full", Reference::Branch("main".to_owned()))
        };
        Lock { dependencies: vec![locked(name, Reference::Default), full] }
    }

    fn parse(text: &str) -> Result<Lock, String> {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let source = sources.add("protoward.lock", "protoward.lock", Some(text.into()));
        read(source, &sources, &mut report).ok_or_else(|| protoward_source::text(&report, &sources))
    }

    #[test]
    fn reads_what_it_writes() {
        let text = lock("x").render();
        assert_eq!(parse(&text).unwrap().render(), text);
        assert_eq!(parse(&text.replace('\n', "\r\n")).unwrap().render(), text);
        assert!(text.find("full") < text.find("name = \"x\""), "sorted by name");
        assert!(parse("").unwrap().dependencies.is_empty());
    }

    #[test]
    fn locks_each_requirement_once() {
        let text = lock("full").render();
        assert_eq!(parse(&text).unwrap().render(), text, "two requirements of one name");
        let table = &text[text.find("\n[[dependency]]").unwrap()..];
        let error = parse(&(text.clone() + table)).expect_err("twice");
        assert!(error.contains("duplicate dependency `full`"), "{error}");
    }

    #[test]
    fn reports_the_line_of_a_mistake() {
        let text = lock("x").render();
        let commit = format!("commit = \"{}\"", "a".repeat(40));
        for (from, to, expected) in [
            ("version = 1", "version = 2", "protoward.lock:2:1"),
            ("version = 1\n", "", "missing version"),
            (
                "version = 1",
                "<<<<<<< HEAD\nversion = 1",
                "protoward.lock:2:1:unresolved merge conflict in the lock file",
            ),
            ("name = \"x\"", "name = \"../x\"", "invalid value of `name`"),
            ("name = \"x\"", "nama = \"x\"", "unknown key `nama` in the lock file"),
            ("name = \"x\"", "name = \"x\"\nname = \"x\"", "duplicate key `name` in the lock file"),
            ("name = \"x\"", "name = 'x'", "invalid line of the lock file"),
            ("name = \"x\"\n", "", "missing key `name`"),
            ("branch = \"main\"", "branch = \"main\"\ntag = \"v\"", "beside another of `tag`"),
            ("branch = \"main\"", "branch = \"-x\"", "invalid value of `branch`"),
            ("https://example.com/a", "ext::sh -c x", "invalid value of `git`"),
            ("root = \"proto\"", "root = \"../proto\"", "invalid value of `root`"),
            ("\"acme/a\"", "\"/etc\"", "invalid value of `paths`"),
            (&commit, "commit = \"--all\"", "invalid value of `commit`"),
            (&digest(b""), "../../x", "invalid value of `digest`"),
        ] {
            let error = parse(&text.replacen(from, to, 1)).expect_err(to);
            assert!(error.contains(expected), "{to}: {error}");
        }
    }
}
