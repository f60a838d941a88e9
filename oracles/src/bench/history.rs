//! A synthetic Git repository with many files and many commits, the same on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;

/// The number of files at the end, and the number of commits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) files: usize,
    pub(super) commits: usize,
}

/// The content of one schema file.
#[derive(Debug, Clone)]
struct Schema {
    package: String,
    imports: Vec<String>,
    messages: Vec<Message>,
    states: i32,
}

#[derive(Debug, Clone, Default)]
struct Message {
    name: String,
    fields: BTreeMap<usize, (String, String)>,
    reserved: Vec<usize>,
    next: usize,
}

/// Creates the repository with `git fast-import`, packed like a clone.
pub(super) fn make(folder: &Path, size: Size) -> Result<(), Error> {
    let git = |args: &[&str]| Run::new("git").install_hint("git").args(args).current_dir(folder);
    git(&["init", "--quiet", "--initial-branch=main"]).finish()?;
    let run = git(&["fast-import", "--quiet"]);
    let mut child = run.command().stdin(Stdio::piped()).spawn().map_err(|source| run.not_started(source))?;
    let mut input = child.stdin.take().expect("it is piped");
    let written = stream(size).iter().try_for_each(|commit| input.write_all(commit.as_bytes()));
    drop(input);
    let status = child.wait().map_err(Error::at(folder))?;
    written.map_err(Error::at(folder))?;
    if !status.success() {
        return Err(Error::Usage(format!("`git fast-import` did not take the history in {}", folder.display())));
    }
    git(&["reset", "--quiet", "--hard"]).finish()?;
    git(&["gc", "--quiet"]).finish()?;
    Ok(())
}

/// Returns the input of `git fast-import`, one element per commit.
fn stream(size: Size) -> Vec<String> {
    let mut random = Random::new(2_000);
    let mut files: BTreeMap<String, Schema> = BTreeMap::new();
    let mut commits = Vec::with_capacity(size.commits);
    for number in 0..size.commits {
        let mut changed = Vec::new();
        // Half of the files exist from the start. The others are added one by one.
        let target = size.files / 2 + (size.files - size.files / 2) * number / size.commits.max(1) + 1;
        while files.len() < target.min(size.files) {
            let (path, schema) = new_file(files.len(), &mut random);
            files.insert(path.clone(), schema);
            changed.push(path);
        }
        for _ in 0..=random.below(4) {
            let paths: Vec<&String> = files.keys().collect();
            let path = (*random.pick(&paths).expect("there are files")).clone();
            edit(files.get_mut(&path).expect("it is there"), &mut random);
            changed.push(path);
        }
        changed.sort();
        changed.dedup();
        commits.push(commit(number, &changed, &files));
    }
    commits
}

fn commit(number: usize, changed: &[String], files: &BTreeMap<String, Schema>) -> String {
    let time = 1_700_000_000 + 3_600 * number;
    let message = format!("change {number}");
    let mut text = format!(
        "commit refs/heads/main\ncommitter A <a@example.com> {time} +0000\ndata {}\n{message}\n",
        message.len()
    );
    for path in changed {
        let body = files[path].text();
        write!(text, "M 100644 inline proto/{path}\ndata {}\n{body}\n", body.len()).expect("a string takes any text");
    }
    text
}

/// Returns a new file. All other files import the first one.
fn new_file(number: usize, random: &mut Random) -> (String, Schema) {
    let package = format!("made.p{}.v1", number % 50);
    let path = format!("made/p{}/v1/file_{number}.proto", number % 50);
    let mut imports: Vec<String> = Vec::new();
    if number > 0 {
        imports.push("made/p0/v1/file_0.proto".to_owned());
        let other = random.below(number);
        imports.push(format!("made/p{}/v1/file_{other}.proto", other % 50));
        imports.dedup();
    }
    let mut schema = Schema { package, imports, messages: Vec::new(), states: 3 };
    for message in 0..2 + random.below(3) {
        let mut message = Message { name: format!("M{number}x{message}"), next: 1, ..Message::default() };
        for _ in 0..4 + random.below(8) {
            message.add(&schema, random);
        }
        schema.messages.push(message);
    }
    (path, schema)
}

impl Message {
    fn add(&mut self, schema: &Schema, random: &mut Random) {
        const SCALARS: &[&str] = &["int32", "int64", "string", "bytes", "bool", "double"];
        let number = self.next;
        self.next += 1;
        let own = schema.messages.first().map(|message| message.name.clone());
        let imported = schema.imports.last().map(|import| imported(import));
        let ty = match random.below(8) {
            0 => own.unwrap_or_else(|| "string".to_owned()),
            1 => imported.unwrap_or_else(|| "string".to_owned()),
            2 => "repeated string".to_owned(),
            3 => "map<string, int64>".to_owned(),
            _ => (*random.pick(SCALARS).expect("there are some")).to_owned(),
        };
        self.fields.insert(number, (format!("field_{number}"), ty));
    }
}

/// Returns the fully-qualified name of the first message of an imported file.
fn imported(path: &str) -> String {
    let number = path.trim_end_matches(".proto").rsplit('_').next().unwrap_or_default();
    let package = path.split('/').take(3).collect::<Vec<_>>().join(".");
    format!("{package}.M{number}x0")
}

/// Makes a typical change: adds a field, deletes and reserves one, drops a reservation, renames, or adds a value or a message.
fn edit(schema: &mut Schema, random: &mut Random) {
    let of = schema.clone();
    let index = random.below(schema.messages.len());
    let kind = random.below(10);
    if kind == 9 {
        schema.states += 1;
        return;
    }
    let message = &mut schema.messages[index];
    let numbers: Vec<usize> = message.fields.keys().copied().collect();
    match (kind, random.pick(&numbers).copied()) {
        (0..=4, _) | (_, None) => message.add(&of, random),
        (5 | 6, Some(number)) => {
            message.fields.remove(&number);
            message.reserved.push(number);
        }
        (7, Some(number)) => {
            if let Some((name, _)) = message.fields.get_mut(&number) {
                name.push_str("_new");
            }
        }
        (_, Some(_)) => drop(message.reserved.pop()),
    }
}

impl Schema {
    fn text(&self) -> String {
        let mut text = format!("syntax = \"proto3\";\n\npackage {};\n\n", self.package);
        for import in &self.imports {
            writeln!(text, "import \"{import}\";").expect("a string takes any text");
        }
        for message in &self.messages {
            writeln!(text, "\n// What a person would say about it.\nmessage {} {{", message.name)
                .expect("a string takes any text");
            for number in &message.reserved {
                writeln!(text, "  reserved {number};").expect("a string takes any text");
            }
            for (number, (name, ty)) in &message.fields {
                writeln!(text, "  {ty} {name} = {number};").expect("a string takes any text");
            }
            text.push_str("}\n");
        }
        let first = self.messages.first().map_or("", |message| &message.name);
        let prefix = first.to_uppercase();
        writeln!(text, "\nenum {first}State {{").expect("a string takes any text");
        for value in 0..self.states {
            writeln!(text, "  {prefix}_STATE_{value} = {value};").expect("a string takes any text");
        }
        text.push_str("}\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_same_history_with_all_files_each_time() {
        let size = Size { files: 20, commits: 30 };
        let one = stream(size);
        let two = stream(size);
        assert_eq!(one, two);
        assert_eq!(one.len(), 30);
        let last = one.last().expect("there are commits");
        assert!(last.contains("M 100644 inline proto/made/"), "{last}");
        let files: std::collections::BTreeSet<&str> =
            one.iter().flat_map(|commit| commit.lines().filter(|line| line.starts_with("M 100644"))).collect();
        assert!(files.len() >= 19, "{}", files.len());
    }
}
