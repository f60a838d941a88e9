//! The calls of one run of the build script. A call that would do what it did in the run before does nothing.
//!
//! Calls share files: the one with all modules, and the modules beside the code. After the first call that is done, all later
//! ones are, and those that were not done before it are made up for: the files are then made in one way only, from the first
//! call to the last. No call is known to be the last, so a call that is not done leaves its files as they were after it, not
//! as they were after the calls that followed it.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cargo;
use super::digest::Digest;
use super::error::Error;
use super::record::{Call, Record, Written, on_disk};
use protoward_output::{Plan, apply};

/// Generates what was read, for the call of a number, and returns the files that it has written.
pub(super) type Finish = Box<dyn FnOnce(usize) -> Result<Vec<Written>, Error> + Send>;

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// Nothing had changed since the call of this number had written these files.
    Unchanged(usize, Vec<PathBuf>),
}

static SESSION: Mutex<Option<Session>> = Mutex::new(None);

/// Does a call, unless the one of the run before had the same key and its files are there. Without a key, it is done.
pub(super) fn call(key: Option<Digest>, finish: Finish) -> Result<Outcome, Error> {
    lock().get_or_insert_with(Session::of_script).call(key, finish)
}

#[cfg(feature = "prost-build")]
/// Begins a call that is done whatever it did before, and returns its number.
pub(super) fn begin() -> Result<usize, Error> {
    lock().get_or_insert_with(Session::of_script).begin()
}

fn lock() -> MutexGuard<'static, Option<Session>> {
    SESSION.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The calls of this process.
struct Session {
    /// The folder of the record, if there is one.
    folder: Option<PathBuf>,
    /// The calls of this run so far, and behind them those of the run before, as long as nothing has changed.
    record: Record,
    /// The number of calls so far.
    calls: usize,
    /// The calls so far, if none of them was done.
    put_off: Option<Vec<Finish>>,
}

impl Session {
    fn of_script() -> Self {
        Self::in_folder(cargo::out_dir().filter(|_| cargo::is_script()))
    }

    fn in_folder(folder: Option<PathBuf>) -> Self {
        let record = folder.as_deref().map(Record::read).unwrap_or_default();
        Self { folder, record, calls: 0, put_off: Some(Vec::new()) }
    }

    fn call(&mut self, key: Option<Digest>, finish: Finish) -> Result<Outcome, Error> {
        let number = self.calls;
        if key.is_some_and(|key| self.is_unchanged(number, key)) && self.restore(number) {
            self.calls += 1;
            self.put_off.get_or_insert_default().push(finish);
            let call = &self.record.calls[number];
            call.lines.iter().cloned().for_each(cargo::tell);
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
        for (number, finish) in self.put_off.take().into_iter().flatten().enumerate() {
            let key = self.record.calls.get(number).map(|call| call.key);
            self.finish(number, key, finish, true)?;
        }
        // What the run before has done from here on is not what follows.
        self.record.calls.truncate(number);
        Ok(number)
    }

    fn is_unchanged(&self, number: usize, key: Digest) -> bool {
        self.put_off.is_some() && self.record.calls.get(number).is_some_and(|call| call.key == key)
    }

    /// Generates, and adds the call to the record. `is_muted` means that cargo was told its lines.
    fn finish(&mut self, number: usize, key: Option<Digest>, finish: Finish, is_muted: bool) -> Result<(), Error> {
        let (files, lines) = cargo::recorded(is_muted, || finish(number));
        let files = files?;
        let left = files.iter().map(|file| (file.path.clone(), file.digest));
        self.record.files.extend(left);
        if let Some(key) = key.filter(|_| number <= self.record.calls.len()) {
            let call = Call { key, lines, files };
            match self.record.calls.get_mut(number) {
                Some(put_off) => *put_off = call,
                None => self.record.calls.push(call),
            }
        }
        self.write();
        Ok(())
    }

    /// Makes the files of a call what they were after it. Returns `false` if they are not those that the run before left.
    fn restore(&mut self, number: usize) -> bool {
        let Self { record: Record { files, calls }, .. } = self;
        let call = &calls[number];
        let is_left = |file: &Written| files.get(&file.path).is_some_and(|left| *left == on_disk(&file.path));
        if !call.files.iter().all(is_left) {
            return false;
        }
        let overwritten: Vec<&Written> =
            call.files.iter().filter(|file| files.get(&file.path) != Some(&file.digest)).collect();
        if overwritten.is_empty() {
            return true;
        }
        let plan = |file: &&Written| Plan::file(&file.path, file.text.clone()?).ok();
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
