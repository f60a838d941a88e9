//! Compares answers of the language server with protoc's source info: definitions, references, and proposals for names that
//! are cut off. Renames declarations, and compares the descriptors. Measures how long the diagnostics of an edit take. Compares
//! the server after a session of random edits with a new one.

mod file_renames;
mod renames;
mod session;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::disk;
use crate::language_server::{Editor, Server, Use, Uses, path, uri, uses};
use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::{ProgramArgs, SampleArgs};
use file_renames::file_renames;
use protoward_kit::Outcome;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::workspace::write_changed;
use renames::{Renamer, Renames, renames};
use session::{SessionOutcome, session};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    /// Number of references whose definitions are compared, in each tree; all by default
    #[arg(long)]
    definitions: Option<usize>,
    /// Number of symbols whose references are compared, in each tree
    #[arg(long, default_value_t = 500)]
    references: usize,
    /// Number of names that are cut off and completed, in each tree
    #[arg(long, default_value_t = 500)]
    completions: usize,
    /// Number of edits whose diagnostics are waited for, in each tree
    #[arg(long, default_value_t = 0)]
    edits: usize,
    /// Number of declarations to rename in each tree; a tenth as many files and folders are renamed
    #[arg(long, default_value_t = 100)]
    renames: usize,
    /// Run only a session of random edits, for this many minutes in each tree
    #[arg(long, value_name = "MINUTES")]
    session: Option<f64>,
    /// Write a `protoward.toml` into each folder
    #[arg(long)]
    configured: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The number of first proposals among which the right one is wanted.
const FIRST: usize = 10;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let server = Server::of(&options.subject.program()?);
    let mut is_good = true;
    for tree in options.sample.trees()? {
        is_good &= match options.session {
            Some(minutes) => of_session(options, &server, &tree, minutes)?,
            None => of_tree(options, &server, &tree)?,
        };
    }
    Ok(if is_good { Outcome::Passed } else { Outcome::Findings })
}

fn of_session(options: &Options, server: &Server, tree: &Tree, minutes: f64) -> Result<bool, Error> {
    let time = Duration::from_secs_f64(minutes.clamp(0.0, 100_000.0) * 60.0);
    let SessionOutcome { actions, compared, different, memory } = session(server, tree, time, options.sample.seed())?;
    println!(
        "{}: {actions} actions, {compared} answers compared with those of a new server, {different} differ",
        tree.title()
    );
    if let (Some(first), Some(most), Some(last)) = (memory.first(), memory.iter().max(), memory.last()) {
        let [first, most, last] = [first, most, last].map(|kib| kib >> 10);
        println!("  memory: {first} MB at the first comparison, {last} MB at the last one, at most {most} MB");
    }
    Ok(different == 0)
}

fn of_tree(options: &Options, server: &Server, tree: &Tree) -> Result<bool, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    // The server answers with resolved paths; that of a temporary folder may contain a symbolic link.
    let root = folder.path().canonicalize().map_err(Error::at(folder.path()))?;
    copy(tree, &root, options.configured)?;
    let uses = uses(&tree.files, std::iter::once(root.clone()).chain(tree.includes.iter().cloned()));
    let Some(first) = uses.all.first() else {
        println!("{}: nothing compared, because no file compiles", tree.title());
        return Ok(false);
    };
    let start = Instant::now();
    let mut editor = Editor::open(server, &root)?;
    editor.show(&first.path, 1, &uses.texts[&first.path])?;
    let mut random = Random::new(options.sample.seed());
    let chosen: Vec<&Use> = match options.definitions {
        Some(count) => random.sample(uses.all.iter().collect(), count),
        None => uses.all.iter().collect(),
    };
    let definitions = definitions(&mut editor, &chosen)?;
    let title = tree.title();
    println!("{title}: definitions: {definitions} ({:.1?} with opening)", start.elapsed());
    let references = references(&mut editor, &uses, options.references, &mut random)?;
    println!("{title}: references: {references}");
    let completions = completions(&mut editor, &uses, options.completions, &mut random)?;
    println!("{title}: the right name among the first {FIRST}: {completions}");
    let renamer = Renamer::new(tree, &root, &uses);
    let Renames { agreement: renamed, refused } = renames(&mut editor, &renamer, options.renames, &mut random)?;
    println!("{title}: renames: {renamed}");
    for (reason, count) in refused {
        println!("  refused {count}: {reason}");
    }
    let moved = file_renames(&mut editor, &renamer, options.renames / 10, &mut random)?;
    println!("{title}: renames of files and folders: {moved}");
    if options.edits > 0 {
        edits(&mut editor, &uses, options.edits, &mut random)?;
    }
    editor.end()?;
    Ok(definitions.is_full() && references.is_full() && renamed.is_full() && moved.is_full())
}

/// Copies the files of a tree: the folder of this repository has a configuration, which would apply.
fn copy(tree: &Tree, folder: &Path, configured: bool) -> Result<(), Error> {
    for file in &tree.files {
        disk::copy(&tree.dir.join(file), &folder.join(file))?;
    }
    if configured {
        let config = folder.join("protoward.toml");
        std::fs::write(&config, "[[module]]\npath = \".\"\n").map_err(Error::at(&config))?;
    }
    Ok(())
}

/// Writes texts to the files of a folder.
fn copy_texts(texts: &BTreeMap<String, String>, folder: &Path) -> Result<(), Error> {
    for (name, text) in texts {
        write_changed(&folder.join(name), text)?;
    }
    Ok(())
}

fn at(path: &Path, position: protoward_source::Position) -> Value {
    json!({
        "textDocument": { "uri": uri(path) },
        "position": { "line": position.line, "character": position.column },
    })
}

/// Returns the file and the start of a location.
fn place(location: &Value) -> Option<(PathBuf, u64, u64)> {
    let start = &location["range"]["start"];
    Some((path(location["uri"].as_str()?)?, start["line"].as_u64()?, start["character"].as_u64()?))
}

fn definitions(editor: &mut Editor, uses: &[&Use]) -> Result<Agreement, Error> {
    let questions = uses.iter().map(|it| at(&it.path, it.position)).collect();
    let answers = editor.ask_all("textDocument/definition", questions)?;
    let mut agreement = Agreement::default();
    for (used, answer) in uses.iter().zip(&answers) {
        let (file, position) = &used.declared;
        let wanted = (file.clone(), u64::from(position.line), u64::from(position.column));
        let is_same = place(answer).as_ref() == Some(&wanted);
        if !is_same {
            println!("DIFFERS {}:{} {} -> {answer}", used.path.display(), used.position.line + 1, used.full_name);
        }
        agreement.count(&used.full_name, is_same);
    }
    Ok(agreement)
}

/// Compares the references to types with the uses of them. A reference need not be a use: the values of maps and the names in
/// options have no location in source info.
fn references(editor: &mut Editor, uses: &Uses, count: usize, random: &mut Random) -> Result<Agreement, Error> {
    let mut by_type: BTreeMap<&(PathBuf, protoward_source::Position), Vec<&Use>> = BTreeMap::new();
    for used in &uses.all {
        by_type.entry(&used.declared).or_default().push(used);
    }
    let chosen = random.sample(by_type.into_iter().collect(), count);
    let question = |(file, position): &(PathBuf, protoward_source::Position)| {
        let mut question = at(file, *position);
        question["context"] = json!({ "includeDeclaration": false });
        question
    };
    let answers = editor.ask_all("textDocument/references", chosen.iter().map(|(it, _)| question(it)).collect())?;
    let mut agreement = Agreement::default();
    for ((_, used), answer) in chosen.iter().zip(&answers) {
        // A name may be written on several lines.
        let lines = |location: &Value| {
            let (file, first, _) = place(location)?;
            Some((file, first..=location["range"]["end"]["line"].as_u64()?))
        };
        let found: Vec<_> = answer.as_array().into_iter().flatten().filter_map(lines).collect();
        let is_at = |used: &Use| {
            let line = u64::from(used.position.line);
            found.iter().any(|(file, lines)| *file == used.path && lines.contains(&line))
        };
        let missing = used.iter().find(|used| !is_at(used));
        if let Some(missing) = missing {
            println!("MISSING {} at {}:{}", missing.full_name, missing.path.display(), missing.position.line + 1);
        }
        agreement.count(&used[0].full_name, missing.is_none());
    }
    Ok(agreement)
}

/// Cuts names after up to three characters, and looks for them among the first proposals.
fn completions(editor: &mut Editor, uses: &Uses, count: usize, random: &mut Random) -> Result<Agreement, Error> {
    let mut agreement = Agreement::default();
    let mut shown = BTreeSet::new();
    for (version, used) in (2..).step_by(2).zip(random.sample(uses.all.iter().collect(), count)) {
        let Some(text) = uses.texts.get(&used.path) else { continue };
        if shown.insert(&used.path) {
            editor.show(&used.path, 1, text)?;
        }
        let kept = random.below(4).min(used.bytes.len() - 1);
        let mut cut = text.clone();
        cut.replace_range(used.bytes.start + kept..used.bytes.end, "");
        editor.edit(&used.path, version, &cut)?;
        let before = &cut[..used.bytes.start + kept];
        let line = before.matches('\n').count() as u32;
        let column = (before.len() - before.rfind('\n').map_or(0, |end| end + 1)) as u32;
        let answer =
            editor.ask("textDocument/completion", at(&used.path, protoward_source::Position::new(line, column)))?;
        let is_it = |item: &Value| {
            let detail = item["detail"].as_str().unwrap_or_default();
            detail.split(' ').next() == Some(&used.full_name)
        };
        let items = answer["items"].as_array().map_or(&[][..], Vec::as_slice);
        let position = items.iter().position(is_it);
        let is_found = position.is_some_and(|position| position < FIRST);
        if !is_found {
            let first: Vec<&str> = items.iter().take(3).filter_map(|item| item["label"].as_str()).collect();
            let line = cut.lines().nth(line as usize).unwrap_or_default();
            println!("LATE {} at {position:?}, after {kept} characters of `{line}`: {first:?}", used.full_name);
        }
        agreement.count(&used.full_name, is_found);
        editor.edit(&used.path, version + 1, text)?;
    }
    Ok(agreement)
}

/// Prints how long the diagnostics of an edit take, as the median and the 99th percentile.
fn edits(editor: &mut Editor, uses: &Uses, count: usize, random: &mut Random) -> Result<(), Error> {
    let imported: BTreeSet<&PathBuf> = uses.all.iter().map(|used| &used.declared.0).collect();
    let leaves: Vec<&PathBuf> =
        uses.texts.keys().filter(|path| !imported.contains(path) && path.is_absolute()).collect();
    let mut times: Vec<Duration> = Vec::new();
    let mut shown = BTreeSet::new();
    for version in 100_000..100_000 + count {
        let Some(path) = random.pick(&leaves) else { return Ok(()) };
        let text = &uses.texts[*path];
        if shown.insert(*path) {
            editor.show(path, 1, text)?;
        }
        let edited = format!("{text}\nmessage Added{version} {{ Missing field = 1; }}\n");
        let start = Instant::now();
        editor.edit(path, version, &edited)?;
        editor.wait(path, version)?;
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("diagnostics of an edit of a leaf: median {:.1?}, 99 % {:.1?}, of {count}", at(50), at(99));
    Ok(())
}
