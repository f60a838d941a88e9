//! One tree of a corpus: its files migrated, compiled by protoc, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use protoward_compiler::{FolderTree, MemoryTree, Sources};
use protoward_migrate::{
    Difference, Language, Languages, Refusal, Target, TargetEdition, differences, migrate, minimized,
};
use protoward_schema::{FileId, Schema};

use super::Judges;
use super::code;
use super::typescript;
use super::way_back::{Version, way_back};
use crate::disk;
use crate::oracle::batches;
use crate::oracle::compilers;
use crate::oracle::tally::Tally;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The number of files that protoc compiles together.
const BATCH: usize = 64;

/// Files that declare features.
const DECLARES_FEATURES: [&str; 4] = [
    "google/protobuf/descriptor.proto",
    "google/protobuf/cpp_features.proto",
    "google/protobuf/java_features.proto",
    "google/protobuf/go_features.proto",
];

/// The names of the counts with the milliseconds of planning and writing, and of compiling.
pub(super) const MIGRATION: &str = "ms of planning and writing";
pub(super) const COMPILATION: &str = "ms of compiling";
/// Own fixtures that cannot be migrated; the proof says so, and the command writes nothing.
const REFUSED: &str = "refused, as they cannot be migrated";

/// Migrates the files of a tree that protoc accepts, and compares them.
pub(super) fn check(tree: &Tree, edition: TargetEdition, judges: &Judges) -> Result<Tally, Error> {
    // protoc has its own copies of these. Those of a corpus may not know the features of newer editions.
    let own = |name: &str| DECLARES_FEATURES.contains(&name);
    let old_folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let new_folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let mut files = Vec::new();
    let roots: Vec<&Path> = compilers::roots(tree).collect();
    for root in roots.iter().rev() {
        for name in protoward_kit::corpus::files_below(root, "proto")? {
            if !own(&name) {
                for folder in [old_folder.path(), new_folder.path()] {
                    disk::copy(&root.join(&name), &folder.join(&name))?;
                }
            }
        }
    }
    files.extend(tree.files.iter().filter(|name| !own(name)).cloned());
    let old = Tree { dir: old_folder.path().to_owned(), includes: Vec::new(), files, ..tree.clone() };
    let accepted = judges.protoc.accepted(&old)?;
    let mut checked = Tally::default().with("files", accepted.len());
    let texts = migrated(&old, &accepted, edition, &mut checked);
    disk::write_all(new_folder.path(), &texts)?;
    let new = Tree { dir: new_folder.path().to_owned(), files: accepted.clone(), ..old.clone() };
    let old = Tree { files: accepted.clone(), ..old };
    let parts = batches::each(&accepted, BATCH, |_, files| compared((&old, &new), files, judges))?;
    parts.into_iter().for_each(|part| checked.append(part));
    Ok(checked)
}

fn milliseconds(since: Instant) -> usize {
    usize::try_from(since.elapsed().as_millis()).unwrap_or(usize::MAX)
}

/// Compiles files that need not have anything to do with each other: each alone, with what it imports.
fn compile(tree: &dyn Fn() -> protoward_compiler::Compiler, files: &[String], sources: &mut Sources) -> Schema {
    let loaded = tree().retain_options(true).load(files, sources);
    let linked = loaded.link(sources);
    linked.schema()
}

fn is_own_fixture(tree: &Tree) -> bool {
    tree.corpus == "fixtures"
}

/// Returns the new texts of the files, and checks that nothing differs and a second migration changes nothing.
fn migrated(tree: &Tree, files: &[String], edition: TargetEdition, checked: &mut Tally) -> BTreeMap<String, String> {
    let target = Target { edition, languages: Languages::chosen(Language::ALL), is_back: false };
    let mut texts = BTreeMap::new();
    let mut open: Vec<Vec<String>> = vec![files.to_vec()];
    while let Some(files) = open.pop() {
        let folder = || protoward_compiler::Compiler::new().resolver(FolderTree::new(tree.dir.clone()));
        let start = Instant::now();
        let mut sources = Sources::default();
        let loaded = folder().retain_options(true).load(&files, &mut sources);
        let linked = loaded.link(&sources);
        // Perhaps two files cannot be loaded together.
        if linked.report().has_errors() && files.len() > 1 {
            let (left, right) = files.split_at(files.len() / 2);
            open.extend([left.to_vec(), right.to_vec()]);
            continue;
        }
        let schema = linked.schema();
        checked.add(COMPILATION, milliseconds(start));
        let start = Instant::now();
        let ids: Vec<_> = files.iter().filter_map(|name| schema.find_file(name)).collect();
        let mut own = BTreeMap::new();
        let mut changed = Vec::new();
        for &id in &ids {
            match migrate(&schema, id, &target, &sources) {
                Ok(migration) => {
                    let lost = migration.notes.iter().filter_map(|note| match note {
                        protoward_migrate::Note::CommentLost(comment) => Some(comment),
                        _ => None,
                    });
                    let name = schema.text(schema[id].path).to_owned();
                    checked.findings.extend(lost.map(|comment| format!("{name}: loses the comment {comment:?}")));
                    own.insert(name, migration.text.to_string());
                    changed.push(id);
                }
                Err(Refusal::UpToDate | Refusal::DeclaresFeatures | Refusal::NameOfPackage(..)) => {
                    checked.add("left as they are", 1);
                }
                Err(Refusal::Impossible(_)) if is_own_fixture(tree) => checked.add(REFUSED, 1),
                Err(refusal) => checked.findings.push(format!("{}: {refusal:?}", schema.text(schema[id].path))),
            }
        }
        checked.add(MIGRATION, milliseconds(start));
        let compiled = |own: &BTreeMap<String, String>, sources: &mut Sources| {
            let memory = || {
                let texts = MemoryTree::new(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
                protoward_compiler::Compiler::new().resolver(texts).resolver(FolderTree::new(tree.dir.clone()))
            };
            compile(&memory, &files, sources)
        };
        let mut new_sources = Sources::default();
        let mut new = compiled(&own, &mut new_sources);
        // From edition 2024 on, there is no `import weak`: the one difference that cannot be avoided.
        let is_avoidable = |it: &Difference| it.old.replace("weak ", "") != it.new;
        let mut found = differences(&schema, &new, &changed, &target.languages);
        found.retain(is_avoidable);
        if is_own_fixture(tree) && !found.is_empty() {
            // Fixtures contain what no edition can express. What the proof finds, the command does not write.
            let refused: BTreeSet<FileId> = found.iter().map(|it| schema.file_of(it.element)).collect();
            own.retain(|name, _| schema.find_file(name).is_none_or(|id| !refused.contains(&id)));
            changed.retain(|id| !refused.contains(id));
            checked.add(REFUSED, refused.len());
            new_sources = Sources::default();
            new = compiled(&own, &mut new_sources);
            found = differences(&schema, &new, &changed, &target.languages);
            found.retain(is_avoidable);
        }
        checked.add("migrated", own.len());
        checked.findings.extend(
            found
                .iter()
                .map(|it| format!("{}: {} was {}, is {}", schema.full_name(it.element), it.what, it.old, it.new)),
        );
        for id in files.iter().filter(|name| own.contains_key(*name)).filter_map(|name| new.find_file(name)) {
            let is_again =
                migrate(&new, id, &target, &new_sources).is_ok() || minimized(&new, id, &new_sources).is_some();
            if is_again {
                checked.findings.push(format!("{}: a second run changes it", new.text(new[id].path)));
            }
        }
        let versions =
            (Version { schema: &schema, sources: &sources }, Version { schema: &new, sources: &new_sources });
        let back = way_back(versions, &changed, &target, &compiled);
        checked.add("went back", back.files);
        checked.add("of them to the old bytes", back.same);
        checked.findings.extend(back.findings);
        texts.extend(own);
    }
    texts
}

/// Compiles a batch of files with protoc on both sides, and compares the results. Returns `None` if it has to be split.
fn compared(trees: (&Tree, &Tree), files: &[String], judges: &Judges) -> Result<Option<Tally>, Error> {
    let flags = ["--include_imports", "--retain_options"];
    let before = judges.protoc.set(trees.0, files, &flags)?;
    let after = judges.protoc.set(trees.1, files, &flags)?;
    let mut checked = match (before, after, files) {
        (Ok(before), Ok(after), _) => match (compared_sets([&before, &after], files, judges)?, files) {
            (Some(checked), _) => checked,
            (None, [_] | []) => return Ok(Some(Tally::default().with("files that Python cannot load", 1))),
            (None, _) => return Ok(None),
        },
        (Ok(_), Err(error), [file]) => {
            let mut checked = Tally::default();
            checked.findings.push(format!("{file}: protoc refuses the result: {error}"));
            return Ok(Some(checked));
        }
        _ => return Ok(None),
    };
    let code = code::compared(&judges.protoc, [trees.0, trees.1], files)?;
    checked.add("generated files in Python and Java", code.files);
    checked.findings.extend(code.findings);
    Ok(Some(checked))
}

/// Compares two descriptor sets. `None` if the library refuses the old one.
fn compared_sets(sets: [&[u8]; 2], files: &[String], judges: &Judges) -> Result<Option<Tally>, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let paths = ["old.binpb", "new.binpb"].map(|name| folder.path().join(name));
    for (path, set) in paths.iter().zip(sets) {
        std::fs::write(path, set).map_err(Error::at(path))?;
    }
    let run = Run::new("python3").install_hint("Python 3").env("PYTHONPATH", &judges.library);
    let run =
        run.arg(&judges.script).args([judges.seed.to_string(), judges.payloads.to_string()]).arg(&judges.defaults);
    let sent = folder.path().join("sent");
    let run = run.args(&paths).arg(&sent).stdin(files.join("\n").as_bytes());
    let output = String::from_utf8_lossy(&run.finish()?.stdout).into_owned();
    let mut lines = output.lines();
    if output.starts_with("unloadable") {
        return Ok(None);
    }
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let [_, _, _, elements, _, payloads] = words[..] else {
        return Err(Error::Unreadable { command: run.line(), why: format!("it printed {output:?}") });
    };
    let number = |text: &str| text.parse().unwrap_or_default();
    let mut checked = Tally::default().with("elements", number(elements)).with("payloads", number(payloads));
    checked.findings.extend(lines.map(str::to_owned));
    let messages = std::fs::read_to_string(&sent).map_err(Error::at(&sent))?;
    let again = typescript::read_again([&paths[0], &paths[1]], &messages)?;
    checked.findings.extend(again.findings);
    checked.add("payloads in TypeScript", again.messages);
    checked.add("payloads whose old schema protobuf-es refuses", again.unreadable);
    Ok(Some(checked))
}
