//! A session of random edits, requests, cancellations, changes on disk and switches of branches. From time to time, its answers are
//! compared with those of a new server for the same files and open texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::copy_texts;
use crate::alternatives::one_of;
use crate::language_server::{Editor, Server, position, uri};
use crate::mutate::Library;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::workspace::write_changed;

/// The number of files from which the folder of a session is filled, with all their imports.
const FILES: usize = 60;

/// The number of actions between two comparisons.
const ACTIONS: usize = 150;

/// The number of requests in a comparison.
const COMPARED: usize = 60;

/// The time without a message after which a server has published everything.
const QUIET: Duration = Duration::from_millis(2500);

/// The number of texts that are open at most.
const OPEN: usize = 8;

const REQUESTS: &str = "textDocument/hover|textDocument/definition|textDocument/typeDefinition|textDocument/references|\
    textDocument/documentHighlight|textDocument/documentSymbol|workspace/symbol|textDocument/completion|\
    textDocument/prepareRename|textDocument/rename|textDocument/codeAction|textDocument/codeLens|\
    textDocument/formatting|textDocument/rangeFormatting|textDocument/foldingRange|textDocument/selectionRange|\
    textDocument/documentLink|textDocument/inlayHint|textDocument/semanticTokens/full";

const INSERTED: &str = "message Added { string name = 1; }\n|enum Added { ADDED_UNSPECIFIED = 0; }\n\
    |  string added = 999;\n|  reserved 5 to 7, \"gone\";\n|import \"google/protobuf/any.proto\";\n\
    |import \"missing.proto\";\n|service Added { rpc Get(|option (unknown).field = { a: 1 };\n|/* no end \
    |// a comment with é and 😀\n|\"|}|{|[deprecated = true, |package other.v1;\n|edition = \"2024\";\n";

/// The outcome of a session.
#[derive(Debug, Default)]
pub(super) struct SessionOutcome {
    pub(super) actions: usize,
    pub(super) compared: usize,
    pub(super) different: usize,
    /// The memory of the server at each comparison, in KiB.
    pub(super) memory: Vec<u64>,
}

/// Runs a session for some time in a new folder.
pub(super) fn session(server: &Server, tree: &Tree, time: Duration, seed: u64) -> Result<SessionOutcome, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let mut random = Random::new(seed);
    let texts = drawn(tree, &mut random);
    copy_texts(&texts, folder.path())?;
    let folder = folder.path().canonicalize().map_err(Error::at(folder.path()))?;
    repository(&folder, &texts, &mut random)?;
    let editor = Editor::open(server, &folder)?;
    let mut session = Session { server, editor, folder, open: BTreeMap::new(), random, renamed: 0, log: Vec::new() };
    let mut outcome = SessionOutcome::default();
    let started = Instant::now();
    while started.elapsed() < time {
        for _ in 0..ACTIONS {
            session.act()?;
        }
        outcome.actions += ACTIONS;
        let (compared, different) = session.compare()?;
        outcome.compared += compared;
        outcome.different += different;
        outcome.memory.extend(session.editor.memory());
    }
    session.editor.end()?;
    Ok(outcome)
}

fn drawn(tree: &Tree, random: &mut Random) -> BTreeMap<String, String> {
    let library = Library::on_disk(tree);
    library.closure(random.sample(library.files().to_vec(), FILES)).into_iter().collect()
}

/// Makes a repository with two branches. The files of the second have other types and no field in some places.
fn repository(folder: &Path, texts: &BTreeMap<String, String>, random: &mut Random) -> Result<(), Error> {
    git(folder, &["init", "--quiet", "--initial-branch", "one"])?;
    git(folder, &["add", "--all"])?;
    git(folder, &["commit", "--quiet", "--message", "one"])?;
    git(folder, &["checkout", "--quiet", "-b", "two"])?;
    for (name, text) in texts {
        if random.chance(4) {
            let changed = text.replacen(" string ", " bytes ", 1).replacen("int32", "int64", 2);
            write_changed(&folder.join(name), &changed)?;
        }
    }
    git(folder, &["commit", "--quiet", "--all", "--allow-empty", "--message", "two"])
}

fn git(folder: &Path, args: &[&str]) -> Result<(), Error> {
    let author = ["-c", "user.name=session", "-c", "user.email=session@example.com", "-c", "commit.gpgSign=false"];
    Run::new("git").args(author).args(args).current_dir(folder).finish().map(drop)
}

struct Document {
    version: usize,
    text: String,
}

struct Session<'a> {
    server: &'a Server,
    editor: Editor,
    folder: PathBuf,
    open: BTreeMap<PathBuf, Document>,
    random: Random,
    /// The number of folders that got another name.
    renamed: usize,
    /// The actions since the last comparison, for the report of a difference.
    log: Vec<String>,
}

impl Session<'_> {
    fn act(&mut self) -> Result<(), Error> {
        match self.random.below(40) {
            0..4 => self.show(),
            4..6 => self.close(),
            6..24 => self.edit(),
            24..35 => self.request(),
            35..37 => self.write_on_disk(),
            37 => self.nonsense(),
            38 if self.random.chance(4) => self.rename_folder(),
            39 if self.random.chance(4) => self.switch_branch(),
            _ => self.save(),
        }
    }

    /// Returns the files on disk.
    fn files(&self) -> Vec<PathBuf> {
        let all = walkdir::WalkDir::new(&self.folder).sort_by_file_name().into_iter().flatten();
        let proto = all.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "proto"));
        proto.map(|entry| entry.path().to_owned()).collect()
    }

    fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder).unwrap_or(path).display().to_string()
    }

    fn show(&mut self) -> Result<(), Error> {
        if self.open.len() >= OPEN {
            return self.close();
        }
        let files = self.files();
        let Some(path) = self.random.pick(&files).filter(|path| !self.open.contains_key(*path)) else { return Ok(()) };
        let text = std::fs::read_to_string(path).map_err(Error::at(path))?;
        self.log.push(format!("open {}", self.name(path)));
        self.editor.show(path, 1, &text)?;
        self.open.insert(path.clone(), Document { version: 1, text });
        Ok(())
    }

    fn picked(&mut self) -> Option<PathBuf> {
        let open: Vec<PathBuf> = self.open.keys().cloned().collect();
        self.random.pick(&open).cloned()
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some(path) = self.picked() else { return Ok(()) };
        self.open.remove(&path);
        self.log.push(format!("close {}", self.name(&path)));
        self.editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&path) } }))
    }

    fn save(&mut self) -> Result<(), Error> {
        let Some(path) = self.picked() else { return Ok(()) };
        self.log.push(format!("save {}", self.name(&path)));
        write_changed(&path, &self.open[&path].text)?;
        self.editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri(&path) } }))?;
        self.changed_on_disk(&[(path, 2)])
    }

    /// Changes a part of an open text, or goes back to the text on disk.
    fn edit(&mut self) -> Result<(), Error> {
        let Some(path) = self.picked() else { return self.show() };
        let on_disk = std::fs::read_to_string(&path).ok();
        let is_reset = self.random.chance(6);
        let start = self.random.next_u64() as usize;
        let length = self.random.below(30);
        let inserted = one_of(INSERTED, &mut self.random).to_owned();
        let is_cut = self.random.chance(2);
        let name = self.name(&path);
        let Some(document) = self.open.get_mut(&path) else { return Ok(()) };
        document.version += 1;
        if let (true, Some(text)) = (is_reset, on_disk) {
            document.text.clone_from(&text);
            self.log.push(format!("reset {name}"));
            return self.editor.edit(&path, document.version, &text);
        }
        let text = &document.text;
        let start = boundary(text, start % (text.len() + 1));
        let end = if is_cut { boundary(text, (start + length).min(text.len())) } else { start };
        let inserted = if is_cut { String::new() } else { inserted };
        let range = json!({ "start": position(text, start), "end": position(text, end) });
        self.log.push(format!("edit {name} at {start}, {} bytes become {inserted:?}", end - start));
        document.text.replace_range(start..end, &inserted);
        self.editor.change(&path, document.version, json!({ "range": range, "text": inserted }))
    }

    fn request(&mut self) -> Result<(), Error> {
        let Some((method, params)) = self.question() else { return Ok(()) };
        self.log.push(method.to_owned());
        let id = self.editor.request(method, params)?;
        if self.random.chance(3) {
            self.editor.tell("$/cancelRequest", json!({ "id": id }))?;
        }
        self.editor.answer(id).map(drop)
    }

    /// Returns a random request about an open text.
    fn question(&mut self) -> Option<(&'static str, Value)> {
        let path = self.picked()?;
        let method = one_of(REQUESTS, &mut self.random);
        let text = &self.open[&path].text;
        let one = self.random.next_u64() as usize;
        let other = self.random.next_u64() as usize;
        let [one, other] = [one, other].map(|at| position(text, boundary(text, at % (text.len() + 1))));
        let is_ordered =
            (one["line"].as_u64(), one["character"].as_u64()) <= (other["line"].as_u64(), other["character"].as_u64());
        let (start, end) = if is_ordered { (one, other) } else { (other, one) };
        let query = ["Get", "a", "Request", ""][self.random.below(4)];
        let params = json!({
            "textDocument": { "uri": uri(&path) },
            "position": start,
            "positions": [start],
            "range": { "start": start, "end": end },
            "context": { "includeDeclaration": true, "diagnostics": [] },
            "options": { "tabSize": 2, "insertSpaces": true },
            "newName": "renamed",
            "query": query,
        });
        Some((method, params))
    }

    fn nonsense(&mut self) -> Result<(), Error> {
        self.log.push("nonsense".to_owned());
        let path = self.picked().map_or_else(|| "untitled:1".to_owned(), |path| uri(&path));
        let far = json!({ "line": 4_000_000, "character": 4_000_000 });
        let all = [
            ("textDocument/hover", json!({})),
            ("textDocument/definition", json!({ "textDocument": { "uri": "untitled:1" }, "position": far })),
            ("textDocument/hover", json!({ "textDocument": { "uri": path }, "position": far })),
            ("protoward/unknown", json!([1])),
        ];
        let (method, params) = all[self.random.below(all.len())].clone();
        self.editor.try_ask(method, params).map(drop)
    }

    /// Writes, creates or removes a file that is not open.
    fn write_on_disk(&mut self) -> Result<(), Error> {
        let files = self.files();
        let Some(path) = self.random.pick(&files).filter(|path| !self.open.contains_key(*path)).cloned() else {
            return Ok(());
        };
        let text = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
        let name = self.name(&path);
        match self.random.below(6) {
            0 => {
                self.log.push(format!("remove {name}"));
                std::fs::remove_file(&path).map_err(Error::at(&path))?;
                self.changed_on_disk(&[(path, 3)])
            }
            1 => {
                self.log.push(format!("copy {name}"));
                let copy = path.with_extension("copy.proto");
                write_changed(&copy, &text)?;
                self.changed_on_disk(&[(copy, 1)])
            }
            _ => {
                self.log.push(format!("write {name}"));
                write_changed(&path, &format!("{text}\nmessage Written {{}}\n"))?;
                self.changed_on_disk(&[(path, 2)])
            }
        }
    }

    fn rename_folder(&mut self) -> Result<(), Error> {
        let before: BTreeSet<PathBuf> = self.files().into_iter().collect();
        let folders: BTreeSet<PathBuf> = before
            .iter()
            .filter_map(|path| path.parent())
            .filter(|it| *it != self.folder)
            .map(Path::to_owned)
            .collect();
        let Some(from) = self.random.pick(&folders.into_iter().collect::<Vec<_>>()).cloned() else { return Ok(()) };
        self.renamed += 1;
        let to = from.with_file_name(format!("renamed{}", self.renamed));
        self.log.push(format!("rename {} to {}", self.name(&from), self.name(&to)));
        std::fs::rename(&from, &to).map_err(Error::at(&from))?;
        self.report(&before)
    }

    fn switch_branch(&mut self) -> Result<(), Error> {
        let before: BTreeSet<PathBuf> = self.files().into_iter().collect();
        let branch = ["one", "two"][self.random.below(2)];
        self.log.push(format!("checkout {branch}"));
        git(&self.folder, &["checkout", "--quiet", "--force", branch])?;
        git(&self.folder, &["clean", "--quiet", "--force", "-d"])?;
        self.report(&before)
    }

    /// Reports the files that are there now and were not, the opposite, and all others as changed.
    fn report(&mut self, before: &BTreeSet<PathBuf>) -> Result<(), Error> {
        let after: BTreeSet<PathBuf> = self.files().into_iter().collect();
        let removed = before.difference(&after).map(|path| (path.clone(), 3));
        let added = after.difference(before).map(|path| (path.clone(), 1));
        let kept = after.intersection(before).map(|path| (path.clone(), 2));
        let mut changes: Vec<(PathBuf, i32)> = removed.chain(added).chain(kept).collect();
        changes.push((self.folder.join(".git/HEAD"), 2));
        self.changed_on_disk(&changes)
    }

    fn changed_on_disk(&mut self, changes: &[(PathBuf, i32)]) -> Result<(), Error> {
        let changes: Vec<Value> =
            changes.iter().map(|(path, kind)| json!({ "uri": uri(path), "type": kind })).collect();
        self.editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }))
    }

    /// Compares the server with a new one. Returns the number of compared answers, and of those that differ.
    fn compare(&mut self) -> Result<(usize, usize), Error> {
        self.editor.settle(QUIET)?;
        let mut fresh = Editor::open(self.server, &self.folder)?;
        for (path, document) in &self.open {
            fresh.show(path, document.version, &document.text)?;
        }
        fresh.settle(QUIET)?;
        let mut different = 0;
        let paths: BTreeSet<&PathBuf> = self.editor.diagnostics.keys().chain(fresh.diagnostics.keys()).collect();
        let mut count = paths.len();
        for path in paths {
            let [ours, new] = [&self.editor, &fresh].map(|it| it.diagnostics.get(path).map(|it| sorted(it.clone())));
            if ours != new {
                different += 1;
                let [ours, new] = [ours, new].map(|it| it.unwrap_or_default());
                println!("DIFFERS diagnostics of {}:\n  resident {ours}\n  new      {new}", path.display());
            }
        }
        for _ in 0..COMPARED {
            let Some((method, params)) = self.question() else { break };
            let ours = self.editor.try_ask(method, params.clone())?.map(|answer| comparable(method, answer));
            let new = fresh.try_ask(method, params.clone())?.map(|answer| comparable(method, answer));
            count += 1;
            if ours != new {
                different += 1;
                println!("DIFFERS {method} {params}:\n  resident {ours:?}\n  new      {new:?}");
            }
        }
        if different > 0 {
            println!("  after: {}", self.log.join("; "));
        }
        self.log.clear();
        fresh.end()?;
        Ok((count, different))
    }
}

/// Returns an answer in an order that does not depend on that of the files. The order of proposals is part of the answer.
fn comparable(method: &str, answer: Value) -> Value {
    if method == "textDocument/completion" { answer } else { sorted(answer) }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(mut all) if all.iter().all(Value::is_object) => {
            all = all.into_iter().map(sorted).collect();
            all.sort_by_key(Value::to_string);
            Value::Array(all)
        }
        Value::Object(all) => Value::Object(all.into_iter().map(|(name, value)| (name, sorted(value))).collect()),
        other => other,
    }
}

/// Returns the last boundary of a character at or before a byte.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
