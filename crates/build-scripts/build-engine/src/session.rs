//! The calls of one run of the build script. A call is skipped if it would repeat its counterpart in the previous run.
//!
//! Calls share files: the file that declares all modules, and the modules beside the code. After the first call that
//! runs, all later calls run too, and the calls that were skipped before it run first. The shared files are therefore
//! always built in the same order, from the first call to the last. Which call is the last is unknown, so a skipped
//! call restores its files to their state after that call, without the changes of later calls.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cargo;
use super::digest::Digest;
use super::record::{Record, RecordedCall, WrittenFile, file_digest};
use protoward_build_protocol::Error;
use protoward_output::{Plan, apply};

/// A function that generates code for the call with a given number, and returns the files that it has written.
pub(super) type GenerateCall = Box<dyn FnOnce(usize) -> Result<Vec<WrittenFile>, Error> + Send>;

/// The outcome of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// The call was skipped. The fields are its number and the generated files, unchanged since the previous run.
    Unchanged(usize, Vec<PathBuf>),
}

static SESSION: Mutex<Option<Session>> = Mutex::new(None);

/// Runs a call, unless its counterpart in the previous run had the same key and its files still exist. Always runs a
/// call without a key.
pub(super) fn call(key: Option<Digest>, finish: GenerateCall) -> Result<Outcome, Error> {
    lock().get_or_insert_with(Session::of_script).call(key, finish)
}

#[cfg(feature = "prost-build")]
/// Starts a call that always runs, and returns its number.
pub(super) fn begin() -> Result<usize, Error> {
    lock().get_or_insert_with(Session::of_script).begin()
}

fn lock() -> MutexGuard<'static, Option<Session>> {
    SESSION.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The calls of this process.
struct Session {
    /// The folder that contains the record, if any.
    folder: Option<PathBuf>,
    /// The calls of this run so far, followed by those of the previous run until a call runs.
    record: Record,
    /// The number of calls so far.
    calls: usize,
    /// The skipped calls. Empty after the first call that ran.
    skipped: Vec<GenerateCall>,
}

impl Session {
    fn of_script() -> Self {
        Self::in_folder(cargo::out_dir().filter(|_| cargo::is_build_script()))
    }

    fn in_folder(folder: Option<PathBuf>) -> Self {
        let record = folder.as_deref().map(Record::read).unwrap_or_default();
        Self { folder, record, calls: 0, skipped: Vec::new() }
    }

    fn call(&mut self, key: Option<Digest>, finish: GenerateCall) -> Result<Outcome, Error> {
        let number = self.calls;
        let previous_key = self.record.calls.get(number).map(|call| call.key);
        if key.is_some() && key == previous_key && self.restore(number) {
            self.calls += 1;
            self.skipped.push(finish);
            let call = &self.record.calls[number];
            call.lines.iter().cloned().for_each(cargo::print_instruction);
            let code = call.files.iter().filter(|file| file.is_code).map(|file| file.path.clone());
            return Ok(Outcome::Unchanged(number, code.collect()));
        }
        self.begin()?;
        self.finish(number, key, finish, false)?;
        Ok(Outcome::Done)
    }

    fn begin(&mut self) -> Result<usize, Error> {
        let number = self.calls;
        self.calls += 1;
        let skipped = std::mem::take(&mut self.skipped);
        let caught_up = skipped.into_iter().enumerate().try_for_each(|(number, finish)| {
            let key = self.record.calls.get(number).map(|call| call.key);
            self.finish(number, key, finish, true)
        });
        // The remaining calls of the previous run are outdated.
        self.record.calls.truncate(number);
        caught_up.map(|()| number)
    }

    /// Generates code, and adds the call to the record. `is_muted` means that Cargo has received the lines of the call already.
    fn finish(
        &mut self,
        number: usize,
        key: Option<Digest>,
        finish: GenerateCall,
        is_muted: bool,
    ) -> Result<(), Error> {
        let (files, lines) = cargo::record_lines(is_muted, || finish(number));
        let files = files?;
        self.record.files.extend(files.iter().map(|file| (file.path.clone(), file.digest)));
        // Calls after one without a key are not recorded, because calls are found in the record by their number.
        if let Some(key) = key.filter(|_| number <= self.record.calls.len()) {
            let call = RecordedCall { key, lines, files };
            match self.record.calls.get_mut(number) {
                Some(previous) => *previous = call,
                None => self.record.calls.push(call),
            }
        }
        self.write();
        Ok(())
    }

    /// Restores the files of a call to their state after that call. Returns `false` if they differ from those that the
    /// previous run left.
    fn restore(&mut self, number: usize) -> bool {
        let Self { record: Record { files, calls }, .. } = self;
        let call = &calls[number];
        let is_unmodified =
            |file: &WrittenFile| files.get(&file.path).is_some_and(|digest| *digest == file_digest(&file.path));
        if !call.files.iter().all(is_unmodified) {
            return false;
        }
        let overwritten: Vec<&WrittenFile> =
            call.files.iter().filter(|file| files.get(&file.path) != Some(&file.digest)).collect();
        if overwritten.is_empty() {
            return true;
        }
        let plan = |file: &&WrittenFile| Plan::file(&file.path, file.text.clone()?).ok();
        let Some(plans) = overwritten.iter().map(plan).collect::<Option<Vec<_>>>() else { return false };
        let changes = plans.iter().map(Plan::compare).collect::<Result<Vec<_>, _>>();
        if changes.and_then(|changes| apply(&changes)).is_err() {
            return false;
        }
        let restored: Vec<_> = overwritten.iter().map(|file| (file.path.clone(), file.digest)).collect();
        files.extend(restored);
        self.write();
        true
    }

    fn write(&mut self) {
        let Record { files, calls } = &mut self.record;
        files.retain(|path, _| calls.iter().flat_map(|call| &call.files).any(|file| file.path == *path));
        self.folder.iter().for_each(|folder| self.record.write(folder));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    /// A process whose calls each write their own file and a file that lists all calls.
    struct Process {
        folder: PathBuf,
        session: Session,
        /// The calls that ran.
        done: Arc<Mutex<Vec<String>>>,
    }

    impl Process {
        fn new(folder: &Path) -> Self {
            let session = Session::in_folder(Some(folder.to_owned()));
            Self { folder: folder.to_owned(), session, done: Arc::default() }
        }

        /// Makes a call with a text for the file with the given name.
        fn call(&mut self, name: &str, text: &str) -> Result<Outcome, Error> {
            let [folder, name, text] = [self.folder.to_str().unwrap(), name, text].map(str::to_owned);
            let key = Digest::of(format!("{name} {text}").as_bytes());
            let done = Arc::clone(&self.done);
            let finish = move |_| {
                if text == "error" {
                    return Err(std::io::Error::other("as asked for").into());
                }
                let mut done = done.lock().unwrap();
                done.push(format!("{name}{text}"));
                cargo::warn(&text);
                let write = |name: &str, text: &str| {
                    let path = Path::new(&folder).join(name);
                    fs::write(&path, text).unwrap();
                    let digest = Some(Digest::of(text.as_bytes()));
                    WrittenFile { path, digest, text: (name == "all").then(|| text.into()), is_code: true }
                };
                Ok(vec![write(&name, &text), write("all", &done.join(" "))])
            };
            self.session.call(Some(key), Box::new(finish))
        }

        /// Returns the calls that ran.
        fn done(self) -> String {
            self.done.lock().unwrap().join(" ")
        }
    }

    /// Makes calls in a new process. Returns the calls that ran, and the file that lists all calls.
    fn run(folder: &Path, calls: &[(&str, &str)]) -> (String, String) {
        let mut process = Process::new(folder);
        calls.iter().for_each(|(name, text)| _ = process.call(name, text).unwrap());
        (process.done(), fs::read_to_string(folder.join("all")).unwrap())
    }

    fn pair(one: &str, other: &str) -> (String, String) {
        (one.to_owned(), other.to_owned())
    }

    #[test]
    fn skips_a_call_with_an_unchanged_key() {
        let temp = tempfile::tempdir().unwrap();
        assert_eq!(run(temp.path(), &[("a", "1")]), pair("a1", "a1"));
        let mut process = Process::new(temp.path());
        let files = ["a", "all"].map(|name| temp.path().join(name)).to_vec();
        assert_eq!(process.call("a", "1").unwrap(), Outcome::Unchanged(0, files));
        assert_eq!(process.done(), "");
        assert_eq!(run(temp.path(), &[("a", "2")]), pair("a2", "a2"), "another key");
        assert_eq!(run(temp.path(), &[("a", "2")]).0, "");
    }

    #[test]
    fn regenerates_modified_files() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("a");
        let calls = [("a", "1")];
        run(temp.path(), &calls);
        fs::remove_file(&file).unwrap();
        assert_eq!(run(temp.path(), &calls).0, "a1", "it is gone");
        fs::write(&file, "mine").unwrap();
        assert_eq!(run(temp.path(), &calls).0, "a1", "it was edited");
        assert_eq!(fs::read_to_string(&file).unwrap(), "1");
        #[cfg(unix)]
        {
            fs::rename(&file, temp.path().join("b")).unwrap();
            std::os::unix::fs::symlink("b", &file).unwrap();
            assert_eq!(run(temp.path(), &calls).0, "a1", "it is a link to the same text");
        }
    }

    #[test]
    fn restores_files_shared_by_calls() {
        let temp = tempfile::tempdir().unwrap();
        let run = |calls: &[(&str, &str)]| run(temp.path(), calls);
        let a1 = ("a", "1");
        let b1 = ("b", "1");
        let a2 = ("a", "2");
        let b2 = ("b", "2");
        let c = ("c", "");
        assert_eq!(run(&[a1, b1]), pair("a1 b1", "a1 b1"));
        assert_eq!(run(&[a1, b1]), pair("", "a1 b1"));
        assert_eq!(run(&[a1]), pair("", "a1"), "the second call has not come");
        assert_eq!(run(&[a1, b1]), pair("", "a1 b1"), "it is back");
        assert_eq!(run(&[a1, b2]), pair("a1 b2", "a1 b2"), "the first is made up for");
        assert_eq!(run(&[a2, b2]), pair("a2 b2", "a2 b2"), "all behind the first are done");
        assert_eq!(run(&[a1]), pair("a1", "a1"), "it has changed, and the second has not come");
        assert_eq!(run(&[a1, b2]), pair("a1 b2", "a1 b2"), "the second was not done after this first one");
        assert_eq!(run(&[b2, a1]), pair("b2 a1", "b2 a1"), "in another order");
        assert_eq!(run(&[b2, a1, c]), pair("b2 a1 c", "b2 a1 c"));
        assert_eq!(run(&[b2, a1, c]), pair("", "b2 a1 c"));
    }

    #[test]
    fn runs_all_calls_after_one_without_a_key() {
        let temp = tempfile::tempdir().unwrap();
        let run = || {
            let mut process = Process::new(temp.path());
            process.call("a", "1").unwrap();
            assert_eq!(process.session.begin().unwrap(), 1);
            process.call("b", "1").unwrap();
            process.done()
        };
        assert_eq!([run(), run()], ["a1 b1", "a1 b1"]);
    }

    #[test]
    fn prints_each_cargo_line_once_per_run() {
        let temp = tempfile::tempdir().unwrap();
        let printed_lines = |calls: &[(&str, &str)]| {
            let mut process = Process::new(temp.path());
            let mut call = |&(name, text)| process.call(name, text).unwrap();
            calls.iter().for_each(|it| _ = call(it));
            process.session.record.calls.into_iter().flat_map(|call| call.lines).collect::<Vec<_>>()
        };
        let first = printed_lines(&[("a", "one"), ("b", "two")]);
        assert_eq!(first, ["cargo:warning=one", "cargo:warning=two"]);
        assert_eq!(printed_lines(&[("a", "one"), ("b", "two")]), first);
        assert_eq!(printed_lines(&[("a", "one"), ("b", "three")]), ["cargo:warning=one", "cargo:warning=three"]);
    }

    #[test]
    fn does_not_record_errors() {
        let temp = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            assert!(Process::new(temp.path()).call("a", "error").is_err());
        }
        run(temp.path(), &[("a", "1")]);
        assert!(Process::new(temp.path()).call("a", "error").is_err());
        assert_eq!(run(temp.path(), &[("a", "1")]).0, "", "nothing was written since");
    }

    #[test]
    fn runs_all_calls_without_a_folder() {
        let temp = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let mut process = Process::new(temp.path());
            process.session = Session::in_folder(None);
            process.call("a", "1").unwrap();
            assert_eq!(process.done(), "a1");
        }
    }
}
