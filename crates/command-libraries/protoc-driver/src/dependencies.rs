//! `--dependency_out`: the dependencies of outputs, as a rule for `make`.

use crate::arguments::Job;
use crate::errors::Failure;
use crate::make_name;
use protoward_schema::{FileId, Schema};
use protoward_source::legible;
use protoward_source::paths::System;

/// Returns `OUTPUT \⏎OUTPUT: INPUT\⏎ INPUT`, without a final line break. Unlike in protoc, names are escaped.
///
/// protoc lists the inputs after the last output, so the file is empty without outputs.
///
/// Built-in well-known files are omitted, because `make` would not find them on disk.
///
/// # Errors
/// Fails for a name that no escape represents.
pub(crate) fn rule(job: &Job<'_>, outputs: &[String]) -> Result<String, Failure> {
    if outputs.is_empty() {
        return Ok(String::new());
    }
    let mut order = Order { schema: job.schema(), seen: vec![false; job.schema().files.len()], files: Vec::new() };
    job.files().for_each(|file| order.visit(file));
    let display = |&file: &FileId| {
        let file = &job.schema()[file];
        let is_on_disk = job.arguments.search.has(job.schema().text(file.path));
        is_on_disk.then(|| job.sources.get(file.source).display.as_str())
    };
    let system = job.arguments.surroundings.system;
    // A target with `%` would be a pattern, and `&:` makes a group of targets.
    if let Some(output) = outputs.iter().find(|output| output.contains('%') || output.ends_with('&')) {
        return Err(Failure::OutputInRule(legible(output).into_owned()));
    }
    let outputs = words(system, outputs.iter().map(String::as_str))?;
    let inputs = words(system, order.files.iter().filter_map(display))?;
    Ok(format!("{}: {}", outputs.join(" \\\n"), inputs.join("\\\n ")))
}

fn words<'a>(system: System, names: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Failure> {
    let failure = |name| Failure::NameInRule(legible(name).into_owned());
    let names: Vec<&str> = names.collect();
    let words = names.iter().map(|name| make_name::escaped(system, name).ok_or_else(|| failure(name)));
    let words = words.collect::<Result<Vec<_>, Failure>>()?;
    make_name::in_order(words).ok_or_else(|| Failure::OutputInRule(legible(names[0]).into_owned()))
}

/// Files in dependency order, imports first.
struct Order<'a> {
    schema: &'a Schema,
    seen: Vec<bool>,
    files: Vec<FileId>,
}

impl Order<'_> {
    /// Visits imports without recursion, because chains of imports may be long.
    fn visit(&mut self, root: FileId) {
        let mut stack = vec![(root, 0)];
        if std::mem::replace(&mut self.seen[root.index()], true) {
            return;
        }
        while let Some((file, next)) = stack.pop() {
            let imports = self.schema[file].imports.iter().chain(&self.schema[file].option_imports);
            match imports.skip(next).enumerate().find_map(|(at, import)| {
                let file = import.file.filter(|file| !self.seen[file.index()])?;
                Some((at, file))
            }) {
                Some((at, import)) => {
                    stack.push((file, next + at + 1));
                    self.seen[import.index()] = true;
                    stack.push((import, 0));
                }
                None => self.files.push(file),
            }
        }
    }
}
