//! Processes that share a cache: many at once, and killed at random moments.
//!
//! After each of them, the cache must have only complete trees, and a run must succeed with the same lock file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::oracle::agreement::Agreement;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::random::Random;

/// The number of `.proto` files in the repository.
const FILES: usize = 3_000;

pub(super) fn run(program: &Path, seed: u64, (processes, kills): (usize, usize)) -> Result<Outcome, Error> {
    let mut agreement = Agreement::default();
    for filter in ["true", "false"] {
        let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        let place = Place::new(program, folder.path(), filter)?;
        place.at_once(processes, &mut agreement)?;
        place.killed(kills / 2, &mut Random::keyed(seed, &[filter.len() as u64]), &mut agreement)?;
    }
    println!("processes that share a cache, or are killed: {agreement}");
    agreement.disagreeing().for_each(|name| println!("DIFFERS {name}"));
    Ok(if agreement.is_full() { Outcome::Passed } else { Outcome::Findings })
}

/// A repository and a project that requires it.
struct Place<'a> {
    program: &'a Path,
    folder: &'a Path,
    lock: String,
}

impl<'a> Place<'a> {
    fn new(program: &'a Path, folder: &'a Path, filter: &str) -> Result<Place<'a>, Error> {
        let repository = folder.join("r.git");
        fs::create_dir_all(&repository).map_err(Error::at(&repository))?;
        let git = |args: &[&str]| Run::new("git").install_hint("git").args(args).current_dir(&repository);
        git(&["init", "--bare", "--quiet", "--template=", "--initial-branch=main"]).finish()?;
        git(&["config", "uploadpack.allowFilter", filter]).finish()?;
        git(&["fast-import", "--quiet"]).stdin(stream().as_bytes()).finish()?;
        let project = folder.join("p");
        fs::create_dir_all(&project).map_err(Error::at(&project))?;
        let config = format!("[dependencies]\nr = {{ git = \"file://{}\", root = \"proto\" }}\n", repository.display());
        let uses = "syntax = \"proto3\";\npackage a;\nimport \"p0/f0.proto\";\nmessage A { p0.M0 m = 1; }\n";
        for (name, text) in [("protoward.toml", config.as_str()), ("a.proto", uses)] {
            fs::write(project.join(name), text).map_err(Error::at(&project))?;
        }
        let mut place = Place { program, folder, lock: String::new() };
        place.protoward(&["build"]).finish()?;
        place.lock = place.written();
        Ok(place)
    }

    fn protoward(&self, arguments: &[&str]) -> Run {
        let run = Run::new(self.program).args(arguments).current_dir(&self.folder.join("p"));
        run.env("PROTOWARD_CACHE", self.folder.join("cache"))
    }

    fn lock_path(&self) -> PathBuf {
        self.folder.join("p/protoward.lock")
    }

    fn written(&self) -> String {
        fs::read_to_string(self.lock_path()).unwrap_or_default()
    }

    fn clear(&self) -> Result<(), Error> {
        let cache = self.folder.join("cache");
        files::clear(&cache)?;
        let lock = self.lock_path();
        if lock.exists() { fs::remove_file(&lock).map_err(Error::at(&lock)) } else { Ok(()) }
    }

    /// Starts processes on an empty cache. All must succeed, and leave one tree.
    fn at_once(&self, count: usize, agreement: &mut Agreement) -> Result<(), Error> {
        self.clear()?;
        let run = self.protoward(&["build"]);
        let start = || run.command().spawn().map_err(|source| run.not_started(source));
        let mut processes = (0..count).map(|_| start()).collect::<Result<Vec<_>, _>>()?;
        let succeeded = processes.iter_mut().all(|process| process.wait().is_ok_and(|status| status.success()));
        let entries = |folder: &str| fs::read_dir(self.folder.join("cache").join(folder)).into_iter().flatten().count();
        let is_one = (entries("trees"), entries("tmp")) == (1, 0) && self.written() == self.lock;
        agreement.count(&format!("{count} processes at once"), succeeded && is_one && self.is_usable()?);
        Ok(())
    }

    /// Kills processes at random moments of their first update.
    fn killed(&self, count: usize, random: &mut Random, agreement: &mut Agreement) -> Result<(), Error> {
        self.clear()?;
        let start = Instant::now();
        self.protoward(&["deps", "update"]).finish()?;
        let whole = usize::try_from(start.elapsed().as_micros()).unwrap_or(usize::MAX);
        for number in 0..count {
            // Every fourth process finds what the one before has left.
            if number % 4 != 0 {
                self.clear()?;
            }
            let moment = random.below(whole + whole / 10);
            let run = self.protoward(&["deps", "update"]);
            let mut command = run.command();
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut process = command.spawn().map_err(|source| run.not_started(source))?;
            std::thread::sleep(Duration::from_micros(moment as u64));
            let _ = process.kill();
            let _ = process.wait();
            let lock = self.written();
            let is_whole = lock.is_empty() || lock == self.lock;
            let succeeds = self.protoward(&["build"]).output()?.code == Some(0) && self.written() == self.lock;
            agreement.count(&format!("killed after {moment} µs of {whole}"), is_whole && succeeds && self.is_usable()?);
        }
        Ok(())
    }

    /// Returns `true` if everything is in the cache, and complete.
    fn is_usable(&self) -> Result<bool, Error> {
        // Every file is read, and so compared with its digest.
        let all = format!("syntax = \"proto3\";\npackage all;\n{}", imports());
        let all_path = self.folder.join("p/all.proto");
        files::write(&all_path, all)?;
        let done = self.protoward(&["build", "--locked", "--offline"]).output()?;
        fs::remove_file(&all_path).map_err(Error::at(&all_path))?;
        Ok(done.code == Some(0))
    }
}

fn imports() -> String {
    (0..FILES).step_by(10).map(|file| format!("import \"p{}/f{file}.proto\";\n", file % 50)).collect()
}

/// Returns the input of `git fast-import`.
fn stream() -> String {
    let mut text = "commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 0\n".to_owned();
    for file in 0..FILES {
        let folder = file % 50;
        let schema = format!("syntax = \"proto3\";\npackage p{folder};\nmessage M{file} {{ string name = 1; }}\n");
        let _ = write!(text, "M 100644 inline proto/p{folder}/f{file}.proto\ndata {}\n{schema}\n", schema.len());
        if file % 3 == 0 {
            let other = format!("# Notes about {file}\n");
            let _ = write!(text, "M 100644 inline proto/p{folder}/f{file}.md\ndata {}\n{other}\n", other.len());
        }
    }
    text
}
