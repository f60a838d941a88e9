//! A generated file that is compared with the existing file piece by piece.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content::Content;
use super::diagnostics;
use super::line_ends;
use super::stage::{Stage, StagedFile};
use protoward_source::Diagnostic;

/// A file that is being generated, piece by piece. [`Plan::receive`](crate::Plan::receive) begins it, and
/// [`Plan::add_received`](crate::Plan::add_received) adds it to the plan, after its [`end`](Self::end).
///
/// By default, it holds all pieces in memory. In a plan that compares at once, it holds them only if the file differs
/// from the existing one, or writes them to a staged file.
#[derive(Debug)]
pub struct IncomingFile {
    target: PathBuf,
    exists: bool,
    /// The stage for a file that differs. Without a stage, the file is held in memory.
    stage: Option<Arc<Stage>>,
    state: State,
    /// `true` to replace a file that differs only in line ends too.
    is_exact: bool,
    /// `true` if the first difference is a return in the existing file, which git may have put there.
    differs_by_return: bool,
}

#[derive(Debug)]
enum State {
    /// All pieces so far are equal to the start of the existing file.
    Same { old: BufReader<File>, length: u64 },
    /// The file differs from the existing one, or is new. Its content is in memory.
    InMemory(Vec<u8>),
    /// The file differs from the existing one, or is new. Its content is in a staged file.
    Staged(File, StagedFile),
    /// The file could not be compared or staged.
    Failed(Box<Diagnostic>),
}

/// A completely generated file. It holds no open file.
#[derive(Clone, Debug)]
pub struct CompleteFile(pub(super) ComparedFile);

/// The result of a comparison.
#[derive(Clone, Debug)]
pub(super) struct ComparedFile {
    pub(super) exists: bool,
    /// The new content, if it differs from the existing file.
    pub(super) new: Option<Content>,
}

impl IncomingFile {
    /// Creates a file in memory that is not compared.
    pub(super) fn in_memory() -> Self {
        Self {
            target: PathBuf::new(),
            exists: false,
            stage: None,
            state: State::InMemory(Vec::new()),
            is_exact: false,
            differs_by_return: false,
        }
    }

    /// Creates a file that is compared with `target`, if that exists.
    pub(super) fn new(target: PathBuf, exists: bool, stage: Option<Arc<Stage>>, is_exact: bool) -> Self {
        let mut this = Self { target, exists, stage, is_exact, ..Self::in_memory() };
        let state = if exists { this.open() } else { this.start_new() };
        this.state = state.unwrap_or_else(State::Failed);
        this
    }

    fn open(&self) -> Result<State, Box<Diagnostic>> {
        let old = File::open(&self.target).map_err(|error| diagnostics::cannot("read", &self.target, &error))?;
        Ok(State::Same { old: BufReader::with_capacity(BUFFER, old), length: 0 })
    }

    /// Returns the state for a file that differs.
    fn start_new(&self) -> Result<State, Box<Diagnostic>> {
        match &self.stage {
            Some(stage) => stage.create(&self.target).map(|(file, staged)| State::Staged(file, staged)),
            None => Ok(State::InMemory(Vec::new())),
        }
    }

    /// Adds a piece. [`end`](Self::end) returns any error.
    pub fn push(&mut self, piece: &[u8]) {
        if let Err(diagnostic) = self.try_push(piece) {
            self.state = State::Failed(diagnostic);
        }
    }

    fn try_push(&mut self, piece: &[u8]) -> Result<(), Box<Diagnostic>> {
        match &mut self.state {
            State::Same { old, length } => {
                let start = start(old, piece).map_err(|error| diagnostics::cannot("read", &self.target, &error))?;
                if start == Start::Equal {
                    *length += piece.len() as u64;
                } else {
                    self.differs_by_return = start == Start::DiffersByReturn;
                    self.differ()?;
                    return self.try_push(piece);
                }
            }
            State::InMemory(bytes) => bytes.extend_from_slice(piece),
            State::Staged(file, _) => write(file, piece, &self.target)?,
            State::Failed(_) => {}
        }
        Ok(())
    }

    /// Switches to the state for a file that differs, with the equal pieces so far.
    fn differ(&mut self) -> Result<(), Box<Diagnostic>> {
        let mut other = self.start_new()?;
        if let State::Same { old, length } = &mut self.state {
            let copied = copy(old, *length, &mut other);
            copied.map_err(|error| diagnostics::cannot("read", &self.target, &error))?;
        }
        self.state = other;
        Ok(())
    }

    /// Completes the file and closes it. Files must be closed early, because the number of open files is limited.
    ///
    /// # Errors
    /// Returns an error if the existing file could not be read, or if the new file could not be staged.
    pub fn end(mut self) -> Result<CompleteFile, Box<Diagnostic>> {
        if let State::Same { old, .. } = &mut self.state {
            let at_end = is_at_end(old).map_err(|error| diagnostics::cannot("read", &self.target, &error))?;
            if !at_end {
                self.differ()?;
            }
        }
        let is_same_text = self.differs_by_return && !self.is_exact && self.is_same_text()?;
        let new = match self.state {
            State::Same { .. } => None,
            _ if is_same_text => None,
            State::InMemory(bytes) => Some(Content::from(bytes)),
            State::Staged(_, staged) => Some(Content::staged(staged)),
            State::Failed(diagnostic) => return Err(diagnostic),
        };
        Ok(CompleteFile(ComparedFile { exists: self.exists, new }))
    }

    /// Returns `true` if the whole file differs from the existing one only in line ends.
    fn is_same_text(&self) -> Result<bool, Box<Diagnostic>> {
        let new = match &self.state {
            State::InMemory(bytes) => Ok(Cow::Borrowed(&bytes[..])),
            State::Staged(_, staged) => fs::read(staged.path()).map(Cow::Owned),
            State::Same { .. } | State::Failed(_) => return Ok(false),
        };
        let both = new.and_then(|new| Ok(line_ends::is_same_text(&fs::read(&self.target)?, &new)));
        both.map_err(|error| diagnostics::cannot("read", &self.target, &error))
    }
}

/// The size of the read buffer, in bytes.
const BUFFER: usize = 1 << 16;

/// The comparison of a piece with the next bytes of the existing file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Equal,
    /// The existing file has a return where the piece has a line feed.
    DiffersByReturn,
    Differs,
}

/// Compares the next bytes with `piece`, and consumes them if they are equal. Otherwise, the position in the file is unspecified.
fn start(old: &mut BufReader<File>, mut piece: &[u8]) -> io::Result<Start> {
    while !piece.is_empty() {
        let found = match old.fill_buf() {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let common = found.len().min(piece.len());
        if let Some(at) = (0..common).find(|&at| found[at] != piece[at]) {
            return Ok(if (found[at], piece[at]) == (b'\r', b'\n') { Start::DiffersByReturn } else { Start::Differs });
        }
        if common == 0 {
            return Ok(Start::Differs);
        }
        old.consume(common);
        piece = &piece[common..];
    }
    Ok(Start::Equal)
}

fn is_at_end(old: &mut BufReader<File>) -> io::Result<bool> {
    loop {
        match old.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            found => return found.map(<[u8]>::is_empty),
        }
    }
}

/// Copies the first `length` bytes of a file.
fn copy(old: &mut BufReader<File>, length: u64, to: &mut State) -> io::Result<()> {
    old.rewind()?;
    let mut start = old.take(length);
    let copied = match to {
        State::InMemory(bytes) => start.read_to_end(bytes)? as u64,
        State::Staged(file, _) => io::copy(&mut start, file)?,
        State::Same { .. } | State::Failed(_) => length,
    };
    if copied == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn write(file: &mut File, piece: &[u8], target: &Path) -> Result<(), Box<Diagnostic>> {
    file.write_all(piece).map_err(|error| diagnostics::cannot("write", target, &error))
}
