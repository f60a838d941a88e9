//! The ends of a run that its caller sees: the standard streams, and the exit status.

use std::io;

/// The standard streams of a run.
pub trait Streams {
    /// Writes bytes to standard output.
    fn print(&mut self, bytes: &[u8]);

    /// Writes a text to standard error.
    fn note(&mut self, text: &str);

    /// Reads standard input to its end.
    ///
    /// # Errors
    /// Fails if standard input cannot be read.
    fn input(&mut self) -> io::Result<Vec<u8>>;

    /// Is called with the files of the command line before they are compiled, for reports of panics.
    fn working_on(&mut self, _files: &[String]) {}
}

/// The exit status of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The status 0: everything that was requested is written.
    Success,
    /// The status 1: the files have errors, or an output could not be written.
    Failure,
}
