//! `--dependency_out`: which files the outputs are made of, as a rule for `make`.

use super::job::Job;
use protoward_schema::{FileId, Schema};

/// `OUTPUT \⏎OUTPUT: INPUT\⏎ INPUT`, without an end of line. protoc quotes nothing, and neither do we: whoever reads such
/// files takes names as they are.
///
/// protoc names the inputs behind the last output, so that the file is empty if nothing was generated.
///
/// A well-known file that comes from us is on no disk; `make` would look for it in vain, so it is left out.
pub(super) fn rule(job: &Job<'_>, outputs: &[String]) -> String {
    if outputs.is_empty() {
        return String::new();
    }
    let mut order = Order { schema: job.schema(), seen: vec![false; job.schema().files.len()], files: Vec::new() };
    job.files().for_each(|file| order.visit(file));
    let display = |&file: &FileId| {
        let file = &job.schema()[file];
        let is_on_disk = job.arguments.search.has(job.schema().text(file.path));
        is_on_disk.then(|| job.sources.get(file.source).display.as_str())
    };
    let inputs: Vec<&str> = order.files.iter().filter_map(display).collect();
    format!("{}: {}", outputs.join(" \\\n"), inputs.join("\\\n "))
}

/// Each file behind what it imports.
struct Order<'a> {
    schema: &'a Schema,
    seen: Vec<bool>,
    files: Vec<FileId>,
}

impl Order<'_> {
    /// Without recursion: chains of imports may be long.
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
