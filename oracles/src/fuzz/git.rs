//! Repositories created by `git`, with one mutated file in their `.git`.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::Compression as Level;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use protoward_inputs::{Change, Input as Reference};
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, open};

use super::inputs::Files;
use super::mutation;
use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::workspace;

/// The references that are resolved in each repository.
const REFERENCES: &[&str] =
    &["git:HEAD~1", "git:v1", "merge-base:main", "latest-tag", "git:feature^2", "git:HEAD:proto", "git:@{-1}"];

/// The files of a repository, first with loose objects, then with a pack.
static MADE: OnceLock<[Files; 2]> = OnceLock::new();

/// Returns a mutated file of a repository, and its other files.
pub(super) fn input(random: &mut Random) -> (String, Vec<u8>, Files) {
    let made = MADE.get_or_init(|| made().unwrap_or_default());
    let mut files = made[random.below(2)].clone();
    let names: Vec<String> = files.keys().cloned().collect();
    let Some(name) = random.pick(&names).cloned() else { return Default::default() };
    let other = random.pick(&names).and_then(|name| files.get(name)).cloned().unwrap_or_default();
    let bytes = files.remove(&name).unwrap_or_default();
    let bytes = match random.below(8) {
        0 => other,
        1 => Vec::new(),
        _ => changed(&name, &bytes, &other, random),
    };
    (name, bytes, files)
}

/// Mutates a file. A compressed object is mutated below its compression, because otherwise only the checksum would be tested.
fn changed(name: &str, bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let is_loose = name.contains("/objects/") && !name.contains("/pack/");
    let mut object = Vec::new();
    if is_loose && ZlibDecoder::new(bytes).read_to_end(&mut object).is_ok() && !random.chance(4) {
        let object = mutation::bytes(&object, other, random);
        let mut encoder = ZlibEncoder::new(Vec::new(), Level::fast());
        return encoder.write_all(&object).and_then(|()| encoder.finish()).unwrap_or_default();
    }
    if bytes.is_ascii() { mutation::text(bytes, other, random) } else { mutation::bytes(bytes, other, random) }
}

fn made() -> Result<[Files; 2], Error> {
    let dir = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let dir = dir.path();
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let date = "2026-01-01T00:00:00Z";
        let run = Run::new("git").install_hint("git").args(who).args(args).current_dir(dir);
        run.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date).finish().map(drop)
    };
    let write = |text: &str| {
        let path = dir.join("proto/a.proto");
        fs::create_dir_all(dir.join("proto")).and_then(|()| fs::write(&path, text)).map_err(Error::at(&path))
    };
    git(&["init", "--quiet", "--initial-branch=main", "--template="])?;
    for text in ["message A { int32 a = 1; }", "message A { int32 a = 1; int32 b = 2; }", "message A {}"] {
        write(&format!("syntax = \"proto3\";\n{text}\n"))?;
        git(&["add", "--all"])?;
        git(&["commit", "--quiet", "--message", text])?;
    }
    git(&["tag", "--annotate", "v1", "HEAD~1", "--message", "the first"])?;
    git(&["checkout", "--quiet", "-b", "feature", "HEAD~1"])?;
    git(&["merge", "--quiet", "--no-ff", "--message", "both", "main"])?;
    let loose = read(dir)?;
    git(&["gc", "--quiet"])?;
    Ok([loose, read(dir)?])
}

fn read(dir: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        let name = path.strip_prefix(dir).ok().and_then(Path::to_str);
        if let Some(name) = name.filter(|_| entry.file_type().is_file()) {
            files.insert(name.to_owned(), fs::read(path).map_err(Error::at(path))?);
        }
    }
    Ok(files)
}

/// Resolves references in the repository. Checks that each gives a result or an error, and that the repository is unchanged.
pub(super) fn run(name: &str, bytes: &[u8], files: &Files) {
    let Ok(dir) = folder(name, bytes, files) else { return };
    let before = read(&dir).unwrap_or_default();
    let Ok(base) = Reference::parse(&dir.join("proto").to_string_lossy()) else { return };
    for reference in REFERENCES {
        let Ok(input) = Reference::parse(reference).and_then(|it| it.of(&base)) else { continue };
        let mut report = Report::default();
        let opened = open(&input, &OpenOptions::default(), &mut Sources::default(), &mut report);
        assert!(opened.is_some() || report.has_errors(), "nothing is there, and nobody says why");
    }
    for change in [Change::default(), Change::into_branch("main")] {
        let _ = base.baselines(&change);
    }
    assert!(before == read(&dir).unwrap_or_default(), "something was written");
}

/// Writes the repository to disk. The folder is always the same, because a process runs one input after the other.
fn folder(name: &str, bytes: &[u8], files: &Files) -> Result<PathBuf, Error> {
    let dir = workspace::scratch(&format!("fuzz/work/git-{}", std::process::id()))?;
    fs::remove_dir_all(&dir).map_err(Error::at(&dir))?;
    for folder in ["proto", ".git/refs/heads", ".git/objects"] {
        fs::create_dir_all(dir.join(folder)).map_err(Error::at(&dir))?;
    }
    disk::write_all(&dir, files.iter().map(|(name, bytes)| (&**name, &bytes[..])).chain([(name, bytes)]))?;
    Ok(dir)
}
