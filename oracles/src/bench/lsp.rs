//! The language server beside buf's, on all of google-proto-files: opening, requests, and the diagnostics of an edit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::goal::{self, Goal, count};
use super::measure::{Contestant, Table, kib, measure, ratio};
use crate::language_server::{Editor, Server, Use, Uses, position, uri, uses};
use crate::trees;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;

/// The number of places that requests are about, and of the open files that have them: buf checks all of them again after each
/// edit.
const PLACES: usize = 60;
const OPEN: usize = 3;

/// The number of timed edits in protoward's server, and in buf's.
const EDITS: usize = 100;
const EDITS_OF_BUF: usize = 5;

/// The time without a message after which a server has published everything. A server is silent while
/// it checks everything.
const QUIET: Duration = Duration::from_secs(8);

/// The pause after an edit of a file that nothing imports.
const BETWEEN_EDITS: Duration = Duration::from_millis(700);

/// The number of files that import a file directly from which on it is one that hundreds import.
const HUNDREDS: usize = 200;

/// The requests, each with the server capability that announces it.
const REQUESTS: [(&str, &str); 13] = [
    ("textDocument/hover", "hoverProvider"),
    ("textDocument/definition", "definitionProvider"),
    ("textDocument/typeDefinition", "typeDefinitionProvider"),
    ("textDocument/references", "referencesProvider"),
    ("textDocument/documentHighlight", "documentHighlightProvider"),
    ("textDocument/documentSymbol", "documentSymbolProvider"),
    ("workspace/symbol", "workspaceSymbolProvider"),
    ("textDocument/completion", "completionProvider"),
    ("textDocument/prepareRename", "renameProvider"),
    ("textDocument/formatting", "documentFormattingProvider"),
    ("textDocument/foldingRange", "foldingRangeProvider"),
    ("textDocument/documentLink", "documentLinkProvider"),
    ("textDocument/semanticTokens/full", "semanticTokensProvider"),
];

pub(super) fn run(protoward: &Path, buf: &Path, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let temporary = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let folder = temporary.path().canonicalize().map_err(Error::at(temporary.path()))?;
    for file in &tree.files {
        let from = tree.dir.join(file);
        let to = folder.join(file);
        let parent = to.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
        std::fs::copy(&from, &to).map_err(Error::at(&from))?;
    }
    let uses = uses(&tree.files, [folder.clone()]);
    let scene = Scene { folder, uses };
    let reference = |command: &'static str, code| {
        let run = Run::new(protoward).args([command, "."]).current_dir(&scene.folder);
        let measured = measure(&[Contestant::new(command, run).ending(code)], runs);
        measured.map(|all| (Table(&all).time(command), Table(&all).memory(command)))
    };
    let (ours, theirs) =
        (Server::of(protoward), Server { name: "buf lsp serve", run: Run::new(buf).args(["lsp", "serve"]) });

    // First without a configuration, then with the lint rules that an empty `buf.yaml` selects.
    let compiling = reference("build", 0)?;
    let opened = scene.open(&ours)?;
    println!("\nopening {} files", tree.files.len());
    let mut goals = opened.goals("without a configuration", "compiling", compiling);
    opened.editor.end()?;
    let config = scene.folder.join("buf.yaml");
    std::fs::write(&config, "version: v2\n").map_err(Error::at(&config))?;
    let checking = reference("lint", 100)?;
    let [ours, theirs] = [scene.open(&ours)?, scene.open(&theirs)?];
    goals.extend(ours.goals("with lint", "compiling and lint", checking));
    println!(
        "  relative to buf, with lint: {} time, {} memory",
        ratio(ours.time, theirs.time),
        ratio(ours.memory, theirs.memory)
    );
    let mut ours = ours.editor;
    let mut theirs = theirs.editor;
    goals.extend(scene.requests(&mut ours, &mut theirs)?);
    goals.extend(scene.edits(&mut ours, &mut theirs, compiling.0)?);
    ours.end()?;
    Ok(goal::outcome(&goals))
}

/// A folder with its files and the uses of types in them.
struct Scene {
    folder: PathBuf,
    uses: Uses,
}

/// A server with an open folder, the seconds that it took, and the memory after it, in KiB.
struct Opened {
    editor: Editor,
    time: f64,
    memory: f64,
}

impl Opened {
    /// Prints the time and the memory, relative to those of a command, and returns the goals.
    fn goals(&self, how: &str, command: &str, (time, memory): (f64, f64)) -> Vec<Goal> {
        let of_time = ratio(self.time, time);
        let of_memory = ratio(self.memory, memory);
        println!("  {how}: {of_time} the time of {command} until all diagnostics have arrived, {of_memory} its memory");
        vec![
            Goal::at_most("opening: time of the command", self.time / time, 1.5),
            Goal::at_most("opening: memory of the command", self.memory / memory, 3.0),
        ]
    }
}

impl Scene {
    fn first(&self) -> &Use {
        self.uses.all.first().expect("google-proto-files has references")
    }

    /// Starts a server, opens a file, and waits until all diagnostics have arrived. The text has an error, so that a server
    /// publishes something when it has compiled the file, and again when it has compiled all.
    fn open(&self, server: &Server) -> Result<Opened, Error> {
        let first = &self.first().path;
        let started = Instant::now();
        let mut editor = Editor::open(server, &self.folder)?;
        editor.show(first, 1, &format!("{}\nmessage Added {{ Missing field = 1; }}\n", self.uses.texts[first]))?;
        editor.wait_for(first, "Missing")?;
        let arrived = editor.arrived;
        let last = editor.settle(QUIET)?.unwrap_or(arrived);
        let time = (last - started).as_secs_f64();
        let memory = kib(editor.memory().unwrap_or_default());
        editor.edit(first, 2, &self.uses.texts[first])?;
        editor.settle(QUIET)?;
        Ok(Opened { editor, time, memory })
    }

    /// Sends the same requests to both, in turns.
    fn requests(&self, ours: &mut Editor, theirs: &mut Editor) -> Result<Vec<Goal>, Error> {
        let mut random = Random::new(1);
        let paths: BTreeSet<&PathBuf> = self.uses.all.iter().map(|used| &used.path).collect();
        let paths = random.sample(paths.into_iter().collect(), OPEN);
        let places = self.uses.all.iter().filter(|used| paths.contains(&&used.path)).collect();
        let places = random.sample(places, PLACES);
        for path in places.iter().map(|used| &used.path).collect::<BTreeSet<_>>() {
            if *path != self.first().path {
                ours.show(path, 1, &self.uses.texts[path])?;
                theirs.show(path, 1, &self.uses.texts[path])?;
            }
        }
        ours.settle(QUIET)?;
        theirs.settle(QUIET)?;
        println!("\nrequests at {} places, in the median of those that both answer, relative to buf", places.len());
        let mut ratios = Vec::new();
        for (method, ability) in REQUESTS {
            if theirs.capabilities[ability].is_null() || theirs.capabilities[ability] == false {
                println!("  {method:34} buf has no such answer");
                continue;
            }
            let mut times: [Vec<f64>; 2] = Default::default();
            let mut found = [0; 2];
            for (at, used) in places.iter().enumerate() {
                let params = self.question(used);
                let order = if at % 2 == 0 { [0, 1] } else { [1, 0] };
                let mut taken = [None; 2];
                for which in order {
                    let editor = if which == 0 { &mut *ours } else { &mut *theirs };
                    let started = Instant::now();
                    let answer = editor.try_ask(method, params.clone())?;
                    let time = (editor.arrived - started).as_secs_f64();
                    taken[which] = answer.is_ok_and(|answer| has_content(&answer)).then_some(time);
                    found[which] += usize::from(taken[which].is_some());
                }
                // An answer without content takes no time.
                if let [Some(our_time), Some(their_time)] = taken {
                    times[0].push(our_time);
                    times[1].push(their_time);
                }
            }
            let (count, [our_count, their_count]) = (times[0].len(), found);
            if count == 0 {
                println!("  {method:34} protoward answers {our_count}, buf {their_count}");
                continue;
            }
            let [ours, theirs] = times.map(median);
            println!(
                "  {method:34} {:>9}, of {count}; protoward answers {our_count}, buf {their_count}",
                ratio(ours, theirs)
            );
            ratios.push(theirs / ours);
        }
        let slowest = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        Ok(vec![
            Goal::at_least("requests: times faster than buf in the median", median(ratios.clone()), 10.0),
            Goal::at_least("requests: times faster than buf in the slowest", slowest, 1.0),
            Goal::at_least("requests that both answer", count(ratios.len()), 8.0),
        ])
    }

    fn question(&self, used: &Use) -> Value {
        let text = &self.uses.texts[&used.path];
        json!({
            "textDocument": { "uri": uri(&used.path) },
            "position": position(text, used.bytes.end - 1),
            "context": { "includeDeclaration": true, "triggerKind": 1 },
            "options": { "tabSize": 2, "insertSpaces": true },
            "query": used.full_name.rsplit('.').next(),
        })
    }

    /// Measures edits of files that nothing imports, in both servers, and of one that hundreds import.
    fn edits(&self, ours: &mut Editor, theirs: &mut Editor, compiling: f64) -> Result<Vec<Goal>, Error> {
        let mut importers: BTreeMap<&str, usize> = BTreeMap::new();
        let schema = &self.uses.schema;
        for (_, file) in schema.files.iter() {
            for import in &file.imports {
                *importers.entry(schema.text(import.path)).or_default() += 1;
            }
        }
        let imports_of = |path: &Path| {
            let name = path.strip_prefix(&self.folder).ok()?.to_str()?;
            Some(importers.get(name).copied().unwrap_or_default())
        };
        let with = |wanted: &dyn Fn(usize) -> bool| -> Vec<&PathBuf> {
            self.uses.texts.keys().filter(|path| imports_of(path).is_some_and(wanted)).collect()
        };
        let leaves = with(&|count| count == 0);
        let hubs = with(&|count| count >= HUNDREDS);
        let mut random = Random::new(2);
        let mut times: [Vec<f64>; 2] = Default::default();
        for (count, version) in (1000..).step_by(2).take(EDITS).enumerate() {
            let Some(path) = random.pick(&leaves) else { break };
            times[0].push(self.edit(ours, path, version, BETWEEN_EDITS)?.own);
            if count < EDITS_OF_BUF {
                times[1].push(self.edit(theirs, path, version, BETWEEN_EDITS)?.own);
            }
        }
        let mut of_hubs = Vec::new();
        let mut of_all = Vec::new();
        for (version, path) in (5000..).step_by(2).zip(hubs.iter().take(5)) {
            let EditTimes { own, all } = self.edit(ours, path, version, QUIET)?;
            of_hubs.push(own);
            of_all.push(all);
        }
        times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
        let at = |which: usize, percent: usize| times[which][(times[which].len() - 1) * percent / 100] * 1000.0;
        println!("\nan edit of a file that nothing imports, until its diagnostics arrive, relative to buf");
        println!("  median {}", ratio(at(0, 50), at(1, 50)));
        println!(
            "an edit of a file that hundreds import, until the diagnostics of all files arrive, relative to compiling"
        );
        println!("  median {}", ratio(median(of_all), compiling));
        Ok(vec![
            Goal::at_most("edit: median in milliseconds", at(0, 50), 30.0),
            Goal::at_most("edit: 99 % in milliseconds", at(0, 99), 100.0),
            Goal::at_most("edit that hundreds of files see: time of compiling", median(of_hubs) / compiling, 0.5),
        ])
    }

    /// Adds an error to a file, and removes it after a pause without messages.
    fn edit(&self, editor: &mut Editor, path: &Path, version: usize, quiet: Duration) -> Result<EditTimes, Error> {
        let text = &self.uses.texts[path];
        if !editor.is_shown(path) {
            editor.show(path, 1, text)?;
            editor.settle(quiet)?;
        }
        let started = Instant::now();
        editor.edit(path, version, &format!("{text}\nmessage Added{version} {{ Missing field = 1; }}\n"))?;
        editor.wait_for(path, "Missing")?;
        let own = editor.arrived;
        let all = editor.settle(quiet)?.unwrap_or(own);
        editor.edit(path, version + 1, text)?;
        editor.settle(quiet)?;
        let [own, all] = [own, all].map(|moment| (moment - started).as_secs_f64());
        Ok(EditTimes { own, all })
    }
}

/// The seconds after an edit.
struct EditTimes {
    /// Until the diagnostics of the file arrived.
    own: f64,
    /// Until the last diagnostics arrived.
    all: f64,
}

/// Returns `true` for an answer that is not `null` or empty.
fn has_content(answer: &Value) -> bool {
    match answer {
        Value::Null => false,
        Value::Array(all) => !all.is_empty(),
        Value::Object(keys) => !keys.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
