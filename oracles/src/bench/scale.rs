//! 100,000 generated files compared with protoc, and the cost per file compared with that of an eighth of the files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::goal::{self, Goal, count};
use super::measure::{Contestant, Table, kib, measure, print, processor_time};
use super::{Programs, compiles};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// The number of files.
const FILES: usize = 100_000;

/// The fraction of the files that the cost per file is compared with: one in this many files.
const PART: usize = 8;

/// The number of files in a folder.
const IN_FOLDER: usize = 1_000;

/// The number of scalar fields in each of the four messages of a file.
const FIELDS: usize = 4;

const OURS: &str = "protoward protoc";
const PEER: &str = "protoc";

/// The limit of the resident memory, in KiB: 1.2 GB.
const MOST_MEMORY: f64 = 1.2e9 / 1024.0;

pub(super) fn run(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let dir = generate()?;
    let out = workspace::scratch("bench/scale-out")?;
    let our_set = out.join("protoward.binpb");
    let their_set = out.join("protoc.binpb");
    let ours = |list: &str| compiles(Run::new(&programs.protoward).arg("protoc"), &our_set).arg(list).current_dir(&dir);
    let theirs = compiles(Run::new(&programs.protoc), &their_set).arg("@files").current_dir(&dir);

    // protoc runs first, so that both programs find the files in the caches of the system.
    let contestants = [Contestant::new(PEER, theirs), Contestant::new(OURS, ours("@files"))];
    let measured = measure(&contestants, runs)?;
    print(&format!("a descriptor set of {FILES} files of 2 KB with three imports each"), &measured);
    let table = Table(&measured);
    let is_same = bytes(&our_set)? == bytes(&their_set)?;
    let of_all = processor(&ours("@files"), runs)? / count(FILES);
    let of_part = processor(&ours("@part"), runs)? / count(FILES / PART);

    let goals = [
        Goal::at_least("times faster than protoc", table.time(PEER) / table.time(OURS), 8.0),
        Goal::at_most("memory, of 1.2 GB", table.memory(OURS) / MOST_MEMORY, 1.0),
        Goal::at_most("processor time of a file, of that in an eighth of the files", of_all / of_part, 1.1),
        Goal::at_least("descriptor sets that are equal", if is_same { 1.0 } else { 0.0 }, 1.0),
    ];
    println!("  {:26} {:.0} MiB of memory", OURS, table.memory(OURS) / kib(1024));
    Ok(goal::outcome(&goals))
}

/// Returns the minimum processor time of several runs, in seconds.
fn processor(run: &Run, runs: usize) -> Result<f64, Error> {
    let mut least = Duration::MAX;
    for _ in 0..runs {
        let before = processor_time();
        let done = run.clone().output()?;
        if done.code != Some(0) {
            return Err(run.failed(&done));
        }
        let time = processor_time().zip(before).map(|(after, before)| after - before);
        least = least.min(time.ok_or_else(|| Error::Usage("the system does not tell processor times".into()))?);
    }
    Ok(least.as_secs_f64())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(Error::at(path))
}

/// Writes the files, and the lists `files` and `part`. The part contains its imports, because a file only imports earlier ones.
fn generate() -> Result<PathBuf, Error> {
    let dir = workspace::scratch("bench/scale")?;
    let list = dir.join("files");
    if list.is_file() {
        return Ok(dir);
    }
    for index in 0..FILES {
        let path = dir.join(name(index));
        if index % IN_FOLDER == 0 {
            let parent = path.parent().unwrap_or(&dir);
            std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
        }
        std::fs::write(&path, text(index)).map_err(Error::at(&path))?;
    }
    let names: Vec<String> = (0..FILES).map(name).collect();
    let part = dir.join("part");
    std::fs::write(&part, names[..FILES / PART].join("\n")).map_err(Error::at(&part))?;
    // Written last, because its existence marks the folder as complete.
    std::fs::write(&list, names.join("\n")).map_err(Error::at(&list))?;
    Ok(dir)
}

fn name(index: usize) -> String {
    format!("scale/p{}/file_{index}.proto", index / IN_FOLDER)
}

/// Returns the imports of a file: the file before it, one half-way to the start, and one further away.
fn imports(index: usize) -> Vec<usize> {
    let mut all = vec![index.wrapping_sub(1), index / 2, index / 7];
    all.retain(|&import| import < index);
    all.dedup();
    all
}

/// Returns a proto3 file of about 2 KB: four messages that use each import, an enum and comments.
fn text(index: usize) -> String {
    let package = |index: usize| format!("scale.p{}", index / IN_FOLDER);
    let imports = imports(index);
    let mut text =
        format!("// File {index} of a large schema.\nsyntax = \"proto3\";\n\npackage {};\n\n", package(index));
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes any text");
    for &import in &imports {
        line(format!("import \"{}\";", name(import)));
    }
    for message in 0..4 {
        line(format!("\n// Message {message} of file {index}.\nmessage Record{index}Part{message} {{"));
        for field in 1..=FIELDS {
            line(format!("  // The value with the number {field}.\n  string value_{field} = {field};"));
        }
        for (at, &import) in imports.iter().enumerate() {
            let number = FIELDS + 1 + at;
            line(format!("  .{}.Record{import}Part{message} import_{at} = {number};", package(import)));
        }
        line("}".to_owned());
    }
    line(format!(
        "\nenum State{index} {{\n  STATE{index}_UNSPECIFIED = 0;\n  STATE{index}_ACTIVE = 1;\n  STATE{index}_DELETED = 2;\n}}"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_about_two_kilobytes_and_import_earlier_ones() {
        for index in [0, 1, 2, 7, 12_499, FILES - 1] {
            assert!(imports(index).iter().all(|&import| import < index), "{index}");
        }
        assert_eq!(imports(FILES - 1).len(), 3);
        assert!((1_800..2_200).contains(&text(FILES - 1).len()), "{}", text(FILES - 1).len());
    }
}
